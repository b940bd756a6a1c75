"""Last year's problems and plans in this year's report."""

from __future__ import annotations

from fzapp.checks.followup import Part, Status, follow_up, items_of
from fzapp.domain.document import Heading, RecognisedReport
from fzapp.domain.report import ReportContent

LAST = """一、主要举措和成效
全年化解矛盾纠纷120件。
二、存在的不足和原因
一是执法人员持证比例偏低，办案经验不足。二是山林权属纠纷多发，缺少懂政策的调解员。三是公示栏更新不及时。
三、下一年度主要安排
一是组织执法资格考试，执法人员持证率达到100%。二是成立山林权属纠纷调解室3个，聘请老林业员参与调解。三是建设数字公示屏。"""
THIS = """一、主要举措和成效
综合执法队组织执法资格考试2次，执法人员持证率达到100%。
成立山林权属纠纷调解室2个，聘请老林业员参与调解，化解纠纷31件。
全年化解矛盾纠纷141件。
二、存在的不足和原因
一是普法形式单一。
三、下一年度主要安排
一是丰富普法形式。"""


def report(text: str) -> RecognisedReport:
    lines = tuple(text.split("\n"))
    headings = tuple(Heading(1, line[:2], line[2:], n) for n, line in enumerate(lines, 1) if line[1] == "、")
    return RecognisedReport(ReportContent(), headings, lines=lines)


def test_items_are_the_enumerated_points_of_problems_and_plans() -> None:
    items = items_of(report(LAST))
    assert [(item.part, item.order, item.line) for item in items] == [
        (Part.PROBLEM, 0, 4),
        (Part.PROBLEM, 1, 4),
        (Part.PROBLEM, 2, 4),
        (Part.PLAN, 0, 6),
        (Part.PLAN, 1, 6),
        (Part.PLAN, 2, 6),
    ]
    assert items[2].text == "公示栏更新不及时"


def test_each_item_is_answered_where_its_words_are_taken_up() -> None:
    answers = follow_up(report(LAST), report(THIS))
    found = [(answer.item.part, answer.item.order, answer.status, answer.lines[:1]) for answer in answers]
    assert found == [
        (Part.PROBLEM, 0, Status.ANSWERED, (2,)),
        (Part.PROBLEM, 1, Status.PARTIAL, (3,)),
        (Part.PROBLEM, 2, Status.UNANSWERED, ()),
        (Part.PLAN, 0, Status.ANSWERED, (2,)),
        (Part.PLAN, 1, Status.PARTIAL, (3,)),
        (Part.PLAN, 2, Status.UNANSWERED, ()),
    ]


def test_report_without_those_parts_asks_nothing() -> None:
    assert follow_up(report("一、主要举措\n工作扎实。"), report(THIS)) == ()
