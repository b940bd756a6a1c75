"""What a rounded number declares, how values are written, and what is said of nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.domain.figure import (
    NO_BASE,
    Figure,
    FigureAggregate,
    FigureValue,
    PeriodRule,
    Rounding,
    average,
    change,
    declares_truly,
    figure_value,
    ratio,
    render_change,
    render_value,
    round_for,
    words_for_nothing,
)

SETTLED = Figure("矛盾纠纷.化解率", "L16", FigureAggregate.RATIO, unit="%", when_zero="无矛盾纠纷")


def _value(number: str | int, unit: str) -> FigureValue:
    return FigureValue(Decimal(number), unit)


@pytest.mark.parametrize(
    ("declared", "rounding", "true", "truly"),
    [
        ("0", Rounding.MORE, "3", False),
        ("50000", Rounding.MORE, "50123", True),
        ("50000", Rounding.MORE, "50000", True),
        ("50000", Rounding.MORE, "49999", False),
        ("50000", Rounding.MORE, "60000", False),
        ("1420", Rounding.MORE, "1429", True),
        ("1420", Rounding.MORE, "1430", False),
        ("12000", Rounding.MORE, "12345", True),
        ("100", Rounding.MORE, "163", True),
        ("7000", Rounding.NEARLY, "6850", True),
        ("7000", Rounding.NEARLY, "7000", True),
        ("7000", Rounding.NEARLY, "7001", False),
        ("7000", Rounding.NEARLY, "6000", False),
        ("100", Rounding.NEARLY, "93", True),
        ("100", Rounding.NEARLY, "42", False),
        ("5000", Rounding.OVER, "5001", True),
        ("5000", Rounding.OVER, "5000", False),
        ("3600", Rounding.ABOUT, "3650", True),
        ("3600", Rounding.ABOUT, "3551", True),
        ("3600", Rounding.ABOUT, "3700", False),
        ("98.5", Rounding.ABOUT, "98.46", True),
        ("36", Rounding.EXACT, "36", True),
        ("36", Rounding.EXACT, "37", False),
    ],
)
def test_declared_rounding(declared: str, rounding: Rounding, true: str, truly: bool) -> None:
    assert declares_truly(Decimal(declared), rounding, Decimal(true)) is truly


@given(st.integers(0, 10**9), st.sampled_from(list(Rounding)))
def test_what_the_program_rounds_is_true(number: int, rounding: Rounding) -> None:
    value = Decimal(number)
    said = round_for(value, rounding)
    assert said == value or declares_truly(said, rounding, value)


@pytest.mark.parametrize(
    ("number", "unit", "rounding", "text"),
    [
        (36, "件", Rounding.EXACT, "36件"),
        (12345, "份", Rounding.EXACT, "12345份"),
        (12000, "份", Rounding.EXACT, "1.2万份"),
        (50123, "份", Rounding.MORE, "5万余份"),
        (863, "人次", Rounding.MORE, "860余人次"),
        (37, "件", Rounding.MORE, "30余件"),
        (6950, "人次", Rounding.NEARLY, "近7000人次"),
        (5012, "人", Rounding.OVER, "超5000人"),
        (3612, "人", Rounding.ABOUT, "约3600人"),
        (860, "人", Rounding.MORE, "860人"),
        (7, "件", Rounding.MORE, "7件"),
        (38600, "元", Rounding.EXACT, "3.86万元"),
        (3500, "元", Rounding.EXACT, "3500元"),
        (38612, "元", Rounding.EXACT, "38612元"),
        ("1234.50", "元", Rounding.EXACT, "1234.5元"),
        (120_000_000, "元", Rounding.EXACT, "1.2亿元"),
        (0, "件", Rounding.EXACT, "0件"),
    ],
)
def test_numbers_as_written(number: int | str, unit: str, rounding: Rounding, text: str) -> None:
    figure = Figure("普法.场次", "L04", unit=unit, rounding=rounding)
    assert render_value(_value(number, unit), figure) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (370, 377, "98.1%"),
        (34, 34, "100%"),
        (2999, 3000, "99.97%"),
        (1, 3000, "0.03%"),
        (0, 5, "0%"),
        (49, 50, "98%"),
    ],
)
def test_percentages(part: int, whole: int, text: str) -> None:
    value = ratio(Decimal(part), Decimal(whole))
    assert render_value(FigureValue(value, "%"), SETTLED) == text


def test_nothing_is_divided_by_zero() -> None:
    assert ratio(Decimal(0), Decimal(0)) is None
    assert change(Decimal(5), Decimal(0)) is None
    assert average(Decimal(5), 0) is None
    assert change(Decimal(72), Decimal(90)) == -20
    assert average(Decimal(7), 2) == Decimal("3.5")


def test_nothing_is_said_in_words() -> None:
    empty = figure_value(SETTLED, None, [])
    assert render_value(empty, SETTLED) == empty.words == "无矛盾纠纷"
    grown = Figure("矛盾纠纷.同比", "L16", FigureAggregate.YEAR_ON_YEAR, unit="%")
    assert render_value(FigureValue(None), grown) == NO_BASE
    assert words_for_nothing(Figure("信访.办结率", "L17", FigureAggregate.RATIO)).startswith("无")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("12.46", "%", "增长12.5%"),
        ("-7.7", "%", "下降7.7%"),
        ("2", "个百分点", "提高2个百分点"),
        ("-0.04", "个百分点", "下降0.04个百分点"),
        ("14", "次", "增加14次"),
        ("-3", "件", "减少3件"),
        ("0", "%", "持平"),
    ],
)
def test_changes_by_their_sign(value: str, unit: str, text: str) -> None:
    assert render_change(Decimal(value), unit) == text


def test_year_on_year_is_written_as_a_change() -> None:
    grown = Figure("矛盾纠纷.同比", "L16", FigureAggregate.YEAR_ON_YEAR, unit="%")
    assert render_value(FigureValue(change(Decimal(72), Decimal(90)), "%"), grown) == "下降20%"


def test_a_mean_has_the_digits_of_the_figure() -> None:
    days = Figure("矛盾纠纷.平均用时", "L16", FigureAggregate.AVERAGE, unit="天", decimals=1)
    assert render_value(_value("15.25", "天"), days) == "15.3天"


def test_the_digest_follows_the_rows() -> None:
    rows = [(7, "a"), (3, "b")]
    first = figure_value(SETTLED, Decimal(98), rows)
    assert first.row_ids == (3, 7)
    assert first == figure_value(SETTLED, Decimal("98.0"), reversed(rows))
    others = [
        figure_value(SETTLED, Decimal(97), rows),
        figure_value(SETTLED, Decimal(98), [(7, "a"), (3, "c")]),
        figure_value(SETTLED, Decimal(98), [(7, "a")]),
        figure_value(SETTLED, None, rows),
    ]
    assert len({first.digest, *(other.digest for other in others)}) == 5


def test_every_choice_has_a_chinese_label() -> None:
    labels = [item.label for item in (*FigureAggregate, *PeriodRule)]
    assert len(set(labels)) == len(labels)
    assert all(not label.isascii() for label in labels)
