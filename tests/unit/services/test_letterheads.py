"""What stands around a report: proposed from the profile, kept for each report, numbers given out once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.letterhead import DocumentNumber, PaperParts
from fzapp.domain.report import ReportContent
from fzapp.domain.unit import Leader
from fzapp.services.letterheads import parts_of_file

if TYPE_CHECKING:
    from fzapp.services.context import Services


@pytest.fixture
def report_id(services: Services) -> int:
    unit = replace(
        services.reports.unit(),
        offices=("党政办", "司法所"),
        copies_to="云溪县司法局",
        leaders=(
            Leader("甲某", "副镇长"),
            Leader("乙某", "党委副书记、镇长", "2026-06-01"),
            Leader("丙某", "镇长", "2020-01-01", "2026-05-31"),
            Leader("丁某", "镇党委书记"),
        ),
    )
    services.reports.set_unit(unit)
    return services.reports.create("annual_report", 2026)


def test_proposal_comes_from_the_profile(services: Services, report_id: int) -> None:
    choice = services.letterheads.choice(report_id)
    assert not choice.with_letterhead
    assert not choice.with_imprint
    assert choice.issuers == ("青石镇人民政府",)
    assert choice.number == DocumentNumber("青府", 2026)
    assert (choice.upward, choice.signers) == (True, ("乙某",))
    assert (choice.copies_to, choice.printer) == ("云溪县司法局", "青石镇党政办公室")
    assert choice.printed_on == "2026年12月1日"


def test_joint_issue_names_a_signer_for_each_body(services: Services, report_id: int) -> None:
    services.reports.edit_parts(
        report_id, signature="中共青石镇委员会\n青石镇人民政府", date_text="2027年1月18日"
    )
    choice = services.letterheads.choice(report_id)
    assert choice.issuers == ("中共青石镇委员会", "青石镇人民政府")
    assert choice.signers == ("丁某", "乙某")
    assert choice.number.year == 2027
    assert choice.printed_on == "2027年1月18日"


def test_a_choice_is_kept_and_taken_back(services: Services, report_id: int) -> None:
    assert services.letterheads.parts(report_id) == PaperParts()
    choice = replace(
        services.letterheads.choice(report_id), with_letterhead=True, number=DocumentNumber("青府", 2026, 3)
    )
    change = services.letterheads.choose(report_id, choice)
    assert services.letterheads.choice(report_id) == choice
    letterhead = services.letterheads.parts(report_id).letterhead
    assert letterhead is not None
    assert letterhead.number == "青府〔2026〕3号"
    assert change is not None
    services.archive.revert(change)
    assert services.letterheads.parts(report_id) == PaperParts()


def test_a_number_is_given_out_once_a_year(services: Services, report_id: int) -> None:
    choice = replace(
        services.letterheads.choice(report_id), with_letterhead=True, number=DocumentNumber("青府", 2026, 3)
    )
    services.letterheads.choose(report_id, choice)
    other = services.reports.create("half_year", 2026)
    with pytest.raises(UserError, match="下一个是4号"):
        services.letterheads.choose(other, choice)
    services.letterheads.choose(other, replace(choice, number=DocumentNumber("青府", 2027, 3)))
    services.letterheads.choose(report_id, choice)
    assert services.letterheads.next_number("青府", 2026) == 4
    assert services.letterheads.next_number("青委", 2026) == 1


def test_numbers_of_reports_brought_in_count(services: Services, report_id: int) -> None:
    services.reports.edit_parts(report_id, doc_number="青府[2026]17号")
    assert services.letterheads.next_number("青府", 2026) == 18
    assert services.letterheads.choice(report_id).number.text == "青府〔2026〕17号"


def test_what_lacks_is_told(services: Services, report_id: int) -> None:
    choice = services.letterheads.choice(report_id)
    with pytest.raises(UserError, match="签发人"):
        services.letterheads.choose(report_id, replace(choice, with_letterhead=True, signers=()))
    with pytest.raises(UserError, match="印发机关"):
        services.letterheads.choose(report_id, replace(choice, with_imprint=True, printer=""))
    services.letterheads.choose(report_id, replace(choice, printer="", signers=()))


def test_wanted_parts_are_there_even_when_nobody_chose(services: Services, report_id: int) -> None:
    parts = services.letterheads.parts(report_id, wanted=True)
    assert parts.letterhead is not None
    assert parts.imprint is not None


def test_a_choice_goes_with_its_report(services: Services, report_id: int) -> None:
    choice = replace(
        services.letterheads.choice(report_id), with_letterhead=True, number=DocumentNumber("青府", 2026, 3)
    )
    services.letterheads.choose(report_id, choice)
    services.reports.delete(report_id)
    assert services.letterheads.next_number("青府", 2026) == 1


def test_parts_of_a_file() -> None:
    content = ReportContent(
        doc_number="青府〔2026〕3号", signature="青石镇人民政府", date_text="2027年1月18日"
    )
    parts = parts_of_file(content)
    assert parts.letterhead is not None
    assert parts.letterhead.issuers == ("青石镇人民政府",)
    assert parts.letterhead.number == "青府〔2026〕3号"
    assert parts.imprint is not None
    assert parts.imprint.printed_on == "2027年1月18日"
    with pytest.raises(UserError, match="署名"):
        parts_of_file(ReportContent(title="报告"))
