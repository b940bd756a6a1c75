"""What was copied from last year, and what was changed in the copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.text.sentences import sentences_of
from fzapp.text.similarity import Kinship, compare, copied, kinship, overlap

LAST = [
    "2025年，全镇组织开展法律进乡村活动36场，发放宣传资料4200份。",
    "镇便民服务中心设立公共法律服务窗口，全年接待群众咨询410人次。",
    "下一步，将继续完善村级法律顾问制度。",
]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("全年接待群众咨询410人次。", "全年接待群众咨询 410 人次。", Kinship.SAME),
        ("2025年开展活动36场。", "2026年开展活动36场。", Kinship.YEAR_ONLY),
        ("全年开展法律进乡村活动36场。", "全年扎实开展法律进乡村活动36场。", Kinship.FIGURE_KEPT),
        ("全年开展法律进乡村活动36场。", "全年开展法律进乡村活动41场。", Kinship.REWRITTEN),
        ("继续完善村级法律顾问制度。", "持续完善村级法律顾问制度。", Kinship.REWRITTEN),
    ],
)
def test_kinship_of_a_changed_sentence(old: str, new: str, kind: Kinship) -> None:
    assert kinship(old, new) is kind


def test_each_sentence_finds_its_own_past() -> None:
    this = [
        "2026年，全镇组织开展法律进乡村活动36场，发放宣传资料4200份。",
        "新建青少年法治教育基地1处。",
        "镇便民服务中心设立公共法律服务窗口，全年接待群众咨询530人次。",
    ]
    found = compare(LAST, this)
    assert [(p.old.line if p.old else None, p.new.line if p.new else None, p.kind) for p in found.pairs] == [
        (1, 1, Kinship.YEAR_ONLY),
        (None, 2, Kinship.ADDED),
        (2, 3, Kinship.REWRITTEN),
        (3, None, Kinship.REMOVED),
    ]
    assert 0.3 < found.unchanged_ratio < 0.6


def test_a_report_beside_itself_is_all_the_same() -> None:
    found = compare(LAST, LAST)
    assert {p.kind for p in found.pairs} == {Kinship.SAME}
    assert found.unchanged_ratio == 1


def test_nothing_beside_nothing() -> None:
    assert compare([], []).pairs == ()


def test_only_long_runs_count_as_copied() -> None:
    this = ["现将有关情况报告如下：", "（一）服务群众。" + LAST[1], "2026年工作扎实。"]
    assert copied(["现将有关情况报告如下：", *LAST], this) == ((3, 2),)


def test_overlap_is_symmetric_and_bounded() -> None:
    assert overlap(LAST[0], LAST[0]) == 1
    assert overlap(LAST[0], LAST[2]) == overlap(LAST[2], LAST[0]) < 0.2


@given(st.text(alphabet="法治，。；！”\n 1年", max_size=60))
def test_sentences_stand_where_they_say(line: str) -> None:
    line = line.replace("\n", "")
    for sentence in sentences_of(line, 3):
        assert line[sentence.start : sentence.end] == sentence.text
        assert sentence.line == 3
