"""Rows come back with exact quantities and the cell they came from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from fzapp.domain.ledger import Row, RowSource
from fzapp.storage import ledgers
from fzapp.storage.changes import Op
from fzapp.storage.ledger_views import Scope
from fzapp.storage.ledgers import NewRow

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive

VALUES = st.dictionaries(
    st.sampled_from(["date", "village", "amount", "kinds", "done"]),
    st.one_of(
        st.text(min_size=1, max_size=8),
        st.decimals(allow_nan=False, allow_infinity=False, places=2),
        st.booleans(),
        st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=2).map(tuple),
    ),
)


@given(VALUES)
def test_values_come_back_exactly(values: dict[str, object]) -> None:
    assert ledgers.decoded(ledgers.encoded(values)) == values


def test_row_knows_its_cell(archive: Archive) -> None:
    source = RowSource("调解台账.xlsx", "1月", {"village": "C"})
    row = Row({"village": "石桥村", "amount": Decimal("35000.50"), "note": None}, 17, source)
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L16", [NewRow(2026, "2026-03-05", row)], archive.now())
    (stored,) = ledgers.rows(archive, Scope("L16", 2026))
    assert stored.row.values == {"village": "石桥村", "amount": Decimal("35000.50")}
    assert str(stored.row.ref("village")) == "调解台账.xlsx 1月!C17"
    assert ledgers.counts(archive) == {("L16", 2026): 1}
    assert ledgers.rows(archive, Scope("L16", 2025)) == ()


def test_import_and_undo_leave_the_tables_as_they_were(archive: Archive) -> None:
    rows = [NewRow(2026, f"2026-01-{day:02}", Row({"village": f"{day}组"})) for day in range(1, 29)]
    with archive.transact(Op.IMPORT_ROWS) as transaction:
        ledgers.insert(transaction.write, "L16", rows, archive.now())
    assert transaction.change is not None
    archive.revert(transaction.change)
    assert not ledgers.counts(archive)


def test_same_content_has_the_same_fingerprint(archive: Archive) -> None:
    one = NewRow(2026, "2026-01-01", Row({"a": "x", "b": None}))
    two = NewRow(2026, "2026-01-01", Row({"b": "", "a": "x"}, number=9))
    assert one.digest == two.digest
    assert one.digest != NewRow(2025, "2026-01-01", Row({"a": "x"})).digest
