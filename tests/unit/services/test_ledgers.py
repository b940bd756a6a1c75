"""From a workbook to rows in the archive: shown first, stored once, undone whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.services import ledgers as services_of_ledgers
from fzapp.services.ledgers import LedgerService

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.storage.changes import Change

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
    change = ledgers.change(kind, row, {date: "2026-04-06"})
    assert [found.happened for found in ledgers.rows(kind, 2026)] == ["2026-04-06"]
    assert change is not None
    assert ledgers.moved(change) == {}


def test_a_row_moves_to_the_year_of_its_date(ledgers: LedgerService, services: Services) -> None:
    kind = ledgers.kind("L16")
    date = kind.period_column
    ledgers.add(kind, 2026, {date: "2026-03-05"})
    (row,) = ledgers.rows(kind, 2026)
    change = ledgers.change(kind, row, {date: "2025-03-05"})
    assert change is not None
    assert ledgers.moved(change) == {2025: 1}
    assert ledgers.rows(kind, 2026) == ()
    (moved,) = ledgers.rows(kind, 2025)
    assert (moved.year, moved.happened) == (2025, "2025-03-05")
    ledgers.add(kind, 2025, {date: "2025-03-05"})
    first, second = services.archive.read("select digest from ledger_row order by id")
    assert first["digest"] == second["digest"]
    ledgers.change(kind, moved, {date: None})
    assert [found.happened for found in ledgers.rows(kind, 2025)] == ["", "2025-03-05"]
    services.archive.revert(change_of(services))
    services.archive.revert(change)
    assert [found.happened for found in ledgers.rows(kind, 2026)] == ["2026-03-05"]


def change_of(services: Services) -> Change:
    newest = services.archive.undoable()
    assert newest is not None
    return newest


def test_a_ledger_of_what_stands_shows_what_earlier_years_made(ledgers: LedgerService) -> None:
    kind = ledgers.kind("L05")
    assert kind.cumulative
    ledgers.add(kind, 2026, {"title": "法治长廊", "village": "石桥村", "built_on": "2021-05"})
    ledgers.add(kind, 2026, {"title": "法治书屋", "village": "望山村", "built_on": "2027-01"})
    assert [row.row.values["title"] for row in ledgers.rows(kind, 2026)] == ["法治长廊"]
    assert ledgers.counts(2026) == {"L05": 1}
    assert ledgers.counts(2027) == {"L05": 2}
    assert ledgers.counts(2020) == {}
    assert ledgers.belongs(kind, 2021, 2026)
    assert not ledgers.belongs(ledgers.kind("L16"), 2025, 2026)


def test_figures_of_a_standing_ledger_may_be_those_of_the_year(
    ledgers: LedgerService, services: Services
) -> None:
    kind = ledgers.kind("L10")
    ledgers.add(
        kind, 2026, {"title": "摊点管理规定", "doc_number": "青政发〔2020〕1号", "published_on": "2020-05-27"}
    )
    ledgers.add(
        kind,
        2026,
        {
            "title": "会议规则",
            "doc_number": "青政发〔2026〕2号",
            "published_on": "2026-05-27",
            "filed_on": "2026-06-01",
        },
    )
    for found in (ledgers.measures(kind, 2026), ledgers.measures_beside(kind, 2026)):
        values = {measure.name: measure.value for measure in found}
        assert (values["制定件数"], values["备案率"]) == (1, 100)
        assert values["在册件数"] == 2
    figure = services.figures.value("规范性文件.制定件数", 2025)
    assert figure is not None
    assert figure.value == 0
    ledgers.add(
        kind, 2025, {"title": "聚餐办法", "doc_number": "青政发〔2025〕3号", "published_on": "2025-05-27"}
    )
    assert [services.figures.value("规范性文件.在册件数", year).value for year in (2024, 2025, 2026)] == [
        1,
        2,
        3,
    ]  # pyright: ignore[reportOptionalMemberAccess]


def test_shares_of_all_villages_follow_the_unit_profile(ledgers: LedgerService, services: Services) -> None:
    kind = ledgers.kind("L05")
    ledgers.add(kind, 2026, {"title": "法治长廊", "village": "石桥村", "built_on": "2021-05"})

    def coverage() -> Decimal | None:
        found = services.figures.value("普法阵地.阵地覆盖率", 2026)
        return found.value if found else None

    profile = replace(services.reports.unit(), villages=(), residents=0)
    services.reports.set_unit(profile)
    assert coverage() is None
    services.reports.set_unit(replace(profile, villages=("石桥村", "望山村", "白沙村", "下河村")))
    assert coverage() == 25
    spent = ledgers.kind("L27")
    ledgers.add(
        spent, 2026, {"year": "2026", "subject": "普法", "budget": Decimal(9000), "spent": Decimal(8000)}
    )
    services.reports.set_unit(replace(profile, residents=4000))
    per_head = services.figures.value("经费.人均普法经费", 2026)
    assert per_head is not None
    assert per_head.value == Decimal("2.00")


def test_many_rows_are_counted_as_few_are(ledgers: LedgerService, monkeypatch: pytest.MonkeyPatch) -> None:
    ledgers.commit(ledgers.plan(ledgers.read(FILE), 2026))
    kind = ledgers.kind("L16")
    few = ledgers.measures(kind, 2026)
    monkeypatch.setattr(services_of_ledgers, "_COUNTED_SINGLY", 0)
    many = ledgers.measures(kind, 2026)
    assert [(one.name, one.value, sorted(one.keys)) for one in many] == [
        (one.name, one.value, sorted(one.keys)) for one in few
    ]


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
