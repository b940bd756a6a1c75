"""Dialogs as data in, data out; none is ever run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from fzapp.domain.unit import UnitProfile
from fzapp.ui.dialogs.crash import Crash, CrashDialog
from fzapp.ui.dialogs.first_run import Beginning, First, FirstRun, FirstRunDialog
from fzapp.ui.dialogs.import_preview import Confirmed, ImportPreviewDialog, Preview
from fzapp.ui.dialogs.new_report import NewReportDialog, Wanted, choices
from fzapp.ui.dialogs.not_applicable import NotApplicableDialog
from fzapp.ui.widgets.unit_form import UnitForm, guessed

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from fzapp.services.context import Services
    from fzapp.ui.main_window import MainWindow
    from tests.gui.conftest import Clock


def commit(field: QLineEdit, text: str) -> None:
    """Type as an input method does: keys first, then the characters chosen."""
    QApplication.sendEvent(field, QInputMethodEvent("pinyin", []))
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


# --- 新建报告 ------------------------------------------------------------------------------------


def test_title_and_due_date_follow_the_choice(office: Services, qtbot: QtBot) -> None:
    dialog = NewReportDialog(None, choices(office))
    qtbot.addWidget(dialog)
    assert dialog.title.text() == "青石镇人民政府关于2026年度法治政府建设情况的报告"
    assert "2027年3月1日" in dialog.due.text()
    dialog.year.setValue(2024)
    assert "2024年度" in dialog.title.text()
    assert "2025年3月1日" in dialog.due.text()


def test_optional_sections_belong_to_their_genre(office: Services, qtbot: QtBot) -> None:
    dialog = NewReportDialog(None, choices(office))
    qtbot.addWidget(dialog)
    dialog.findChild(QCheckBox, "optional_digital").setChecked(True)
    assert dialog.answer() == Wanted("annual_report", 2026, ("digital",))
    dialog.genre.setCurrentIndex(dialog.genre.findData("half_year"))
    assert dialog.answer() == Wanted("half_year", 2026, closing="06-30")


def test_the_outline_of_an_earlier_report_can_be_taken(office: Services, qtbot: QtBot) -> None:
    earlier = office.reports.create("annual_report", 2025)
    dialog = NewReportDialog(None, choices(office))
    qtbot.addWidget(dialog)
    dialog.findChild(QCheckBox, "optional_digital").setChecked(True)
    dialog.like.setCurrentIndex(dialog.like.findData(earlier))
    assert dialog.answer() == Wanted("annual_report", 2026, (), earlier)


@pytest.mark.parametrize(
    ("now", "year"),
    [("2027-02-08T09:00:00", 2026), ("2027-04-01T09:00:00", 2027), ("2026-12-31T09:00:00", 2026)],
)
def test_the_likely_year_is_the_one_reported_on(office: Services, clock: Clock, now: str, year: int) -> None:
    clock.time = now
    assert choices(office).year == year
    assert choices(office, 2020).year == 2020


# --- 首次使用 ------------------------------------------------------------------------------------


@pytest.fixture
def first(window: MainWindow, qtbot: QtBot) -> FirstRunDialog:
    dialog = FirstRunDialog(None, FirstRun(UnitProfile(), 2026, Path("data"), window.means))
    qtbot.addWidget(dialog)
    return dialog


def test_a_name_is_needed_and_says_the_rest(first: FirstRunDialog) -> None:
    assert not first.accept_button.isEnabled()
    commit(first.unit.full_name, "太平街道办事处")
    assert first.accept_button.isEnabled()
    assert first.answer() == Beginning(UnitProfile("街道", "太平街道办事处", "太平街道"), 2026)


def test_enter_in_a_field_goes_on_and_never_turns_back(first: FirstRunDialog, qtbot: QtBot) -> None:
    first.show()
    assert first.focusWidget() is first.unit.full_name
    qtbot.keyClick(first.unit.full_name, Qt.Key.Key_Return)
    assert first.isVisible()
    commit(first.unit.full_name, "青石镇人民政府")
    qtbot.keyClick(first.unit.full_name, Qt.Key.Key_Return)
    assert first.isVisible()
    assert first.focusWidget() is first.ime
    qtbot.keyClick(first.ime, Qt.Key.Key_Return)
    assert first.result() == FirstRunDialog.DialogCode.Accepted


def test_escape_goes_a_step_back_and_keeps_the_answers(first: FirstRunDialog, qtbot: QtBot) -> None:
    first.show()
    commit(first.unit.full_name, "青石镇人民政府")
    first.accept_button.click()
    assert not first.unit.isVisible()
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert first.unit.isVisible()
    assert first.unit.full_name.text() == "青石镇人民政府"


def test_last_years_report_can_come_first(first: FirstRunDialog) -> None:
    commit(first.unit.full_name, "青石镇人民政府")
    first.accept_button.click()
    first.import_button.click()
    assert first.answer().first is First.IMPORT


def test_the_whole_first_start_goes_by_keys(first: FirstRunDialog, qtbot: QtBot) -> None:
    """Tab reaches every field and button of both steps, in sight even on the smallest screen."""
    first.show()
    first.resize(620, 420)
    commit(first.unit.full_name, "青石镇人民政府")
    for wanted in (
        {"unit_full_name", "first_run_year", "first_run_practice", "first_run_dialog_yes"},
        {"first_run_ime", "choose_second_place", "first_run_import", "first_run_dialog_yes"},
    ):
        seen: set[str] = set()
        for _ in range(20):
            focus = first.focusWidget()
            seen.add(focus.objectName() or focus.parentWidget().objectName())
            assert first.rect().contains(focus.mapTo(first, focus.rect().center()))
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert wanted <= seen
        first.accept_button.setFocus()
        qtbot.keyClick(first.accept_button, Qt.Key.Key_Return)
    assert first.result() == FirstRunDialog.DialogCode.Accepted


def test_escape_turns_back(first: FirstRunDialog, qtbot: QtBot) -> None:
    first.show()
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert first.result() == FirstRunDialog.DialogCode.Rejected
    assert not first.isVisible()


def test_the_practice_book_needs_no_answers(first: FirstRunDialog) -> None:
    first.practice_button.click()
    assert first.answer().first is First.PRACTICE
    assert first.result() == FirstRunDialog.DialogCode.Accepted


def test_the_input_method_is_tried_out(first: FirstRunDialog) -> None:
    first.ime.setText("fazhi")
    assert first.ime_said.text() == "打出来是字母"
    assert not first.ime_help.isHidden()
    first.ime.clear()
    commit(first.ime, "法治")
    assert first.ime.text() == "法治"
    assert first.ime_said.text() == "能打汉字"
    assert first.ime_help.isHidden()


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("青石镇人民政府", "镇", "青石镇"),
        ("白云乡人民政府", "乡", "白云乡"),
        ("太平街道办事处", "街道", "太平街道"),
        ("太平街道", "街道", "太平街道"),
        ("司法所", "", ""),
        ("云溪县司法局", "", ""),
    ],
)
def test_level_and_short_name_are_read_from_the_full_one(name: str, level: str, short: str) -> None:
    assert guessed(name) == (level, short)


def test_a_short_name_of_ones_own_stays(qtbot: QtBot) -> None:
    form = UnitForm(UnitProfile("镇", "", "古镇景区"))
    qtbot.addWidget(form)
    commit(form.full_name, "青石镇人民政府")
    assert form.profile().short_name == "古镇景区"


def test_the_form_gives_back_what_it_was_given(qtbot: QtBot) -> None:
    profile = UnitProfile("乡", "白云乡人民政府", "白云乡", "云溪县人民政府", "白政", ("上村", "下村"))
    form = UnitForm(profile)
    qtbot.addWidget(form)
    assert form.profile() == profile


# --- 导入前看一看 --------------------------------------------------------------------------------


@pytest.fixture
def previewed(services: Services, report_file: Path, qtbot: QtBot) -> ImportPreviewDialog:
    dialog = ImportPreviewDialog(
        None, Preview((services.imports.read(report_file),), services.library.names())
    )
    qtbot.addWidget(dialog)
    return dialog


def test_what_was_recognised_is_shown(previewed: ImportPreviewDialog) -> None:
    shown = {key: label.text() for key, label in previewed.parts.items()}
    assert shown == {
        "title": "青石镇人民政府关于2025年度法治政府建设情况的报告",
        "addressee": "云溪县人民政府：",
        "signature": "青石镇人民政府",
        "date": "2026年2月8日",
    }
    texts = [line.text for line in previewed.outline.lines]
    assert texts == ["导语", "一、主要举措和成效", "二、存在的不足和原因", "三、下一年度主要安排"]
    assert previewed.outline.lines[1].note.endswith("字")


def test_the_guesses_can_be_corrected(previewed: ImportPreviewDialog) -> None:
    previewed.year.setValue(2023)
    previewed.genre.setCurrentIndex(previewed.genre.findData("half_year"))
    previewed.genre.activated.emit(previewed.genre.currentIndex())
    (one,) = previewed.answer()
    assert (one.genre, one.year) == ("half_year", 2023)


def test_dropped_lines_are_shown_with_their_reason(
    services: Services, report_file: Path, qtbot: QtBot
) -> None:
    text = report_file.read_text(encoding="utf-8")
    incoming = services.imports.read_pasted(text.replace("二、存在", "##paidbegin##\n二、存在"))
    dialog = ImportPreviewDialog(None, Preview((incoming,), services.library.names()))
    qtbot.addWidget(dialog)
    assert incoming.recognised.dropped
    assert [line.text for line in dialog.dropped.lines] == [d.text for d in incoming.recognised.dropped]
    assert all(line.note for line in dialog.dropped.lines)


def test_of_several_files_some_can_be_left_out(services: Services, report_file: Path, qtbot: QtBot) -> None:
    one = services.imports.read(report_file)
    dialog = ImportPreviewDialog(None, Preview((one, one, one), services.library.names()))
    qtbot.addWidget(dialog)
    dialog.files.setCurrentIndex(1)
    dialog.keep.setChecked(False)
    dialog.files.setCurrentIndex(2)
    dialog.year.setValue(2020)
    assert dialog.keep.isChecked()
    assert dialog.accept_button.text() == "导入这2份报告"
    assert dialog.answer() == (
        Confirmed(one, one.genre, one.year),
        Confirmed(one, one.genre, 2020),
    )
    for number in (0, 2):
        dialog.files.setCurrentIndex(number)
        dialog.keep.setChecked(False)
    assert not dialog.accept_button.isEnabled()


# --- 出错 ----------------------------------------------------------------------------------------


def test_an_unsound_archive_leaves_one_way_out(qtbot: QtBot) -> None:
    dialog = CrashDialog(None, Crash("KeyError", None, sound=False))
    qtbot.addWidget(dialog)
    assert dialog.accept_button.text() == "关闭程序"
    assert dialog.reject_button.isHidden()


def test_the_report_can_be_copied(qtbot: QtBot) -> None:
    dialog = CrashDialog(None, Crash("KeyError\n  fzapp.ui.page:1", Path("fzapp.log"), sound=True))
    qtbot.addWidget(dialog)
    dialog.findChild(object, "crash_copy").click()
    assert QApplication.clipboard().text() == "KeyError\n  fzapp.ui.page:1"


def test_what_is_to_be_filled_in_has_the_keyboard(office: Services, qtbot: QtBot) -> None:
    report = office.reports.get(office.reports.create("annual_report", 2026))
    dialog = NotApplicableDialog(None, office.zero.offer(report.sections[2].id))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.reason)
