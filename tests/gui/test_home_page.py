"""The workbench: where the report stands, what is to be done, one key to go on, and the task list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyleOptionViewItem

from fzapp.domain.report import SectionState
from fzapp.domain.review import ReviewStage
from fzapp.services.overview import TaskRow
from fzapp.ui import actions, page_list
from fzapp.ui.delegates.state_delegate import StateDelegate
from fzapp.ui.dialogs import due_date
from fzapp.ui.models.task_model import ROW_ROLE, TaskColumn, TaskModel, length_text, spoken, text_of
from fzapp.ui.pages.home_page import HomePage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.operations import Operations
    from fzapp.ui.page import Page
    from tests.gui.conftest import Clock, RecordingPrompter


@pytest.fixture
def report(office: Services) -> int:
    return office.reports.create("annual_report", 2026)


@pytest.fixture
def home(report: int, make_page: Callable[[type[Page]], Page]) -> HomePage:
    page = make_page(HomePage)
    assert isinstance(page, HomePage)
    return page


def leaf(office: Services, report: int, number: int) -> TaskRow:
    return [row for row in office.overview.tasks(report) if not row.has_children][number]


def refreshed(home: HomePage) -> HomePage:
    home.refresh()
    return home


def test_the_card_says_how_far_it_is(home: HomePage, office: Services, report: int) -> None:
    section = leaf(office, report, 1).section
    office.writing.save(section.id, "第一段。\n第二段。", 6)
    office.writing.set_state(section.id, SectionState.WRITTEN)
    refreshed(home)
    assert home.report_card.title.text() == "青石镇人民政府关于2026年度法治政府建设情况的报告"
    assert home.report_card.where.text().startswith("1 / 13 节写完")
    assert "第2段，今天 09:00" in home.report_card.where.text()
    assert home.report_card.due.text() == "应于2027年3月1日前报云溪县人民政府"
    assert home.report_card.days.text() == "还剩90天"


@pytest.mark.parametrize(
    ("now", "words", "tone"),
    [
        ("2027-02-20T09:00:00", "还剩9天", "attention"),
        ("2027-03-01T09:00:00", "今天到期", "attention"),
        ("2027-03-03T09:00:00", "已过2天", "wrong"),
    ],
)
def test_the_days_left_change_their_tone(
    home: HomePage, clock: Clock, now: str, words: str, tone: str
) -> None:
    clock.time = now
    refreshed(home)
    assert home.report_card.days.text() == words
    assert home.report_card.days.property("tone") == tone


def test_enter_goes_on_where_writing_stopped(
    home: HomePage, office: Services, report: int, qtbot: QtBot
) -> None:
    section = leaf(office, report, 3).section
    office.writing.save(section.id, "写到一半")
    home.stale = True
    home.activate()
    with qtbot.waitSignal(home.open_section_requested) as asked:
        qtbot.keyClick(home.report_card.go_on, Qt.Key.Key_Return)
    assert asked.args == [section.id]


def test_a_fresh_report_begins_with_its_first_section(
    home: HomePage, office: Services, report: int, qtbot: QtBot
) -> None:
    assert home.report_card.go_on.text().startswith("开始写")
    with qtbot.waitSignal(home.open_section_requested) as asked:
        home.report_card.go_on.click()
    assert asked.args == [leaf(office, report, 0).section.id]


def test_enter_and_double_click_open_a_row(
    home: HomePage, office: Services, report: int, qtbot: QtBot
) -> None:
    section = leaf(office, report, 2).section
    home.table.select_section(section.id)
    with qtbot.waitSignal(home.open_section_requested) as by_key:
        qtbot.keyClick(home.table, Qt.Key.Key_Return)
    with qtbot.waitSignal(home.open_section_requested) as by_mouse:
        home.table.doubleClicked.emit(home.table.currentIndex())
    assert by_key.args == by_mouse.args == [section.id]


def test_an_input_method_changes_nothing_in_the_list(home: HomePage) -> None:
    before = home.model.rows
    event = QInputMethodEvent("", [])
    event.setCommitString("法")
    home.table.setFocus()
    QApplication.sendEvent(home.table, event)
    assert home.model.rows == before
    assert QApplication.focusWidget() is home.table


def test_what_is_to_be_done_leads_there(home: HomePage, office: Services, report: int, qtbot: QtBot) -> None:
    section = leaf(office, report, 4).section
    office.writing.set_state(section.id, SectionState.AWAITING_FIGURES)
    refreshed(home)
    assert any("有数还没填" in text for text in home.todo_card.texts)
    with qtbot.waitSignal(home.open_section_requested) as asked:
        home.todo_card.findChildren(QPushButton, "todo_go_0")[-1].click()
    assert asked.args == [section.id]


def test_a_change_by_somebody_else_is_seen_at_once(
    home: HomePage, office: Services, report: int, operations: Operations
) -> None:
    section = leaf(office, report, 1).section
    operations.run(lambda: office.writing.set_state(section.id, SectionState.WRITTEN), object())
    shown = home.model.rows[home.model.row_of(section.id)]
    assert shown.section.state is SectionState.WRITTEN


def test_a_hidden_page_reads_anew_when_it_is_shown(
    home: HomePage, office: Services, report: int, operations: Operations
) -> None:
    home.hide()
    section = leaf(office, report, 1).section
    operations.run(lambda: office.writing.set_state(section.id, SectionState.WRITTEN), object())
    assert home.stale
    home.show()
    home.activate()
    assert home.model.rows[home.model.row_of(section.id)].section.state is SectionState.WRITTEN


def test_several_reports_can_be_switched(
    home: HomePage, office: Services, report: int, signals: ArchiveSignals
) -> None:
    other = office.reports.create("half_year", 2025)
    refreshed(home)
    assert [entry.text() for entry in home._menu.actions() if entry.isCheckable()] == [
        "青石镇人民政府关于2026年度法治政府建设情况的报告　草稿",
        "青石镇人民政府关于2025年上半年法治政府建设工作情况的报告　草稿",
    ]
    signals.choose_report(other)
    assert home.title() == "青石镇人民政府　2025年度"
    signals.choose_report(report)
    assert home.title() == "青石镇人民政府　2026年度"


def test_a_chosen_report_that_is_gone_gives_way(
    home: HomePage, office: Services, report: int, signals: ArchiveSignals
) -> None:
    other = office.reports.create("half_year", 2025)
    signals.choose_report(other)
    office.reports.delete(other)
    refreshed(home)
    assert home.title() == "青石镇人民政府　2026年度"
    assert signals.report_id == 0


def test_a_backup_is_made_and_its_age_told(
    home: HomePage, clock: Clock, qtbot: QtBot, prompter: RecordingPrompter
) -> None:
    assert home.safety_card.text.text() == "还没有备份"
    home.safety_card.findChild(QPushButton, "backup_now").click()
    assert prompter.told == [("备份做好了，已经打开核对过。", "done")]
    assert home.safety_card.text.text() == "最近备份 今天 09:00"
    assert home.safety_card.chip.text() == "正常"
    clock.time = "2026-12-13T09:00:00"
    refreshed(home)
    assert home.safety_card.text.text() == "最近备份是12天前的"
    assert home.safety_card.chip.text() == "提醒"


def test_the_table_is_as_high_as_its_rows_and_titles_wrap(home: HomePage, office: Services) -> None:
    wide = home.table.sizeHint().height()
    home.resize(700, 650)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    home.table.resize(330, 400)
    assert home.table.sizeHint().height() > wide
    rows = range(home.model.rowCount())
    assert [home.table.rowHeight(row) for row in rows] == [home.table.sizeHintForRow(row) for row in rows]


# --- model and delegate --------------------------------------------------------------------------


def test_the_model_keeps_the_rules_of_models(
    office: Services, report: int, qtmodeltester: ModelTester
) -> None:
    model = TaskModel()
    model.set_rows(office.overview.tasks(report))
    qtmodeltester.check(model)


def test_the_same_sections_keep_the_selection(home: HomePage, office: Services, report: int) -> None:
    home.table.select_section(leaf(office, report, 5).section.id)
    chosen = home.table.currentIndex().row()
    refreshed(home)
    assert home.table.currentIndex().row() == chosen


def test_cells_and_the_spoken_row(office: Services, report: int) -> None:
    row = leaf(office, report, 1)
    assert text_of(row, TaskColumn.STATE) == "未开始"
    assert text_of(row, TaskColumn.POINTS) == f"0/{row.points}"
    assert spoken(row) == f"{row.title}，未开始，0字，要点{row.points}个，写到0个"
    parent = next(row for row in office.overview.tasks(report) if row.has_children)
    assert [text_of(parent, column) for column in TaskColumn] == [parent.title, "", "", ""]
    assert length_text(310, (250, 400)) == "310 / 250—400"
    assert length_text(310, (0, 0)) == "310"


def test_out_of_range_is_nothing(office: Services, report: int) -> None:
    model = TaskModel()
    model.set_rows(office.overview.tasks(report))
    assert model.data(QModelIndex()) is None
    assert model.headerData(9, Qt.Orientation.Horizontal) is None
    assert model.row_of(-5) == -1


def test_every_state_is_painted_as_a_word_on_its_ground(
    home: HomePage, office: Services, report: int
) -> None:
    """The chip's ground appears in the picture of the row, whatever the state."""
    from fzapp.ui import theme
    from fzapp.ui.widgets.basic import STATE_TONES

    for state in SectionState:
        section = leaf(office, report, 1).section
        office.writing.set_state(section.id, state, "本年没有这项工作")
        refreshed(home)
        index = home.model.index(home.model.row_of(section.id), TaskColumn.STATE)
        picture = home.table.viewport().grab(home.table.visualRect(index)).toImage()
        ground = theme.tone_colors(STATE_TONES[state])[1]
        colors = {picture.pixelColor(x, picture.height() // 2 - 8).name() for x in range(picture.width())}
        assert ground.name() in colors


def test_a_long_title_gets_two_lines(home: HomePage, office: Services, report: int) -> None:
    section = leaf(office, report, 1).section
    office.writing.rename(section.id, "深入学习贯彻落实上级关于法治建设各项部署要求" * 3)
    refreshed(home)
    delegate = home.table.itemDelegate()
    assert isinstance(delegate, StateDelegate)
    option = QStyleOptionViewItem()
    option.widget = home.table
    option.font = home.table.font()
    tall = delegate.sizeHint(option, home.model.index(home.model.row_of(section.id), 0)).height()
    assert tall > delegate.sizeHint(option, home.model.index(0, 0)).height()
    assert home.model.index(0, 0).data(ROW_ROLE).title == "导语"


def test_the_figures_may_end_in_november_and_that_is_undone(
    home: HomePage, office: Services, report: int, operations: Operations, prompter: RecordingPrompter
) -> None:
    assert home.report_card.closing.text() == "数据：全年"
    home.report_card.closing_chosen.emit("11-30")
    refreshed(home)
    assert home.report_card.closing.text() == "数据：截至11月底"
    assert office.reports.get(report).figures_until == "11-30"
    assert prompter.offers[-1] is not None
    operations.undo()
    assert office.reports.get(report).figures_until == ""
    assert office.reports.get(report).sections[0].body == ""


def test_in_january_the_next_year_is_offered(home: HomePage, clock: Clock, qtbot: QtBot) -> None:
    home._settled = True
    clock.time = "2027-01-04T09:00:00"
    refreshed(home)
    assert home.todo_card.texts[-1].startswith("2027年了，可以换到新年度")
    with qtbot.waitSignal(home.command_requested) as asked:
        home.findChild(QPushButton, f"todo_go_{len(home.todo_card.texts) - 1}").click()
    assert asked.args == [actions.COMMAND_TURN_YEAR]


def test_of_a_signed_report_only_the_handing_in_is_left(
    home: HomePage, office: Services, report: int, clock: Clock, qtbot: QtBot
) -> None:
    home._settled = True
    office.freezes.freeze(report, "李某")
    clock.time = "2027-03-03T09:00:00"
    refreshed(home)
    assert home.todo_card.texts[0] == "已经签发，还没有报送，报送期限已过2天"
    assert home.report_card.go_on.text() == "看报告  Enter"
    assert not home.report_card.days.isVisibleTo(home)
    with qtbot.waitSignal(home.open_page_requested) as asked:
        home.findChildren(QPushButton, "todo_go_0")[-1].click()  # those of before wait to be freed
    assert asked.args == [page_list.SUBMIT]


def test_what_was_handed_in_is_off_the_list(home: HomePage, office: Services, report: int) -> None:
    home._settled = True
    office.freezes.freeze(report, "李某")
    office.signing.advance(report, ReviewStage.SUBMIT, "王某")
    refreshed(home)
    assert home.todo_card.texts == ()


def test_another_due_date_moves_what_the_page_says_and_is_undone(
    home: HomePage, office: Services, report: int, operations: Operations, clock: Clock,
    prompter: RecordingPrompter, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[due_date.Question] = []

    def answer(_parent: object, question: due_date.Question) -> str:
        asked.append(question)
        return "2026-12-05"

    monkeypatch.setattr(due_date, "ask", answer)
    qt_press(home.report_card.due)
    assert asked[0].due == "2027-03-01"
    assert asked[0].today == clock.time[:10]
    assert prompter.sentences[-1] == "报送期限改为2026年12月5日。"
    refreshed(home)
    assert home.report_card.due.text() == "应于2026年12月5日前报云溪县人民政府"
    assert home.report_card.days.property("tone") == "attention"
    assert home.todo_card.texts[0].startswith("离报送期限还有4天")
    operations.undo()
    assert office.reports.get(report).due_date == "2027-03-01"
    assert "报送期限" in prompter.sentences[-1]


def test_a_report_may_have_no_due_date(home: HomePage, report: int) -> None:
    home.set_due(report, "")
    refreshed(home)
    assert home.report_card.due.text() == "没有记报送期限，记上"
    assert not home.report_card.days.isVisibleTo(home)


def qt_press(widget: QPushButton) -> None:
    """Enter on a button."""
    QTest.keyClick(widget, Qt.Key.Key_Return)


def test_a_record_is_no_report_to_work_on(
    home: HomePage, office: Services, report: int, report_file: Path, signals: ArchiveSignals
) -> None:
    record = office.imports.store(office.imports.read(report_file)).report_id
    signals.choose_report(record)
    home.activate()
    assert signals.report_id == 0
    assert home.title() == "青石镇人民政府　2026年度"
    assert not any("2025" in entry.text() for entry in home._menu.actions())
    assert report != record


def test_with_past_reports_only_the_new_one_comes_next(
    office: Services, report_file: Path, make_page: Callable[[type[Page]], Page]
) -> None:
    office.imports.store(office.imports.read(report_file))
    page = make_page(HomePage)
    page.refresh()
    assert page.findChild(QLabel, "empty_title").text() == "接下来新建今年的报告"
    assert "导入了1份" in page.findChild(QLabel, "empty_records").text()
