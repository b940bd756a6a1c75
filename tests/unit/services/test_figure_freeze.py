"""After signing, whatever happens to the ledgers leaves the report as it was, and the drift is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportStage
from tests.unit.services.test_figure_report import written
from tests.unit.services.test_figures import add_dispute, bring

if TYPE_CHECKING:
    from fzapp.services.context import Services

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)

BODY = "受理纠纷{{矛盾纠纷.受理件数}}件，化解率{{矛盾纠纷.化解率}}，超过{{矛盾纠纷.受理件数}}件。"


def test_a_signed_report_keeps_its_numbers(services: Services) -> None:
    bring(services, "L16")
    report, section = written(services, BODY)
    before = services.reports.content(report.id)
    tasks = services.overview.tasks(report.id)
    assert services.freezes.freeze(report.id, " 陈镇长 ") is not None
    add_dispute(services, "2026-05-06")
    kind = services.ledgers.kind("L16")
    services.ledgers.remove(row.id for row in services.ledgers.rows(kind, 2026)[:5])
    assert services.reports.content(report.id) == before
    assert [t.characters for t in services.overview.tasks(report.id)] == [t.characters for t in tasks]
    signed = services.reports.get(report.id)
    assert signed.stage is ReportStage.FINAL
    item = services.review.of_section(signed, section)[0]
    assert (item.text, len(item.figure.rows if item.figure else ())) == ("73", 73)
    frozen = services.freezes.frozen(report.id)
    assert frozen is not None
    assert (frozen.by, frozen.at[:10]) == ("陈镇长", "2026-12-01")


def test_drift_is_listed(services: Services) -> None:
    bring(services, "L16")
    report, _ = written(services, BODY)
    services.freezes.freeze(report.id, "陈镇长")
    assert services.freezes.drift(report.id) == ()
    add_dispute(services, "2026-05-06")
    add_dispute(services, "2026-05-07")
    accepted = services.freezes.drift(report.id)[0]
    assert accepted.name == "矛盾纠纷.受理件数"
    assert accepted.told == "台账后来改了：当时73，现在75"
    assert accepted.rows == 2


def test_a_changed_row_with_the_same_count_is_drift_too(services: Services) -> None:
    bring(services, "L16")
    report, _ = written(services, "受理纠纷{{矛盾纠纷.受理件数}}件。")
    services.freezes.freeze(report.id, "陈镇长")
    kind = services.ledgers.kind("L16")
    row = services.ledgers.rows(kind, 2026)[0]
    services.ledgers.change(kind, row, {"remark": "补记"})
    (drift,) = services.freezes.drift(report.id)
    assert drift.told == "台账后来改了1行，数没有变，仍是73"


def test_signing_needs_a_name_and_no_gaps(services: Services) -> None:
    report, section = written(services, BODY)
    with pytest.raises(UserError, match="签发"):
        services.freezes.freeze(report.id, "  ")
    with pytest.raises(UserError, match="3处"):
        services.freezes.freeze(report.id, "陈镇长")
    services.writing.save(section.id, "没有数字。")
    services.freezes.freeze(report.id, "陈镇长")
    with pytest.raises(UserError, match="已经定稿"):
        services.freezes.freeze(report.id, "陈镇长")
    with pytest.raises(UserError, match="已经定稿"):
        services.writing.save(section.id, "改一改。")


def test_signing_can_be_undone_in_one_step(services: Services) -> None:
    bring(services, "L16")
    report, _ = written(services, BODY)
    change = services.freezes.freeze(report.id, "陈镇长")
    assert change is not None
    services.archive.revert(change)
    assert services.reports.get(report.id).stage is ReportStage.DRAFT
    assert services.freezes.frozen(report.id) is None
    add_dispute(services, "2026-05-06")
    assert any("74" in s.body for s in services.reports.content(report.id).sections)
