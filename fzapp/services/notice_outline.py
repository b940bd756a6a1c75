"""The outline of a report in the notice that asks for it: headings and points, to be confirmed line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.template import Checkpoint, ReportTemplate, SectionSpec
from fzapp.services.template_edits import WORDS, free_id
from fzapp.text.outline import heading_at, is_enumeration, ordinal_at
from fzapp.text.outline_glue import split_gaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_LINES = 500
LONGEST_HEADING = 60
LONGEST_POINT = 120
BASIS = "县里的通知"
_END = re.compile(r"[。；;：:，,、.！!\s]+$")
_RUN_IN = re.compile(
    r"[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[，,、：:]|首先[，,]?|其次[，,]?|再次[，,]?|最后[，,]?"
)
_CLAUSE = re.compile(r"[。；;]")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[.．、]|第[一二三四五六七八九十]+[章节])"
)
_OTHER = re.compile(r"附件|联系人|联系电话|特此通知|各(?:乡镇|镇|街道|单位)|.{0,20}年.{0,3}月.{0,3}日$")


class LineKind(StrEnum):
    """What becomes of a line."""

    SECTION = "section"
    POINT = "point"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As it is called on the screen."""
        return {"section": "章节", "point": "检查要点", "other": "不要"}[self.value]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of the notice: what it becomes, its text without number and end mark, and, of a section, its level."""

    text: str
    kind: LineKind
    level: int = 1


def outline_of(text: str) -> tuple[NoticeLine, ...]:
    """The lines of a pasted notice with what they are likely to be. Raises `UserError` when there are none."""
    lines = [
        piece for line in text.splitlines()[:MOST_LINES] for _, piece in split_gaps(line) if piece.strip()
    ]
    if not lines:
        raise UserError("没有可以认的文字", "先从通知里复制提纲，再粘贴进来")
    raw = [read for line in lines for read in _read(line)]
    levels = sorted({line.level for line in raw if line.kind is LineKind.SECTION})
    rank = {level: min(place, 2) for place, level in enumerate(levels, 1)}
    return tuple(_fitted(_ranked(raw, rank)))


def template_from(
    lines: Sequence[NoticeLine], name: str, *, month: int = 12, day: int = 31, next_year: bool = False
) -> ReportTemplate:
    """A template from confirmed lines; points before the first section go to the lead. Raises `UserError`."""
    sections = [SectionSpec("lead", 0, "", words=(50, 250))]
    for line in lines:
        if line.kind is LineKind.SECTION:
            taken = (spec.id for spec in sections)
            level = min(max(line.level, 1), 2) if len(sections) > 1 else 1
            sections.append(SectionSpec(free_id(taken, "part"), level, line.text, words=WORDS))
        elif line.kind is LineKind.POINT:
            sections[-1] = _with_point(sections[-1], line.text)
    if len(sections) == 1:
        raise UserError("没有一行是章节", "至少把一行定为章节")
    return ReportTemplate(
        id="",
        name=name.strip(),
        title=f"{{unit}}关于{{year}}年{name.strip()}",
        addressee="{superior}：",
        signature="{unit}",
        sections=tuple(sections),
        due_month=month,
        due_day=day,
        due_next_year=next_year,
        basis=BASIS,
    )


def _with_point(spec: SectionSpec, text: str) -> SectionSpec:
    point = Checkpoint(free_id((one.id for one in spec.checkpoints), "point"), text, BASIS)
    return SectionSpec(spec.id, spec.level, spec.heading, spec.hint, (*spec.checkpoints, point), spec.words)


def _read(line: str) -> Iterator[NoticeLine]:
    """What a line says: a heading, a heading with points behind it, a point, or nothing of the outline."""
    mark = heading_at(line) or ordinal_at(line)
    if mark is None:
        yield from _plain(line)
        return
    heading = mark.text or _first_clause(line[mark.body :])
    text = _heading(heading)
    rest = line[mark.body :] if mark.text else ""
    if text:
        short = len(text) <= LONGEST_HEADING
        yield NoticeLine(text[:LONGEST_POINT], LineKind.SECTION if short else LineKind.POINT, mark.level)
    yield from _points(rest)


def _plain(line: str) -> Iterator[NoticeLine]:
    if is_enumeration(line):
        yield from _points(line)
    elif text := _bare(line):
        yield NoticeLine(text[:LONGEST_POINT], LineKind.OTHER if _OTHER.match(text) else LineKind.POINT)


def _points(text: str) -> Iterator[NoticeLine]:
    """The clauses of a text behind a heading, each a point."""
    for clause in _CLAUSE.split(text):
        point = _bare(_RUN_IN.sub("", clause, count=1) if is_enumeration(clause) else clause)
        if point:
            yield NoticeLine(point[:LONGEST_POINT], LineKind.POINT)


def _first_clause(text: str) -> str:
    return _CLAUSE.split(text, maxsplit=1)[0]


def _bare(text: str) -> str:
    return _END.sub("", text.strip().strip("\u3000"))


def _heading(text: str) -> str:
    """A heading without a second number and end mark."""
    return _bare(_NUMBERED.sub("", text, count=1))


def _ranked(lines: Sequence[NoticeLine], rank: dict[int, int]) -> Iterator[NoticeLine]:
    """Levels as a report has them: the two highest are headings, what is deeper becomes a point."""
    highest = sorted(rank)[:2]
    for line in lines:
        if line.kind is not LineKind.SECTION:
            yield line
        elif line.level not in highest:
            yield NoticeLine(line.text, LineKind.POINT)
        else:
            yield NoticeLine(line.text, LineKind.SECTION, rank[line.level])


def _fitted(lines: Iterator[NoticeLine]) -> Iterator[NoticeLine]:
    """A heading of the second level needs one above it; what stands before the first heading is no outline."""
    begun = False
    kept = list(lines)
    has_sections = any(line.kind is LineKind.SECTION for line in kept)
    for line in kept:
        if line.kind is LineKind.SECTION:
            yield line if begun else NoticeLine(line.text, line.kind, 1)
            begun = True
        elif has_sections and not begun:
            yield NoticeLine(line.text, LineKind.OTHER)
        else:
            yield line
