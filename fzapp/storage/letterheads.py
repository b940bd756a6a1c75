"""What was chosen to stand around each report, and the numbers that were given out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fzapp.domain.letterhead import DocumentNumber, PaperChoice
from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer

_LISTS = ("issuers", "signers")


def of_report(archive: Archive, report_id: int) -> PaperChoice | None:
    """The choice for a report; None while nobody chose."""
    rows = archive.read("select * from letterhead where report_id = ?", (report_id,))
    if not rows:
        return None
    (row,) = rows
    values: dict[str, Any] = json.loads(row["choice"])
    values |= {name: tuple(values[name]) for name in _LISTS}
    number = DocumentNumber(str(row["prefix"]), int(row["year"]), int(row["number"]))
    return PaperChoice(number=number, **values)


def put(archive: Archive, write: Writer, report_id: int, choice: PaperChoice) -> None:
    """Keep the choice for a report."""
    values = asdict(choice)
    number = values.pop("number")
    row = {**number, "choice": json.dumps(values, ensure_ascii=False)}
    old = archive.read("select id from letterhead where report_id = ?", (report_id,))
    if old:
        write.update(tables.LETTERHEAD, int(old[0]["id"]), **row)
    else:
        write.insert(tables.LETTERHEAD, report_id=report_id, **row)


def given(archive: Archive, prefix: str, year: int) -> dict[int, int]:
    """The numbers given out under a prefix in a year: number → key of its report."""
    rows = archive.read(
        "select number, report_id from letterhead where prefix = ? and year = ? and number > 0",
        (prefix, year),
    )
    return {int(row["number"]): int(row["report_id"]) for row in rows}
