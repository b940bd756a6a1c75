"""不涉及: a reason, the sentence that says so, and the ledgers that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.report import Section, SectionState
from tests.unit.services.test_figures import add_dispute

if TYPE_CHECKING:
    from fzapp.services.context import Services


def section_of(services: Services, spec: str) -> Section:
    report = services.reports.get(services.reports.create("annual_report", 2026))
    return next(one for one in report.sections if one.spec == spec)


def test_sentence_reason_and_proof_are_one_operation(services: Services) -> None:
    section = section_of(services, "oversight")
    offer = services.zero.offer(section.id)
    assert offer.statement.startswith("2026年")
    codes = [kind.code for kind in offer.unproved]
    assert codes
    change = services.zero.declare(
        section.id, "没有被复议的案件", statement=offer.statement, confirm=codes, by="刘某"
    )
    stored = services.writing.section(section.id)
    assert (stored.state, stored.body) == (SectionState.NOT_APPLICABLE, offer.statement)
    after = services.zero.offer(section.id)
    assert (after.unproved, [kind.code for kind in after.proved]) == ((), codes)
    assert change is not None
    services.archive.revert(change)
    assert services.writing.section(section.id).state is SectionState.NOT_STARTED
    assert services.zero.offer(section.id) == offer


def test_a_text_stays_and_rows_are_told(services: Services) -> None:
    section = section_of(services, "disputes")
    services.writing.save(section.id, "全年没有纠纷。", 0)
    add_dispute(services, "2026-03-02")
    offer = services.zero.offer(section.id)
    assert offer.statement == ""
    assert ("L16", 1) in [(kind.code, count) for kind, count in offer.kept]
    services.zero.declare(section.id, "核对过")
    assert services.writing.section(section.id).body == "全年没有纠纷。"


def test_reason_and_name_are_wanted(services: Services) -> None:
    section = section_of(services, "oversight")
    with pytest.raises(UserError, match="写明原因"):
        services.zero.declare(section.id, " ")
    with pytest.raises(UserError, match="由谁确认"):
        services.zero.declare(section.id, "没有", confirm=["L16"])
    assert services.writing.section(section.id).state is SectionState.NOT_STARTED


def test_a_section_of_no_template_offers_nothing(services: Services) -> None:
    section = section_of(services, "disputes")
    added = services.writing.add_after(section.id, 2, "另加一节")
    assert services.zero.offer(added).statement == ""
