"""The numbers of rows follow every change, however large, and a count on a worker that came too late is dropped."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from fzapp.services import row_counts
from fzapp.services.row_counts import RowCounts
from fzapp.storage import ledgers as stored

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.services.ledgers import LedgerService

MANY = 700
"""Rows of an import whose images are packed."""


@pytest.fixture
def counts(services: Services) -> RowCounts:
    """Counted already."""
    services.ledgers.row_counts.of_year(2026, ())
    return services.ledgers.row_counts


def right(services: Services) -> bool:
    """Whether what is remembered is what there is."""
    fresh = stored.counts(services.archive)
    years = {year for _, year in fresh} | {2025, 2026}
    return all(
        services.ledgers.row_counts.of_year(year, ())
        == {kind: count for (kind, own), count in fresh.items() if own == year}
        for year in years
    )


def bring_in(ledgers: LedgerService, rows: int) -> None:
    lines = [f"{n + 1}\t2026-05-0{n % 9 + 1}\t甲{n}与乙{n}\t石桥村\t化解" for n in range(rows)]
    text = "\n".join(["序号\t登记日期\t当事人\t村社区\t结果", *lines])
    assert ledgers.commit(ledgers.plan(ledgers.read_pasted(text, "L16"), 2026)) is not None


def test_single_rows_are_followed(services: Services, counts: RowCounts) -> None:
    ledgers = services.ledgers
    kind = ledgers.kind("L16")
    added = ledgers.add(kind, 2026, {"registered_on": "2026-03-01", "village": "石桥村"})
    assert added is not None
    assert counts.of_year(2026, ()) == {"L16": 1}
    row = next(iter(ledgers.rows(kind, 2026)))
    moved = ledgers.change(kind, row, {"registered_on": "2025-03-01"})
    assert moved is not None
    assert (counts.of_year(2026, ()), counts.of_year(2025, ())) == ({}, {"L16": 1})
    services.archive.revert(moved)
    ledgers.remove([row.id])
    assert counts.known
    assert right(services)


def test_an_import_is_followed_there_and_back(services: Services, counts: RowCounts) -> None:
    bring_in(services.ledgers, MANY)
    assert counts.of_year(2026, ()) == {"L16": MANY}
    change = services.archive.undoable()
    assert change is not None
    undone = services.archive.revert(change)
    assert (counts.of_year(2026, ()), counts.known) == ({}, True)
    services.archive.revert(undone)
    assert (counts.of_year(2026, ()), counts.known) == ({"L16": MANY}, True)
    assert right(services)


def test_an_import_of_an_earlier_start_is_counted_anew(services: Services) -> None:
    bring_in(services.ledgers, MANY)
    services.ledgers.row_counts.of_year(2026, ())
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert right(services)


def test_after_a_very_large_change_all_are_counted_anew(
    services: Services, counts: RowCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(services.ledgers, 9)
    monkeypatch.setattr(row_counts, "_MOST_FOLLOWED", 5)
    kind = services.ledgers.kind("L16")
    services.ledgers.remove([row.id for row in services.ledgers.rows(kind, 2026)][:6])
    assert not counts.known
    assert right(services)


def test_of_a_ledger_that_goes_on_earlier_years_count_too(services: Services, counts: RowCounts) -> None:
    kind = services.ledgers.kind("L05")
    services.ledgers.add(kind, 2025, {})
    services.ledgers.add(kind, 2026, {})
    assert counts.of_year(2026, ["L05"]) == {"L05": 2}
    assert counts.of_year(2025, ["L05"]) == {"L05": 1}
    assert counts.of_year(2026, ()) == {"L05": 1}


def test_what_a_worker_counted_holds_unless_rows_were_changed_meanwhile(services: Services) -> None:
    counts, found = services.ledgers.row_counts, []
    worker = threading.Thread(target=lambda: found.append(counts.count()))
    worker.start()
    worker.join()
    services.ledgers.add(services.ledgers.kind("L16"), 2026, {"village": "石桥村"})
    counts.take(found[0])
    assert not counts.known
    counts.take(counts.count())
    assert counts.known
    assert counts.of_year(2026, ()) == {"L16": 1}
