"""Schema step: reports that were brought in are records, and a report says until when its figures run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_periods(db: Database) -> None:
    """`report.figures_until` is the last day that its figures count, as month and day (11-30), "" for the whole year.

    What has an original file and was not signed was brought in, and becomes a record.
    """
    db.conn.execute("alter table report add column figures_until text not null default ''")
    db.conn.execute("update report set stage = 'record' where stage = 'draft' and source_hash <> ''")
