"""What is kept beside a section: points ticked by hand, evidence, and sentences taken from earlier years."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Tick:
    """A checkpoint ticked by hand, with the reason."""

    id: int
    section_id: int
    checkpoint: str
    reason: str


@dataclass(frozen=True, slots=True)
class SectionFile:
    """A file of evidence of a section; `size` in bytes."""

    id: int
    sha256: str
    name: str
    size: int
    caption: str


@dataclass(frozen=True, slots=True)
class ReusedSentence:
    """A sentence taken from the report of `year`: `origin` as it stood there, `words` as put in, tokens kept.

    `words` "" says that it was accepted. `source` is where it stood (2024年本镇年报（三）第3段), "" when that is
    not known; `marks` are (start, end, kind) of what is still of then in `words`.
    """

    id: int
    section_id: int
    words: str
    origin: str
    year: int
    heading: str
    source: str = ""
    marks: tuple[tuple[int, int, str], ...] = ()


def ticks(archive: Archive, report_id: int) -> tuple[Tick, ...]:
    """All ticks by hand in a report."""
    rows = archive.read(
        "select checkpoint_tick.* from checkpoint_tick join section on section.id = section_id"
        " where report_id = ? order by checkpoint_tick.id",
        (report_id,),
    )
    return tuple(
        Tick(int(r["id"]), int(r["section_id"]), str(r["checkpoint"]), str(r["reason"])) for r in rows
    )


def files(archive: Archive, section_id: int) -> tuple[SectionFile, ...]:
    """The evidence of a section in the order it came."""
    rows = archive.read(
        "select section_evidence.id, sha256, name, size, caption from section_evidence"
        " join evidence on evidence.id = evidence_id where section_id = ? order by section_evidence.id",
        (section_id,),
    )
    return tuple(
        SectionFile(int(r["id"]), str(r["sha256"]), str(r["name"]), int(r["size"]), str(r["caption"]))
        for r in rows
    )


def evidence_id(archive: Archive, digest: str, name: str) -> int:
    """The newest entry of a kept file."""
    rows = archive.read(
        "select id from evidence where sha256 = ? and name = ? order by id desc limit 1", (digest, name)
    )
    return int(rows[0]["id"])


def reused(archive: Archive, section_id: int) -> tuple[ReusedSentence, ...]:
    """The sentences of a section that were taken from earlier years, in the order they came."""
    rows = archive.read("select * from reused_sentence where section_id = ? order by id", (section_id,))
    return tuple(
        ReusedSentence(
            int(r["id"]),
            int(r["section_id"]),
            str(r["words"]),
            str(r["origin"]),
            int(r["year"]),
            str(r["heading"]),
            str(r["source"]),
            tuple((int(start), int(end), str(kind)) for start, end, kind in json.loads(r["marks"])),
        )
        for r in rows
    )


def plain_marks(marks: Sequence[tuple[int, int, str]]) -> str:
    """Marks as the table holds them."""
    return json.dumps(marks)
