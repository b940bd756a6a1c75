"""All services of one open archive, built once and handed on.

What the first screen does not need is loaded when it is first asked for: an old PC feels every module.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from fzapp.infra import paths
from fzapp.services.overview import OverviewService
from fzapp.services.reports import ReportService
from fzapp.services.templates import TemplateLibrary
from fzapp.services.writing import WritingService
from fzapp.storage import backups, own_genres, tables
from fzapp.storage.archive import Archive
from fzapp.storage.folder import OPENED_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.infra.scratch import Scratch
    from fzapp.services.attachments import AttachmentService
    from fzapp.services.audit import AuditService
    from fzapp.services.bulk_imports import BulkImports
    from fzapp.services.checking import Checking
    from fzapp.services.comments import CommentService
    from fzapp.services.copying import CopyService
    from fzapp.services.evidence_texts import EvidenceTexts
    from fzapp.services.expected_units import ExpectedUnits
    from fzapp.services.exports import ExportService
    from fzapp.services.figure_carry import CarryService
    from fzapp.services.figure_freeze import FreezeService
    from fzapp.services.figure_report import FigureReview
    from fzapp.services.figure_sources import SourceService
    from fzapp.services.figures import FigureService
    from fzapp.services.fitting import FittingService
    from fzapp.services.genre_editing import GenreEditing
    from fzapp.services.handover import HandoverService
    from fzapp.services.imports import ImportService
    from fzapp.services.kind_editing import KindEditing
    from fzapp.services.ledger_forms import FormService
    from fzapp.services.ledger_merge import MergeService
    from fzapp.services.ledger_tables import LedgerTables
    from fzapp.services.ledgers import LedgerService
    from fzapp.services.letterheads import LetterheadService
    from fzapp.services.list_papers import ListPapers
    from fzapp.services.own_figures import OwnFigureService
    from fzapp.services.own_formats import OwnFormats
    from fzapp.services.packing import PackService
    from fzapp.services.program_update import ProgramUpdates
    from fzapp.services.release import ReleaseService
    from fzapp.services.reuse import ReuseService
    from fzapp.services.search import SearchService
    from fzapp.services.section_help import SectionHelp
    from fzapp.services.seen_figures import SeenFigures
    from fzapp.services.signing import SigningService
    from fzapp.services.similar import SimilarService
    from fzapp.services.source_files import SourceFiles
    from fzapp.services.timeline import TimelineService
    from fzapp.services.versions import VersionService
    from fzapp.services.viewing import Viewing
    from fzapp.services.years import YearService
    from fzapp.services.zero import ZeroService
    from fzapp.storage.changes import Change
    from fzapp.storage.connection import Key


@dataclass(frozen=True)
class Services:
    """What a user can do with one archive."""

    archive: Archive
    resources: Path
    library: TemplateLibrary
    writing: WritingService
    scratch: Scratch | None = None
    """Where temporary files lie while an archive with a password is open; None for others."""

    @cached_property
    def reports(self) -> ReportService:
        """Reports as a whole."""
        return ReportService(self.archive, self.library, lambda: self.figures)

    @cached_property
    def overview(self) -> OverviewService:
        """What the workbench shows."""
        return OverviewService(self.archive, self.library, lambda: self.figures)

    @cached_property
    def figures(self) -> FigureService:
        """What the numbers come to."""
        from fzapp.services.figures import FigureService  # noqa: PLC0415

        return FigureService(self.archive)

    @cached_property
    def imports(self) -> ImportService:
        """Bringing in reports."""
        from fzapp.services.imports import ImportService  # noqa: PLC0415

        return ImportService(self.archive, self.library, self.resources / "rules")

    @cached_property
    def bulk(self) -> BulkImports:
        """Bringing in whole folders of reports."""
        from fzapp.services.bulk_imports import BulkImports  # noqa: PLC0415

        return BulkImports(self.archive, self.imports)

    @cached_property
    def exports(self) -> ExportService:
        """Word files and pages."""
        from fzapp.services.exports import ExportService  # noqa: PLC0415
        from fzapp.services.own_formats import follow  # noqa: PLC0415

        exports = ExportService(self.resources / "word")
        follow(self.archive, exports)
        return exports

    @cached_property
    def own_formats(self) -> OwnFormats:
        """Formats of the county."""
        from fzapp.services.own_formats import OwnFormats  # noqa: PLC0415

        return OwnFormats(self.archive, self.exports)

    @cached_property
    def letterheads(self) -> LetterheadService:
        """What stands around a report."""
        from fzapp.services.letterheads import LetterheadService  # noqa: PLC0415

        return LetterheadService(self.archive, self.resources / "word")

    @cached_property
    def ledgers(self) -> LedgerService:
        """What is done to ledgers."""
        from fzapp.services.ledgers import LedgerService  # noqa: PLC0415

        return LedgerService(self.archive)

    @cached_property
    def forms(self) -> FormService:
        """Asking offices for their ledgers."""
        from fzapp.services.ledger_forms import FormService  # noqa: PLC0415

        return FormService(self.archive, self.ledgers)

    @cached_property
    def merges(self) -> MergeService:
        """Taking filled forms back."""
        from fzapp.services.ledger_merge import MergeService  # noqa: PLC0415

        return MergeService(self.archive, self.ledgers)

    @cached_property
    def ledger_tables(self) -> LedgerTables:
        """Tables of reports that are made from ledgers."""
        from fzapp.services.ledger_tables import LedgerTables  # noqa: PLC0415

        return LedgerTables(self.archive, self.ledgers)

    @cached_property
    def attachments(self) -> AttachmentService:
        """Files beside ledger rows."""
        from fzapp.services.attachments import AttachmentService  # noqa: PLC0415

        return AttachmentService(self.archive)

    @cached_property
    def kind_editing(self) -> KindEditing:
        """Columns and kinds of ledgers of one's own."""
        from fzapp.services.kind_editing import KindEditing  # noqa: PLC0415

        return KindEditing(self.archive)

    @cached_property
    def genre_editing(self) -> GenreEditing:
        """Templates of one's own."""
        from fzapp.services.genre_editing import GenreEditing  # noqa: PLC0415

        return GenreEditing(self.archive, self.library)

    @cached_property
    def review(self) -> FigureReview:
        """Which numbers of a report have a ledger."""
        from fzapp.services.figure_report import FigureReview  # noqa: PLC0415

        return FigureReview(self.archive, self.figures, self.writing, self.resources / "rules")

    @cached_property
    def search(self) -> SearchService:
        """Looking for texts."""
        from fzapp.services.search import SearchService  # noqa: PLC0415

        return SearchService(self.archive, self.library, self.figures, self.ledgers, self.resources / "help")

    @cached_property
    def evidence_texts(self) -> EvidenceTexts:
        """The words of evidence files."""
        from fzapp.services.evidence_texts import EvidenceTexts  # noqa: PLC0415

        return EvidenceTexts(self.archive)

    @cached_property
    def freezes(self) -> FreezeService:
        """Signing reports."""
        from fzapp.services.figure_freeze import FreezeService  # noqa: PLC0415

        return FreezeService(self.archive, self.figures, self.sources.to_keep, self.refresh_tables)

    @cached_property
    def sources(self) -> SourceService:
        """Where the numbers of a report come from."""
        from fzapp.services.figure_sources import SourceService  # noqa: PLC0415

        return SourceService(self.archive, self.figures, self.review, self.overview, self.ledgers)

    @cached_property
    def own_figures(self) -> OwnFigureService:
        """Figures of the office's own."""
        from fzapp.services.own_figures import OwnFigureService  # noqa: PLC0415

        return OwnFigureService(self.archive, self.figures, self.ledgers)

    @cached_property
    def carries(self) -> CarryService:
        """Last year's numbers in this year's draft."""
        from fzapp.services.figure_carry import CarryService  # noqa: PLC0415

        return CarryService(self.archive, self.figures, self.review, self.overview)

    @cached_property
    def source_files(self) -> SourceFiles:
        """The source table as a file."""
        from fzapp.services.source_files import SourceFiles  # noqa: PLC0415

        return SourceFiles(self.exports)

    @cached_property
    def list_papers(self) -> ListPapers:
        """Lists as files and pages."""
        from fzapp.services.list_papers import ListPapers  # noqa: PLC0415

        return ListPapers(self.exports)

    @cached_property
    def checking(self) -> Checking:
        """Looking reports through for mistakes."""
        from fzapp.services.checking import Checking  # noqa: PLC0415

        return Checking(self)

    @cached_property
    def seen(self) -> SeenFigures:
        """Which figures changed since they were looked at."""
        from fzapp.services.seen_figures import SeenFigures  # noqa: PLC0415

        return SeenFigures(self.archive, self.figures)

    @cached_property
    def versions(self) -> VersionService:
        """Texts of reports that were kept."""
        from fzapp.services.versions import VersionService  # noqa: PLC0415

        return VersionService(self.archive, self.figures)

    @cached_property
    def signing(self) -> SigningService:
        """校对, 审核, 签发 and what follows."""
        from fzapp.services.signing import SigningService  # noqa: PLC0415

        return SigningService(self)

    @cached_property
    def comments(self) -> CommentService:
        """Remarks on places of reports."""
        from fzapp.services.comments import CommentService  # noqa: PLC0415

        return CommentService(self.archive)

    @cached_property
    def section_help(self) -> SectionHelp:
        """Ticks by hand and evidence of sections."""
        from fzapp.services.section_help import SectionHelp  # noqa: PLC0415

        return SectionHelp(self.archive)

    @cached_property
    def reuse(self) -> ReuseService:
        """Taking words of earlier years over."""
        from fzapp.services.reuse import ReuseService  # noqa: PLC0415

        return ReuseService(self)

    @cached_property
    def copying(self) -> CopyService:
        """What of a report was written before."""
        from fzapp.services.copying import CopyService  # noqa: PLC0415

        return CopyService(self)

    @cached_property
    def fitting(self) -> FittingService:
        """Where in a report a paragraph belongs."""
        from fzapp.services.fitting import FittingService  # noqa: PLC0415

        return FittingService(self)

    @cached_property
    def timelines(self) -> TimelineService:
        """Figures and sections over the years."""
        from fzapp.services.timeline import TimelineService  # noqa: PLC0415

        return TimelineService(self)

    @cached_property
    def similar(self) -> SimilarService:
        """What was said before on the same matter."""
        from fzapp.services.similar import SimilarService  # noqa: PLC0415

        return SimilarService(self)

    @cached_property
    def viewing(self) -> Viewing:
        """Looking at kept files."""
        from fzapp.services.viewing import Viewing  # noqa: PLC0415

        return Viewing(self.archive)

    @cached_property
    def packs(self) -> PackService:
        """Packages to hand on."""
        from fzapp.services.packing import PackService  # noqa: PLC0415

        return PackService(self)

    @cached_property
    def expected(self) -> ExpectedUnits:
        """Who is to hand in, as the county keeps it."""
        from fzapp.services.expected_units import ExpectedUnits  # noqa: PLC0415

        return ExpectedUnits(self.archive)

    @cached_property
    def release(self) -> ReleaseService:
        """Copies of signed reports for publication."""
        from fzapp.services.release import ReleaseService  # noqa: PLC0415

        return ReleaseService(self)

    @cached_property
    def audit(self) -> AuditService:
        """Who did what."""
        from fzapp.services.audit import AuditService  # noqa: PLC0415

        return AuditService(self.archive, self.ledgers)

    @cached_property
    def handover(self) -> HandoverService:
        """What a successor has to know."""
        from fzapp.services.handover import HandoverService  # noqa: PLC0415

        return HandoverService(self)

    @cached_property
    def updates(self) -> ProgramUpdates:
        """Newer programs from a stick."""
        from fzapp.services.program_update import ProgramUpdates  # noqa: PLC0415

        return ProgramUpdates(self.archive, paths.data_folder(), paths.installed_as())

    def refresh_tables(self, report_id: int) -> None:
        """Make the tables of a draft anew whose ledgers changed: before it is shown, printed or signed."""
        from fzapp.storage import ledger_tables  # noqa: PLC0415

        if ledger_tables.any_there(self.archive):
            self.ledger_tables.refresh(report_id)

    @cached_property
    def years(self) -> YearService:
        """Turning to the next year."""
        from fzapp.services.years import YearService  # noqa: PLC0415

        return YearService(self.archive, self.library, self.reports, self.ledgers)

    @cached_property
    def zero(self) -> ZeroService:
        """Saying that there was nothing."""
        from fzapp.services.zero import ZeroService  # noqa: PLC0415

        return ZeroService(self.archive, self.overview, self.ledgers)

    def back_up_when_due(self) -> None:
        """Make the daily backup; does nothing when the last one is younger than a day."""
        if backups.due(self.archive):
            backups.back_up(self.archive, "daily")

    def back_up_before(self, reason: str) -> None:
        """Make a backup before an import, a merge or a signing, unless the newest one holds everything already.

        For a worker, while the clerk still looks at what will be done. Raises `UserError` when it is not made.
        """
        if backups.is_behind(self.archive):
            backups.back_up(self.archive, reason)

    def wipe_copies(self) -> None:
        """Remove copies of kept files that were looked at, also those a crash left."""
        if (self.archive.folder / OPENED_FOLDER).is_dir():
            self.viewing.wipe()
        if self.scratch is not None:
            self.scratch.renew()

    def close(self) -> None:
        """Let go of the archive."""
        try:
            self.archive.close()
        finally:
            if self.scratch is not None:
                self.scratch.leave()


def open_services(archive_folder: Path, resources: Path, key: Key | None = None) -> Services:
    """Open the archive in `archive_folder` (made when missing), with its password. Raises `ArchiveUnusable`."""
    return build_services(Archive.open(archive_folder, key=key), resources)


def build_services(archive: Archive, resources: Path) -> Services:
    """The services of an archive that is open already."""
    library = TemplateLibrary(resources / "genres", own_genres.definitions(archive))
    archive.on_change(partial(_follow_genres, archive, library))
    return Services(archive, resources, library, WritingService(archive), _scratch(archive))


def _scratch(archive: Archive) -> Scratch | None:
    """The first who opens an archive with a password keeps temporary files out of the folder of the system."""
    if archive.key is None:
        return None
    from fzapp.infra.scratch import taken  # noqa: PLC0415  only for an archive that has a password

    return taken(archive.folder / OPENED_FOLDER)


def _follow_genres(archive: Archive, library: TemplateLibrary, change: Change) -> None:
    """Own genres are read anew when they change, before anybody else hears of it."""
    if tables.OWN_GENRE.name in change.tables:
        library.use_own(own_genres.definitions(archive))
