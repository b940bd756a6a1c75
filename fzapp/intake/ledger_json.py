"""A reading as the command line prints it (CLI.md, `ledger read`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fzapp.domain.ledger_reading import SheetRole
from fzapp.intake.ledger_figures import reading_measures

if TYPE_CHECKING:
    from decimal import Decimal

    from fzapp.domain.ledger_reading import LedgerReading, SheetReading
    from fzapp.domain.ledger_statistics import Measure


def reading_json(reading: LedgerReading) -> dict[str, Any]:
    """The whole reading; `kind`, fields and statistics by their Chinese names, ratios in percent."""
    return {
        "kind": reading.kind.name if reading.kind else None,
        "row_count": len(reading.rows),
        "sheets": [_sheet(sheet) for sheet in reading.sheets],
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "why": problem.why,
            }
            for problem in reading.problems
        ],
        "stats": {statistic_key(found): _number(found.value) for found in reading_measures(reading)},
        "error": None,
    }


def statistic_key(found: Measure) -> str:
    """The name of a figure with the unit of a ratio: 化解率（%）, 采纳率（%，剔除S-010）."""
    if found.unit != "%":
        return found.name
    name, mark, note = found.name.partition("（")
    return f"{name}（%，{note}" if mark else f"{name}（%）"


def _sheet(sheet: SheetReading) -> dict[str, Any]:
    role = SheetRole.SUMMARY if sheet.role is SheetRole.OTHER else sheet.role
    return {
        "name": sheet.name,
        "role": role.value,
        "header_rows": list(sheet.header_rows),
        "columns": _columns(sheet),
        "data_rows": [row.number for row in sheet.rows],
    }


def _columns(sheet: SheetReading) -> dict[str, str]:
    """Headers to fields; a header that stands twice is told with the one above it (受理日期, 办结日期)."""
    headers = ["".join(match.header.split()) for match in sheet.columns]
    return {
        "".join(match.group.split()) + header if headers.count(header) > 1 else header: match.column.name
        for match, header in zip(sheet.columns, headers, strict=True)
        if match.column is not None
    }


def _number(value: Decimal | None) -> int | float | None:
    """JSON has no decimals; whole numbers stay whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
