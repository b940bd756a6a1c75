"""Work beside the window: its result, its failure, its end on request, and how the bar shows it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NoReturn

import pytest
from PySide6.QtCore import QThread, QThreadPool
from PySide6.QtWidgets import QPushButton, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui.jobs import Job, JobContext, beside, wait_for_all
from fzapp.ui.messages import BUG, MessageBar
from fzapp.ui.turns import take_turn

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


def test_of_a_flood_of_progress_the_last_is_told(qtbot: QtBot) -> None:
    job = Job(lambda context: [context.progress(number, 10_000, "") for number in range(10_001)])
    told: list[int] = []
    job.progressed.connect(lambda done, _total, _note: told.append(done))
    with qtbot.waitSignal(job.finished):
        job.start()
    assert told[-1] == 10_000
    assert told == sorted(told)
    assert len(told) < 10_000


def test_jobs_that_are_destroyed_while_they_report_harm_nothing(qtbot: QtBot) -> None:
    """A signal from the other thread would reach into an object that is being destroyed, and end the program."""
    stop = threading.Event()

    def work(context: JobContext) -> None:
        while not stop.is_set():
            context.progress(1, 2)

    for _ in range(30):
        job = Job(work)
        stop.clear()
        with qtbot.waitSignal(job.progressed):
            job.start()
        with qtbot.waitSignal(job.destroyed):
            job.deleteLater()
        stop.set()
        assert QThreadPool.globalInstance().waitForDone(5_000)


def test_the_end_of_the_program_stops_what_still_runs(qtbot: QtBot, qapp: QApplication) -> None:
    ended = threading.Event()

    def work(context: JobContext) -> None:
        try:
            while True:
                context.progress(1, 2)
        finally:
            ended.set()

    job = Job(work)
    with qtbot.waitSignal(job.progressed):
        job.start()
    qapp.aboutToQuit.emit()
    wait_for_all()
    assert ended.is_set()


def test_bits_wait_for_what_is_done_beside_and_end_each_turn_meanwhile(qtbot: QtBot) -> None:
    go, found = threading.Event(), list[int]()
    bits = beside(lambda _context: go.wait(5) and 7, found.append)
    turns = [take_turn(bits) for _ in range(3)]
    assert (turns, found) == ([True, True, True], [])
    go.set()
    qtbot.waitUntil(lambda: not take_turn(bits))
    assert found == [7]


def test_bits_that_nobody_wants_any_more_stop_their_work(qtbot: QtBot) -> None:
    stopped, found = threading.Event(), list[object]()

    def work(context: JobContext) -> None:
        try:
            while True:
                context.check()
        finally:
            stopped.set()

    bits = beside(work, found.append)
    assert take_turn(bits)
    bits.close()
    assert stopped.wait(5)
    assert found == []
