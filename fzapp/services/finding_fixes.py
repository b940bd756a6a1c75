"""Carrying out what a finding suggests: in the text of a section without touching its figures, in headings
and in the parts around the text. Every fix is a change of the archive and so one step of undo.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fzapp.domain.body import FigurePiece, parse_body
from fzapp.domain.errors import UserError
from fzapp.domain.finding import FindingClass
from fzapp.services.checked_document import DocumentPart
from fzapp.services.report_checks import changes_between, touches
from fzapp.storage import reports as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.services.figure_report import FigureReview
    from fzapp.services.figure_text import FigureReader
    from fzapp.services.figures import FigureService
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.services.reports import ReportService
    from fzapp.services.writing import WritingService
    from fzapp.storage.archive import Archive

_SAFE_RULES = frozenset({"punctuation.half_width", "punctuation.half_brackets", "punctuation.doubled"})
_SAFE_CLASSES = frozenset({FindingClass.RESIDUE})
_CHANGED = "这里的文字已经改过"
_CHECK_AGAIN = "重新检查后再改"


class FixService:
    """Puts suggestions into the text."""

    def __init__(
        self,
        archive: Archive,
        figures: FigureService,
        review: FigureReview,
        writing: WritingService,
        reports: ReportService,
    ) -> None:
        self._archive = archive
        self._figures = figures
        self._review = review
        self._writing = writing
        self._reports = reports

    def fix(self, report_id: int, found: PlacedFinding, choice: int = 0) -> None:
        """Carry out one of `found.fixes`, or bind the number of a finding on a ledger.

        Raises `UserError` when the text has changed since the check, or the report is signed.
        """
        if found.item is not None:
            self._review.bind(found.place.section, found.item, found.item.offers[choice].name)
        else:
            self.fix_all(report_id, [(found, found.fixes[choice])])

    def fix_all(self, report_id: int, wanted: Sequence[tuple[PlacedFinding, str]]) -> int:
        """Carry out many suggestions, each part of the report being written once; answers how many.

        Raises `UserError`; parts written before it stay changed.
        """
        parts: dict[tuple[DocumentPart, int], list[tuple[PlacedFinding, str]]] = defaultdict(list)
        for found, text in wanted:
            parts[found.place.part, found.place.section].append((found, text))
        for (part, section), group in parts.items():
            if part is DocumentPart.BODY:
                self._fix_body(report_id, section, group)
            elif part is DocumentPart.HEADING:
                heading = self._writing.section(section).heading
                self._writing.rename(section, _fixed(heading, group))
            else:
                content = self._reports.get(report_id).content
                changed = _fixed(str(getattr(content, part.value)), group)
                self._reports.edit_parts(report_id, **{part.value: changed})
        return len(wanted)

    def _fix_body(self, report_id: int, section_id: int, group: list[tuple[PlacedFinding, str]]) -> None:
        section = self._writing.section(section_id)
        reader = self._figures.reader(stored.get(self._archive, report_id))
        body = fixed_body(section.body, _pieces(reader.shown(section.body).text, group), reader)
        self._writing.save(section_id, body, min(section.cursor, len(body)))


def is_safe(found: PlacedFinding) -> bool:
    """Whether the fix needs no judgement: the width of punctuation marks, and residue that is taken out."""
    finding = found.finding
    if not found.fixes or found.waiver is not None:
        return False
    return finding.rule in _SAFE_RULES or (finding.finding_class in _SAFE_CLASSES and found.fixes[0] == "")


def safe_fixes(items: Iterable[PlacedFinding]) -> tuple[tuple[PlacedFinding, str], ...]:
    """The fixes that may be carried out all at once."""
    return tuple((found, found.fixes[0]) for found in items if is_safe(found))


def fixed_body(body: str, pieces: Iterable[tuple[int, int, str]], reader: FigureReader) -> str:
    """`body` with pieces of its text as read replaced; its tokens stay.

    Raises `UserError` for a piece that lies in the number of a figure.
    """
    shown = reader.shown(body)
    wanted = sorted(pieces, reverse=True)
    if touches(wanted, [(figure.start, figure.end) for figure in shown.figures]):
        raise UserError("这里的数来自台账，不能在校核里改", "到写报告里换一个数，或者改台账")
    offsets = _stored_offsets(body, reader)
    for start, end, text in wanted:
        low = _stored(offsets, start)
        body = body[:low] + text + body[low if start == end else _stored(offsets, end) :]
    return body


def _stored_offsets(body: str, reader: FigureReader) -> list[tuple[int, int, int]]:
    """Runs of text between figures as (place in the text as read, place in the stored text, length)."""
    places = iter(reader.shown(body).figures)
    runs: list[tuple[int, int, int]] = []
    shown = kept = 0
    for piece in parse_body(body):
        length = len(piece.source)
        if isinstance(piece, FigurePiece):
            place = next(places)
            shown += place.end - place.start
        else:
            runs.append((shown, kept, length))
            shown += length
        kept += length
    return runs or [(0, 0, 0)]


def _stored(runs: list[tuple[int, int, int]], offset: int) -> int:
    """The place in the stored text of a place that lies in no figure."""
    for shown, kept, length in runs:
        if shown <= offset <= shown + length:
            return kept + offset - shown
    raise UserError(_CHANGED, _CHECK_AGAIN)


def _pieces(text: str, group: list[tuple[PlacedFinding, str]]) -> list[tuple[int, int, str]]:
    """What to replace in the text as read. Raises `UserError` when it is another text by now."""
    pieces: list[tuple[int, int, str]] = []
    for found, wanted in group:
        start, end = found.place.start, found.place.end
        if text[start:end] != found.finding.text:
            raise UserError(_CHANGED, _CHECK_AGAIN)
        if not wanted:
            pieces.append((*_with_line(text, start, end), ""))
            continue
        changes = changes_between(found.finding.text, wanted)
        pieces += [(start + low, start + high, new) for low, high, new in changes]
    return pieces


def _with_line(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece to take out, together with its line where nothing else stands in it."""
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    high = len(text) if high < 0 else high
    if text[low:start].strip() or text[end:high].strip():
        return start, end
    return (low, high + 1) if high < len(text) else (max(0, low - 1), high)


def _fixed(text: str, group: list[tuple[PlacedFinding, str]]) -> str:
    """A text without figures with its fixes carried out."""
    for start, end, new in sorted(_pieces(text, group), reverse=True):
        text = text[:start] + new + text[end:]
    return text
