"""首次使用: three questions, a line to try the input method on, and where to begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.unit_form import UnitForm
from fzapp.ui.widgets import breakable, button, chip, label, row, set_chip

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.unit import UnitProfile

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What is known before: an empty profile, the likely year, the folder of the data."""

    unit: UnitProfile
    year: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Beginning:
    """The answers; `practice` when the practice book comes first."""

    unit: UnitProfile
    year: int
    practice: bool


class FirstRunDialog(Dialog):
    """Everything can be changed later under 设置, and nothing but the name has to be filled in."""

    def __init__(self, parent: QWidget | None, data: FirstRun) -> None:
        super().__init__(parent, "第一次使用", "开始写报告", "以后再填", name="first_run_dialog", width=640)
        self.practice = False
        self.unit = UnitForm(data.unit, brief=True)
        self.year = QSpinBox(objectName="first_run_year", minimum=1990, maximum=2100, suffix=" 年")
        self.year.setValue(data.year)
        self.ime = QLineEdit(objectName="first_run_ime")
        self.ime_said = chip("还没试", "idle", name="first_run_ime_said")
        self.body.addWidget(label("先回答三个问题，以后都能在“设置”里改。", "muted", wrap=True))
        self.body.addWidget(label("一、本单位怎么称呼", "heading"))
        self.body.addWidget(self.unit)
        self.body.addWidget(label("二、先写哪一年的报告", "heading"))
        self.year.setAccessibleName("先写哪一年的报告")
        self.body.addLayout(row(self.year, None))
        self.body.addWidget(label("三、资料放在这台电脑的这个文件夹里", "heading"))
        self.body.addWidget(label(breakable(data.folder), name="first_run_folder", wrap=True))
        self.body.addWidget(label("不联网，也不会传到别处；备份也在这个文件夹里。", "muted", wrap=True))
        self.body.addWidget(label("输入法自检", "heading"))
        self.ime.setPlaceholderText("在这里打两个汉字试试")
        self.ime.setAccessibleName("输入法自检")
        ime = row(self.ime, self.ime_said)
        ime.setStretch(0, 1)
        self.body.addLayout(ime)
        self.ime_help = label(role="muted", name="first_run_ime_help", wrap=True)
        self.ime_help.hide()
        self.body.addWidget(self.ime_help)
        self.practice_button = button("先看练习本", self._on_practice, name="first_run_practice")
        self.foot.insertWidget(2, self.practice_button)
        self.unit.edited.connect(self._check)
        self.ime.textChanged.connect(self._on_typed)
        self._check()
        self.unit.full_name.setFocus()

    def answer(self) -> Beginning:
        """What was answered."""
        return Beginning(self.unit.profile(), self.year.value(), self.practice)

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

    def _on_practice(self) -> None:
        self.practice = True
        self.accept()


def ask(parent: QWidget | None, data: FirstRun) -> Beginning | None:
    """Ask; None when the user wants to see the program first."""
    dialog = FirstRunDialog(parent, data)
    return dialog.answer() if run(dialog) else None
