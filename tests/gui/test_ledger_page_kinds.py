"""Every kind of ledger opened in the window: nothing fails, no foreign word, no name of a column is cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fzapp.domain.ledger import shown
from fzapp.infra import paths
from fzapp.ui import theme
from fzapp.ui.models.ledger_model import heading
from fzapp.ui.pages.ledger_header import FUNNEL, MARGIN, folded
from tests.architecture.messages import KNOWN

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.ui.look import Look
    from fzapp.ui.main_window import MainWindow
    from fzapp.ui.pages.ledger_page import LedgerPage

LATIN = re.compile(r"[A-Za-z]{2,}")
WIDTHS = {1.0: 1366, 1.25: 1093, 1.5: 911}
"""Logical pixels of a screen of 1366 by its scaling."""


def opened(window: MainWindow, look: Look, scale: theme.FontScale, width: int) -> LedgerPage:
    look.choose(scale.value, "")
    window.resize(width, round(width * 0.53))
    window.show_page("台账")
    return window.page


def foreign_words(page: LedgerPage) -> set[str]:
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    said += [button.text() for button in page.findChildren(QPushButton) if button.isVisible()]
    horizontal = Qt.Orientation.Horizontal
    for place in range(page.model.columnCount()):
        said += [
            str(page.model.headerData(place, horizontal, role)) for role in (0, Qt.ItemDataRole.ToolTipRole)
        ]
    return {word for text in said for word in LATIN.findall(text)} - set(KNOWN) - {"LED"}


@pytest.mark.parametrize("scaling", list(WIDTHS))
def test_every_kind_opens_without_rows(window: MainWindow, look: Look, scaling: float) -> None:
    page = opened(window, look, theme.FontScale.LARGE, WIDTHS[scaling])
    metrics = QFontMetrics(theme.ui_font(theme.FontScale.LARGE))
    for kind in page.services.ledgers.kinds():
        page.show_ledger(kind.code, 2026)
        QApplication.sendPostedEvents()
        assert page.desk.empty.isVisible(), kind.name
        assert page.model.rowCount() == 1
        assert page.model.columnCount() >= 4
        assert foreign_words(page) == set(), kind.name
        for place, column in enumerate(page.model.columns):
            room = page.table.header.sectionSize(place) - MARGIN - FUNNEL
            lines = folded(heading(column), metrics)
            assert room >= max(map(metrics.horizontalAdvance, lines)), f"{kind.name} {column.name}"
        page.table.grab()
        page.totals.pause()
    page.hide()


def test_practice_ledgers_show_their_rows_and_totals(
    window: MainWindow, services: Services, look: Look
) -> None:
    ledgers = services.ledgers
    for path in sorted((paths.resources() / "practice" / "ledgers").glob("*.csv")):
        ledgers.commit(ledgers.plan(ledgers.read(path), 2026))
    page = opened(window, look, theme.FontScale.STANDARD, 911)
    filled = [kind for kind in ledgers.kinds() if ledgers.counts(2026).get(kind.code)]
    assert len(filled) >= 10
    for kind in filled:
        page.show_ledger(kind.code, 2026)
        page.totals.ask(kind, 2026, page.row_count)
        assert not page.desk.empty.isVisible()
        assert page.model.typing_row() == ledgers.counts(2026)[kind.code]
        assert foreign_words(page) == set(), kind.name
        dates = [column for column in page.model.columns if column.id == kind.period_column]
        for column in dates:
            stored = page.model.stored(0)
            assert stored is not None
            room = page.table.columnWidth(page.model.columns.index(column)) - 2 * MARGIN
            advance = QFontMetrics(theme.ui_font(theme.FontScale.STANDARD)).horizontalAdvance
            assert room >= advance(shown(stored.row.values.get(column.id))), kind.name
        page.table.grab()
        page.totals.pause()
    page.hide()


def test_the_year_without_rows_says_what_to_do_in_plain_words(window: MainWindow, look: Look) -> None:
    page = opened(window, look, theme.FontScale.STANDARD, 911)
    page.show_ledger("L16", 2031)
    QApplication.sendPostedEvents()
    words = page.desk.empty.findChild(QLabel, "ledger_empty_words")
    assert words.text().startswith("2031年还没有登记。")
    assert words.height() >= words.heightForWidth(words.width()), "all of its lines are seen"
    page.totals.pause()
    page.hide()
