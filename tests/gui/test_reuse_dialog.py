"""引用往年: every change is shown before it is made and can be left out; what stays old is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from fzapp.services.reuse import ReusePlan
from fzapp.services.reuse_places import OldPlace, PlaceKind
from fzapp.ui.dialogs import reuse
from tests.gui.writing import open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LINE = "2025年，学习三中全会精神，受理纠纷81件，走访346户。"
PLAN = ReusePlan(
    (LINE,),
    (
        (
            OldPlace(0, 4, PlaceKind.YEAR, "2025", "2026"),
            OldPlace(8, 12, PlaceKind.MEETING, "三中全会"),
            OldPlace(19, 21, PlaceKind.FIGURE, "81", "{{矛盾纠纷.受理件数}}", "73"),
            OldPlace(25, 28, PlaceKind.FIGURE, "346", "____"),
        ),
    ),
    ("2025年本镇年报（八）第1段",),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> reuse.ReuseDialog:
    offered = reuse.Offered(PLAN, "放到光标处", lambda text: text.replace("{{矛盾纠纷.受理件数}}", "73"))
    made = reuse.ReuseDialog(None, offered)
    qtbot.addWidget(made)
    return made


def grounds(dialog: reuse.ReuseDialog) -> str:
    """The pieces of the preview that stand on a ground."""
    pieces = []
    iterator = dialog.preview.document().firstBlock().begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.charFormat().background().style() != Qt.BrushStyle.NoBrush:
            pieces.append(fragment.text())
        iterator += 1
    return " ".join(pieces)


def test_everything_is_shown_before_it_happens(dialog: reuse.ReuseDialog) -> None:
    rows = [dialog.places.item(number).text() for number in range(dialog.places.count())]
    assert rows == [
        "年份　2025 → 2026　2025年，学习三中全会…",
        "会议　三中全会　标出来等核对　2025年，学习三中全会精神，受理纠纷8…",
        "数字　81 → 73（今年台账）　…会精神，受理纠纷81件，走访346户…",
        "数字　346 → 留空待补　…纠纷81件，走访346户。",
    ]
    assert dialog.preview.toPlainText() == "2026年，学习三中全会精神，受理纠纷73件，走访____户。"
    assert grounds(dialog) == "三中全会 ____"
    assert dialog.told.text().startswith(
        "1处年份换成今年，1个数连到今年的台账，1处留空待补，1处标出来等核对。"
    )


def test_a_change_that_is_not_ticked_leaves_the_old_words_marked(dialog: reuse.ReuseDialog) -> None:
    dialog.places.item(3).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.preview.toPlainText().endswith("走访346户。")
    assert grounds(dialog) == "三中全会 346"
    dialog.findChild(QCheckBox, "reuse_year").setChecked(False)
    assert dialog.answer().body.startswith("2025年")
    assert [dialog.answer().body[m.start : m.end] for m in dialog.answer().marks] == [
        "2025",
        "三中全会",
        "346",
    ]


def test_what_only_waits_for_a_person_has_no_tick(dialog: reuse.ReuseDialog) -> None:
    assert not dialog.places.item(1).flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_turning_back_puts_nothing_in(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = open_page(qtbot, tmp_path / "archive", last_year=True)
    writing.page.open_section(writing.leaves()[0].id)
    monkeypatch.setattr(reuse, "ask", lambda _parent, _offered: None)
    writing.key(Qt.Key.Key_F3)
    assert writing.page.editor.body() == ""
    assert not writing.page.reuse_bar.isVisible()


def test_what_is_still_old_stands_on_yellow_in_the_text(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = open_page(qtbot, tmp_path / "archive", last_year=True)
    writing.page.open_section(writing.leaves()[0].id)
    monkeypatch.setattr(reuse, "ask", lambda _parent, offered: offered.plan.made({0}))
    writing.key(Qt.Key.Key_F3)
    assert writing.page.editor.marked("old") == ["2025"]
    assert writing.page.reuse_bar.told.text().endswith("其中标黄的1处是旧内容。")
