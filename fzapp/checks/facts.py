"""What the rules may look at: the lines of a report and what was recognised in them, computed once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from fzapp.checks.followup import PLAN_WORDS, PROBLEM_WORDS
from fzapp.text.quantities import QuantityLexicon, find_quantities
from fzapp.text.quantity_tables import NO_TABLE, in_table, next_head, serial_cells
from fzapp.text.sentences import Sentence, sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from fzapp.domain.document import Heading, RecognisedReport
    from fzapp.domain.unit import UnitProfile
    from fzapp.text.quantities import Quantity

HALF, FULL = ",;:!?()", "，；：！？（）"
_WIDE = str.maketrans(HALF, FULL)
LONGEST_LINE = 20_000
"""A longer line is no paragraph; the rules look at its beginning only, so that no input takes for ever."""
_ENDLESS = re.compile(r"([^\u4e00-\u9fff])\1{39,}|\d{40,}")
_BLOT = "□"
_LONG = 40
_DUTY = re.compile("第一责任人|(?:主要负责人|主要领导|党政负责人)[^，。]{0,12}(?:履职|履行|职责)")
_MANY_QUANTITIES = 4_000


class Part(StrEnum):
    """The part of a report that a line stands in, by its heading of the first level."""

    HEAD = "head"
    DONE = "done"
    PROBLEM = "problem"
    DUTY = "duty"
    PLAN = "plan"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: 1-based line, offset in it, text without blanks at its ends."""

    line: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller tells besides the text: the year and genre when known, who writes, last year's lines.

    `cells` are (table, row, column) by line for the paragraphs of Word tables.
    """

    year: int | None = None
    genre: str = ""
    unit: UnitProfile | None = None
    last_lines: tuple[str, ...] = ()
    public: bool = False
    cells: tuple[tuple[int, tuple[int, int, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report as the rules see it. Line numbers are 1-based; `plain` are the lines with full-width marks,
    character for character the same length; `own_heading_lines` hold a heading and nothing else,
    `top_lines` one of the first level; `parts` and `quantities` go by index of the line.
    """

    report: RecognisedReport
    given: Given
    lines: tuple[str, ...]
    plain: tuple[str, ...]
    parts: tuple[Part, ...]
    quantities: tuple[tuple[Quantity, ...], ...]
    headings: tuple[Heading, ...]
    tables: tuple[tuple[tuple[Cell, ...], ...], ...]
    dropped: frozenset[int]
    own_heading_lines: frozenset[int]
    top_lines: frozenset[int]
    table_lines: frozenset[int]
    signed: date | None
    level: str
    only: frozenset[int] | None = None
    """The lines that `body` and `raw` yield, all when None: how local rules are run on changed lines."""

    @property
    def year(self) -> int | None:
        """The year the report is about."""
        return self.given.year or self.report.year

    @property
    def genre(self) -> str:
        """The id of the genre, "" when it is not known."""
        return self.given.genre or self.report.genre

    @property
    def title(self) -> str:
        """The title as recognised."""
        return self.report.content.title

    def body(self) -> Iterator[tuple[int, str]]:
        """(number, plain text) of every line that is text of the report."""
        for number in self._numbers():
            text = self.plain[number - 1]
            if text and number not in self.dropped:
                yield number, text

    def raw(self) -> Iterator[tuple[int, str]]:
        """(number, text as written) of every line, left-out ones too."""
        for number in self._numbers():
            yield number, self.lines[number - 1]

    def _numbers(self) -> Iterable[int]:
        return range(1, len(self.plain) + 1) if self.only is None else sorted(self.only)

    def context_key(self) -> Hashable:
        """All that a local rule may know of the document beside the line: year, genre, level, signature, who asks."""
        return (self.year, self.genre, self.level, self.signed, self.given)

    def line_key(self, number: int) -> Hashable:
        """All that a local rule may know of a line, other than its number."""
        index = number - 1
        return (
            self.lines[index],
            self.parts[index],
            self.quantities[index],
            number == 1,
            number in self.dropped,
            number in self.own_heading_lines,
            number in self.table_lines,
            number in self.top_lines,
        )

    def sentences(self) -> Iterator[Sentence]:
        """The sentences of the body with their places."""
        for number, text in self.body():
            yield from sentences_of(text, number)

    def part(self, line: int) -> Part:
        """The part that a line stands in."""
        return self.parts[line - 1]


def facts_of(
    report: RecognisedReport,
    lexicon: QuantityLexicon,
    given: Given,
    read: Callable[[str, QuantityLexicon], tuple[Quantity, ...]] = find_quantities,
) -> ReportFacts:
    """The facts of a recognised report; `read` reads the figures of a line (a caller may remember them)."""
    lines = tuple(_tame(line) for line in report.lines)
    plain = tuple(line.translate(_WIDE) for line in lines)
    headings = tuple(sorted(report.headings, key=lambda h: (h.line, h.column)))
    tables = _tables(lines, given.cells)
    return ReportFacts(
        report=report,
        given=given,
        lines=lines,
        plain=plain,
        parts=_parts(len(lines), headings, report),
        quantities=_quantities(lines, lexicon, read),
        headings=headings,
        tables=tables,
        own_heading_lines=frozenset(h.line for h in headings if not h.inline_body),
        top_lines=frozenset(h.line for h in headings if h.level == 1),
        table_lines=frozenset(cell.line for table in tables for row in table for cell in row),
        dropped=frozenset(line.line for line in report.dropped),
        signed=_day(report.date),
        level=_level(report, given.unit),
    )


def _tame(line: str) -> str:
    """A line of the same length, or cut, in which no endless row of one sign or of digits is left."""
    cut = line[:LONGEST_LINE]
    return _ENDLESS.sub(lambda found: _BLOT * len(found[0]), cut) if len(cut) > _LONG else cut


def _quantities(
    lines: Sequence[str],
    lexicon: QuantityLexicon,
    read: Callable[[str, QuantityLexicon], tuple[Quantity, ...]],
) -> tuple[tuple[Quantity, ...], ...]:
    """The figures by line, as `fzapp.text.quantities.find_in_lines` gives them."""
    serials = serial_cells(lines)
    head = NO_TABLE
    rows: list[tuple[Quantity, ...]] = []
    for index, line in enumerate(lines):
        head = next_head(line, head)
        found = () if index in serials else in_table(line, read(line, lexicon), head, lexicon)
        rows.append(tuple(islice(found, _MANY_QUANTITIES)))
    return tuple(rows)


def _parts(count: int, headings: Sequence[Heading], report: RecognisedReport) -> tuple[Part, ...]:
    """HEAD until the first heading of the first level; TAIL from the line of the signature on."""
    parts = [Part.HEAD] * count
    tops = [h for h in headings if h.level == 1]
    for index, heading in enumerate(tops):
        end = tops[index + 1].line - 1 if index + 1 < len(tops) else count
        for line in range(heading.line - 1, end):
            parts[line] = part_of(heading.text)
    tail = _tail_line(report)
    for line in range(tail - 1, count):
        parts[line] = Part.TAIL
    return tuple(parts)


def part_of(heading: str) -> Part:
    """The legal part that a heading of the first level opens."""
    if _DUTY.search(heading):
        return Part.DUTY
    if any(word in heading for word in PLAN_WORDS) and not any(w in heading for w in PROBLEM_WORDS):
        return Part.PLAN
    return Part.PROBLEM if any(word in heading for word in PROBLEM_WORDS) else Part.DONE


def _tail_line(report: RecognisedReport) -> int:
    """The line where the signature or the date begins; behind the end when there is neither."""
    wanted = [w for w in (*report.content.signature.split("\n"), report.content.date_text) if w]
    lines = report.lines
    for number in range(len(lines), max(0, len(lines) - 12), -1):
        squeezed = "".join(lines[number - 1].split())
        if squeezed and not any("".join(w.split()) in squeezed for w in wanted):
            return number + 1
    return len(lines) + 1


def _tables(
    lines: Sequence[str], cells: tuple[tuple[int, tuple[int, int, int]], ...]
) -> tuple[tuple[tuple[Cell, ...], ...], ...]:
    return (*_text_tables(lines), *_word_tables(lines, cells))


def _text_tables(lines: Sequence[str]) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    """Runs of lines whose cells are parted by tabs, the same number in each."""
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate((*lines, ""), 1):
        row = _tab_cells(number, line) if "\t" in line.strip("\t ") else ()
        if rows and len(row) != len(rows[-1]):
            if len(rows) > 1:
                yield tuple(rows)
            rows = []
        if row:
            rows.append(row)


def _tab_cells(number: int, line: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    offset = 0
    for piece in line.split("\t"):
        inner = piece.strip()
        cells.append(Cell(number, offset + (piece.index(inner) if inner else 0), inner))
        offset += len(piece) + 1
    return tuple(cells)


def _word_tables(
    lines: Sequence[str], cells: tuple[tuple[int, tuple[int, int, int]], ...]
) -> Iterator[tuple[tuple[Cell, ...], ...]]:
    rows: list[list[Cell]] = []
    places = [*cells, (0, (-1, -1, -1))]
    for (line, (table, row, _)), (_, (next_table, next_row, _)) in pairwise(places):
        text = lines[line - 1] if line <= len(lines) else ""
        inner = text.strip()
        if not rows:
            rows.append([])
        rows[-1].append(Cell(line, text.index(inner) if inner else 0, inner))
        if next_table != table:
            yield tuple(tuple(r) for r in rows)
            rows = []
        elif next_row != row:
            rows.append([])


_LEVEL = re.compile(r"(?:镇|乡|街道)(?=人民政府|办事处|党委|党工委|委员会|\d{4}年|关于|创建|$)")


_OWN = re.compile("我(镇|乡|街道)")


def _level(report: RecognisedReport, unit: UnitProfile | None) -> str:
    """镇, 乡, 街道, or "" when the text does not tell."""
    if unit and unit.level:
        return unit.level
    content = report.content
    for text in (*content.signature.split("\n"), content.issuer, content.title):
        found = _LEVEL.search("".join(text.split()))
        if found:
            return found[0]
    own = Counter(found[1] for line in report.lines for found in _OWN.finditer(line[:LONGEST_LINE]))
    return own.most_common(1)[0][0] if own else ""


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso) else None
