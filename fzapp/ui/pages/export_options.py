"""The left column of the export page: which report in which format, what it holds, which fonts lack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from fzapp.ui.widgets.basic import button, card, chip, label, row, set_chip
from fzapp.ui.widgets.choice_field import ChoiceField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.letterhead import PaperChoice
    from fzapp.domain.report import Report
    from fzapp.services.exports import ProfileName
    from fzapp.ui.preview.faces import StandIn

_NAMED = 6
"""Empty sections named one by one; of more the number is told."""

_AS_SIGNED = "已经签发，照签发的样子导出。要补写就在“写报告”按 F7 另建一稿，改好重新签发。"
_LOOK_AGAIN = "打印前在装有这些字体的电脑上看一遍。"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an export will hold. `empty` are (number of the section, its title); a `signed` one stays as it is."""

    pages: int
    characters: int
    empty: tuple[tuple[int, str], ...]
    stand_ins: tuple[StandIn, ...]
    file_name: str
    signed: bool = False


class ExportOptions(QWidget):
    """Chooses and tells; writes nothing."""

    report_chosen = Signal(int)
    profile_chosen = Signal(str)
    section_requested = Signal(int)
    format_requested = Signal()
    """The format is to be changed for the county."""
    parts_wanted = Signal(bool, bool)
    """Whether there is to be a letterhead, and an imprint."""
    parts_requested = Signal()
    """What stands in them is to be seen and changed."""

    def __init__(self) -> None:
        super().__init__()
        self.reports = ChoiceField("export_report", "要导出的报告")
        self.profiles = ChoiceField("export_profile", "公文格式")
        self.reports.activated.connect(lambda i: self.report_chosen.emit(self.reports.itemData(i)))
        self.profiles.activated.connect(lambda i: self.profile_chosen.emit(self.profiles.itemData(i)))
        self.annotated = QCheckBox("Word里写上校核批注", objectName="export_annotated")
        self.annotated.setToolTip("把校核发现的问题写成批注，给领导和校对的人看；正式报送时不勾")
        self.sourced = QCheckBox("Word里写上每个数的出处", objectName="export_sourced")
        self.sourced.setToolTip("每个数旁边批注台账、口径和佐证，给核对的人看；正式报送时不勾")
        self.letterhead = QCheckBox("加版头", objectName="export_letterhead")
        self.imprint = QCheckBox("加版记", objectName="export_imprint")
        for box in (self.letterhead, self.imprint):
            box.clicked.connect(self._on_parts)
        self.parts = label(role="muted", name="export_parts", wrap=True)
        self.length = label(name="export_length", wrap=True)
        self.file_name = label(role="muted", name="export_file_name", wrap=True)
        self.empty_chip = chip("", "good", name="export_empty_chip")
        self.fonts_chip = chip("", "good", name="export_fonts_chip")
        self.fonts = label(name="export_fonts", wrap=True)
        self._empty = QVBoxLayout()
        self._empty.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for build in (self._build_choice, self._build_parts, self._build_contents, self._build_fonts):
            column.addWidget(build())
        column.addStretch(1)

    # --- showing --------------------------------------------------------------------------------

    def set_reports(self, reports: Sequence[Report], shown: int) -> None:
        """List reports by year and subject, the one with the number `shown` as the present one."""
        self.reports.fill_reports(reports, shown)

    def set_profiles(self, profiles: Sequence[ProfileName], shown: str) -> None:
        """List formats, `shown` as the present one."""
        self.profiles.fill([(each.name, each.id) for each in profiles], shown)

    def show_parts(self, choice: PaperChoice) -> None:
        """Tell what is wanted around the text, and what still lacks for it."""
        self.letterhead.setChecked(choice.with_letterhead)
        self.imprint.setChecked(choice.with_imprint)
        told: list[str] = []
        if choice.with_letterhead:
            told.append(f"{'、'.join(choice.issuers)}{choice.ending}")
            told.append(choice.number.text or "还没有编发文字号")
            told += [f"签发人：{'、'.join(choice.signers)}"] if choice.upward else []
        if choice.with_imprint:
            told.append(f"{choice.printer}　{choice.printed_on}印发")
            told += [f"抄送：{choice.copies_to}"] if choice.copies_to else []
        if choice.fault:
            told.append(f"{choice.fault}，这次没有排上去。")
        self.parts.setText("\n".join(told) or "正式行文时勾选；平时报送电子稿可以不加。")

    def _on_parts(self) -> None:
        self.parts_wanted.emit(self.letterhead.isChecked(), self.imprint.isChecked())

    def show_outlook(self, outlook: Outlook | None) -> None:
        """Tell what the export will hold; None when the format cannot be read."""
        if outlook is None:
            self.length.setText("格式读不出来，另选一种。")
            self.file_name.clear()
        else:
            self.length.setText(f"共{outlook.pages}页，{outlook.characters}字。")
            self.file_name.setText(f"文件名：{outlook.file_name}")
        self._show_empty(outlook.empty if outlook else (), signed=bool(outlook and outlook.signed))
        self._show_fonts(outlook.stand_ins if outlook else ())

    def _show_empty(self, empty: Sequence[tuple[int, str]], *, signed: bool) -> None:
        set_chip(
            self.empty_chip,
            f"还空着{len(empty)}节" if empty else "没有空节",
            "attention" if empty else "good",
        )
        while (item := self._empty.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for number, (section_id, title) in enumerate(empty[:_NAMED]):
            self._empty.addWidget(self._empty_line(number, section_id, title, "去看" if signed else "去写"))
        if len(empty) > _NAMED:
            self._empty.addWidget(label(f"另有{len(empty) - _NAMED}节也空着。", "muted", name="export_more"))
        if empty and signed:
            self._empty.addWidget(label(_AS_SIGNED, "muted", name="export_as_signed", wrap=True))

    def _empty_line(self, number: int, section_id: int, title: str, words: str) -> QWidget:
        line = QWidget()
        text = label(title, name=f"export_empty_{number}", wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        go = button(
            words, partial(self.section_requested.emit, section_id), "link", name=f"export_write_{number}"
        )
        go.setAccessibleName(f"{words}：{title}")
        row(text, go, parent=line).setStretch(0, 1)
        return line

    def _show_fonts(self, stand_ins: Sequence[StandIn]) -> None:
        if not stand_ins:
            set_chip(self.fonts_chip, "字体齐全", "good")
            self.fonts.setText("公文要用的字体这台电脑上都有。")
            return
        set_chip(self.fonts_chip, f"缺{len(stand_ins)}种字体", "attention")
        lines = [f"{each.wanted}：这里用{each.used or '系统自带的字体'}代替" for each in stand_ins]
        self.fonts.setText("\n".join([*lines, f"Word文件里写的仍是公文字体，{_LOOK_AGAIN}"]))

    # --- building -------------------------------------------------------------------------------

    def _build_choice(self) -> QWidget:
        frame, inside = card("export_choice")
        for words, combo in (("报告", self.reports), ("格式", self.profiles)):
            name = label(words, "muted")
            name.setBuddy(combo)
            inside.addWidget(name)
            inside.addWidget(combo)
        own = button("按本县要求改格式…", self.format_requested.emit, "link", name="export_own_format")
        inside.addLayout(row(own, None))
        inside.addWidget(self.annotated)
        inside.addWidget(self.sourced)
        return frame

    def _build_parts(self) -> QWidget:
        frame, inside = card("export_parts_card")
        change = button("填写…", self.parts_requested.emit, "link", name="export_parts_change")
        change.setAccessibleName("填写版头版记")
        inside.addLayout(row(label("版头版记", "heading"), None, change))
        inside.addLayout(row(self.letterhead, self.imprint, None))
        inside.addWidget(self.parts)
        return frame

    def _build_contents(self) -> QWidget:
        frame, inside = card("export_contents")
        inside.addLayout(row(label("要导出的内容", "heading"), None, self.empty_chip))
        inside.addWidget(self.length)
        inside.addLayout(self._empty)
        inside.addWidget(self.file_name)
        return frame

    def _build_fonts(self) -> QWidget:
        frame, inside = card("export_fonts_card")
        inside.addLayout(row(label("字体", "heading"), None, self.fonts_chip))
        inside.addWidget(self.fonts)
        return frame
