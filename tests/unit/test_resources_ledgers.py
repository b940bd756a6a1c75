"""The 31 kinds of ledgers: complete, consistent, and safe about persons."""

from __future__ import annotations

import re

import pytest

from fzapp.domain.ledger import Aggregate, ColumnType, LedgerKind, Privacy, RuleCheck, TextShape
from fzapp.services.ledger_kinds import ledger_kinds

SECTIONS = {
    "study", "organisation", "government_services", "normative_documents", "decision_making", "enforcement",
    "oversight", "disputes", "publicity", "legal_services", "emergency", "digital", "special_groups", "shortcomings",
    "first_responsible", "plan",
}  # fmt: skip
KINDS = ledger_kinds()
PERSONS = ("姓名", "当事人", "信访人", "联系电话", "身份证号", "主讲人", "调解员", "网格员", "原告")

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


def test_there_are_all_31() -> None:
    assert [kind.code for kind in KINDS] == [f"L{number:02d}" for number in range(1, 32)]


@each_kind
def test_kind_says_who_fills_it_and_what_it_feeds(kind: LedgerKind) -> None:
    assert kind.office
    assert kind.titles
    assert kind.release
    assert kind.sections
    assert set(kind.sections) <= SECTIONS


def test_every_section_with_figures_is_fed() -> None:
    fed = {section for kind in KINDS for section in kind.sections}
    assert fed == SECTIONS


@each_kind
def test_kind_has_a_required_column_and_a_count(kind: LedgerKind) -> None:
    assert kind.required_columns
    assert any(
        statistic.aggregate in (Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT)
        for statistic in kind.statistics
    )


@each_kind
def test_no_two_figures_share_a_name_unless_one_stands_in_for_the_other(kind: LedgerKind) -> None:
    names = [statistic.name for statistic in kind.statistics if "{value}" not in statistic.name]
    twice = {name for name in names if names.count(name) > 1}
    assert all(name.startswith("去重") for name in twice)


@each_kind
def test_ratios_have_parts_that_are_no_ratios(kind: LedgerKind) -> None:
    for statistic in kind.statistics:
        if statistic.aggregate in (Aggregate.RATIO, Aggregate.PER_HEAD):
            assert bool(statistic.whole) != (statistic.outside in ("villages", "residents"))
            for name in filter(None, (statistic.part, statistic.whole)):
                part = kind.statistic(name)
                assert part is not None
                assert part.aggregate not in (Aggregate.RATIO, Aggregate.PER_HEAD)
                assert not part.each


@each_kind
def test_conditions_name_options_that_exist(kind: LedgerKind) -> None:
    conditions = [item for statistic in kind.statistics for item in statistic.where]
    conditions += [item for rule in kind.rules for item in (*rule.when, *rule.unless)]
    for condition in conditions:
        column = kind.column(condition.column)
        assert column is not None
        names = {option.name for option in column.options} or {"是", "否"}
        assert set(condition.any_of) | set(condition.none_of) <= names, (kind.code, condition)


@each_kind
def test_columns_with_persons_are_marked(kind: LedgerKind) -> None:
    for column in kind.all_columns:
        if column.name in PERSONS:
            assert column.privacy is not Privacy.NONE, column.name
        if column.shape in (TextShape.PHONE, TextShape.IDENTITY):
            assert column.privacy is not Privacy.NONE


def test_totals_only_kinds_have_no_column_for_a_person() -> None:
    totals = [kind for kind in KINDS if kind.totals_only]
    assert [kind.code for kind in totals] == ["L20", "L21"]
    for kind in totals:
        assert all(column.privacy is Privacy.NONE for column in kind.columns)
        assert not any("未成年" in column.name or "姓名" in column.name for column in kind.columns)


def test_no_choice_offers_a_state_secret() -> None:
    options = [option.name for kind in KINDS for column in kind.all_columns for option in column.options]
    assert not any(re.search(r"绝密|机密|^秘密", name) for name in options)


@each_kind
def test_options_are_unlike_each_other(kind: LedgerKind) -> None:
    for column in kind.all_columns:
        written = [text for option in column.options for text in (option.name, *option.synonyms)]
        assert len(written) == len(set(written)), (kind.code, column.id)


@each_kind
def test_units_stand_where_quantities_are(kind: LedgerKind) -> None:
    for column in kind.columns:
        if column.type.is_quantity and column.shape is not TextShape.SERIAL:
            assert column.unit, (kind.code, column.id)
        if column.type is ColumnType.MONEY:
            assert column.unit == "元"


@each_kind
def test_rules_have_what_their_check_reads(kind: LedgerKind) -> None:
    needed = {
        RuleCheck.ORDER: lambda rule: rule.first and rule.second,
        RuleCheck.DEADLINE: lambda rule: rule.first and rule.second and rule.days and rule.basis,
        RuleCheck.NOT_GREATER: lambda rule: rule.first and rule.second,
        RuleCheck.SUMS_TO: lambda rule: rule.first and len(rule.columns) > 1,
        RuleCheck.NEEDS: lambda rule: rule.first and rule.when,
        RuleCheck.RATIO: lambda rule: rule.first and len(rule.columns) == 2,
        RuleCheck.RANGE: lambda rule: rule.first and (rule.least is not None or rule.most is not None),
        RuleCheck.UNIQUE: lambda rule: rule.columns,
        RuleCheck.BALANCE: lambda rule: rule.first and len(rule.columns) == 2,
    }
    for rule in kind.rules:
        assert needed[rule.check](rule), (kind.code, rule)


@pytest.mark.shared
def test_every_column_of_the_domain_description_has_a_place(shared: object) -> None:
    """Columns that the description joins with a slash may be two here; evidence is a column of its own."""
    import json
    from pathlib import Path

    from fzapp.intake.ledger_words import header_key

    described = json.loads((Path(str(shared)) / "domain" / "ledgers.json").read_text(encoding="utf-8"))
    missing: list[str] = []
    for ledger in described:
        kind = next(item for item in KINDS if item.code == ledger["code"])
        keys = {header_key(text) for column in kind.all_columns for text in (column.name, *column.synonyms)}
        for column in ledger["columns"]:
            parts = [column["name"], *re.split(r"[/、：]", column["name"])]
            if not any(header_key(part) in keys for part in parts):
                missing.append(f"{ledger['code']} {column['name']}")
    # minors are not kept at all, not even as a number
    assert missing == ["L20 其中未成年人"]
