"""One question to everything that is kept: reports paragraph by paragraph, ledgers, evidence, help."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import nsmallest
from time import perf_counter
from typing import TYPE_CHECKING

from fzapp.domain.report import ReportStage
from fzapp.services.index_renewal import IndexRenewal
from fzapp.storage import evidence_index, search, settings
from fzapp.storage import ledgers as ledger_rows
from fzapp.storage import reports as stored
from fzapp.text import pinyin
from fzapp.text.search_text import excerpt, folded, holds, spans, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind, Value
    from fzapp.domain.report import Report
    from fzapp.services.figures import FigureService
    from fzapp.services.ledgers import LedgerService
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive
    from fzapp.storage.evidence_index import EvidenceFile

ROOM = 120
"""Characters of a text that a hit shows."""
_MUCH = 4000
"""Characters of a file that stand beside the list."""
_RANKED = 4000
"""Newest paragraphs that are ranked; older ones are counted, and shown when nothing newer is there."""
_ROWS = 200
"""Rows of ledgers that are shown at most: who finds more looks into the ledger itself."""
_EVERY_ROW = 10_000_000
ENDLESS = float("inf")
_PATIENCE = 0.25
"""Seconds that the rows of the ledgers may take: a window that is being typed into must stay awake."""
_FEWEST, _MOST_NAMES = 2, 3
"""Letters that may be the initials of a name, and names that are looked for at most."""
_SAME_SECTION, _YEAR_APART, _HEADING = 3.0, 0.25, 1.0


class Scope(StrEnum):
    """Where to look; the values are those of the command line."""

    REPORTS = "reports"
    LEDGERS = "ledgers"
    EVIDENCE = "evidence"
    HELP = "help"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _SCOPES[self]


_SCOPES = {
    Scope.REPORTS: "报告",
    Scope.LEDGERS: "台账",
    Scope.EVIDENCE: "佐证",
    Scope.HELP: "帮助",
}
EVERYWHERE = tuple(Scope)


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that holds what was looked for.

    `id` is a section (`kind` "paragraph"), a report ("report"), a row ("row"), a kind of ledger by its place
    ("ledger"), an evidence file ("evidence", its hash in `section`) or a help topic by its place ("help").
    `text` is an excerpt, `spans` are the places of the words in it. The higher the `score`, the nearer to what is wanted.
    """

    kind: str
    id: int
    year: int
    title: str
    section: str
    text: str
    spans: tuple[tuple[int, int], ...]
    score: float
    scope: Scope = Scope.REPORTS
    paragraph: int = 0
    genre: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: how many texts there are in each scope, and the best of them."""

    counts: dict[Scope, int]
    hits: tuple[Hit, ...]
    seconds: float
    whole: bool = True
    """Whether every row of the ledgers was looked at; there may be more when it was not."""

    @property
    def total(self) -> int:
        """How many texts there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Near:
    """What the user is at: hits of the same section of the outline and of near years come first."""

    spec: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """What hits are narrowed to; empty ones narrow nothing. `spec` is a section of the outline."""

    year: int = 0
    genre: str = ""
    spec: str = ""
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query taken apart; `patience` in seconds and `rows` bound what the ledgers are asked for."""

    words: tuple[str, ...]
    limit: int
    near: Near
    facets: Facets
    patience: float
    rows: int


@dataclass(frozen=True, slots=True)
class _Part:
    """What one scope answers; not `whole` when there may be more than was counted."""

    count: int
    hits: list[Hit]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Around:
    """The text around a hit, with the places of its words."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


class SearchService:
    """Answers queries; everything is read anew, so that an answer is never older than the archive."""

    def __init__(
        self,
        archive: Archive,
        library: TemplateLibrary,
        figures: FigureService,
        ledgers: LedgerService,
        help_folder: Path,
    ) -> None:
        self._archive = archive
        self._library = library
        self._figures = figures
        self._ledgers = ledgers
        self._help = help_folder

    def find(
        self,
        query: str,
        scopes: Sequence[Scope] = EVERYWHERE,
        limit: int = 50,
        near: Near | None = None,
        facets: Facets | None = None,
        *,
        patience: float = _PATIENCE,
    ) -> Found:
        """Texts that hold every word of `query` (blanks mean AND), the best first, at most `limit` a scope.

        Letters also find titles, ledgers, files, and the villages and persons of the unit profile by the
        initials of their pinyin. Rows of
        ledgers are looked for `patience` seconds; with `ENDLESS` every one is counted.
        """
        start = perf_counter()
        rows = _EVERY_ROW if patience == ENDLESS else _ROWS
        asked = _Asked(words_of(query), limit, near or Near(), facets or Facets(), patience, rows)
        ways = {
            Scope.REPORTS: self._reports,
            Scope.LEDGERS: self._rows,
            Scope.EVIDENCE: self._evidence,
            Scope.HELP: self._topics,
        }
        spellings = [asked, *self._named(asked)] if asked.words else []
        parts = {
            scope: _together([ways[scope](one) for one in spellings], limit)
            for scope in (scopes if spellings else ())
        }
        return Found(
            {scope: part.count for scope, part in parts.items()},
            tuple(hit for part in parts.values() for hit in part.hits),
            perf_counter() - start,
            all(part.whole for part in parts.values()),
        )

    def _named(self, asked: _Asked) -> Iterator[_Asked]:
        """What was asked with the names of villages and persons that one of its words is the initials of."""
        letters = [word for word in asked.words if len(word) >= _FEWEST and word.isascii() and word.isalpha()]
        if not letters:
            return
        unit = settings.unit(self._archive)
        names = dict.fromkeys([*unit.villages, *(leader.name for leader in unit.leaders)])
        for word in letters:
            called = [name for name in names if pinyin.initials(name).startswith(word)][:_MOST_NAMES]
            for name in called:
                words = tuple(folded(name) if one == word else one for one in asked.words)
                yield replace(asked, words=words)

    def around(self, hit: Hit) -> Around:
        """What stands around a hit: for a paragraph its section, for a row its columns, for a file its text, else nothing more."""
        if hit.kind == "paragraph":
            return self._section_around(hit)
        if hit.kind == "row":
            return self._row_around(hit)
        if hit.kind == "evidence":
            return self._evidence_around(hit)
        return Around(hit.text, hit.spans)

    def _section_around(self, hit: Hit) -> Around:
        section = stored.get_section(self._archive, hit.id)
        report = stored.get(self._archive, section.report_id)
        lines = [section.heading, *self._figures.text(report, section).split("\n")]
        words = tuple(dict.fromkeys(folded(hit.text[a:b]) for a, b in hit.spans))
        start = sum(len(line) + 1 for line in lines[: hit.paragraph])
        inside = lines[hit.paragraph] if hit.paragraph < len(lines) else ""
        return Around("\n".join(lines), tuple((a + start, b + start) for a, b in spans(inside, words)))

    def _row_around(self, hit: Hit) -> Around:
        row = ledger_rows.rows_by_id(self._archive, [hit.id])[hit.id]
        kind = self._ledgers.kind(hit.section)
        told = [
            f"{column.name}：{_written(row.row.values[column.id])}"
            for column in kind.all_columns
            if row.row.values.get(column.id)
        ]
        text = "\n".join(told)
        words = tuple(dict.fromkeys(folded(hit.text[a:b]) for a, b in hit.spans))
        return Around(text, spans(text, words))

    def renewal(self) -> IndexRenewal:
        """Make ready to make the index anew, step by step."""
        return IndexRenewal(self._archive)

    def rebuild(self) -> None:
        """Make the index anew from the texts of the archive, all at once."""
        with closing(self.renewal()) as renewal:
            while renewal.step():
                pass

    # --- reports --------------------------------------------------------------------------------

    def _reports(self, asked: _Asked) -> _Part:
        words, near, facets = asked.words, asked.near, asked.facets
        known = search.section_places(self._archive)
        narrowed = bool(facets.year or facets.genre or facets.spec)
        total = search.count(self._archive, words)
        places = [
            search.place(key)
            for key in search.places(self._archive, words, total if narrowed else min(total, _RANKED))
        ]
        reports = {report.id: report for report in stored.list_reports(self._archive)}
        if narrowed:
            places = [place for place in places if self._wanted(place, known, reports, facets)]
            total = len(places)

        def rank(place: search.Place) -> tuple[float, int]:
            report_id, spec, year, _, _ = known.get(place.section_id, (place.report_id, "", 0, "", ""))
            year = year or (reports[report_id].year if report_id in reports else 0)
            score = _HEADING if place.paragraph == 0 else 0.0
            score += _SAME_SECTION if near.spec and spec == near.spec else 0.0
            score -= _YEAR_APART * abs(near.year - year) if near.year else -year * _YEAR_APART
            return -score, -place.section_id

        best = nsmallest(asked.limit, places, key=rank)
        hits = [self._hit(place, reports, words, -rank(place)[0]) for place in best]
        named = [hit for hit in self._named_reports(words, reports.values(), hits) if not narrowed]
        return _Part(total + len(named), [*named, *hits])

    @staticmethod
    def _wanted(
        place: search.Place,
        known: dict[int, tuple[int, str, int, str, str]],
        reports: dict[int, Report],
        facets: Facets,
    ) -> bool:
        if place.report_id:
            report = reports[place.report_id]
            year, genre, spec = report.year, report.genre, ""
        else:
            _, spec, year, genre, _ = known[place.section_id]
        return facets.year in (0, year) and facets.genre in ("", genre) and facets.spec in ("", spec)

    def _hit(
        self, place: search.Place, reports: dict[int, Report], words: tuple[str, ...], score: float
    ) -> Hit:
        if place.report_id:
            return _report_hit(reports[place.report_id], words, score)
        section = stored.get_section(self._archive, place.section_id)
        report = reports[section.report_id]
        text = section.heading
        if place.paragraph:
            lines = section.body.split("\n")
            text = lines[place.paragraph - 1]
            if "{{" in text and report.stage is not ReportStage.FINAL:
                text = self._figures.reader(report).rendered(text)
        shown, where = excerpt(text, spans(text, words), ROOM)
        return Hit(
            "paragraph",
            section.id,
            report.year,
            report.content.title or self._library.get(report.genre).name,
            section.heading,
            shown,
            where,
            score,
            paragraph=place.paragraph,
            genre=report.genre,
        )

    @staticmethod
    def _named_reports(
        words: tuple[str, ...], reports: Iterable[Report], found: Sequence[Hit]
    ) -> Iterator[Hit]:
        """Reports whose title the initials of pinyin name, when letters were typed."""
        there = {hit.id for hit in found if hit.kind == "report"}
        for report in reports:
            if report.id not in there and _is_called(words, report.content.title):
                yield _report_hit(report, (), 0.0)

    # --- ledgers --------------------------------------------------------------------------------

    def _rows(self, asked: _Asked) -> _Part:
        words, facets = asked.words, asked.facets
        kinds = {kind.code: kind for kind in self._ledgers.kinds()}
        named = [] if facets.year else list(_named_kinds(words, kinds.values(), facets))
        ids, whole = search.ledger_row_ids(self._archive, words, asked.rows, asked.patience)
        rows = ledger_rows.rows_by_id(self._archive, [key for key, _ in ids])
        hits: list[Hit] = []
        for key, code in ids:
            row, kind = rows[key], kinds.get(code)
            if kind is None or facets.ledger not in ("", kind.code) or facets.year not in (0, row.year):
                continue
            text = "　".join(_written(value) for value in row.row.values.values() if value)
            if holds(text, words):
                shown, where = excerpt(text, spans(text, words), ROOM)
                hits.append(Hit("row", key, row.year, kind.name, kind.code, shown, where, 0.0, Scope.LEDGERS))
        return _Part(len(named) + len(hits), [*named, *hits][: asked.limit], whole)

    # --- evidence and help ----------------------------------------------------------------------

    def _evidence(self, asked: _Asked) -> _Part:
        """Files whose name, captions and text together hold every word; those that are named so come first."""
        inside = {word: evidence_index.holding(self._archive, word) for word in asked.words}
        named: list[EvidenceFile] = []
        holding: list[EvidenceFile] = []
        for file in evidence_index.files(self._archive):
            outside = "　".join((file.name, *file.captions))
            if asked.facets.year not in (0, file.year):
                continue
            if holds(outside, asked.words) or _is_called(asked.words, file.name):
                named.append(file)
            elif all(word in folded(outside) or file.digest in inside[word] for word in asked.words):
                holding.append(file)
        hits = [self._evidence_hit(file, asked.words) for file in [*named, *holding][: asked.limit]]
        return _Part(len(named) + len(holding), hits)

    def _evidence_hit(self, file: EvidenceFile, words: tuple[str, ...]) -> Hit:
        """A file with the line of its text that the words are in, or with what is written about it."""
        outside = "　".join((file.name, *file.captions))
        text = outside
        if not holds(outside, words):
            lines = evidence_index.body(self._archive, file.digest).split("\n")
            text = next((line for line in lines if any(word in folded(line) for word in words)), outside)
        shown, where = excerpt(text, spans(text, words), ROOM)
        return Hit("evidence", file.id, file.year, file.name, file.digest, shown, where, 0.0, Scope.EVIDENCE)

    def _evidence_around(self, hit: Hit) -> Around:
        """The beginning of a file's text, or the part of it that the words are in."""
        body = evidence_index.body(self._archive, hit.section)
        words = tuple(dict.fromkeys(folded(hit.text[a:b]) for a, b in hit.spans))
        return Around(*excerpt(body, spans(body, words), _MUCH)) if body else Around(hit.text, hit.spans)

    def _topics(self, asked: _Asked) -> _Part:
        hits: list[Hit] = []
        for number, file in enumerate(sorted(self._help.glob("*.md"))):
            lines = file.read_text(encoding="utf-8").splitlines()
            title = lines[0].lstrip("# ") if lines else file.stem
            line = next((line for line in lines if holds(line, asked.words)), "")
            if line:
                text, where = excerpt(line, spans(line, asked.words), ROOM)
                hits.append(Hit("help", number, 0, title, "", text, where, 0.0, Scope.HELP))
        return _Part(len(hits), hits[: asked.limit])


def _together(parts: Sequence[_Part], limit: int) -> _Part:
    """The answers to several spellings as one."""
    if len(parts) == 1:
        return parts[0]
    hits = {(hit.kind, hit.id, hit.paragraph): hit for part in parts for hit in part.hits}
    count = sum(part.count for part in parts) - (sum(len(part.hits) for part in parts) - len(hits))
    return _Part(count, list(hits.values())[:limit], all(part.whole for part in parts))


def _report_hit(report: Report, words: tuple[str, ...], score: float) -> Hit:
    title = report.content.title
    return Hit(
        "report", report.id, report.year, title, "", title, spans(title, words), score, genre=report.genre
    )


def _is_called(words: tuple[str, ...], name: str) -> bool:
    """Whether the initials of pinyin name it, when letters were typed."""
    typed = all(word.isascii() and word.isalpha() for word in words)
    return typed and pinyin.matches(" ".join(words), name)


def _named_kinds(words: tuple[str, ...], kinds: Iterable[LedgerKind], facets: Facets) -> Iterator[Hit]:
    """Ledgers by their names, pinyin initials included."""
    for number, kind in enumerate(kinds):
        if facets.ledger in ("", kind.code) and pinyin.matches(" ".join(words), kind.name):
            yield Hit(
                "ledger",
                number,
                0,
                kind.name,
                kind.code,
                kind.name,
                spans(kind.name, words),
                1.0,
                Scope.LEDGERS,
            )


def _written(value: Value) -> str:
    """A value of a row as it is read."""
    if value is True:
        return "是"
    return "、".join(value) if isinstance(value, tuple) else str(value)
