"""Figures that follow their ledger while somebody types: 400 of them in less than 20 ms, on screen and read.

.venv/bin/python -m pytest tests/benchmarks/test_figures_speed.py --benchmark-only
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fzapp.infra import paths
from fzapp.services.context import build_services
from fzapp.services.figure_text import FigureReader, LedgerFigure
from fzapp.storage.archive import Archive
from fzapp.ui.editor.figure_runs import blocks, runs
from fzapp.ui.editor.section_editor import SectionEditor

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FIGURES = 400
BODY = "\n".join(
    "".join(f"开展活动{{{{普法.第{line * 10 + place}项}}}}场，" for place in range(10))
    for line in range(FIGURES // 10)
)


def reader(step: int) -> FigureReader:
    known = {
        f"普法.第{number}项": LedgerFigure(f"普法.第{number}项", "L04", "场", Decimal(1000 + number + step))
        for number in range(FIGURES)
    }
    return FigureReader(known.get)


def test_figures_on_the_screen_follow(qtbot: QtBot, benchmark: Any) -> None:
    editor = SectionEditor()
    qtbot.addWidget(editor)
    editor.resize(900, 600)
    editor.set_figures(reader(0))
    editor.set_body(BODY)
    editor.show()
    readers = itertools.cycle([reader(1), reader(2)])
    benchmark(lambda: editor.set_figures(next(readers)))
    assert editor.body() == BODY
    assert sum(run.is_figure for block in blocks(editor.document()) for run in runs(block)) == FIGURES
    assert benchmark.stats.stats.min < 0.020


def test_figures_are_read(benchmark: Any) -> None:
    text = benchmark(lambda: reader(1).rendered(BODY))
    assert "{{" not in text
    assert benchmark.stats.stats.min < 0.020


def test_a_ledger_is_counted_anew(tmp_path: Path, benchmark: Any) -> None:
    """After a change of one row: the whole library of a year, with the one ledger counted again."""
    services = build_services(Archive.open(tmp_path / "archive"), paths.resources())
    ledgers = services.ledgers
    for code in ("L04", "L16", "L17"):
        reading = ledgers.read(paths.resources() / "practice" / "ledgers" / f"{code}.csv", code)
        ledgers.commit(ledgers.plan(reading, 2026))
    kind = ledgers.kind("L16")
    row = ledgers.rows(kind, 2026)[0]
    turns = itertools.count()

    def once() -> int:
        ledgers.change(kind, row, {"remark": f"第{next(turns)}次"})
        return len(services.figures.library(2026))

    assert benchmark(once) > 60
    services.close()
    assert benchmark.stats.stats.min < 0.050
