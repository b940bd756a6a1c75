"""往年: below the earlier years the paragraphs that say the same, to compare with and to take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fzapp.ui.dialogs import reuse
from tests.gui.writing import open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.writing import Writing

TEXT = "依托综治中心建立排查、登记、分流、调处、回访机制，全年受理邻里纠纷96件，调解成功94件。"
NEW = "综治中心统一登记分流，调解员每周入户排查，受理邻里纠纷89件，成功调解88件。"


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    built = open_page(qtbot, tmp_path / "archive")
    other = built.services.reports.create("annual_report", 2024)
    section = next(s for s in built.services.reports.get(other).sections if s.spec == "publicity")
    built.services.writing.save(section.id, TEXT)
    built.services.reports.edit_parts(other, signature="白沙街道办事处")
    target = next(s for s in built.sections() if s.spec == "disputes")
    built.page.open_section(target.id)
    built.type(NEW)
    built.page.panel.show_past()
    past = built.page.panel.past
    qtbot.waitUntil(lambda: bool(past.similar.lines), timeout=20_000)
    return built


def test_what_says_the_same_is_offered_where_no_year_has_the_section(writing: Writing) -> None:
    past = writing.page.panel.past
    (line,) = past.similar.lines
    assert line.text == "2024年白沙街道年报（九）第1段"
    assert line.note.startswith("重合")
    assert not past.years.isVisible()
    assert TEXT in past.text.toPlainText()


def test_a_similar_paragraph_is_taken_over_as_a_whole(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[reuse.Offered] = []
    monkeypatch.setattr(reuse, "ask", lambda _parent, given: offered.append(given))
    writing.page.editor.setFocus()
    writing.key(Qt.Key.Key_F3)
    assert offered[0].plan.lines == (TEXT,)
    assert offered[0].plan.sources == ("2024年白沙街道年报（九）第1段",)


def test_choosing_a_year_leads_back(writing: Writing, qtbot: QtBot) -> None:
    own = writing.services.reports.create("annual_report", 2025)
    section = next(s for s in writing.services.reports.get(own).sections if s.spec == "disputes")
    writing.services.writing.save(section.id, "去年写的另一段话。")
    past = writing.page.panel.past
    target = writing.page.shown_row().section
    past.show_past(writing.services.overview.past(target), NEW)
    assert past.text.toPlainText().endswith("去年写的另一段话。")
    past.similar.setFocus()
    past.similar.clicked.emit(past.similar.model().index(0, 0))
    assert TEXT in past.text.toPlainText()
    past.years.activated.emit(0)
    assert past.text.toPlainText().endswith("去年写的另一段话。")


def test_another_section_begins_with_an_empty_list(writing: Writing) -> None:
    other = next(s for s in writing.sections() if s.spec == "oversight")
    writing.page.show_section(other.id)
    assert writing.page.panel.past.similar.lines == ()


def test_the_rows_are_whole_in_a_narrow_panel(writing: Writing, qtbot: QtBot) -> None:
    past = writing.page.panel.past
    for width in (560, 190):
        past.setFixedWidth(width)
        qtbot.waitUntil(lambda width=width: past.similar.width() < width)
        needed = past.similar.sizeHintForRow(0)
        qtbot.waitUntil(lambda needed=needed: past.similar.viewport().height() >= needed)
    assert past.similar.sizeHintForRow(0) > past.similar.fontMetrics().height() * 2
