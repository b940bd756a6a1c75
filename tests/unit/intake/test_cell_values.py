"""Cells as offices type them: quantities, money, choices, phones, identity numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from fzapp.domain.ledger import Column, ColumnType, Mark, Option, TextShape
from fzapp.domain.ledger_reading import ProblemCode
from fzapp.intake.cell_values import (
    as_text,
    is_blank,
    read_identity,
    read_integer,
    read_money,
    read_percent,
    read_phone,
    read_text,
    read_yes_no,
    reader_for,
    sex_of_identity,
)

if TYPE_CHECKING:
    from fzapp.intake.ledger_raw import RawValue

WAN = Decimal(10_000)
MIDNIGHT = datetime.combine(date(2024, 5, 6), time())
MORNING = datetime.combine(date(2024, 5, 6), time(9, 30))


def identity(first: str) -> str:
    """An identity number with a right check digit, of a county that does not exist."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(a) * b for a, b in zip(first, weights, strict=True)) % 11]


@pytest.mark.parametrize(
    ("raw", "value", "mark"),
    [
        (Decimal(180), 180, ""),
        ("180", 180, Mark.NUMBER_AS_TEXT),
        ("约200", 200, Mark.APPROXIMATE),
        ("400余", 400, Mark.APPROXIMATE),
        ("200余人", 200, Mark.APPROXIMATE),
        ("1千余", 1000, Mark.APPROXIMATE),
        ("近百", 100, Mark.APPROXIMATE),
        ("百余", 100, Mark.APPROXIMATE),
        ("二十余万", 200_000, Mark.APPROXIMATE),
        ("50人以上", 50, Mark.APPROXIMATE),
        ("0.12万", 1200, Mark.CONVERTED),
        ("十二", 12, Mark.CONVERTED),
        ("９６", 96, Mark.FULL_WIDTH),
        ("1,200", 1200, Mark.NUMBER_AS_TEXT),
        ("１，２００", 1200, Mark.FULL_WIDTH),
        ("19 800", 19_800, Mark.NUMBER_AS_TEXT),
        ("28人", 28, Mark.NUMBER_AS_TEXT),
        ("共28人次", 28, Mark.NUMBER_AS_TEXT),
        ("5（其中女3）", 5, Mark.NUMBER_AS_TEXT),
        ("无", 0, ""),
        ("0", 0, Mark.NUMBER_AS_TEXT),
        (date(1900, 1, 5), 6, ""),
    ],
)
def test_counts(raw: RawValue, value: int, mark: str) -> None:
    found = read_integer(raw, "人次")
    assert (found.value, found.mark, found.code) == (Decimal(value), mark, None)


@pytest.mark.parametrize("raw", [None, "", "  ", "/", "／", "—", "-", "\\", "待定"])
def test_signs_for_nothing_are_no_value_and_no_mistake(raw: RawValue) -> None:
    for found in (read_integer(raw), read_money(raw), read_percent(raw), read_phone(raw), read_identity(raw)):
        assert (found.value, found.code) == (None, None)


@pytest.mark.parametrize(
    "raw", ["若干", "数百", "几十", "10-12", "3+2", "-3", "2.5", Decimal("2.5"), Decimal(-3), "12%"]
)
def test_what_is_no_count_is_refused_with_the_text(raw: RawValue) -> None:
    found = read_integer(raw)
    assert found.value is None
    assert found.code is ProblemCode.NOT_A_NUMBER
    assert as_text(raw) in found.why


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("128.5万", "1285000"),
        ("128.5万元", "1285000"),
        ("36,800元", "36800"),
        ("￥1200.50元", "1200.5"),
        ("约300万", "3000000"),
        ("约3万余元", "30000"),
        ("十二万", "120000"),
        ("二万五千元", "25000"),
        ("１２．５元", "12.5"),
        ("1.2亿元", "120000000"),
        ("300元（已付）", "300"),
        ("免费", "0"),
    ],
)
def test_amounts_with_their_own_unit(raw: str, value: str) -> None:
    assert read_money(raw).value == Decimal(value)
    assert read_money(raw, WAN).value == Decimal(value)  # the unit of the header does not count twice


@pytest.mark.parametrize(("raw", "value"), [(Decimal("4.86"), 48_600), ("4.86", 48_600), ("0.5", 5_000)])
def test_amounts_take_the_unit_of_the_header(raw: RawValue, value: int) -> None:
    column = Column("fine", "金额", ColumnType.MONEY, unit="元")
    assert reader_for(column, header_unit="万元")(raw).value == value
    assert reader_for(column)(raw).value == Decimal(str(raw))


def test_amounts_that_are_none_are_refused() -> None:
    for raw in ("500元/月", "5000-6000元", "面议"):
        assert read_money(raw).code is ProblemCode.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("88.9%", "88.9"),
        ("92.9％", "92.9"),
        (Decimal("0.9375"), "93.75"),
        (Decimal(1), "100"),
        (Decimal("93.8"), "93.8"),
        ("1.025", "102.5"),
        ("百分之九十八", "98"),
    ],
)
def test_percentages(raw: RawValue, value: str) -> None:
    assert read_percent(raw).value == Decimal(value)


def test_a_share_of_two_hundred_percent_and_more_is_taken_as_percent() -> None:
    assert read_percent(Decimal(3)).value == 3


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("13512345678", "13512345678"),
        (Decimal(13512345678), "13512345678"),
        ("135 1234 5678", "13512345678"),
        ("１３５１２３４５６７８", "13512345678"),
        ("0871-6543210", "0871-6543210"),
        ("6543210", "6543210"),
        ("13512345678/13612345678", "13512345678/13612345678"),
        ("135****5678", "135****5678"),
        ("135XXXX5678", "135XXXX5678"),
    ],
)
def test_phones(raw: RawValue, value: str) -> None:
    found = read_phone(raw)
    assert (found.value, found.code) == (value, None)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("1351234567", "手机号只有10位"),
        ("135123456789", "手机号有12位"),
        ("12512345678", "手机号的开头不对"),
        ("1.35E+10", "科学计数法"),
        ("张某", "不像电话号码"),
        ("12345", "不像电话号码"),
    ],
)
def test_phones_that_cannot_be_dialled(raw: str, why: str) -> None:
    found = read_phone(raw)
    assert found.code is ProblemCode.BAD_PHONE
    assert why in found.why
    assert found.value == raw  # kept, so that it can be corrected


def test_identity_numbers_are_proved_by_their_check_digit() -> None:
    good = identity("52992119660719102")
    assert read_identity(good) == read_identity(good.lower())
    assert read_identity(good).value == good
    assert read_identity("529921660719102").code is None  # fifteen digits, before 1999
    assert read_identity("529921********1020").code is None


def test_wrong_identity_numbers_are_told() -> None:
    good = identity("52992119660719102")
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert read_identity(wrong).why == "身份证号校验码不对"
    assert "17位" in read_identity(good[:-1]).why
    assert "科学计数法" in read_identity("5.29921E+17").why
    assert "改成了0" in read_identity("529921196607191000").why
    assert "字符" in read_identity("52992119660719A020").why


def test_the_identity_number_tells_the_sex() -> None:
    assert sex_of_identity(identity("52992119660719103")) == "男"
    assert sex_of_identity(identity("52992119660719102")) == "女"
    assert sex_of_identity("52992119") == ""


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("是", True), ("√", True), ("有", True), ("已公示", True), (True, True), ("是（见附件）", True),
        ("否", False), ("×", False), ("无", False), ("未公示", False), ("不适用", False), ("没办", False),
        ("/", None), (None, None),
    ],
)  # fmt: skip
def test_yes_and_no(raw: RawValue, value: bool | None) -> None:
    assert read_yes_no(raw).value is value


def test_choices_are_known_by_their_synonyms_and_others_are_kept() -> None:
    options = (Option("化解", ("是", "调解成功")), Option("正在办理", ("否",)))
    choose = reader_for(Column("result", "结果", ColumnType.CHOICE, options=options))
    assert choose("是").value == "化解"
    assert choose(" 调解 成功 ").value == "化解"
    assert (choose("移交 法院").value, choose("移交 法院").mark) == ("移交 法院", Mark.UNLISTED)
    assert choose("/").value is None


def test_a_choice_may_be_the_word_for_nothing() -> None:
    choose = reader_for(
        Column("challenged", "复议诉讼", ColumnType.CHOICE, options=(Option("无"), Option("复议")))
    )
    assert choose("无").value == "无"


def test_several_choices() -> None:
    options = (Option("罚款"), Option("没收", ("没收违法所得",)))
    choose = reader_for(Column("penalties", "处罚种类", ColumnType.CHOICES, options=options))
    assert choose("罚款、没收违法所得").value == ("罚款", "没收")
    assert choose("罚款").value == ("罚款",)
    assert choose("拘留，罚款").mark == Mark.UNLISTED
    assert choose("无").value is None


def test_texts() -> None:
    assert read_text("  土地流转 ").value == "土地流转"
    assert read_text("无").value is None
    assert read_text("／").value is None
    assert read_text(Decimal(12)).value == "12"
    assert read_text(MIDNIGHT).value == "2024-05-06"
    assert read_text(MORNING).value == "2024-05-06 09:30:00"


@pytest.mark.parametrize("raw", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+1", "-2+3"])
def test_what_looks_like_a_formula_stays_text(raw: str) -> None:
    assert read_text(raw).value == raw


@pytest.mark.parametrize(
    "read", [read_integer, read_money, read_percent, read_text, read_phone, read_identity]
)
def test_failed_formulas_are_told_everywhere(read: Any) -> None:
    assert read("#DIV/0!").code is ProblemCode.FORMULA_ERROR


def test_numbers_of_offices_are_texts_without_blanks() -> None:
    column = Column("case_number", "案号", shape=TextShape.CODE)
    assert reader_for(column)("青执罚〔2024〕 3 号").value == "青执罚〔2024〕3号"
    assert reader_for(column)(Decimal(52010001)).value == "52010001"


def test_villages_and_periods() -> None:
    assert reader_for(Column("village", "村", shape=TextShape.VILLAGE))("东 坪 村").value == "东坪村"
    period = reader_for(Column("month", "月份", shape=TextShape.PERIOD))
    assert period(date(2024, 3, 1)).value == "2024-03"
    assert period("3月").value == "3月"


def test_serial_numbers_that_are_none_are_no_mistake() -> None:
    serial = reader_for(Column("serial", "序号", ColumnType.INTEGER, shape=TextShape.SERIAL))
    assert serial(Decimal(3)).value == 3
    assert serial("附") == serial(None)


def test_a_time_is_no_number() -> None:
    assert read_integer(time(9, 30)).code is ProblemCode.NOT_A_NUMBER
    assert read_integer(MIDNIGHT).code is ProblemCode.NOT_A_NUMBER


def test_blank() -> None:
    assert is_blank(None)
    assert is_blank(" ／ ")
    assert not is_blank("无")
    assert not is_blank(Decimal(0))
