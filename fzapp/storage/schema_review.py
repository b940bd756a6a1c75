"""The schema of looking a report over: versions, steps, comments, ticks, evidence of sections, reuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_review(db: Database) -> None:
    """Tables beside reports and sections. They refer by number and are cleared with what they belong to."""
    text, number = str, int
    tables = {
        "report_version": {
            "report_id": number, "name": text, "cause": text, "made_by": text, "made_at": text, "content": text,
        },
        "review_step": {
            "report_id": number, "stage": text, "done_by": text, "done_at": text, "note": text,
        },
        "review_comment": {
            "report_id": number, "section_id": number, "quote": text, "before": text, "behind": text,
            "words": text, "made_by": text, "made_at": text, "resolved_by": text, "resolved_at": text,
        },
        "checkpoint_tick": {"section_id": number, "checkpoint": text, "reason": text, "ticked_at": text},
        "section_evidence": {
            "section_id": number, "evidence_id": number, "caption": text, "added_at": text,
        },
        "reused_sentence": {
            "section_id": number, "words": text, "origin": text, "year": number, "heading": text,
            "source_id": number, "taken_at": text,
        },
    }  # fmt: skip
    for name, columns in tables.items():
        db.table(name).create({"id": number, **columns}, pk="id", strict=True)
        db.table(name).create_index(["report_id" if "report_id" in columns else "section_id"])
    db.table("figure_seen").create(
        {"id": number, "report_id": number, "created_at": text, "name": text, "shown": text},
        pk="id",
        strict=True,
    )
    db.table("figure_seen").create_index(["report_id", "name"], unique=True)
