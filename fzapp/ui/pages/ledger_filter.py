"""The sheet of one column: in which order, and which rows; dates and amounts from … to, values to tick."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QListWidgetItem

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, shown
from fzapp.storage.ledger_views import Filter
from fzapp.text import pinyin
from fzapp.ui import theme
from fzapp.ui.models.ledger_model import heading
from fzapp.ui.pages.ledger_panel import Panel
from fzapp.ui.widgets.basic import button, label, restyle, row, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from fzapp.domain.ledger import Column, Value

    Understand = Callable[[Column, str], Value]

WIDTH = 330
LIST_ROWS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to tick, with how many rows carry it (-1 when that is not known)."""

    value: str
    rows: int = -1


class FilterPanel(Panel):
    """`filtered(sieve)` and `sorted_by(column id, downwards, more)`; `understand` reads what was typed."""

    filtered = Signal(object)
    sorted_by = Signal(str, bool, bool)

    def __init__(self, page: QWidget, understand: Understand) -> None:
        super().__init__(page, "filter_panel", WIDTH)
        self.setAccessibleName("筛选和排序")
        self._understand = understand
        self._column: Column | None = None
        self._title = label("", "heading", name="filter_title", wrap=True)
        self._up = button("从小到大", partial(self._sort, downwards=False), name="sort_up")
        self._down = button("从大到小", partial(self._sort, downwards=True), name="sort_down")
        self.more = QCheckBox("接在现有的排序后面", objectName="sort_more")
        self.contains = _line("filter_contains", "含有")
        self.contains.setPlaceholderText("含有，可写拼音首字母")
        self.values = _Values()
        self.first = _line("filter_from", "从")
        self.last = _line("filter_to", "到")
        self._range = row(label("从", "muted"), self.first, label("到", "muted"), self.last)
        self.filled = QComboBox(objectName="filter_filled")
        self.filled.setAccessibleName("有没有填")
        self.filled.addItems(["填没填都要", "只看没填的", "只看填了的"])
        self.said = label(name="filter_said", wrap=True)
        self.body.addWidget(self._title)
        self.body.addLayout(row(self._up, self._down, None))
        self.body.addWidget(self.more)
        self.body.addWidget(rule())
        self.body.addWidget(self.contains)
        self.body.addWidget(self.values, 1)
        self.body.addLayout(self._range)
        self.body.addWidget(self.filled)
        self.body.addWidget(self.said)
        self.body.addLayout(
            row(
                button("取消", self.close_panel, name="filter_cancel"),
                None,
                button("清除", self.clear, name="filter_clear"),
                button("筛选", self.apply, "primary", name="filter_apply"),
            )
        )
        self.contains.textChanged.connect(self.values.narrow)

    @property
    def column(self) -> Column | None:
        """The column it was opened for."""
        return self._column

    def show_column(self, column: Column, sieve: Filter, choices: Sequence[Choice], *, ordered: bool) -> None:
        """Fill the sheet for a column; `ordered` says that the rows are in an order already."""
        self._column = column
        bounded = column.type.is_quantity or column.type is ColumnType.DATE
        self._title.setText(f"“{heading(column).removesuffix(' *')}”的筛选和排序")
        up, down = ("从早到晚", "从晚到早") if column.type is ColumnType.DATE else ("从小到大", "从大到小")
        self._up.setText(up)
        self._down.setText(down)
        self.more.setChecked(False)
        self.more.setVisible(ordered)
        self.contains.setText(sieve.contains)
        self.contains.setVisible(not bounded)
        self.values.show_choices(choices, sieve.any_of)
        self.values.narrow(sieve.contains)
        self.values.setVisible(not bounded and bool(choices))
        for place in range(self._range.count()):
            self._range.itemAt(place).widget().setVisible(bounded)
        hint = "如 3.1" if column.type is ColumnType.DATE else "不限"
        for field in (self.first, self.last):
            field.setPlaceholderText(hint)
        self.first.setText(sieve.first or shown(sieve.at_least))
        self.last.setText(sieve.last or shown(sieve.at_most))
        self.filled.setCurrentIndex(0 if sieve.empty is None else 1 if sieve.empty else 2)
        self._say("")
        self.layout().activate()

    def first_field(self) -> QWidget:
        """Where the keyboard goes when it opens."""
        return self.contains if self.contains.isVisibleTo(self) else self.first

    def apply(self) -> None:
        """Tell the sieve; a date or number that means nothing keeps the sheet open and says why."""
        if self._column is None:
            return
        try:
            sieve = self._sieve(self._column)
        except UserError as error:
            self._say(str(error))
            return
        self.close_panel()
        self.filtered.emit(sieve)

    def clear(self) -> None:
        """Every row of the column again."""
        if self._column is not None:
            self.close_panel()
            self.filtered.emit(Filter(self._column.id))

    def _sieve(self, column: Column) -> Filter:
        empty = (None, True, False)[self.filled.currentIndex()]
        if column.type is ColumnType.DATE:
            since, until = (self._date(column, field) for field in (self.first, self.last))
            if since and until and since > until:
                raise UserError("开始日期在结束日期后面", "把两个日期换过来")
            return Filter(column.id, first=since, last=until, empty=empty)
        if column.type.is_quantity:
            least, most = (self._understand(column, field.text()) for field in (self.first, self.last))
            if least is not None and most is not None and least > most:
                raise UserError("前面的数比后面的大", "把两个数换过来")
            return Filter(column.id, at_least=least, at_most=most, empty=empty)
        ticked = self.values.ticked()
        text = "" if ticked else self.contains.text().strip()
        return Filter(column.id, contains=text, any_of=ticked, empty=empty)

    def _date(self, column: Column, field: QLineEdit) -> str:
        return str(self._understand(column, field.text()) or "")

    def _sort(self, *, downwards: bool) -> None:
        if self._column is not None:
            more = self.more.isChecked() and self.more.isVisibleTo(self)
            self.close_panel()
            self.sorted_by.emit(self._column.id, downwards, more)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        restyle(self.said, "tone", "wrong" if sentence else "")
        self.said.setVisible(bool(sentence))


class _Values(QListWidget):
    """Values with a tick each; the blank bar ticks, Enter is left to the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("filter_values")
        self.setAccessibleName("按内容勾选")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(3 * theme.current_scale().row_height)
        self.itemClicked.connect(self._on_clicked)
        self._pressed: Qt.CheckState | None = None
        self.itemPressed.connect(lambda item: setattr(self, "_pressed", item.checkState()))

    def show_choices(self, choices: Sequence[Choice], ticked: Iterable[str]) -> None:
        """Other values; those in `ticked` that are not among them are added."""
        self.clear()
        wanted = set(ticked)
        known = {choice.value for choice in choices}
        more = [Choice(value) for value in ticked if value not in known]
        for choice in (*choices, *more):
            said = f"{choice.value}　{choice.rows}条" if choice.rows >= 0 else choice.value
            item = QListWidgetItem(said, self)
            item.setData(Qt.ItemDataRole.UserRole, choice.value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if choice.value in wanted else Qt.CheckState.Unchecked
            item.setCheckState(state)
            item.setSizeHint(QSize(0, theme.current_scale().row_height - 5))
        if self.count():
            self.setCurrentRow(0)
        lines = min(max(self.count(), 3), LIST_ROWS)
        self.setMaximumHeight(lines * (theme.current_scale().row_height - 5) + 4)
        self.setMinimumHeight(min(self.maximumHeight(), 3 * theme.current_scale().row_height))

    def narrow(self, text: str) -> None:
        """Only the values that contain a text or answer to it by their initials; ticked ones stay."""
        words = text.strip()
        for place in range(self.count()):
            item = self.item(place)
            fits = not words or pinyin.matches(words, str(item.data(Qt.ItemDataRole.UserRole)))
            item.setHidden(not fits and item.checkState() is not Qt.CheckState.Checked)

    def ticked(self) -> tuple[str, ...]:
        """The values that are wanted."""
        items = [self.item(place) for place in range(self.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc belong to the sheet."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """A click on the words ticks as one on the box, which Qt has done already."""
        if item.checkState() is self._pressed:
            checked = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)


def _line(name: str, words: str) -> QLineEdit:
    field = QLineEdit(objectName=name)
    field.setAccessibleName(words)
    field.setClearButtonEnabled(True)
    return field


def said(column: Column, sieve: Filter) -> str:
    """A sieve in words: 类型是邻里纠纷或婚姻家庭; 登记日期从2026-03-01到2026-06-30."""
    parts: list[str] = []
    if sieve.any_of:
        parts.append(f"是{'或'.join(sieve.any_of)}")
    if sieve.contains:
        parts.append(f"含有“{sieve.contains}”")
    low, high = sieve.first or shown(sieve.at_least), sieve.last or shown(sieve.at_most)
    parts.extend([f"从{low}"] if low else [])
    parts.extend([f"到{high}"] if high else [])
    if sieve.empty is not None:
        parts.append("没填的" if sieve.empty else "填了的")
    return column.name + "".join(parts)
