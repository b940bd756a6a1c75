"""这些数今年还要用吗: the numbers of last year's report, each bound, left as a gap, or left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from fzapp.services.figure_carry import Wish
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from fzapp.services.figure_carry import CarryItem

_ROWS, _FEW_ROWS = 10, 5
_LOW = 650
"""Pixels of the screen below which fewer rows are shown, so that the choices stay in sight."""

_BEFORE, _BEHIND = 12, 8
_KEYS = {Qt.Key.Key_1: Wish.BIND, Qt.Key.Key_2: Wish.GAP, Qt.Key.Key_3: Wish.DROP}


@dataclass(frozen=True, slots=True)
class LastYear:
    """The numbers; `year` is the one they are wanted for, `has_draft` whether its report is begun."""

    items: tuple[CarryItem, ...]
    year: int
    has_draft: bool


class CarryDialog(Dialog):
    """A list to walk through: 1 the ledger's number, 2 a gap, 3 not any more; the next row follows."""

    def __init__(self, parent: QWidget | None, data: LastYear) -> None:
        super().__init__(parent, "这些数今年还要用吗", "就这样用", "都不用", name="carry_dialog", width=860)
        self._data = data
        self._wishes = [item.proposed for item in data.items]
        where = "放进今年的草稿" if data.has_draft else "先记下来，建好今年的报告就放进去"
        self.body.addWidget(
            label(
                f"去年的报告里有{len(data.items)}个数。要用的连同那句话{where}，年份改成{data.year}年。"
                "选中一行按 1、2、3 换。",
                wrap=True,
            )
        )
        self.view = LinesView("carry_items", "去年的数")
        rows = _ROWS if self.screen().availableGeometry().height() > _LOW else _FEW_ROWS
        self.view.setMinimumHeight(rows * theme.current_scale().row_height)
        self.view.installEventFilter(self)
        self.body.addWidget(self.view, 1)
        self.sentence = label(role="muted", name="carry_sentence", wrap=True)
        self.body.addWidget(self.sentence)
        self.choices = {
            wish: button(f"{number}　{wish.label}", partial(self.choose, wish), name=f"carry_{wish.value}")
            for number, wish in enumerate(Wish, 1)
        }
        self._section = button("这一节都不用", self._drop_section, name="carry_drop_section")
        self.body.addLayout(row(*self.choices.values(), None, self._section))
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self._show()
        self.view.setCurrentIndex(self.view.model().index(0, 0))
        self.view.setFocus()

    def answer(self) -> dict[int, Wish]:
        """What becomes of each number, by its place."""
        return dict(enumerate(self._wishes))

    def choose(self, wish: Wish) -> None:
        """Decide on the current row and go on to the next."""
        place = self.view.currentIndex().row()
        if not 0 <= place < len(self._wishes):
            return
        if wish is Wish.BIND and self._data.items[place].offer is None:
            self.sentence.setText("台账里没有找到这个数，可以先空着。")
            return
        self._wishes[place] = wish
        self._show()
        self.view.setCurrentIndex(self.view.model().index(min(place + 1, len(self._wishes) - 1), 0))
        self.view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """1, 2 and 3 on the list."""
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            wish = _KEYS.get(Qt.Key(event.key()))
            if wish is not None:
                self.choose(wish)
                return True
        return super().eventFilter(watched, event)

    def _drop_section(self) -> None:
        place = max(0, self.view.currentIndex().row())
        for other, item in enumerate(self._data.items):
            if item.section == self._data.items[place].section:
                self._wishes[other] = Wish.DROP
        self._show()
        self.view.setCurrentIndex(self.view.model().index(place, 0))
        self.view.setFocus()

    def _show(self) -> None:
        pairs = zip(self._data.items, self._wishes, strict=True)
        self.view.set_lines([_line(item, wish) for item, wish in pairs])

    def _show_current(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._data.items):
            item = self._data.items[place]
            self.sentence.setText(f"{item.section}：{item.sentence}")
            self.choices[Wish.BIND].setEnabled(item.offer is not None)


def _line(item: CarryItem, wish: Wish) -> Line:
    note = wish.label
    if wish is Wish.BIND and item.offer is not None:
        note = f"用台账里的{item.offer.told}（{item.offer.name}）"
    return Line(f"{item.number}　{_around(item)}", note=note)


def _around(item: CarryItem) -> str:
    """A few words around the number."""
    first, last = max(0, item.start - _BEFORE), item.end + _BEHIND
    before, behind = ("…" if first else ""), ("…" if last < len(item.sentence) else "")
    return f"{before}{item.sentence[first:last]}{behind}"


def ask(parent: QWidget | None, data: LastYear) -> Mapping[int, Wish] | None:
    """Ask; None when nothing is wanted."""
    dialog = CarryDialog(parent, data)
    return dialog.answer() if run(dialog) else None
