"""The source table (数字出处表) as a document: the same table for Word, for print and as a workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportContent, ReportStage, SectionContent
from fzapp.services.figure_sources import counted_states
from fzapp.services.user_files import save_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fzapp.domain.report import Report
    from fzapp.services.exports import ExportService
    from fzapp.services.figure_sources import SourceEntry
    from fzapp.storage.figures import Freeze
    from fzapp.word.blocks import Block
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile

COLUMNS = ("序号", "数字", "报告里的句子", "章节", "台账", "口径", "台账行号", "佐证材料", "谁负责", "状态")
"""The header of the table."""

_WIDTHS = (6, 11, 44, 20, 18, 34, 16, 28, 16, 11)
"""Widths of the workbook's columns in characters of its standard font."""

_PRINTED = ("序号", "数字", "报告里的句子", "台账和口径", "台账行号", "佐证材料", "谁负责", "状态")
_WEIGHTS = (4.0, 6.0, 17.5, 13.5, 8.0, 7.0, 6.0, 5.0)
"""How the printed columns share a lying sheet."""

_NAMED = 3
"""Evidence named one by one on paper; of more the number is told."""

_NUMBERS = 24
"""Characters of row numbers on paper; longer lists are in the workbook."""

_A4 = 9
"""The number of this paper in a workbook."""

_COMPUTED = ("=", "+", "-", "@")
_SIDE = 25.0
"""Millimetres left and right of the table."""

_TABLE_SIZE = 10.5
"""五号: what fits eight columns on a lying sheet."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A source table ready to be written: `notes` stand below the title, `rows` follow `COLUMNS`.

    `printed` are the rows as they stand on paper, by the titles of the sections.
    """

    title: str
    office: str
    notes: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    printed: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def source_table(report: Report, entries: Sequence[SourceEntry], freeze: Freeze | None) -> SourceTable:
    """The table of a report. It holds no time but that of the signature: the same numbers, the same file."""
    title = "".join(report.content.title.split()) or f"{report.year}年度报告"
    office = report.content.signature.split("\n", 1)[0]
    notes = [f"编制单位：{office}。"] if office else []
    notes.append(f"{counted_states(entries)}。台账行号是该数所依据的行在{report.year}年台账里的次序。")
    if freeze is not None and report.stage is ReportStage.FINAL:
        day = freeze.at[:10]
        notes.append(f"本表随{day}定稿（签发人：{freeze.by}）存档，以后台账的改动不影响本表。")
    return SourceTable(
        f"{title}数字出处表",
        office,
        tuple(notes),
        tuple(_row(number, entry) for number, entry in enumerate(entries, 1)),
        tuple(
            (title, tuple(_printed(number, entry) for number, entry in group))
            for title, group in groupby(enumerate(entries, 1), key=lambda pair: pair[1].section)
        ),
    )


def _row(number: int, entry: SourceEntry) -> tuple[str, ...]:
    return (
        str(number),
        entry.number,
        entry.sentence,
        entry.section,
        entry.ledger,
        entry.rule,
        entry.row_numbers,
        "；".join(entry.evidence),
        entry.by,
        entry.state.label,
    )


def _printed(number: int, entry: SourceEntry) -> tuple[str, ...]:
    evidence = "；".join(entry.evidence[:_NAMED])
    if len(entry.evidence) > _NAMED:
        evidence += f"等{len(entry.evidence)}份"
    numbers = entry.row_numbers
    if len(numbers) > _NUMBERS:
        numbers = f"{numbers[:_NUMBERS].rpartition('、')[0]}等{len(entry.rows)}行"
    basis = "：".join(part for part in (entry.ledger, entry.rule) if part)
    return (str(number), entry.number, entry.sentence, basis, numbers, evidence, entry.by, entry.state.label)


class SourceFiles:
    """Lays the table on pages and writes its files."""

    def __init__(self, exports: ExportService) -> None:
        self._exports = exports

    def profile(self) -> FormatProfile:
        """The national format on a lying sheet."""
        return lying(self._exports.profile())

    def blocks(self, table: SourceTable) -> tuple[Block, ...]:
        """The table as a document: a table for each section of the report, its title repeated on each page."""
        from fzapp.word.blocks import BlankLine, TableBlock  # noqa: PLC0415

        lead = SectionContent(level=0, body="\n".join(table.notes))
        head = ReportContent(title=table.title, sections=(lead,))
        blocks: list[Block] = list(self._exports.blocks(head, self.profile()))
        for title, rows in table.printed:
            cells = tuple(tuple(map(_cell, row)) for row in rows)
            blocks += [TableBlock((_PRINTED, *cells), title, weights=_WEIGHTS), BlankLine()]
        return tuple(blocks)

    def pages(self, table: SourceTable) -> tuple[Page, ...]:
        """The pages, for preview, print and PDF."""
        return self._exports.pages_of(self.blocks(table), self.profile())

    def save(
        self, table: SourceTable, path: Path, before_writing: Callable[[], object] = lambda: None
    ) -> Path:
        """Write the table as .docx or .xlsx, whole or not at all. Raises `UserError`, also for other endings."""
        ending = path.suffix.lower()
        if ending == ".docx":
            data = self._exports.document_of(self.blocks(table), self.profile(), table.title, table.office)
        elif ending == ".xlsx":
            data = workbook(table)
        else:
            raise UserError("数字出处表只能存成Word或Excel文件", "把文件名的结尾写成 .docx 或 .xlsx")
        before_writing()
        save_file(path, data)
        return path


def lying(profile: FormatProfile) -> FormatProfile:
    """A format on a lying sheet (GB/T 9704-2012, 7.4): the grid stays, the margins at the sides are narrower."""
    from fzapp.word.profile import Font, FontRole  # noqa: PLC0415  the window starts without Word's part

    small = profile.fonts[FontRole.SMALL_TABLE]
    fonts = dict(profile.fonts)
    fonts[FontRole.SMALL_TABLE] = Font(small.names, _TABLE_SIZE, small.bold)
    wide = profile.height - 2 * _SIDE
    high = profile.width - profile.left - profile.right
    return replace(
        profile,
        id=f"{profile.id}_lying",
        width=profile.height,
        height=profile.width,
        top=profile.left,
        bottom=profile.right,
        left=_SIDE,
        right=_SIDE,
        footer=max(8.0, profile.right - 12.0),
        lines=int(profile.lines * high / (profile.height - profile.top - profile.bottom)),
        characters=int(profile.characters * wide / high),
        fonts=fonts,
    )


def workbook(table: SourceTable) -> bytes:
    """The table as a workbook: title, notes, a header that stays in sight and on every printed page."""
    from openpyxl import Workbook  # noqa: PLC0415  loaded when something is handed on
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "数字出处表"
    head = 2 + len(table.notes)
    _set_page(sheet, head)
    for line, text in enumerate((table.title, *table.notes), 1):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(COLUMNS))
        sheet.cell(line, 1, text)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    thin = Side(style="thin")
    border = Border(thin, thin, thin, thin)
    wrapped = Alignment(wrap_text=True, vertical="center")
    for line, row in enumerate((COLUMNS, *table.rows), head):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(line, place)
            _fill(cell, text, number=place == 1 and line > head)
            cell.border, cell.alignment = border, wrapped
            if line == head:
                cell.font = Font(bold=True)
    return _bytes(book)


def _set_page(sheet: Any, head: int) -> None:  # noqa: ANN401  openpyxl publishes no types
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = sheet.cell(head + 1, 3)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _fill(cell: Any, text: str, *, number: bool) -> None:  # noqa: ANN401  openpyxl publishes no types
    """A text that stays text, whatever it begins with; the running number as a number."""
    if number:
        cell.value = int(text)
        return
    cell.value = "".join(mark for mark in text if mark >= " ")
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_COMPUTED)


def _bytes(book: Any) -> bytes:  # noqa: ANN401  openpyxl publishes no types
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(text: str) -> str:
    """A text that can stand in a cell of the document."""
    return " ".join(text.split()) or "—"
