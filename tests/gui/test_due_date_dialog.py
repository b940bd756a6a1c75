"""报送期限: a day in any writing is taken, what is no day is not, and a day that has passed is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.ui.dialogs.due_date import DueDateDialog, Question

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def dialog(qtbot: QtBot) -> DueDateDialog:
    made = DueDateDialog(None, Question("2027-03-01", "2027-02-20", "以县里通知为准"))
    qtbot.addWidget(made)
    return made


def test_it_opens_on_the_day_recorded(dialog: DueDateDialog) -> None:
    assert dialog.written.text() == "2027年3月1日"
    assert dialog.written.selectedText() == "2027年3月1日"
    assert dialog.told.text() == "2027年3月1日是星期一，还有9天。"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027年3月10日", "2027-03-10"),
        ("2027-3-10", "2027-03-10"),
        ("20270310", "2027-03-10"),
        ("3月10日", "2027-03-10"),
        ("二〇二七年三月十日", "2027-03-10"),
        ("", ""),
    ],
)
def test_any_writing_is_read(dialog: DueDateDialog, written: str, day: str) -> None:
    dialog.written.setText(written)
    assert dialog.accept_button.isEnabled()
    assert dialog.answer() == day


@pytest.mark.parametrize(
    ("written", "words"), [("2027年2月30日", "没有30日"), ("下周", "看不出日期"), ("2027年3月", "没有写到日")]
)
def test_what_is_no_day_is_not_taken(dialog: DueDateDialog, written: str, words: str) -> None:
    dialog.written.setText(written)
    assert not dialog.accept_button.isEnabled()
    assert words in dialog.told.text()


def test_a_day_that_has_passed_is_told(dialog: DueDateDialog) -> None:
    dialog.written.setText("2027年2月17日")
    assert "已经过去3天" in dialog.told.text()
    assert dialog.accept_button.isEnabled()
    dialog.written.setText("2027年2月20日")
    assert "就是今天" in dialog.told.text()
