"""What other years and other offices wrote on the matter of a section: looked for beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from fzapp.ui.jobs import Job

if TYPE_CHECKING:
    from fzapp.services.similar import Asked, Close
    from fzapp.ui.pages.write_page import WritePage

LOOK_AFTER = 1_200
"""Milliseconds without a change after which the text is looked for again."""


class SectionSimilar(QObject):
    """Keeps the list below the earlier years true to the section, while that tab is open."""

    def __init__(self, page: WritePage, *, look_after: int = LOOK_AFTER) -> None:
        super().__init__(page)
        self._page = page
        self._section = 0
        self._asked: Asked | None = None
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=look_after)
        self._timer.timeout.connect(self.look)
        page.panel.past_tab.toggled.connect(lambda _checked: self._soon(0))
        page.editor.body_changed.connect(lambda: self._soon(look_after))

    def show_section(self, section_id: int) -> None:
        """Another section, 0 for none."""
        if section_id != self._section:
            self._section, self._asked = section_id, None
            self._page.panel.past.show_similar(())
        self._soon(0)

    def _soon(self, wait: int) -> None:
        if self._section > 0 and self._page.panel.past_tab.isChecked():
            self._timer.start(wait)

    def look(self) -> None:
        """Ask for the text as it stands, unless that was asked for last; one question at a time."""
        shown = self._page.shown_row()
        if shown is None or not self._page.panel.past_tab.isChecked():
            return
        if self._job is not None:
            self._timer.start()
            return
        similar = self._page.services.similar
        asked = similar.ask(shown.section, self._page.editor.shown_text())
        if asked == self._asked:
            return
        self._asked = asked
        self._job = Job(lambda _context: similar.look(asked), self)
        self._job.succeeded.connect(lambda found: self._on_found(asked, found))
        self._job.finished.connect(self._on_finished)
        self._job.start()

    def _on_found(self, asked: Asked, found: tuple[Close, ...]) -> None:
        if isValid(self._page.panel) and asked == self._asked:
            self._page.panel.past.show_similar(self._page.services.similar.told(asked, found))

    def _on_finished(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
