"""The schema as a row of numbered steps; a step and its number are committed together.

sqlite-utils is loaded only when there is a step to take: it costs a sixth of a second, and most
starts have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import ArchiveUnusable
from fzapp.storage import tables
from fzapp.storage.connection import errors
from fzapp.storage.failures import damaged, explained
from fzapp.storage.schema_amounts import create_amounts
from fzapp.storage.schema_audit import create_audit
from fzapp.storage.schema_checks import create_checks
from fzapp.storage.schema_evidence import create_evidence_text
from fzapp.storage.schema_figures import create_own_figures
from fzapp.storage.schema_forms import create_forms
from fzapp.storage.schema_genres import create_own_genres
from fzapp.storage.schema_ledger_extras import create_ledger_extras
from fzapp.storage.schema_ledger_tables import create_ledger_tables
from fzapp.storage.schema_letterheads import create_letterheads
from fzapp.storage.schema_periods import create_periods
from fzapp.storage.schema_release import create_release
from fzapp.storage.schema_reuse import create_reuse
from fzapp.storage.schema_review import create_review
from fzapp.storage.schema_search import create_search
from fzapp.storage.schema_submissions import create_submissions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sqlite_utils import Database


def _create_reports(db: Database) -> None:
    text, number = str, int
    db.table("report").create(
        {
            "id": number, "genre": text, "year": number, "stage": text, "title": text, "subtitle": text,
            "doc_number": text, "issuer": text, "addressee": text, "signature": text, "date_text": text,
            "annotation": text, "attachments": text, "annexes": text, "due_date": text, "source_name": text,
            "source_hash": text, "dropped": text, "created_at": text, "edited_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("section").create(
        {
            "id": number, "report_id": number, "position": number, "level": number, "heading": text,
            "heading_end": text, "body": text, "spec": text, "state": text, "reason": text, "cursor": number,
            "edited_at": text,
        },
        pk="id",
        foreign_keys=[("report_id", "report", "id")],
        strict=True,
    )  # fmt: skip
    db.table("section").create_index(["report_id", "position"])
    db.table("draft").create(
        {"id": number, "body": text, "cursor": number, "saved_at": text},
        pk="id",
        foreign_keys=[("id", "section", "id")],
        strict=True,
    )
    db.table("evidence").create(
        {"id": number, "sha256": text, "name": text, "size": number, "purpose": text, "added_at": text},
        pk="id",
        strict=True,
    )
    db.table("evidence").create_index(["sha256"])
    db.table("setting").create({"id": number, "key": text, "value": text}, pk="id", strict=True)
    db.table("setting").create_index(["key"], unique=True)
    db.table("change").create(
        {
            "id": number,
            "at": text,
            "op": text,
            "reverts": number,
            "row_count": number,
            "rows": text,
            "undone": number,
        },
        pk="id",
        strict=True,
    )


def _create_ledgers(db: Database) -> None:
    text, number = str, int
    db.table("ledger_row").create(
        {
            "id": number, "kind": text, "year": number, "happened": text, "cells": text, "digest": text,
            "source": text, "added_at": text, "edited_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("ledger_row").create_index(["kind", "year", "happened"])
    db.table("ledger_row").create_index(["kind", "digest"])
    db.table("zero_confirmation").create(
        {"id": number, "kind": text, "year": number, "confirmed_by": text, "confirmed_on": text},
        pk="id",
        strict=True,
    )
    db.table("zero_confirmation").create_index(["kind", "year"], unique=True)


def _create_freezes(db: Database) -> None:
    text, number = str, int
    db.table("figure_freeze").create(
        {
            "id": number, "report_id": number, "frozen_by": text, "frozen_at": text, "program": text,
            "figures": text, "texts": text,
        },
        pk="id",
        foreign_keys=[("report_id", "report", "id")],
        strict=True,
    )  # fmt: skip
    db.table("figure_freeze").create_index(["report_id"])


STEPS: tuple[Callable[[Database], None], ...] = (
    _create_reports,
    _create_ledgers,
    _create_freezes,
    create_review,
    create_own_figures,
    create_forms,
    create_ledger_extras,
    create_checks,
    create_search,
    create_submissions,
    create_own_genres,
    create_audit,
    create_reuse,
    create_ledger_tables,
    create_periods,
    create_evidence_text,
    create_letterheads,
    create_release,
    create_amounts,
)
"""Step n takes the schema from n to n + 1. A released step is never edited."""

CURRENT = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of an archive; 0 for an empty file."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def check_not_newer(connection: sqlite3.Connection) -> None:
    """Refuse an archive that a newer program made. Raises `ArchiveUnusable`, `ArchiveDamaged`."""
    version = version_of(connection)
    if version > CURRENT:
        raise ArchiveUnusable("这个档案库是由更新版本的程序建立的", "用新版本的程序打开它，原档案库没有改动")
    if version < 0:
        raise damaged()


def check_whole(connection: sqlite3.Connection) -> None:
    """Refuse a file that lacks a table, or does things by itself. Raises `ArchiveDamaged`.

    An archive has neither triggers nor views: a file from elsewhere that has some is not to be trusted.
    """
    rows = connection.execute("select type, name from sqlite_master where type <> 'index'").fetchall()
    there = {str(row[1]) for row in rows if row[0] == "table"}
    if not {*tables.BY_NAME, *tables.OUTSIDE_HISTORY} <= there or any(row[0] != "table" for row in rows):
        raise damaged()


def migrate(connection: sqlite3.Connection) -> int:
    """Take every pending step, each in a transaction of its own; answer how many were taken."""
    return build(connection, CURRENT)


def build(connection: sqlite3.Connection, version: int) -> int:
    """Take the steps up to a version of the schema; answer how many were taken."""
    done = version_of(connection)
    if done >= version:
        return 0
    from sqlite_utils import Database  # noqa: PLC0415  heavy, and needed on an upgrade only

    database = Database(connection)
    for number in range(done, version):
        try:
            with database.atomic():
                STEPS[number](database)
                connection.execute(f"pragma user_version = {number + 1}")
        except errors() as error:
            # a table is there already, or missing: the number of the schema was damaged
            raise explained(error) or damaged() from error
    return version - done
