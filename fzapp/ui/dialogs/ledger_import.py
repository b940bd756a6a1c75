"""导入前看一看: which ledger a workbook was taken for, its columns, what would come in and what would not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QGridLayout, QSpinBox, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import Dialog, run
from fzapp.ui.lines_view import LinesView
from fzapp.ui.models.ledger_model import shown
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets import chip, label, row, set_chip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.ledger_reading import LedgerReading, RowProblem
    from fzapp.services.ledgers import ImportPlan

FIRST_ROWS = 4
"""Rows shown as they would be stored."""

PROBLEM_ROWS, COLUMN_ROWS = 6, 7
"""Lines shown at once; the rest scrolls."""

MOST_LINES = 500
"""Problems listed; of more their number is told."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read. `plan_for(year)` says what storing it would do; `shown` is the kind of the page,
    proposed when none was recognised; `may_read_again` allows another kind to be tried.
    """

    reading: LedgerReading
    kinds: tuple[LedgerKind, ...]
    year: int
    plan_for: Callable[[int], ImportPlan]
    shown: LedgerKind | None = None
    may_read_again: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """`plan` is to be stored; with `read_again` the file is to be read as the kind with code `kind`."""

    plan: ImportPlan | None
    kind: str
    read_again: bool = False


class LedgerImportDialog(Dialog):
    """Kind and year above, counts as words, then columns, problems and the first rows."""

    def __init__(self, parent: QWidget | None, data: Preview) -> None:
        super().__init__(parent, "导入前看一看", "导入", name="ledger_import_dialog", width=820)
        self._data = data
        self._plan: ImportPlan | None = None
        self._build()
        self._choose_kind()
        self._plan_anew()

    def answer(self) -> Decision:
        """What the user wants."""
        code = str(self.kind.currentData())
        return Decision(None if self._other_kind() else self._plan, code, self._other_kind())

    def _build(self) -> None:
        self.kind = QComboBox(objectName="ledger_import_kind")
        for kind in self._data.kinds:
            self.kind.addItem(kind.name, kind.code)
        self.kind.setEnabled(self._data.may_read_again)
        self.year = QSpinBox(objectName="ledger_import_year", minimum=1990, maximum=2100, suffix=" 年")
        self.year.setValue(self._data.year)
        self.year.setKeyboardTracking(False)
        self.new = chip("", "good", name="ledger_import_new")
        self.duplicate = chip("", "idle", name="ledger_import_duplicate")
        self.blocked = chip("", "wrong", name="ledger_import_blocked")
        self.said = label(role="muted", name="ledger_import_said", wrap=True)
        self.columns = LinesView("ledger_import_columns", "认出的列")
        self.problems = LinesView("ledger_import_problems", "要看一看的地方")
        self.first = LinesView("ledger_import_rows", "前几行")
        self._problem_words = label("", "heading", name="ledger_import_problem_words")
        self._first_words = label("存进去是这样的", "heading")
        self.body.addWidget(label(f"“{self._data.reading.file}”", "heading", wrap=True))
        self.body.addLayout(self._grid())
        self.body.addLayout(row(self.new, self.duplicate, self.blocked, None))
        self.body.addWidget(self.said)
        self.body.addWidget(self._problem_words)
        self.body.addWidget(self.problems)
        self.body.addWidget(self._first_words)
        self.body.addWidget(self.first)
        self.body.addWidget(label("认出的列", "heading"))
        self.body.addWidget(self.columns)
        self.body.addStretch(1)
        self.kind.currentIndexChanged.connect(self._plan_anew)
        self.year.valueChanged.connect(self._plan_anew)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.addWidget(label("哪种台账", "muted"), 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(label("年度", "muted"), 0, 2)
        grid.addWidget(self.year, 0, 3)
        grid.setColumnStretch(1, 1)
        self.kind.setAccessibleName("哪种台账")
        self.year.setAccessibleName("年度")
        return grid

    def _choose_kind(self) -> None:
        kind = self._data.reading.kind or self._data.shown
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(kind.code) if kind else 0)
        self.kind.blockSignals(False)

    def _other_kind(self) -> bool:
        known = self._data.reading.kind
        return known is None or known.code != self.kind.currentData()

    def _plan_anew(self, _value: int = 0) -> None:
        """What would happen with this kind and year."""
        other = self._other_kind()
        self._plan = None
        told: list[str] = list(self._data.reading.doubts)
        if not other:
            try:
                self._plan = self._data.plan_for(self.year.value())
            except UserError as error:
                told.append(str(error))
        plan = self._plan
        self.accept_button.setText(_yes(plan) if not other else "按这种台账重新读")
        self.accept_button.setEnabled(other or bool(plan and plan.new))
        for widget in (self.new, self.duplicate, self.blocked):
            widget.setVisible(plan is not None)
        if plan is not None:
            self._show_plan(plan, told)
        elif self._data.reading.kind is None:
            told.append("选好是哪种台账，再按“按这种台账重新读”。")
        told.extend(self._data.reading.notes)
        self.said.setText("\n".join(told))
        self.said.setVisible(bool(told))
        self._show_columns()
        self._show_problems(plan.problems if plan else self._data.reading.problems)

    def _show_plan(self, plan: ImportPlan, told: list[str]) -> None:
        set_chip(self.new, f"新增{len(plan.new)}行", "good" if plan.new else "idle")
        set_chip(self.duplicate, f"已有{plan.duplicate}行", "idle")
        set_chip(self.blocked, f"不能导入{plan.blocked}行", "wrong" if plan.blocked else "idle")
        elsewhere = sorted({new.year for new in plan.new if new.year != plan.year})
        if elsewhere:
            count = sum(new.year != plan.year for new in plan.new)
            years = "、".join(f"{year}年" for year in elsewhere)
            told.append(f"有{count}行的日期在{years}，会记到那一年的台账里。")
        rows = ["　".join(shown(v) for v in new.row.values.values() if v is not None) for new in plan.new]
        _fill(self.first, [Line(text) for text in rows[:FIRST_ROWS]], FIRST_ROWS)

    def _show_columns(self) -> None:
        lines: list[Line] = []
        several = sum(bool(sheet.columns) for sheet in self._data.reading.sheets) > 1
        for sheet in self._data.reading.sheets:
            if sheet.columns and several:
                lines.append(Line(f"工作表“{sheet.name}”，{len(sheet.rows)}行", bold=True))
            for match in sheet.columns:
                if match.header or match.column:
                    taken = f"→ {match.column.name}" if match.column else "没有用上"
                    note = f"{taken}　要看一看：{match.doubt}" if match.doubt else taken
                    lines.append(Line(f"{match.letter}列　{match.header}", depth=int(several), note=note))
        _fill(self.columns, lines, COLUMN_ROWS)

    def _named(self, field: str) -> str:
        """The name of a field before its reason; "" when it is the row as a whole."""
        kind = self._data.reading.kind
        column = kind.column(field) if kind and field else None
        return f"{column.name}：" if column else ""

    def _show_problems(self, problems: tuple[RowProblem, ...]) -> None:
        lines = [
            Line(f"{_place(one)}　{self._named(one.field)}{one.why}", note=_kept(one))
            for one in problems[:MOST_LINES]
        ]
        if len(problems) > MOST_LINES:
            lines.append(Line(f"还有{len(problems) - MOST_LINES}处没有列出来。"))
        _fill(self.problems, lines, PROBLEM_ROWS)
        for widget in (self.problems, self._problem_words):
            widget.setVisible(bool(lines))
        self._problem_words.setText(f"有{len(problems)}处要看一看")


def _fill(view: LinesView, lines: Sequence[Line], most: int) -> None:
    """Show lines; the list is as high as they are, up to `most`."""
    view.set_lines(lines)
    view.setFixedHeight(max(1, min(len(lines), most)) * (theme.current_scale().row_height - 2) + 2)


def _yes(plan: ImportPlan | None) -> str:
    if plan is None or plan.new:
        return f"导入这{len(plan.new)}行" if plan else "导入"
    return "没有新的行"


def _place(problem: RowProblem) -> str:
    sheet = f"“{problem.sheet}”" if problem.sheet else ""
    return f"{sheet}第{problem.row}行{f'{problem.column}列' if problem.column else ''}"


def _kept(problem: RowProblem) -> str:
    return "这行不导入" if problem.code.blocks else "照样导入"


def ask(parent: QWidget | None, data: Preview) -> Decision | None:
    """Ask; None when the user turned back."""
    dialog = LedgerImportDialog(parent, data)
    return dialog.answer() if run(dialog) else None
