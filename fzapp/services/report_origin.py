"""Who wrote a report: the own office, or another one whose report was brought in to read and compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.domain.report import Report
    from fzapp.domain.unit import UnitProfile

_OFFICE = re.compile(r"(?:人民政府|办事处|委员会|党工委|党委)$")
_IN_TITLE = re.compile(r"^(.{2,20}?(?:人民政府|办事处|委员会|党工委|(?<=[\u4e00-\u9fff]{2})[镇乡]|街道))")
_LEVEL = re.compile(r"(?:街道|镇|乡)$")


@dataclass(frozen=True, slots=True)
class Origin:
    """`full` signs (白沙街道办事处), `short` titles (白沙街道), `stem` is the bare name (白沙).

    `level` is 镇, 乡, 街道; `superior` is who the report went to. All of them are "" when unknown.
    """

    full: str = ""
    short: str = ""
    stem: str = ""
    level: str = ""
    superior: str = ""
    is_own: bool = True

    @property
    def told(self) -> str:
        """本镇, or the name of the other office."""
        if not self.is_own:
            return self.short
        return f"本{self.level}" if self.level else "本单位"


def origin_of(report: Report, unit: UnitProfile) -> Origin:
    """Who wrote a report (with its sections): by signature or title, else by whether it names the own place."""
    content = report.content
    superior = content.addressee.strip().rstrip("：:")
    signed = content.signature.split("\n", 1)[0].strip().removeprefix("中共")
    full = signed if _OFFICE.search(signed) or _LEVEL.search(signed) else _named_in(content.title)
    if _is_own(full, report, unit):
        return Origin(unit.full_name, unit.short_name, _LEVEL.sub("", unit.short_name), unit.level, superior)
    short = _OFFICE.sub("", full)
    level = _LEVEL.search(short)
    return Origin(full, short, stem_of(short), level[0] if level else "", superior, is_own=False)


def short_of(name: str) -> str:
    """青石镇 of 青石镇人民政府 and of 中共青石镇委员会."""
    return _OFFICE.sub("", name.removeprefix("中共"))


def stem_of(name: str) -> str:
    """青石 of 青石镇 and of 青石镇人民政府."""
    return _LEVEL.sub("", short_of(name))


def _is_own(full: str, report: Report, unit: UnitProfile) -> bool:
    """Whether the own office wrote it; as long as nobody said who that is, every report is its own."""
    if not unit.short_name:
        return True
    if full:
        return unit.short_name in full or full == unit.full_name
    own = (unit.short_name, *(leader.name for leader in unit.leaders))
    texts = (report.content.title, report.content.signature, *(section.body for section in report.sections))
    return any(name and name in text for name in own for text in texts)


def _named_in(title: str) -> str:
    found = _IN_TITLE.search(title.removeprefix("中共"))
    return found[1] if found else ""
