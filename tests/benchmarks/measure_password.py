"""What a password costs: the work of the ledger and search benchmarks on a plain and an encrypted archive.

    .venv/bin/python -m tests.benchmarks.measure_password

Both archives hold the same 60,000 paragraphs and 200,000 ledger rows; each task is done on one and on the other
in turn, and the medians are compared, so that a busy machine slows both alike. The goal is 1.3 in each benchmark.
What is told to the table is the time of the processor: waiting for the disk is the same with and without.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.storage import ledger_views, search, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.connection import Key
from fzapp.storage.ledger_views import Filter, Scope, View
from fzapp.text.search_text import words_of
from tests.benchmarks.figures import tell
from tests.benchmarks.test_ledger_table import COLUMNS, generated
from tests.benchmarks.test_search_speed import PARAGRAPHS, PER_REPORT, PER_SECTION, paragraphs, queries

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, ROUNDS = 200_000, 5
SCOPE = Scope(
    "L16", 2026, cumulative=False, fields=frozenset({"amount", "parties", "type", "village", "result"})
)

VIEWS = (
    View(),
    View("amount", quantity=True, descending=True),
    View(text="石桥"),
    View(filters=(Filter("type", any_of=("邻里纠纷",)),)),
)


def filled(folder: Path, texts: list[str], key: Key | None) -> Archive:
    """An archive with the paragraphs and the rows."""
    archive = Archive.open(folder, lambda: "2026-12-01T09:00:00", key)
    report = dict.fromkeys(tables.REPORT.columns, "") | {"year": 2020, "stage": "draft", "title": "报告"}
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
            f"insert into ledger_row ({COLUMNS}) values ({marks})", islice(generated(), ROWS)
        )
    archive.settle()
    return archive


def find(archive: Archive, asked: list[str]) -> None:
    """Every query: how many, and the first page."""
    for query in asked:
        words = words_of(query)
        search.count(archive, words)
        search.places(archive, words, 200)


def look_at_ledger(archive: Archive) -> None:
    """Open, sort, filter, and look for a text."""
    for view in VIEWS:
        ledger_views.ids(archive, SCOPE, view)


def write(archive: Archive) -> None:
    """Fifty edits of a section, each committed to the disk."""
    for number in range(50):
        with archive.transact(Op.EDIT_SECTION) as transaction:
            transaction.write.update(tables.SECTION, 1 + number, heading=f"{time.perf_counter_ns()}")


def take_in(archive: Archive) -> None:
    """Five thousand rows in one operation."""
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        transaction.write.insert_many(tables.LEDGER_ROW, list(islice(generated(), 5_000)))


def seconds(task: Callable[[], object]) -> tuple[float, float]:
    """How long it took by the clock, and how much of the processor."""
    start, used = time.perf_counter(), time.process_time()
    task()
    return time.perf_counter() - start, time.process_time() - used


def main() -> None:
    """Print each task with both medians and their ratio."""
    texts = paragraphs()
    asked = queries(texts)
    with tempfile.TemporaryDirectory() as scratch:
        key = Key("一句好记的话2026")
        both = [filled(Path(scratch) / "plain", texts, None), filled(Path(scratch) / "sealed", texts, key)]
        tasks: dict[str, tuple[str, Callable[[Archive], None]]] = {
            "search": ("search, 200 queries", lambda archive: find(archive, asked)),
            "ledger": ("ledger, four views", look_at_ledger),
            "edits": ("fifty edits", write),
            "rows": ("5,000 rows taken in", take_in),
        }
        for name, (words, task) in tasks.items():
            taken: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
            for number in range(ROUNDS * 2):
                archive = both[number % 2]
                taken[number % 2].append(seconds(lambda at=archive, do=task: do(at)))
            (plain, _), (sealed, _) = (map(statistics.median, zip(*one, strict=True)) for one in taken)
            used, used_sealed = (statistics.median(cpu for _, cpu in one) for one in taken)
            print(
                f"{words:22} plain {plain:7.3f} s  sealed {sealed:7.3f} s  ratio {sealed / plain:5.2f}"
                f"  of the processor {used_sealed / used:5.2f}"
            )
            tell(f"password_{name}_plain", used)
            tell(f"password_{name}_sealed", used_sealed)
        sizes = [archive.path.stat().st_size / 1e6 for archive in both]
        print(f"size of the database: plain {sizes[0]:.1f} MB, sealed {sizes[1]:.1f} MB")
        for archive in both:
            archive.close()


if __name__ == "__main__":
    main()
