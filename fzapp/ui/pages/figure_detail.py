"""One figure of the library: its value, how it is counted, the forms it can be said in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from fzapp.domain.figure import FigureForm, name_in_form
from fzapp.services.figure_text import FigureBasis
from fzapp.ui.widgets.basic import button, card, chip, label, row, set_chip
from fzapp.ui.widgets.uses_view import UsesView

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.services.figure_sources import RowUse
    from fzapp.services.figure_text import LedgerFigure

_USES_HEIGHT = 130

BASIS_TONES = {
    FigureBasis.ROWS: "good",
    FigureBasis.CONFIRMED_ZERO: "good",
    FigureBasis.MANUAL: "accent",
    FigureBasis.NO_LEDGER: "idle",
}


class FigureDetail(QWidget):
    """`copy_requested(name)` with the form in the name, `edit_requested` and `delete_requested` for own ones.

    `timeline_requested(name)` asks for the figure over the years.
    """

    copy_requested = Signal(str)
    edit_requested = Signal()
    timeline_requested = Signal(str)
    delete_requested = Signal()

    def __init__(self, in_form: Callable[[str], LedgerFigure | None]) -> None:
        super().__init__()
        self._in_form = in_form
        self._figure: LedgerFigure | None = None
        self.heading = label(role="title", name="figure_heading", wrap=True)
        self.basis = chip("", "idle", name="figure_basis")
        self.words = label(name="figure_words_told", wrap=True)
        self.form = QComboBox(objectName="figure_form", accessibleName="写法")
        for form in FigureForm:
            self.form.addItem(form.label, form.value)
        self.said = label(role="heading", name="figure_said", wrap=True)
        self.copy = button("复制这个数", self._copy, name="figure_copy")
        self.copy.setToolTip("复制以后到正文里粘贴，数跟着台账走")
        self.edit = button("修改", self.edit_requested.emit, name="figure_edit")
        self.delete = button("删除", self.delete_requested.emit, name="figure_delete")
        self.timeline = button("历年", self._show_timeline, name="figure_timeline")
        self.timeline.setToolTip("各年的数，列成表、画成图")
        self._form_words = label("写法", "muted")
        self._form_words.setBuddy(self.form)
        frame, inside = card("figure_detail_card")
        inside.addWidget(self.heading)
        inside.addLayout(row(self.basis, None))
        for part in (self.words, self._form_words, self.form, self.said):
            inside.addWidget(part)
        inside.addLayout(row(self.copy, self.timeline, self.edit, self.delete, None))
        self.uses = UsesView("figure_uses", "报告里用在哪些地方")
        self.uses.setMinimumHeight(_USES_HEIGHT)
        inside.addWidget(self.uses)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        outer.addStretch(1)
        self.form.currentIndexChanged.connect(lambda _index: self._say())
        self.show_figure(None, "", own=False, uses=())

    def show_figure(
        self, figure: LedgerFigure | None, rule: str, *, own: bool, uses: tuple[RowUse, ...]
    ) -> None:
        """Show a figure; `uses` are the places of reports that name it."""
        other = figure is None or self._figure is None or figure.name != self._figure.name
        self._figure = figure
        for part in (self.basis, self._form_words, self.form, self.said, self.copy, self.timeline):
            part.setVisible(figure is not None)
        for part in (self.edit, self.delete):
            part.setVisible(own)
        self.uses.show_uses(uses)
        if figure is None:
            self.heading.setText("")
            self.words.setText("在左边选一个数，这里看它怎么算、写出来是什么样。")
            return
        self.heading.setText(figure.name)
        set_chip(self.basis, figure.basis.label, BASIS_TONES[figure.basis])
        lines = [
            f"今年{figure.told}" if figure.known else "今年还没有登记台账",
            f"去年{figure.last_year_told}" if figure.last_year_told else "",
            f"口径：{rule}" if rule else "",
            f"说明：{figure.note}" if figure.note else "",
            f"佐证材料：{'、'.join(figure.evidence)}" if figure.evidence else "",
            f"由{figure.by}填写" if figure.by else "",
            f"报告里用了{len(uses)}处，双击去那一句" if uses else "报告里还没有用到",
        ]
        self.words.setText("\n".join(line for line in lines if line))
        if other:
            self.form.setCurrentIndex(0)
        self._say()

    def chosen_name(self) -> str:
        """The name with the form."""
        return name_in_form(self._figure.name, FigureForm(self.form.currentData())) if self._figure else ""

    def _say(self) -> None:
        figure = self._in_form(self.chosen_name()) if self._figure else None
        self.said.setText(f"写出来是：{figure.told}" if figure is not None and figure.known else "")
        self.copy.setEnabled(figure is not None and figure.known)

    def _show_timeline(self) -> None:
        if self._figure is not None:
            self.timeline_requested.emit(self._figure.name)

    def _copy(self) -> None:
        self.copy_requested.emit(self.chosen_name())
