"""报送期限: the day a report is due, as the county's notice says it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from fzapp.text.numerals import read_date
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.messages import day
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Question:
    """`due` is the day recorded, ISO or "", `today` ISO; `note` says where the day of the template comes from."""

    due: str
    today: str
    note: str = ""


class DueDateDialog(Dialog):
    """Takes a day in any writing, and says at once how far off it is."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        super().__init__(parent, "报送期限", "记下", name="due_date_dialog", width=480)
        self._data = data
        self.written = QLineEdit(day(data.due) if data.due else "", objectName="due_date")
        hint = f"写成2027年3月1日或者2027-3-1都行；没有期限的留空。{f'（{data.note}）' if data.note else ''}"
        self.field("哪一天以前报送", self.written, hint)
        self.told = label(name="due_date_told", wrap=True)
        self.body.addWidget(self.told)
        self.written.textChanged.connect(self._follow)
        self._follow()
        self.written.selectAll()
        self.written.setFocus()

    def answer(self) -> str:
        """The day, ISO, or "" for none."""
        date = self._date()
        return date.isoformat() if date else ""

    def _date(self) -> datetime.date | None:
        """The day as read; without a year that of the day recorded, else of today."""
        year = int((self._data.due or self._data.today)[:4])
        return read_date(self.written.text(), year).date

    def _follow(self) -> None:
        written, date = self.written.text().strip(), self._date()
        self.accept_button.setEnabled(date is not None or not written)
        if date is not None:
            self.told.setText(_distance(date, datetime.date.fromisoformat(self._data.today)))
        elif written:
            self.told.setText(f"{read_date(written).reason}，改好再记。")
        else:
            self.told.setText("不记期限，工作台就不提醒还剩几天。")


def _distance(date: datetime.date, today: datetime.date) -> str:
    """How far off a day is, and which day of the week: an office is closed on some."""
    days, weekday = (date - today).days, f"星期{_WEEKDAYS[date.weekday()]}"
    if days < 0:
        return f"{day(date.isoformat())}是{weekday}，已经过去{-days}天，工作台会标红提醒。"
    return f"{day(date.isoformat())}是{weekday}，{f'还有{days}天' if days else '就是今天'}。"


def ask(parent: QWidget | None, data: Question) -> str | None:
    """Ask; None when the user turned back."""
    dialog = DueDateDialog(parent, data)
    return dialog.answer() if run(dialog) else None
