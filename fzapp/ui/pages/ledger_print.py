"""What of a ledger goes on paper: the rows as they are shown, the columns that are shown, the totals at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fzapp.domain.ledger import Privacy, shown
from fzapp.ui.file_kinds import PDF, WORD
from fzapp.ui.jobs import Job
from fzapp.ui.preview.table_layout import NUMBER, PrintTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.ledger import Column, LedgerKind
    from fzapp.services.list_papers import ListPaper
    from fzapp.storage.ledgers import StoredRow
    from fzapp.ui.pages.ledger_page import LedgerPage
    from fzapp.ui.preview.table_painter import TablePainter


MOST_PRINTED = 5_000
"""Rows that are printed at once at most: some 250 pages.

Widths and pages are worked out before the first page is seen, while the clerk waits; and nobody reads more on
paper. What is longer goes into a workbook, which has its header on every page too.
"""

_AT_A_TIME = 500


class LedgerPrint(QObject):
    """打印 of a `LedgerPage`."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._job: Job | None = None

    def open(self) -> None:
        """Ask about personal columns, then show the pages."""
        page = self._page
        if page.kind is None or not page.leave():
            return
        count = len(page.model.ids)
        if count > MOST_PRINTED:
            page.prompter.tell(
                f"有{count}行，一次最多打印{MOST_PRINTED}行。先筛选，或者用“导出Excel”。", "note"
            )
            return
        from fzapp.ui.dialogs import ledger_print  # noqa: PLC0415  the page opens without it

        ways = ledger_print.Ways(self.save_word, self.save, self.print_out)
        ledger_print.ask(page.window(), self.table(self._columns()), ways)

    def table(self, columns: tuple[Column, ...]) -> PrintTable:
        """The rows of the page in some columns."""
        page = self._page
        kind, year = page.kind, page.year
        assert kind is not None
        unit = page.services.reports.unit().full_name
        parts = [unit, f"{year}年", f"{len(page.model.ids)}条"]
        words = page.query.filter_words(kind)
        if words:
            parts.append(f"筛选：{words}")
        return PrintTable(
            title=f"{kind.name}台账",
            note="　".join(part for part in parts if part),
            headings=tuple(column.header for column in columns),
            right=tuple(column.type.is_quantity for column in columns),
            rows=[
                tuple(shown(stored.row.values.get(column.id)) for column in columns)
                for stored in self._rows()
            ],
            totals=self._totals(kind, year),
        )

    def save_word(self, painter: TablePainter) -> None:
        """As tables in Word, one for each group of columns of the pages; written beside the window."""
        page, what = self._page, self._what()
        target = page.prompter.choose_save("存成Word文件", Path(f"{what}.docx"), WORD)
        if target is None:
            return
        paper, papers = _word_paper(painter), page.services.list_papers
        self._job = Job(lambda _context: papers.save(paper, target), self)
        self._job.succeeded.connect(lambda _path: self._on_saved(target, what))
        page.prompter.follow(self._job, "正在存成Word文件。")
        self._job.start()

    def _on_saved(self, target: Path, what: str) -> None:
        page = self._page
        page.operations.run(lambda: page.services.audit.exported(target, what))
        page.prompter.tell(f"存好了“{target.name}”。")

    def _what(self) -> str:
        """What is on the pages, as files and the record call it."""
        page = self._page
        assert page.kind is not None
        return f"{page.year}年{page.kind.name}"

    def save(self, painter: TablePainter) -> None:
        """As a PDF."""
        page, what = self._page, self._what()
        target = page.prompter.choose_save("存成PDF", Path(f"{what}.pdf"), PDF)
        if target is None:
            return
        from fzapp.services.user_files import save_file  # noqa: PLC0415  not needed until something is printed
        from fzapp.ui.preview import output  # noqa: PLC0415

        def write() -> bool:
            save_file(target, output.pdf(painter.pages, painter, painter.layout.table.title))
            page.services.audit.exported(target, what)
            return True

        if page.operations.run(write):
            page.prompter.tell(f"存好了“{target.name}”，共{len(painter.pages)}页。")

    def print_out(self, painter: TablePainter) -> None:
        """On the printer the user chooses."""
        page = self._page
        from fzapp.ui.preview import output  # noqa: PLC0415  not needed until something is printed

        def print_pages() -> int:
            printer = output.ask_printer(page.window(), len(painter.pages), painter)
            return output.print_pages(printer, painter.pages, painter) if printer is not None else 0

        count = page.operations.run(print_pages)
        if count:
            page.prompter.tell(f"已经送去打印，共{count}页。")

    def _columns(self) -> tuple[Column, ...]:
        """The columns that are shown; personal ones only when they are wanted."""
        page = self._page
        columns = page.model.columns
        personal = [column.name for column in columns if column.privacy is not Privacy.NONE]
        if personal and not page.prompter.ask(
            f"这张表里有个人信息（{'、'.join(personal)}）。打印时要带上吗？", "带上", "不带"
        ):
            columns = tuple(column for column in columns if column.privacy is Privacy.NONE)
        return columns

    def _rows(self) -> Iterator[StoredRow]:
        page = self._page
        ids = page.model.ids
        for start in range(0, len(ids), _AT_A_TIME):
            wanted = ids[start : start + _AT_A_TIME]
            found = page.services.ledgers.rows_by_id(wanted)
            yield from (found[key] for key in wanted if key in found)

    def _totals(self, kind: LedgerKind, year: int) -> tuple[str, ...]:
        """The figures of the year, which are the report's; before them what a filter left."""
        totals, query = self._page.totals, self._page.query
        whole = totals.words(kind, year)
        title, view = "全年合计" if query.narrowed else "合计", query.view()
        lines = [f"筛出：{totals.part_words(kind, year, view)}"] if view.narrowed and not query.only else []
        return (*lines, f"{title}：{self._page.row_count}条　{whole}".rstrip("　"))


def _word_paper(painter: TablePainter) -> ListPaper:
    """The same rows, columns and groups as on the pages."""
    from fzapp.services.list_papers import ListPaper  # noqa: PLC0415  not needed until something is stored

    table, groups = painter.layout.table, painter.layout.groups
    widths = {
        place: width for group in groups for place, width in zip(group.places, group.widths, strict=True)
    }
    return ListPaper(
        table.title,
        (table.note,),
        (NUMBER, *table.headings),
        tuple(widths[place] for place in range(len(table.headings) + 1)),
        tuple((str(number), *row) for number, row in enumerate(table.rows, 1)),
        closing=table.totals,
        groups=tuple(group.places for group in groups),
    )
