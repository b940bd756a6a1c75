"""Measure everything that was promised and show it as one table.

    .venv/bin/python -m tests.benchmarks [--part 启动 台账 …] [--json FILE] [--built PROGRAM]

Runs the measuring modules of this folder one after another, for some minutes; nothing else should run beside.
Answers 1 when a promise is not held. What is promised of the program as it is installed is asked of one that was
built, where it is given. `比` is the figure beside its peer of the same run or, where there is none,
beside what is promised; `参考` is what was seen when the promise was last looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.built_program import GIVEN_IN
from tests.benchmarks.figures import TOLD_IN, told

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROMISES = HERE / "promises.toml"
FAILED = "没有测到"

COMMANDS: dict[str, tuple[str, ...]] = {
    "启动": ("pytest:test_start", "measure_window --only practice"),
    "内存": ("measure_window",),
    "空闲": ("measure_window",),
    "导入": ("pytest:test_read_speed", "pytest:test_bulk_import_speed", "measure_ledgers"),
    "导出": ("pytest:test_export_speed",),
    "查找": ("pytest:test_search_speed",),
    "台账": ("measure_ledgers", "pytest:test_ledger_table"),
    "校核": ("pytest:test_checks_speed",),
    "数字": ("pytest:test_figures_speed", "pytest:test_quantities_speed"),
    "密码": ("measure_password",),
    "备份": ("pytest:test_backup_speed",),
    "汇总": ("pytest:test_collect_speed",),
    "打字": ("pytest:test_writing_heartbeat",),
    "窗口": ("pytest:test_event_gaps",),
}
"""What measures each part of the table."""


@dataclass(frozen=True, slots=True)
class Line:
    """One promise and what was seen of it; `ratio` is None where nothing was measured."""

    part: str
    name: str
    promised: str
    seen: str
    ratio: float | None
    reference: float | None
    held: bool

    def cells(self) -> tuple[str, ...]:
        """The line as words."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        reference = "" if self.reference is None else f"{self.reference:.2f}"
        verdict = "达到" if self.held else FAILED if self.ratio is None else "没有达到"
        return self.part, self.name, self.promised, self.seen, ratio, reference, verdict


def line_of(promise: dict[str, Any], figures: dict[str, float]) -> Line:
    """What became of a promise."""
    times, unit = promise.get("times", 1), promise["unit"]
    found, peer = figures.get(promise["figure"]), figures.get(promise.get("beside", ""))
    beside = "beside" in promise
    limit = promise["ratio"] if beside else promise["most"]
    promised = f"≤ {limit:g} 倍" if beside else f"≤ {limit:g} {unit}"
    name, part, reference = promise["name"], promise["part"], promise.get("reference")
    if found is None or (beside and not peer):
        return Line(part, name, promised, "", None, reference, held=False)
    seen = f"{found * times:.3g} {unit}" + (f"（{(peer or 0) * times:.3g}）" if beside else "")
    ratio = found / peer if beside and peer else found * times / limit
    return Line(part, name, promised, seen, ratio, reference, held=ratio <= (limit if beside else 1))


def measured(parts: list[str]) -> dict[str, float]:
    """Run what measures some parts, each once; answer all figures."""
    wanted = list(dict.fromkeys(command for part in parts for command in COMMANDS[part]))
    if "measure_window" in wanted:
        wanted = [command for command in wanted if command != "measure_window --only practice"]
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "figures"
        environment = {**os.environ, TOLD_IN: str(file), "QT_QPA_PLATFORM": "offscreen"}
        for number, command in enumerate(wanted, 1):
            sys.stderr.write(f"{number}/{len(wanted)}  {command}\n")
            report = Path(scratch) / f"{number}.json"
            subprocess.run(
                arguments(command, report), cwd=ROOT, env=environment, check=False, stdout=sys.stderr
            )
            figures |= medians(report)
        return figures | told(file)


def arguments(command: str, report: Path) -> list[str]:
    """The process of a command; pytest-benchmark writes its figures into `report`."""
    module, *options = command.split()
    if module.startswith("pytest:"):
        path = f"tests/benchmarks/{module.removeprefix('pytest:')}.py"
        quiet = "ignore::pytest_benchmark.logger.PytestBenchmarkWarning"  # a module may tell figures only
        return [sys.executable, "-m", "pytest", "-q", "-W", quiet, path, f"--benchmark-json={report}"]
    return [sys.executable, "-m", f"tests.benchmarks.{module}", *options]


def medians(report: Path) -> dict[str, float]:
    """The medians in a report of pytest-benchmark, in seconds; nothing when there is none."""
    if not report.exists() or not report.stat().st_size:
        return {}
    return {
        one["name"]: one["stats"]["median"] for one in json.loads(report.read_text("utf-8"))["benchmarks"]
    }


def table(lines: list[Line]) -> str:
    """The lines in columns; a Chinese character is two wide."""
    rows = [
        ("部分", "测什么", "承诺", "实测（对照）", "比", "参考", "结果"),
        *(line.cells() for line in lines),
    ]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def main() -> int:
    """Measure, show, judge."""
    promises = tomllib.loads(PROMISES.read_text(encoding="utf-8"))["line"]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--built", type=Path, help="the program of a folder that the installer has built")
    asked = parser.parse_args()
    if asked.built:
        os.environ[GIVEN_IN] = str(asked.built.resolve())
    figures = measured(asked.part)
    lines = [
        line_of(one, figures)
        for one in promises
        if one["part"] in asked.part and (asked.built or not one.get("built"))
    ]
    sys.stdout.write(table(lines) + "\n")
    if asked.json:
        asked.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(not all(line.held for line in lines))


if __name__ == "__main__":
    sys.exit(main())
