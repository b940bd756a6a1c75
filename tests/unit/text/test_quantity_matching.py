"""The likely ledger figure of a number; sentences and candidates are invented."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fzapp.text.quantities import QuantityLexicon, find_quantities, load_lexicon
from fzapp.text.quantity_matching import (
    FigureCandidate,
    MatchingWords,
    RankedFigure,
    load_matching_words,
    rank_figures,
)
from tests.benchmarks.score_matching import ranks

_LEXICON_FILE = Path(__file__).resolve().parents[3] / "resources/rules/quantities.toml"

CANDIDATES = (
    FigureCandidate("矛盾纠纷.受理件数", "件", ("调解台账",), ("disputes",)),
    FigureCandidate("矛盾纠纷.化解件数", "件", ("调解台账",), ("disputes",)),
    FigureCandidate("矛盾纠纷.化解率", "%", ("调解台账",), ("disputes",)),
    FigureCandidate("信访.办结率", "%", ("信访台账",), ("disputes",)),
    FigureCandidate("普法活动.活动场次", "场", ("普法台账",), ("publicity",)),
    FigureCandidate("普法活动.受众人次合计", "人次", ("普法台账",), ("publicity",)),
    FigureCandidate("普法活动.进学校场次", "场", ("普法台账",), ("publicity",)),
    FigureCandidate("行政处罚.罚没金额合计", "元", ("处罚台账",), ("enforcement",)),
    FigureCandidate("经费.支出合计", "元", ("经费台账",), ("organisation",)),
    FigureCandidate("学法.会前学法次数", "次", ("学法台账",), ("study",)),
)


@pytest.fixture(scope="module")
def lexicon() -> QuantityLexicon:
    return load_lexicon(_LEXICON_FILE.read_bytes())


@pytest.fixture(scope="module")
def words() -> MatchingWords:
    return load_matching_words(_LEXICON_FILE.read_bytes())


def _ranked(
    text: str,
    written: str,
    lexicon: QuantityLexicon,
    words: MatchingWords,
    candidates: tuple[FigureCandidate, ...] = CANDIDATES,
    section: str = "",
) -> tuple[RankedFigure, ...]:
    quantity = next(item for item in find_quantities(text, lexicon) if item.text == written)
    return rank_figures(quantity, text, section, candidates, words)


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("全乡接到各类纠纷62起，调解成功60起。", "62起", "矛盾纠纷.受理件数"),
        ("全乡接到各类纠纷62起，调解成功60起。", "60起", "矛盾纠纷.化解件数"),
        ("处理邻里矛盾18件，成功率达到97%。", "97%", "矛盾纠纷.化解率"),
        ("接待来访群众，信访事项按期办结率为100%。", "100%", "信访.办结率"),
        ("组织主题宣讲25场，其中走进学校4场、走进企业2场。", "4场", "普法活动.进学校场次"),
        ("组织主题宣讲25场，群众参与3200余人次。", "3200余人次", "普法活动.受众人次合计"),
        ("对违法占道立案查处，罚款1.5万元。", "1.5万元", "行政处罚.罚没金额合计"),
        ("本年投入普法资金8万元。", "8万元", "经费.支出合计"),
        ("党委会前学法9次。", "9次", "学法.会前学法次数"),
    ],
)
def test_likely_figure(
    text: str, written: str, name: str, lexicon: QuantityLexicon, words: MatchingWords
) -> None:
    assert _ranked(text, written, lexicon, words)[0].candidate.name == name


def test_kinds_do_not_mix(lexicon: QuantityLexicon, words: MatchingWords) -> None:
    units = {item.candidate.unit for item in _ranked("化解率98%。", "98%", lexicon, words)}
    assert units == {"%"}
    assert _ranked("2026年开展活动。", "2026年", lexicon, words) == ()


def test_a_value_that_agrees_decides(lexicon: QuantityLexicon, words: MatchingWords) -> None:
    candidates = (
        FigureCandidate("普法活动.活动场次", "场", value=Decimal(41)),
        FigureCandidate("普法活动.讲座场次", "场", value=Decimal(25)),
    )
    first, second = _ranked("全年举办普法25场。", "25场", lexicon, words, candidates)
    assert (first.candidate.name, first.agrees, second.agrees) == ("普法活动.讲座场次", True, False)


@pytest.mark.parametrize(
    ("written", "value", "agrees"),
    [
        ("50000余份", 50123, True),
        ("50000余份", 61000, False),
        ("98.1%", Decimal("98.14"), True),
        ("98.1%", Decimal("98.2"), False),
        ("300至400份", 350, True),
        ("300至400份", 450, False),
        ("36份", 36, True),
    ],
)
def test_rounding_is_allowed_for(
    written: str, value: int | Decimal, agrees: bool, lexicon: QuantityLexicon, words: MatchingWords
) -> None:
    unit = "%" if "%" in written else "份"
    candidates = (FigureCandidate("普法活动.资料", unit, value=Decimal(value)),)
    (found,) = _ranked(f"合计{written}。", written, lexicon, words, candidates)
    assert found.agrees is agrees


def test_the_section_decides_between_equals(lexicon: QuantityLexicon, words: MatchingWords) -> None:
    candidates = (
        FigureCandidate("甲.件数", "件", sections=("disputes",)),
        FigureCandidate("乙.件数", "件", sections=("enforcement",)),
    )
    for section, name in (("disputes", "甲.件数"), ("enforcement", "乙.件数")):
        ranked = _ranked("共办理12件。", "12件", lexicon, words, candidates, section)
        assert ranked[0].candidate.name == name


@pytest.mark.shared
@pytest.mark.parametrize("filled", [False, True])
def test_practice_numbers_find_their_ledger(filled: bool) -> None:
    found = ranks(filled=filled)
    missed = [item for item in found if item[1] > 2]
    assert len(missed) <= len(found) * 0.05, missed
