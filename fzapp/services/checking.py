"""Everything that has to do with checks (校核), built when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fzapp.services.checks import CheckService
from fzapp.services.finding_fixes import FixService
from fzapp.services.knowledge_update import KnowledgeService
from fzapp.services.report_checks import ReportCheckService
from fzapp.services.waivers import WaiverService
from fzapp.storage import tables

if TYPE_CHECKING:
    from fzapp.services.annotations import AnnotationService
    from fzapp.services.context import Services
    from fzapp.storage.changes import Change


class Checking:
    """The services of the checks of one archive."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._seal = ""
        self._use_knowledge()
        services.archive.on_change(self._on_change)

    @cached_property
    def knowledge(self) -> KnowledgeService:
        """Which knowledge the rules rest on."""
        return KnowledgeService(self.services.archive, self.services.resources / "rules")

    def _use_knowledge(self) -> None:
        """Rules over lines and files, with the newest knowledge; `checks` may be used by any thread."""
        self._seal = self.knowledge.state().seal
        self.checks = CheckService(self.services.resources / "rules", self.knowledge.files())

    def _on_change(self, change: Change) -> None:
        if tables.SETTING.name in change.tables and self.knowledge.state().seal != self._seal:
            self._use_knowledge()

    @cached_property
    def reports(self) -> ReportCheckService:
        """Rules over the reports of the archive."""
        services = self.services
        return ReportCheckService(services.archive, services.figures, services.review, lambda: self.checks)

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
