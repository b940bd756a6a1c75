"""Schema of the checks: what the user does not want to be told again, and which findings were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_checks(db: Database) -> None:
    """Tables of waivers (不再提示) and of told findings, which give each rule its count of hits."""
    text, number = str, int
    db.table("waiver").create(
        {
            "id": number, "scope": text, "rule": text, "phrase": text, "context": text, "report_id": number,
            "section_id": number, "reason": text, "waived_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("waiver").create_index(["rule"])
    # no text of the report: `mark` is a digest of what was found where
    db.table("told_finding").create(
        {"id": number, "report_id": number, "rule": text, "mark": text, "outcome": text, "told_at": text},
        pk="id",
        strict=True,
    )
    db.table("told_finding").create_index(["report_id", "mark"], unique=True)
    db.table("told_finding").create_index(["rule"])
