"""Schema step: the text of evidence files, and the index it is searched by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_INDEX = """
create virtual table evidence_index using fts5(
    body, content='',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
)
"""


def create_evidence_text(db: Database) -> None:
    """`evidence_text`: what was read of a file, once for its content; `why` says why there is nothing.

    It is made from the files, takes no part in undo, and can be made anew: `reader` tells by which reader
    it was made, `indexed` whether it stands in the index, which it does while something refers to the file.
    """
    text, number = str, int
    db.table("evidence_text").create(
        {"id": number, "sha256": text, "body": text, "why": text, "reader": number, "indexed": number},
        pk="id",
        strict=True,
    )
    db.table("evidence_text").create_index(["sha256"], unique=True)
    db.conn.execute(_INDEX)
