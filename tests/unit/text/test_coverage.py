from __future__ import annotations

import pytest

from fzapp.domain.template import Checkpoint
from fzapp.text.coverage import covered, has_amount

WORDS = Checkpoint("grid", "网格和综治中心", any_of=("综治中心", "网格"))
COUNT = Checkpoint("cases", "处罚件数", any_of=("行政处罚",), figure=True)
STEPS = Checkpoint("steps", "程序写全", any_of=("公众参与…风险评估…集体讨论",))


def test_any_of_the_words_is_enough() -> None:
    assert covered(WORDS, "依托镇综治中心分流。")
    assert covered(WORDS, "全镇划分网格若干。")
    assert not covered(WORDS, "依托司法所分流。")


def test_a_point_without_words_never_ticks_by_itself() -> None:
    assert not covered(Checkpoint("judge", "与成绩不矛盾"), "与成绩不矛盾")


def test_an_empty_text_covers_nothing() -> None:
    assert not covered(WORDS, "")
    assert not covered(COUNT, "  \n")


def test_the_number_must_stand_in_the_same_sentence() -> None:
    assert covered(COUNT, "全年办理行政处罚案件9件。")
    assert not covered(COUNT, "依法开展行政处罚。全年培训4期。")
    assert not covered(COUNT, "依法开展行政处罚；全年培训4期。")
    assert not covered(COUNT, "依法开展行政处罚\n全年培训4期。")


def test_any_sentence_may_hold_word_and_number() -> None:
    assert covered(COUNT, "规范行政处罚。二是抓培训。全年办理行政处罚案件9件。")


def test_parts_of_a_word_follow_each_other_within_a_sentence() -> None:
    assert covered(STEPS, "履行公众参与、专家论证、风险评估、合法性审查、集体讨论决定程序。")
    assert not covered(STEPS, "履行风险评估、公众参与、集体讨论决定程序。")
    assert not covered(STEPS, "履行公众参与。开展风险评估、集体讨论决定。")


@pytest.mark.parametrize(
    "sentence",
    [
        "办理案件9件",
        "罚没金额0.46万元",
        "化解率96.3%",
        "全年开展十二次",
        "发放资料百余份",
        "受众二十余人次",
        "签订责任书两份",
        "全年办件{{政务服务.受理}}件",
        "未发生行政复议案件",
        "没有收到公开申请",
        "无负责人出庭应诉案件",
        "2026年受理73件",
        "2021—2025年共受理73件",
        "1.开展检查62次",
        "培训30—50人",
    ],
)
def test_an_amount_is_seen(sentence: str) -> None:
    assert has_amount(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "2026年依法开展行政处罚",
        "一是规范行政处罚",
        "第一，规范行政处罚",
        "落实行政执法三项制度",
        "做到四个亲自",
        "围绕“12·4”国家宪法日",
        "办好12345热线",
        "依据国办发〔2018〕118号文件",
        "落实《法治政府建设实施纲要（2021—2025年）》",
        "1.规范行政处罚",
        "（1）规范行政处罚",
        "12月4日开展宣传",
        "学习二十届历次全会精神",
        "统一登记标准",
        "热线工单____件",
        "",
    ],
)
def test_names_dates_and_enumerators_are_no_amounts(sentence: str) -> None:
    assert not has_amount(sentence)
