"""Schema step: a sentence that was taken over says where it stood, and which of its words are still of then."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_reuse(db: Database) -> None:
    """`reused_sentence.source` is its place in words (2024年本镇年报（三）第3段), "" for what came before this step.

    `marks` is a JSON list of [start, end, kind] in `words`: what nobody could move to this year.
    """
    db.conn.execute("alter table reused_sentence add column source text not null default ''")
    db.conn.execute("alter table reused_sentence add column marks text not null default '[]'")
