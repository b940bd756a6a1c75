"""Schema step: figures that an office makes itself, what is wanted of last year's, and signed source tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_own_figures(db: Database) -> None:
    """Tables `own_figure`, `figure_carry` and `frozen_source`."""
    text, number = str, int
    db.table("own_figure").create(
        {
            "id": number, "name": text, "year": number, "definition": text, "value": text, "source": text,
            "evidence": text, "entered_by": text, "note": text, "added_at": text, "edited_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("own_figure").create_index(["name", "year"], unique=True)
    db.table("figure_carry").create(
        {
            "id": number, "genre": text, "year": number, "source_report": number, "wishes": text,
            "applied_to": number, "added_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("figure_carry").create_index(["genre", "year"])
    db.table("frozen_source").create(
        {"id": number, "report_id": number, "entries": text},
        pk="id",
        foreign_keys=[("report_id", "report", "id")],
        strict=True,
    )
    db.table("frozen_source").create_index(["report_id"])
