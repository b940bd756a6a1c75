"""Where every number of a report comes from (数字出处表), and which reports a ledger row stands behind.

Of a signed report the table is the one that was kept at signing: no ledger changes it any more.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from fzapp.domain.figure import Rounding, form_of
from fzapp.domain.report import ReportStage
from fzapp.services.figure_report import FigureState
from fzapp.services.figure_rules import rule_of
from fzapp.services.figure_text import FigureBasis
from fzapp.storage import figures as stored
from fzapp.text.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.report import Report, Section
    from fzapp.services.figure_report import FigureItem, FigureReview
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.services.figures import FigureService
    from fzapp.services.ledgers import LedgerService
    from fzapp.services.overview import OverviewService
    from fzapp.storage.archive import Archive
    from fzapp.storage.ledgers import StoredRow

_LONGEST = 60
"""Characters of a sentence that are shown; of a longer one the clauses around the number."""

_AT_ONCE = 500
_BREAKS = "，、；：,"


class SourceState(StrEnum):
    """What stands behind a number."""

    LEDGER = "ledger"
    CONFIRMED_ZERO = "confirmed_zero"
    MANUAL = "manual"
    UNBOUND = "unbound"
    DIFFERING = "differing"

    @property
    def label(self) -> str:
        """The word on the screen and in the table."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    SourceState.LEDGER: "有台账",
    SourceState.CONFIRMED_ZERO: "已确认为零",
    SourceState.MANUAL: "手工",
    SourceState.UNBOUND: "待补",
    SourceState.DIFFERING: "不一致",
}
_BASIS_STATES = {
    FigureBasis.ROWS: SourceState.LEDGER,
    FigureBasis.CONFIRMED_ZERO: SourceState.CONFIRMED_ZERO,
    FigureBasis.MANUAL: SourceState.MANUAL,
    FigureBasis.NO_LEDGER: SourceState.UNBOUND,
}


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A number with its source. `number` as written with its unit, `sentence` as read, `section` its title.

    `name` is the figure (台账.指标) or "". `rule` says how it is counted. `rows` are keys of ledger rows,
    `row_numbers` their places in the ledger of the year (1—5、8). `evidence` names files, `by` who answers
    for it. `start` and `end` are offsets in the section as read.
    """

    number: str
    sentence: str
    section: str
    section_id: int
    start: int
    end: int
    state: SourceState
    name: str = ""
    ledger: str = ""
    rule: str = ""
    rows: Sequence[int] = ()
    row_numbers: str = ""
    evidence: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class RowUse:
    """A sentence of a report that counts a ledger row or names a figure. `section` is the title of its section."""

    report_id: int
    report_title: str
    year: int
    signed: bool
    section_id: int
    section: str
    name: str
    number: str
    sentence: str


class SourceService:
    """Lists the sources of a report and the uses of a row; changes nothing."""

    def __init__(
        self,
        archive: Archive,
        figures: FigureService,
        review: FigureReview,
        overview: OverviewService,
        ledgers: LedgerService,
    ) -> None:
        self._archive = archive
        self._figures = figures
        self._review = review
        self._overview = overview
        self._ledgers = ledgers

    def of_report(self, report: Report) -> tuple[SourceEntry, ...]:
        """Every number of a report in the order of the text; of a signed one as it was signed."""
        return tuple(chain.from_iterable(self.in_parts(report)))

    def in_parts(self, report: Report) -> Iterator[Sequence[SourceEntry]]:
        """The same section by section, for whoever cannot wait for the whole."""
        kept = None
        if report.stage is ReportStage.FINAL:
            kept = stored.frozen_sources(self._archive, report.id)
        if kept is not None:
            yield [_entry(plain) for plain in json.loads(kept)]
        else:
            yield from self._by_section(report)

    def now(self, report: Report) -> tuple[SourceEntry, ...]:
        """Every number from the ledgers of today."""
        return tuple(chain.from_iterable(self._by_section(report)))

    def _by_section(self, report: Report) -> Iterator[Sequence[SourceEntry]]:
        titles = self._titles(report)
        build = _Builder(self._archive, self._ledgers, report)
        for section in report.sections:
            if section.is_printed:
                text = self._figures.text(report, section)
                items = self._review.of_section(report, section)
                yield [build.entry(item, section, titles[section.id], text) for item in items]

    def to_keep(self, report: Report) -> str:
        """The table as it is stored at signing."""
        return json.dumps([asdict(entry) for entry in self.now(report)], ensure_ascii=False)

    def used_by(self, row_id: int, kind: LedgerKind) -> tuple[RowUse, ...]:
        """The sentences of reports that count a row of a ledger, newest report first."""
        token = "{{" + kind.short_name + "."
        return self._uses(token, lambda figure: row_id in figure.rows)

    def used_in(self, name: str) -> tuple[RowUse, ...]:
        """The sentences of reports that name a figure in any of its forms, newest report first."""
        return self._uses("{{" + name, lambda figure: form_of(figure.name)[0] == name)

    def _uses(self, token: str, wanted: Callable[[LedgerFigure], bool]) -> tuple[RowUse, ...]:
        found: list[RowUse] = []
        for listed in self._overview_reports():
            report = self._whole(listed)
            if any(token in section.body for section in report.sections):
                found += self._uses_in(report, token, wanted)
        return tuple(found)

    def _uses_in(
        self, report: Report, token: str, wanted: Callable[[LedgerFigure], bool]
    ) -> Iterator[RowUse]:
        reader = self._figures.reader(report)
        titles: dict[int, str] = {}
        for section in report.sections:
            if token not in section.body:
                continue
            shown = reader.shown(section.body)
            for place in shown.figures:
                if not place.name.startswith(token[2:]):
                    continue
                figure = reader.find(place.name)
                if figure is None or not wanted(figure):
                    continue
                titles = titles or self._titles(report)
                yield RowUse(
                    report.id,
                    report.content.title,
                    report.year,
                    report.stage is ReportStage.FINAL,
                    section.id,
                    titles[section.id],
                    place.name,
                    with_unit(shown.text[place.start : place.end], figure),
                    sentence_at(shown.text, place.start, place.end),
                )

    def _overview_reports(self) -> tuple[Report, ...]:
        from fzapp.storage import reports  # noqa: PLC0415  the window starts without it

        return reports.list_reports(self._archive)

    def _whole(self, report: Report) -> Report:
        from fzapp.storage import reports  # noqa: PLC0415

        return reports.get(self._archive, report.id)

    def _titles(self, report: Report) -> dict[int, str]:
        return {row.section.id: row.title for row in self._overview.tasks(report.id)}


class _Builder:
    """Makes the entries of one report; rows that many figures share are read once."""

    def __init__(self, archive: Archive, ledgers: LedgerService, report: Report) -> None:
        self._archive = archive
        self._ledgers = ledgers
        self._report = report
        self._rows: dict[int, StoredRow] = {}
        self._places: dict[str, dict[int, int]] = {}
        self._of_section: dict[int, tuple[str, ...]] = {}

    def entry(self, item: FigureItem, section: Section, title: str, text: str) -> SourceEntry:
        """The source of one number of the section with this title that reads `text`."""
        figure = item.figure
        sentence = sentence_at(text, item.start, item.end)
        place = (sentence, title, section.id, item.start, item.end)
        if figure is None:
            state = SourceState.DIFFERING if item.state is FigureState.DIFFERING else SourceState.UNBOUND
            return SourceEntry(item.text, *place, state, item.name, rule=_offered(item))
        number = with_unit(item.text, figure)
        rule = self._rule(figure)
        exact = replace(figure, name=form_of(figure.name)[0], rounding=Rounding.EXACT)
        if figure.known and not figure.is_change and item.text != exact.shown():
            rule += f"；台账的数是{exact.told}"
        return SourceEntry(
            number,
            *place,
            _BASIS_STATES[figure.basis],
            figure.name,
            self._ledger_name(figure),
            rule,
            figure.rows,
            self._numbers(figure),
            self._evidence(figure),
            self._by(figure),
        )

    def _kind(self, figure: LedgerFigure) -> LedgerKind | None:
        return self._ledgers.kind(figure.ledger) if figure.ledger else None

    def _ledger_name(self, figure: LedgerFigure) -> str:
        kind = self._kind(figure)
        return f"{kind.name}台账" if kind is not None else ""

    def _rule(self, figure: LedgerFigure) -> str:
        kind = self._kind(figure)
        if figure.basis is FigureBasis.MANUAL or figure.rule:
            return figure.rule or figure.note
        name, form = form_of(figure.name)
        rule = rule_of(kind, name.partition(".")[2], self._report.period) if kind else ""
        rule += "，与上年相比" if form.is_change else ""
        if figure.basis is FigureBasis.CONFIRMED_ZERO:
            return f"{self._report.year}年没有发生，已确认为零"
        return rule

    def _numbers(self, figure: LedgerFigure) -> str:
        if not figure.rows:
            return ""
        kind = self._kind(figure)
        if kind is not None and figure.ledger not in self._places:
            rows = self._ledgers.rows(kind, self._report.year)
            self._rows |= {row.id: row for row in rows}
            self._places[figure.ledger] = {row.id: place for place, row in enumerate(rows, 1)}
        places = self._places[figure.ledger]
        return ranges(sorted(places[key] for key in figure.rows if key in places))

    def _evidence(self, figure: LedgerFigure) -> tuple[str, ...]:
        """Files laid beside the rows, what the rows name as evidence, then the workbooks they came from."""
        beside = stored.evidence_of_rows(self._archive, figure.rows)
        named: dict[str, None] = dict.fromkeys((*figure.evidence, *beside))
        files: dict[str, None] = {}
        for row in self._rows_of(figure.rows):
            said = row.row.values.get("evidence")
            if isinstance(said, str) and said.strip():
                named[" ".join(said.split())] = None
            if row.row.source is not None and row.row.source.file:
                files[row.row.source.file] = None
        return (*named, *files)

    def _rows_of(self, keys: Sequence[int]) -> Iterator[StoredRow]:
        lacking = [key for key in keys if key not in self._rows]
        for start in range(0, len(lacking), _AT_ONCE):
            self._rows |= self._ledgers.rows_by_id(lacking[start : start + _AT_ONCE])
        return (self._rows[key] for key in keys if key in self._rows)

    def _by(self, figure: LedgerFigure) -> str:
        """Who answers for the number: the offices that the rows name, else the one that keeps the ledger."""
        if figure.by:
            return figure.by
        kind = self._kind(figure)
        if kind is None:
            return ""
        zero = self._ledgers.zero_confirmation(kind, self._report.year)
        if figure.basis is FigureBasis.CONFIRMED_ZERO and zero is not None:
            return f"{zero.by}（{zero.on}）"
        named = dict.fromkeys(
            str(row.row.values["reporting_office"])
            for row in self._rows_of(figure.rows)
            if row.row.values.get("reporting_office")
        )
        return "、".join(named) or kind.office


def with_unit(text: str, figure: LedgerFigure) -> str:
    """A number of the text with the unit of its figure, where it does not carry one."""
    if not figure.known or figure.value is None or figure.unit in ("%", "元"):
        return text
    return text if text.endswith(figure.unit) else f"{text}{figure.unit}"


def ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers as written: 1—5、8、11—73."""
    if not numbers:
        return ""
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return "、".join(
        str(first) if first == last else f"{first}—{last}" for first, last in zip(starts, ends, strict=True)
    )


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence of `text` that holds the place; of a long one the clauses around it."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    line = text[begin : stop if stop >= 0 else len(text)]
    place, behind = start - begin, end - begin
    for sentence in sentences_of(line):
        if sentence.start <= place < sentence.end:
            return _shortened(sentence.text, place - sentence.start, behind - sentence.start)
    return _shortened(line.strip(), place, behind)


def _shortened(sentence: str, start: int, end: int) -> str:
    if len(sentence) <= _LONGEST:
        return sentence.replace("\t", " ")
    room = max(0, (_LONGEST - (end - start)) // 2)
    first = _break_behind(sentence, max(0, start - room), start)
    last = _break_before(sentence, end, min(len(sentence), end + room))
    before, behind = ("…" if first else ""), ("…" if last < len(sentence) else "")
    return f"{before}{sentence[first:last]}{behind}".replace("\t", " ")


def _break_behind(sentence: str, least: int, most: int) -> int:
    """The earliest place from `least` on where a clause begins, else `least`."""
    if least == 0:
        return 0
    return next((at + 1 for at in range(least, most) if sentence[at] in _BREAKS), least)


def _break_before(sentence: str, least: int, most: int) -> int:
    """The latest place up to `most` where a clause ends, else `most`."""
    if most == len(sentence):
        return most
    return next((at for at in range(most - 1, least - 1, -1) if sentence[at] in _BREAKS), most)


def counted_states(entries: Iterable[SourceEntry]) -> str:
    """How many numbers there are and what stands behind them: 共41个数：有台账38个，待补2个，不一致1个."""
    states = [entry.state for entry in entries]
    parts = [f"{state.label}{states.count(state)}个" for state in SourceState if state in states]
    return f"共{len(states)}个数：{'，'.join(parts)}" if states else "报告里还没有数字"


def _offered(item: FigureItem) -> str:
    if not item.offers:
        return "台账里没有这个数" if item.name else ""
    first = item.offers[0]
    if item.state is FigureState.DIFFERING:
        return f"台账里“{first.name}”是{first.told}"
    if first.shown() in item.text:
        return f"台账里“{first.name}”也是{first.told}，还没有连上"
    return ""


def _entry(plain: dict[str, object]) -> SourceEntry:
    """An entry from what `to_keep` stored."""
    rows, evidence = plain["rows"], plain["evidence"]
    assert isinstance(rows, list)
    assert isinstance(evidence, list)
    start, end, section_id = plain["start"], plain["end"], plain["section_id"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert isinstance(section_id, int)
    return SourceEntry(
        number=str(plain["number"]),
        sentence=str(plain["sentence"]),
        section=str(plain["section"]),
        section_id=section_id,
        start=start,
        end=end,
        state=SourceState(str(plain["state"])),
        name=str(plain["name"]),
        ledger=str(plain["ledger"]),
        rule=str(plain["rule"]),
        rows=tuple(int(key) for key in rows),
        row_numbers=str(plain["row_numbers"]),
        evidence=tuple(str(name) for name in evidence),
        by=str(plain["by"]),
    )
