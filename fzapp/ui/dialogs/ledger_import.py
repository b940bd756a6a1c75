"""导入前看一看: the kind, the columns, what is to be put right, what would come in; all of it can be changed here.

Nothing is written before the clerk agrees. Every wish leads to another look at the same file; with large
files the look is taken beside the window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fzapp.domain.errors import UserError
from fzapp.services.ledger_intake import Look, Wishes, cell_of
from fzapp.ui import theme
from fzapp.ui.dialogs.frame import WIDEST, Dialog, run
from fzapp.ui.dialogs.ledger_import_columns import ColumnsPanel
from fzapp.ui.dialogs.ledger_import_problems import MOST_LISTED, Entry, ProblemTable, merged
from fzapp.ui.dialogs.ledger_import_rows import RowsView, SheetsPanel
from fzapp.ui.jobs import Job
from fzapp.ui.widgets.basic import button, chip, label, row, set_chip

if TYPE_CHECKING:
    from fzapp.domain.ledger import Column, LedgerKind
    from fzapp.domain.ledger_reading import RowProblem
    from fzapp.services.ledger_intake import LedgerIntake
    from fzapp.services.ledger_plan import ImportPlan

AT_ONCE = 3_000
"""Rows of a file up to which another look is taken at once; of larger ones beside the window."""

PROBLEMS, COLUMNS, SHEETS, ROWS = range(4)
LOOKING = "正在按改过的重新看……"
_WIDTH = 980
_LEAST_HEIGHT, _BEST_HEIGHT, _AROUND = 150, 400, 245
"""Logical pixels of a leaf at least and where there is room; what stands above and below it."""

_FILE_LINE = 26
"""Logical pixels of the name of the file above everything."""

_MOST_SAID = 4


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read. `look` is the first look; `year` counts when the file names none; `shown` is the kind of the page."""

    intake: LedgerIntake
    look: Look
    kinds: tuple[LedgerKind, ...]
    year: int
    shown: LedgerKind | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`plan` is to be stored."""

    plan: ImportPlan


class LedgerImportDialog(Dialog):
    """Kind and year above, counts as words, then four leaves: problems, columns, sheets, the first rows."""

    def __init__(self, parent: QWidget | None, data: Preview) -> None:
        title = f"导入前看一看：{data.look.reading.file}"
        super().__init__(parent, title, "导入", name="ledger_import_dialog", width=_WIDTH)
        self._data = data
        self._wishes = Wishes()
        self._look = data.look
        self._entries: tuple[Entry, ...] = ()
        self._job: Job | None = None
        self._waiting = False
        self._build()
        self._wire()
        if data.look.reading.year is None:
            self._wishes = Wishes(year=data.year)
            self._look_again()
        self._show()
        self.show_leaf(self._first_leaf())

    def answer(self) -> Decision | None:
        """What the user wants; None while there is nothing to store."""
        plan = self._look.plan
        return Decision(plan) if plan is not None and plan.new else None

    @property
    def wishes(self) -> Wishes:
        """What was changed so far."""
        return self._wishes

    @property
    def looking(self) -> bool:
        """Whether another look is under way."""
        return self._job is not None

    # --- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.kind = QComboBox(objectName="ledger_import_kind", placeholderText="没有认出，选一种台账")
        for kind in self._data.kinds:
            self.kind.addItem(kind.name, kind.code)
        self.kind.setMaxVisibleItems(16)
        self.year = QSpinBox(objectName="ledger_import_year", minimum=1990, maximum=2100, suffix=" 年")
        self.year.setKeyboardTracking(False)
        self.year.setValue(self._data.look.reading.year or self._data.year)
        self.new = chip("", "good", name="ledger_import_new")
        self.duplicate = chip("", "idle", name="ledger_import_duplicate")
        self.blocked = chip("", "wrong", name="ledger_import_blocked")
        self.left_out = chip("", "idle", name="ledger_import_left_out")
        self.hidden_rows = QCheckBox("隐藏的行不要", objectName="ledger_import_hidden")
        self.said = label(name="ledger_import_said", wrap=True)
        self.problems = ProblemTable()
        self.columns = ColumnsPanel(self._data.intake.examples)
        self.sheets = SheetsPanel()
        self.rows = RowsView()
        self.body.setContentsMargins(20, 14, 20, 8)
        self.body.setSpacing(8)
        self.body.addLayout(self._head())
        self.body.addLayout(
            row(self.new, self.duplicate, self.blocked, self.left_out, None, self.hidden_rows)
        )
        self.body.addWidget(self.said)
        self.body.addLayout(self._tabs())
        self.body.addWidget(self._leaves(), 1)

    def _head(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        self.file = label(
            f"“{self._data.look.reading.file}”", "heading", name="ledger_import_file", wrap=True
        )
        grid.addWidget(self.file, 0, 0, 1, 4)
        grid.addWidget(label("哪种台账", "muted"), 1, 0)
        grid.addWidget(self.kind, 1, 1)
        grid.addWidget(label("年度", "muted"), 1, 2)
        grid.addWidget(self.year, 1, 3)
        grid.setColumnStretch(1, 1)
        self.kind.setAccessibleName("哪种台账")
        self.year.setAccessibleName("年度")
        return grid

    def _tabs(self) -> QVBoxLayout:
        self.tabs = QButtonGroup(self)
        line = row(spacing=4)
        for place, name in enumerate(("problems", "columns", "sheets", "rows")):
            tab = button("", role="tab", name=f"ledger_import_tab_{name}")
            tab.setCheckable(True)
            self.tabs.addButton(tab, place)
            line.addWidget(tab)
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, lambda at=place: self.show_leaf(at))
        line.addStretch(1)
        self.tabs.idClicked.connect(self.show_leaf)
        outer = QVBoxLayout()
        outer.addLayout(line)
        return outer

    def _leaves(self) -> QStackedWidget:
        problems = QWidget()
        column = QVBoxLayout(problems)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.hint = label(
            "在“内容”里直接打字改，回车到下一处；不要的行按 Delete。", "muted", name="ledger_import_hint"
        )
        self.leave_out = button("不要这一行", self._on_leave_out, name="ledger_import_leave_out")
        column.addWidget(self.problems, 1)
        column.addLayout(row(self.hint, None, self.leave_out))
        self.stack = QStackedWidget()
        for leaf in (problems, self.columns, self.sheets, self.rows):
            leaf.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
            self.stack.addWidget(leaf)
        room = int(self.screen().availableGeometry().height() * WIDEST) - 40 - theme.scaled(_AROUND)
        if room < _LEAST_HEIGHT:  # large type on a small screen: the name of the file is in the title too
            self.file.hide()
            room = max(room, _LEAST_HEIGHT) + theme.scaled(_FILE_LINE)
        self.stack.setMinimumHeight(max(_LEAST_HEIGHT, min(theme.scaled(_BEST_HEIGHT), room)))
        return self.stack

    def _wire(self) -> None:
        self.kind.activated.connect(self._on_kind)
        self.year.valueChanged.connect(lambda year: self._wish(year=year))
        self.hidden_rows.toggled.connect(lambda on: self._wish(without_hidden=on))
        self.columns.chosen.connect(self._on_column)
        self.sheets.left_out.connect(lambda names: self._wish(sheets_out=names))
        self.problems.rows.fixed.connect(self._on_fixed, Qt.ConnectionType.QueuedConnection)
        self.problems.leave_out_asked.connect(self._on_leave_out)
        self.problems.selectionModel().currentChanged.connect(lambda _now, _before: self._name_leave_out())

    # --- wishes -----------------------------------------------------------------------------------

    def show_leaf(self, place: int) -> None:
        """Turn to a leaf."""
        self.tabs.button(place).setChecked(True)
        self.stack.setCurrentIndex(place)

    def enter(self) -> None:
        """The keyboard goes where there is something to do, else to the word that agrees."""
        leaf = self.stack.currentIndex()
        choices = self.columns.asked()
        if leaf == PROBLEMS:
            self.problems.setFocus(Qt.FocusReason.OtherFocusReason)
        elif leaf == COLUMNS and choices and self._look.reading.kind is not None:
            choices[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._look.reading.kind is None:
            self.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.accept_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_leaf(self) -> int:
        """What the clerk should see first: doubtful columns, then problems, else what would come in."""
        reading = self._look.reading
        if reading.kind is None or any(m.doubt for sheet in reading.sheets for m in sheet.columns):
            return COLUMNS
        return PROBLEMS if reading.problems else ROWS

    def _on_kind(self, _place: int) -> None:
        """Another kind has other columns: what was chosen for them goes."""
        self._wish(kind=str(self.kind.currentData()), columns={})

    def _on_column(self, sheets: tuple[str, ...], place: int, field: str) -> None:
        """A field is taken once: the column that had it goes without."""
        columns = {key: name for key, name in self._wishes.columns.items() if not field or name != field} | {
            (sheet, place): field for sheet in sheets
        }
        self._wish(columns=columns)

    def _on_fixed(self, entry: Entry, text: str) -> None:
        self._wish(cells={**self._wishes.cells, cell_of(entry.problem): text})

    def _on_leave_out(self) -> None:
        """The chosen rows stay away; when all of them do already, they come in again."""
        rows = {(entry.problem.sheet, entry.problem.row) for entry in self.problems.chosen()}
        if rows:
            out = self._wishes.left_out
            self._wish(left_out=out - rows if rows <= out else out | rows)

    def _wish(self, **changes: object) -> None:
        self._wishes = replace(self._wishes, **changes)
        self._look_again()

    # --- looking ----------------------------------------------------------------------------------

    def _look_again(self) -> None:
        if self._job is not None:
            self._waiting = True
            return
        intake, wishes = self._data.intake, self._wishes
        if intake.size <= AT_ONCE:
            try:
                self._take(intake.look(wishes))
            except UserError as error:
                self._refuse(error)
            return
        self._job = Job(lambda context: intake.look(wishes, context.check), self)
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._refuse)
        self._job.finished.connect(self._on_looked)
        self.accept_button.setEnabled(False)
        self._job.slow.connect(lambda: self._say([LOOKING]))
        self._job.start()

    def _on_looked(self) -> None:
        self._job = None
        if self._waiting:
            self._waiting = False
            self._look_again()
        self._show()

    def _take(self, look: Look) -> None:
        self._look = look
        self._show()

    def _refuse(self, error: object) -> None:
        """Nothing can be made of it this way; the sentence says why."""
        self._look = replace(self._look, plan=None, why=str(error))
        self._show()

    def done(self, result: int) -> None:
        """A look that is still under way is of no use any more."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    # --- showing ----------------------------------------------------------------------------------

    def _show(self) -> None:
        look, plan = self._look, self._look.plan
        reading = look.reading
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(reading.kind.code) if reading.kind else -1)
        self.kind.blockSignals(False)
        self._show_counts(plan)
        self._say(self._sentences())
        self._show_problems()
        self.columns.show_reading(reading)
        self.sheets.show_reading(reading, self._wishes.sheets_out)
        self.rows.show_plan(plan)
        self._name_tabs()
        self.accept_button.setText(f"导入这{len(plan.new)}行" if plan and plan.new else "没有新的行")
        self.accept_button.setEnabled(bool(plan and plan.new) and self._job is None)

    def _show_counts(self, plan: ImportPlan | None) -> None:
        for widget in (self.new, self.duplicate, self.blocked):
            widget.setVisible(plan is not None)
        self.left_out.setVisible(plan is not None and plan.left_out > 0)
        hidden = self._look.hidden_rows
        self.hidden_rows.setVisible(hidden > 0)
        self.hidden_rows.setText(f"有{hidden}行在文件里是隐藏的，不要这些行")
        if plan is None:
            return
        set_chip(self.new, f"新增{len(plan.new)}行", "good" if plan.new else "idle")
        set_chip(self.duplicate, f"已有{plan.duplicate}行", "idle")
        set_chip(self.blocked, f"不能导入{plan.blocked}行", "wrong" if plan.blocked else "idle")
        set_chip(self.left_out, f"不要{plan.left_out}行", "idle")

    def _sentences(self) -> list[str]:
        """What has to be known or answered before agreeing."""
        look, plan = self._look, self._look.plan
        reading = look.reading
        if reading.kind is None:
            return ["看不出是哪一种台账，在上面选一种就能接着看。"]
        said = [look.why] if look.why else []
        if look.remembered:
            said.append("这样的表以前导入过，列照上次定的放。")
        of_columns = {match.doubt for sheet in reading.sheets for match in sheet.columns}
        said += [f"{doubt}。" for doubt in reading.doubts if doubt not in of_columns]
        if plan is not None and plan.columns:
            names = "、".join(column.name for column in plan.columns)
            said.append(f"导入时会给这种台账加上新的列：{names}。")
        unused = sum(bool(m.header) and m.column is None for sheet in reading.sheets for m in sheet.columns)
        if unused:
            said.append(f"有{unused}列没有用上，不会存进去；要留下的在“列”里选。")
        elsewhere = sorted({new.year for new in plan.new if new.year != plan.year}) if plan else []
        if plan is not None and elsewhere:
            count = sum(new.year != plan.year for new in plan.new)
            years = "、".join(f"{year}年" for year in elsewhere)
            said.append(f"有{count}行的日期在{years}，会记到那一年的台账里。")
        return said

    def _say(self, sentences: list[str]) -> None:
        self.said.setText("\n".join(sentences[:_MOST_SAID]))
        self.said.setVisible(bool(sentences))

    def _show_problems(self) -> None:
        reading = self._look.reading
        out = self._wishes.left_out
        self._entries = merged(
            self._entries, reading.problems, self._column, self._text, lambda *key: key in out
        )
        self.problems.show_entries(self._entries)
        self._name_leave_out()

    def _column(self, field: str) -> Column | None:
        kind = self._look.reading.kind
        return kind.column(field) if kind and field else None

    def _text(self, problem: RowProblem) -> str:
        return self._wishes.cells.get(cell_of(problem), problem.value)

    def _name_leave_out(self) -> None:
        entry = self.problems.entry()
        self.leave_out.setEnabled(entry is not None)
        self.leave_out.setText("还是要这一行" if entry and entry.left_out else "不要这一行")

    def _name_tabs(self) -> None:
        reading = self._look.reading
        open_ones = sum(not entry.solved and not entry.left_out for entry in self._entries)
        doubts = sum(bool(match.doubt) for sheet in reading.sheets for match in sheet.columns)
        more = f"，列出前{MOST_LISTED}处" if len(self._entries) > MOST_LISTED else ""
        names = {
            PROBLEMS: f"要看一看（{open_ones}处{more}）" if self._entries else "没有要改的地方",
            COLUMNS: f"列（{doubts}列要看一看）" if doubts else "列",
            SHEETS: f"工作表和说明（{len(reading.sheets)}张）",
            ROWS: "存进去是这样的",
        }
        for place, name in names.items():
            self.tabs.button(place).setText(name)
            self.tabs.button(place).setAccessibleName(name)


def ask(parent: QWidget | None, data: Preview) -> Decision | None:
    """Ask; None when the user turned back."""
    dialog = LedgerImportDialog(parent, data)
    QTimer.singleShot(0, dialog, dialog.enter)
    return dialog.answer() if run(dialog) else None
