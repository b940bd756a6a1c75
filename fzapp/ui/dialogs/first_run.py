"""首次使用: three questions, three things to try out (typing, printing, a second backup), and where to begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.print_check import PrintCheck
from fzapp.ui.widgets.basic import breakable, button, chip, label, row, set_chip
from fzapp.ui.widgets.second_place import SecondPlace
from fzapp.ui.widgets.unit_form import UnitForm

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.unit import UnitProfile
    from fzapp.ui.page import Means

_HAN = re.compile(r"[\u4e00-\u9fff]")


class First(StrEnum):
    """What comes first after the questions."""

    REPORT = "report"
    IMPORT = "import"
    PRACTICE = "practice"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What is known before: a profile, mostly empty, the likely year, the folder of the data."""

    unit: UnitProfile
    year: int
    folder: Path
    means: Means


@dataclass(frozen=True, slots=True)
class Beginning:
    """The answers."""

    unit: UnitProfile
    year: int
    first: First = First.REPORT


class FirstRunDialog(Dialog):
    """Two steps. Everything can be changed later under 设置, and nothing but the name has to be filled in."""

    def __init__(self, parent: QWidget | None, data: FirstRun) -> None:
        super().__init__(parent, "第一次使用", "下一步", "以后再填", name="first_run_dialog", width=640)
        self._data = data
        self._first = First.REPORT
        self.step = label(role="muted", name="first_run_step", wrap=True)
        self.body.addWidget(self.step)
        self._steps = (self._questions(), self._trials())
        for step in self._steps:
            self.body.addWidget(step)
        self.body.addStretch(1)
        self.practice_button = button(
            "先看练习本", lambda: self._begin(First.PRACTICE), name="first_run_practice"
        )
        self.import_button = button(
            "导入去年的报告", lambda: self._begin(First.IMPORT), name="first_run_import"
        )
        self.move_button = button("从旧电脑搬过来", lambda: self._begin(First.MOVE), name="first_run_move")
        self.move_button.setToolTip("旧电脑上“档案体检”里“备份到U盘”做的整份备份")
        self.foot.insertWidget(2, self.move_button)
        self.foot.insertWidget(2, self.practice_button)
        self.foot.insertWidget(3, self.import_button)
        self.unit.edited.connect(self._check)
        self.ime.textChanged.connect(self._on_typed)
        self._go_to(0)

    def answer(self) -> Beginning:
        """What was answered."""
        return Beginning(self.unit.profile(), self.year.value(), self._first)

    def accept(self) -> None:
        """On to the second step, and then out."""
        if self._steps[0].isHidden() or self._first is not First.REPORT:
            super().accept()
        else:
            self._go_to(1)

    def reject(self) -> None:
        """Back to the first step, and then out."""
        if self._steps[0].isHidden():
            self._go_to(0)
        else:
            super().reject()

    # --- building -------------------------------------------------------------------------------

    def _questions(self) -> QWidget:
        step, column = _step()
        self.unit = UnitForm(self._data.unit, brief=True)
        self.year = QSpinBox(objectName="first_run_year", minimum=1990, maximum=2100, suffix=" 年")
        self.year.setValue(self._data.year)
        self.year.setAccessibleName("先写哪一年的报告")
        column.addWidget(label("一、本单位怎么称呼", "heading"))
        column.addWidget(self.unit)
        column.addWidget(label("二、先写哪一年的报告", "heading"))
        column.addLayout(row(self.year, None))
        column.addWidget(label("三、资料放在这台电脑的这个文件夹里", "heading"))
        column.addWidget(label(breakable(self._data.folder), name="first_run_folder", wrap=True))
        column.addWidget(label("不联网，也不会传到别处；备份也在这个文件夹里。", "muted", wrap=True))
        return step

    def _trials(self) -> QWidget:
        step, column = _step()
        self.ime = QLineEdit(objectName="first_run_ime")
        self.ime.setPlaceholderText("在这里打两个汉字试试")
        self.ime.setAccessibleName("输入法自检")
        self.ime_said = chip("还没试", "idle", name="first_run_ime_said")
        self.ime_help = label(role="muted", name="first_run_ime_help", wrap=True)
        self.ime_help.hide()
        self.printing = PrintCheck(self._data.means.services.exports)
        self.place = SecondPlace(self._data.means)
        ime = row(self.ime, self.ime_said)
        ime.setStretch(0, 1)
        column.addWidget(label("输入法自检", "heading"))
        column.addLayout(ime)
        column.addWidget(self.ime_help)
        column.addWidget(label("打印自检", "heading"))
        column.addWidget(self.printing)
        column.addWidget(label("第二处备份", "heading"))
        column.addWidget(self.place)
        return step

    # --- doing ----------------------------------------------------------------------------------

    def _go_to(self, wanted: int) -> None:
        """Show a step, with its words at the foot; the keyboard goes to its first field."""
        for number, step in enumerate(self._steps):
            step.setVisible(number == wanted)
        self.step.setText(
            "第1步，共2步：三个问题，以后都能在“设置”里改。"
            if wanted == 0
            else "第2步，共2步：三样自检，都可以跳过。最后选从哪里开始。"
        )
        self.accept_button.setText("开始写报告" if wanted else "下一步")
        self.reject_button.setText("上一步" if wanted else "以后再填")
        self.import_button.setVisible(wanted == 1)
        self.move_button.setVisible(wanted == 0)
        self._check()
        self._area.verticalScrollBar().setValue(0)
        (self.ime if wanted else self.unit.full_name).setFocus()

    def _check(self) -> None:
        named = bool(self.unit.profile().full_name)
        self.accept_button.setEnabled(named)
        self.accept_button.setToolTip("" if named else "先填单位全称")

    def _on_typed(self, text: str) -> None:
        works = bool(_HAN.search(text))
        if works:
            set_chip(self.ime_said, "能打汉字", "good")
        else:
            set_chip(self.ime_said, "打出来是字母" if text else "还没试", "attention" if text else "idle")
        self.ime_help.setVisible(bool(text) and not works)
        self.ime_help.setText("按 Ctrl+空格 或 Shift 换到中文输入法；还不行，找装电脑的人装一个输入法。")

    def _begin(self, first: First) -> None:
        self._first = first
        self.accept()


def _step() -> tuple[QWidget, QVBoxLayout]:
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    return step, column


def ask(parent: QWidget | None, data: FirstRun) -> Beginning | None:
    """Ask; None when the user wants to see the program first."""
    dialog = FirstRunDialog(parent, data)
    return dialog.answer() if run(dialog) else None
