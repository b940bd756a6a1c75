"""Everything that has to do with checks (校核), built when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fzapp.services.checks import CheckService
from fzapp.services.finding_fixes import FixService
from fzapp.services.report_checks import ReportCheckService
from fzapp.services.waivers import WaiverService

if TYPE_CHECKING:
    from fzapp.services.annotations import AnnotationService
    from fzapp.services.context import Services


@dataclass(frozen=True, eq=False)
class Checking:
    """The services of the checks of one archive."""

    services: Services

    @cached_property
    def checks(self) -> CheckService:
        """Rules over lines and files."""
        return CheckService(self.services.resources / "rules")

    @cached_property
    def reports(self) -> ReportCheckService:
        """Rules over the reports of the archive."""
        services = self.services
        return ReportCheckService(services.archive, services.figures, services.review, self.checks)

    @cached_property
    def fixes(self) -> FixService:
        """What puts suggestions into the text."""
        services = self.services
        return FixService(
            services.archive, services.figures, services.review, services.writing, services.reports
        )

    @cached_property
    def annotations(self) -> AnnotationService:
        """Findings as comments in Word."""
        from fzapp.services.annotations import AnnotationService  # noqa: PLC0415

        return AnnotationService(self.services.exports)

    @cached_property
    def waivers(self) -> WaiverService:
        """What need not be told again."""
        return WaiverService(self.services.archive)
