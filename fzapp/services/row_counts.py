"""How many rows each ledger has in each year: counted once, then kept up to date with every change.

Counting a million rows takes longer than the window may be kept waiting, and nearly everything that is done to
a ledger asks for the number again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fzapp.storage import ledgers as stored
from fzapp.storage.changes import Op
from fzapp.storage.tables import LEDGER_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

    Counted = tuple[int, Counter[tuple[str, int]]]
    """The version of the rows that were counted, and how many there are by kind and year."""

_MOST_FOLLOWED = 10_000
"""Rows of a change that are looked at one by one; after a larger one all are counted anew."""


class RowCounts:
    """Counts on the thread of the archive when first asked, unless a worker has done so before."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: Counter[tuple[str, int]] | None = None
        self._version = 0
        self._imported: dict[int, Counter[tuple[str, int]]] = {}
        archive.on_change(self._on_change, first=True)

    def of_year(self, year: int, standing: Sequence[str]) -> dict[str, int]:
        """The rows of each kind that has any in a year; of the kinds `standing` those of earlier years too."""
        if self._known is None:
            self._known = stored.counts(self._archive)
        found: Counter[str] = Counter()
        for (kind, own), count in sorted(self._known.items()):
            if own == year or (own < year and kind in standing):
                found[kind] += count
        return {kind: count for kind, count in found.items() if count}

    @property
    def known(self) -> bool:
        """Whether `of_year` answers at once."""
        return self._known is not None

    def count(self) -> Counted:
        """Count on a worker; `take` what comes of it."""
        version = self._version
        with self._archive.snapshot() as moment:
            return version, stored.counts(moment)

    def take(self, counted: Counted) -> None:
        """What a worker has counted, unless rows were changed meanwhile."""
        version, counts = counted
        if version == self._version:
            self._known = counts

    def _on_change(self, change: Change) -> None:
        if LEDGER_ROW.name not in change.tables:
            return
        self._version += 1
        if self._known is None:
            return
        moved = self._moved(change)
        if moved is None:
            self._known = None
            return
        for place, by in moved.items():
            self._known[place] += by

    def _moved(self, change: Change) -> Counter[tuple[str, int]] | None:
        """By how much the numbers go up or down; None where finding out would take longer than counting."""
        if change.is_large and change.op is Op.IMPORT_ROWS:
            return self._imported_rows(change)
        if len(change.rows) > _MOST_FOLLOWED:
            return None
        moved: Counter[tuple[str, int]] = Counter()
        for row in change.rows:
            if row.table == LEDGER_ROW.name:
                for image, by in ((row.before, -1), (row.after, 1)):
                    if image is not None:
                        moved[str(image["kind"]), int(str(image["year"]))] += by
        return moved

    def _imported_rows(self, change: Change) -> Counter[tuple[str, int]] | None:
        """An import only adds rows, with keys that follow one another; undone and redone they go and come alike."""
        if change.reverts is None:
            keys = change.ids(LEDGER_ROW.name)
            moved = stored.counts(self._archive, (min(keys), max(keys)))
        elif change.reverts in self._imported:
            moved = Counter({place: -by for place, by in self._imported[change.reverts].items()})
        else:
            return None  # it was made before this start
        self._imported[change.reverts or change.id] = moved
        return moved
