"""手工填数: a number that no ledger holds, with the source and the file that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from fzapp.domain.errors import UserError
from fzapp.services.own_figures import ManualFigure, check_manual
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import breakable, button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Filling:
    """The year, the one to change, and how a file is chosen (None when the user turned back).

    `value`, `unit` and `sections` are proposals for a new one.
    """

    year: int
    choose_file: Callable[[], Path | None]
    figure: ManualFigure | None = None
    said: str = ""
    value: str = ""
    unit: str = "件"
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """The answer; `file` None keeps the one that is there."""

    figure: ManualFigure
    file: Path | None


class ManualFigureDialog(Dialog):
    """Source, person and file are compulsory: a number without them is no better than none."""

    def __init__(self, parent: QWidget | None, data: Filling) -> None:
        super().__init__(parent, f"手工填一个{data.year}年的数", "存下这个数", name="manual_figure_dialog")
        self._data = data
        self._file: Path | None = None
        old = data.figure
        self.said = QLineEdit(old.said if old else data.said, objectName="manual_name")
        self.said.setPlaceholderText("例如：村级合同审查件数")
        self.value = QLineEdit(str(old.value) if old else data.value, objectName="manual_value")
        self.unit = QComboBox(objectName="manual_unit", editable=True)
        self.unit.addItems(["件", "次", "场次", "人次", "人", "名", "个", "份", "元", "%"])
        self.unit.setCurrentText(old.unit if old else data.unit)
        self.source = QLineEdit(old.source if old else "", objectName="manual_source")
        self.source.setPlaceholderText("例如：县司法局2026年第2期通报")
        self.by = QLineEdit(old.by if old else "", objectName="manual_by")
        self.note = QLineEdit(old.note if old else "", objectName="manual_note")
        self.file_words = label(name="manual_file", wrap=True)
        self.file_button = button("选文件", self._choose, name="manual_choose")
        self.problem = label(name="manual_problem", wrap=True)
        self.problem.setProperty("tone", "wrong")
        self.problem.hide()
        self._lay_out()
        self._show_file()
        self.said.setFocus()

    def answer(self) -> Filled:
        """What was filled in. Raises `UserError` for a value that is no number."""
        text = self.value.text().strip().replace(",", "").replace("，", "")
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise UserError(
                f"“{text}”不是一个数" if text else "还没有填数", "写成阿拉伯数字，例如15"
            ) from error
        if not value.is_finite():
            raise UserError(f"“{text}”不是一个数", "写成阿拉伯数字，例如15")
        old = self._data.figure
        figure = ManualFigure(
            said=self.said.text().strip(),
            year=self._data.year,
            value=value,
            unit=self.unit.currentText().strip(),
            source=self.source.text().strip(),
            by=self.by.text().strip(),
            evidence=old.evidence if old else (),
            sections=old.sections if old else self._data.sections,
            note=self.note.text().strip(),
        )
        return Filled(figure, self._file)

    def accept(self) -> None:
        """Say what is still missing, or be done."""
        try:
            filled = self.answer()
            check_manual(filled.figure, has_file=bool(self._file or filled.figure.evidence))
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.bring_in_sight(self.problem)
            return
        super().accept()

    def _lay_out(self) -> None:
        self.field("名称", self.said)
        self.body.addWidget(label("数和单位"))
        self.body.addLayout(row(self.value, self.unit))
        self.value.setAccessibleName("数")
        self.unit.setAccessibleName("单位")
        self.field("来源（必填）", self.source, "出自哪份文件、哪期通报、哪个单位，印在数字出处表里。")
        self.field("由谁填写（必填）", self.by)
        self.body.addWidget(label("佐证材料（必填）"))
        line = row(self.file_words, self.file_button)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.field("说明（可以不写）", self.note)
        self.body.addWidget(self.problem)

    def _choose(self) -> None:
        chosen = self._data.choose_file()
        if chosen is not None:
            self._file = chosen
            self._show_file()

    def _show_file(self) -> None:
        old = self._data.figure
        kept = "、".join(old.evidence) if old else ""
        self.file_words.setText(breakable(self._file.name if self._file else kept) or "还没有选文件")


def ask(parent: QWidget | None, data: Filling) -> Filled | None:
    """Ask; None when the user turned back."""
    dialog = ManualFigureDialog(parent, data)
    return dialog.answer() if run(dialog) else None
