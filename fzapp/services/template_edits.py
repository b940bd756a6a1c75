"""Changes to a template as pure steps: sections and checkpoints moved, added, taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.template import Checkpoint, SectionSpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fzapp.domain.template import ReportTemplate

NEW_HEADING = "新的一节"
NEW_POINT = "新的要点"
WORDS = (100, 300)
"""The range a new section begins with."""


def block(template: ReportTemplate, place: int) -> range:
    """The places of a section and of those that stand below it."""
    sections = template.sections
    end = place + 1
    if sections[place].level == 1:
        while end < len(sections) and sections[end].level > 1:
            end += 1
    return range(place, end)


def moved(template: ReportTemplate, place: int, to: int) -> ReportTemplate:
    """The section at `place` with all below it so that it stands before what is at `to` now.

    The template is answered as it was where that cannot be: before the lead, into itself.
    """
    taken = block(template, place)
    sections = template.sections
    lead = bool(sections) and sections[0].level == 0
    to = max(to, 1 if lead else 0)
    if (lead and place == 0) or taken.start <= to <= taken.stop:
        return template
    rest = [*sections[: taken.start], *sections[taken.stop :]]
    at = to if to < taken.start else to - len(taken)
    rest[at:at] = sections[taken.start : taken.stop]
    return replace(template, sections=tuple(rest))


def stepped(template: ReportTemplate, place: int, by: int) -> tuple[ReportTemplate, int]:
    """The section one step up (-1) or down (1) among those of its level, and where it stands then."""
    taken = block(template, place)
    to = _before(template, place) if by < 0 else _behind(template, taken.stop)
    changed = moved(template, place, to)
    return changed, place_of(changed, template.sections[place].id)


def place_of(template: ReportTemplate, section_id: str) -> int:
    """Where a section stands; -1 when it is not there."""
    return next((at for at, spec in enumerate(template.sections) if spec.id == section_id), -1)


def with_section(template: ReportTemplate, behind: int) -> tuple[ReportTemplate, int]:
    """A new section of the level of the one at `behind` (-1: none yet), behind all below it; and its place."""
    sections = template.sections
    level = max(1, sections[behind].level) if 0 <= behind < len(sections) else 1
    at = block(template, behind).stop if 0 <= behind < len(sections) else len(sections)
    new = SectionSpec(free_id((s.id for s in sections), "part"), level, NEW_HEADING, words=WORDS)
    return replace(template, sections=(*sections[:at], new, *sections[at:])), at


def without_section(template: ReportTemplate, place: int) -> ReportTemplate:
    """Without a section and all below it."""
    taken = block(template, place)
    return replace(template, sections=template.sections[: taken.start] + template.sections[taken.stop :])


def with_spec(template: ReportTemplate, place: int, spec: SectionSpec) -> ReportTemplate:
    """Another section in the place of one."""
    sections = list(template.sections)
    sections[place] = spec
    return replace(template, sections=tuple(sections))


def new_point(spec: SectionSpec) -> Checkpoint:
    """A checkpoint that a section can take."""
    return Checkpoint(free_id((point.id for point in spec.checkpoints), "point"), NEW_POINT)


def free_id(taken: Iterable[str], stem: str) -> str:
    """An id that is not taken: part_1, part_2 and so on."""
    known = set(taken)
    return next(name for number in range(1, len(known) + 2) if (name := f"{stem}_{number}") not in known)


def _before(template: ReportTemplate, place: int) -> int:
    """Where a section goes that moves up: before the one of its level above, or above the heading over it."""
    level = template.sections[place].level
    for at in range(place - 1, -1, -1):
        if template.sections[at].level <= level:
            crosses = template.sections[at].level < level
            return at if not crosses or _has_heading_above(template, at) else place
    return place


def _behind(template: ReportTemplate, stop: int) -> int:
    """Where a section goes that moves down: behind the one that follows, with all below it."""
    if stop >= len(template.sections):
        return stop
    following = block(template, stop)
    level = template.sections[stop].level
    below_heading = level == 1 and stop and template.sections[stop - 1].level > 1
    return stop + 1 if below_heading and len(following) > 1 else following.stop


def _has_heading_above(template: ReportTemplate, at: int) -> bool:
    return any(spec.level == 1 for spec in template.sections[:at])
