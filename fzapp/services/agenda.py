"""What is still to be done for a report, derived from what the archive holds and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.report import SectionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.domain.unit import UnitProfile
    from fzapp.services.overview import Progress, TaskRow

DUE_SOON = 14
"""Days before the due date from which it is said."""
POINTS_TOLD = 4
"""Sections with open checkpoints that are named one by one; the others are counted."""


class Urgency(StrEnum):
    """How pressing something is; the values order it, `label` is shown."""

    MUST = "1_must"
    FILL = "2_fill"
    REMIND = "3_remind"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {Urgency.MUST: "必须", Urgency.FILL: "待补", Urgency.REMIND: "提醒"}[self]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `section_id` is where to do it; 0 is nowhere in the report.

    `in_settings` says that it is done where 本单位情况 is kept, `turns_year` that it is turning to the next year.
    """

    urgency: Urgency
    text: str
    section_id: int = 0
    in_settings: bool = False
    turns_year: bool = False


def agenda(tasks: Sequence[TaskRow], progress: Progress, unit: UnitProfile) -> tuple[Todo, ...]:
    """What is left to do for a report, the most pressing first, from what `OverviewService` says of it."""
    rows = [row for row in tasks if not row.only_holds_others]
    found = [*_due(progress), *_marked(rows), *_not_started(rows), *_open_points(rows), *_profile(unit)]
    return tuple(sorted(found, key=lambda todo: todo.urgency.value))


def _due(progress: Progress) -> Iterator[Todo]:
    days, left = progress.days_left, progress.total - progress.done
    if days is None or left == 0:
        return
    if days < 0:
        yield Todo(Urgency.MUST, f"报送期限已过{-days}天，还有{left}节没写完")
    elif days <= DUE_SOON:
        when = f"离报送期限还有{days}天" if days else "今天就是报送期限"
        yield Todo(Urgency.MUST, f"{when}，还有{left}节没写完")


def _marked(rows: Sequence[TaskRow]) -> Iterator[Todo]:
    for row in rows:
        if row.section.state is SectionState.HAS_FINDINGS:
            yield Todo(Urgency.MUST, f"{row.title}：有问题没有处理", row.section.id)
        elif row.gaps:
            yield Todo(Urgency.FILL, f"{row.title}：有{row.gaps}个数还没填", row.section.id)
        elif row.section.state is SectionState.AWAITING_FIGURES:
            yield Todo(Urgency.FILL, f"{row.title}：有数还没填", row.section.id)


def _not_started(rows: Sequence[TaskRow]) -> Iterator[Todo]:
    untouched = [row for row in rows if row.section.state is SectionState.NOT_STARTED]
    if len(untouched) == 1:
        yield Todo(Urgency.FILL, f"{untouched[0].title}：还没有开始写", untouched[0].section.id)
    elif untouched:
        count = sum(row.is_counted for row in untouched)
        lead = "" if untouched[0].section.level else "导语和"
        yield Todo(Urgency.FILL, f"{lead}{count}节还没有开始写", untouched[0].section.id)


def _open_points(rows: Sequence[TaskRow]) -> Iterator[Todo]:
    """Sections that the writer has declared written and whose checkpoints the text does not all cover."""
    written = [row for row in rows if row.section.state is SectionState.WRITTEN and row.points]
    missing = [row for row in written if row.points_done < row.points]
    for row in missing[:POINTS_TOLD]:
        count = row.points - row.points_done
        yield Todo(Urgency.REMIND, f"{row.title}：还有{count}个要点没写到", row.section.id)
    if len(missing) > POINTS_TOLD:
        first = missing[POINTS_TOLD].section.id
        yield Todo(Urgency.REMIND, f"另有{len(missing) - POINTS_TOLD}节也有要点没写到", first)


def year_to_turn(old: int, left: int) -> Todo:
    """The calendar is ahead: `left` drafts of the `old` year are still in hand."""
    rest = f"，{old}年没签发的{left}份照样接着写" if left else ""
    return Todo(Urgency.REMIND, f"{old + 1}年了，可以换到新年度{rest}", turns_year=True)


def _profile(unit: UnitProfile) -> Iterator[Todo]:
    missing = [
        name
        for name, value in (
            ("单位全称", unit.full_name),
            ("简称", unit.short_name),
            ("主送机关", unit.superior),
        )
        if not value
    ]
    if missing:
        yield Todo(Urgency.REMIND, f"本单位情况还缺{'、'.join(missing)}", in_settings=True)
