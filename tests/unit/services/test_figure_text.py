"""Tokens as they are read: numbers, words for nothing, gaps, and rounded numbers beside 约 and 余."""

from __future__ import annotations

from array import array
from decimal import Decimal

import pytest

from fzapp.domain.body import RenderedFigure
from fzapp.services.figure_text import (
    BLANK,
    FigureBasis,
    FigureReader,
    LedgerFigure,
    kept_keys,
    number_words,
)

FIGURES = {
    "纠纷.件数": LedgerFigure("纠纷.件数", "L16", "件", Decimal(73), last_year=Decimal(81)),
    "纠纷.化解率": LedgerFigure("纠纷.化解率", "L16", "%", Decimal(70) * 100 / 73),
    "普法.受众": LedgerFigure("普法.受众", "L04", "人次", Decimal(5730)),
    "处罚.金额": LedgerFigure("处罚.金额", "L12", "元", Decimal(793_000)),
    "诉讼.胜诉率": LedgerFigure("诉讼.胜诉率", "L15", "%", None, words="无应诉案件"),
    "阵地.个数": LedgerFigure("阵地.个数", "L05", "处", None, FigureBasis.NO_LEDGER),
}
READER = FigureReader(FIGURES.get)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("受理{{纠纷.件数}}件，化解率{{纠纷.化解率}}。", "受理73件，化解率95.9%。"),
        ("金额{{处罚.金额}}。", "金额79.3万元。"),
        ("{{诉讼.胜诉率}}。", "无应诉案件。"),
        ("建成{{阵地.个数}}处，{{没有.这个}}处。", f"建成{BLANK}处，{BLANK}处。"),
        ("受众{{普法.受众}}余人次。", "受众5700余人次。"),
        ("受众超过{{普法.受众}}人次。", "受众超过5700人次。"),
        ("通过{{普法.受众}}人次，附近{{普法.受众}}人。", "通过5730人次，附近5730人。"),
        ("没有数字，只有{{一半。", "没有数字，只有{{一半。"),
        ("", ""),
    ],
)
def test_a_body_is_read_with_its_numbers(body: str, read: str) -> None:
    assert READER.rendered(body) == read


def test_the_places_of_figures_are_told() -> None:
    shown = READER.shown("受理{{纠纷.件数}}件，{{没有.这个}}。")
    assert shown.figures == (
        RenderedFigure(2, 4, "纠纷.件数"),
        RenderedFigure(6, 10, "没有.这个", known=False),
    )
    assert [shown.text[f.start : f.end] for f in shown.figures] == ["73", BLANK]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("10400", "份", "10400"),
        ("12.73", "天", "12.7"),
        ("28.00", "天", "28"),
        ("5900", "元", "5900元"),
        ("99.96", "%", "99.96%"),
        ("100", "%", "100%"),
        ("0", "件", "0"),
    ],
)
def test_numbers_as_written(value: str, unit: str, words: str) -> None:
    assert number_words(Decimal(value), unit) == words


def test_lists_tell_number_and_unit() -> None:
    assert FIGURES["纠纷.件数"].told == "73件"
    assert FIGURES["纠纷.件数"].last_year_told == "81件"
    assert FIGURES["处罚.金额"].told == "79.3万元"
    assert FIGURES["阵地.个数"].last_year_told == ""


def test_the_keys_of_very_many_rows_are_kept_in_few_bytes() -> None:
    few, many, far = (
        kept_keys(range(start, stop)) for start, stop in ((1, 4), (1, 100_001), (2**40, 2**40 + 2_000))
    )
    assert few == (1, 2, 3)
    assert isinstance(many, array)
    assert (len(many), many[0], many[-1], many.itemsize) == (100_000, 1, 100_000, 4)
    assert list(far[:2]) == [2**40, 2**40 + 1]
