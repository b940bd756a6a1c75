"""Starts the program as it is, lets it do one of the long things, and says when that begins and when it is done.

Run as a program: `python -m tests.scenarios.working_driver FOLDER STICK ACTION`. It prints "begun" and, when nobody
killed it before, "done"; then it goes on until it is killed.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from fzapp.app import Program
from fzapp.services.restoring import Source
from fzapp.services.safekeeping import list_backups
from fzapp.storage import tables
from fzapp.storage.changes import Change, Op
from fzapp.storage.connection import Key
from fzapp.ui import page_list
from fzapp.ui.main_window import MainWindow
from fzapp.ui.storing import StoringBeside
from tests.scenarios import driven

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.ui.jobs import JobContext
    from fzapp.ui.pages.doctor_page import DoctorPage
    from fzapp.ui.pages.submit_page import SubmitPage

OTHER_PASSWORD = "石桥边的老樟树2027"
IMPORTED = 4_000
"""Rows that one import brings: so many are written beside the window."""


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Worker(QObject):
    """Does one thing in the window of the program."""

    def __init__(self, program: Program, stick: Path) -> None:
        super().__init__()
        self._program = program
        self._stick = stick
        self._seen = QTimer(self, interval=5)
        self._seen.timeout.connect(self._look)
        self._is_done: Callable[[], bool] = lambda: False

    def begin(self, action: str) -> None:
        """Do it, and say so once it is done."""
        say("begun")
        self._is_done = getattr(self, f"_{action}")()
        self._seen.start()

    def _look(self) -> None:
        if self._is_done():
            self._seen.stop()
            say("done")

    @property
    def _window(self) -> MainWindow:
        window = self._program.window
        assert isinstance(window, MainWindow)
        return window

    def _is_back(self, before: MainWindow) -> bool:
        """Whether the window went, and another one came."""
        return isinstance(self._program.window, MainWindow) and self._program.window is not before

    def _import(self) -> Callable[[], bool]:
        window = self._window
        archive = window.services.archive
        ended: list[object] = []
        column = next(c for c in window.services.ledgers.kind("L04").columns if c.type.value == "text")

        def work(_context: JobContext) -> Change:
            with archive.beside() as other, other.transact(Op.IMPORT_ROWS) as transaction:
                transaction.write.insert_many(
                    tables.LEDGER_ROW,
                    (
                        ("L04", 2026, "", f'{{"{column.id}":"第{n}场"}}', f"d{n}", "", "", "")
                        for n in range(IMPORTED)
                    ),
                )
            assert transaction.change is not None
            return transaction.change

        storing = StoringBeside(archive, window.prompter, window)
        storing.ended.connect(partial(ended.append, True))
        storing.start(work, "正在存入。", window.operations.adopt)
        return lambda: bool(ended)

    def _restore(self) -> Callable[[], bool]:
        window = self._window
        oldest = list_backups(window.services.archive)[-1]
        window.restore_requested.emit(Source(oldest.path))
        return partial(self._is_back, window)

    def _pack(self) -> Callable[[], bool]:
        window = self._window
        window.show_page(page_list.SUBMIT)
        page: SubmitPage = window.page
        page._target = self._stick
        page.pack()
        report = next(one for one in window.services.reports.all() if one.year == 2025)
        return lambda: bool(window.services.packs.made(report.id))

    def _backup(self) -> Callable[[], bool]:
        window = self._window
        window.show_page(page_list.DOCTOR)
        page: DoctorPage = window.page
        window.prompter.choose_folder = lambda _title: self._stick
        page.back_up()
        return lambda: any("（" not in path.name for path in self._stick.iterdir())

    def _password(self) -> Callable[[], bool]:
        window = self._window
        window.signals.reseal_requested.emit(Key(OTHER_PASSWORD))
        return partial(self._is_back, window)

    def _freeze(self) -> Callable[[], bool]:
        window = self._window
        report = next(one for one in window.services.reports.all() if one.year == 2026)
        window.operations.run(lambda: window.services.freezes.freeze(report.id, "甲某某"))
        return lambda: True


def drive() -> None:
    app, program = driven.opened(sys.argv[1])
    worker = Worker(program, Path(sys.argv[2]))
    assert isinstance(program.window, MainWindow)
    program.window.painted.connect(lambda: QTimer.singleShot(0, worker, partial(worker.begin, sys.argv[3])))
    app.exec()


if __name__ == "__main__":
    driven.run(drive)
