"""What a change did is stored so that it comes back exactly, a very large one packed."""

from __future__ import annotations

import base64
import zlib

import pytest

from fzapp.domain.ledger import Row
from fzapp.storage import changes, ledgers, row_history, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Change, Op, PackedRows, RowChange, RowLog
from fzapp.storage.ledger_views import Scope
from fzapp.storage.ledgers import NewRow


def some_rows(count: int) -> list[RowChange]:
    """Rows of two tables, new and changed ones."""
    return [
        RowChange(
            "ledger_row" if key % 3 else "evidence",
            key,
            None if key % 2 else {"id": key, "cells": "“村”\\"},
            {"id": key, "year": 2026},
        )
        for key in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [1, 4, 5, 8, 9])
def test_rows_come_back_exactly(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(changes, "_PLAIN", 4)
    rows, log = some_rows(count), RowLog()
    for row in rows:
        log.append(row)
    assert len(log) == count
    assert log.last_key == count
    kept = log.rows()
    assert isinstance(kept, PackedRows) == (count > 4)
    stored = "".join(kept.parts()) if isinstance(kept, PackedRows) else changes.to_json(kept)
    assert not isinstance(kept, PackedRows) or kept.size == len(stored)
    assert list(log) == rows
    for found in (kept, changes.from_stored(stored)):
        assert len(found) == count
        assert list(found) == rows
        assert list(reversed(found)) == rows[::-1]
        assert [found[place] for place in range(count)] == rows
        assert found[-1] == rows[-1]
        assert list(found[:3]) == rows[:3]
        with pytest.raises(IndexError):
            found[count]
        change = Change(1, Op.EDIT_ROW, found)
        assert change.is_large == (count > 4)
        assert change.tables == {row.table for row in rows}
        assert change.ids("ledger_row") == {row.id for row in rows if row.table == "ledger_row"}
        assert change.ids("section") == frozenset()


def test_what_earlier_versions_packed_in_one_piece_is_still_read() -> None:
    plain = '[["ledger_row",7,null,{"id":7,"cells":"{}"}]]'
    stored = "z64:" + base64.b64encode(zlib.compress(plain.encode())).decode()
    assert list(changes.from_stored(stored)) == [RowChange("ledger_row", 7, None, {"id": 7, "cells": "{}"})]


def test_the_history_of_a_row_knows_very_large_changes(archive: Archive) -> None:
    rows = [NewRow(2026, "", Row({"village": f"{n}组"}, n)) for n in range(600)]
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L16", rows, archive.now())
    with archive.transact(Op.EDIT_ROW) as transaction:
        for key in range(1, 601):
            transaction.write.update(tables.LEDGER_ROW, key, happened="2026-05-06")
    assert transaction.change is not None
    assert transaction.change.is_large
    found = row_history.of_row(archive, tables.LEDGER_ROW.name, 555, "")
    after = [one.row.after for one in found if one.op is Op.EDIT_ROW]
    assert [image["happened"] for image in after if image] == ["2026-05-06"]


def test_a_large_import_is_packed_and_undone_after_a_restart(archive: Archive) -> None:
    rows = [NewRow(2026, f"2026-01-{n % 28 + 1:02}", Row({"village": f"{n}组"}, n)) for n in range(600)]
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L16", rows, archive.now())
    (stored,) = archive.read("select rows from change")
    assert len(stored["rows"]) < 40_000
    again = Archive.open(archive.folder, archive.now, archive.key)
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
