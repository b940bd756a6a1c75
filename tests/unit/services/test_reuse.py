"""引用往年: years moved on, numbers bound or left open, own names, and provenance until somebody has read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.finding import Severity
from fzapp.domain.report import BLANK
from fzapp.domain.unit import Leader
from fzapp.services.reuse_places import PlaceKind
from fzapp.services.reused_sentences import REUSED_RULE
from tests.unit.services.test_figure_report import written
from tests.unit.services.test_figures import bring

if TYPE_CHECKING:
    from fzapp.domain.report import Section
    from fzapp.services.context import Services


def past_and_present(services: Services, body: str, spec: str = "disputes") -> tuple[Section, Section]:
    """A section of 2025 with a text, and the same one of 2026 without."""
    old = services.reports.create("annual_report", 2025)
    past = next(s for s in services.reports.get(old).sections if s.spec == spec)
    services.writing.save(past.id, body)
    _, section = written(services, "", spec)
    return services.writing.section(past.id), section


@pytest.mark.parametrize(
    ("text", "made", "years"),
    [
        ("2025年，镇里办了实事。", "2026年，镇里办了实事。", 1),
        ("比2024年增长，2026年再努力。", "比2025年增长，2027年再努力。", 2),
        ("2018年以来坚持不懈。", "2018年以来坚持不懈。", 0),
        ("落实2021—2025年规划。", "落实2021—2025年规划。", 0),
        ("印发云府发〔2025〕14号文件。", "印发云府发〔2025〕14号文件。", 0),
        ("2025年3月5日开会。", f"2026年{BLANK}开会。", 1),
        ("条例自2025年1月1日起施行，2025年宣讲到村。", "条例自2025年1月1日起施行，2026年宣讲到村。", 1),
        ("（2025年度）", "（2026年度）", 1),
    ],
)
def test_years_move_on_and_what_is_not_this_report_s_stays(
    services: Services, text: str, made: str, years: int
) -> None:
    past, section = past_and_present(services, text)
    plan = services.reuse.plan(section, past)
    assert plan.made().body == made
    moved = [one for _, one in plan.choices if one.kind is PlaceKind.YEAR and one.new is not None]
    assert len(moved) == years


def test_numbers_of_last_year_find_their_ledger_or_leave_a_gap(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(
        services, f"2025年，全年受理矛盾纠纷{then.value}件。\n走访群众346户，没有数的一句。"
    )
    made = services.reuse.plan(section, past).made()
    assert made.body == (
        f"2026年，全年受理矛盾纠纷{{{{矛盾纠纷.受理件数}}}}件。\n走访群众{BLANK}户，没有数的一句。"
    )
    assert made.told == "1处年份换成今年，1个数连到今年的台账，1处留空待补"
    assert made.sentences[0].origin == f"2025年，全年受理矛盾纠纷{then.value}件。"


def test_bound_numbers_stay_bound(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(services, "受理{{矛盾纠纷.受理件数}}件。")
    made = services.reuse.plan(section, past).made()
    assert made.body == "受理{{矛盾纠纷.受理件数}}件。"
    assert [(one.words, one.origin) for one in made.sentences] == [
        ("受理{{矛盾纠纷.受理件数}}件。", f"受理{then.value}件。")
    ]


def test_names_of_another_office_become_the_own_ones(services: Services) -> None:
    past, section = past_and_present(services, "白沙街道办事处开展宣讲，白沙街道各村参加。")
    services.reports.edit_parts(past.report_id, signature="白沙街道办事处")
    made = services.reuse.plan(section, past).made()
    assert made.body == "青石镇人民政府开展宣讲，青石镇各村参加。"
    assert made.told == "2处名称换成本单位"


def test_sentences_stay_marked_until_edited_or_accepted(services: Services) -> None:
    past, section = past_and_present(services, "宣讲进村入户。群众普遍欢迎。调解员常在一线。")
    made = services.reuse.plan(section, past).made()
    services.reuse.note(section, past, made)
    found = services.reuse.still_reused(section.id, made.body)
    assert [one.words for one in found] == ["宣讲进村入户。", "群众普遍欢迎。", "调解员常在一线。"]
    assert (found[0].year, found[0].heading) == (2025, past.heading)
    edited = made.body.replace("普遍", "都")
    assert len(services.reuse.still_reused(section.id, edited)) == 2
    services.reuse.accept(found[:1])
    assert [one.words for one in services.reuse.still_reused(section.id, made.body)] == [
        "群众普遍欢迎。",
        "调解员常在一线。",
    ]
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert len(services.reuse.still_reused(section.id, made.body)) == 3


def test_a_piece_can_be_taken_alone(services: Services) -> None:
    past, section = past_and_present(services, "宣讲进村入户。2025年群众普遍欢迎。")
    made = services.reuse.plan(section, past, "2025年群众普遍欢迎。").made()
    assert made.body == "2026年群众普遍欢迎。"


def test_a_number_that_is_only_equal_is_left_open(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(services, f"镇里新栽行道树{then.value}棵。")
    assert services.reuse.plan(section, past).made().body == f"镇里新栽行道树{BLANK}棵。"


def test_a_number_to_be_reached_is_left_open(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(services, f"受理矛盾纠纷不超过{then.value}件。")
    assert services.reuse.plan(section, past).made().body == f"受理矛盾纠纷不超过{BLANK}件。"


def test_what_is_left_as_it_was_stays_marked(services: Services) -> None:
    past, section = past_and_present(services, "2025年走访群众346户。")
    plan = services.reuse.plan(section, past)
    assert [(one.kind, one.old, one.new) for _, one in plan.choices] == [
        (PlaceKind.YEAR, "2025", "2026"),
        (PlaceKind.FIGURE, "346", BLANK),
    ]
    made = plan.made(without={1})
    assert made.body == "2026年走访群众346户。"
    assert [made.body[mark.start : mark.end] for mark in made.marks] == ["346"]
    assert made.told == "1处年份换成今年，1处标出来等核对"


def test_old_meetings_and_ended_plans_are_marked(services: Services) -> None:
    text = "学习二十届三中全会精神和二十届四中全会精神，“八五”普法圆满收官，谋划“十五五”，落实规划（2021—2025年）。"
    past, section = past_and_present(services, text)
    made = services.reuse.plan(section, past).made()
    assert made.body == text
    assert [(made.body[m.start : m.end], m.kind) for m in made.marks] == [
        ("二十届三中全会", PlaceKind.MEETING),
        ("“八五”", PlaceKind.PERIOD),
        ("2021—2025年", PlaceKind.PERIOD),
    ]


def test_names_of_days_and_numbers_of_lines_are_nothing_old(services: Services) -> None:
    text = "一是在“12·4”国家宪法日宣讲；二是接听12345热线，网格实行1+2+N模式。"
    past, section = past_and_present(services, text)
    made = services.reuse.plan(section, past).made()
    assert (made.body, made.marks) == (text, ())


def test_where_a_sentence_came_from_is_kept(services: Services) -> None:
    past, section = past_and_present(services, "宣讲进村入户。\n\n2018年以来群众欢迎。", "publicity")
    made = services.reuse.plan(section, past).made()
    services.reuse.note(section, past, made)
    first, second = services.reuse.still_reused(section.id, made.body)
    assert first.source.startswith("2025年本镇年报（")
    assert first.source.endswith("）第1段")
    assert second.source.endswith("第2段")
    assert [second.words[start:end] for start, end, _ in second.marks] == ["2018年"]


def test_names_at_another_level_become_those_of_the_own_one(services: Services) -> None:
    past, section = past_and_present(
        services, "街道党工委听取汇报，全街道联动；“白沙夜话”走进杨桥社区，张小水同志参加。"
    )
    services.reports.edit_parts(past.report_id, signature="白沙街道办事处", addressee="河东区人民政府：")
    made = services.reuse.plan(section, past).made()
    assert made.body == "镇党委听取汇报，全镇联动；“白沙夜话”走进杨桥社区，张小水同志参加。"
    marked = "".join(made.body[mark.start : mark.end] for mark in made.marks)
    assert all(name in marked for name in ("白沙", "杨桥社区", "张小水"))


def test_a_leader_who_left_is_marked(services: Services) -> None:
    unit = services.reports.unit()
    gone = Leader("何小满", "镇长", "2021-06-01", "2024-11-30")
    services.reports.set_unit(replace(unit, leaders=(gone, Leader("周一禾", "镇长", "2024-12-01"))))
    past, section = past_and_present(services, "镇长何小满带队督查，周一禾参加。")
    made = services.reuse.plan(section, past).made()
    assert [made.body[mark.start : mark.end] for mark in made.marks] == ["何小满"]


def test_a_finding_stands_until_somebody_has_edited_or_accepted_the_sentence(services: Services) -> None:
    past, section = past_and_present(services, "群众普遍欢迎。2018年以来坚持宣讲。")
    made = services.reuse.plan(section, past).made()
    services.writing.save(section.id, f"先说一句。{made.body}")
    services.reuse.note(section, past, made)

    def told() -> list[tuple[str, str, Severity]]:
        found = services.checking.reports.check_now(section.report_id).items
        return [
            (one.finding.text, one.finding.message, one.finding.severity)
            for one in found
            if one.finding.rule == REUSED_RULE
        ]

    first, second = told()
    assert (first[0], first[2]) == ("群众普遍欢迎。", Severity.NOTE)
    assert first[1].startswith("引自2025年本镇年报（八）第1段，还没改过，到写报告里改好")
    assert (second[0], second[2]) == ("2018年以来坚持宣讲。", Severity.SHOULD)
    assert "有1处还是旧内容" in second[1]
    services.reuse.accept(services.reuse.still_reused(section.id, made.body)[1:])
    assert [text for text, _, _ in told()] == ["群众普遍欢迎。"]
    services.writing.save(section.id, made.body.replace("普遍", "都"))
    assert told() == []
