"""帮助: how to begin, the keys, where things lie, what to do when something goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from fzapp.infra import paths
from fzapp.ui.page import Page
from fzapp.ui.widgets import card

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.ui.archive_signals import ArchiveSignals
    from fzapp.ui.operations import Operations
    from fzapp.ui.prompts import Prompter

FILE = "window.md"


class HelpPage(Page):
    """One text to read from top to bottom; Ctrl+F is the reader's own."""

    name = "帮助"
    tables = frozenset()

    def __init__(
        self,
        services: Services,
        signals: ArchiveSignals,
        operations: Operations,
        prompter: Prompter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, signals, operations, prompter, parent)
        self.setObjectName("help_page")
        frame, inside = card("help_card", margin=16)
        self.text = QTextBrowser(objectName="help_text")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("帮助")
        inside.addWidget(self.text)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(frame)

    def refresh(self) -> None:
        """Read the text."""
        source = (paths.resources() / "help" / FILE).read_text(encoding="utf-8")
        where = str(self.services.archive.folder)
        self.text.setMarkdown(source.replace("{folder}", where))

    def activate(self) -> None:
        """The arrow keys scroll at once."""
        super().activate()
        self.text.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Set the text anew in another type size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and not self.stale:
            self.refresh()
