"""引用往年: years moved on, numbers bound or left open, own names, and provenance until somebody has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.services.figure_text import BLANK
from fzapp.services.reuse import _moved
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
def test_years_move_on_and_what_is_not_this_report_s_stays(text: str, made: str, years: int) -> None:
    assert _moved(text, 2025, 2026) == (made, years)


def test_numbers_of_last_year_find_their_ledger_or_leave_a_gap(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(
        services, f"2025年，全年受理矛盾纠纷{then.value}件。\n走访群众346户，没有数的一句。"
    )
    made = services.reuse.transform(section, past)
    assert made.body == (
        f"2026年，全年受理矛盾纠纷{{{{矛盾纠纷.受理件数}}}}件。\n走访群众{BLANK}户，没有数的一句。"
    )
    assert (made.years, made.bound, made.gaps, made.names) == (1, 1, 1, 0)
    assert made.told == "1处年份换成今年，1个数连到今年的台账，1处留空待补"
    assert made.sentences[0][1] == f"2025年，全年受理矛盾纠纷{then.value}件。"


def test_bound_numbers_stay_bound(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(services, "受理{{矛盾纠纷.受理件数}}件。")
    made = services.reuse.transform(section, past)
    assert made.body == "受理{{矛盾纠纷.受理件数}}件。"
    assert made.sentences == (("受理{{矛盾纠纷.受理件数}}件。", f"受理{then.value}件。"),)


def test_names_of_another_office_become_the_own_ones(services: Services) -> None:
    past, section = past_and_present(services, "白沙街道办事处开展宣讲，白沙街道各村参加。")
    services.reports.edit_parts(past.report_id, signature="白沙街道办事处")
    made = services.reuse.transform(section, past)
    assert made.body == "青石镇人民政府开展宣讲，青石镇各村参加。"
    assert made.names == 2


def test_sentences_stay_marked_until_edited_or_accepted(services: Services) -> None:
    past, section = past_and_present(services, "宣讲进村入户。群众普遍欢迎。调解员常在一线。")
    made = services.reuse.transform(section, past)
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
    made = services.reuse.transform(section, past, "2025年群众普遍欢迎。")
    assert made.body == "2026年群众普遍欢迎。"


def test_a_number_that_is_only_equal_is_left_open(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(services, f"镇里新栽行道树{then.value}棵。")
    assert services.reuse.transform(section, past).body == f"镇里新栽行道树{BLANK}棵。"


def test_a_number_to_be_reached_is_left_open(services: Services) -> None:
    bring(services, "L16")
    then = services.figures.find("矛盾纠纷.受理件数", 2025)
    assert then is not None
    past, section = past_and_present(services, f"受理矛盾纠纷不超过{then.value}件。")
    assert services.reuse.transform(section, past).body == f"受理矛盾纠纷不超过{BLANK}件。"
