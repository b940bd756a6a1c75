"""A ledger of a million rows: the page opens, goes to the end, sorts and filters.

    .venv/bin/python -m pytest tests/benchmarks/test_ledger_table.py --benchmark-only

Machines differ and are shared: each figure is told beside the time SQLite alone takes to hand over the
keys of the same rows (`test_keys_alone`), and that ratio is what may be compared.
"""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack

from fzapp.infra import paths
from fzapp.services.context import Services, build_services
from fzapp.services.ledgers import LedgerService
from fzapp.storage.archive import Archive
from fzapp.storage.ledger_views import Filter, Sort, View
from fzapp.ui import theme
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means
from fzapp.ui.pages.ledger_page import LedgerPage
from tests.gui.conftest import RecordingPrompter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytest_benchmark.fixture import BenchmarkFixture
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROWS = 1_000_000
ROUNDS = 3
COLUMNS = "kind, year, happened, cells, digest, source, added_at, edited_at"


def generated() -> Iterator[tuple[str, int, str, str, str, str, str, str]]:
    """Rows as the archive keeps them."""
    draw = random.Random(1)
    villages, types = ("石桥村", "望山村", "白沙村"), ("邻里纠纷", "婚姻家庭", "山林土地")
    for number in range(ROWS):
        day = f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        cells = {
            "amount": f"#{draw.randint(0, 90_000)}",
            "parties": f"甲{number}与乙",
            "registered_on": day,
            "result": "化解",
            "type": draw.choice(types),
            "village": draw.choice(villages),
        }
        text = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
        yield "L16", 2026, day, text, f"{number:032x}", "", "2026-12-01T09:00:00", "2026-12-01T09:00:00"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    archive = Archive.open(tmp_path_factory.mktemp("million") / "archive", lambda: "2026-12-01T09:00:00")
    with archive.journal() as connection:
        connection.executemany(
            f"insert into ledger_row ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", generated()
        )
    built = build_services(archive, paths.resources())
    yield built
    built.close()


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, services: Services) -> Iterator[LedgerPage]:
    theme.apply(qapp, theme.LIGHT, theme.FontScale.STANDARD)
    built = opened(services)
    qtbot.addWidget(built)
    yield built
    built.hide()


def opened(services: Services) -> LedgerPage:
    """The page as the window opens it, painted."""
    signals, prompter = ArchiveSignals(), RecordingPrompter()
    page = LedgerPage(
        Means(services, signals, Operations(services, signals, QUndoStack(), prompter), prompter)
    )
    page.resize(1270, 650)
    page.show()
    page.activate()
    page.grab()
    return page


def test_keys_alone(benchmark: BenchmarkFixture, services: Services) -> None:
    """What everything else is measured by."""
    sql = "select id from ledger_row where kind = 'L16' and year = 2026 order by happened, id"
    found = benchmark.pedantic(services.archive.read, (sql,), rounds=ROUNDS, warmup_rounds=1)
    assert len(found) == ROWS


def test_page_opens(benchmark: BenchmarkFixture, services: Services, qtbot: QtBot) -> None:
    pages: list[LedgerPage] = []
    benchmark.pedantic(lambda: pages.append(opened(services)), rounds=ROUNDS, warmup_rounds=1)
    for page in pages:
        assert page.model.typing_row() == ROWS
        page.hide()
        page.deleteLater()


def test_goes_to_the_end(benchmark: BenchmarkFixture, page: LedgerPage, qtbot: QtBot) -> None:
    def go() -> None:
        qtbot.keyClick(page.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(page.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        page.grab()

    benchmark.pedantic(go, rounds=10, warmup_rounds=1)
    assert page.table.currentIndex().row() == ROWS
    assert page.model.index(ROWS - 1, 0).data() == "2026-12-28"


@pytest.mark.parametrize("column", ["registered_on", "amount", "village", "type"])
def test_sorts_at_a_click(benchmark: BenchmarkFixture, page: LedgerPage, qtbot: QtBot, column: str) -> None:
    """A click on a heading once the window had some seconds to itself: the order was made meanwhile."""
    qtbot.waitUntil(lambda: page.query.settled, timeout=60_000)
    done: list[bool] = []

    def click() -> None:
        before = page.model.ids[0]
        page.query.order_by(column, len(done) % 2 == 0, more=False)
        qtbot.waitUntil(lambda: page.model.ids[0] != before, timeout=20_000)
        page.grab()
        done.append(True)

    benchmark.pedantic(click, rounds=2)
    assert benchmark.stats.stats.max < 1


VIEWS = {
    "by date downwards": View(descending=True),
    "by village": View("village"),
    "by amount": View("amount"),
    "by village, then amount": View("village", then=(Sort("amount", descending=True),)),
    "text": View(text="邻里"),
    "text and by amount": View("amount", descending=True, text="邻里"),
    "one of two types": View(filters=(Filter("type", any_of=("邻里纠纷", "婚姻家庭")),)),
    "dates": View(filters=(Filter("registered_on", first="2026-05", last="2026-06"),)),
    "amounts": View(filters=(Filter("amount", at_least=Decimal(80_000)),)),
}


@pytest.mark.parametrize("name", VIEWS)
def test_first_time(benchmark: BenchmarkFixture, services: Services, name: str) -> None:
    """Nothing is remembered: each round has a service of its own."""

    def once() -> int:
        ledgers = LedgerService(services.archive)
        return len(ledgers.ids(ledgers.kind("L16"), 2026, VIEWS[name]))

    assert benchmark.pedantic(once, rounds=ROUNDS)


@pytest.mark.parametrize("name", VIEWS)
def test_again(benchmark: BenchmarkFixture, services: Services, name: str) -> None:
    """What a second click costs, or the first one after the page has stood for some seconds."""
    kind = services.ledgers.kind("L16")
    ids = services.ledgers.ids
    assert len(benchmark.pedantic(ids, (kind, 2026, VIEWS[name]), rounds=ROUNDS, warmup_rounds=1))
