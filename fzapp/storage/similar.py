"""Paragraphs of other reports that share words with a text: found through the index of all texts."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from fzapp.storage.search import phrases, place

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_EACH = 3_000
"""Newest paragraphs that are asked for by one word: a word that more of them hold tells nothing."""


@dataclass(frozen=True, slots=True)
class StoredParagraph:
    """A paragraph (1-based) of a section as stored, with what is known of its report."""

    section_id: int
    paragraph: int
    report_id: int
    year: int
    spec: str
    heading: str
    text: str


def sharing(
    connection: sqlite3.Connection, words: Sequence[str], most: int, report_id: int, until: int
) -> tuple[StoredParagraph, ...]:
    """The `most` paragraphs that share most of `words`, of reports but `report_id` on years up to `until`.

    A word counts the more the fewer paragraphs hold it. Reads through `connection`, from any thread.
    """
    votes: defaultdict[int, float] = defaultdict(float)
    for word in words:
        rows = connection.execute(
            "select rowid from text_index where text_index match ? and rowid > 0 order by rowid desc limit ?",
            (phrases([word]), _EACH),
        ).fetchall()
        weight = 1 / (1 + math.log1p(len(rows)))
        for row in rows:
            votes[int(row[0])] += weight
    best = [place(key) for key in nlargest(4 * most, votes, key=lambda key: (votes[key], key))]
    wanted = [(one.section_id, one.paragraph) for one in best if one.paragraph]
    return _paragraphs(connection, wanted, report_id, until)[:most]


def of_sections_like(
    connection: sqlite3.Connection, spec: str, heading: str, report_id: int, until: int, most: int
) -> tuple[StoredParagraph, ...]:
    """The paragraphs of the same section of the outline in other reports, the newest first, at most `most`."""
    rows = connection.execute(
        "select section.id, body from section join report on report.id = report_id where report_id <> ?"
        " and year <= ? and (spec <> '' and spec = ? or heading <> '' and heading = ?)"
        " order by year desc, section.id limit ?",
        (report_id, until, spec, heading, most),
    ).fetchall()
    keys = [
        (int(row[0]), number)
        for row in rows
        for number, text in enumerate(str(row[1]).split("\n"), 1)
        if text.strip()
    ]
    return _paragraphs(connection, keys, report_id, until)[:most]


def _paragraphs(
    connection: sqlite3.Connection, keys: Sequence[tuple[int, int]], report_id: int, until: int
) -> tuple[StoredParagraph, ...]:
    """What stands at (section, paragraph), in the order asked for; nothing of `report_id` or later years."""
    known = _sections(connection, dict.fromkeys(key for key, _ in keys))
    found: list[StoredParagraph] = []
    for key, number in keys:
        row = known.get(key)
        if row is not None and int(row[1]) != report_id and int(row[2]) <= until:
            line = str(row[5]).split("\n")[number - 1]
            found.append(
                StoredParagraph(key, number, int(row[1]), int(row[2]), str(row[3]), str(row[4]), line)
            )
    return tuple(found)


def _sections(connection: sqlite3.Connection, keys: Iterable[int]) -> dict[int, sqlite3.Row]:
    rows: dict[int, sqlite3.Row] = {}
    wanted = list(keys)
    for first in range(0, len(wanted), 500):
        part = wanted[first : first + 500]
        marks = ",".join("?" * len(part))
        for row in connection.execute(
            "select section.id, report_id, year, spec, heading, body from section"  # noqa: S608  marks only
            f" join report on report.id = report_id where section.id in ({marks})",
            part,
        ):
            rows[int(row[0])] = row
    return rows
