"""引用往年: what would be changed in the words of another year, place by place, before anything is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QTextEdit, QWidget

from fzapp.domain.report import BLANK
from fzapp.services.reuse_places import PlaceKind
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.services.reuse import ReusePlan, Transformed
    from fzapp.services.reuse_places import OldPlace

_AROUND = 8
_LIST, _PREVIEW = 130, 110
"""Heights in logical pixels at the standard type size."""

_GROUPS = (
    (PlaceKind.YEAR, "年份换成今年"),
    (PlaceKind.DAY, "日期留空"),
    (PlaceKind.FIGURE, "数字换成台账的数，没有就留空"),
    (PlaceKind.NAME, "名称换成本单位"),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """What is to be taken over; `where` tells where it goes, `read` gives a text with its figures as numbers."""

    plan: ReusePlan
    where: str
    read: Callable[[str], str]


class ReuseDialog(Dialog):
    """Every change can be left out by its tick; what stays as it was is marked in the text."""

    def __init__(self, parent: QWidget | None, offered: Offered) -> None:
        super().__init__(parent, "引用往年", "引用", "不引用", name="reuse_dialog", width=820)
        self._offered = offered
        self._choices = offered.plan.choices
        source = next((one for one in offered.plan.sources if one), "")
        words = f"把{source}的文字{offered.where}。勾着的先换好，没有勾的保留原话，标黄等核对。"
        self.body.addWidget(label(words, name="reuse_words", wrap=True))
        self._groups = {kind: self._group(kind, words) for kind, words in _GROUPS}
        shown = [box for box in self._groups.values() if box is not None]
        self.body.addLayout(row(*shown[:2], None, spacing=16))
        self.body.addLayout(row(*shown[2:], None, spacing=16))
        self.places = QListWidget(objectName="reuse_places")
        self.places.setAccessibleName("要换的地方")
        self.places.setWordWrap(True)
        for line, place in self._choices:
            self.places.addItem(self._item(line, place))
        self.places.setMinimumHeight(theme.scaled(_LIST))
        self.places.setVisible(bool(self._choices))
        self.places.itemChanged.connect(self._show)
        self.body.addWidget(self.places, 1)
        self.told = label(role="muted", name="reuse_told_before", wrap=True)
        self.body.addWidget(self.told)
        self.preview = QTextEdit(objectName="reuse_preview", readOnly=True)
        self.preview.setAccessibleName("换好以后的文字")
        self.preview.setProperty("role", "field")
        self.preview.setTabChangesFocus(True)
        self.preview.setMinimumHeight(theme.scaled(_PREVIEW))
        self.body.addWidget(self.preview, 1)
        self._show()

    def answer(self) -> Transformed:
        """The text with the changes that are ticked."""
        return self._offered.plan.made(self._left())

    def _group(self, kind: PlaceKind, words: str) -> QCheckBox | None:
        """One tick for all changes of a kind; None when there is none."""
        count = sum(place.kind is kind and place.new is not None for _, place in self._choices)
        if not count:
            return None
        box = QCheckBox(f"{words}（{count}处）", objectName=f"reuse_{kind.value}")
        box.setChecked(True)
        box.toggled.connect(lambda ticked, kind=kind: self._tick_all(kind, ticked))
        return box

    def _item(self, line: int, place: OldPlace) -> QListWidgetItem:
        item = QListWidgetItem(place_words(self._offered.plan.lines[line], place))
        flags = item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable
        if place.new is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
            item.setCheckState(Qt.CheckState.Checked)
        item.setFlags(flags)
        return item

    def _tick_all(self, kind: PlaceKind, ticked: bool) -> None:
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        with QSignalBlocker(self.places):
            for number, (_, place) in enumerate(self._choices):
                if place.kind is kind and place.new is not None:
                    self.places.item(number).setCheckState(state)
        self._show()

    def _left(self) -> set[int]:
        return {
            number
            for number, (_, place) in enumerate(self._choices)
            if place.new is not None and self.places.item(number).checkState() is not Qt.CheckState.Checked
        }

    def _show(self, _item: object = None) -> None:
        made, read = self.answer(), self._offered.read
        self.told.setText(f"{made.told}。引用的句子会一直带点线，改过或看过才去掉。")
        text = read(made.body)
        self.preview.setPlainText(text)
        marked = QTextCharFormat()
        marked.setBackground(theme.color(theme.current().attention_ground))
        cursor = QTextCursor(self.preview.document())
        spans = [(len(read(made.body[: m.start])), len(read(made.body[: m.end]))) for m in made.marks]
        spans += [(at, at + len(BLANK)) for at in range(len(text)) if text.startswith(BLANK, at)]
        for start, end in spans:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(marked)


def place_words(line: str, place: OldPlace) -> str:
    """A place with the words around it: 数字　81 → 73（今年台账）　…受理纠纷81件，走访… and the like."""
    start, end = max(0, place.start - _AROUND), place.end + _AROUND
    around = f"{'…' * (start > 0)}{line[start:end].strip()}{'…' * (end < len(line))}"
    if place.new is None:
        what = f"{place.old}　标出来等核对"
    elif place.new == BLANK:
        what = f"{place.old} → 留空待补"
    else:
        what = f"{place.old} → {place.said}（今年台账）" if place.said else f"{place.old} → {place.new}"
    return f"{place.kind.label}　{what}　{around}"


def ask(parent: QWidget | None, offered: Offered) -> Transformed | None:
    """Ask; None when the user turned back."""
    dialog = ReuseDialog(parent, offered)
    return dialog.answer() if run(dialog) else None
