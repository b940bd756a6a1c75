"""Objects that only hold each other are taken down by the thread of the window, in no other one."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from fzapp.ui.jobs import Job
from fzapp.ui.window.tidying import Tidying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

MANY = 5_000
"""More objects than Python makes between two searches."""


@pytest.fixture
def tidying(qtbot: QtBot) -> Iterator[Tidying]:
    parent = QObject()
    tidying = Tidying(parent)
    yield tidying
    tidying.stop()


class Held:
    """Holds itself, and tells in which thread it is taken down."""

    def __init__(self, told: list[int]) -> None:
        self.itself = self
        self._told = told

    def __del__(self) -> None:
        self._told.append(threading.get_ident())


def make_many() -> int:
    return len([[] for _ in range(MANY)])


def test_no_job_takes_down_what_belongs_to_the_window(tidying: Tidying, qtbot: QtBot) -> None:
    told: list[int] = []
    Held(told)
    job = Job(lambda _context: make_many())
    with qtbot.waitSignal(job.finished):
        job.start()
    assert told == []
    gc.collect()
    assert told == [threading.get_ident()]


def test_without_it_a_job_does(qtbot: QtBot) -> None:
    """What the test above would see: Python searches where objects are made."""
    told: list[int] = []
    gc.collect()
    Held(told)
    other = threading.Thread(target=make_many)
    other.start()
    other.join()
    assert told == [other.ident]


def test_what_is_left_is_found_by_itself(tidying: Tidying) -> None:
    told: list[int] = []
    Held(told)
    kept = [[] for _ in range(MANY)]
    assert tidying.look() == 0
    assert told == [threading.get_ident()]
    assert len(kept) == MANY


def test_nothing_new_costs_no_search(tidying: Tidying) -> None:
    gc.collect()
    assert tidying.look() is None


def test_the_old_are_searched_too_after_many_looks(tidying: Tidying) -> None:
    reached: set[int | None] = set()
    kept: list[object] = []
    for _ in range(200):
        kept.append([[] for _ in range(1_000)])
        reached.add(tidying.look())
    assert {0, 1, 2} <= reached


def test_afterwards_python_does_it_again(qtbot: QtBot) -> None:
    parent = QObject()
    tidying = Tidying(parent)
    assert not gc.isenabled()
    tidying.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
