"""Tables made from a ledger: what stands in them, and how they follow it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.period import Period
from fzapp.domain.report import SectionState
from fzapp.services.ledger_tables import MONTH, LedgerTableWish, TableStyle

if TYPE_CHECKING:
    from fzapp.services.context import Services

ROWS = (
    ("2026-03-02", "石桥村", "邻里纠纷", "甲某、乙某", "13800001234", "200"),
    ("2026-03-20", "石桥村", "山林土地", "丙某某", "", "300.5"),
    ("2026-05-01", "东岭村", "邻里纠纷", "丁某", "", "50"),
)


@pytest.fixture
def disputes(services: Services) -> Services:
    kind = services.ledgers.kind("L16")
    for day, village, sort, parties, _, amount in ROWS:
        services.ledgers.add(
            kind,
            2026,
            {
                "registered_on": day,
                "village": village,
                "type": sort,
                "parties": parties,
                "amount": Decimal(amount),
            },
        )
    return services


@pytest.fixture
def section(disputes: Services) -> int:
    report = disputes.reports.create("annual_report", 2026)
    return disputes.writing.add_annex(report, "矛盾纠纷受理情况表")


def count_id(services: Services) -> str:
    return services.ledger_tables.choices("L16", 2026).counts[0][0]


def counts(services: Services, **changes: object) -> LedgerTableWish:
    made = {"columns": (count_id(services),), "by": MONTH, "caption": "表1 受理情况表"} | changes
    return LedgerTableWish("L16", TableStyle.COUNTS, **made)  # type: ignore[arg-type]


def read(services: Services, section_id: int) -> str:
    section = services.writing.section(section_id)
    return services.figures.text(services.reports.get(section.report_id), section)


def put(services: Services, section_id: int, wish: LedgerTableWish) -> tuple[str, ...]:
    lines = services.ledger_tables.lines(wish, Period(2026))
    services.ledger_tables.put(section_id, "\n".join(("有关情况见表。", *lines)), wish, lines)
    return lines


def test_counts_by_month_are_figures(disputes: Services, section: int) -> None:
    lines = put(disputes, section, counts(disputes))
    assert len(lines) == 16
    assert lines[1] == "单位：件"
    assert lines[5].startswith("3月\t{{矛盾纠纷.")
    text = read(disputes, section).split("\n")
    assert text[6:9] == ["3月\t2", "4月\t0", "5月\t1"]
    assert text[-1] == "合计\t3"
    assert disputes.writing.section(section).state is SectionState.WRITING


def test_counts_by_village_have_all_villages_and_those_of_rows(disputes: Services) -> None:
    lines = disputes.ledger_tables.lines(counts(disputes, by="village", caption=""), Period(2026))
    assert [line.split("\t")[0] for line in lines] == ["单位：件", "村社区", "石桥村", "东岭村", "合计"]


def test_what_did_not_happen_can_be_left_out(disputes: Services) -> None:
    lines = disputes.ledger_tables.lines(counts(disputes, by="type", empty=False, total=False), Period(2026))
    assert [line.split("\t")[0] for line in lines[3:]] == ["邻里纠纷", "山林土地"]


def test_several_units_stand_in_the_header(disputes: Services) -> None:
    choices = disputes.ledger_tables.choices("L16", 2026)
    assert (MONTH, "月份") in choices.groups
    lines = disputes.ledger_tables.lines(
        counts(disputes, columns=tuple(one for one, _ in choices.counts), caption=""), Period(2026)
    )
    assert not lines[0].startswith("单位")
    assert "（件）" in lines[0]


def test_rows_are_written_out_with_what_is_personal_masked(disputes: Services) -> None:
    wish = LedgerTableWish(
        "L16", TableStyle.ROWS, ("registered_on", "parties", "amount"), caption="表1 纠纷一览表"
    )
    lines = disputes.ledger_tables.lines(wish, Period(2026))
    assert lines[1].split("\t")[:3] == ["序号", "登记日期", "当事人"]
    assert lines[2] == "1\t3月2日\t甲**、乙**\t200"
    assert lines[3] == "2\t3月20日\t丙**\t300.5"
    assert lines[-1] == "合计\t\t\t550.5"
    assert disputes.ledger_tables.choices("L16", 2026).personal >= {"parties"}


def test_rows_follow_the_ledger_while_the_report_is_a_draft(disputes: Services, section: int) -> None:
    wish = LedgerTableWish("L16", TableStyle.ROWS, ("village",), total=False)
    lines = put(disputes, section, wish)
    report = disputes.writing.section(section).report_id
    assert disputes.ledger_tables.wish_of(section, lines) == wish
    assert disputes.ledger_tables.refresh(report) is None
    kind = disputes.ledgers.kind("L16")
    disputes.ledgers.add(kind, 2026, {"registered_on": "2026-06-01", "village": "西坡村"})
    change = disputes.ledger_tables.refresh(report)
    assert read(disputes, section).endswith("4\t西坡村")
    assert disputes.ledger_tables.refresh(report) is None
    assert change is not None
    disputes.archive.revert(change)
    assert not read(disputes, section).endswith("4\t西坡村")
    disputes.ledger_tables.refresh(report)
    assert read(disputes, section).endswith("4\t西坡村")


def test_a_table_that_was_changed_by_hand_is_left_alone(disputes: Services, section: int) -> None:
    wish = LedgerTableWish("L16", TableStyle.ROWS, ("village",), total=False)
    lines = put(disputes, section, wish)
    body = disputes.writing.section(section).body.replace("东岭村", "东岭新村")
    disputes.writing.save(section, body)
    assert disputes.ledger_tables.wish_of(section, body.split("\n")[-len(lines) :]) is None
    kind = disputes.ledgers.kind("L16")
    disputes.ledgers.add(kind, 2026, {"registered_on": "2026-06-01", "village": "西坡村"})
    assert disputes.ledger_tables.refresh(disputes.writing.section(section).report_id) is None
    assert disputes.writing.section(section).body == body


def test_a_signed_table_keeps_its_numbers(disputes: Services, section: int) -> None:
    put(disputes, section, counts(disputes))
    report = disputes.writing.section(section).report_id
    signed = read(disputes, section)
    disputes.freezes.freeze(report, "甲某")
    disputes.ledgers.add(disputes.ledgers.kind("L16"), 2026, {"registered_on": "2026-04-01"})
    assert disputes.ledger_tables.refresh(report) is None
    assert read(disputes, section) == signed
    assert any(drift.name.endswith("@4月") for drift in disputes.freezes.drift(report))
    with pytest.raises(UserError, match="已经定稿"):
        disputes.ledger_tables.put(section, "别的", counts(disputes), ("别的",))


@pytest.mark.parametrize("style", TableStyle)
def test_nothing_chosen_is_told(disputes: Services, style: TableStyle) -> None:
    with pytest.raises(UserError, match="还没有选"):
        disputes.ledger_tables.lines(LedgerTableWish("L16", style, ()), Period(2026))


def test_a_table_goes_with_its_section(disputes: Services, section: int) -> None:
    put(disputes, section, counts(disputes))
    disputes.writing.remove(section)
    assert disputes.archive.read("select count(*) from ledger_table")[0][0] == 0
    change = disputes.archive.undoable()
    assert change is not None
    disputes.archive.revert(change)
    assert disputes.archive.read("select count(*) from ledger_table")[0][0] == 1


def test_signing_brings_the_tables_up_to_date_first(disputes: Services, section: int) -> None:
    put(disputes, section, LedgerTableWish("L16", TableStyle.ROWS, ("village",), total=False))
    disputes.ledgers.add(
        disputes.ledgers.kind("L16"), 2026, {"registered_on": "2026-06-01", "village": "西坡村"}
    )
    disputes.freezes.freeze(disputes.writing.section(section).report_id, "甲某")
    assert read(disputes, section).endswith("4\t西坡村")


def test_numbers_of_listed_rows_need_no_ledger(disputes: Services, section: int) -> None:
    put(disputes, section, LedgerTableWish("L16", TableStyle.ROWS, ("village", "amount")))
    report = disputes.writing.section(section).report_id
    assert [item.text for item in disputes.review.of_report(report) if item.section == section] == []
