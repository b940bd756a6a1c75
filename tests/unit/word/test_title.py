from __future__ import annotations

import sys
from itertools import pairwise

import pytest

from fzapp.text import segment
from fzapp.word.measure import ems
from fzapp.word.title import break_title

CAPACITY = 20.1

BROKEN = [
    ("青石镇人民政府", "关于2026年法治政府建设情况的报告"),
    ("竹溪街道办事处", "2026年度法治政府建设情况报告"),
    ("中共云岭县委全面依法治县委员会办公室", "关于2026年法治政府建设督察反馈", "问题整改情况的报告"),
    ("2026年度履行推进法治建设", "第一责任人职责情况述法报告"),
    ("石桥湾镇创建市级", "法治政府建设示范乡镇工作情况汇报"),
    ("清水河镇人民政府办公室", "关于报送2026年度法治政府建设", "自查自评情况的报告"),
    ("青石镇2026年", "“八五”普法规划实施情况总结报告"),
    ("青石镇综合行政执法队", "2026年行政处罚案件办理情况统计表"),
    ("关于印发《青石镇", "行政执法三项制度实施办法》的通知"),
    ("云岭市江南区人民政府竹溪街道办事处", "关于2026年法治政府建设情况的报告"),
]

WHOLE = [
    "青石镇2026年法治政府建设情况报告",
    "竹溪乡2026年法治建设工作自查报告",
    "市级法治示范乡镇创建情况汇报",
    "述法报告",
]

ALL = ["".join(lines) for lines in BROKEN] + [
    "青石镇2026年公共法律服务体系建设和法律明白人培育工作总结",
    "新时代文明实践与基层社会治理深度融合推动乡村建设的探索和思考",
    "中共青石镇委员会青石镇人民政府关于2026年度法治政府建设工作情况的报告",
    "杨柳塘乡2026年上半年法治政府建设工作总结",
    "青石镇合法性审查工作台账（2026年1—12月）",
    "关于2026年度党政主要负责人履行推进法治建设第一责任人职责情况的专项述法报告",
    "青石镇人民政府关于学习宣传贯彻习近平法治思想暨推进法治政府建设示范创建工作情况的报告",
    "青石镇2026年矛盾纠纷排查化解和信访积案攻坚行动阶段性成效评估报告",
]


@pytest.mark.parametrize("lines", BROKEN, ids=lambda lines: lines[0])
def test_title_is_broken_by_sense(lines: tuple[str, ...]) -> None:
    assert break_title("".join(lines), CAPACITY) == lines


@pytest.mark.parametrize("title", WHOLE)
def test_short_title_stays_on_one_line(title: str) -> None:
    assert break_title(title, CAPACITY) == (title,)


@pytest.mark.parametrize("title", ALL)
def test_no_character_is_lost(title: str) -> None:
    assert "".join(break_title(title, CAPACITY)) == title


@pytest.mark.parametrize("title", ALL)
def test_lines_fit_and_are_few(title: str) -> None:
    lines = break_title(title, CAPACITY)
    assert 2 <= len(lines) <= 4
    assert max(map(ems, lines)) <= CAPACITY


@pytest.mark.parametrize("title", ALL)
def test_outline_is_a_trapezium_or_a_rhombus(title: str) -> None:
    widths = [ems(line) for line in break_title(title, CAPACITY)]
    assert max(widths) - min(widths) >= 1
    assert min(widths) >= max(4, 0.3 * max(widths))
    rises = [below > above for above, below in pairwise(widths)]
    assert rises == sorted(rises, reverse=True), "an hourglass"


@pytest.mark.parametrize("title", ALL)
def test_no_line_begins_with_a_mark_or_ends_with_a_preposition(title: str) -> None:
    lines = break_title(title, CAPACITY)
    assert not any(line.startswith(("的", "，", "、", "）", "》", "”", "—")) for line in lines[1:])
    assert not any(line.endswith(("关于", "和", "与", "及", "《", "（", "“")) for line in lines[:-1])


@pytest.mark.parametrize("title", ALL)
def test_no_word_is_parted(title: str) -> None:
    at, allowed = 0, segment.boundaries(title)
    for line in break_title(title, CAPACITY)[:-1]:
        at += len(line)
        assert at in allowed, line


def test_number_stays_with_its_unit() -> None:
    lines = break_title("杨柳塘乡2026年上半年法治政府建设工作总结", CAPACITY)
    assert lines == ("杨柳塘乡2026年", "上半年法治政府建设工作总结")


def test_short_book_title_is_not_parted() -> None:
    title = "青石镇人民政府关于学习贯彻《信访工作条例》情况的专项工作报告"
    assert any("《信访工作条例》" in line for line in break_title(title, CAPACITY))


def test_breaks_of_the_writer_are_kept() -> None:
    assert break_title("青石镇\n 述法报告 \n", CAPACITY) == ("青石镇", "述法报告")


def test_title_of_nothing() -> None:
    assert break_title("", CAPACITY) == ("",)


def test_title_without_any_place_to_break() -> None:
    assert break_title("A" * 60, CAPACITY) == ("A" * 60,)


def test_endless_title_is_filled_line_by_line() -> None:
    title = "关于做好法治政府建设工作情况报告" * 8
    lines = break_title(title, CAPACITY)
    assert "".join(lines) == title
    assert len(lines) > 4
    assert max(map(ems, lines)) <= CAPACITY
    assert min(map(ems, lines[:-1])) > CAPACITY / 2


def test_known_words_need_no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    segment._segmenter.cache_clear()
    assert break_title("".join(BROKEN[0]), CAPACITY) == BROKEN[0]
