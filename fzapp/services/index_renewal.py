"""The index of all texts made anew, piece by piece: until it is whole the old one answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fzapp.storage import evidence_index, reports, search

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive

STEP_SECONDS = 0.03
"""How long one transaction takes texts in: a window stays alive between two of them."""


class IndexRenewal:
    """Every step is one transaction; what is written meanwhile is in both indexes.

    `close` at the end, whether it was finished or not: then nothing is left of a new one that is not whole.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.total = reports.count_sections(archive)
        self.done = 0
        self._begun = self._finished = False

    def step(self, seconds: float = STEP_SECONDS) -> bool:
        """Take texts in for about `seconds`; answers whether something is left.

        With the last step files of evidence are marked to be read anew. Raises `UserError` when the archive
        cannot be written.
        """
        until = time.monotonic() + seconds
        with self._archive.journal() as connection:
            if not self._begun:
                search.begin_anew(connection)
                self._begun = True
            while taken := search.go_on(connection):
                self.done += taken
                if time.monotonic() >= until:
                    return True
            search.take_new(connection)
            evidence_index.rebuild(connection)
        self._finished = True
        return False

    def close(self) -> None:
        """Let go of what was begun and not finished."""
        if self._begun and not self._finished:
            with self._archive.journal() as connection:
                search.give_up_new(connection)
