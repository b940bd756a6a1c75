"""Which rows a table shows, in which order: keys by one query, rows in pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.ledger import Row
from fzapp.storage import ledgers
from fzapp.storage.changes import Op
from fzapp.storage.ledgers import NewRow, View

if TYPE_CHECKING:
    from fzapp.domain.ledger import Value
    from fzapp.storage.archive import Archive

ROWS: tuple[tuple[str, dict[str, Value]], ...] = (
    ("2026-05-01", {"village": "石桥村", "amount": Decimal(900), "kinds": ("邻里", "山林")}),
    ("2026-01-01", {"village": "白沙村", "amount": Decimal(1000), "note": '写着"甲"和100%'}),
    ("2026-03-01", {"amount": Decimal("20.5"), "note": "village"}),
)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        new = [NewRow(2026, happened, Row(values)) for happened, values in ROWS]
        ledgers.insert(transaction.write, "L16", new, archive.now())
        ledgers.insert(transaction.write, "L16", [NewRow(2025, "2025-01-01", Row({}))], archive.now())
        ledgers.insert(transaction.write, "L01", [NewRow(2026, "2026-01-01", Row({}))], archive.now())
    return archive


def shown(archive: Archive, view: View) -> list[int]:
    """The rows by their place in ROWS."""
    return [key - 1 for key in ledgers.ids(archive, "L16", 2026, view)]


@pytest.mark.parametrize("few", [0, 20_000], ids=["many rows", "few rows"])
@pytest.mark.parametrize(
    ("view", "order"),
    [
        (View(), [1, 2, 0]),
        (View(descending=True), [0, 2, 1]),
        (View("village"), [1, 0, 2]),
        (View("village", descending=True), [0, 1, 2]),
        (View("amount", quantity=True), [2, 0, 1]),
        (View("amount", quantity=True, descending=True), [1, 0, 2]),
        (View(text="石桥"), [0]),
        (View(text="邻里"), [0]),
        (View(text="1000"), [1]),
        (View(text="#"), []),
        (View(text="%"), [1]),
        (View(text="_"), []),
        (View(text='"甲"'), [1]),
        (View(text="village"), [2]),
        (View("amount", quantity=True, text="村"), [0, 1]),
    ],
)
def test_order_and_filter(
    filled: Archive, view: View, order: list[int], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "_FEW", few)
    assert shown(filled, view) == order


def test_a_column_that_is_no_field_id_never_reaches_the_query(filled: Archive) -> None:
    with pytest.raises(KeyError):
        shown(filled, View("a') --"))


def test_pages_of_rows_come_by_key(filled: Archive) -> None:
    found = ledgers.rows_by_id(filled, [2, 1, 99])
    assert set(found) == {1, 2}
    assert found[2].row.values["village"] == "白沙村"
    assert found[1].added_at == filled.now()
    assert ledgers.rows_by_id(filled, []) == {}


def test_a_confirmation_ends_with_the_first_row(filled: Archive) -> None:
    with filled.transact(Op.CONFIRM_ZERO) as transaction:
        ledgers.confirm_zero(filled, transaction.write, "L02", 2026, "司法所")
    assert ledgers.zero_confirmed(filled, 2026) == {"L02"}
    with filled.transact(Op.EDIT_ROW) as transaction:
        ledgers.insert(transaction.write, "L02", [NewRow(2026, "2026-01-01", Row({}))], filled.now())
    assert ledgers.zero_confirmed(filled, 2026) == frozenset()


def test_rows_for_a_worker_are_the_same(filled: Archive) -> None:
    assert ledgers.rows_beside(filled, "L16", 2026) == ledgers.rows(filled, "L16", 2026)
    in_order = [row.id for row in ledgers.rows_in_order(filled, [3, 1, 99, 2])]
    assert in_order == [3, 1, 2]
