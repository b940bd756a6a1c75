"""Schema step: the amounts of a ledger in their order, so that a large one need not be read through for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

NAME = "idx_ledger_row_amount"
COLUMN = "amount"
"""What the ledger of disputes, the one that grows large, is looked through for by quantity; others have it too."""

NOTHING = 2**63 - 1
"""What an empty cell goes by, as in `ledger_views.key_of`; no amount that is written comes near."""

_NUDGE = 0.0128641
"""Moves what is rounded off away from the halves, where a number read one bit higher or lower would count as another."""


def millionths(number: str) -> str:
    """SQL of a decimal number as whole millionths; null for null.

    SQLite reads decimals into binary floats, and not every build of it reads the last bit alike; an index is sound
    only as long as the same text makes the same number on every computer, so it is rounded, not cut off.
    """
    return f"cast(round({number} * 1000000 + {_NUDGE}) as integer)"


_STORED = "cast(cells as blob)"
_NAMED, _GIVEN = b'"amount":'.hex(), b'"amount":"#'.hex()
_DIGITS = f"substr({_STORED}, nullif(instr({_STORED}, x'{_GIVEN}'), 0) + 11, 24)"
_TAKEN_OUT = "substr(json_extract(cells, '$.amount'), 2)"
_OTHERWISE = f"case when json_valid(cells) then {millionths(_TAKEN_OUT)} end"

PRESENT = f"instr({_STORED}, x'{_NAMED}') > 0"
"""Of the rows that have such a cell; a query that wants the index says the same."""

AMOUNT = f"coalesce({millionths(_DIGITS)}, {_OTHERWISE}, {NOTHING})"
"""What `ledger_views.key_of` orders amounts by: whole millionths."""

INDEX = f"{NAME} on ledger_row (kind, year, {AMOUNT}) where {PRESENT}"
"""The whole of it, by which `health` knows it from an index of somebody else's that computes something."""


def create_amounts(db: Database) -> None:
    """An index of the amounts by kind and year: some twenty bytes a row, two seconds for a million of them."""
    db.conn.execute(f"create index {INDEX}")
