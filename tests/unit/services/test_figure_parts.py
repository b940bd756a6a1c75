"""Figures of a part of a ledger: of a month, a village, a choice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.period import Period
from fzapp.services.figure_parts import of_month, of_value
from fzapp.services.figure_rules import rule_of
from fzapp.services.figure_text import FigureBasis

if TYPE_CHECKING:
    from fzapp.services.context import Services

ROWS = (
    ("2026-03-02", "石桥村", "邻里纠纷", "化解", "200"),
    ("2026-03-20", "石桥村", "山林土地", "未化解", "300"),
    ("2026-05-01", "东岭村", "邻里纠纷", "化解", "50.5"),
)


@pytest.fixture
def disputes(services: Services) -> Services:
    kind = services.ledgers.kind("L16")
    for day, village, sort, result, amount in ROWS:
        services.ledgers.add(
            kind,
            2026,
            {
                "registered_on": day,
                "village": village,
                "type": sort,
                "result": result,
                "amount": Decimal(amount),
            },
        )
    return services


def value(services: Services, said: str, year: int = 2026) -> Decimal | None:
    found = services.figures.value(f"矛盾纠纷.{said}", year)
    assert found is not None
    return found.value


def statistic(services: Services, of: str) -> str:
    return next(s.name for s in services.ledgers.kind("L16").statistics if s.aggregate == of and not s.each)


def test_months_villages_and_choices_are_counted(disputes: Services) -> None:
    count, rate = statistic(disputes, "count"), statistic(disputes, "ratio")
    assert value(disputes, count) == 3
    assert value(disputes, of_month(count, 3)) == 2
    assert value(disputes, of_month(count, 4)) == 0
    assert value(disputes, of_value(count, "村社区", "石桥村")) == 2
    assert value(disputes, of_value(count, "类型", "邻里纠纷")) == 2
    assert value(disputes, of_value(count, "村社区", "")) == 0
    assert value(disputes, of_value(rate, "村社区", "石桥村")) == 50


def test_the_rows_behind_a_cell_are_known_and_its_rule_is_said(disputes: Services) -> None:
    kind = disputes.ledgers.kind("L16")
    count = statistic(disputes, "count")
    found = disputes.figures.value(f"矛盾纠纷.{of_month(count, 3)}", 2026)
    assert found is not None
    assert len(found.rows) == 2
    assert found.name == f"矛盾纠纷.{count}@3月"
    assert "在3月" in rule_of(kind, of_month(count, 3), Period(2026))
    assert "村社区为“石桥村”" in rule_of(kind, of_value(count, "村社区", "石桥村"), Period(2026))


def test_cells_follow_the_ledger(disputes: Services) -> None:
    count = statistic(disputes, "count")
    kind = disputes.ledgers.kind("L16")
    assert value(disputes, of_month(count, 5)) == 1
    disputes.ledgers.add(kind, 2026, {"registered_on": "2026-05-09", "village": "东岭村"})
    assert value(disputes, of_month(count, 5)) == 2


def test_many_rows_are_counted_alike(disputes: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    count, rate = statistic(disputes, "count"), statistic(disputes, "ratio")
    names = [of_month(count, 3), of_value(count, "村社区", "石桥村"), of_value(rate, "村社区", "石桥村")]
    names += [of_value(count, "村社区", ""), of_month(rate, 5)]
    singly = [value(disputes, name) for name in names]
    monkeypatch.setattr("fzapp.services.ledgers._COUNTED_SINGLY", 0)
    disputes.figures.version += 1
    assert [value(disputes, name) for name in names] == singly


def test_a_ledger_without_rows_leaves_a_gap_and_a_confirmed_one_says_zero(services: Services) -> None:
    kind = services.ledgers.kind("L16")
    name = f"矛盾纠纷.{of_month(statistic(services, 'count'), 3)}"
    found = services.figures.value(name, 2026)
    assert found is not None
    assert (found.value, found.basis) == (None, FigureBasis.NO_LEDGER)
    services.ledgers.confirm_zero(kind, 2026, "甲某")
    found = services.figures.value(name, 2026)
    assert found is not None
    assert (found.value, found.basis) == (0, FigureBasis.CONFIRMED_ZERO)


def test_a_part_of_what_the_ledger_does_not_count_is_nothing(disputes: Services) -> None:
    assert disputes.figures.value("矛盾纠纷.没有这一项@3月", 2026) is None


@pytest.mark.parametrize("part", ["没有这列=甲", "13月", "乱写", ""])
def test_a_part_that_no_ledger_has_is_no_figure(disputes: Services, part: str) -> None:
    assert disputes.figures.value(f"矛盾纠纷.{statistic(disputes, 'count')}@{part}", 2026) is None
