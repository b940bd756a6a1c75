"""全部修复: what would be changed, line by line, before anything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from fzapp.services.check_descriptions import fix_words
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.report_checks import PlacedFinding

_ROWS = 10
_AROUND = 8


class FixAllDialog(Dialog):
    """Every change can be left out by its tick."""

    def __init__(self, parent: QWidget | None, wanted: Sequence[tuple[PlacedFinding, str]]) -> None:
        super().__init__(parent, "全部修复", "改好这些", name="fix_all_dialog", width=720)
        self._wanted = tuple(wanted)
        words = "只改标点的宽窄和网页残留，不碰台账来的数。去掉勾的不改，改完可以一次撤销。"
        self.body.addWidget(label(words, wrap=True))
        self.changes = QListWidget(objectName="fix_all_changes")
        self.changes.setAccessibleName("要改的地方")
        for found, text in self._wanted:
            item = QListWidgetItem(change_words(found, text))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.changes.addItem(item)
        self.changes.setMinimumHeight(_ROWS * 28)
        self.changes.itemChanged.connect(self._enable)
        self.body.addWidget(self.changes)
        self._enable()

    def answer(self) -> list[tuple[PlacedFinding, str]]:
        """What is ticked."""
        ticked = (
            self.changes.item(i).checkState() is Qt.CheckState.Checked for i in range(len(self._wanted))
        )
        return [pair for pair, is_ticked in zip(self._wanted, ticked, strict=True) if is_ticked]

    def _enable(self, _item: object = None) -> None:
        count = len(self.answer())
        self.accept_button.setText(f"改好这{count}处")
        self.accept_button.setEnabled(bool(count))


def change_words(found: PlacedFinding, text: str) -> str:
    """The place with the words around it, and what is done: （三）…　第2段　…成效明显,共…　改为“，”."""
    finding = found.finding
    start, end = max(0, finding.start - _AROUND), finding.end + _AROUND
    around = " ".join(found.paragraph[start:end].split())
    return f"{found.where}　…{around}…　{fix_words(finding.text, text)}"


def ask(
    parent: QWidget | None, wanted: Sequence[tuple[PlacedFinding, str]]
) -> list[tuple[PlacedFinding, str]] | None:
    """Ask; None when the user turned back."""
    dialog = FixAllDialog(parent, wanted)
    return dialog.answer() if run(dialog) else None
