"""The right side of the page of templates: the template as a whole, or one of its sections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from fzapp.services.template_fields import MOST_CHARACTERS
from fzapp.services.template_words import shown, stored
from fzapp.ui.pages.template_fields import LinesField
from fzapp.ui.pages.template_points import PointsEditor
from fzapp.ui.widgets.basic import label, row, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.template import ReportTemplate, SectionSpec

_PLACEHOLDERS = (
    "标题、落款里可以写：{单位全称}、{单位简称}、{主送机关}、{年度}、{下一年度}，新建报告时换成真的。"
)


class HeadForm(QWidget):
    """Name, title, addressee, signature and due date. `left` whenever something is to be kept."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit(objectName="template_name")
        self.heading = QLineEdit(objectName="template_title")
        self.addressee = QLineEdit(objectName="template_addressee")
        self.signature = LinesField("template_signature", "一行一个署名机关，由个人署名的空着", 2)
        self.month = QSpinBox(objectName="template_month", minimum=1, maximum=12, suffix=" 月")
        self.day = QSpinBox(objectName="template_day", minimum=1, maximum=31, suffix=" 日")
        self.next_year = QCheckBox("第二年的", objectName="template_next_year")
        self.note = QLineEdit(objectName="template_due_note")
        self.note.setPlaceholderText("例如：以县里当年的通知为准")
        grid = _grid(
            ("名称", self.name),
            ("标题", self.heading),
            ("主送机关", self.addressee),
            ("署名", self.signature),
            ("期限说明", self.note),
        )
        for words, field in (("期限的月份", self.month), ("期限的日子", self.day)):
            field.setAccessibleName(words)
        grid.addWidget(label("报送期限"), 5, 0)
        grid.addLayout(row(self.next_year, self.month, self.day, None), 5, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)
        column.addWidget(label(_PLACEHOLDERS, "muted", wrap=True))
        column.addStretch(1)
        for line in (self.name, self.heading, self.addressee, self.note, self.month, self.day):
            line.editingFinished.connect(self.left)
        self.signature.left.connect(self.left)
        self.next_year.clicked.connect(lambda _on: self.left.emit())

    def set_template(self, template: ReportTemplate, *, read_only: bool) -> None:
        """Show a template."""
        _set(self.name, template.name)
        _set(self.heading, shown(template.title))
        _set(self.addressee, shown(template.addressee))
        _set(self.note, template.due_note)
        self.signature.set_lines(shown(template.signature).split("\n"))
        self.month.setValue(template.due_month)
        self.day.setValue(template.due_day)
        self.next_year.setChecked(template.due_next_year)
        _lock(
            (self.name, self.heading, self.addressee, self.note, self.signature, self.month, self.day),
            read_only,
        )
        self.next_year.setEnabled(not read_only)

    def template(self, before: ReportTemplate) -> ReportTemplate:
        """The template with what is typed."""
        return replace(
            before,
            name=self.name.text().strip(),
            title=stored(self.heading.text().strip()),
            addressee=stored(self.addressee.text().strip()),
            signature=stored("\n".join(self.signature.lines())),
            due_month=self.month.value(),
            due_day=self.day.value(),
            due_next_year=self.next_year.isChecked(),
            due_note=self.note.text().strip(),
        )


class SectionForm(QWidget):
    """Heading, level, hint, range, whether it is hidden, and the checkpoints. `left` as above."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLineEdit(objectName="section_heading")
        self.level = QComboBox(objectName="section_level")
        self.level.addItem("大标题　一、", 1)
        self.level.addItem("小标题　（一）", 2)
        self.hint = LinesField("section_hint", "写的时候显示在旁边的提示", 3)
        self.least = _count("section_least")
        self.most = _count("section_most")
        self.hidden = QCheckBox("隐藏这一节", objectName="section_hidden")
        self.points = PointsEditor()
        self._heading_words, self._level_words = label("标题"), label("层级")
        grid = _grid(
            (self._heading_words, self.heading), (self._level_words, self.level), ("提示", self.hint)
        )
        self.least.setAccessibleName("最少字数")
        self.most.setAccessibleName("最多字数")
        grid.addWidget(label("建议字数"), 3, 0)
        grid.addLayout(row(self.least, label("至"), self.most, None), 3, 1)
        grid.addWidget(self.hidden, 4, 1)
        self._hidden_words = label("隐藏的一节新建报告时不放进来，要用再勾选。", "muted", wrap=True)
        grid.addWidget(self._hidden_words, 5, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(grid)
        column.addWidget(rule())
        column.addWidget(self.points)
        column.addStretch(1)
        self.heading.editingFinished.connect(self.left)
        self.least.editingFinished.connect(self.left)
        self.most.editingFinished.connect(self.left)
        self.hint.left.connect(self.left)
        self.points.left.connect(self.left)
        self.level.activated.connect(lambda _at: self.left.emit())
        self.hidden.clicked.connect(lambda _on: self.left.emit())

    def set_spec(self, spec: SectionSpec, *, read_only: bool) -> None:
        """Show a section; the lead has neither heading nor level."""
        for widget in (
            self.heading,
            self._heading_words,
            self.level,
            self._level_words,
            self.hidden,
            self._hidden_words,
        ):
            widget.setVisible(spec.level > 0)
        _set(self.heading, shown(spec.heading))
        self.level.setCurrentIndex(max(0, spec.level - 1))
        self.hint.set_lines(spec.hint.split("\n"))
        self.least.setValue(spec.words[0])
        self.most.setValue(spec.words[1])
        self.hidden.setChecked(spec.optional)
        self.points.set_spec(spec, read_only=read_only)
        _lock((self.heading, self.hint, self.least, self.most), read_only)
        for widget in (self.level, self.hidden):
            widget.setEnabled(not read_only)

    def spec(self, before: SectionSpec) -> SectionSpec:
        """The section with what is typed."""
        return replace(
            before,
            heading=stored(self.heading.text().strip()) if before.level else "",
            level=int(self.level.currentData()) if before.level else 0,
            hint="\n".join(self.hint.lines()),
            words=(self.least.value(), self.most.value()),
            optional=self.hidden.isChecked() if before.level else False,
            checkpoints=self.points.points(),
        )


def _grid(*fields: tuple[object, QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    for line, (words, field) in enumerate(fields):
        words_label = label(words) if isinstance(words, str) else words
        grid.addWidget(words_label, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(field, line, 1)
        field.setAccessibleName(words_label.text())
    grid.setColumnStretch(1, 1)
    return grid


def _count(name: str) -> QSpinBox:
    return QSpinBox(objectName=name, minimum=0, maximum=MOST_CHARACTERS, singleStep=10, suffix=" 字")


def _set(field: QLineEdit, text: str) -> None:
    if field.text() != text:
        field.setText(text)
        field.setCursorPosition(0)


def _lock(fields: Sequence[QWidget], read_only: bool) -> None:
    for field in fields:
        field.setReadOnly(read_only)
