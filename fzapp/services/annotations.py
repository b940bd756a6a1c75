"""Findings and sources of numbers as comments in Word: in a copy of a file from outside, and in an export of an own report."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.services.check_descriptions import comment_words
from fzapp.services.exports import NATIONAL, NO_PARTS
from fzapp.services.user_files import read_file, save_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.document import SourceLine
    from fzapp.domain.letterhead import PaperParts
    from fzapp.domain.report import ReportContent
    from fzapp.services.checked_document import CheckedDocument
    from fzapp.services.exports import Exported, ExportService
    from fzapp.services.figure_sources import SourceEntry
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.word.comments import Comment

_AUTHOR, _INITIALS = "法治报告助手", "校核"
_NUMBER = re.compile(r"(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])")
_WIDE = str.maketrans(",;:!?()[]", "，；：！？（）〔〕")


@dataclass(frozen=True, slots=True)
class Remark:
    """Words on a piece of a line, line 0 for the whole; `where` and `text` name a place that is not found."""

    line: int
    start: int
    end: int
    text: str
    where: str
    words: str


class AnnotationService:
    """Writes annotated copies; an original is never written to."""

    def __init__(self, exports: ExportService) -> None:
        self._exports = exports

    def annotate_file(self, source: Path, items: Sequence[PlacedFinding], output: Path) -> int:
        """A copy of a checked file with its findings as comments; answers how many.

        Another file than .docx gives a plain Word file of its lines. Raises `UserError`.
        """
        from fzapp.intake.documents import read_document  # noqa: PLC0415

        if source.resolve() == output.resolve():
            raise UserError("批注版不能和原文件同名", "换一个文件名，原文件保持不动")
        lines = read_document(source)
        data = read_file(source)
        if source.suffix.lower() != ".docx" or not data.startswith(b"PK"):
            data = self._plain(lines, source.stem)
        save_file(output, annotated(data, lines, remarks_of(items)))
        return len(items)

    def annotate_report(
        self,
        content: ReportContent,
        document: CheckedDocument,
        items: Sequence[PlacedFinding],
        output: Path,
        profile: str = NATIONAL,
    ) -> int:
        """A report as Word file with its findings as comments; answers how many. Raises `UserError`."""
        self.export_annotated(content, document.lines, remarks_of(items), output, profile)
        return len(items)

    def export_annotated(
        self,
        content: ReportContent,
        lines: Sequence[SourceLine],
        remarks: Sequence[Remark],
        output: Path,
        profile: str = NATIONAL,
        parts: PaperParts = NO_PARTS,
    ) -> Exported:
        """The same with any remarks, and with what an export tells."""
        return self._exports.export_content(
            content, output, profile, parts=parts, finish=lambda data: annotated(data, lines, remarks)
        )

    def _plain(self, lines: Sequence[SourceLine], title: str) -> bytes:
        """A Word file with a paragraph for each line."""
        from fzapp.word.blocks import BodyParagraph  # noqa: PLC0415

        blocks = [BodyParagraph(line.text) for line in lines]
        return self._exports.rendered(blocks, title)


def remarks_of(items: Iterable[PlacedFinding]) -> list[Remark]:
    """Findings as remarks at their places."""
    return [
        Remark(
            one.finding.line,
            one.finding.start,
            one.finding.end,
            one.finding.text,
            one.where,
            comment_words(one.finding),
        )
        for one in items
    ]


def source_remarks(document: CheckedDocument, entries: Iterable[SourceEntry]) -> list[Remark]:
    """Where each number comes from, as a remark at the number."""
    return [
        Remark(*place, entry.number, entry.section, _source_words(entry))
        for entry in entries
        if (place := _place_of(document, entry))
    ]


def _place_of(document: CheckedDocument, entry: SourceEntry) -> tuple[int, int, int] | None:
    """Line, start and end of a number; None when it stands in no line (the section is not printed)."""
    try:
        line, column = document.line_of(entry.section_id, entry.start)
    except KeyError:
        return None
    return line, column, column + entry.end - entry.start


def _source_words(entry: SourceEntry) -> str:
    """What is said of a number: from where, counted how, which rows and files, who answers for it."""
    facts = (
        ("台账", entry.ledger),
        ("口径", entry.rule),
        ("台账行", entry.row_numbers),
        ("佐证", "、".join(entry.evidence)),
        ("负责", entry.by),
    )
    said = "；".join(f"{words}：{text}" for words, text in facts if text)
    return f"【出处】{entry.name or entry.number}：{entry.state.label}" + (f"\n{said}" if said else "")


def annotated(data: bytes, lines: Sequence[SourceLine], remarks: Sequence[Remark]) -> bytes:
    """A Word file with remarks on its `lines` as comments. What has no place stands at the first paragraph."""
    from fzapp.word.comments import Author, paragraph_texts, with_comments  # noqa: PLC0415

    places = _Places(paragraph_texts(data), [line.text for line in lines])
    moment = datetime.datetime.now(tz=datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    comments = [places.comment(remark) for remark in remarks]
    return with_comments(data, comments, Author(_AUTHOR, _INITIALS, moment))


class _Places:
    """Finds lines in the paragraphs of a Word file: in order, blanks and the width of marks left aside."""

    def __init__(self, paragraphs: Sequence[str], lines: Sequence[str]) -> None:
        self._paragraphs = paragraphs
        self._lines = lines
        self._squeezed = [_squeezed(text) for text in paragraphs]
        self._found = dict(self._align())
        self._first = next((i for i, text in enumerate(self._squeezed) if text), 0)

    def _align(self) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """Line number → (paragraph, where the line begins in it, characters of the line left out before)."""
        pointer = 0
        for number, line in enumerate(self._lines, 1):
            wanted = _squeezed(line)
            mark = _NUMBER.match(wanted)
            for text, skipped in (
                (wanted, 0),
                (wanted[mark.end() :] if mark else "", mark.end() if mark else 0),
            ):
                place = self._find(text, pointer)
                if place is not None:
                    yield number, (*place, skipped)
                    pointer = place[0]
                    break

    def _find(self, text: str, pointer: int) -> tuple[int, int] | None:
        """The paragraph that holds `text`, from `pointer` on, else from the beginning."""
        if not text:
            return None
        for index in (*range(pointer, len(self._squeezed)), *range(pointer)):
            offset = self._squeezed[index].find(text)
            if offset >= 0:
                return index, offset
        return None

    def comment(self, remark: Remark) -> Comment:
        """The comment of a remark at its place."""
        from fzapp.word.comments import Comment  # noqa: PLC0415

        words, found = remark.words, self._found.get(remark.line)
        if found is None:
            if remark.line:
                words = f"{remark.where}：“{remark.text}”\n{words}"
            return Comment(self._first, 0, len(self._paragraphs[self._first]), words)
        paragraph, offset, skipped = found
        line = self._lines[remark.line - 1]
        low = offset + max(0, len(_squeezed(line[: remark.start])) - skipped)
        high = offset + max(0, len(_squeezed(line[: remark.end])) - skipped)
        return Comment(paragraph, *self._range(paragraph, low, high), words)

    def _range(self, paragraph: int, low: int, high: int) -> tuple[int, int]:
        """Places among the characters that are no blanks as places among all of them."""
        text = self._paragraphs[paragraph]
        solid = [index for index, character in enumerate(text) if not character.isspace()]
        if not solid:
            return 0, len(text)
        start = solid[min(low, len(solid) - 1)]
        end = solid[min(max(high, low + 1), len(solid)) - 1] + 1
        return start, end


def _squeezed(text: str) -> str:
    return "".join(text.split()).translate(_WIDE)
