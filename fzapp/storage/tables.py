"""The tables of the archive by name: whoever writes names one of these, so a misspelt table cannot arise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | None
"""What a column of the archive may hold: text, whole numbers, nothing. Decimals are stored as text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may be written through the door; every one has an integer key `id`."""

    name: str
    columns: tuple[str, ...]


REPORT = Table(
    "report",
    (
        "genre", "year", "stage", "title", "subtitle", "doc_number", "issuer", "addressee", "signature",
        "date_text", "annotation", "attachments", "annexes", "due_date", "source_name", "source_hash",
        "dropped", "created_at", "edited_at",
    ),
)  # fmt: skip
SECTION = Table(
    "section",
    (
        "report_id", "position", "level", "heading", "heading_end", "body", "spec", "state", "reason",
        "cursor", "edited_at",
    ),
)  # fmt: skip
EVIDENCE = Table("evidence", ("sha256", "name", "size", "purpose", "added_at"))
SETTING = Table("setting", ("key", "value"))

LEDGER_ROW = Table(
    "ledger_row", ("kind", "year", "happened", "cells", "digest", "source", "added_at", "edited_at")
)
ZERO_CONFIRMATION = Table("zero_confirmation", ("kind", "year", "confirmed_by", "confirmed_on"))
FIGURE_FREEZE = Table("figure_freeze", ("report_id", "frozen_by", "frozen_at", "program", "figures", "texts"))

ALL = (REPORT, SECTION, EVIDENCE, SETTING, LEDGER_ROW, ZERO_CONFIRMATION, FIGURE_FREEZE)
BY_NAME = {table.name: table for table in ALL}
