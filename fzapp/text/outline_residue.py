"""What sticks to copied reports and is no part of them: page numbers, watermarks, navigation of web pages.

The patterns are data: resources/rules/residue.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from fzapp.infra.paths import resources

_SHORT = 3
LONGEST = 200
"""A longer line is never residue as a whole."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One kind of residue: a line of at most `most` characters that holds one of `has`, fits `pattern`
    and holds `needs`. The expressions are compiled when a line comes that far.
    """

    pattern: str
    needs: str
    has: tuple[str, ...]
    most: int
    why: str

    def fits(self, line: str) -> bool:
        """Whether the whole of `line` is this kind of residue."""
        if len(line) > self.most or not any(part in line for part in self.has):
            return False
        return bool(re.fullmatch(self.pattern, line) and (not self.needs or re.search(self.needs, line)))


@dataclass(frozen=True, slots=True)
class CutSpan:
    """A piece cut out of a line and why."""

    text: str
    why: str


def residue_reason(line: str) -> str:
    """Why the whole of `line` is no part of a report, in Chinese; "" when it is not residue."""
    if len(line) > 2 * LONGEST:
        return ""
    plain = " ".join(line.split())
    if not plain or len(plain) > LONGEST or not (len(plain) <= _SHORT or _trigger().search(plain)):
        return ""
    for kind in _patterns("line"):
        if kind.fits(plain):
            return kind.why
    return ""


def cut_residue(line: str) -> tuple[str, tuple[CutSpan, ...]]:
    """`line` without the markers that stick inside it, and what was cut out."""
    cut: list[CutSpan] = []
    for kind in _patterns("span"):
        if any(part in line for part in kind.has):
            cut.extend(CutSpan(match[0], kind.why) for match in re.finditer(kind.pattern, line))
            line = re.sub(kind.pattern, "", line)
    return line, tuple(cut)


@cache
def _trigger() -> re.Pattern[str]:
    """Whatever any of the line patterns looks for first, in one expression: most lines have none of it."""
    parts = {part for kind in _patterns("line") for part in kind.has if part}
    return re.compile("|".join(re.escape(part) for part in sorted(parts)))


@cache
def _patterns(group: str) -> tuple[_Pattern, ...]:
    """The patterns of a group of the resource file."""
    data = tomllib.loads((resources() / "rules" / "residue.toml").read_text(encoding="utf-8"))
    return tuple(
        _Pattern(
            entry["pattern"],
            entry.get("needs", ""),
            tuple(entry["has"]),
            entry.get("most", LONGEST),
            entry["why"],
        )
        for entry in data[group]
    )
