"""Bringing in the past: a file is read, shown, and only then stored, with its original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import Report, ReportStage, Section, SectionState
from fzapp.services.user_files import read_file
from fzapp.storage import blobs
from fzapp.storage import reports as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.document import RecognisedReport
    from fzapp.domain.template import ReportTemplate, SectionSpec
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive

UNKNOWN_GENRE = "annual_report"
"""What a document is taken for when nothing in it says otherwise."""

READABLE = (".docx", ".txt", ".doc", ".wps")
"""Endings looked for when a whole folder is brought in."""


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


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, with the sentence why."""

    name: str
    why: str


class ImportService:
    """Reads without writing, then stores as one operation."""

    def __init__(self, archive: Archive, library: TemplateLibrary, rules: Path) -> None:
        self._archive = archive
        self._library = library
        self._rules = rules

    def read(self, path: Path) -> Incoming:
        """Read and recognise a report file; touches no archive, so it may run in a worker. Raises `UserError`."""
        from fzapp.intake.documents import read_document  # noqa: PLC0415  heavy, and not needed at the start
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        recognised = recognise(read_document(path))
        return self._incoming(path.name, read_file(path), recognised)

    def read_pasted(self, text: str) -> Incoming:
        """Recognise pasted text. Raises `UserError` when there is none."""
        from fzapp.intake.documents import read_text  # noqa: PLC0415
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        if not text.strip():
            raise UserError("剪贴板里没有文字", "先在文档里复制全文再粘贴")
        return self._incoming("粘贴的文字.txt", text.encode(), recognise(read_text(text)))

    def store(self, incoming: Incoming, year: int | None = None, genre: str | None = None) -> Imported:
        """Store a recognised document with its original file; one operation, one undo."""
        kind, when = genre or incoming.genre, year or incoming.year
        template = self._library.get(kind)
        with self._archive.transact(Op.IMPORT_REPORT) as transaction:
            digest = blobs.keep(
                self._archive, transaction.write, incoming.name, incoming.original, "imported_report"
            )
            report = _report_of(incoming, template, when, digest, self._archive.now())
            report_id = stored.insert(transaction.write, report)
        figures = self._count_figures(incoming.recognised.lines)
        return Imported(
            incoming.name, report_id, kind, when, report.content.title, len(report.sections), figures
        )

    def import_files(
        self, files: Iterable[Path], year: int | None = None, genre: str | None = None
    ) -> tuple[tuple[Imported, ...], tuple[Refused, ...]]:
        """Bring in files, and the reports in folders; what is refused does not stop the rest."""
        done: list[Imported] = []
        refused: list[Refused] = []
        for path in expanded(files):
            try:
                done.append(self.store(self.read(path), year, genre))
            except UserError as error:
                refused.append(Refused(str(path), str(error)))
        return tuple(done), tuple(refused)

    def _count_figures(self, lines: Iterable[str]) -> int:
        from fzapp.text.quantities import find_quantities, load_lexicon  # noqa: PLC0415

        lexicon = load_lexicon((self._rules / "quantities.toml").read_bytes())
        return sum(len(find_quantities(line, lexicon)) for line in lines)

    def _incoming(self, name: str, original: bytes, recognised: RecognisedReport) -> Incoming:
        if not recognised.content.sections:
            raise UserError(f"“{name}”里没有认出报告正文", "检查是不是选错了文件")
        year = recognised.year or int(self._archive.now()[:4])
        return Incoming(name, original, recognised, recognised.genre or UNKNOWN_GENRE, year)


def expanded(files: Iterable[Path]) -> Iterator[Path]:
    """The files, and the reports in folders. Raises `UserError` for a folder without any."""
    for path in files:
        if path.is_dir():
            found = sorted(
                p for p in path.rglob("*") if p.suffix.lower() in READABLE and not p.name.startswith("~$")
            )
            if not found:
                raise UserError(f"文件夹“{path.name}”里没有可以收进的报告", "检查里面有没有Word或文本文件")
            yield from found
        else:
            yield path


def _report_of(incoming: Incoming, template: ReportTemplate, year: int, digest: str, now: str) -> Report:
    recognised = incoming.recognised
    sections = tuple(
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
    return Report(
        id=0,
        genre=template.id,
        year=year,
        stage=ReportStage.DRAFT,
        content=recognised.content,
        sections=sections,
        source_name=incoming.name,
        source_hash=digest,
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


def _pieces(heading: str) -> frozenset[str]:
    text = "".join(c for c in heading if "\u4e00" <= c <= "\u9fff")
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) - _COMMON
