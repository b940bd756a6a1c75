"""One line to write: a heading, a reason, a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from fzapp.ui.dialogs.frame import Dialog, run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Question:
    """`words` stand above the field, `value` in it."""

    title: str
    words: str
    value: str = ""


class OneFieldDialog(Dialog):
    """What is there is marked, so that typing replaces it."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        super().__init__(parent, data.title, "确定", name="one_field_dialog", width=480)
        self.written = QLineEdit(data.value, objectName="one_field")
        self.field(data.words, self.written)
        self.written.selectAll()
        self.written.setFocus()

    def answer(self) -> str:
        """What was written."""
        return self.written.text().strip()


def ask(parent: QWidget | None, data: Question) -> str | None:
    """Ask; None when the user turned back."""
    dialog = OneFieldDialog(parent, data)
    return dialog.answer() if run(dialog) else None
