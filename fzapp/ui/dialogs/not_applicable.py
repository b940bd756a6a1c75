"""不涉及: why, the sentence that stands in the report for it, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label

if TYPE_CHECKING:
    from fzapp.services.zero import ZeroOffer

LINES = 3


@dataclass(frozen=True, slots=True)
class Declared:
    """The answer. `statement` "" leaves the text alone; `confirm` are codes of ledgers; `with_files` wants evidence."""

    reason: str
    statement: str = ""
    confirm: tuple[str, ...] = ()
    by: str = ""
    with_files: bool = False


class NotApplicableDialog(Dialog):
    """The reason is needed; sentence and proof are proposed."""

    def __init__(self, parent: QWidget | None, data: ZeroOffer) -> None:
        super().__init__(parent, "标为“不涉及”", "标为不涉及", name="not_applicable_dialog")
        heading = data.section.heading or "导语"
        self.body.addWidget(
            label(f"“{heading}”这一节，本单位{data.year}年没有这项工作。", "heading", wrap=True)
        )
        for kind, count in data.kept:
            words = f"{kind.short_name}台账{data.year}年有{count}{kind.unit or '条'}，先核对是不是真的没有。"
            self.body.addWidget(label(words, wrap=True))
        self.reason = QLineEdit(data.section.reason, objectName="not_applicable_reason")
        self.reason.setPlaceholderText("例如：本镇没有行政复议权限，当年也没有被复议的案件")
        self.field("原因（只记在档案里）", self.reason)
        self._build_statement(data)
        self._build_proof(data)
        self.reason.textChanged.connect(self._enable)
        self._enable()

    def _build_statement(self, data: ZeroOffer) -> None:
        self.says = QCheckBox("在报告里写明这一句", objectName="not_applicable_says")
        self.statement = QPlainTextEdit(data.statement, objectName="not_applicable_statement")
        self.statement.setAccessibleName("报告里写的话")
        self.statement.setProperty("role", "field")
        self.statement.setTabChangesFocus(True)
        self.statement.setFixedHeight(self.statement.fontMetrics().lineSpacing() * LINES + 16)
        has_text = bool(data.section.body.strip())
        self.says.setChecked(bool(data.statement))
        self.statement.setEnabled(self.says.isChecked())
        self.says.toggled.connect(self.statement.setEnabled)
        self.body.addWidget(self.says)
        self.body.addWidget(self.statement)
        self.says.setVisible(not has_text)
        self.statement.setVisible(not has_text)
        if has_text:
            self.body.addWidget(
                label("这一节的文字还在，导出时照样会印出来，不要的话把它删掉。", "muted", wrap=True)
            )

    def _build_proof(self, data: ZeroOffer) -> None:
        self.confirms: dict[str, QCheckBox] = {}
        self.by = QLineEdit(objectName="not_applicable_by")
        self.by.setPlaceholderText("确认人姓名")
        self.files = QCheckBox("再放一份证明材料（说明、盖章的零报告等）", objectName="not_applicable_files")
        self.body.addWidget(label("证明"))
        for kind in data.proved:
            words = f"{kind.short_name}台账{data.year}年已确认为零。"
            self.body.addWidget(label(words, "muted", wrap=True))
        for kind in data.unproved:
            box = QCheckBox(f"{kind.short_name}台账{data.year}年没有记录，确认为零")
            box.setObjectName(f"confirm_{kind.code}")
            box.toggled.connect(self._enable)
            self.confirms[kind.code] = box
            self.body.addWidget(box)
        if self.confirms:
            self.field("确认人", self.by)
            self.by.textChanged.connect(self._enable)
        self.body.addWidget(self.files)

    def _enable(self) -> None:
        named = bool(self.by.text().strip()) or not self._confirmed()
        self.accept_button.setEnabled(bool(self.reason.text().strip()) and named)

    def _confirmed(self) -> tuple[str, ...]:
        return tuple(code for code, box in self.confirms.items() if box.isChecked())

    def answer(self) -> Declared:
        """What was said."""
        says = not self.says.isHidden() and self.says.isChecked()
        return Declared(
            self.reason.text().strip(),
            " ".join(self.statement.toPlainText().split()) if says else "",
            self._confirmed(),
            self.by.text().strip(),
            self.files.isChecked(),
        )


def ask(parent: QWidget | None, data: ZeroOffer) -> Declared | None:
    """Ask; None when the user turned back."""
    dialog = NotApplicableDialog(parent, data)
    return dialog.answer() if run(dialog) else None
