"""本单位情况 as a form: level, names, superior, copies, villages, offices, leaders, spellings of the place."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from fzapp.domain.unit import UnitProfile
from fzapp.ui import theme
from fzapp.ui.widgets.basic import label
from fzapp.ui.widgets.leader_table import LeaderTable

LEVELS = ("镇", "乡", "街道")
_SHORT = re.compile(r"(人民政府|办事处|党政办公室|司法所)+$")


class UnitForm(QWidget):
    """`edited` on every change by the user. `brief` shows only what the first start asks for."""

    edited = Signal()

    def __init__(self, profile: UnitProfile, *, brief: bool = False) -> None:
        super().__init__()
        self._profile = profile
        self.level = QComboBox(objectName="unit_level")
        self.level.addItems(LEVELS)
        self.full_name = _line("unit_full_name", "例如：青石镇人民政府")
        self.short_name = _line("unit_short_name", "例如：青石镇")
        self.superior = _line("unit_superior", "例如：中共云溪县委、云溪县人民政府")
        self.doc_prefix = _line("unit_doc_prefix", "例如：青府")
        self.residents = _line("unit_residents", "例如：32500，用来算人均")
        self.copies_to = _line("unit_copies_to", "例如：县司法局，县委依法治县办")
        self.villages = _lines("unit_villages", "一行一个", 4)
        self.offices = _lines("unit_offices", "一行一个，例如：党政综合办", 3)
        self.wordings = _lines("unit_wordings", "一行一个，例如：法律七进。校核时这些写法不再提示", 2)
        self.leaders = LeaderTable()
        self._lay_out(brief)
        self.set_profile(profile)
        self._connect()

    def profile(self) -> UnitProfile:
        """What stands in the form."""
        return UnitProfile(
            level=self.level.currentText(),
            full_name=self.full_name.text().strip(),
            short_name=self.short_name.text().strip(),
            superior=self.superior.text().strip(),
            doc_prefix=self.doc_prefix.text().strip(),
            villages=_written(self.villages),
            residents=int(re.sub(r"\D", "", self.residents.text()) or 0),
            copies_to=self.copies_to.text().strip(),
            offices=_written(self.offices),
            wordings=_written(self.wordings),
            leaders=self.leaders.leaders(),
        )

    def fault(self) -> str:
        """What must be put right before the form can be kept, as a sentence; "" when nothing must."""
        said = self.leaders.fault()
        return f"{said}，改好再保存。" if said else ""

    def set_profile(self, profile: UnitProfile) -> None:
        """Fill the form."""
        self.level.setCurrentText(profile.level if profile.level in LEVELS else LEVELS[0])
        self.full_name.setText(profile.full_name)
        self.short_name.setText(profile.short_name)
        self.superior.setText(profile.superior)
        self.doc_prefix.setText(profile.doc_prefix)
        self.residents.setText(str(profile.residents or ""))
        self.copies_to.setText(profile.copies_to)
        for field, lines in (
            (self.villages, profile.villages),
            (self.offices, profile.offices),
            (self.wordings, profile.wordings),
        ):
            field.setPlainText("\n".join(lines))
        self.leaders.set_leaders(profile.leaders)

    def _lay_out(self, brief: bool) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: list[tuple[str, QWidget]] = [
            ("单位全称", self.full_name), ("层级", self.level), ("简称", self.short_name), ("主送机关", self.superior),
        ]  # fmt: skip
        if not brief:
            rows += [
                ("抄送", self.copies_to),
                ("发文字号前缀", self.doc_prefix),
                ("常住人口", self.residents),
                ("村（社区）", self.villages),
                ("内设机构", self.offices),
                ("领导", self.leaders),
                ("本地写法", self.wordings),
            ]
        for words, widget in rows:
            widget.setAccessibleName(words)
            form.addRow(label(words), widget)

    def _connect(self) -> None:
        self.full_name.textEdited.connect(self._on_full_name)
        self.level.activated.connect(self.edited)
        for line in (self.full_name, self.short_name, self.superior, self.copies_to):
            line.textEdited.connect(self.edited)
        for line in (self.doc_prefix, self.residents):
            line.textEdited.connect(self.edited)
        for field in (self.villages, self.offices, self.wordings):
            field.textChanged.connect(self.edited)
        self.leaders.edited.connect(self.edited)

    def _on_full_name(self, text: str) -> None:
        """The full name says level and short name; a short name of the user's own is left alone."""
        level, short = guessed(text)
        if level:
            self.level.setCurrentText(level)
        mine = self.short_name.text().strip()
        if short and (
            not mine or short.startswith(mine) or mine.startswith(short) or self._was_guessed(mine)
        ):
            self.short_name.setText(short)
            self.short_name.setProperty("guess", short)

    def _was_guessed(self, text: str) -> bool:
        return text == self.short_name.property("guess")


def guessed(full_name: str) -> tuple[str, str]:
    """Level and short name as the full name of an office says them; "" where it does not."""
    short = _SHORT.sub("", full_name.strip())
    level = next((level for level in LEVELS if short.endswith(level)), "")
    return level, short if level else ""


def _line(name: str, example: str) -> QLineEdit:
    line = QLineEdit(objectName=name)
    line.setPlaceholderText(example)
    return line


def _lines(name: str, example: str, rows: int) -> QPlainTextEdit:
    field = QPlainTextEdit(objectName=name)
    field.setProperty("role", "field")
    field.setTabChangesFocus(True)
    field.setPlaceholderText(example)
    field.setFixedHeight(rows * theme.current_scale().row_height)
    return field


def _written(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(text for line in field.toPlainText().split("\n") if (text := line.strip()))
