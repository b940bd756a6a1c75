"""From a workbook to rows in the archive: shown first, stored once, undone whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.services.ledgers import LedgerService

if TYPE_CHECKING:
    from fzapp.services.context import Services

FILE = paths.resources() / "practice" / "ledgers" / "L16.csv"


@pytest.fixture
def ledgers(services: Services) -> LedgerService:
    return LedgerService(services.archive)


def test_practice_ledger_goes_in_once(ledgers: LedgerService) -> None:
    reading = ledgers.read(FILE)
    assert reading.kind is not None
    assert reading.kind.code == "L16"
    first = ledgers.plan(reading, 2026)
    assert (first.blocked, first.duplicate) == (0, 0)
    assert ledgers.commit(first) is not None
    again = ledgers.plan(ledgers.read(FILE), 2026)
    assert (len(again.new), again.duplicate) == (0, len(first.new))
    assert ledgers.commit(again) is None


def test_rows_count_for_the_year_of_their_own_date(ledgers: LedgerService) -> None:
    ledgers.commit(ledgers.plan(ledgers.read(FILE), 2026))
    kind = ledgers.kind("L16")
    years = {year: len(ledgers.rows(kind, year)) for year in (2025, 2026)}
    assert all(years.values())
    assert ledgers.counts(2026)["L16"] == years[2026]


def test_import_and_undo_leave_nothing(ledgers: LedgerService, services: Services) -> None:
    change = ledgers.commit(ledgers.plan(ledgers.read(FILE), 2026))
    assert change is not None
    services.archive.revert(change)
    assert ledgers.counts(2026) == {}


def test_figures_follow_from_the_rows(ledgers: LedgerService) -> None:
    ledgers.commit(ledgers.plan(ledgers.read(FILE), 2026))
    kind = ledgers.kind("L16")
    rows = len(ledgers.rows(kind, 2026))
    before = {measure.name: measure.value for measure in ledgers.measures(kind, 2026)}
    assert Decimal(rows) in before.values()
    stored = ledgers.rows(kind, 2026)[0]
    ledgers.remove([stored.id])
    after = {measure.name: measure.value for measure in ledgers.measures(kind, 2026)}
    assert Decimal(rows - 1) in after.values()
    assert after != before


def test_typed_row_can_be_changed(ledgers: LedgerService) -> None:
    kind = ledgers.kind("L16")
    date = kind.period_column
    ledgers.add(kind, 2026, {date: "2026-03-05"})
    (row,) = ledgers.rows(kind, 2026)
    ledgers.change(kind, row, {date: "2025-03-05"})
    assert [found.happened for found in ledgers.rows(kind, 2026)] == ["2025-03-05"]


def test_empty_ledger_is_confirmed_by_name_and_date(ledgers: LedgerService) -> None:
    kind = ledgers.kind("L16")
    with pytest.raises(UserError, match="由谁确认"):
        ledgers.confirm_zero(kind, 2026, " ")
    ledgers.confirm_zero(kind, 2026, "司法所")
    found = ledgers.zero_confirmation(kind, 2026)
    assert found is not None
    assert (found.by, found.on) == ("司法所", "2026-12-01")
    ledgers.add(kind, 2026, {kind.period_column: "2026-03-05"})
    assert ledgers.zero_confirmation(kind, 2026) is None
    with pytest.raises(UserError, match="有记录"):
        ledgers.confirm_zero(kind, 2026, "司法所")


def test_workbook_of_no_known_kind_asks_for_one(ledgers: LedgerService, tmp_path: Path) -> None:
    path = tmp_path / "采购.csv"
    path.write_text("牌号,价格\nA,1\nB,2\n", encoding="utf-8")
    with pytest.raises(UserError):
        ledgers.plan(ledgers.read(path))
