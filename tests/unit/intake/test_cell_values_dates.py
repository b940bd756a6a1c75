"""Dates in the six habits of offices, and the ones that are none."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.ledger import Mark
from fzapp.intake.cell_dates import read_date_cell

if TYPE_CHECKING:
    from fzapp.intake.ledger_raw import RawValue


@pytest.mark.parametrize(
    "raw",
    [
        "2024.5.6", "2024.05.06", "2024-05-06", "2024/5/6", "2024年5月6日", "20240506", Decimal(20240506), Decimal(45418),
        "45418", date(2024, 5, 6), datetime.combine(date(2024, 5, 6), time(9)), " 2024.5.6 ", "２０２４．５．６", "二〇二四年五月六日",
        "24.5.6", "2024-05-06 09:12:33", "2024/5/6 10:20", "2024年5月6日9时", "2024年5.6", "2024.5.6日", "2024..5.6",
        "2024.5.6。", "'2024.5.6",
    ],
)  # fmt: skip
def test_full_dates(raw: RawValue) -> None:
    found = read_date_cell(raw, 2023)
    assert (found.iso, found.mark, found.why) == ("2024-05-06", "", "")


@pytest.mark.parametrize(
    "raw", ["5月6日", "5.6", "5/6", Decimal("5.6"), "五月六日", "5月6号", "5月6日（周一）"]
)
def test_dates_without_a_year_take_that_of_the_ledger(raw: RawValue) -> None:
    assert read_date_cell(raw, 2024).iso == "2024-05-06"
    assert read_date_cell(raw, 2024).mark == Mark.NO_YEAR
    assert "没有写年份" in read_date_cell(raw, None).why


@pytest.mark.parametrize(
    ("raw", "why"), [("6月31日", "6月没有31日"), ("2月30日", "2月没有30日"), ("13.5", "没有13月")]
)
def test_a_day_that_no_year_has_is_wrong_without_a_year(raw: str, why: str) -> None:
    assert read_date_cell(raw, None).why == why
    assert "没有写年份" in read_date_cell("2月29日", None).why


def test_a_day_alone_takes_the_month_of_its_sheet() -> None:
    assert read_date_cell("6日", 2024, 3).iso == "2024-03-06"
    assert read_date_cell("6日", 2024).why
    assert read_date_cell("31日", 2024, 4).why == "4月没有31日"


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("5月上旬", "2024-05"), ("5月底", "2024-05"), ("3月", "2024-03"), ("十月份", "2024-10"), ("2022年6月", "2022-06"),
        ("2022.6", "2022-06"), ("2022-06", "2022-06"), ("202206", "2022-06"), ("22年6月", "2022-06"), ("2024年", "2024"),
        (Decimal(2024), "2024"), ("2024年上半年", "2024"), ("2024年第一季度", "2024"),
    ],
)  # fmt: skip
def test_months_and_years_are_marked_as_imprecise(raw: RawValue, iso: str) -> None:
    found = read_date_cell(raw, 2024)
    assert (found.iso, found.mark) == (iso, Mark.IMPRECISE_DATE)


@pytest.mark.parametrize(
    "raw", ["10月16日-17日", "2024.10.16-2024.10.17", "2024.10.16至17日", "2024.10.16、10.20"]
)
def test_of_several_dates_the_first_counts(raw: str) -> None:
    found = read_date_cell(raw, 2024)
    assert (found.iso, found.mark) == ("2024-10-16", Mark.FIRST_OF_SEVERAL)


def test_a_word_behind_a_date_is_told() -> None:
    assert read_date_cell("2024.5.6补录", 2024).mark == Mark.REMAINDER
    assert read_date_cell("2024年5月6日上午", 2024).iso == "2024-05-06"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("2024.9.31", "9月没有31日"),
        ("2023年2月29日", "2月没有29日"),
        ("20240230", "2月没有30日"),
        ("13月5日", "没有13月"),
        ("2024.13.1", "没有13月"),
        ("若干", "“若干”不是日期"),
        ("第三次会议", "“第三次会议”不是日期"),
        (Decimal(99999), "“99999”不是日期"),
        (True, "这里写的不是日期"),
    ],
)
def test_impossible_dates_are_refused_with_a_reason(raw: RawValue, why: str) -> None:
    found = read_date_cell(raw, 2024)
    assert (found.iso, found.why) == ("", why)


@pytest.mark.parametrize("raw", [None, "", "/", "／", "—", "无", "待定"])
def test_nothing_is_no_date_and_no_mistake(raw: RawValue) -> None:
    found = read_date_cell(raw, 2024)
    assert (found.iso, found.why) == ("", "")


def test_words_that_stand_for_no_date_are_no_mistake() -> None:
    assert read_date_cell("长期坚持", 2024).why == ""
    assert read_date_cell("长期坚持", 2024).mark
