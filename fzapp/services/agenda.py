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


class Elsewhere(StrEnum):
    """Where a thing is done that is not done in a section; `label` is the word on its button."""

    SETTINGS = "settings"
    CHECK = "check"
    NEXT_YEAR = "next_year"
    SUBMIT = "submit"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _WORDS[self]


_WORDS = {
    Elsewhere.SETTINGS: "去填",
    Elsewhere.CHECK: "去校核",
    Elsewhere.NEXT_YEAR: "换年度",
    Elsewhere.SUBMIT: "去报送",
}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `section_id` is where to do it, 0 is nowhere in the report; then `elsewhere` may say where."""

    urgency: Urgency
    text: str
    section_id: int = 0
    elsewhere: Elsewhere | None = None


def agenda(tasks: Sequence[TaskRow], progress: Progress, unit: UnitProfile) -> tuple[Todo, ...]:
    """What is left to do for a report, the most pressing first, from what `OverviewService` says of it."""
    rows = [row for row in tasks if not row.only_holds_others]
    found = [*_due(progress), *_marked(rows), *_not_started(rows), *_open_points(rows), *_profile(unit)]
    return tuple(sorted(found, key=lambda todo: todo.urgency.value))


def left_of_signed(days_left: int | None, *, sent: bool) -> tuple[Todo, ...]:
    """What is left for a signed report: to hand it in. `days_left` is as in `Progress`."""
    if sent:
        return ()
    told, urgency = "已经签发，还没有报送", Urgency.REMIND
    if days_left is not None:
        told = f"{told}，{_when_due(days_left)}"
        urgency = Urgency.MUST if days_left <= DUE_SOON else Urgency.REMIND
    return (Todo(urgency, told, elsewhere=Elsewhere.SUBMIT),)


def _when_due(days: int) -> str:
    if days < 0:
        return f"报送期限已过{-days}天"
    return f"离报送期限还有{days}天" if days else "今天就是报送期限"


def _due(progress: Progress) -> Iterator[Todo]:
    days, left = progress.days_left, progress.total - progress.done
    soon = days is not None and days <= DUE_SOON
    when = f"{_when_due(days)}，" if days is not None and soon else ""
    urgency = Urgency.MUST if soon else Urgency.REMIND
    if not left:
        yield Todo(urgency, f"{when}各节都写完了，还没有签发", elsewhere=Elsewhere.CHECK)
    elif soon:
        yield Todo(urgency, f"{when}还有{left}节没写完")


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
    return Todo(Urgency.REMIND, f"{old + 1}年了，可以换到新年度{rest}", elsewhere=Elsewhere.NEXT_YEAR)


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
        yield Todo(Urgency.REMIND, f"本单位情况还缺{'、'.join(missing)}", elsewhere=Elsewhere.SETTINGS)
