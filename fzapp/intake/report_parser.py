"""Lines of a foreign document to a report: its parts, sections, headings, and what was left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from fzapp.domain.document import DroppedLine, Heading, RecognisedReport, SourceLine
from fzapp.domain.report import ReportContent, SectionContent
from fzapp.intake.report_head import Head, read_head
from fzapp.intake.report_headings import FoundHeading, find_headings
from fzapp.intake.report_pieces import Piece, Pieces, pieces_of
from fzapp.intake.report_tables import rows_as_lines
from fzapp.intake.report_tail import Tail, read_tail
from fzapp.text.numerals import DateReading, read_date
from fzapp.text.title_genre import guess_genre, guess_year

if TYPE_CHECKING:
    from collections.abc import Sequence

_THIRD = 3
_MARKS_THAT_STAY = "。：:！？"
"""End marks of a heading whose body runs on; a gap is a paragraph's end."""


def recognise(lines: Sequence[SourceLine]) -> RecognisedReport:
    """Recognise the parts of a report in `lines`.

    Nothing is lost: every line is in the content, or in `dropped` with the reason; `notes` tell the user
    what is worth a look. Time grows linearly with the text.
    """
    read = pieces_of(lines)
    head = read_head(read.pieces)
    tail = read_tail(head.rest, head.title.split("关于")[0] if "关于" in head.title else "")
    found = find_headings(tail.body)
    sections = _sections(tail.body, found)
    lead = sections[0].body if sections and sections[0].level == 0 else ""
    behind = [heading for heading in find_headings(tail.behind) if not _is_annex_title(tail, heading)]
    headings = (*_headings(tail.body, found), *_headings(tail.behind, behind))
    date_text = tail.date_text or head.date_text
    reading = read_date(date_text) if date_text else DateReading()
    titles = [heading.text for heading in headings]
    return RecognisedReport(
        content=_content(head, tail, sections, date_text),
        headings=headings,
        dropped=_dropped(read, head, tail),
        notes=_notes(read, head, tail, date_text, reading),
        lines=tuple(line.text for line in lines),
        genre=guess_genre(head.title, lead, titles),
        year=guess_year(head.title, lead, titles, reading.date),
        date=reading.date.isoformat() if reading.date else "",
    )


def outline_json(report: RecognisedReport) -> dict[str, object]:
    """The answer of the command `outline` (CLI.md). `date` is written out even for a day that does not exist."""
    content = report.content
    return {
        "title": content.title,
        "subtitle": content.subtitle,
        "doc_number": content.doc_number,
        "addressee": content.addressee,
        "headings": [
            {
                "level": heading.level,
                "number": heading.number,
                "text": heading.text,
                "line": heading.line,
                "inline_body": heading.inline_body,
            }
            for heading in report.headings
        ],
        "signature": content.signature,
        "date": report.date or _written_out(content.date_text),
        "genre": report.genre,
        "year": report.year,
        "dropped": sorted({line.line for line in report.dropped}),
        "notes": list(report.notes),
    }


def _written_out(date_text: str) -> str:
    """A date that names no day as digits where it has them, else as written."""
    reading = read_date(date_text) if date_text else DateReading()
    if reading.year is None or reading.month is None or reading.day is None:
        return date_text
    return f"{reading.year:04}-{reading.month:02}-{reading.day:02}"


def _content(head: Head, tail: Tail, sections: tuple[SectionContent, ...], date_text: str) -> ReportContent:
    """The parts as one document."""
    return ReportContent(
        title=head.title,
        subtitle=head.subtitle,
        doc_number=head.doc_number,
        issuer=head.issuer,
        addressee=head.addressee,
        sections=sections,
        attachments=tail.attachments,
        signature=tail.signature,
        date_text=date_text,
        annotation=tail.annotation,
        annexes=tail.annexes,
    )


def _headings(pieces: Sequence[Piece], found: Sequence[FoundHeading]) -> tuple[Heading, ...]:
    """The headings with their places in the source."""
    return tuple(
        Heading(
            level=heading.level,
            number=heading.number,
            text=heading.text,
            line=pieces[heading.piece].line,
            end=heading.end,
            column=heading.column,
            runs_on=heading.runs_on or _glued_on(pieces, heading.piece),
        )
        for heading in found
    )


def _is_annex_title(tail: Tail, heading: FoundHeading) -> bool:
    """Whether what its look or style makes a heading is the title of an annex."""
    return tail.behind[heading.piece] in tail.annex_titles


def _glued_on(pieces: Sequence[Piece], index: int) -> bool:
    """Whether the next paragraph stands in the same line of the source."""
    return index + 1 < len(pieces) and pieces[index + 1].line == pieces[index].line


def _sections(pieces: Sequence[Piece], found: Sequence[FoundHeading]) -> tuple[SectionContent, ...]:
    """The lead and the sections of levels 1 and 2 with their bodies."""
    openings = _openings(found)
    first = openings[0].piece if openings else len(pieces)
    lead = "\n".join(rows_as_lines(pieces[:first]))
    sections = [SectionContent(0, body=lead)] if lead else []
    for heading, following in zip_longest(openings, openings[1:]):
        end = following.piece if following else len(pieces)
        sections.append(_section(heading, pieces[heading.piece], pieces[heading.piece + 1 : end]))
    return tuple(sections)


def _openings(found: Sequence[FoundHeading]) -> list[FoundHeading]:
    """The headings that begin sections. A text numbered 1. 2. 3. throughout has these as its first level."""
    openings = [heading for heading in found if not heading.in_body]
    if openings:
        return openings
    thirds = [heading for heading in found if heading.level == _THIRD and heading.text]
    return [replace(heading, level=1) for heading in thirds] if len(thirds) > 1 else []


def _section(heading: FoundHeading, opening: Piece, rest: Sequence[Piece]) -> SectionContent:
    """One section: the text that runs on behind its heading, then its paragraphs."""
    running = opening.text[heading.body :].strip()
    stays = heading.end if running and heading.end in _MARKS_THAT_STAY else ""
    lines = [running] if running else []
    return SectionContent(heading.level, heading.text, stays, "\n".join([*lines, *rows_as_lines(rest)]))


def _dropped(read: Pieces, head: Head, tail: Tail) -> tuple[DroppedLine, ...]:
    """All lines left out, in order."""
    return tuple(sorted((*read.dropped, *head.dropped, *tail.dropped), key=lambda line: line.line))


def _notes(read: Pieces, head: Head, tail: Tail, date_text: str, reading: DateReading) -> tuple[str, ...]:
    """What the user should look at, one Chinese sentence each."""
    notes = [*read.notes, *tail.notes]
    if head.signer:
        notes.append(f"签发人“{head.signer}”在版头里，没有收入正文")
    numbered = sum(1 for piece in (*tail.body, *tail.behind) if piece.number)
    if numbered:
        notes.append(f"有{numbered}段的序号由Word自动编排，已写成文字")
    if date_text and reading.date is None and reading.reason:
        notes.append(f"成文日期“{date_text}”有误：{reading.reason}")
    if not head.title:
        notes.append("没有找到标题，导入后要补写")
    return tuple(f"{note}。" for note in notes)
