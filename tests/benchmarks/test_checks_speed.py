"""How long the checks take: a report, one changed line, twice as much, hostile input; processor time, best run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fzapp.services.checks import CheckOptions, CheckService
from tests.benchmarks.figures import tell

ROOT = Path(__file__).resolve().parents[2]
REPORT = (ROOT / "resources/practice/report_last_year.txt").read_text("utf-8")
RUNS = 5


@pytest.fixture(scope="module")
def service() -> CheckService:
    service = CheckService(ROOT / "resources/rules")
    service.check_text(REPORT, CheckOptions())
    return service


def seconds(service: CheckService, text: str, runs: int = RUNS) -> float:
    """The best of several runs."""
    times: list[float] = []
    for _ in range(runs):
        began = time.process_time()
        service.check_text(text, CheckOptions())
        times.append(time.process_time() - began)
    return min(times)


def of_length(length: int) -> str:
    """Different paragraphs of the practice report, `length` characters of them."""
    paragraphs = REPORT.split("\n")
    text = "\n".join(f"{line}（{n}）" for n in range(1 + length // len(REPORT)) for line in paragraphs)
    return text[:length]


def test_a_report_of_6000_characters(service: CheckService) -> None:
    found = seconds(service, of_length(6000))
    tell("check_6000", found)
    assert found < 0.1


def test_one_changed_line_of_6000_characters(service: CheckService) -> None:
    session = service.session(CheckOptions())
    lines = of_length(6000).split("\n")
    session.check_text("\n".join(lines))
    times: list[float] = []
    for run in range(2 * RUNS):
        lines[20] += f"新增调解员{run}名，化解予盾纠纷12件。"
        began = time.process_time()
        session.check_text("\n".join(lines))
        times.append(time.process_time() - began)
    tell("check_line", min(times))
    assert min(times) < 0.02


def test_100000_characters(service: CheckService) -> None:
    found = seconds(service, of_length(100_000), 1)
    tell("check_100000", found)
    assert found < 3


def test_time_grows_with_the_length(service: CheckService) -> None:
    short, long = seconds(service, of_length(12_000)), seconds(service, of_length(24_000))
    assert long < 2.6 * short


@pytest.mark.parametrize("noise", ["（", "9", "《", "一", "12件，其中"])
def test_a_megabyte_of_noise(service: CheckService, noise: str) -> None:
    found = seconds(service, noise * (1_000_000 // len(noise.encode())), 1)
    tell(f"check_noise_{noise[0]}", found)
    assert found < 3
