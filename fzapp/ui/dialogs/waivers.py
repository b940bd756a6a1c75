"""全部不再提示的: every waiver with its reason, also of other reports, to be taken back by a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from fzapp.domain.finding import FindingClass
from fzapp.services.check_descriptions import CLASS_WORDS, shortened
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.waiver import Waiver

_ROWS = 10


class WaiversDialog(Dialog):
    """Nothing is ticked at first."""

    def __init__(self, parent: QWidget | None, waivers: Sequence[Waiver]) -> None:
        super().__init__(parent, "全部不再提示的", "恢复提示", name="waivers_dialog", width=720)
        self._waivers = tuple(waivers)
        told = "勾上要恢复的。" if waivers else "还没有写过不再提示。"
        self.body.addWidget(label(told, wrap=True))
        self.entries = QListWidget(objectName="waiver_entries")
        self.entries.setAccessibleName("不再提示的问题")
        for waiver in self._waivers:
            item = QListWidgetItem(waiver_words(waiver))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.entries.addItem(item)
        self.entries.setMinimumHeight(_ROWS * 28)
        self.entries.itemChanged.connect(self._enable)
        self.body.addWidget(self.entries)
        self._enable()

    def answer(self) -> list[int]:
        """The keys of the waivers that are ticked."""
        rows = range(len(self._waivers))
        ticked = [i for i in rows if self.entries.item(i).checkState() is Qt.CheckState.Checked]
        return [self._waivers[i].id for i in ticked]

    def _enable(self, _item: object = None) -> None:
        self.accept_button.setEnabled(bool(self.answer()))


def waiver_words(waiver: Waiver) -> str:
    """错别字　“截止”　只有这一处　原因：引用原话　2026-12-01."""
    parts = [CLASS_WORDS[FindingClass(waiver.rule.split(".", 1)[0])]]
    if waiver.phrase:
        parts.append(f"“{shortened(waiver.phrase, 20)}”")
    parts += [waiver.scope.label, f"原因：{waiver.reason}", waiver.waived_at[:10]]
    return "　".join(parts)


def ask(parent: QWidget | None, waivers: Sequence[Waiver]) -> list[int] | None:
    """Ask; None when the user turned back."""
    dialog = WaiversDialog(parent, waivers)
    return dialog.answer() if run(dialog) else None
