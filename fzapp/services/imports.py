"""Bringing in the past: a file is read, shown, and only then stored, with its original."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import ANNEX_LEVEL, Report, ReportStage, Section, SectionState
from fzapp.infra.files import sha256_of, shown_name
from fzapp.storage import blobs
from fzapp.storage import reports as stored
from fzapp.storage.blobs import Placed
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fzapp.domain.document import RecognisedReport
    from fzapp.domain.template import ReportTemplate, SectionSpec
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive, Writer
    from fzapp.text.quantity_lexicon import QuantityLexicon

UNKNOWN_GENRE = "annual_report"
"""What a document is taken for when nothing in it says otherwise."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document that was read and recognised, nothing stored yet; `genre` and `year` are guesses."""

    name: str
    original: bytes
    recognised: RecognisedReport
    genre: str
    year: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A document that was stored: its number in the archive, and the guesses as confirmed.

    `figures` counts the numbers in its text that mean a quantity or a time.
    """

    name: str
    report_id: int
    genre: str
    year: int
    title: str
    sections: int
    figures: int


class ImportService:
    """Reads without writing, then stores as one operation."""

    def __init__(self, archive: Archive, library: TemplateLibrary, rules: Path) -> None:
        self._archive = archive
        self._library = library
        self._rules = rules

    def read(self, path: Path) -> Incoming:
        """Read and recognise a report file; touches no archive, so it may run in a worker. Raises `UserError`."""
        from fzapp.intake.documents import bytes_of  # noqa: PLC0415  heavy, and not needed at the start

        return self.read_bytes(shown_name(path.name), bytes_of(path))

    def read_bytes(self, name: str, original: bytes) -> Incoming:
        """Recognise a report file whose content is at hand; touches no archive. Raises `UserError`."""
        from fzapp.intake.documents import document_of  # noqa: PLC0415
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        return self._incoming(name, original, recognise(document_of(original)))

    def read_pasted(self, text: str) -> Incoming:
        """Recognise pasted text. Raises `UserError` when there is none."""
        from fzapp.intake.documents import read_text  # noqa: PLC0415
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        if not text.strip():
            raise UserError("剪贴板里没有文字", "先在文档里复制全文再粘贴")
        return self._incoming("粘贴的文字.txt", text.encode(), recognise(read_text(text)))

    def store(self, incoming: Incoming, year: int | None = None, genre: str | None = None) -> Imported:
        """Store a recognised document with its original file; one operation, one undo."""
        original = Placed(sha256_of(incoming.original), incoming.name, len(incoming.original))
        with self._archive.transact(Op.IMPORT_REPORT) as transaction:
            blobs.place(self._archive, original.digest, original.name, incoming.original)
            report = self.insert(
                transaction.write,
                original,
                incoming.recognised,
                year or incoming.year,
                genre or incoming.genre,
            )
        return self.told(incoming, report)

    def insert(
        self, write: Writer, original: Placed, recognised: RecognisedReport, year: int, genre: str
    ) -> Report:
        """Put a recognised document into a running transaction, its original being in place; answer the report."""
        template = self._library.get(genre)
        blobs.note(self._archive, write, original, "imported_report")
        report = _report_of(original, recognised, template, year, self._archive.now())
        return replace(report, id=stored.insert(write, report))

    def told(self, incoming: Incoming, report: Report) -> Imported:
        """What is said about a stored document; its numbers are counted here, which takes a while."""
        figures = self.count_figures(incoming.recognised.lines)
        return Imported(
            incoming.name,
            report.id,
            report.genre,
            report.year,
            report.content.title,
            sum(not part.is_annex for part in report.sections),
            figures,
        )

    def count_figures(self, lines: Iterable[str]) -> int:
        """How many numbers of lines mean a quantity or a time."""
        from fzapp.text.quantities import find_quantities  # noqa: PLC0415

        return sum(len(find_quantities(line, self._lexicon)) for line in lines)

    @cached_property
    def _lexicon(self) -> QuantityLexicon:
        from fzapp.text.quantities import load_lexicon  # noqa: PLC0415

        return load_lexicon((self._rules / "quantities.toml").read_bytes())

    def _incoming(self, name: str, original: bytes, recognised: RecognisedReport) -> Incoming:
        genre = genre_of(name, recognised)
        return Incoming(name, original, recognised, genre, recognised.year or int(self._archive.now()[:4]))


def genre_of(name: str, recognised: RecognisedReport) -> str:
    """The genre that a document is taken for. Raises `UserError` when there is no text of a report in it."""
    if not recognised.content.sections:
        raise UserError(f"“{name}”里没有认出报告正文", "检查是不是选错了文件")
    return recognised.genre or UNKNOWN_GENRE


def _report_of(
    original: Placed, recognised: RecognisedReport, template: ReportTemplate, year: int, now: str
) -> Report:
    text = tuple(
        Section(
            level=part.level,
            heading=part.heading,
            heading_end=part.heading_end,
            body=part.body,
            spec=spec_of(part.heading, part.level, template.sections),
            state=SectionState.WRITTEN,
        )
        for part in recognised.content.sections
    )
    annexes = tuple(
        Section(level=ANNEX_LEVEL, heading=annex.title, body=annex.body, state=SectionState.WRITTEN)
        for annex in recognised.content.annexes
    )
    return Report(
        id=0,
        genre=template.id,
        year=year,
        stage=ReportStage.RECORD,
        content=replace(recognised.content, annexes=()),
        sections=(*text, *annexes),
        source_name=original.name,
        source_hash=original.digest,
        created_at=now,
        dropped=tuple(f"{dropped.text}（{dropped.why}）" for dropped in recognised.dropped),
    )


def spec_of(heading: str, level: int, specs: Sequence[SectionSpec]) -> str:
    """The template section that a heading of another year or town stands for, or "" when none is near.

    Nearness is the share of two-character pieces in common; the lead (level 0) always matches the lead.
    """
    if level == 0:
        return next((spec.id for spec in specs if spec.level == 0), "")
    best, found = 0.0, ""
    pieces = _pieces(heading)
    for spec in specs:
        if spec.level != level:
            continue
        wanted = _pieces(spec.heading)
        share = len(pieces & wanted) / max(1, min(len(pieces), len(wanted)))
        if share > best:
            best, found = share, spec.id
    return found if best >= _NEAR else ""


_NEAR = 0.34
_COMMON = frozenset(("工作", "建设", "法治", "推进", "情况", "年度", "加强", "政府"))


@lru_cache(maxsize=1024)
def _pieces(heading: str) -> frozenset[str]:
    text = "".join(c for c in heading if "\u4e00" <= c <= "\u9fff")
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) - _COMMON
