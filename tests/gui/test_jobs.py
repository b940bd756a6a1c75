"""Work beside the window: its result, its failure, its end on request, and how the bar shows it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NoReturn

import pytest
from PySide6.QtCore import QThread, QThreadPool
from PySide6.QtWidgets import QPushButton, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui.jobs import Job, JobContext
from fzapp.ui.messages import BUG, MessageBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[MessageBar]:
    """In a frame that is not shown: what counts is whether it would be hidden there."""
    frame = QWidget()
    qtbot.addWidget(frame)
    yield MessageBar(frame)
    del frame


def test_the_result_arrives_on_the_thread_of_the_window(qtbot: QtBot, qapp: QApplication) -> None:
    job = Job(lambda _context: threading.current_thread())
    arrived: list[QThread] = []
    job.succeeded.connect(lambda _worker: arrived.append(QThread.currentThread()))
    with qtbot.waitSignals([job.succeeded, job.finished]):
        job.start()
    assert arrived == [qapp.thread()]
    assert not job.running


def test_a_job_ends_where_it_reports(qtbot: QtBot) -> None:
    go = threading.Event()

    def work(context: JobContext) -> None:
        go.wait(5)
        context.progress(1, 2)

    job = Job(work)
    with qtbot.waitSignal(job.cancelled):
        job.start()
        job.cancel()
        go.set()


def test_a_late_result_is_dropped(qtbot: QtBot) -> None:
    go = threading.Event()
    job = Job(lambda _context: go.wait(5))
    results: list[object] = []
    job.succeeded.connect(results.append)
    with qtbot.waitSignal(job.cancelled):
        job.start()
        job.cancel()
        go.set()
    assert results == []


def test_a_user_error_arrives_as_it_is(qtbot: QtBot) -> None:
    def work(_context: JobContext) -> NoReturn:
        raise UserError("文件读不出来", "换一个文件")

    job = Job(work)
    with qtbot.waitSignal(job.failed) as heard:
        job.start()
    assert str(heard.args[0]) == "文件读不出来，换一个文件。"


@pytest.mark.logs_warnings
def test_a_bug_is_told_without_its_words(qtbot: QtBot, bar: MessageBar) -> None:
    job = Job(lambda _context: {}["missing"])
    bar.follow(job, "正在读。")
    with qtbot.waitSignal(job.finished):
        job.start()
    assert bar.sentence == BUG


def test_progress_shows_only_when_it_is_slow_and_goes_away(qtbot: QtBot, bar: MessageBar) -> None:
    go = threading.Event()
    job = Job(lambda _context: go.wait(5))
    bar.follow(job, "正在读文件。")
    job.start()
    assert bar.isHidden()
    job.slow.emit()
    assert not bar.isHidden()
    assert bar.sentence == "正在读文件。"
    with qtbot.waitSignal(job.finished):
        go.set()
    assert bar.isHidden()


def test_the_bar_can_stop_a_job(qtbot: QtBot, bar: MessageBar) -> None:
    go = threading.Event()
    job = Job(lambda _context: go.wait(5))
    bar.follow(job, "正在读文件。")
    job.start()
    job.slow.emit()
    with qtbot.waitSignal(job.cancelled):
        bar.findChild(QPushButton, "message_close").click()
        go.set()


def test_work_that_outlives_its_window_harms_nothing(qtbot: QtBot) -> None:
    go, done = threading.Event(), threading.Event()

    def work(_context: JobContext) -> None:
        go.wait(5)
        done.set()

    job = Job(work)
    job.start()
    with qtbot.waitSignal(job.destroyed):
        job.deleteLater()
    go.set()
    assert done.wait(5)
    assert QThreadPool.globalInstance().waitForDone(5_000)
