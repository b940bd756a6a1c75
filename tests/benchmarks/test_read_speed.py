"""Reading a report of 4,000 characters from a Word file beside plain python-docx reading the same file."""

from __future__ import annotations

import io
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import docx

from fzapp.intake.docx_reader import read_docx
from fzapp.intake.report_parser import recognise
from tests.benchmarks.figures import tell
from tests.benchmarks.unseen_model import Item, items
from tests.benchmarks.unseen_word import as_word

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1.5
"""How many times python-docx' time reading and recognition together may take."""

CHARACTERS = 4000
ROUNDS = 15


def sample() -> bytes:
    """A report of at least 4,000 characters as an office makes it: paragraphs of many runs."""
    report = list(items("u16_half_year_two"))
    texts = [item for item in report if item.kind == "p"]
    end = next(place for place, item in enumerate(report) if item.kind == "sig")
    while sum(len(item.text) for item in report) < CHARACTERS:
        report[end:end] = texts or [Item("p", "继续抓好落实。" * 30)]
    return as_word(report, "manual_fonts")[0]


def plain(data: bytes) -> list[str]:
    """What a script with python-docx does at least: the text of every paragraph."""
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def seconds(job: Callable[[], object]) -> float:
    start = perf_counter()
    job()
    return perf_counter() - start


def test_reading_is_as_fast_as_plain_reading() -> None:
    data = sample()
    pairs = [
        (seconds(lambda: recognise(read_docx(data))), seconds(lambda: plain(data))) for _ in range(ROUNDS)
    ]
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    tell("read_word", ours)
    tell("read_word_plain", theirs)
    assert ours <= MOST * theirs, f"{ours:.4f} s against {theirs:.4f} s"


def test_reading_and_recognition_time(benchmark: Callable[..., object]) -> None:
    data = sample()
    benchmark(lambda: recognise(read_docx(data)))
