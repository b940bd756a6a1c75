from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.text.numbering import number_text
from fzapp.text.outline import NumberForm, heading_at, is_enumeration, item_text, ordinal_at


@pytest.mark.parametrize(
    ("line", "level", "number", "text"),
    [
        ("一、总体情况", 1, "一、", "总体情况"),
        ("一．总体情况", 1, "一．", "总体情况"),
        ("十一、总体情况", 1, "十一、", "总体情况"),
        ("　　二、存在问题", 1, "二、", "存在问题"),
        ("第一部分 总体情况", 1, "第一部分", "总体情况"),
        ("第二章　职责", 1, "第二章", "职责"),
        ("（一）抓学习", 2, "（一）", "抓学习"),
        ("(一)抓学习", 2, "(一)", "抓学习"),
        ("（一)抓学习", 2, "（一)", "抓学习"),
        ("㈢抓学习", 2, "㈢", "抓学习"),
        ("一）抓学习", 2, "一）", "抓学习"),
        ("1.抓学习", 3, "1.", "抓学习"),
        ("1．抓学习", 3, "1．", "抓学习"),
        ("1、抓学习", 3, "1、", "抓学习"),
        ("１．抓学习", 3, "１．", "抓学习"),
        ("⒈抓学习", 3, "⒈", "抓学习"),
        ("12. 抓学习", 3, "12.", "抓学习"),
        ("（1）抓学习", 4, "（1）", "抓学习"),
        ("(1)抓学习", 4, "(1)", "抓学习"),
        ("1）抓学习", 4, "1）", "抓学习"),
        ("①抓学习", 4, "①", "抓学习"),
        ("⑵抓学习", 4, "⑵", "抓学习"),
        ("一、2027年主要工作", 1, "一、", "2027年主要工作"),
        ("1.2027年主要工作", 3, "1.", "2027年主要工作"),
        ("一、三项制度落实情况", 1, "一、", "三项制度落实情况"),
        ("一、二十大精神学习情况", 1, "一、", "二十大精神学习情况"),
    ],
)
def test_headings_in_all_spellings(line: str, level: int, number: str, text: str) -> None:
    mark = heading_at(line)
    assert mark is not None
    assert (mark.level, mark.number, mark.text) == (level, number, text)


@pytest.mark.parametrize(
    "line",
    [
        "3.15消费者权益日", "12·4国家宪法日", "1.5万元以上的支出", "2024.3.5开展检查", "1、2、3号楼", "一、二批共36项",
        "三、四季度", "二、三产业融合", "一、二、三级联动", "（一）（二）项规定", "（一）至（三）项", "（1）（2）项合并",
        "一是抓学习", "第一，抓学习", "首先，抓学习", "第一时间处置", "第三条规定了程序", "是一项工作", "5.", "一、", "（一）",
        "第一部分内容已完成。",
        "12345热线", "（2027年）", "一个中心", "", "　　",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_no_heading(line: str) -> None:
    assert heading_at(line) is None


def test_a_heading_with_running_text_ends_at_the_full_stop() -> None:
    line = "（一）压实责任，凝聚合力。镇党委全年研究5次。"
    mark = heading_at(line)
    assert mark is not None
    assert (mark.text, mark.end) == ("压实责任，凝聚合力", "。")
    assert line[mark.body :] == "镇党委全年研究5次。"


def test_a_heading_may_end_at_a_colon() -> None:
    mark = heading_at("二、存在问题：一是人手少；二是装备旧。")
    assert mark is not None
    assert (mark.text, mark.end) == ("存在问题", "：")


def test_marks_inside_quotation_do_not_end_a_heading() -> None:
    mark = heading_at("（二）推行“一听：二看：三查”工作法。效果明显。")
    assert mark is not None
    assert mark.text == "推行“一听：二看：三查”工作法"


def test_a_quotation_that_is_never_closed_hides_nothing() -> None:
    mark = heading_at("（二）推行“三查工作法。效果明显。")
    assert mark is not None
    assert mark.text == "推行“三查工作法"


def test_a_wide_gap_ends_a_heading() -> None:
    line = "一、总体要求　　（一）指导思想。"
    mark = heading_at(line)
    assert mark is not None
    assert (mark.text, mark.end, line[mark.body :]) == ("总体要求", "　　", "（一）指导思想。")


@pytest.mark.parametrize(
    "line",
    [
        "（一）党政负责人带头履行职责，把法治建设摆在重要位置来抓，与各项业务工作同部署、同检查、同考核，取得了较好成效。",
        "1.全年开展宣传12场，发放资料300份。",
    ],
)
def test_a_numbered_paragraph_has_no_heading_text(line: str) -> None:
    mark = heading_at(line)
    assert mark is not None
    assert mark.text == ""
    assert line[mark.body :] == line[len(mark.number) :]


def test_a_clause_with_a_semicolon_is_an_item() -> None:
    mark = heading_at("（二）合同审查意见；")
    assert mark is not None
    assert mark.is_item
    assert item_text("（二）合同审查意见；", mark) == "合同审查意见"


def test_an_article_number_stands_alone_or_before_its_text() -> None:
    alone = heading_at("第十条")
    assert alone is not None
    assert alone.form is NumberForm.ARTICLE
    mark = heading_at("第一条　为了规范程序，制定本办法。")
    assert mark is not None
    assert (mark.text, mark.body) == ("", 4)


def test_ordinal_paragraphs_are_marked_apart() -> None:
    mark = ordinal_at("第二，带头守法。全年无违纪。")
    assert mark is not None
    assert (mark.number, mark.text, mark.ordinal) == ("第二，", "带头守法", 2)
    assert ordinal_at("第二名得主") is None


@pytest.mark.parametrize(
    ("text", "marker"),
    [("一是抓早", "一是"), ("第一，抓早", "第一，"), ("首先，抓早", "首先"), ("　十一是抓早", "十一是")],
)
def test_run_in_markers(text: str, marker: str) -> None:
    assert is_enumeration(text) == marker


@pytest.mark.parametrize("text", ["是一项工作", "第一时间", "一、抓早", ""])
def test_what_is_no_run_in_marker(text: str) -> None:
    assert is_enumeration(text) is None


def test_numbers_are_written_as_the_standard_says() -> None:
    assert [number_text(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12.", "（12）"]


@pytest.mark.parametrize(("level", "index"), [(0, 1), (5, 1), (1, 0)])
def test_numbers_outside_the_grammar_are_refused(level: int, index: int) -> None:
    with pytest.raises(ValueError, match=str(index)):
        number_text(level, index)


@given(st.integers(1, 4), st.integers(1, 19))
def test_a_written_number_is_read_again(level: int, index: int) -> None:
    mark = heading_at(number_text(level, index) + "抓落实")
    assert mark is not None
    assert (mark.level, mark.ordinal, mark.text) == (level, index, "抓落实")


@given(st.text(alphabet="一二十、（）(1.①第条；。： 　“”至和抓", max_size=60))
def test_any_line_is_judged(line: str) -> None:
    mark = heading_at(line)
    if mark:
        assert 1 <= mark.level <= 4
        assert mark.ordinal >= 1
        assert 0 <= mark.start < mark.body <= len(line)
        assert line.startswith(mark.number, mark.start)
        assert mark.text in line
