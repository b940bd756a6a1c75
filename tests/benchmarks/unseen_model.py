"""Invented reports whose outline is known by construction: the tagged texts of tests/data/unseen.

A line of such a text is `tag|field|field…`; `@name` stands for a paragraph of paragraphs.txt. Tags: head, num,
title, sub, dateline, to, p, h1–h4 (number, text, end mark, text behind, levels accepted), m (may be a
heading or not), row (cells), att, sig, date (as written, ISO), note, annex, atitle, x (to be dropped),
i (imprint), and nothing for a blank line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "data" / "unseen"
NEUTRAL = ("head", "blank", "box", "i")
_FIELDS = {"sub": "subtitle", "to": "addressee", "note": "note"}
_SIGNER = re.compile(r"\s*签发人.*")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a report: what it is and what it says."""

    kind: str
    text: str = ""
    level: int = 0
    number: str = ""
    heading: str = ""
    accept: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()
    iso: str = ""


@dataclass(slots=True)
class Gold:
    """What a reader of the document should find; lines are 1-based."""

    title: str = ""
    subtitle: str = ""
    doc_number: str = ""
    addressee: str = ""
    signature: str = ""
    date: str = ""
    note: str = ""
    attachments: list[str] = field(default_factory=list)
    annexes: int = 0
    headings: list[tuple[int, Item]] = field(default_factory=list)
    maybe: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    neutral: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)


def names() -> list[str]:
    """The names of all reports."""
    return sorted(path.stem for path in FOLDER.glob("u*.txt"))


def items(name: str) -> tuple[Item, ...]:
    """The lines of a report."""
    pool = dict(line.split("|", 1) for line in _lines("paragraphs"))
    return tuple(_item(line.split("|"), pool) for line in _lines(name))


def _lines(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _item(fields: list[str], pool: dict[str, str]) -> Item:
    kind, *rest = [pool[part[1:]] if part.startswith("@") else part for part in fields]
    if kind == "":
        return Item("blank")
    if kind == "row":
        return Item("row", "\t".join(rest), cells=tuple(rest))
    if kind in ("date", "dateline"):
        return Item(kind, rest[0], iso=rest[1])
    if re.fullmatch("h[1-4]", kind):
        number, heading, end, behind, accept = [*rest, "", "", "", ""][:5]
        levels = tuple(map(int, accept.split(","))) if accept else (int(kind[1]),)
        return Item("h", number + heading + end + behind, int(kind[1]), number, heading, levels)
    return Item(kind, rest[0])


def squeezed(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())


def gold_of(lines: list[Item]) -> Gold:
    """The gold of a document whose lines (or paragraphs, cells one by one) are `lines`."""
    gold = Gold()
    for number, item in enumerate(lines, 1):
        _add(gold, number, item)
    return gold


def _add(gold: Gold, number: int, item: Item) -> None:
    kind, text = item.kind, item.text
    if kind in _FIELDS:
        setattr(gold, _FIELDS[kind], text)
    elif kind in ("title", "sig"):
        name = "title" if kind == "title" else "signature"
        setattr(gold, name, getattr(gold, name) + squeezed(text).removesuffix("（盖章）"))
    elif kind in ("num", "date", "dateline"):
        name, value = ("date", item.iso) if item.iso else ("doc_number", _SIGNER.sub("", text).strip("（）"))
        setattr(gold, name, value)
    elif kind == "h":
        gold.headings.append((number, item))
    elif kind == "att":
        gold.attachments.append(re.sub(r"^\s*(?:附件：)?(?:\d[.．])?", "", text))
    gold.annexes += kind == "annex"
    for kinds, lines in ((("m",), gold.maybe), (("x",), gold.dropped), (NEUTRAL, gold.neutral)):
        if kind in kinds:
            lines.add(number)
    if kind in ("p", "m", "h", "cell", "row"):
        gold.texts.append(text.strip().removeprefix(item.number))


def as_text(report: tuple[Item, ...], *, indent: str = "", spaced: bool = False) -> tuple[str, Gold]:
    """A report as plain text; `spaced` puts a blank line between all lines."""
    lines: list[Item] = []
    for item in report:
        lines.append(replace(item, text=indent + item.text) if item.kind in ("p", "h", "m") else item)
        if spaced and item.kind != "blank":
            lines.append(Item("blank"))
    return "\n".join(line.text for line in lines) + "\n", gold_of(lines)
