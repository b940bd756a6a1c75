"""截至11月底: the figures of a report end before the year does, and its text says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.period import Period
from fzapp.domain.template import closing_statement
from fzapp.services.report_checks import CLOSING_RULE
from fzapp.services.reports import with_sentence, without_sentence
from fzapp.services.templates import load_template
from tests.unit.services.test_figures import DISPUTES, add_dispute

if TYPE_CHECKING:
    from fzapp.services.context import Services

TOLD = "文中数据截至2026年11月底。"


@pytest.fixture
def report(services: Services) -> int:
    """A report with one bound figure over rows on both sides of the closing."""
    for day in ("2026-03-02", "2026-11-30", "2026-12-01", "2025-11-20", "2025-12-24"):
        add_dispute(services, day)
    report = services.reports.create("annual_report", 2026)
    section = services.reports.get(report).sections[2]
    services.writing.save(section.id, "全年受理矛盾纠纷{{" + DISPUTES + "}}件。", 0)
    return report


def text(services: Services, report: int) -> str:
    return "\n".join(section.body for section in services.reports.content(report).sections)


def test_the_figures_of_the_report_and_of_the_year_before_end_on_that_day(
    services: Services, report: int
) -> None:
    assert "受理矛盾纠纷3件" in text(services, report)
    services.reports.set_closing(report, "11-30")
    assert "受理矛盾纠纷2件" in text(services, report)
    figure = services.figures.find(DISPUTES, 2026, "11-30")
    assert figure is not None
    assert (figure.value, figure.last_year, len(figure.rows)) == (2, 1, 2)
    rule = next(one.rule for one in services.sources.of_report(services.reports.get(report)))
    assert rule.startswith("2026年截至11月底，")
    add_dispute(services, "2026-10-05")
    assert "受理矛盾纠纷3件" in text(services, report)


def test_many_rows_are_counted_to_the_same_day_as_few(
    services: Services, report: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = services.figures.library(2026, "11-30")
    monkeypatch.setattr("fzapp.services.ledgers._COUNTED_SINGLY", 0)
    services.figures._on_large_change()
    many = services.figures.library(2026, "11-30")
    assert [(one.name, one.value, one.rows) for one in many] == [
        (one.name, one.value, one.rows) for one in few
    ]
    assert report


def test_the_text_says_it_once_and_no_more_when_it_is_undone(services: Services, report: int) -> None:
    lead = services.reports.get(report).sections[0]
    services.writing.save(lead.id, "一年来稳步推进。现将有关情况报告如下：", 0)
    change = services.reports.set_closing(report, "11-30")
    said = services.reports.get(report).sections[0].body
    assert said == f"一年来稳步推进。{TOLD}现将有关情况报告如下："
    assert services.reports.get(report).figures_until == "11-30"
    services.reports.set_closing(report, "06-30")
    assert "文中数据截至2026年6月底。" in text(services, report)
    assert TOLD not in text(services, report)
    services.reports.set_closing(report, "")
    assert services.reports.get(report).sections[0].body == "一年来稳步推进。现将有关情况报告如下："
    assert change is not None


def test_a_new_report_may_begin_with_it_and_a_half_year_ends_in_june(services: Services) -> None:
    new = services.reports.get(services.reports.create("annual_report", 2026, closing="11-30"))
    assert new.figures_until == "11-30"
    assert new.sections[0].body == TOLD
    half = services.reports.get(services.reports.create("half_year", 2026))
    assert half.figures_until == "06-30"
    assert half.sections[0].body == ""


def test_what_the_text_does_not_say_must_be_mended(services: Services, report: int) -> None:
    def rules() -> list[str]:
        return [one.finding.rule for one in services.checking.reports.check_now(report).items]

    assert CLOSING_RULE not in rules()
    services.reports.set_closing(report, "11-30")
    assert CLOSING_RULE not in rules()
    lead = services.reports.get(report).sections[0]
    services.writing.save(lead.id, "一年来稳步推进。", 0)
    assert CLOSING_RULE in rules()
    services.writing.save(lead.id, "2026年1—11月，各项工作稳步推进。", 0)
    assert CLOSING_RULE not in rules()


def test_a_signed_report_keeps_its_closing(services: Services, report: int) -> None:
    services.freezes.freeze(report, "李某")
    with pytest.raises(UserError, match="已经定稿"):
        services.reports.set_closing(report, "11-30")


def test_sentences_go_in_and_out_without_a_trace() -> None:
    for body in ("", "一句。", "一句。现报告如下：", "现报告如下：", "第一段。\n第二段。"):
        assert without_sentence(with_sentence(body, TOLD), TOLD) == body
    assert without_sentence("第一段。\n" + TOLD + "\n第三段。", TOLD) == "第一段。\n第三段。"


def test_a_template_names_its_closing_or_says_what_is_wrong(services: Services) -> None:
    template = services.library.get("half_year")
    assert template.closing == "06-30"
    assert closing_statement(template, services.reports.unit(), Period(2026, "06-30")) == ""
    data = (services.resources / "genres" / "half_year.toml").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="数据截至”写成了“13-01”（第"):
        load_template(data.replace('"06-30"', '"13-01"').encode(), "half_year.toml")
    with pytest.raises(UserError, match="数据截至的写法”没有写明"):
        load_template(data.replace("{year}年{closing}", "年底").encode(), "half_year.toml")
