"""不再提示: how far it reaches, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QRadioButton, QWidget

from fzapp.domain.finding import Severity
from fzapp.domain.waiver import WaiverScope
from fzapp.services.check_descriptions import shortened
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from fzapp.services.report_checks import PlacedFinding

REASONS = ("引用文件的原话", "本单位就是这样写", "情况属实，已经核对", "这里不适用")
"""Reasons to choose from; any other may be written."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The answer."""

    scope: WaiverScope
    reason: str


class WaiveDialog(Dialog):
    """One place, one phrase, or the whole rule where it does not find what must be put right."""

    def __init__(self, parent: QWidget | None, found: PlacedFinding) -> None:
        must = found.finding.severity is Severity.MUST
        title = "写明原因放行" if must else "不再提示"
        super().__init__(parent, title, title, name="waive_dialog")
        self.body.addWidget(label(found.finding.message, "heading", wrap=True))
        self.scopes: dict[WaiverScope, QRadioButton] = {}
        for scope in WaiverScope:
            words = scope.label
            if scope is WaiverScope.PHRASE and found.finding.text:
                words = f"“{shortened(found.finding.text, 16)}”{words.removeprefix('这个词句')}"
            choice = QRadioButton(words)
            choice.setObjectName(f"waive_{scope.value}")
            choice.setVisible(not (must and scope is WaiverScope.RULE))
            self.scopes[scope] = choice
            self.body.addWidget(choice)
        self.scopes[WaiverScope.ONCE].setChecked(True)
        self.reason = QComboBox(objectName="waive_reason")
        self.reason.setEditable(True)
        self.reason.addItems(REASONS)
        self.reason.setCurrentIndex(-1)
        self.reason.lineEdit().setPlaceholderText("写一句为什么不用改")
        self.reason.currentTextChanged.connect(self._enable)
        self.field("原因", self.reason, "原因记在档案库里，随时可以在“校核”里恢复提示。")
        self._enable()

    def _enable(self) -> None:
        self.accept_button.setEnabled(bool(self.reason.currentText().strip()))

    def answer(self) -> Wish:
        """What was chosen."""
        scope = next(scope for scope, choice in self.scopes.items() if choice.isChecked())
        return Wish(scope, self.reason.currentText().strip())


def ask(parent: QWidget | None, found: PlacedFinding) -> Wish | None:
    """Ask; None when the user turned back."""
    dialog = WaiveDialog(parent, found)
    return dialog.answer() if run(dialog) else None
