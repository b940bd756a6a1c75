"""The right half of the page 公开稿: the place in its sentence, what is proposed and why, and the three answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fzapp.domain.release import Treatment
from fzapp.services.release import AROUND
from fzapp.ui.messages import day
from fzapp.ui.widgets.basic import button, card, label, row

if TYPE_CHECKING:
    from fzapp.services.release import Sensitive

NOTHING = "左边选一处，看它在哪一句、为什么要定。"


class ReleaseDetail(QWidget):
    """`decided(treatment)` and `reopened()` are about the place that is shown."""

    decided = Signal(object)
    reopened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("release_detail")
        self.by = QLineEdit(objectName="release_by", accessibleName="承办人")
        self.put = QLineEdit(objectName="release_put", accessibleName="改写为")
        self.reason = QLineEdit(objectName="release_reason", accessibleName="理由")
        self.reason.setPlaceholderText("保留时写明为什么可以公开")
        self.kind = label("", "heading", name="release_kind", wrap=True)
        self.where = label("", "muted", name="release_where", wrap=True)
        self.words = label(name="release_words", wrap=True)
        self.basis = label("", "muted", name="release_basis", wrap=True)
        self.made = label("", "muted", name="release_made", wrap=True)
        self.answers = tuple(
            button(f"{number}  {one.label}", partial(self.decided.emit, one), name=f"release_{one.value}")
            for number, one in enumerate(Treatment, 1)
        )
        self.again = button("4  重新定", self.reopened.emit, name="release_again")
        self._build()
        self.show_place(None)

    def _build(self) -> None:
        who, inside = card("release_who_card")
        inside.addWidget(_field("承办人", self.by))
        place, below = card("release_place_card", spacing=10)
        for part in (self.kind, self.where, self.words):
            below.addWidget(part)
        below.addLayout(row(*self.answers, None))
        self._fields = (_field("改写为", self.put), _field("理由", self.reason))
        for part in self._fields:
            below.addWidget(part)
        below.addWidget(self.basis)
        below.addWidget(self.made)
        below.addLayout(row(self.again, None))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(place)
        outer.addWidget(who)
        outer.addStretch(1)

    def show_place(self, one: Sensitive | None) -> None:
        """Show a place, or that none is chosen."""
        for part in (self.where, self.basis, *self._fields, *self.answers):
            part.setVisible(one is not None)
        decision = one.decision if one is not None else None
        self.kind.setVisible(one is not None)
        self.made.setVisible(decision is not None)
        self.again.setVisible(decision is not None)
        if one is None:
            self.words.setText(NOTHING)
            return
        self.kind.setText(f"{one.kind.name}，建议{one.proposal}")
        self.where.setText(one.where)
        before, behind = ("……" if len(around) >= AROUND else "" for around in (one.before, one.behind))
        self.words.setText(f"{before}{one.before}【{one.words}】{one.behind}{behind}")
        self.basis.setText(f"依据：{one.kind.basis}")
        self.put.setText(decision.put if decision is not None and decision.put else one.put)
        self.reason.setText(decision.reason if decision is not None else "")
        for answer, treatment in zip(self.answers, Treatment, strict=True):
            answer.setEnabled(treatment is Treatment.KEEP or not one.kind.only_keep)
        if decision is not None:
            self.made.setText(f"已定：{decision.told}。{decision.by}，{day(decision.at[:10])}。")


def _field(words: str, widget: QLineEdit) -> QWidget:
    """A field with its words above it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    above = label(words)
    above.setBuddy(widget)
    column.addWidget(above)
    column.addWidget(widget)
    return whole
