"""The table of everything that was promised judges what it is told, and names only what is measured."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks.figures import TOLD_IN, tell, told

if TYPE_CHECKING:
    from pathlib import Path

PROMISES = tomllib.loads(benchmarks.PROMISES.read_text(encoding="utf-8"))["line"]
PLAIN = {"part": "台账", "name": "排序", "figure": "sort", "most": 1000, "unit": "毫秒", "times": 1000}
BESIDE = {"part": "启动", "name": "开窗", "figure": "open", "beside": "bare", "ratio": 2.0, "unit": "秒"}


@pytest.mark.parametrize(("seconds", "held"), [(0.5, True), (1.0, True), (1.2, False)])
def test_a_promise_in_units(seconds: float, held: bool) -> None:
    line = benchmarks.line_of(PLAIN, {"sort": seconds})
    assert line.held is held
    assert line.ratio == pytest.approx(seconds)
    assert line.promised == "≤ 1000 毫秒"


@pytest.mark.parametrize(("seconds", "held"), [(0.5, True), (0.7, False)])
def test_a_promise_beside_a_peer(seconds: float, held: bool) -> None:
    line = benchmarks.line_of(BESIDE, {"open": seconds, "bare": 0.3})
    assert line.held is held
    assert line.ratio == pytest.approx(seconds / 0.3)


def test_what_was_not_measured_is_not_held() -> None:
    for figures in ({}, {"open": 0.1}):
        line = benchmarks.line_of(BESIDE, figures)
        assert not line.held
        assert line.cells()[-1] == "没有测到"


def test_columns_stand_below_each_other() -> None:
    lines = [benchmarks.line_of(PLAIN, {"sort": 0.5}), benchmarks.line_of(BESIDE, {})]
    head, *rows = benchmarks.table(lines).split("\n")
    assert {benchmarks.width(row[: row.index("≤")]) for row in rows} == {
        benchmarks.width(head[: head.index("承诺")])
    }


def test_every_promise_is_measured_somewhere() -> None:
    modules = {
        command.split()[0].removeprefix("pytest:")
        for commands in benchmarks.COMMANDS.values()
        for command in commands
    }
    sources = "".join((benchmarks.HERE / f"{module}.py").read_text("utf-8") for module in modules)
    stems = (
        "start_painted_",
        "password_",
        "sort_",
        "filter_",
        "import_",
        "read_at_start_",
        "idle_cpu_",
        "idle_woken_",
        "resident_",
        "check_noise_",
        "gap_story_",
    )
    for promise in PROMISES:
        assert promise["part"] in benchmarks.COMMANDS
        assert ("most" in promise) != ("beside" in promise)
        for name in (promise["figure"], promise.get("beside", promise["figure"])):
            known = name.removesuffix("_memory").split("[")[0]
            assert known in sources or known.startswith(stems), name


def test_figures_are_left_for_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell("nobody asks", 1.0)
    monkeypatch.setenv(TOLD_IN, str(tmp_path / "figures"))
    tell("a", 1.0)
    tell("a", 2.0)
    assert told(tmp_path / "figures") == {"a": 2.0}
    assert told(tmp_path / "none") == {}
