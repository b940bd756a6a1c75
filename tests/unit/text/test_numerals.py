from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.text.chinese_numbers import LARGEST, int_to_chinese
from fzapp.text.numerals import (
    chinese_to_int,
    narrow_digits,
    official_day,
    read_date,
    to_decimal,
    to_int,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("一百二十三", 123), ("一百零五", 105), ("三百五", 350),
        ("两千", 2000), ("一千零二", 1002), ("一万二", 12_000), ("十二万", 120_000), ("三万零五百", 30_500),
        ("一千二百万", 12_000_000), ("一亿三千万", 130_000_000), ("一万亿", 10**12), ("二〇二四", 2024),
        ("二○二七", 2027), ("叁佰贰拾", 320), ("百", 100),
    ],
)  # fmt: skip
def test_chinese_numerals_are_read(text: str, value: int) -> None:
    assert chinese_to_int(text) == value


@pytest.mark.parametrize("text", ["", "一是", "十余", "万", "二二十", "一百零十", "第一", "12", "一" * 50])
def test_what_is_no_chinese_numeral_is_none(text: str) -> None:
    assert chinese_to_int(text) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "零"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1010, "一千零一十"),
        (10_010, "一万零一十"), (120_000, "十二万"), (100_010_000, "一亿零一万"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_chinese(value: int, text: str) -> None:
    assert int_to_chinese(value) == text


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_numbers_out_of_range_are_refused(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        int_to_chinese(value)


@given(st.integers(0, LARGEST))
def test_writing_and_reading_give_the_number_back(value: int) -> None:
    assert chinese_to_int(int_to_chinese(value)) == value


@given(st.text(alphabet="零〇一二两三十百千万亿是余", max_size=14))
def test_reading_never_fails(text: str) -> None:
    value = chinese_to_int(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"), ("１２", "12"), ("1.2万", "12000"), ("3.5亿", "350000000"), ("十二万", "120000"),
        ("1.5千万", "15000000"), ("0.10", "0.10"),
    ],
)  # fmt: skip
def test_quantities_are_exact_decimals(text: str, value: str) -> None:
    assert to_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1,23", "万", "1.2.3", "三点五", "-1"])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert to_decimal(text) is None


def test_a_tenth_is_not_rounded() -> None:
    assert str(to_decimal("0.1万")) == "1000.0"


def test_full_width_digits_become_narrow() -> None:
    assert narrow_digits("９８．１％") == "98.1%"
    assert to_int("１２") == 12


@pytest.mark.parametrize(
    "text",
    [
        "2027年2月8日", "２０２７年２月８日", "二〇二七年二月八日", "二○二七年二月八日", "二零二七年二月八日", "2027.2.8",
        "2027-02-08", "2027/2/8", "20270208", "2027年 2 月 8 日", "27年2月8号",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_habit(text: str) -> None:
    assert read_date(text).date == date(2027, 2, 8)


def test_a_day_without_year_takes_the_year_given() -> None:
    assert read_date("2月8日", 2027).date == date(2027, 2, 8)
    assert read_date("2月8日").reason == "没有写年份"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025年11月31日", "2025年11月没有31日"), ("2023年2月29日", "2023年2月没有29日"), ("2024年13月1日", "没有13月"),
        ("2024年12月", "没有写到日"), ("2024年", "没有写到月"), ("元旦", "看不出日期"), ("", "看不出日期"),
        ("9999年1月1日", "年份9999不合常理"),
    ],
)  # fmt: skip
def test_a_date_that_is_none_says_why(text: str, reason: str) -> None:
    reading = read_date(text)
    assert reading.date is None
    assert reading.reason == reason


def test_a_day_that_does_not_exist_keeps_its_parts() -> None:
    reading = read_date("2025年11月31日")
    assert (reading.year, reading.month, reading.day) == (2025, 11, 31)


def test_a_leap_day_exists_in_a_leap_year() -> None:
    assert read_date("2024年2月29日").date == date(2024, 2, 29)


@pytest.mark.parametrize("moment", ["2027-03-01", "2027-03-01T09:05:00+08:00"])
def test_a_day_is_written_as_in_documents(moment: str) -> None:
    assert official_day(moment) == "2027年3月1日"
