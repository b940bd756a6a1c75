"""Checks (校核) of a stored report: what is known about it goes in, findings at their places come out.

`snapshot` reads the archive and belongs to the thread that opened it; `check` only computes and may run on a
worker; `note` writes the counts of rules.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from fzapp.domain.finding import FRAME_RULE, Finding, FindingClass, Severity
from fzapp.domain.period import closing_words
from fzapp.domain.template import delivered_genre
from fzapp.services.checked_document import DocumentPart, PartPlace, checked_document
from fzapp.services.checks import CheckOptions
from fzapp.services.figure_report import FigureState
from fzapp.services.reused_sentences import reused_finding, reused_places
from fzapp.storage import reports as stored
from fzapp.storage import settings, waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fzapp.domain.report import Report
    from fzapp.domain.waiver import Waiver
    from fzapp.services.checked_document import CheckedDocument
    from fzapp.services.checks import CheckService, CheckSession
    from fzapp.services.figure_report import FigureItem, FigureReview
    from fzapp.services.figure_text import ShownText
    from fzapp.services.figures import FigureService
    from fzapp.services.reused_sentences import ReusedPlace
    from fzapp.storage.archive import Archive

LEDGER_RULE = "inconsistency.ledger"
"""The one rule that needs the archive: a number of the text and the ledger behind it say different things."""

CLOSING_RULE = "date.closing_not_told"
"""It needs the archive as well: where the figures of the report end."""

_FIRST_HALF = "上半年"
_BASIS = "本单位台账"
_AROUND = 8
"""Characters on both sides of a place that tell it from the same words elsewhere."""
_LONGEST_PHRASE = 200
_MOST_FIXES = 3
"""Keys 1 to 3; key 4 waives."""


@dataclass(frozen=True, slots=True)
class ReportSnapshot:
    """Everything a check of a report needs, read at one moment."""

    report: Report
    document: CheckedDocument
    shown: Mapping[int, ShownText]
    options: CheckOptions
    differing: tuple[FigureItem, ...]
    reused: tuple[ReusedPlace, ...]
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with its place. `where` is told to the reader, `paragraph` is the line it stands in.

    `fixes` are the texts that may stand in its place without touching a figure; `item` is the number of a
    finding of `LEDGER_RULE`, whose fix is to bind it. `mark` names the finding from one check to the next.
    """

    finding: Finding
    place: PartPlace
    where: str
    paragraph: str
    mark: str
    fixes: tuple[str, ...] = ()
    item: FigureItem | None = None
    waiver: Waiver | None = None

    @property
    def has_place(self) -> bool:
        """Whether it can be gone to: what is missing of the frame is put right where title and signature are."""
        return bool(self.finding.line) or self.finding.rule == FRAME_RULE

    @property
    def phrase(self) -> str:
        """What a waiver remembers of it."""
        return (self.finding.text or self.finding.message)[:_LONGEST_PHRASE]

    @property
    def context(self) -> str:
        """The words around it."""
        finding = self.finding
        if not finding.line:
            return ""
        before = self.paragraph[max(0, finding.start - _AROUND) : finding.start]
        return f"{before}\n{self.paragraph[finding.end : finding.end + _AROUND]}"


@dataclass(frozen=True, slots=True)
class ReportFindings:
    """The answer of a check; `characters` without blanks, `seconds` of computing."""

    report_id: int
    items: tuple[PlacedFinding, ...]
    characters: int
    seconds: float

    @property
    def open(self) -> tuple[PlacedFinding, ...]:
        """Those that are not waived."""
        return tuple(item for item in self.items if item.waiver is None)

    def count(self, severity: Severity) -> int:
        """How many open ones there are of a severity."""
        return sum(item.finding.severity is severity for item in self.open)


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A report under the hands of its writer: what changed is looked at, the rest is remembered."""

    snapshot: ReportSnapshot
    session: CheckSession

    def find(
        self, section_id: int, shown: ShownText, stop: Callable[[], object] = lambda: None
    ) -> tuple[PlacedFinding, ...]:
        """The findings in the text of a section that reads `shown` by now, without those that are waived."""
        stop()
        now = _with_text(self.snapshot, section_id, shown)
        found = self.session.check(now.document.lines)
        stop()
        seen: Counter[str] = Counter()
        placed = (_placed(now, finding, None, seen) for finding in found)
        return tuple(
            item
            for item in placed
            if item.place.section == section_id
            and item.place.part is DocumentPart.BODY
            and item.place.end > item.place.start
            and item.waiver is None
        )


class ReportCheckService:
    """Checks the reports of an archive."""

    def __init__(
        self,
        archive: Archive,
        figures: FigureService,
        review: FigureReview,
        checks: Callable[[], CheckService],
    ) -> None:
        """`checks` are the rules with the knowledge in use."""
        self._archive = archive
        self._figures = figures
        self._review = review
        self._checks = checks

    def snapshot(self, report_id: int, *, public: bool = False, ledgers: bool = True) -> ReportSnapshot:
        """Read what a check needs. Without `ledgers` no number is held against them.

        Raises `UserError` when the report is gone.
        """
        report = stored.get(self._archive, report_id)
        shown = self.shown(report)
        options = CheckOptions(
            year=report.year,
            genre=delivered_genre(report.genre),
            unit=settings.unit(self._archive),
            last_year=self._last_year(report),
            public=public,
        )
        items = self._review.of_report(report_id) if ledgers else ()
        return ReportSnapshot(
            report=report,
            document=_document(report, shown),
            shown=shown,
            options=options,
            differing=tuple(item for item in items if item.state is FigureState.DIFFERING and item.offers),
            reused=tuple(reused_places(self._archive, report, self._figures.reader(report))),
            waivers=waivers.listed(self._archive),
        )

    def check(self, snapshot: ReportSnapshot, stop: Callable[[], object] = lambda: None) -> ReportFindings:
        """The findings of a report. `stop` may raise to end it; runs on any thread."""
        checks = self._checks()
        checks.warm_up()
        stop()
        began = time.perf_counter()
        document = snapshot.document
        found = list(checks.check_lines(document.lines, snapshot.options))
        stop()
        against = {}
        for item in snapshot.differing:
            finding = _ledger_finding(document, item)
            against[id(finding)] = item
            found.append(finding)
        found += [reused_finding(document, place) for place in snapshot.reused]
        found += _closing_findings(snapshot)
        found.sort(key=lambda f: (f.line, f.start, f.end))
        seen: Counter[str] = Counter()
        items = tuple(_placed(snapshot, finding, against.get(id(finding)), seen) for finding in found)
        length = sum(not c.isspace() for line in document.lines for c in line.text)
        return ReportFindings(snapshot.report.id, items, length, time.perf_counter() - began)

    def live(self, snapshot: ReportSnapshot) -> LiveCheck:
        """The check of one report that is repeated while it is written; one worker at a time."""
        return LiveCheck(snapshot, self._checks().session(snapshot.options))

    def note(self, findings: ReportFindings) -> None:
        """Remember what was told, for the counts of the rules."""
        told = {
            item.mark: (item.finding.rule, waivers.WAIVED if item.waiver else waivers.OPEN)
            for item in findings.items
        }
        waivers.note_told(self._archive, findings.report_id, told)

    def check_now(self, report_id: int, *, public: bool = False) -> ReportFindings:
        """Snapshot, check and note in one go. Raises `UserError`."""
        findings = self.check(self.snapshot(report_id, public=public))
        self.note(findings)
        return findings

    def shown(self, report: Report) -> dict[int, ShownText]:
        """The bodies of the printed sections as read, with the places of their figures."""
        reader = self._figures.reader(report)
        return {section.id: reader.shown(section.body) for section in report.sections if section.is_printed}

    def _last_year(self, report: Report) -> tuple[str, ...]:
        """The lines of the newest earlier report of the genre; () when there is none."""
        earlier = [
            other
            for other in stored.list_reports(self._archive)
            if delivered_genre(other.genre) == delivered_genre(report.genre) and other.year < report.year
        ]
        if not earlier:
            return ()
        last = stored.get(self._archive, max(earlier, key=lambda other: (other.year, other.id)).id)
        return tuple(line.text for line in _document(last, self.shown(last)).lines)


def _document(report: Report, shown: Mapping[int, ShownText]) -> CheckedDocument:
    return checked_document(
        report.content, report.sections, {key: value.text for key, value in shown.items()}
    )


def _with_text(snapshot: ReportSnapshot, section_id: int, shown: ShownText) -> ReportSnapshot:
    """The snapshot with another text of a section."""
    sections = tuple(
        replace(section, body=shown.text) if section.id == section_id else section
        for section in snapshot.report.sections
    )
    report = replace(snapshot.report, sections=sections)
    texts = dict(snapshot.shown)
    texts[section_id] = shown
    printed = {section.id: texts[section.id] for section in sections if section.is_printed}
    return replace(snapshot, report=report, shown=printed, document=_document(report, printed))


def _ledger_finding(document: CheckedDocument, item: FigureItem) -> Finding:
    """A number that contradicts its ledger, as a finding."""
    offer = item.offers[0]
    line, start = document.line_of(item.section, item.start)
    ledger, _, what = offer.name.partition(".")
    return Finding(
        LEDGER_RULE,
        FindingClass.INCONSISTENCY,
        Severity.SHOULD,
        line,
        start,
        start + len(item.text),
        item.text,
        f"报告写{item.text}，{ledger}台账的“{what}”是{offer.told}。",
        f"{ledger}台账，共{len(offer.rows)}行" if offer.rows else _BASIS,
    )


def _closing_findings(snapshot: ReportSnapshot) -> Iterable[Finding]:
    """Figures that end before the year does, without a word of it in the text (DOMAIN.md 4.1)."""
    period = snapshot.report.period
    if not period.closing or _FIRST_HALF in snapshot.report.content.title:
        return
    month = int(period.closing[:2])
    told = re.compile(rf"(?:截[至止]|止于|[至到—－~-])\s*(?:{period.year}年)?{month}月")
    if not any(told.search(line.text) for line in snapshot.document.lines):
        words = closing_words(period.closing)
        message = f"台账的数只算到{words}，正文里没有写明“截至{words}”。"
        yield Finding(
            CLOSING_RULE,
            FindingClass.DATE,
            Severity.MUST,
            0,
            0,
            0,
            "",
            message,
            "统计期间与正文一致（规则N10）",
        )


def _placed(
    snapshot: ReportSnapshot, finding: Finding, item: FigureItem | None, seen: Counter[str]
) -> PlacedFinding:
    document = snapshot.document
    place = document.place(finding.line, finding.start, finding.end)
    identity = f"{place.section}\n{finding.rule}\n{finding.text or finding.message}"
    seen[identity] += 1
    seal = sha256(f"{snapshot.report.created_at}\n{identity}\n{seen[identity]}".encode())
    placed = PlacedFinding(
        finding,
        place,
        told_place(document, finding.line, place),
        document.lines[finding.line - 1].text if finding.line else "",
        seal.hexdigest()[:24],
        () if item else fixes_for(finding, place, snapshot.shown.get(place.section)),
        item,
    )
    return with_waiver(placed, snapshot.report.id, snapshot.waivers)


def with_waiver(placed: PlacedFinding, report_id: int, known: Iterable[Waiver]) -> PlacedFinding:
    """The finding with the waiver that covers it, if there is one."""
    rule, phrase, context = placed.finding.rule, placed.phrase, placed.context
    waiver = next((one for one in known if one.covers(report_id, rule, phrase, context)), None)
    if waiver is None:
        return placed
    return replace(placed, waiver=waiver)


def told_place(document: CheckedDocument, line: int, place: PartPlace) -> str:
    """（六）法治宣传教育　第2段; the name of the part for what is no section."""
    if not place.section:
        return place.part.label
    title = document.titles[place.section]
    paragraph = document.paragraph(line)
    return f"{title}　第{paragraph}段" if paragraph else title


_NOT_EDITED = (DocumentPart.WHOLE, DocumentPart.ATTACHMENTS)
"""Parts without a text of their own: the names of the annexes follow from their titles."""


def fixes_for(finding: Finding, place: PartPlace, shown: ShownText | None) -> tuple[str, ...]:
    """The suggestions that can be carried out: those of a place that is text and holds no figure's number."""
    if place.part in _NOT_EDITED or place.end - place.start != len(finding.text):
        return ()
    figures = shown.figures if shown is not None and place.part is DocumentPart.BODY else ()
    spans = [(figure.start - place.start, figure.end - place.start) for figure in figures]
    return tuple(
        suggestion
        for suggestion in finding.suggestions[:_MOST_FIXES]
        if not touches(changes_between(finding.text, suggestion), spans)
    )


def changes_between(old: str, new: str) -> tuple[tuple[int, int, str], ...]:
    """The smallest pieces of `old` that differ from `new`, as (start, end, what comes in their place)."""
    from difflib import SequenceMatcher  # noqa: PLC0415  only who has findings needs it

    if max(len(old), len(new)) > _LONGEST_PHRASE * 2:
        return ((0, len(old), new),)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple((i1, i2, new[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal")


def touches(pieces: Sequence[tuple[int, int, str]], spans: Iterable[tuple[int, int]]) -> bool:
    """Whether one of the pieces lies in one of the spans; beside it is not in it."""
    return any(
        (start < high and low < end) or (start == end and low < start < high)
        for low, high in spans
        for start, end, _ in pieces
    )
