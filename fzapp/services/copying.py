"""雷同: sentences of a report that stand in earlier reports of the office, or in those of other offices.

`snapshot` reads the archive and belongs to the thread that opened it; `found` only computes and may run on any
thread; `told` makes the answer ready to be read and printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.report import ANNEX_LEVEL
from fzapp.services.list_papers import ListPaper
from fzapp.services.overview import paragraph_place
from fzapp.services.report_origin import origin_of
from fzapp.storage import reports as stored
from fzapp.text.sentences import sentences
from fzapp.text.similarity import Kinship, SentenceIndex, kinship, normalised, numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services
    from fzapp.text.sentences import Sentence

SHORTEST = 11
"""Characters without marks from which a sentence says something of its own (现将有关情况报告如下 has ten)."""

COPIED = (Kinship.SAME, Kinship.YEAR_ONLY, Kinship.FIGURE_KEPT)
KINDS = (*COPIED, Kinship.REWRITTEN)
"""What is told, the worst first."""

_HEADINGS = ("所在章节", "现在的句子", "怎样雷同", "出处", "原来的句子")
_WEIGHTS = (1.4, 3.0, 0.9, 1.6, 3.0)


@dataclass(frozen=True, slots=True)
class _Text:
    """A section as read."""

    section: Section
    text: str


@dataclass(frozen=True, slots=True)
class _Other:
    """A report that was written before, with its texts."""

    report: Report
    is_own: bool
    texts: tuple[_Text, ...]


@dataclass(frozen=True, slots=True)
class CopySnapshot:
    """The texts of a report and of all that came before it, read at one moment."""

    report: Report
    texts: tuple[_Text, ...]
    others: tuple[_Other, ...]


@dataclass(frozen=True, slots=True)
class CopyMatch:
    """A sentence (`start` is its offset in the text of its section as read) and the nearest one of before.

    `other` and `old_section` say by place in the snapshot where that one stands.
    """

    section: int
    start: int
    text: str
    kind: Kinship
    old: str
    other: int
    old_section: int
    old_line: str


@dataclass(frozen=True, slots=True)
class CopiedSentence:
    """A match as it is told: where it stands, where it was taken from, and what `kind` of copy it is."""

    section_id: int
    start: int
    text: str
    kind: Kinship
    where: str
    source: str
    old: str
    is_own: bool
    keeps_figures: bool

    @property
    def kind_told(self) -> str:
        """The kind in words; a sentence with only its year changed may carry old figures too."""
        also = "，数字没改" if self.kind is Kinship.YEAR_ONLY and self.keeps_figures else ""
        return f"{self.kind.label}{also}"

    @property
    def cells(self) -> tuple[str, ...]:
        """A row of the list."""
        return (self.where, self.text, self.kind_told, self.source, self.old)


@dataclass(frozen=True, slots=True)
class CopyFindings:
    """All sentences with a past, in the order of the report; `characters` are those of the whole text."""

    report_id: int
    items: tuple[CopiedSentence, ...]
    characters: int
    reports: int

    def share(self, kinds: Iterable[Kinship], *, own: bool | None = None) -> float:
        """The share of the text in sentences of those kinds, 0 to 1; of one side, or of both for None."""
        wanted = set(kinds)
        length = sum(len(one.text) for one in self.items if one.kind in wanted and own in (None, one.is_own))
        return length / self.characters if self.characters else 0.0

    def count(self, kind: Kinship) -> int:
        """How many sentences are of a kind."""
        return sum(one.kind is kind for one in self.items)

    @property
    def told(self) -> str:
        """In a line: with what it was compared, and how much is the same."""
        if not self.reports:
            return "档案库里没有可以对照的报告，先导入往年的或者别处的报告。"
        parts = [f"{kind.label}{self.count(kind)}句（{self.share((kind,)):.0%}）" for kind in KINDS]
        return f"对照了{self.reports}份报告，雷同占全文{self.share(COPIED):.0%}：{'，'.join(parts)}。"


class CopyService:
    """Holds a report against what was written before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def snapshot(self, report_id: int) -> CopySnapshot:
        """Read a report and all others on years up to its own. Raises `UserError` when it is gone."""
        report = stored.get(self._archive, report_id)
        unit = self._services.reports.unit()
        others: list[_Other] = []
        for one in stored.list_reports(self._archive):
            if one.id != report_id and one.year <= report.year:
                whole = stored.get(self._archive, one.id)
                own = origin_of(whole, unit).is_own
                # a second draft on the same year is the same report, not its past
                if not (own and whole.year == report.year and whole.genre == report.genre):
                    others.append(_Other(whole, own, self._texts(whole)))
        others.sort(key=lambda other: (other.is_own, other.report.year), reverse=True)
        return CopySnapshot(report, self._texts(report), tuple(others))

    def found(
        self, snapshot: CopySnapshot, stop: Callable[[], object] = lambda: None
    ) -> tuple[CopyMatch, ...]:
        """The sentences that are near one of before, each with the nearest; the worst kind of copy counts."""
        best: dict[tuple[int, int], CopyMatch] = {}
        new = [
            (text.section.id, start, sentence)
            for text in snapshot.texts
            for start, sentence in _sentences(text.text)
        ]
        for number, other in enumerate(snapshot.others):
            stop()
            index, places = _index(other)
            for section_id, start, sentence in new:
                match = index.match(sentence.text)
                if match is None:
                    continue
                old = index.all[match]
                kind = kinship(old.text, sentence.text)
                before = best.get((section_id, start))
                if before is None or KINDS.index(kind) < KINDS.index(before.kind):
                    best[section_id, start] = CopyMatch(
                        section_id, start, sentence.text, kind, old.text, number, *places[old.line]
                    )
        return tuple(best[section_id, start] for section_id, start, _ in new if (section_id, start) in best)

    def told(self, snapshot: CopySnapshot, matches: Sequence[CopyMatch]) -> CopyFindings:
        """The answer with its places in words."""
        sources: dict[tuple[int, int], str] = {}
        texts = {text.section.id: text for text in snapshot.texts}
        titles = {key: self._title(text.section) for key, text in texts.items()}
        items = [self._item(snapshot, texts, titles, match, sources) for match in matches]
        length = sum(len(sentence.text) for text in snapshot.texts for _, sentence in _sentences(text.text))
        return CopyFindings(snapshot.report.id, tuple(items), length, len(snapshot.others))

    def check(self, report_id: int) -> CopyFindings:
        """All of it in one go. Raises `UserError`."""
        snapshot = self.snapshot(report_id)
        return self.told(snapshot, self.found(snapshot))

    @staticmethod
    def headings() -> tuple[str, ...]:
        """The columns of the list."""
        return _HEADINGS

    def paper(self, findings: CopyFindings, items: Sequence[CopiedSentence]) -> ListPaper:
        """Some of the sentences for print."""
        report = stored.get(self._archive, findings.report_id)
        notes = (report.content.title, findings.told)
        return ListPaper("雷同检查清单", notes, _HEADINGS, _WEIGHTS, tuple(one.cells for one in items))

    def _item(
        self,
        snapshot: CopySnapshot,
        texts: Mapping[int, _Text],
        titles: Mapping[int, str],
        match: CopyMatch,
        sources: dict[tuple[int, int], str],
    ) -> CopiedSentence:
        other = snapshot.others[match.other]
        key = (match.other, match.old_section)
        old = other.texts[match.old_section]
        if key not in sources:
            sources[key] = self._services.reuse.told_source(other.report, old.section)
        text = texts[match.section]
        line = text.text.count("\n", 0, match.start)
        place = paragraph_place(text.text, text.text.split("\n")[line])
        return CopiedSentence(
            match.section,
            match.start,
            match.text,
            match.kind,
            f"{titles[match.section]}　{place}",
            f"{sources[key]}{paragraph_place(old.text, match.old_line)}",
            match.old,
            other.is_own,
            bool(numbers_of(match.text)) and numbers_of(match.text) == numbers_of(match.old),
        )

    def _title(self, section: Section) -> str:
        return f"{self._services.overview.number_of(section)}{section.heading}"

    def _texts(self, report: Report) -> tuple[_Text, ...]:
        return tuple(
            _Text(section, self._services.figures.text(report, section))
            for section in report.sections
            if section.body.strip() and section.level != ANNEX_LEVEL
        )


def _sentences(text: str) -> list[tuple[int, Sentence]]:
    """The sentences of a text that say something, with their offsets in it."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return [
        (starts[one.line - 1] + one.start, one)
        for one in sentences(lines)
        if len(normalised(one.text)) >= SHORTEST
    ]


def _index(other: _Other) -> tuple[SentenceIndex, dict[int, tuple[int, str]]]:
    """The sentences of a report, and for each line of it the place of its section and the line itself."""
    lines: list[str] = []
    places: dict[int, tuple[int, str]] = {}
    for number, text in enumerate(other.texts):
        for line in text.text.split("\n"):
            lines.append(line)
            places[len(lines)] = (number, line)
    return SentenceIndex(sentences(lines)), places
