"""插入表格: a blank table, or one made from a ledger by picking, seen below as it will stand in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from fzapp.domain.errors import UserError
from fzapp.domain.report import TABLE_CELL
from fzapp.services.ledger_tables import MONTH, LedgerTableWish, TableStyle
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.editor.section_editor import SectionEditor
from fzapp.ui.widgets.basic import label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from fzapp.services.figure_text import FigureReader
    from fzapp.services.ledger_tables import LedgerChoices

_BLANK = ""
"""Stands for a blank table where else the code of a ledger stands."""

_ROWS, _COLUMNS = 4, 3
_MOST_ROWS, _MOST_COLUMNS = 60, 20
_HEIGHT, _SHARE = 680, 0.85
"""Pixels that the dialog wants, and the share of the screen that it may have."""

_SHOWN = 5
"""Lines of the list of columns, and rows of the preview, that are seen at once."""


@dataclass(frozen=True, slots=True)
class TableSources:
    """What a table can be made from: ledgers as (code, words), what each can give, and the lines of a table.

    `figures` say what the numbers come to; `wish` is that of the table to be changed.
    """

    ledgers: Sequence[tuple[str, str]]
    choices: Callable[[str], LedgerChoices]
    lines: Callable[[LedgerTableWish], tuple[str, ...]]
    figures: FigureReader
    wish: LedgerTableWish | None = None


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The lines to put into the text, figures as tokens; `wish` is None for a blank table."""

    lines: tuple[str, ...]
    wish: LedgerTableWish | None = None


class InsertTableDialog(Dialog):
    """Where the table comes from, what stands in it, its caption, and a preview."""

    def __init__(self, parent: QWidget | None, data: TableSources) -> None:
        title, yes = ("插入表格", "插入") if data.wish is None else ("修改台账表", "就这样改")
        super().__init__(parent, title, yes, name="insert_table_dialog", width=860)
        self._data = data
        self._choices: LedgerChoices | None = None
        self._build()
        if data.wish is not None:
            self._show_wish(data.wish)
        self._wire()
        self._follow_source(data.wish)
        self.source.setFocus()

    def answer(self) -> TableAnswer:
        """The table as picked. Raises `UserError` when it cannot be made so."""
        if not self._code:
            caption = [self.caption.text().strip()] if self.caption.text().strip() else []
            blank = TABLE_CELL * (self.columns.value() - 1)
            return TableAnswer((*caption, *([blank] * self.rows.value())))
        wish = self._wish()
        return TableAnswer(self._data.lines(wish), wish)

    def accept(self) -> None:
        """Say what is missing, or be done."""
        if self._tell():
            super().accept()

    @property
    def _code(self) -> str:
        return str(self.source.currentData())

    def showEvent(self, event: QShowEvent) -> None:
        """High enough for the table to be seen, whatever it will be made from."""
        super().showEvent(event)
        room = int(self.screen().availableGeometry().height() * _SHARE)
        self.resize(self.width(), max(self.height(), min(room, _HEIGHT)))

    # --- building -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.source = QComboBox(objectName="table_source")
        self.source.addItem("空白表格", _BLANK)
        for code, words in self._data.ledgers:
            self.source.addItem(words, code)
        self.style = QComboBox(objectName="table_style")
        for style in TableStyle:
            self.style.addItem(style.label, style.value)
        self.by = QComboBox(objectName="table_by")
        self.rows, self.columns = (
            _spin("table_rows", _ROWS, _MOST_ROWS),
            _spin("table_columns", _COLUMNS, _MOST_COLUMNS),
        )
        self.columns.setMinimum(2)
        self.what = QListWidget(objectName="table_what")
        self.what.setFixedHeight(_SHOWN * theme.current_scale().row_height)
        self.caption = QLineEdit(objectName="table_caption")
        self.caption.setPlaceholderText("例如：表1 2026年矛盾纠纷办理情况表")
        self.total = _check("最后加一行合计", "table_total")
        self.empty = _check("没有发生的也列出来", "table_empty")
        self.masked = _check("隐去个人信息", "table_masked")
        self.advice = label(role="muted", name="table_advice", wrap=True)
        self.told = label(name="table_told", wrap=True)
        self.told.setProperty("tone", "wrong")
        self.preview = SectionEditor(self)
        self.preview.setObjectName("table_preview")
        self.preview.setAccessibleName("插入以后的样子")
        self.preview.setReadOnly(True)
        self.preview.set_figures(self._data.figures)
        self.preview.setMinimumHeight(_SHOWN * theme.current_scale().row_height)
        self._lay_out()

    def _lay_out(self) -> None:
        self._blank, self._made, self._grouped = QWidget(), QWidget(), QWidget()
        first = row(parent=None)
        first.addLayout(self.field_column("内容来自", self.source), 3)
        blank = row(parent=self._blank)
        blank.addLayout(self.field_column("行数", self.rows))
        blank.addLayout(self.field_column("列数", self.columns))
        first.addWidget(self._blank, 2)
        grouped = row(parent=self._grouped)
        grouped.addLayout(self.field_column("按什么分行", self.by))
        made = row(parent=self._made)
        made.addLayout(self.field_column("内容", self.style))
        made.addWidget(self._grouped)
        first.addWidget(self._made, 3)
        self.body.addLayout(first)
        self._columns = QWidget()
        inside = self.field_column("列（打勾的放进表里）", self.what)
        inside.setContentsMargins(0, 0, 0, 0)
        self._columns.setLayout(inside)
        self._ticks = QWidget()
        ticks = QVBoxLayout(self._ticks)
        ticks.setContentsMargins(0, 0, 0, 0)
        for box in (self.total, self.empty, self.masked):
            ticks.addWidget(box)
        beside = QVBoxLayout()
        beside.addLayout(self.field_column("表题（可以不写）", self.caption))
        beside.addWidget(self._ticks)
        beside.addStretch(1)
        middle = row()
        middle.addWidget(self._columns, 1)
        middle.addLayout(beside, 1)
        self.body.addLayout(middle)
        for part in (self.advice, self.told, label("插入以后的样子", "muted")):
            self.body.addWidget(part)
        self.body.addWidget(self.preview, 1)

    def _wire(self) -> None:
        self.source.currentIndexChanged.connect(lambda _index: self._follow_source())
        self.style.currentIndexChanged.connect(lambda _index: self._follow_style())
        for box in (self.total, self.empty, self.masked):
            box.toggled.connect(lambda _on: self._tell())
        for field in (self.rows, self.columns):
            field.valueChanged.connect(lambda _value: self._tell())
        self.by.currentIndexChanged.connect(lambda _index: self._tell())
        self.what.itemChanged.connect(lambda _item: self._tell())
        self.caption.textChanged.connect(lambda _text: self._tell())

    # --- following what was picked ------------------------------------------------------------------

    def _show_wish(self, wish: LedgerTableWish) -> None:
        """The table that is to be changed."""
        self.source.setCurrentIndex(self.source.findData(wish.ledger))
        self.style.setCurrentIndex(self.style.findData(wish.style.value))
        self.caption.setText(wish.caption)
        for box, on in ((self.total, wish.total), (self.empty, wish.empty), (self.masked, wish.masked)):
            box.setChecked(on)

    def _follow_source(self, wish: LedgerTableWish | None = None) -> None:
        self._choices = self._data.choices(self._code) if self._code else None
        self.by.blockSignals(True)
        self.by.clear()
        for key, words in self._choices.groups if self._choices else ():
            self.by.addItem(words, key)
        self.by.setCurrentIndex(max(0, self.by.findData(wish.by if wish else MONTH)))
        self.by.blockSignals(False)
        self._follow_style(wish)

    def _follow_style(self, wish: LedgerTableWish | None = None) -> None:
        choices, counts = self._choices, self._style is TableStyle.COUNTS
        self._blank.setVisible(choices is None)
        for part in (self._made, self._columns, self._ticks):
            part.setVisible(choices is not None)
        self._grouped.setVisible(counts)
        self.empty.setVisible(counts)
        self.masked.setVisible(not counts)
        listed = () if choices is None else choices.counts if counts else choices.columns
        self.what.blockSignals(True)
        self.what.clear()
        for place, (key, words) in enumerate(listed):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            on = key in wish.columns if wish else place < (1 if counts else _COLUMNS)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.what.addItem(item)
        self.what.blockSignals(False)
        self._tell()

    @property
    def _style(self) -> TableStyle:
        return TableStyle(self.style.currentData())

    def _wish(self) -> LedgerTableWish:
        items = (self.what.item(place) for place in range(self.what.count()))
        chosen = tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )
        return LedgerTableWish(
            self._code,
            self._style,
            chosen,
            str(self.by.currentData() or ""),
            self.caption.text(),
            self.empty.isChecked(),
            self.total.isChecked(),
            self.masked.isChecked(),
        )

    def _tell(self) -> bool:
        """Show the table, or say why there is none; whether there is one."""
        try:
            lines = self.answer().lines
        except UserError as error:
            self.told.setText(str(error))
            self.preview.set_body("")
            self.accept_button.setEnabled(False)
        else:
            self.told.setText("")
            self.preview.set_body("\n".join(lines))
            self.accept_button.setEnabled(True)
        self.told.setVisible(bool(self.told.text()))
        self.advice.setText(self._advice())
        self.advice.setVisible(bool(self.advice.text()))
        return self.accept_button.isEnabled()

    def _advice(self) -> str:
        """What to know of a ledger with persons in it."""
        if self._choices is None or self._style is TableStyle.COUNTS:
            return ""
        said = [f"这个台账{self._choices.advice}。"] if self._choices.advice else []
        chosen = set(self._wish().columns) & self._choices.personal
        if chosen and not self.masked.isChecked():
            said.append("表里会有个人信息，报送和公开以前要再看一遍。")
        return "".join(said)


def _spin(name: str, value: int, most: int) -> QSpinBox:
    box = QSpinBox(objectName=name)
    box.setRange(1, most)
    box.setValue(value)
    return box


def _check(words: str, name: str) -> QCheckBox:
    box = QCheckBox(words, objectName=name)
    box.setChecked(True)
    return box


def ask(parent: QWidget | None, data: TableSources) -> TableAnswer | None:
    """Ask; None when the user turned back."""
    dialog = InsertTableDialog(parent, data)
    return dialog.answer() if run(dialog) else None
