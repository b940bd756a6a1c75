"""新建数字: a figure over a ledger, made by picking, with its value shown while it is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from fzapp.domain.errors import UserError
from fzapp.domain.figure import PERCENT, POINTS, Figure, FigureAggregate, PeriodRule, Rounding
from fzapp.services.own_figures import check_counted
from fzapp.ui.dialogs.figure_conditions import Conditions
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.widgets.basic import label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.domain.ledger import LedgerKind
    from fzapp.services.figure_text import LedgerFigure

_NEEDS_COLUMN = {
    FigureAggregate.SUM: True,
    FigureAggregate.AVERAGE: True,
    FigureAggregate.LATEST: True,
    FigureAggregate.DISTINCT: False,
    FigureAggregate.YEAR_ON_YEAR: True,
}
"""Ways of counting that look at a column, and whether it must hold quantities."""

_FRACTIONS = (FigureAggregate.RATIO, FigureAggregate.AVERAGE, FigureAggregate.YEAR_ON_YEAR)
_ROUNDINGS = {
    Rounding.EXACT: "照实写",
    Rounding.MORE: "取整加“余”",
    Rounding.ABOUT: "取整加“约”",
    Rounding.NEARLY: "取整加“近”",
    Rounding.OVER: "取整加“超”",
}
_PERIODS = (PeriodRule.REPORT_PERIOD, PeriodRule.YEAR_BEFORE)
_ROWS_ONLY = "只数行"
_NAMELESS = "数"


@dataclass(frozen=True, slots=True)
class Making:
    """What there is to choose from. `count` tells what a figure comes to; `figure` is the one to change."""

    kinds: tuple[LedgerKind, ...]
    count: Callable[[Figure], LedgerFigure]
    ledger: str = ""
    figure: Figure | None = None


class OwnFigureDialog(Dialog):
    """Ledger, filter, what is counted, how it is said; this year's and last year's value below."""

    def __init__(self, parent: QWidget | None, data: Making) -> None:
        title = "新建数字" if data.figure is None else "修改数字"
        super().__init__(parent, title, "存下这个数", name="own_figure_dialog", width=640)
        self._data = data
        self._kinds = {kind.code: kind for kind in data.kinds}
        self._build()
        self._show(data.figure)
        self._wire()
        self._tell()
        self.name_field.setFocus()

    def answer(self) -> Figure:
        """The figure as picked."""
        aggregate = FigureAggregate(self.aggregate.currentData())
        takes_column = aggregate in _NEEDS_COLUMN
        takes_part = aggregate in (FigureAggregate.RATIO, FigureAggregate.YEAR_ON_YEAR)
        return Figure(
            name=f"{self._kind().short_name}.{self.name_field.text().strip()}",
            ledger=self._kind().code,
            aggregate=aggregate,
            column=str(self.column.currentData() or "") if takes_column else "",
            where=self.where.conditions(),
            part=self.part.conditions() if takes_part else (),
            period=PeriodRule(self.period.currentData()),
            unit=self.unit.currentText().strip(),
            decimals=self.decimals.value(),
            rounding=Rounding(self.rounding.currentData()),
            note=self.note.text().strip(),
            sections=self._data.figure.sections if self._data.figure else (),
        )

    def accept(self) -> None:
        """Say what is still missing, or be done."""
        why = self._wrong()
        self.problem.setText(why)
        self.problem.setVisible(bool(why))
        if why:
            self.bring_in_sight(self.problem)
        else:
            super().accept()

    def _wrong(self) -> str:
        try:
            check_counted(self.answer(), self._kind())
        except UserError as error:
            return str(error)
        return ""

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.ledger = QComboBox(objectName="figure_ledger")
        for kind in self._data.kinds:
            self.ledger.addItem(kind.name, kind.code)
        self.name_field = QLineEdit(objectName="figure_name", placeholderText="例如：调解成功件数")
        self.aggregate = QComboBox(objectName="figure_aggregate")
        for one in FigureAggregate:
            self.aggregate.addItem(one.label, one.value)
        self.column = QComboBox(objectName="figure_column")
        self.where = Conditions("加一个条件", "figure_where")
        self.part = Conditions("给分子加一个条件", "figure_part")
        self.period = QComboBox(objectName="figure_period")
        for rule in _PERIODS:
            self.period.addItem(rule.label, rule.value)
        self.unit = QComboBox(objectName="figure_unit", editable=True)
        self.unit.addItems(["件", "次", "场次", "人次", "人", "个", "份", "元", PERCENT, POINTS])
        self.decimals = QSpinBox(objectName="figure_decimals", minimum=0, maximum=4, suffix=" 位")
        self.rounding = QComboBox(objectName="figure_rounding")
        for rounding, words in _ROUNDINGS.items():
            self.rounding.addItem(words, rounding.value)
        self.note = QLineEdit(objectName="figure_note", placeholderText="例如：只算镇调委会办的")
        self.value = label(role="heading", name="figure_value")
        self.rule = label(role="muted", name="figure_rule", wrap=True)
        self.problem = label(name="figure_problem", wrap=True)
        self.problem.setProperty("tone", "wrong")
        self.problem.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        self.field("台账", self.ledger)
        self.field("名称", self.name_field)
        self.body.addWidget(label("哪些行（都要满足；不加条件就是全部行）"))
        self.body.addWidget(self.where)
        self.field("算什么", self.aggregate)
        self._column_words = label("哪一列")
        self._column_words.setBuddy(self.column)
        self.body.addWidget(self._column_words)
        self.body.addWidget(self.column)
        self._part_words = label("占的是哪一部分（分子）")
        self.body.addWidget(self._part_words)
        self.body.addWidget(self.part)
        for words, widgets in (
            ("时间、单位", (self.period, self.unit)),
            ("怎么写", (self.rounding, self.decimals)),
        ):
            self.body.addWidget(label(words))
            self.body.addLayout(row(*widgets, None))
        for widget, words in (
            (self.period, "时间"),
            (self.unit, "单位"),
            (self.rounding, "怎么写"),
            (self.decimals, "小数位"),
        ):
            widget.setAccessibleName(words)
        self.field("说明（可以不写）", self.note)
        self.body.addWidget(self.rule)
        self.body.addWidget(self.problem)
        self.foot.insertWidget(0, self.value)  # in sight however far the fields are scrolled

    def _wire(self) -> None:
        self.ledger.currentIndexChanged.connect(self._on_ledger)
        self.aggregate.currentIndexChanged.connect(self._on_aggregate)
        for combo in (self.column, self.period, self.rounding):
            combo.currentIndexChanged.connect(self._tell)
        self.unit.currentTextChanged.connect(self._tell)
        self.name_field.textChanged.connect(self._tell)
        self.decimals.valueChanged.connect(self._tell)
        self.where.changed.connect(self._tell)
        self.part.changed.connect(self._tell)

    # --- showing --------------------------------------------------------------------------------

    def _kind(self) -> LedgerKind:
        return self._kinds[self.ledger.currentData()]

    def _show(self, figure: Figure | None) -> None:
        wanted = figure.ledger if figure else self._data.ledger
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(wanted)))
        self.ledger.setEnabled(figure is None)
        self.where.offer(self._kind(), figure.where if figure else ())
        self.part.offer(self._kind(), figure.part if figure else ())
        if figure is not None:
            self.name_field.setText(figure.name.partition(".")[2])
            self.aggregate.setCurrentIndex(self.aggregate.findData(figure.aggregate.value))
            self.period.setCurrentIndex(max(0, self.period.findData(figure.period.value)))
            self.rounding.setCurrentIndex(self.rounding.findData(figure.rounding.value))
            self.note.setText(figure.note)
        self.unit.setCurrentText(figure.unit if figure else self._kind().unit)
        self.decimals.setValue(figure.decimals if figure else 1)
        self._fill_columns(figure.column if figure else "")

    def _on_ledger(self) -> None:
        self.where.offer(self._kind())
        self.part.offer(self._kind())
        self.unit.setCurrentText(self._kind().unit)
        self._fill_columns("")
        self._tell()

    def _on_aggregate(self) -> None:
        aggregate = FigureAggregate(self.aggregate.currentData())
        if aggregate in (FigureAggregate.RATIO, FigureAggregate.YEAR_ON_YEAR):
            self.unit.setCurrentText(PERCENT)
        elif self.unit.currentText() in (PERCENT, POINTS):
            self.unit.setCurrentText(self._kind().unit)
        self._fill_columns("")
        self._tell()

    def _fill_columns(self, chosen: str) -> None:
        """The columns that can be counted this way, and only the fields that matter for it."""
        aggregate = FigureAggregate(self.aggregate.currentData())
        quantities = _NEEDS_COLUMN.get(aggregate)
        self.column.blockSignals(True)
        self.column.clear()
        if aggregate is FigureAggregate.YEAR_ON_YEAR:
            self.column.addItem(_ROWS_ONLY, "")
        for column in self._kind().all_columns:
            if quantities is not None and (column.type.is_quantity or not quantities) and not column.computed:
                self.column.addItem(column.name, column.id)
        self.column.setCurrentIndex(max(0, self.column.findData(chosen)))
        self.column.blockSignals(False)
        shares = aggregate in (FigureAggregate.RATIO, FigureAggregate.YEAR_ON_YEAR)
        for part in (self._column_words, self.column):
            part.setVisible(quantities is not None)
        for part in (self._part_words, self.part):
            part.setVisible(shares)
        self.decimals.setVisible(aggregate in _FRACTIONS)
        self.rounding.setVisible(aggregate not in _FRACTIONS)

    def _tell(self, *_: object) -> None:
        """This year's value and last year's, or what is missing until there is one."""
        self.problem.hide()
        figure = self.answer()
        if not self.name_field.text().strip():  # the value is shown before there is a name
            figure = replace(figure, name=f"{self._kind().short_name}.{_NAMELESS}")
        try:
            check_counted(figure, self._kind())
        except UserError as error:
            self.value.setText("还没有数")
            self.rule.setText(str(error))
            return
        found = self._data.count(figure)
        last = f"，去年{found.last_year_told}" if found.last_year_told and not found.is_change else ""
        self.value.setText(f"今年{found.told}{last}" if found.known else "这本台账今年还没有登记")
        self.rule.setText(f"口径：{found.rule}")


def ask(parent: QWidget | None, data: Making) -> Figure | None:
    """Ask; None when the user turned back."""
    dialog = OwnFigureDialog(parent, data)
    return dialog.answer() if run(dialog) else None
