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
        "dropped", "created_at", "edited_at", "figures_until",
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
LEDGER_SHAPE = Table("ledger_shape", ("shape", "kind", "headers", "columns", "file", "remembered_at"))
OWN_KIND = Table("own_kind", ("code", "definition", "edited_at"))
OWN_GENRE = Table("own_genre", ("code", "definition", "edited_at"))
ROW_EVIDENCE = Table("row_evidence", ("row_id", "evidence_id", "caption", "added_at"))
FIGURE_FREEZE = Table("figure_freeze", ("report_id", "frozen_by", "frozen_at", "program", "figures", "texts"))
OWN_FIGURE = Table(
    "own_figure",
    (
        "name", "year", "definition", "value", "source", "evidence", "entered_by", "note", "added_at",
        "edited_at",
    ),
)  # fmt: skip
FIGURE_CARRY = Table("figure_carry", ("genre", "year", "source_report", "wishes", "applied_to", "added_at"))
FROZEN_SOURCE = Table("frozen_source", ("report_id", "entries"))

REPORT_VERSION = Table("report_version", ("report_id", "name", "cause", "made_by", "made_at", "content"))
REVIEW_STEP = Table("review_step", ("report_id", "stage", "done_by", "done_at", "note"))
REVIEW_COMMENT = Table(
    "review_comment",
    (
        "report_id", "section_id", "quote", "before", "behind", "words", "made_by", "made_at", "resolved_by",
        "resolved_at",
    ),
)  # fmt: skip
CHECKPOINT_TICK = Table("checkpoint_tick", ("section_id", "checkpoint", "reason", "ticked_at"))
SECTION_EVIDENCE = Table("section_evidence", ("section_id", "evidence_id", "caption", "added_at"))
REUSED_SENTENCE = Table(
    "reused_sentence",
    ("section_id", "words", "origin", "year", "heading", "source_id", "taken_at", "source", "marks"),
)

LEDGER_TABLE = Table("ledger_table", ("section_id", "wanted", "lines", "made_at"))

FORM_ROW = Table("form_row", ("issue_id", "kind", "token", "row_id", "added_at", "base"))
FORM_RETURN = Table(
    "form_return", ("issue_id", "file_name", "sha256", "merged_at", "new", "changed", "removed", "held")
)

WAIVER = Table(
    "waiver",
    ("scope", "rule", "phrase", "context", "report_id", "section_id", "reason", "waived_at"),
)

SUBMISSION = Table(
    "submission", ("report_id", "version", "folder", "files", "bytes", "head", "facts", "made_at")
)

LETTERHEAD = Table("letterhead", ("report_id", "prefix", "year", "number", "choice"))

RELEASE_DECISION = Table(
    "release_decision",
    ("report_id", "mark", "kind", "treatment", "put", "reason", "decided_by", "decided_at"),
)

OF_REPORT = (REPORT_VERSION, REVIEW_STEP, REVIEW_COMMENT, WAIVER, LETTERHEAD, RELEASE_DECISION)
OF_SECTION = (CHECKPOINT_TICK, SECTION_EVIDENCE, REUSED_SENTENCE, LEDGER_TABLE, REVIEW_COMMENT)
"""What goes with a section that is taken out, so that a later one of its number does not inherit it."""

ALL = (
    REPORT,
    SECTION,
    EVIDENCE,
    SETTING,
    LEDGER_ROW,
    ZERO_CONFIRMATION,
    LEDGER_SHAPE,
    OWN_KIND,
    OWN_GENRE,
    ROW_EVIDENCE,
    FIGURE_FREEZE,
    *OF_REPORT,
    *OF_SECTION[:-1],
    OWN_FIGURE,
    FIGURE_CARRY,
    FROZEN_SOURCE,
    FORM_ROW,
    FORM_RETURN,
    SUBMISSION,
)
BY_NAME = {table.name: table for table in ALL}

OUTSIDE_HISTORY = (
    "audit", "change", "draft", "evidence_index", "evidence_text", "figure_seen", "form_issue", "text_index", "told_finding",
)  # fmt: skip
"""Tables that undoing does not reach. An archive without one of them is damaged all the same."""
