"""A second process does the work; whatever that work does, this process goes on."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from fzapp import __main__ as start
from fzapp.infra import helper
from fzapp.infra.helper import Helper, HelperLost, NoHelper, TookTooLong

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 20.0


@pytest.fixture
def other() -> Iterator[Helper]:
    with closing(Helper()) as made:
        yield made


def test_work_is_done_in_another_process(other: Helper) -> None:
    pid = other.call(LONG, os.getpid)
    assert pid != os.getpid()
    assert other.call(LONG, os.getpid) == pid
    assert other.call(LONG, sorted, ["乙", "甲"], reverse=True) == ["甲", "乙"]


def test_work_that_takes_too_long_is_ended_and_the_next_is_done(other: Helper) -> None:
    begin = time.monotonic()
    with pytest.raises(TookTooLong):
        other.call(0.2, time.sleep, 600)
    assert time.monotonic() - begin < LONG
    assert other.call(LONG, max, 1, 2) == 2


def test_work_that_brings_the_process_down_is_told(other: Helper) -> None:
    with pytest.raises(HelperLost) as lost:
        other.call(LONG, os.abort)
    assert not isinstance(lost.value, TookTooLong)
    assert other.call(LONG, max, 1, 2) == 2


def test_a_mistake_in_the_work_ends_that_process_alone(other: Helper) -> None:
    with pytest.raises(HelperLost):
        other.call(LONG, int, "一")


def test_a_closed_helper_leaves_no_process_behind() -> None:
    made = Helper()
    pid = made.call(LONG, os.getpid)
    made.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_no_second_process_is_told(monkeypatch: pytest.MonkeyPatch, other: Helper) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/fzapp")
    with pytest.raises(NoHelper):
        other.call(LONG, max, 1, 2)


def test_a_program_that_does_not_know_the_word_is_no_helper(
    monkeypatch: pytest.MonkeyPatch, other: Helper
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(NoHelper):
        other.call(LONG, max, 1, 2)


def test_an_installed_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert helper._command() == [sys.executable, start.HELPER]
