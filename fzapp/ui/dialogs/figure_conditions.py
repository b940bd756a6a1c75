"""Which rows count: conditions on columns, one a line, picked and not written."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from fzapp.domain.ledger import ColumnType, Condition
from fzapp.ui.widgets.basic import button, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger import Column, LedgerKind

MOST = 4
_OR = "、"


class Question(StrEnum):
    """What is asked of a column."""

    IS = "是"
    IS_NOT = "不是"
    AT_LEAST = "不少于"
    AT_MOST = "不多于"
    FILLED = "填了内容"
    EMPTY = "没有填"

    @property
    def wants_value(self) -> bool:
        """Whether there is something to compare with."""
        return self not in (Question.FILLED, Question.EMPTY)


class ConditionLine(QWidget):
    """Column, question, value. `changed` with every change, `removed` when the line is not wanted."""

    changed = Signal()
    removed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self.column = QComboBox(objectName=f"condition_column_{number}", accessibleName="哪一列")
        self.test = QComboBox(objectName=f"condition_test_{number}", accessibleName="怎么比")
        self.value = QComboBox(objectName=f"condition_value_{number}", accessibleName="比什么", editable=True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for combo, least in ((self.column, 7), (self.test, 4), (self.value, 8)):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(least)
        remove = button("去掉", self.removed.emit, "link", name=f"condition_remove_{number}")
        line = row(self.column, self.test, self.value, remove, parent=self)
        line.setStretch(0, 3)
        line.setStretch(2, 4)
        self.column.currentIndexChanged.connect(self._on_column)
        self.test.currentIndexChanged.connect(self._on_test)
        self.value.currentTextChanged.connect(lambda _text: self.changed.emit())

    def offer(self, columns: Sequence[Column], condition: Condition | None = None) -> None:
        """Offer columns to choose from, and show a condition."""
        self._columns = tuple(columns)
        self.column.blockSignals(True)
        self.column.clear()
        for one in self._columns:
            self.column.addItem(one.name, one.id)
        if condition is not None:
            self.column.setCurrentIndex(max(0, self.column.findData(condition.column)))
        self.column.blockSignals(False)
        self._fill(condition)

    def condition(self) -> Condition | None:
        """What the line says; a condition without a value while it is not finished."""
        column = self.column.currentData()
        if column is None:
            return None
        test, text = Question(self.test.currentData()), self.value.currentText().strip()
        if test in (Question.FILLED, Question.EMPTY):
            return Condition(column, filled=test is Question.FILLED)
        if test in (Question.AT_LEAST, Question.AT_MOST):
            number = _number(text)
            return (
                Condition(column, at_least=number)
                if test is Question.AT_LEAST
                else Condition(column, at_most=number)
            )
        values = tuple(part.strip() for part in text.split(_OR) if part.strip())
        return Condition(column, any_of=values) if test is Question.IS else Condition(column, none_of=values)

    def _on_column(self) -> None:
        self._fill(None)
        self.changed.emit()

    def _on_test(self) -> None:
        self.value.setVisible(Question(self.test.currentData() or Question.IS).wants_value)
        self.changed.emit()

    def _fill(self, condition: Condition | None) -> None:
        column = next((one for one in self._columns if one.id == self.column.currentData()), None)
        quantity = column is not None and column.type.is_quantity
        self.test.blockSignals(True)
        self.value.blockSignals(True)
        self.test.clear()
        for test in (Question.AT_LEAST, Question.AT_MOST, Question.FILLED, Question.EMPTY) if quantity else (
            Question.IS, Question.IS_NOT, Question.FILLED, Question.EMPTY,
        ):  # fmt: skip
            self.test.addItem(test.value, test.value)
        self.value.clear()
        self.value.addItems(_choices(column))
        self.value.setCurrentText("")
        if condition is not None:
            test, text = _said(condition)
            self.test.setCurrentIndex(max(0, self.test.findData(test.value)))
            self.value.setCurrentText(text)
        self.test.blockSignals(False)
        self.value.blockSignals(False)
        self.value.setVisible(Question(self.test.currentData()).wants_value)


class Conditions(QWidget):
    """Up to four lines; `changed` with every change. `words` stands on the button that adds one."""

    changed = Signal()

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._columns: tuple[Column, ...] = ()
        self.lines: list[ConditionLine] = []
        self._made = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.add_button = button(words, self.add, "link", name=f"{name}_add")
        self._column.addLayout(row(self.add_button, None))

    def offer(self, kind: LedgerKind, conditions: Sequence[Condition] = ()) -> None:
        """Begin anew with the columns of a kind."""
        self._columns = tuple(one for one in kind.all_columns if not one.computed)
        for line in tuple(self.lines):
            self._drop(line)
        for condition in conditions:
            self.add(condition)

    def add(self, condition: Condition | None = None) -> ConditionLine:
        """One more line."""
        self._made += 1
        line = ConditionLine(self._made)
        line.offer(self._columns, condition)
        line.changed.connect(self.changed)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._column.insertWidget(len(self.lines) - 1, line)
        self.add_button.setVisible(len(self.lines) < MOST)
        if condition is None:
            self.changed.emit()
            line.column.setFocus()
        return line

    def conditions(self) -> tuple[Condition, ...]:
        """What the lines say."""
        return tuple(found for line in self.lines if (found := line.condition()) is not None)

    def _remove(self, line: ConditionLine) -> None:
        self._drop(line)
        self.changed.emit()

    def _drop(self, line: ConditionLine) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.add_button.show()


def _choices(column: Column | None) -> list[str]:
    if column is None:
        return []
    if column.type is ColumnType.YES_NO:
        return ["是", "否"]
    return [option.name for option in column.options]


def _said(condition: Condition) -> tuple[Question, str]:
    """A condition as the line shows it."""
    if condition.filled is not None:
        return (Question.FILLED if condition.filled else Question.EMPTY), ""
    if condition.at_least is not None:
        return Question.AT_LEAST, str(condition.at_least)
    if condition.at_most is not None:
        return Question.AT_MOST, str(condition.at_most)
    if condition.none_of:
        return Question.IS_NOT, _OR.join(condition.none_of)
    return Question.IS, _OR.join(condition.any_of)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
