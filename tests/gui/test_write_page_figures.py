"""Numbers on the writing page: they follow the ledger, are listed, bound by one key and picked by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fzapp.services.figure_report import FigureState
from fzapp.services.seen_figures import SeenFigures
from fzapp.storage.changes import Op
from tests.conftest import ROOT
from tests.gui.writing import CTRL, commit, open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.domain.ledger import Value
    from tests.gui.writing import Writing

TOKEN = "{{矛盾纠纷.受理件数}}"


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    """The page on the section about disputes, with a ledger of 73 disputes in 2026."""
    built = open_page(qtbot, tmp_path / "archive")
    ledgers = built.services.ledgers
    reading = ledgers.read(ROOT / "resources" / "practice" / "ledgers" / "L16.csv", "L16")
    ledgers.commit(ledgers.plan(reading, 2026))
    report = built.services.reports.get(built.report_id)
    assert report.year == 2026
    section = next(s for s in report.sections if s.spec == "disputes")
    built.page.open_section(section.id)
    built.page.editor._notice_timer.setInterval(10)
    return built


def write(writing: Writing, qtbot: QtBot, text: str, items: int) -> None:
    commit(writing.page.editor, text)
    qtbot.waitUntil(lambda: len(writing.page.panel.figures.items) == items)


def states(writing: Writing) -> list[FigureState]:
    return [item.state for item in writing.page.panel.figures.items]


def test_numbers_are_marked_listed_and_counted(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件，达成书面协议47份，全年受理矛盾纠纷75件。", 3)
    assert writing.page.editor.shown_text().startswith("受理73件")
    assert states(writing) == [FigureState.BOUND, FigureState.UNBOUND, FigureState.DIFFERING]
    assert writing.page.editor.marked("unbound") == ["47份"]
    assert writing.page.editor.marked("differing") == ["75件"]
    assert writing.page.status().endswith("报告数字3个：1有台账 1待补 1不一致")
    lines = [line.text for line in writing.page.panel.figures.view.lines]
    assert "今年73件" in lines[0]
    assert lines[2] == "75件　台账是73件"


def test_a_number_is_bound_by_one_key_as_one_operation(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, "全年受理矛盾纠纷73件。", 1)
    writing.page.commit()
    view = writing.page.panel.figures
    writing.page.panel.figures_tab.click()
    offers = [offer.name for offer in view.items[0].offers]
    assert "矛盾纠纷.受理件数" in offers
    view.view.setFocus()
    QTest.keyClick(view.view, Qt.Key.Key_1 if offers[0] == "矛盾纠纷.受理件数" else Qt.Key.Key_2)
    assert writing.page.editor.body() == f"全年受理矛盾纠纷{TOKEN}件。"
    assert writing.body(writing.page.shown_section()) == f"全年受理矛盾纠纷{TOKEN}件。"
    change = writing.services.archive.undoable()
    assert change is not None
    assert (change.op, len(change.rows)) == (Op.EDIT_SECTION, 1)
    assert states(writing) == [FigureState.BOUND]


def test_numbers_follow_the_ledger_while_they_are_looked_at(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    writing.page.commit()
    ledgers = writing.services.ledgers
    kind = ledgers.kind("L16")
    values: dict[str, Value] = {kind.period_column: "2026-05-06"}
    writing.operations.run(lambda: ledgers.add(kind, 2026, values))
    assert writing.page.editor.shown_text() == "受理74件。"
    assert not writing.page.editor.is_changed()
    writing.operations.undo()
    assert writing.page.editor.shown_text() == "受理73件。"
    assert writing.body(writing.page.shown_section()) == f"受理{TOKEN}件。"


def test_a_figure_is_picked_by_typing_initials(writing: Writing) -> None:
    commit(writing.page.editor, "受理")
    QTest.keyClick(writing.page.editor, Qt.Key.Key_F2)
    picker = writing.page.figures.picker
    assert picker.isVisible()
    QTest.keyClicks(picker.words, "mdjf slj")
    assert picker.view.lines[0].text == "矛盾纠纷.受理件数"
    assert picker.view.lines[0].note.startswith("73件（去年")
    QTest.keyClick(picker.words, Qt.Key.Key_Return)
    assert not picker.isVisible()
    assert writing.page.editor.body() == f"受理{TOKEN}"
    QTest.keyClick(writing.page.editor, Qt.Key.Key_F2)
    QTest.keyClick(picker.words, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_a_figure_takes_the_place_of_the_gap_that_the_cursor_stands_in(writing: Writing) -> None:
    commit(writing.page.editor, "受理____件，调解5件。")
    settled = writing.page.figures
    settled._look()
    for place, text in ((4, f"受理{TOKEN}件，调解5件。"), (9, f"受理{TOKEN}件，调解{TOKEN}件。")):
        writing.page.editor.select(place, 0)
        QTest.keyClick(writing.page.editor, Qt.Key.Key_F2)
        top = settled.picker.geometry()
        line = writing.page.editor.cursorRect()
        line.moveTopLeft(writing.page.editor.viewport().mapTo(settled.picker.parentWidget(), line.topLeft()))
        assert not top.intersects(line)
        QTest.keyClicks(settled.picker.words, "mdjf slj")
        QTest.keyClick(settled.picker.words, Qt.Key.Key_Return)
        assert writing.page.editor.body() == text
        settled._look()


def test_a_figure_is_picked_in_the_form_it_is_to_be_said_in(writing: Writing) -> None:
    commit(writing.page.editor, "受理")
    QTest.keyClick(writing.page.editor, Qt.Key.Key_F2)
    picker = writing.page.figures.picker
    QTest.keyClicks(picker.words, "mdjf slj")
    QTest.keyClick(picker.words, Qt.Key.Key_Right)
    forms = {line.text: line.note for line in picker.view.lines}
    assert forms["原数"] == "73件"
    assert forms["取整加“余”"] == "70余件"
    QTest.keyClick(picker.words, Qt.Key.Key_Left)
    assert picker.view.lines[0].text == "矛盾纠纷.受理件数"
    QTest.keyClick(picker.words, Qt.Key.Key_Right)
    QTest.keyClick(picker.words, Qt.Key.Key_Down)
    QTest.keyClick(picker.words, Qt.Key.Key_Return)
    assert writing.page.editor.body() == "受理{{矛盾纠纷.受理件数|余}}"
    assert writing.page.editor.shown_text() == "受理70余"


def test_a_refused_key_says_why(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}", 1)
    commit(writing.page.editor, "5")
    assert writing.page.editor.body() == f"受理{TOKEN}"
    assert "连在一起" in writing.prompter.sentences[-1]


def test_find_sees_numbers_and_replacing_spares_figures(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件，73名。", 2)
    assert [body for key, body in writing.page.bodies() if key == writing.page.shown_section()] == [
        "受理73件，73名。"
    ]
    writing.page.commit()
    writing.page.finder._on_replace_all("73", "74")
    assert writing.page.editor.body() == f"受理{TOKEN}件，74名。"
    writing.page.finder._on_replace_all("矛盾纠纷", "纠纷")
    assert writing.page.editor.body() == f"受理{TOKEN}件，74名。"


def test_a_signed_report_keeps_its_numbers_on_the_page(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    writing.page.commit()
    writing.operations.run(lambda: writing.services.freezes.freeze(writing.report_id, "陈镇长"))
    ledgers = writing.services.ledgers
    kind = ledgers.kind("L16")
    writing.operations.run(lambda: ledgers.remove([ledgers.rows(kind, 2026)[0].id]))
    assert writing.page.editor.isReadOnly()
    assert writing.page.editor.shown_text() == "受理73件。"
    items = writing.page.panel.figures
    qtbot.waitUntil(lambda: writing.page.editor.marked("changed") == ["73"])
    assert items.view.lines[0].text.endswith("台账后来改了：当时73，现在72")


# --- what changed, and where it comes from --------------------------------------------------------------


def add_dispute(writing: Writing) -> None:
    ledgers = writing.services.ledgers
    kind = ledgers.kind("L16")
    values: dict[str, Value] = {kind.period_column: "2026-05-06"}
    writing.operations.run(lambda: ledgers.add(kind, 2026, values))


def test_a_changed_number_is_marked_until_it_was_looked_at(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    writing.page.commit()
    assert writing.page.editor.marked("changed") == []
    add_dispute(writing)
    items = writing.page.panel.figures
    qtbot.waitUntil(lambda: writing.page.editor.marked("changed") == ["74"])
    assert items.view.lines[0].text.endswith("变了：原73，现74")
    assert items.view.lines[0].note == "变了"
    writing.page.panel.show_figures()
    QTest.keyClick(items.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: writing.page.editor.marked("changed") == [])
    assert items.view.lines[0].note == "有台账"


def test_what_was_looked_at_outlives_the_program_and_an_undone_change(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    writing.page.commit()
    add_dispute(writing)
    report = writing.services.reports.get(writing.report_id)
    again = SeenFigures(writing.services.archive, writing.services.figures)
    assert again.changed(report, ["矛盾纠纷.受理件数"]) == {"矛盾纠纷.受理件数": ("73", "74")}
    writing.operations.undo()
    qtbot.waitUntil(lambda: writing.page.editor.marked("changed") == [])
    assert again.changed(report, ["矛盾纠纷.受理件数"]) == {}


def test_all_changes_are_looked_at_by_one_button(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    writing.page.commit()
    writing.page.panel.show_figures()
    assert not writing.page.panel.figures.seen.isVisible()
    add_dispute(writing)
    qtbot.waitUntil(writing.page.panel.figures.seen.isVisible)
    writing.page.panel.figures.seen.click()
    assert writing.page.editor.marked("changed") == []
    assert not writing.page.panel.figures.seen.isVisible()


def test_a_number_leads_to_its_rows_by_key_and_by_click(writing: Writing, qtbot: QtBot) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    asked: list[tuple[str, int, tuple[int, ...]]] = []
    writing.page.open_rows_requested.connect(lambda *about: asked.append(about))
    trace = writing.page.panel.figures.trace
    writing.page.editor.set_cursor_offset(2)
    QTest.keyClick(writing.page.editor, Qt.Key.Key_F4)
    assert trace.isVisible()
    assert trace.title.text() == "73　矛盾纠纷.受理件数"
    assert len(trace.view.lines) == 73
    assert trace.view.lines[0].note == "第1行"
    QTest.keyClick(trace.view, Qt.Key.Key_Return)
    assert asked[0][:2] == ("L16", 2026)
    assert len(asked[0][2]) == 73
    QTest.keyClick(trace.view, Qt.Key.Key_Escape)
    assert writing.page.panel.figures.view.isVisible()
    place = writing.page.editor.textCursor()
    place.setPosition(3)
    point = writing.page.editor.cursorRect(place).center()
    QTest.mouseClick(writing.page.editor.viewport(), Qt.MouseButton.LeftButton, CTRL, point)
    assert trace.isVisible()
    assert "受理" in writing.page.editor.figure_hint("矛盾纠纷.受理件数")
    assert "73件" in writing.page.editor.figure_hint("矛盾纠纷.受理件数")


def test_f4_beside_no_figure_says_how(writing: Writing) -> None:
    commit(writing.page.editor, "没有数")
    QTest.keyClick(writing.page.editor, Qt.Key.Key_F4)
    assert "F4" in writing.prompter.sentences[-1]


def test_the_files_beside_rows_and_the_rule_are_told(writing: Writing, qtbot: QtBot, tmp_path: Path) -> None:
    write(writing, qtbot, f"受理{TOKEN}件。", 1)
    ledgers = writing.services.ledgers
    first = ledgers.rows(ledgers.kind("L16"), 2026)[0]
    photo = tmp_path / "调解协议书.jpg"
    photo.write_bytes(b"a photo")
    writing.services.attachments.attach(first.id, [photo])
    writing.page.editor.set_cursor_offset(2)
    writing.key(Qt.Key.Key_F4)
    trace = writing.page.panel.figures.trace
    assert trace.view.lines[0].text.endswith("附件：调解协议书.jpg")
    assert "算法：" in trace.told.text()


def test_a_double_click_takes_the_gap_the_number_or_the_clause(writing: Writing) -> None:
    editor = writing.page.editor
    commit(editor, "石桥村组织____名干部旁听，𠮷某调解5件。")
    for word, wanted in (("__", "____"), ("5", "5"), ("村", "石桥村组织")):
        editor.select(editor.shown_text().index(word) + 1, 0)
        place = editor.cursorRect().center()
        QTest.mouseDClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert editor.textCursor().selectedText() == wanted
