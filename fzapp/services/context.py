"""All services of one open archive, built once and handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.services.exports import ExportService
from fzapp.services.figure_freeze import FreezeService
from fzapp.services.figure_report import FigureReview
from fzapp.services.figures import FigureService
from fzapp.services.imports import ImportService
from fzapp.services.overview import OverviewService
from fzapp.services.reports import ReportService
from fzapp.services.templates import TemplateLibrary
from fzapp.services.writing import WritingService
from fzapp.storage import backups
from fzapp.storage.archive import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.ledgers import LedgerService


@dataclass(frozen=True, slots=True)
class Services:
    """What a user can do with one archive."""

    archive: Archive
    library: TemplateLibrary
    reports: ReportService
    imports: ImportService
    writing: WritingService
    overview: OverviewService
    exports: ExportService
    figures: FigureService
    review: FigureReview

    @property
    def ledgers(self) -> LedgerService:
        """What is done to ledgers; loaded when first asked for, because the first screen does not need it."""
        from fzapp.services.ledgers import LedgerService  # noqa: PLC0415

        return LedgerService(self.archive)

    @property
    def freezes(self) -> FreezeService:
        """Signing reports."""
        return FreezeService(self.archive, self.figures)

    def back_up_when_due(self) -> None:
        """Make the daily backup; does nothing when the last one is younger than a day."""
        if backups.due(self.archive):
            backups.back_up(self.archive, "daily")

    def close(self) -> None:
        """Let go of the archive."""
        self.archive.close()


def open_services(archive_folder: Path, resources: Path) -> Services:
    """Open the archive in `archive_folder` (made when missing). Raises `ArchiveUnusable`."""
    return build_services(Archive.open(archive_folder), resources)


def build_services(archive: Archive, resources: Path) -> Services:
    """The services of an archive that is open already."""
    library = TemplateLibrary(resources / "genres")
    figures = FigureService(archive)
    writing = WritingService(archive)
    return Services(
        archive=archive,
        library=library,
        reports=ReportService(archive, library, figures),
        imports=ImportService(archive, library, resources / "rules"),
        writing=writing,
        overview=OverviewService(archive, library, figures),
        exports=ExportService(resources / "word"),
        figures=figures,
        review=FigureReview(archive, figures, writing, resources / "rules"),
    )
