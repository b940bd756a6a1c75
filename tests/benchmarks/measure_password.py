"""What a password costs: the work of the ledger and search benchmarks on a plain and an encrypted archive.

    .venv/bin/python -m tests.benchmarks.measure_password [--rows 1000000] [--rounds 5] [--only 打开]

Both archives hold the same 60,000 paragraphs and as many ledger rows as are asked for; each task is done on one
and on the other in turn, and the median of the ratios is told, so that a busy machine slows both alike. Before
each task the archive is opened anew: nothing that was deciphered before is remembered. The goal is 1.3 in each.
What is told to the table is the time of the processor: waiting for the disk is the same with and without.

What the password is made into by PBKDF2, a fifth of a second on purpose, is paid once at the start and told apart.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from fzapp.infra import paths
from fzapp.services.context import Services, build_services
from fzapp.services.ledger_intake import LedgerIntake, Wishes
from fzapp.storage import search, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import Key
from fzapp.storage.ledger_views import View
from fzapp.text.search_text import words_of
from tests.benchmarks import test_ledger_table as table
from tests.benchmarks.figures import tell
from tests.benchmarks.measure_ledgers import VIEWS, pasted, workbook
from tests.benchmarks.test_search_speed import PARAGRAPHS, PER_REPORT, PER_SECTION, paragraphs, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    Task = Callable[[Services], object]

ROWS, ROUNDS = 200_000, 5


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of one task: seconds of the processor, and how many times as long by the clock and by processor."""

    plain: float
    sealed: float
    by_clock: float
    by_processor: float


def filled(folder: Path, texts: list[str], key: Key | None) -> None:
    """An archive with the paragraphs, of reports brought in from files, the rows, and one report in hand."""
    archive = Archive.open(folder, lambda: "2026-12-01T09:00:00", key)
    report = dict.fromkeys(tables.REPORT.columns, "") | {"year": 2026, "stage": "record", "title": "报告"}
    report |= dict.fromkeys(("attachments", "annexes", "dropped"), "[]")
    section = dict.fromkeys(tables.SECTION.columns, "") | {"position": 0, "level": 1, "cursor": 0}
    with archive.transact(Op.CREATE_REPORT) as transaction:
        for first in range(0, PARAGRAPHS, PER_SECTION):
            if first % (PER_SECTION * PER_REPORT) == 0:
                report_id = transaction.write.insert(tables.REPORT, **report)
            body = "\n".join(texts[first : first + PER_SECTION])
            transaction.write.insert(tables.SECTION, **(section | {"report_id": report_id, "body": body}))
    with archive.journal() as connection:
        search.rebuild(connection)
        marks = ", ".join("?" * 8)
        connection.executemany(
            f"insert into ledger_row ({table.COLUMNS}) values ({marks})", table.generated()
        )
    with closing(build_services(archive, paths.resources())) as services:
        services.reports.create("annual_report", 2026)


# --- the work -----------------------------------------------------------------------------------


def find(services: Services, asked: list[str]) -> None:
    """Every query: how many, and the first page."""
    for query in asked:
        words = words_of(query)
        search.count(services.archive, words)
        search.places(services.archive, words, 200)


def open_page(services: Services) -> None:
    """The ledger as the window opens it, painted."""
    page = table.opened(services)
    page.hide()
    page.deleteLater()


def look(view: View) -> Task:
    """A view that was not asked for before."""
    return lambda services: services.ledgers.ids(services.ledgers.kind("L16"), 2026, view)


def look_on(services: Services) -> None:
    """An hour at the ledger: it is opened, sorted, filtered, and each of it again."""
    open_page(services)
    for view in (*VIEWS.values(), *VIEWS.values()):
        look(view[0])(services)


def count(services: Services) -> None:
    """The totals of all columns and every figure."""
    kind = services.ledgers.kind("L16")
    services.ledgers.sums(kind, 2026, View())
    services.ledgers.measures_beside(kind, 2026)


def paste(services: Services) -> None:
    """Five thousand rows from the clipboard, and undone."""
    ledgers = services.ledgers
    change = ledgers.commit(ledgers.plan(ledgers.read_pasted(pasted(), "L16"), 2025))
    assert change is not None
    services.archive.revert(change)


def bring_in(path: Path) -> Task:
    """A workbook, and undone."""

    def task(services: Services) -> None:
        found = LedgerIntake.of_file(path, services.ledgers.knowledge()).look(Wishes())
        assert found.plan is not None
        change = services.ledgers.commit(found.plan)
        assert change is not None
        services.archive.revert(change)

    return task


def write(services: Services) -> None:
    """Fifty edits of a section, each committed to the disk."""
    for number in range(50):
        with services.archive.transact(Op.EDIT_SECTION) as transaction:
            transaction.write.update(tables.SECTION, 1 + number, heading=f"{time.perf_counter_ns()}")


def take_in(services: Services) -> None:
    """Five thousand rows in one operation, and undone."""
    with services.archive.transact(Op.IMPORT_ROWS) as transaction:
        transaction.write.insert_many(tables.LEDGER_ROW, list(islice(table.generated(), 5_000)))
    assert transaction.change is not None
    services.archive.revert(transaction.change)


def tasks(asked: list[str], book: Path) -> dict[str, tuple[str, Task]]:
    """What is measured, by what it is called here, and by the table; "" for what the table does not show."""
    return {
        "查找200次": ("search", lambda services: find(services, asked)),
        "打开台账页": ("page", open_page),
        **{f"{name}，第一次": ("", look(view)) for name, (view, _) in VIEWS.items()},
        "台账上一小时": ("ledger", look_on),
        "合计和全部指标": ("", count),
        "粘贴5000行": ("", paste),
        f"导入{book.stem}行": ("", bring_in(book)),
        "改50处": ("edits", write),
        "收进5000行": ("rows", take_in),
    }


# --- measuring ----------------------------------------------------------------------------------


def seconds(folder: Path, key: Key | None, task: Task) -> tuple[float, float]:
    """How long it takes in an archive just opened, by the clock and of the processor."""
    archive = Archive.open(folder, lambda: "2026-12-01T09:00:00", key)
    with closing(build_services(archive, paths.resources())) as services:
        services.ledgers.kinds()
        start, used = time.perf_counter(), time.process_time()
        task(services)
        return time.perf_counter() - start, time.process_time() - used


def compared(plain: Path, sealed: Path, key: Key, task: Task, rounds: int) -> Cost:
    """The task on both in turn, `rounds` times behind one that does not count."""
    pairs = [(seconds(plain, None, task), seconds(sealed, key, task)) for _ in range(rounds + 1)][1:]
    return Cost(
        statistics.median(one[1] for one, _ in pairs),
        statistics.median(other[1] for _, other in pairs),
        statistics.median(other[0] / one[0] for one, other in pairs),
        statistics.median(other[1] / one[1] for one, other in pairs),
    )


def options() -> argparse.Namespace:
    """What the command asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="tasks with this in their name")
    return parser.parse_args()


def main() -> None:
    """Print each task with both medians and their ratios."""
    wanted = options()
    table.ROWS = wanted.rows
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _program, texts = QApplication([]), paragraphs()
    with tempfile.TemporaryDirectory() as scratch:
        plain, sealed, key = Path(scratch) / "plain", Path(scratch) / "sealed", Key("一句好记的话2026")
        filled(plain, texts, None)
        filled(sealed, texts, key)
        start = time.process_time()
        Key("一句好记的话2026").made_with(bytes(16))
        print(f"once at the start, for the password: {time.process_time() - start:.2f} s")
        print(f"{wanted.rows:,} rows{'':20}plain    sealed   ratio by clock, by processor")
        work = tasks(queries(texts), workbook(Path(scratch) / "20000.xlsx", 20_000))
        for name, (figure, task) in work.items():
            if wanted.only in name:
                cost = compared(plain, sealed, key, task, wanted.rounds)
                show(name, figure, cost)
        sizes = [(folder / "archive.db").stat().st_size / 1e6 for folder in (plain, sealed)]
        print(f"size of the database: plain {sizes[0]:.1f} MB, sealed {sizes[1]:.1f} MB")


def show(name: str, figure: str, cost: Cost) -> None:
    """A line, and for the table what it asks for."""
    verdict = "held" if cost.by_processor < 1.3 else "NOT HELD"
    words = (
        f"{cost.plain:8.3f} s {cost.sealed:8.3f} s {cost.by_clock:8.2f} {cost.by_processor:8.2f}  {verdict}"
    )
    print(f"{name:<20}{words}", flush=True)
    if figure:
        tell(f"password_{figure}_plain", cost.plain)
        tell(f"password_{figure}_sealed", cost.sealed)


if __name__ == "__main__":
    main()
