"""The leaders of the office as a small table: name, post, from and to; dates are looked at when a field is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fzapp.domain.unit import Leader, day_of_term, term_fault
from fzapp.ui.widgets.basic import button, label, restyle, row

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADS = ("姓名", "职务", "任职起", "任职止")
_EXAMPLES = ("", "例如：镇长", "例如：2024-3", "在任不填")
_NAME, _POST, _SINCE, _UNTIL = range(4)
_SHARES = (3, 5, 3, 3)


class LeaderTable(QWidget):
    """`edited` on every change by the user. Rows without name and post are no leaders."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unit_leaders")
        self._rows: list[tuple[list[QLineEdit], QPushButton]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        for column, (words, share) in enumerate(zip(_HEADS, _SHARES, strict=True)):
            self._grid.addWidget(label(words, "muted"), 0, column)
            self._grid.setColumnStretch(column, share)
        self.add = button("添加一位", self._on_add, name="leader_add")
        self.said = label(name="leader_said", wrap=True)
        restyle(self.said, "tone", "wrong")
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._grid)
        column.addWidget(self.said)
        column.addLayout(row(self.add, None))

    def leaders(self) -> tuple[Leader, ...]:
        """The rows that name somebody, dates as they are stored where they can be read."""
        return tuple(_stored(one) for one in self._typed() if one.name or one.post)

    def set_leaders(self, leaders: Sequence[Leader]) -> None:
        """Show these."""
        while self._rows:
            self._take_out(len(self._rows) - 1)
        for leader in leaders:
            self._put_in(leader)
        self._show_fault()

    def fault(self) -> str:
        """What is wrong with the first row that is not right; "" when all are."""
        for number, leader in enumerate(self._typed(), 1):
            said = _fault(leader)
            if said:
                return f"领导名单第{number}行：{said}"
        return ""

    def fields(self, place: int) -> list[QLineEdit]:
        """The fields of a row, from the left."""
        return self._rows[place][0]

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def _typed(self) -> list[Leader]:
        return [Leader(*(field.text().strip() for field in fields)) for fields, _ in self._rows]

    def _put_in(self, leader: Leader) -> None:
        at = len(self._rows)
        values = (leader.name, leader.post, leader.since, leader.until)
        fields: list[QLineEdit] = []
        for column, (value, example) in enumerate(zip(values, _EXAMPLES, strict=True)):
            field = QLineEdit(value)
            field.setPlaceholderText(example)
            field.setCursorPosition(0)
            field.textEdited.connect(self._on_edited)
            field.editingFinished.connect(self._on_left)
            self._grid.addWidget(field, at + 1, column)
            fields.append(field)
        remove = button("去掉", name=f"leader_remove_{at}")
        remove.clicked.connect(lambda _checked=False: self._on_remove(remove))
        self._grid.addWidget(remove, at + 1, len(_HEADS))
        self._rows.append((fields, remove))
        self._name_rows()
        self._chain()

    def _take_out(self, place: int) -> None:
        """Later rows move up: a grid has no rows to delete, so their widgets are placed anew."""
        fields, remove = self._rows.pop(place)
        for widget in (*fields, remove):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for at in range(place, len(self._rows)):
            fields, remove = self._rows[at]
            for column, widget in enumerate((*fields, remove)):
                self._grid.addWidget(widget, at + 1, column)
        self._name_rows()

    def _name_rows(self) -> None:
        for number, (fields, remove) in enumerate(self._rows, 1):
            for words, field in zip(_HEADS, fields, strict=True):
                field.setAccessibleName(f"第{number}位领导的{words}")
                field.setObjectName(f"leader_{number - 1}_{_HEADS.index(words)}")
            remove.setAccessibleName(f"去掉第{number}位领导")
            remove.setObjectName(f"leader_remove_{number - 1}")

    def _chain(self) -> None:
        """Tab goes along the rows and then to the button below them."""
        widgets = [widget for fields, remove in self._rows for widget in (*fields, remove)]
        for before, behind in zip(widgets, [*widgets[1:], self.add], strict=True):
            QWidget.setTabOrder(before, behind)

    def _on_add(self) -> None:
        self._put_in(Leader("", ""))
        self._rows[-1][0][_NAME].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self, pressed: QPushButton) -> None:
        place = next(at for at, (_, remove) in enumerate(self._rows) if remove is pressed)
        self._take_out(place)
        near = self._rows[min(place, len(self._rows) - 1)][1] if self._rows else self.add
        near.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()

    def _on_edited(self) -> None:
        if not self.said.isHidden():
            self._show_fault()
        self.edited.emit()

    def _on_left(self) -> None:
        """A date that can be read is shown as it is kept."""
        for fields, _ in self._rows:
            for place, last in ((_SINCE, False), (_UNTIL, True)):
                day = day_of_term(fields[place].text(), last=last)
                if day and day != fields[place].text():
                    fields[place].setText(day)
        self._show_fault()

    def _show_fault(self) -> None:
        """A row that is only begun is no fault yet while its other fields are filled in."""
        begun = [at for at, one in enumerate(self._typed()) if term_fault(one)]
        said = (
            f"第{begun[0] + 1}位领导：{term_fault(self._typed()[begun[0]])}，写成2024-3-5这样。"
            if begun
            else ""
        )
        self.said.setText(said)
        self.said.setAccessibleName(said)
        self.said.setVisible(bool(said))
        for at, (fields, _) in enumerate(self._rows):
            for place in (_SINCE, _UNTIL):
                restyle(fields[place], "fault", "true" if at in begun else "")


def _fault(leader: Leader) -> str:
    if not any((leader.name, leader.post, leader.since, leader.until)):
        return ""
    if not leader.name or not leader.post:
        return "没有写姓名" if not leader.name else "没有写职务"
    return term_fault(leader)


def _stored(leader: Leader) -> Leader:
    since, until = day_of_term(leader.since), day_of_term(leader.until, last=True)
    return Leader(
        leader.name,
        leader.post,
        leader.since if since is None else since,
        leader.until if until is None else until,
    )
