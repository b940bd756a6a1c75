"""The outline in a notice: headings with their level, points below them, the rest left out."""

from __future__ import annotations

import pytest

from fzapp.domain.errors import UserError
from fzapp.services.context import Services
from fzapp.services.notice_outline import LineKind, NoticeLine, outline_of, template_from

NOTICE = """关于报送年度法治建设情况的通知
各乡镇人民政府：
为做好年度总结，现将有关事项通知如下，报告提纲按下列内容写。
一、主要工作和成效
（一）学习宣传情况。写明中心组学法次数；干部培训人数；典型做法。
（二）依法决策情况
1.合法性审查件数
2.法律顾问作用发挥情况
二、存在的问题
一是制度方面的问题
二是队伍方面的问题
三、下一步打算
"""


def told(text: str) -> list[tuple[str, int, str]]:
    return [
        (line.kind.value, line.level if line.kind is LineKind.SECTION else 0, line.text)
        for line in outline_of(text)
    ]


def test_lines_become_sections_and_points() -> None:
    found = told(NOTICE)
    assert [entry for entry in found if entry[0] == "section"] == [
        ("section", 1, "主要工作和成效"),
        ("section", 2, "学习宣传情况"),
        ("section", 2, "依法决策情况"),
        ("section", 1, "存在的问题"),
        ("section", 1, "下一步打算"),
    ]
    assert [text for kind, _, text in found if kind == "point"] == [
        "写明中心组学法次数",
        "干部培训人数",
        "典型做法",
        "合法性审查件数",
        "法律顾问作用发挥情况",
        "制度方面的问题",
        "队伍方面的问题",
    ]
    assert found[0] == ("other", 0, "关于报送年度法治建设情况的通知")


def test_an_outline_of_other_numbers_begins_at_the_first_level() -> None:
    assert told("（一）学法情况\n（二）普法情况") == [("section", 1, "学法情况"), ("section", 1, "普法情况")]


def test_the_confirmed_lines_make_a_genre(services: Services) -> None:
    key = services.genre_editing.add(template_from(outline_of(NOTICE), "法治建设工作情况的报告"))
    template = services.library.get(key)
    assert [spec.level for spec in template.sections] == [0, 1, 2, 2, 1, 1]
    assert [point.text for point in template.sections[2].checkpoints][:2] == [
        "写明中心组学法次数",
        "干部培训人数",
    ]
    report = services.reports.get(services.reports.create(key, 2026))
    assert report.content.title == "青石镇人民政府关于2026年法治建设工作情况的报告"


def test_a_second_level_without_a_first_is_raised() -> None:
    template = template_from([NoticeLine("甲", LineKind.SECTION, 2)], "乙")
    assert template.sections[1].level == 1


@pytest.mark.parametrize("text", ["", "  \n\u3000\n"])
def test_nothing_is_told(text: str) -> None:
    with pytest.raises(UserError, match="没有可以认"):
        outline_of(text)


def test_no_section_is_told() -> None:
    with pytest.raises(UserError, match="章节"):
        template_from([NoticeLine("甲", LineKind.POINT)], "乙")


def test_a_hostile_notice_comes_to_an_end(services: Services) -> None:
    lines = outline_of("一、" * 20_000 + "\n" + "（一）做法。" * 5_000)
    assert all(len(line.text) <= 200 for line in lines)
