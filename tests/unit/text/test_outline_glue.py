from __future__ import annotations

from itertools import pairwise

from fzapp.text.outline_glue import number_cuts, split_gaps

BODY = "各村各单位按照分工抓好落实，定期报告进度，遇到困难及时会商解决，确保任务按期完成。"


def parts(text: str) -> list[str]:
    (cuts,) = number_cuts([text])
    bounds = [0, *cuts, len(text)]
    return [text[a:b] for a, b in pairwise(bounds)]


def test_gaps_behind_full_stops_part_paragraphs() -> None:
    line = "前言到此。　　一、总体要求　　正文一段。\u00a0\u00a0——分类指导。说明。"
    assert [text for _, text in split_gaps(line)] == [
        "前言到此。",
        "一、总体要求",
        "正文一段。",
        "——分类指导。说明。",
    ]


def test_offsets_point_at_the_text() -> None:
    line = "　　前言。　　一、总体要求"
    assert all(line[offset:].startswith(text) for offset, text in split_gaps(line))


def test_gaps_inside_names_and_lists_stay() -> None:
    line = "组　　长：甲某　　镇长　　　　乙某　　副镇长"
    assert [text for _, text in split_gaps(line)] == [line]


def test_a_table_row_stays_whole() -> None:
    line = "一、合计　　\t12\t3。　　一、"
    assert len(split_gaps(line)) == 1


def test_numbers_that_count_on_behind_full_stops_part_sections() -> None:
    text = f"现报告如下：一、组织领导{BODY}二、主要成效{BODY}三、下步打算{BODY}"
    assert [part[:2] for part in parts(text)] == ["现报", "一、", "二、", "三、"]


def test_a_subsection_glued_to_its_heading_is_parted() -> None:
    text = f"开头。一、组织领导（一）压实责任。{BODY}（二）健全机制。{BODY}二、打算{BODY}"
    assert [part[:3] for part in parts(text)] == ["开头。", "一、组", "（一）", "（二）", "二、打"]


def test_a_list_inside_a_sentence_stays() -> None:
    text = f"主要做法有：一、建好台账；二、定期回访；三、限时办结。{BODY}"
    assert parts(text) == [text]


def test_short_sentences_in_a_row_stay() -> None:
    text = "问题有三：一、人手少。二、装备旧。三、经费紧。" + BODY
    assert parts(text) == [text]


def test_numbers_that_begin_other_lines_are_not_taken_from_inside() -> None:
    cuts = number_cuts(["一、组织领导", f"情况如下：一、组织领导{BODY}二、成效{BODY}", "二、成效"])
    assert cuts == [[], [], []]


def test_a_line_may_hold_several_subsections() -> None:
    (cuts,) = number_cuts([f"（一）压实责任。{BODY}（二）健全机制。{BODY}"])
    assert len(cuts) == 1


def test_numbers_that_do_not_count_on_stay() -> None:
    (cuts,) = number_cuts([f"（一）压实责任。{BODY}（五）另一件事。{BODY}"])
    assert cuts == []


def test_decimals_and_dates_are_no_numbers() -> None:
    text = f"1.抓学习。{BODY}2.5万元用于宣传。{BODY}"
    assert parts(text) == [text]
