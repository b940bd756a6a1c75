"""What is done to several cells or rows at once: fill, clear, remove, copy, paste, bring in, hand on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QPushButton

from fzapp.domain.ledger import Privacy
from fzapp.domain.report import ReportStage
from fzapp.storage.tables import LEDGER_ROW
from fzapp.ui.file_kinds import EXCEL
from fzapp.ui.jobs import Job
from fzapp.ui.prompts import FileKind, Offer
from fzapp.ui.storing import LARGE, StoringBeside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from fzapp.domain.ledger import Column, LedgerKind, Value
    from fzapp.services.ledger_intake import Knowledge, LedgerIntake, Look, Wishes
    from fzapp.services.ledger_plan import ImportPlan
    from fzapp.storage.changes import Change
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.pages.ledger_page import LedgerPage

WORKBOOKS = FileKind(
    "表格（Excel、WPS、CSV）", (".xlsx", ".xls", ".et", ".ods", ".csv", ".tsv", ".xlsm", ".ett")
)


class LedgerWork(QObject):
    """The hands of a `LedgerPage`; every method is one step that can be undone."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._reading: Job | None = None
        self._export: Job | None = None
        self._queue: list[Path] = []

    # --- several cells ----------------------------------------------------------------------------

    def fill_down(self) -> None:
        """Ctrl+D: the first of the selected rows into the others; of a single cell, the one above."""
        page = self._page
        rows, columns = page.table.block()
        if len(rows) == 1:
            rows = range(rows.start - 1, rows.stop)
        above = page.model.stored(rows.start)
        if above is None:
            page.desk.say("上面没有可以照抄的内容。")
            return
        ids = [page.model.columns[place].id for place in columns]
        self.set_cells([(row, {name: above.row.values.get(name) for name in ids}) for row in rows[1:]])

    def fill_block(self, rows: range, columns: range) -> None:
        """The corner of the selection was drawn to a larger block: what was selected is repeated in it."""
        page = self._page
        source_rows, source_columns = page.table.block()
        names = [column.id for column in page.model.columns]
        new: list[tuple[int, Mapping[str, Value]]] = []
        for number, row in enumerate(rows):
            stored = page.model.stored(source_rows[number % len(source_rows)])
            if stored is None or (row in source_rows and columns == source_columns):
                continue
            cells = stored.row.values
            new.append(
                (
                    row,
                    {
                        names[place]: cells.get(names[source_columns[n % len(source_columns)]])
                        for n, place in enumerate(columns)
                    },
                )
            )
        self.set_cells(new)

    def today(self) -> None:
        """Ctrl+;: today's date in the cell."""
        page = self._page
        here = page.table.currentIndex()
        if here.isValid():
            page.entry.edit(here.row(), page.model.columns[here.column()], page.today())

    def clear_cells(self) -> None:
        """Delete: the selected cells become empty."""
        page = self._page
        rows, columns = page.table.block()
        empty: dict[str, Value] = {page.model.columns[place].id: None for place in columns}
        self.set_cells([(row, empty) for row in rows if page.model.stored(row) is not None])

    def set_cells(self, values: Sequence[tuple[int, Mapping[str, Value]]]) -> None:
        """Values of rows by their place, as one step; those below the last row become new rows."""
        page = self._page
        kind = page.kind
        if kind is None:
            return
        known = [(stored, new) for row, new in values if (stored := page.model.stored(row)) is not None]
        fresh = [new for row, new in values if row >= page.model.typing_row() and any(new.values())]

        def store() -> list[Change | None]:
            changes = [ledgers.change_many(kind, known)] if known else []
            return changes + [ledgers.add(kind, page.year, new) for new in fresh]

        ledgers = page.services.ledgers
        for change in page.operations.run(store, initiator=page) or ():
            if change is not None:
                page.entry.follow(change)

    def remove_rows(self) -> None:
        """Take the selected rows out; the bar offers the way back."""
        page = self._page
        rows, _ = page.table.block()
        ids = [stored.id for row in rows if (stored := page.model.stored(row)) is not None]
        if not ids:
            page.desk.say("先选中要删除的行。")
            return
        column = max(0, page.table.currentIndex().column())
        done, change = page.entry.run(lambda: page.services.ledgers.remove(ids))
        if done and change is not None:
            page.entry.follow(change)
            page.table.go_to(min(rows.start, page.model.typing_row()), column)
            page.prompter.tell(f"已删除{len(ids)}行。", "note", Offer("撤销", page.operations.undo))

    def read_block(self, text: str, first: Sequence[str]) -> None:
        """A block whose header fits another ledger is read as that one; without a header it takes the columns
        from the one the keyboard is in.
        """
        page = self._page
        kind = page.kind
        if kind is None:
            return
        wanted = kind.code
        if not has_header(kind, first):
            if any(has_header(other, first) for other in page.services.ledgers.kinds()):
                wanted = ""
            else:
                start = max(0, page.table.currentIndex().column())
                names = [column.name for column in page.model.columns[start : start + len(first)]]
                text = "\t".join(names) + "\n" + text
        self._read(lambda known, _context: _intake().of_text(text, known, wanted), "正在认粘贴的表格。")

    # --- bringing in ------------------------------------------------------------------------------

    def hand_on(self, action: QAction, menu: QMenu) -> None:
        """The menu below the button of its action in the top line."""
        page = self._page
        found = page.window().findChild(QPushButton, f"{action.objectName()}_button")
        menu.popup(found.mapToGlobal(QPoint(0, found.height())) if found else page.mapToGlobal(QPoint(0, 0)))
        menu.setActiveAction(menu.actions()[0])

    def choose_files(self) -> None:
        """Ask for workbooks and bring them in, one after the other."""
        self.import_files(self._page.prompter.choose_open("选要导入的台账", [WORKBOOKS], many=True))

    def workbooks_in(self, data: QMimeData) -> list[Path]:
        """The workbooks that are dragged; none when anything else is among them."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return paths if all(path.suffix.lower() in WORKBOOKS.suffixes for path in paths) else []

    def import_files(self, paths: Sequence[Path]) -> None:
        """Read workbooks beside the window; each is shown before anything is stored."""
        if not paths or not self._page.leave():
            return
        self._queue = self._page.collect.without_forms(paths)
        self._read_next()

    def _read_next(self) -> None:
        if self._queue:
            self.read_file(self._queue.pop(0))

    def read_file(self, path: Path) -> None:
        """Read one workbook as the likeliest kind; another one may be chosen while it is shown."""

        def work(known: Knowledge, context: JobContext) -> LedgerIntake:
            return _intake().of_file(path, known, "", context.progress)

        self._read(work, f"正在读“{path.name}”，读完先给您看，不会马上存入。")

    def _read(self, work: Callable[[Knowledge, JobContext], LedgerIntake], sentence: str) -> None:
        """Read and take a first look beside the window."""
        if self._reading is not None and self._reading.running:
            self._page.prompter.tell("上一个表格还在读，等它读完再试。", "note")
            return
        services = self._page.services
        known = services.ledgers.knowledge()

        def read(context: JobContext) -> tuple[LedgerIntake, Look]:
            intake = work(known, context)
            context.check()
            services.back_up_before("import")
            return intake, intake.look(first_wishes(), context.check)

        self._reading = Job(read, self)
        self._reading.succeeded.connect(lambda found: self._show_reading(*found))
        self._reading.failed.connect(lambda _error: self._read_next())
        self._reading.cancelled.connect(self._queue.clear)
        self._page.prompter.follow(self._reading, sentence)
        self._reading.start()

    def _show_reading(self, intake: LedgerIntake, look: Look) -> None:
        from fzapp.ui.dialogs import ledger_import  # noqa: PLC0415  the page opens without it

        page = self._page
        preview = ledger_import.Preview(intake, look, page.services.ledgers.kinds(), page.year, page.kind)
        decision = ledger_import.ask(page.window(), preview)
        if decision is None:
            self._read_next()
        elif len(decision.plan.new) >= LARGE:
            self._store_beside(decision.plan)
        else:
            done, change = page.entry.run(lambda: page.services.ledgers.commit(decision.plan))
            if done:
                self._tell_stored(decision.plan, change)
            self._read_next()

    def _store_beside(self, plan: ImportPlan) -> None:
        """Very many rows: the window goes on living, and they can be stopped."""
        page = self._page
        storing = StoringBeside(page.services.archive, page.prompter, page.window())
        storing.ended.connect(self._read_next)
        storing.ended.connect(storing.deleteLater)
        storing.start(
            lambda context: page.services.ledgers.commit_beside(plan, context.progress),
            f"正在存入{len(plan.new)}行，存完才算数。",
            partial(self._adopt, plan),
        )

    def _adopt(self, plan: ImportPlan, change: Change | None) -> None:
        if change is not None:
            self._page.operations.adopt(change, initiator=self._page)
        self._tell_stored(plan, change)

    def _tell_stored(self, plan: ImportPlan, change: Change | None) -> None:
        """Show the ledger that rows came into, and say how many."""
        page = self._page
        said = f"新增{len(plan.new)}行，已有{plan.duplicate}行"
        said += f"，{plan.blocked}行有问题没有导入" if plan.blocked else ""
        said += f"，{plan.left_out}行按您说的没有导入" if plan.left_out else ""
        elsewhere = sum(new.year != plan.year for new in plan.new)
        said += f"，其中{elsewhere}行按日期记到了别的年度" if elsewhere else ""
        page.show_ledger(plan.kind.code, plan.year)
        if change is None:
            page.prompter.tell(f"{said}。", "note")
            return
        page.model.find(min(change.ids(LEDGER_ROW.name), default=0), partial(page.table.stay_at, 0))
        words, offer = self._numbers_to_bind(plan.kind.code)
        page.prompter.tell(f"{said}。{words}", "done", offer or Offer("撤销", page.operations.undo))

    def _numbers_to_bind(self, code: str) -> tuple[str, Offer | None]:
        """What the report in hand may take from a ledger now: words, and the way to the first such number."""
        page = self._page
        report = page.report_in_hand()
        if report is None or report.stage is not ReportStage.DRAFT:
            return "", None
        waiting = page.services.review.waiting_for(report, code)
        if not waiting:
            return "", None
        first = waiting[0]
        go = partial(page.open_place_requested.emit, first.section, first.start, first.end - first.start)
        return f"报告里有{len(waiting)}个数现在能用台账里的。", Offer("挑数", go)

    # --- the empty year ---------------------------------------------------------------------------

    def confirm_zero(self) -> None:
        """Ask who states that nothing happened."""
        page = self._page
        kind = page.kind
        name = page.prompter.ask_text(
            "确认为零", f"{page.year}年“{kind.name if kind else ''}”没有发生，由谁确认（姓名或科室）"
        )
        if kind is None or name is None:
            return
        done, _ = page.entry.run(lambda: page.services.ledgers.confirm_zero(kind, page.year, name))
        if done:
            page.refresh()
            page.prompter.tell(
                "已经确认为零，以后登记了再自动取消。", "done", Offer("撤销", page.operations.undo)
            )

    # --- handing on -------------------------------------------------------------------------------

    def export(self) -> None:
        """The shown table as a workbook; personal columns only when that is wanted."""
        page = self._page
        kind = page.kind
        if kind is None or not page.leave():
            return
        columns = page.model.columns
        personal = [column.name for column in columns if column.privacy is not Privacy.NONE]
        if personal and not page.prompter.ask(
            f"这张表里有个人信息（{'、'.join(personal)}）。导出时要带上吗？", "带上", "不带"
        ):
            columns = tuple(column for column in columns if column.privacy is Privacy.NONE)
        target = page.prompter.choose_save("存成 Excel", Path(f"{page.year}年{kind.name}.xlsx"), EXCEL)
        if target is None:
            return
        ids, year, ledgers = page.model.ids[:], page.year, page.services.ledgers
        self._export = Job(
            lambda context: ledgers.export(target, kind, year, columns, ids, context.progress), self
        )
        what = f"{year}年{kind.name}"
        self._export.succeeded.connect(lambda count: self._on_exported(target, what, count))
        page.prompter.follow(self._export, "正在存成 Excel。")
        self._export.start()

    def _on_exported(self, target: Path, what: str, count: int) -> None:
        self._page.prompter.tell(f"存好了“{target.name}”，共{count}行。")
        self._page.operations.run(partial(self._page.services.audit.exported, target, what))


def _intake() -> type[LedgerIntake]:
    from fzapp.services.ledger_intake import LedgerIntake  # noqa: PLC0415  heavy, and the page opens without it

    return LedgerIntake


def first_wishes() -> Wishes:
    """Nothing is wished yet."""
    from fzapp.services.ledger_intake import Wishes  # noqa: PLC0415

    return Wishes()


def has_header(kind: LedgerKind, first: Sequence[str]) -> bool:
    """Whether the first line of a block names columns: at least half of its cells do."""
    names = {word for column in kind.all_columns for word in (column.name, *column.synonyms)}
    filled = [cell.strip() for cell in first if cell.strip()]
    return bool(filled) and sum(cell in names for cell in filled) * 2 >= len(filled)


def form_columns(kind: LedgerKind) -> tuple[Column, ...]:
    """Every column that can be filled in."""
    return tuple(column for column in kind.all_columns if not column.computed and not column.hidden)
