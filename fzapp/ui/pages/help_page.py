"""帮助: a topic for every page, the keys, where things lie, what to do when something goes wrong; on paper too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from fzapp.infra import paths
from fzapp.services.user_files import save_file
from fzapp.ui import actions
from fzapp.ui.actions import make_action
from fzapp.ui.file_kinds import PDF
from fzapp.ui.page import Page
from fzapp.ui.preview import text_paper
from fzapp.ui.theme import scaled
from fzapp.ui.widgets.basic import card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QTextDocument

    from fzapp.ui.page import Means

CONTENTS = "目录.txt"
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
        self._folder = paths.resources() / "help"
        self._files = _topics(self._folder)
        self.topics = QListWidget(objectName="help_topics")
        self.topics.setAccessibleName("帮助目录")
        self.topics.setFrameShape(QFrame.Shape.NoFrame)
        self.topics.setFixedWidth(scaled(LIST_WIDTH))
        self.topics.ensurePolished()  # rows are measured once, when the first of them is chosen
        self.topics.addItems([_title(file) for file in self._files])
        self.topics.setCurrentRow(0)
        self.topics.currentRowChanged.connect(self._on_topic)
        frame, inside = card("help_card", margin=16)
        self.text = QTextBrowser(objectName="help_text")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setSearchPaths([str(self._folder)])
        self.text.setAccessibleName("帮助")
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.topics)
        beside.addWidget(self.text, 1)
        inside.addLayout(beside)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.addWidget(frame)
        self._print = make_action(
            self, "打印", self.print, name="help_print", keys=actions.PREVIEW, hint="打印这一篇（Ctrl+P）"
        )
        self._save = make_action(self, "存成PDF", self.save_pdf, name="help_pdf", hint="这一篇存成PDF")

    def actions(self) -> Sequence[QAction]:
        """What can be done with a topic."""
        return self._print, self._save

    def print(self) -> None:
        """Print the topic that is shown."""
        self.operations.run(lambda: text_paper.print_text(self, self._paper()))

    def save_pdf(self) -> None:
        """Keep the topic that is shown as a PDF."""
        title = self._title()
        path = self.prompter.choose_save("存成PDF", Path(f"{title}.pdf"), PDF)
        if path is not None and self.operations.run(lambda: self._save_as(path, title)):
            self.prompter.tell(f"“{title}”存成了PDF。")

    def _save_as(self, path: Path, title: str) -> Path:
        save_file(path, text_paper.pdf(self._paper(), title))
        return path

    def _paper(self) -> QTextDocument:
        return text_paper.from_markdown(self._source(), self._folder)

    def _title(self) -> str:
        return self.topics.item(max(0, self.topics.currentRow())).text()

    def refresh(self) -> None:
        """Read the text of the chosen topic."""
        self.text.setMarkdown(self._source())

    def _source(self) -> str:
        """The chosen topic as Markdown, with what is only known here filled in."""
        source = self._files[max(0, self.topics.currentRow())].read_text(encoding="utf-8")
        where = str(self.services.archive.folder)
        source = source.replace("{folder}", where)
        if SCORES in source:
            from fzapp.services.check_scores import score_table  # noqa: PLC0415  one topic needs it

            source = source.replace(SCORES, score_table(self.services.resources / "rules"))
        return source

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
    """The files of the topics in the order of the table of contents; what is not in it comes last."""
    order = (folder / CONTENTS).read_text(encoding="utf-8").split()
    places = {name: place for place, name in enumerate(order)}
    return sorted(folder.glob("*.md"), key=lambda file: (places.get(file.stem, len(places)), file.name))


def _title(file: Path) -> str:
    """The name of a topic: its first heading."""
    return file.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()
