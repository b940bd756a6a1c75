"""历年: drawn by hand, listed, printed, handed on; reached from the library of figures and from writing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from fzapp.services.timeline import Point, Timeline
from fzapp.ui.dialogs import timeline
from fzapp.ui.widgets.year_chart import MOST_BARS, YearChart
from tests.gui.writing import open_page

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fzapp.services.list_papers import ListPaper
    from tests.gui.conftest import RecordingPrompter


def points(count: int) -> tuple[Point, ...]:
    return tuple(Point(2000 + n, Decimal(n) if n % 5 else None, f"{n}件") for n in range(1, count + 1))


FOUND = Timeline(
    "矛盾纠纷.受理件数历年情况",
    "件",
    (Point(2025, Decimal(81), "81件"), Point(2026, Decimal(73), "73件")),
    ("年份", "数值", "比上年", "增减", "来源"),
    (1.0, 1.0, 1.0, 1.0, 1.0),
    (("2026年", "73件", "-8件", "-9.9%", "有台账"), ("2025年", "81件", "", "", "有台账")),
)


class Paper:
    """Stands in for print and Word."""

    def __init__(self) -> None:
        self.seen: list[ListPaper] = []

    def print_out(self, paper: ListPaper, _parent: object) -> str:
        self.seen.append(paper)
        return "1页已经送到打印机。"

    def save(self, paper: ListPaper) -> str:
        self.seen.append(paper)
        return ""


@pytest.mark.parametrize("count", [0, 1, 5, MOST_BARS, MOST_BARS + 1, 40])
def test_any_number_of_years_can_be_drawn(qtbot: QtBot, count: int) -> None:
    chart = YearChart()
    qtbot.addWidget(chart)
    chart.resize(400, 170)
    chart.show_points(points(count))
    assert not chart.grab().isNull()
    assert all(0 <= height <= 1 for height in chart.heights())
    assert not count or max(chart.heights()) in (0, 1)


def test_the_lowest_is_zero_or_below_it(qtbot: QtBot) -> None:
    chart = YearChart()
    qtbot.addWidget(chart)
    chart.show_points((Point(1, Decimal(10), ""), Point(2, None, ""), Point(3, Decimal(40), "")))
    assert chart.heights() == (0.25, 0.0, 1.0)
    chart.show_points((Point(1, Decimal(-10), ""), Point(2, Decimal(0), ""), Point(3, Decimal(30), "")))
    assert chart.heights() == (0.0, 0.25, 1.0)


def test_what_is_shown_is_printed_and_handed_on(
    qtbot: QtBot, prompter: RecordingPrompter, tmp_path: Path
) -> None:
    written: list[Path] = []
    paper = Paper()
    dialog = timeline.TimelineDialog(
        None, timeline.Shown(FOUND, paper, prompter, lambda _found, path: written.append(path))
    )
    qtbot.addWidget(dialog)
    assert dialog.table.rows == FOUND.rows
    assert dialog.chart.accessibleName() == "历年的图：2025年81件，2026年73件"
    dialog.findChild(QPushButton, "timeline_print").click()
    assert paper.seen == [FOUND.paper]
    assert dialog.said.text() == "1页已经送到打印机。"
    prompter.target = tmp_path / "历年.xlsx"
    dialog.findChild(QPushButton, "timeline_excel").click()
    assert written == [prompter.target]


def test_nothing_known_is_said(qtbot: QtBot, prompter: RecordingPrompter) -> None:
    empty = Timeline("某数历年情况", "", (), FOUND.headings, FOUND.weights, ())
    dialog = timeline.TimelineDialog(
        None, timeline.Shown(empty, Paper(), prompter, lambda _found, _path: None)
    )
    qtbot.addWidget(dialog)
    assert dialog.none.text().startswith("还没有哪一年有这个数")
    assert not dialog.findChild(QPushButton, "timeline_print").isEnabled()


def test_a_section_is_asked_for_from_the_writing_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[timeline.Shown] = []
    monkeypatch.setattr(timeline, "ask", lambda _parent, given: shown.append(given))
    writing = open_page(qtbot, tmp_path / "archive", last_year=True)
    writing.page.open_section(writing.leaves()[0].id)
    writing.type("今年刚写的话。")
    writing.page.panel.show_past()
    writing.page.panel.findChild(QPushButton, "past_timeline").click()
    assert [point.year for point in shown[0].timeline.points] == [2025, 2026]
    assert shown[0].timeline.points[1].value == Decimal(7)
