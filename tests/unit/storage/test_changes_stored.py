"""What a change did is stored so that it comes back exactly, a very large one packed."""

from __future__ import annotations

import pytest

from fzapp.domain.ledger import Row
from fzapp.storage import changes, ledgers
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op, RowChange
from fzapp.storage.ledger_views import Scope
from fzapp.storage.ledgers import NewRow


@pytest.mark.parametrize("most", [0, 2, 500], ids=["packed", "plain", "plain too"])
@pytest.mark.parametrize("count", [1, 2])
def test_rows_come_back_exactly(monkeypatch: pytest.MonkeyPatch, most: int, count: int) -> None:
    monkeypatch.setattr(changes, "_PLAIN", most)
    rows = tuple(
        RowChange("ledger_row", key, None if key else {"id": 1, "cells": "“村”\\"}, {"id": key, "year": 2026})
        for key in range(count)
    )
    stored = changes.to_json(rows)
    assert stored.startswith("[") == (count <= most)
    assert changes.from_json(stored) == rows


def test_a_large_import_is_packed_and_undone_after_a_restart(archive: Archive) -> None:
    rows = [NewRow(2026, f"2026-01-{n % 28 + 1:02}", Row({"village": f"{n}组"}, n)) for n in range(600)]
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        assert ledgers.insert(transaction.write, "L16", rows, archive.now()) == 600
    (stored,) = archive.read("select rows from change")
    assert len(stored["rows"]) < 40_000
    again = Archive.open(archive.folder, archive.now)
    change = again.undoable()
    assert change is not None
    undone = again.revert(change)
    assert ledgers.count(again, Scope("L16", 2026)) == 0
    again.revert(undone)
    assert len(ledgers.rows(again, Scope("L16", 2026))) == 600
    again.close()


def test_images_of_many_rows_are_what_the_archive_holds(archive: Archive) -> None:
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L16", [NewRow(2026, "", Row({"a": "x"}))], archive.now())
    assert transaction.change is not None
    (stored,) = archive.read("select * from ledger_row")
    assert transaction.change.rows[0].after == dict(stored)
