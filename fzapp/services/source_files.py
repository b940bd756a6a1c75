"""The source table (数字出处表) as a document: the same table for Word, for print and as a workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportContent, ReportStage, SectionContent
from fzapp.services import workbooks
from fzapp.services.figure_sources import counted_states
from fzapp.services.user_files import save_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fzapp.domain.report import Report
    from fzapp.services.exports import ExportService
    from fzapp.services.figure_sources import SourceEntry
    from fzapp.storage.figures import Freeze
    from fzapp.word.blocks import Block
    from fzapp.word.layout import Page
    from fzapp.word.profile import Font, FontRole, FormatProfile

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

_SIDE = 25.0
"""Millimetres left and right of the table."""

_NARROW = 20.0
"""Millimetres around what is to stand on one sheet."""

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
        fonts=_with_small_tables(profile),
    )


def dense(profile: FormatProfile) -> FormatProfile:
    """A format with narrow margins, the grid as before: for a list that is to stand on one standing sheet."""
    wide = (profile.width - 2 * _NARROW) / (profile.width - profile.left - profile.right)
    high = (profile.height - 2 * _NARROW) / (profile.height - profile.top - profile.bottom)
    return replace(
        profile,
        id=f"{profile.id}_dense",
        top=_NARROW,
        bottom=_NARROW,
        left=_NARROW,
        right=_NARROW,
        footer=_NARROW / 2,
        lines=int(profile.lines * high),
        characters=int(profile.characters * wide),
        fonts=_with_small_tables(profile),
    )


def _with_small_tables(profile: FormatProfile) -> Mapping[FontRole, Font]:
    from fzapp.word.profile import Font, FontRole  # noqa: PLC0415  the window starts without Word's part

    small = profile.fonts[FontRole.SMALL_TABLE]
    return {**profile.fonts, FontRole.SMALL_TABLE: Font(small.names, _TABLE_SIZE, small.bold)}


def workbook(table: SourceTable) -> bytes:
    """The table as a workbook: title, notes, a header that stays in sight and on every printed page."""
    rows = [(int(row[0]), *row[1:]) for row in table.rows]
    return workbooks.workbook(
        [workbooks.Table("数字出处表", COLUMNS, rows, _WIDTHS, (table.title, *table.notes), frozen=2)]
    )


def _cell(text: str) -> str:
    """A text that can stand in a cell of the document."""
    return " ".join(text.split()) or "—"
