"""版头版记: what stands above the red line of a report, and at the foot of its last page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from fzapp.domain.letterhead import LAST_NUMBER, URGENCIES, DocumentNumber, PaperChoice
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES = re.compile(r"[、，,；;\s]+")
_NONE = "不标注"
_ISSUER_LINES = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What stands there now, and which number comes next for a prefix and a year."""

    choice: PaperChoice
    next_number: Callable[[str, int], int]


class LetterheadDialog(Dialog):
    """Everything that the standard knows; what is not wanted is left out of the document, not forgotten."""

    def __init__(self, parent: QWidget | None, data: Question) -> None:
        super().__init__(parent, "版头版记", "就这样排", name="letterhead_dialog", width=620)
        self._data = data
        old = data.choice
        self.head = QCheckBox("加版头（发文机关标志、发文字号、红线）", objectName="letterhead_head")
        self.head.setChecked(old.with_letterhead)
        self.issuers = QPlainTextEdit("\n".join(old.issuers), objectName="letterhead_issuers")
        self.issuers.setProperty("role", "field")
        self.issuers.setTabChangesFocus(True)
        self.issuers.setFixedHeight(self.issuers.fontMetrics().lineSpacing() * _ISSUER_LINES + 16)
        self.ending = QCheckBox("名称后加“文件”二字", objectName="letterhead_ending")
        self.ending.setChecked(bool(old.ending))
        self.prefix = QLineEdit(old.number.prefix, objectName="letterhead_prefix")
        self.year = QSpinBox(objectName="letterhead_year", minimum=1990, maximum=2100)
        self.year.setValue(old.number.year)
        self.number = QSpinBox(objectName="letterhead_number", minimum=0, maximum=LAST_NUMBER)
        self.number.setSpecialValueText("还没有编号")
        self.number.setValue(old.number.number)
        self.upward = QCheckBox("上行文（报上级机关，要写签发人）", objectName="letterhead_upward")
        self.upward.setChecked(old.upward)
        self.signers = QLineEdit("、".join(old.signers), objectName="letterhead_signers")
        self.urgency = QComboBox(objectName="letterhead_urgency")
        self.urgency.addItems([_NONE, *URGENCIES])
        self.urgency.setCurrentText(old.urgency or _NONE)
        self.copy_number = QLineEdit(old.copy_number, objectName="letterhead_copy_number")
        self.imprint = QCheckBox("加版记（抄送、印发机关和日期）", objectName="letterhead_imprint")
        self.imprint.setChecked(old.with_imprint)
        self.copies = QLineEdit(old.copies_to, objectName="letterhead_copies")
        self.printer = QLineEdit(old.printer, objectName="letterhead_printer")
        self.printed_on = QLineEdit(old.printed_on, objectName="letterhead_printed_on")
        self.problem = label(name="letterhead_problem", wrap=True)
        self.problem.setProperty("tone", "wrong")
        self.problem.hide()
        self._lay_out()
        self.upward.toggled.connect(self.signers.setEnabled)
        self.signers.setEnabled(old.upward)

    def answer(self) -> PaperChoice:
        """What was filled in."""
        urgency = self.urgency.currentText()
        return PaperChoice(
            with_letterhead=self.head.isChecked(),
            with_imprint=self.imprint.isChecked(),
            issuers=tuple(line.strip() for line in self.issuers.toPlainText().split("\n") if line.strip()),
            ending="文件" if self.ending.isChecked() else "",
            number=DocumentNumber(self.prefix.text().strip(), self.year.value(), self.number.value()),
            upward=self.upward.isChecked(),
            signers=tuple(name for name in _NAMES.split(self.signers.text()) if name),
            copy_number=self.copy_number.text().strip(),
            urgency="" if urgency == _NONE else urgency,
            copies_to=self.copies.text().strip(),
            printer=self.printer.text().strip(),
            printed_on=self.printed_on.text().strip(),
        )

    def accept(self) -> None:
        """Say what is still missing, or be done."""
        fault = self.answer().fault
        if fault:
            self.problem.setText(f"{fault}，补好再排。")
            self.problem.show()
            self.bring_in_sight(self.problem)
            return
        super().accept()

    def _lay_out(self) -> None:
        self.body.addWidget(self.head)
        self.field("发文机关", self.issuers, "联合行文时一行一个，主办机关写在前面。")
        self.body.addWidget(self.ending)
        self.body.addWidget(label("发文字号：机关代字、年份、顺序号"))
        take = button("取下一个号", self._take_next, name="letterhead_next")
        for words, widget in (("机关代字", self.prefix), ("年份", self.year), ("顺序号", self.number)):
            widget.setAccessibleName(words)
        line = row(self.prefix, self.year, self.number, take)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.upward)
        self.field("签发人", self.signers, "几个人之间用顿号隔开，次序和发文机关一样。")
        self.field("紧急程度", self.urgency)
        self.field(
            "份号（没有就空着）", self.copy_number, "六位数字。这台电脑不写涉密文件，所以没有密级这一项。"
        )
        self.body.addWidget(self.imprint)
        self.field("抄送", self.copies, "机关之间用逗号隔开，没有抄送就空着。")
        self.field("印发机关", self.printer)
        self.field("印发日期", self.printed_on)
        self.body.addWidget(self.problem)

    def _take_next(self) -> None:
        self.number.setValue(self._data.next_number(self.prefix.text().strip(), self.year.value()))


def ask(parent: QWidget | None, data: Question) -> PaperChoice | None:
    """Ask; None when the user turned back."""
    dialog = LetterheadDialog(parent, data)
    return dialog.answer() if run(dialog) else None
