"""Workbooks as offices keep them, made for tests. Towns, persons and numbers are invented."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from fzapp.intake.columns import recognise
from fzapp.intake.workbook import read_workbook
from fzapp.services.ledger_kinds import ledger_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.ledger_reading import LedgerReading, SheetReading

_ODF = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass
class Sheet:
    """What a test wants on a sheet; `hidden` are 1-based rows, `hidden_columns` letters."""

    rows: Sequence[Sequence[Any]]
    name: str = "Sheet1"
    merged: Sequence[str] = ()
    hidden: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    invisible: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def workbook(path: Path, *sheets: Sheet) -> Path:
    """An .xlsx file with these sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append(list(row))
        for cell, value in sheet.extra.items():
            page[cell] = value
        for area in sheet.merged:
            page.merge_cells(area)
        for number in sheet.hidden:
            page.row_dimensions[number].hidden = True
        for letter in sheet.hidden_columns:
            page.column_dimensions[letter].hidden = True
        page.sheet_state = "hidden" if sheet.invisible else "visible"
    book.save(path)
    return path


def with_parts(path: Path, **changed: bytes) -> Path:
    """The same .xlsx with parts changed; names are given as sheet1 for xl/worksheets/sheet1.xml."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            short = entry.filename.rsplit("/", 1)[-1].removesuffix(".xml")
            target.writestr(entry.filename, changed.get(short, source.read(entry.filename)))
    return path


def part_of(path: Path, name: str) -> bytes:
    """A part of an .xlsx file."""
    with zipfile.ZipFile(path) as book:
        return book.read(name)


def open_document(path: Path, body: str, manifest: str = "") -> Path:
    """An .ods file with this inside of office:spreadsheet."""
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", content)
        target.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return path


@cache
def kind(code: str) -> LedgerKind:
    """The kind with this code."""
    return next(item for item in ledger_kinds() if item.code == code)


def read(path: Path, code: str = "", year: int | None = None) -> LedgerReading:
    """The workbook recognised, as the kind with `code` when given."""
    return recognise(read_workbook(path), ledger_kinds(), kind(code) if code else None, year)


def read_rows_of(path: Path, rows: Sequence[Sequence[Any]], **options: Any) -> LedgerReading:
    """A one-sheet workbook with these rows, recognised."""
    return read(workbook(path, Sheet(rows, **options)))


def columns_of(sheet: SheetReading) -> dict[str, str]:
    """Headers to the ids of their columns."""
    return {"".join(match.header.split()): match.column.id for match in sheet.columns if match.column}


def problems_of(reading: LedgerReading) -> list[tuple[int, str, str]]:
    """Row, field and code of every problem."""
    return [(problem.row, problem.field, problem.code.value) for problem in reading.problems]


def values_of(reading: LedgerReading, column: str) -> list[Any]:
    """The values of a column, row by row."""
    return [row.values.get(column) for row in reading.rows]
