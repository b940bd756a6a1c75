"""Last year's numbers in this year's draft (这些数今年还要用吗): bound to a ledger, a gap, or left out.

A sentence that holds a number still wanted is taken over with its years moved on; the number in it
becomes a figure or a gap, and a clause whose numbers are not wanted any more is left out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.body import figure_names, figure_token
from fzapp.domain.figure import PERCENT, YUAN
from fzapp.domain.report import BLANK, ReportStage, Section, state_after_edit
from fzapp.services.figure_report import number_span
from fzapp.services.figure_text import number_words
from fzapp.storage import figure_carry as stored
from fzapp.storage import reports, tables
from fzapp.storage.changes import Op
from fzapp.text.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fzapp.domain.report import Report
    from fzapp.services.figure_report import FigureItem, FigureReview
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.services.figures import FigureService
    from fzapp.services.overview import OverviewService
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

_CLAUSE = re.compile(r"[^，；]*[，；]?")
_NUMBER_START = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万两]")


class Wish(StrEnum):
    """What becomes of a number of last year's report."""

    BIND = "bind"
    GAP = "gap"
    DROP = "drop"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return _WISH_LABELS[self]


_WISH_LABELS = {Wish.BIND: "用台账里的数", Wish.GAP: "先空着，今年再填", Wish.DROP: "今年不用"}


@dataclass(frozen=True, slots=True)
class CarryItem:
    """A number of last year's report. `offer` is the figure it is likely to be, with this year's value.

    `section` is the title there, `key` the template section (or heading) by which this year's is found.
    `start` and `end` are its offsets in `sentence`; from `cut_from` to `cut_to` it gives way to a figure.
    """

    number: str
    section: str
    key: str
    sentence: str
    start: int
    end: int
    cut_from: int
    cut_to: int
    offer: LedgerFigure | None

    @property
    def proposed(self) -> Wish:
        """What is proposed: the ledger where unit and last year's value are the same, else a gap."""
        offer = self.offer
        if offer is None:
            return Wish.GAP
        same_unit = offer.unit in (PERCENT, YUAN) or self.number.endswith(offer.unit)
        same = offer.last_year is None or number_words(offer.last_year, offer.unit) in self.number
        return Wish.BIND if same_unit and same else Wish.GAP


class CarryService:
    """Lists the numbers of an imported report, and puts those still wanted into the next year's draft."""

    def __init__(
        self,
        archive: Archive,
        figures: FigureService,
        review: FigureReview,
        overview: OverviewService,
    ) -> None:
        self._archive = archive
        self._figures = figures
        self._review = review
        self._overview = overview

    def items(self, report_id: int) -> tuple[CarryItem, ...]:
        """The numbers of a report of another year with the figures they are likely to be in the next."""
        report = reports.get(self._archive, report_id)
        titles = {row.section.id: row.title for row in self._overview.tasks(report_id, figures=False)}
        return tuple(
            item
            for section in report.sections
            for item in self._of_section(report, section, titles[section.id])
        )

    def draft(self, report_id: int) -> Report | None:
        """The draft of the year behind, where the numbers go; None when it is not begun yet."""
        report = reports.get(self._archive, report_id)
        for other in reports.list_reports(self._archive):
            same = (other.genre, other.year) == (report.genre, report.year + 1)
            if same and other.stage is ReportStage.DRAFT:
                return reports.get(self._archive, other.id)
        return None

    def carry(self, report_id: int, items: Sequence[CarryItem], wishes: Mapping[int, Wish]) -> Change | None:
        """Put the wanted numbers into the next year's draft, or keep the choice until there is one.

        `wishes` are by the place of the item; one that is not named is taken as proposed. One operation.
        """
        report = reports.get(self._archive, report_id)
        lines = _wanted_lines(items, wishes, report.year)
        draft = self.draft(report_id)
        plain = json.dumps(lines, ensure_ascii=False)
        with self._archive.transact(Op.CARRY_FIGURES) as transaction:
            taken_by = draft.id if draft is not None else 0
            choice = stored.Choice(report.genre, report.year + 1, report_id, plain, taken_by)
            stored.keep(self._archive, transaction.write, choice)
            for section in draft.sections if draft is not None else ():
                body = _with_lines(section, lines)
                if body != section.body:
                    transaction.write.update(
                        tables.SECTION,
                        section.id,
                        body=body,
                        state=state_after_edit(section.state, body).value,
                        edited_at=self._archive.now(),
                    )
        return transaction.change

    def _of_section(self, report: Report, section: Section, title: str) -> Iterator[CarryItem]:
        text = self._figures.text(report, section)
        for item in self._review.of_section(report, section):
            place = _sentence(text, item)
            if place is None:
                continue
            sentence, begin = place
            offer = self._offer(report, section, item)
            cut = number_span(item, offer) if offer is not None else _number_span(item)
            yield CarryItem(
                item.text,
                title,
                section.spec or section.heading,
                sentence,
                item.start - begin,
                item.end - begin,
                cut[0] - begin,
                cut[1] - begin,
                offer,
            )

    def _offer(self, report: Report, section: Section, item: FigureItem) -> LedgerFigure | None:
        """The likely figure in the next year: by the ledgers of its own year, else by those of the next."""
        year = report.year + 1
        names = [one.name for one in item.offers]
        if not names and report.stage is not ReportStage.FINAL:
            later = replace(report, year=year)
            again = self._review.of_section(later, section)
            names = [one.name for other in again if other.start == item.start for one in other.offers]
        found = (self._figures.find(name.replace(str(report.year), str(year)), year) for name in names[:1])
        return next((figure for figure in found if figure is not None and figure.known), None)


def waiting_bodies(archive: Archive, genre: str, year: int) -> tuple[dict[str, list[str]], tuple[int, ...]]:
    """The lines that were wanted before the draft was begun, by section, and the keys of the choices."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    keys: list[int] = []
    for key, plain in stored.waiting(archive, genre, year):
        keys.append(key)
        for section, wanted in json.loads(plain).items():
            lines[section] += wanted
    return dict(lines), tuple(keys)


def with_waiting(section: Section, lines: Mapping[str, Sequence[str]]) -> Section:
    """A section of a new draft with the lines that were wanted for it."""
    body = _with_lines(section, lines)
    if body == section.body:
        return section
    return replace(section, body=body, state=state_after_edit(section.state, body))


def _sentence(text: str, item: FigureItem) -> tuple[str, int] | None:
    """The sentence that holds a number, and where in the text it begins; rows of tables have none."""
    begin = text.rfind("\n", 0, item.start) + 1
    stop = text.find("\n", item.end)
    line = text[begin : stop if stop >= 0 else len(text)]
    if "\t" in line:
        return None
    for sentence in sentences_of(line):
        if sentence.start <= item.start - begin < sentence.end:
            return sentence.text, begin + sentence.start
    return None


def _number_span(item: FigureItem) -> tuple[int, int]:
    """The digits of a number: its unit and its mark stay beside the gap."""
    digits = list(_NUMBER_START.finditer(item.text))
    if not digits:
        return item.start, item.end
    end = digits[-1].end() + (1 if item.text[digits[-1].end() : digits[-1].end() + 1] in ("%", "％") else 0)
    return item.start + digits[0].start(), item.start + end


def _wanted_lines(items: Sequence[CarryItem], wishes: Mapping[int, Wish], year: int) -> dict[str, list[str]]:
    """The sentences still wanted, by section, with figures and gaps in the place of the numbers."""
    groups: dict[tuple[str, str], list[tuple[CarryItem, Wish]]] = {}
    for place, item in enumerate(items):
        wish = wishes.get(place, item.proposed)
        if wish is Wish.BIND and item.offer is None:
            wish = Wish.GAP
        groups.setdefault((item.key, item.sentence), []).append((item, wish))
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for (key, sentence), members in groups.items():
        if any(wish is not Wish.DROP for _, wish in members):
            lines[key].append(_carried(sentence, members, year))
    return dict(lines)


def _carried(sentence: str, members: Iterable[tuple[CarryItem, Wish]], year: int) -> str:
    """A sentence of last year with its numbers replaced, years moved on, unwanted clauses left out."""
    parts: list[str] = []
    placed = sorted(members, key=lambda one: one[0].start)
    for clause in _CLAUSE.finditer(sentence):
        here = [(item, wish) for item, wish in placed if clause.start() <= item.start < clause.end()]
        if here and all(wish is Wish.DROP for _, wish in here):
            continue
        position = clause.start()
        for item, wish in here:
            parts.append(_moved(sentence[position : item.cut_from], year))
            kept = sentence[item.cut_from : item.cut_to]
            parts.append(kept if wish is Wish.DROP else _in_place(item, wish))
            position = item.cut_to
        parts.append(_moved(sentence[position : clause.end()], year))
    text = "".join(parts)
    return text if text.endswith(("。", "；", "！", "？")) else f"{text.rstrip('，；')}。"


def _in_place(item: CarryItem, wish: Wish) -> str:
    return figure_token(item.offer.name) if wish is Wish.BIND and item.offer is not None else BLANK


def _moved(text: str, year: int) -> str:
    """Last year's and this year's years moved on by one."""
    marked = text.replace(str(year + 1), "\0").replace(str(year), str(year + 1))
    return marked.replace("\0", str(year + 2))


def _with_lines(section: Section, lines: Mapping[str, Sequence[str]]) -> str:
    """The body of a section with the lines wanted for it that it does not hold yet, as one paragraph behind."""
    wanted = lines.get(section.spec) if section.spec else lines.get(section.heading)
    known = set(figure_names(section.body))
    added = [
        line
        for line in wanted or ()
        if line not in section.body and (BLANK in line or not set(figure_names(line)) <= known)
    ]
    if not added:
        return section.body
    return "\n".join(part for part in (section.body, "".join(added)) if part)
