"""What the search box leads to: pages, commands, sections and whatever the archive holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from fzapp.services.search import Hit
from fzapp.ui import actions, page_list
from fzapp.ui.models.hits_model import HitRow
from fzapp.ui.window.page_entries import PAGES
from fzapp.ui.window.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fzapp.services.context import Services
    from fzapp.services.fitting import Fit
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.main_window import MainWindow

GONE = "这份佐证材料的文件不在档案库里了，到台账的佐证栏里看缺哪些。"


class Finder(QObject):
    """Holds the search box of a window and goes where it points."""

    def __init__(self, services: Services, signals: ArchiveSignals, window: MainWindow) -> None:
        super().__init__(window)
        self._services = services
        self._signals = signals
        self._window = window
        self.box = SearchBox(services, lambda: tuple(self._places()), self._year, self._fits, window)
        self.box.chosen.connect(self._go)
        self.box.quoted.connect(self._quote)

    def open(self) -> None:
        """Show the box, or take it away."""
        if self.box.isVisible():
            self.box.dismiss()
        else:
            self.box.open()

    def _places(self) -> Iterator[HitRow]:
        """Pages, commands of the window and of its page, sections of the report that is being written."""
        for entry in PAGES:
            yield HitRow(entry.word, partial(self._window.show_page, entry.word), "页面")
        words = {entry.word for entry in PAGES}
        for action in (*self._window.page.actions(), *self._window.actions()):
            if action.isEnabled() and action.isVisible() and action.text() not in words:
                key = actions.key_text(action)
                yield HitRow(action.text(), action.trigger, f"命令 {key}" if key else "命令")
        report = self._window.page.report_in_hand()
        if report is not None:
            for task in self._services.overview.tasks(report.id, figures=False):
                go = partial(self._window.open_section, task.section.id)
                yield HitRow(task.title, go, f"{report.year}年章节")

    def _year(self) -> int:
        report = self._window.page.report_in_hand()
        return report.year if report is not None else 0

    def _fits(self, hits: Sequence[Hit]) -> Sequence[Fit | None]:
        report = self._window.page.report_in_hand() if hits else None
        if report is None:
            return [None] * len(hits)
        return self._services.fitting.fits(hits, report.id)

    def _quote(self, hit: Hit, fit: Fit) -> None:
        """Into the section that a paragraph fits, where it is offered for being taken over."""
        self._window.open_section(fit.section.id)
        self._window.show_page(
            page_list.WRITE, lambda page: page.helpers.quote_paragraph(hit.id, hit.paragraph)
        )

    def _go(self, target: Hit | Callable[[], object]) -> None:
        if not isinstance(target, Hit):
            target()
            return
        ways: dict[str, Callable[[Hit], None]] = {
            "paragraph": lambda hit: self._window.open_section(hit.id),
            "report": self._to_report,
            "row": lambda hit: self._window.open_rows(hit.section, hit.year, (hit.id,)),
            "ledger": self._to_ledger,
            "evidence": self._to_evidence,
            "help": self._to_help,
        }
        ways[target.kind](target)

    def _to_report(self, hit: Hit) -> None:
        self._signals.choose_report(hit.id)
        self._window.show_page(page_list.HOME)

    def _to_ledger(self, hit: Hit) -> None:
        year = self._year()
        self._window.show_page(
            page_list.LEDGERS, lambda page: page.show_ledger(hit.section, year or page.year)
        )

    def _to_evidence(self, hit: Hit) -> None:
        path = self._services.viewing.evidence(hit.id)
        if path is None:
            self._window.prompter.tell(GONE, "wrong")
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _to_help(self, hit: Hit) -> None:
        self._window.show_page(page_list.HELP, lambda page: page.show_topic(hit.title))
