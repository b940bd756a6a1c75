"""Decisions before publication: the table they stand in."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from fzapp.storage import tables
from fzapp.storage.migrations import STEPS
from fzapp.storage.schema_release import create_release


def test_a_table_of_an_earlier_shape_gives_way() -> None:
    connection = sqlite3.connect(":memory:")
    database = Database(connection)
    for step in STEPS[: STEPS.index(create_release)]:
        step(database)
    database.table("release_decision").create({"id": int, "words": str}, pk="id", strict=True)
    create_release(database)
    columns = {row[1] for row in connection.execute("pragma table_info(release_decision)")}
    assert columns == {"id", *tables.RELEASE_DECISION.columns}
