"""A very large change on its way into the archive: written beside the window, which waits behind a sheet.

One transaction, one step to undo; stopped on the way, nothing of it is there. While the archive is lent to the
worker nothing else can be written, and the sheet keeps the clerk from trying.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui.jobs import Job
from fzapp.ui.messages import BUG
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.storage.archive import Archive
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.prompts import Prompter

T = TypeVar("T")

LARGE = 2_000
"""Rows from which they are written beside the window: fewer are there before anybody has seen a sheet."""

_WIDTH = 420


class StoringSheet(QDialog):
    """What is being done, how far it is, and the word that stops it; Esc is that word too."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget, sentence: str, verb: str) -> None:
        super().__init__(parent)
        self.setObjectName("storing_sheet")
        self.setWindowTitle(f"正在{verb}")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.sentence = label(sentence, name="storing_sentence", wrap=True)
        self.progress = QProgressBar(objectName="storing_progress", textVisible=False, maximum=0)
        self.progress.setAccessibleName(f"{verb}了多少")
        self.stop = button(f"停下，都不{verb}", self.reject, name="storing_stop")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.sentence)
        column.addWidget(self.progress)
        column.addLayout(row(None, self.stop))
        self.setMinimumWidth(_WIDTH)

    def reject(self) -> None:
        """Nothing is closed here: the sheet goes when the archive is free again."""
        self.stop.setEnabled(False)
        self.sentence.setText("正在停下，已经写的都退回去。")
        self.stop_asked.emit()

    def show_progress(self, done: int, total: int, _note: str) -> None:
        """So many of so many."""
        self.progress.setMaximum(total)
        self.progress.setValue(done)


class StoringBeside(QObject):
    """One batch at a time. `ended` comes after each, whatever came of it; `verb` says what is done to it."""

    ended = Signal()

    def __init__(self, archive: Archive, prompter: Prompter, window: QWidget, verb: str = "存入") -> None:
        super().__init__(window)
        self._archive = archive
        self._verb = verb
        self._prompter = prompter
        self._window = window
        self.sheet: StoringSheet | None = None
        self._job: Job | None = None

    def start(self, work: Callable[[JobContext], T], sentence: str, then: Callable[[T], object]) -> None:
        """Do `work`, which writes through `Archive.beside`; `then` takes what it answers and adopts its change.

        A word to stop that comes too late stops nothing: what is written is written, and can be undone.
        """
        written: list[T] = []
        self._job = Job(lambda context: written.append(work(context)), self)
        self.sheet = StoringSheet(self._window, sentence, self._verb)
        self.sheet.stop_asked.connect(self._job.cancel)
        self._job.progressed.connect(self.sheet.show_progress)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(partial(self._on_finished, written, then))
        self._archive.lend()
        self.sheet.show()
        self._job.start()

    def _on_failed(self, error: object) -> None:
        self._prompter.tell(str(error) if isinstance(error, UserError) else BUG, "wrong")

    def _on_finished(self, written: list[T], then: Callable[[T], object]) -> None:
        self._archive.take_back()
        sheet, self.sheet = self.sheet, None
        assert sheet is not None
        stopped = not sheet.stop.isEnabled()
        sheet.done(QDialog.DialogCode.Accepted)
        sheet.deleteLater()
        if written:
            then(written[0])
        elif stopped:
            self._prompter.tell(f"停下了，什么都没有{self._verb}。", "note")
        self.ended.emit()
