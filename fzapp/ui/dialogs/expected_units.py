"""应报单位: the list of the units that are to hand in, typed or pasted from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit

from fzapp.domain.errors import UserError
from fzapp.services.expected_units import names_in
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_HINT = (
    "一行一个单位，也可以从Excel、WPS表格里整列复制过来。"
    "写“青石镇”就认得“青石镇人民政府”和“云溪县青石镇”；序号和表头不用删。留空就不列谁没有报。"
)
_LINES = 12


class ExpectedUnitsDialog(Dialog):
    """Says at once how many units the text names, or what is wrong with it."""

    def __init__(self, parent: QWidget | None, data: Sequence[str]) -> None:
        super().__init__(parent, "应报单位", "记下", name="expected_units_dialog")
        self._names: tuple[str, ...] = ()
        self.text = QPlainTextEdit("\n".join(data), objectName="expected_units")
        self.text.setProperty("role", "field")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.field("应当报送的单位", self.text, _HINT)
        self.told = label(name="expected_units_told", wrap=True)
        self.body.addWidget(self.told)
        self.text.textChanged.connect(self._follow)
        self._follow()
        self.text.setFocus()

    def answer(self) -> tuple[str, ...]:
        """The units, each once."""
        return self._names

    def _follow(self) -> None:
        try:
            self._names = names_in(self.text.toPlainText())
        except UserError as error:
            self.told.setText(str(error))
            self.accept_button.setEnabled(False)
            return
        self.accept_button.setEnabled(True)
        self.told.setText(f"认出{len(self._names)}个单位。" if self._names else "没有名单，只列报来的单位。")


def ask(parent: QWidget | None, data: Sequence[str]) -> tuple[str, ...] | None:
    """Ask for the list, which may be empty; None when the user turned back."""
    dialog = ExpectedUnitsDialog(parent, data)
    return dialog.answer() if run(dialog) else None
