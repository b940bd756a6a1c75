"""Numbers of a report: bound, without a ledger, contradicting one; binding puts the token in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.report import BLANK
from fzapp.services.figure_descriptions import described_figures, printed_figures
from fzapp.services.figure_report import (
    FigureCounts,
    FigureItem,
    FigureState,
    bound_body,
    counted,
    replaced_in_body,
)
from tests.unit.services.test_figure_text import READER
from tests.unit.services.test_figures import bring

if TYPE_CHECKING:
    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services


def written(services: Services, body: str, spec: str = "disputes") -> tuple[Report, Section]:
    """A report of 2026 whose section `spec` reads `body`."""
    report_id = services.reports.create("annual_report", 2026)
    section = next(s for s in services.reports.get(report_id).sections if s.spec == spec)
    services.writing.save(section.id, body)
    return services.reports.get(report_id), services.writing.section(section.id)


def states(services: Services, body: str) -> list[tuple[str, FigureState]]:
    report, section = written(services, body)
    return [(item.text, item.state) for item in services.review.of_section(report, section)]


def test_numbers_are_told_apart(services: Services) -> None:
    bring(services, "L16")
    body = (
        "2026年，镇里完善“三项制度”，全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解矛盾纠纷70件，"
        f"达成书面协议52份，阵地{BLANK}处，{{{{没有.这个}}}}个，考核占比6%。"
    )
    assert states(services, body) == [
        ("73", FigureState.BOUND),
        ("70件", FigureState.UNBOUND),
        ("52份", FigureState.DIFFERING),
        (BLANK, FigureState.UNBOUND),
        (BLANK, FigureState.UNBOUND),
        ("6%", FigureState.UNBOUND),
    ]
    assert states(services, "全年受理矛盾纠纷75件。") == [("75件", FigureState.DIFFERING)]


def test_offers_come_with_their_values(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, "全年受理矛盾纠纷73件，化解率95.9%。")
    first, second = services.review.of_section(report, section)
    assert "矛盾纠纷.受理件数" in [offer.name for offer in first.offers]
    assert "矛盾纠纷.化解率" in [offer.name for offer in second.offers]
    assert all(offer.value is not None for item in (first, second) for offer in item.offers)
    assert max(len(first.offers), len(second.offers)) <= 2
    assert first.figure is None


def test_a_number_of_which_no_ledger_knows_is_offered_nothing(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, "全镇划分网格42个。", "legal_services")
    (item,) = services.review.of_section(report, section)
    assert (item.state, item.offers) == (FigureState.UNBOUND, ())


def test_binding_is_one_operation_and_follows(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, "受理73件，化解率95.9%，\n涉及金额79.3万元。")
    for name in ("矛盾纠纷.受理件数", "矛盾纠纷.化解率", "矛盾纠纷.涉及金额合计"):
        section = services.writing.section(section.id)
        item = next(i for i in services.review.of_section(report, section) if not i.name)
        assert services.review.bind(section.id, item, name) is not None
    body = services.writing.section(section.id).body
    assert (
        body
        == "受理{{矛盾纠纷.受理件数}}件，化解率{{矛盾纠纷.化解率}}，\n涉及金额{{矛盾纠纷.涉及金额合计}}。"
    )
    bound = services.review.of_section(report, services.writing.section(section.id))
    assert [item.state for item in bound] == [FigureState.BOUND] * 3
    assert [item.text for item in bound] == ["73", "95.9%", "79.3万元"]
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert services.writing.section(section.id).body.endswith("涉及金额79.3万元。")


def test_binding_a_text_that_changed_is_refused(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, "受理纠纷73件。")
    item = services.review.of_section(report, section)[0]
    services.writing.save(section.id, "全年受理纠纷73件。")
    with pytest.raises(UserError, match="已经改过"):
        services.review.bind(section.id, item, "矛盾纠纷.受理件数")
    with pytest.raises(UserError, match="还没有"):
        services.review.bind(section.id, item, "矛盾纠纷.没有这个")


@pytest.mark.parametrize(
    ("body", "typed", "name", "bound"),
    [
        ("受众5000余人次", "5000余人次", "普法.受众", "受众{{普法.受众}}余人次"),
        ("受众五千余人次", "五千余人次", "普法.受众", "受众{{普法.受众}}余人次"),
        ("受众0.5万人次", "0.5万人次", "普法.受众", "受众{{普法.受众}}人次"),
        ("罚款80余万元。", "80余万元", "处罚.金额", "罚款{{处罚.金额}}。"),
        ("共{{纠纷.件数}}件、____件", "____", "纠纷.件数", "共{{纠纷.件数}}件、{{纠纷.件数}}件"),
    ],
)
def test_marks_and_units_stay_around_a_bound_number(body: str, typed: str, name: str, bound: str) -> None:
    start = READER.rendered(body).index(typed)
    item = FigureItem(1, start, start + len(typed), typed, FigureState.UNBOUND)
    assert bound_body(body, item, name, READER) == bound


def test_a_replaced_piece_takes_touched_figures_with_it() -> None:
    body = "一{{纠纷.件数}}二{{纠纷.件数}}三"
    assert replaced_in_body(body, 0, 1, "X", READER) == "X{{纠纷.件数}}二{{纠纷.件数}}三"
    assert replaced_in_body(body, 3, 4, "", READER) == "一{{纠纷.件数}}{{纠纷.件数}}三"
    assert replaced_in_body(body, 2, 5, "X", READER) == "一X三"
    assert replaced_in_body(body, 6, 7, "X", READER) == "一{{纠纷.件数}}二{{纠纷.件数}}X"


def test_counts_are_told_in_one_line(services: Services) -> None:
    assert FigureCounts(38, 2, 1).told == "报告数字41个：38有台账 2待补 1不一致"
    assert FigureCounts(3, 0, 0).told == "报告数字3个：3有台账"
    assert FigureCounts(0, 0, 0).told == ""
    bring(services, "L16")
    report, _ = written(services, "受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解70件，全年受理矛盾纠纷75件。")
    assert counted(services.review.of_report(report.id)) == FigureCounts(1, 1, 1)


def test_the_report_is_told_figure_by_figure(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, "受理矛盾纠纷{{矛盾纠纷.受理件数}}件，全年受理矛盾纠纷75件。")
    answer = described_figures(services, report.id)
    assert (answer["bound"], answer["unbound"], answer["differing"]) == (1, 0, 1)
    first, second = answer["figures"]
    assert (first["name"], first["value"], first["rows"], first["state"]) == (
        "矛盾纠纷.受理件数",
        73,
        73,
        "bound",
    )
    assert section.heading in first["section"]
    assert second["offers"][0] == {"name": "矛盾纠纷.受理件数", "value": 73, "unit": "件"}
    lines = printed_figures(services, report.id)
    assert lines[0] == "报告数字2个：1有台账 1不一致。"
    assert "75件 不一致" in lines[1]


def test_numbers_wait_for_the_ledger_that_is_likely_to_have_them(services: Services) -> None:
    bring(services, "L16")
    report, _ = written(services, "受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解矛盾纠纷70件。")
    assert [item.text for item in services.review.waiting_for(report, "L16")] == ["70件"]
    assert services.review.waiting_for(report, "L02") == ()


def test_looked_for_section_by_section_the_numbers_are_the_same_and_remembered(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(services, "L16")
    report, _ = written(services, "全年受理矛盾纠纷{{矛盾纠纷.受理件数}}件，化解70件。")
    for _ in services.review.ahead(report):
        pass
    monkeypatch.setattr(type(services.figures), "library", lambda *_: pytest.fail("counted anew"))
    monkeypatch.setattr(type(services.review), "_found", lambda *_: pytest.fail("looked for anew"))
    found = services.review.of_report(report.id)
    assert [(item.text, item.state) for item in found] == [
        ("73", FigureState.BOUND),
        ("70件", FigureState.UNBOUND),
    ]


def test_without_a_number_in_the_text_no_ledger_is_counted(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(services, "L16")
    report, _ = written(services, "普法活动有声有色。")
    monkeypatch.setattr(type(services.ledgers), "measures", lambda *_: pytest.fail("counted"))
    for _ in services.review.ahead(report):
        pass
    assert services.review.of_report(report.id) == ()
