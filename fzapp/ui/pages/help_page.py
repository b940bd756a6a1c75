"""帮助: how to begin, the keys, where things lie, what to do when something goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from fzapp.infra import paths
from fzapp.ui.page import Page
from fzapp.ui.theme import scaled
from fzapp.ui.widgets import card

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.ui.page import Means

FIRST = "window"
"""The topic that stands at the top of the list: the whole on one page."""

SCORES = "{scores}"
"""Where the measured quality of the checks is put in."""

LIST_WIDTH = 190


class HelpPage(Page):
    """The topics of resources/help at the left, the text of the chosen one beside them."""

    name = "帮助"
    tables = frozenset()

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("help_page")
        self._files = _topics(paths.resources() / "help")
        self.topics = QListWidget(objectName="help_topics")
        self.topics.setAccessibleName("帮助目录")
        self.topics.setFrameShape(QFrame.Shape.NoFrame)
        self.topics.setFixedWidth(scaled(LIST_WIDTH))
        self.topics.addItems([_title(file) for file in self._files])
        self.topics.setCurrentRow(0)
        self.topics.currentRowChanged.connect(self._on_topic)
        frame, inside = card("help_card", margin=16)
        self.text = QTextBrowser(objectName="help_text")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("帮助")
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.topics)
        beside.addWidget(self.text, 1)
        inside.addLayout(beside)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(frame)

    def refresh(self) -> None:
        """Read the text of the chosen topic."""
        source = self._files[max(0, self.topics.currentRow())].read_text(encoding="utf-8")
        where = str(self.services.archive.folder)
        source = source.replace("{folder}", where)
        if SCORES in source:
            from fzapp.services.check_scores import score_table  # noqa: PLC0415  one topic needs it

            source = source.replace(SCORES, score_table(self.services.resources / "rules"))
        self.text.setMarkdown(source)

    def show_topic(self, title: str) -> None:
        """Turn to the topic of that title; stays where it is when there is none."""
        for number, file in enumerate(self._files):
            if _title(file) == title:
                self.topics.setCurrentRow(number)

    def _on_topic(self, _row: int) -> None:
        self.refresh()

    def activate(self) -> None:
        """The arrow keys go through the topics at once; Tab leads into the text."""
        super().activate()
        self.topics.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Set the text anew in another type size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and not self.stale:
            self.topics.setFixedWidth(scaled(LIST_WIDTH))
            self.refresh()


def _topics(folder: Path) -> list[Path]:
    """The files of the topics, the overview first."""
    return sorted(folder.glob("*.md"), key=lambda file: (file.stem != FIRST, file.name))


def _title(file: Path) -> str:
    """The name of a topic: its first heading."""
    return file.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()
