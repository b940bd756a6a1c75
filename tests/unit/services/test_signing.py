"""From 草稿 to 公开: who did what and when, what stands in the way of signing, and a version at each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportStage
from fzapp.domain.review import MANUAL, ReviewStage
from fzapp.text.similarity import Kinship
from tests.unit.services.test_figure_report import written
from tests.unit.services.test_figures import add_dispute, bring

if TYPE_CHECKING:
    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services
    from tests.unit.services.conftest import Clock


def ready(services: Services, body: str) -> tuple[Report, Section]:
    """A report that lacks nothing it must have."""
    report, section = written(services, body)
    services.reports.edit_parts(report.id, date_text="2027年2月8日")
    return services.reports.get(report.id), section


BODY = "受理纠纷{{矛盾纠纷.受理件数}}件。2026年办了实事。镇里的调解员走村入户。"
WRONG = "本镇居民陈某某，身份证号11010519491231002X，已办结。"
"""A sentence that must not leave the office: made up, but its check digit is right."""


def test_steps_are_noted_with_name_and_date_and_keep_versions(services: Services, clock: Clock) -> None:
    bring(services, "L16")
    report, _ = ready(services, BODY)
    signing = services.signing
    assert signing.stage(report.id) is ReviewStage.DRAFT
    signing.advance(report.id, ReviewStage.PROOF, " 刘芳 ", "改了两处")
    clock.time = "2026-12-02T10:00:00"
    signing.advance(report.id, ReviewStage.SIGN, "陈镇长")
    signing.advance(report.id, ReviewStage.SUBMIT, "刘芳", "县委依法治县办")
    told = [(step.stage.label, step.by, step.at[:10], step.note) for step in signing.steps(report.id)]
    assert told == [
        ("校对", "刘芳", "2026-12-01", "改了两处"),
        ("签发", "陈镇长", "2026-12-02", ""),
        ("报送", "刘芳", "2026-12-02", "县委依法治县办"),
    ]
    assert services.reports.get(report.id).stage is ReportStage.FINAL
    assert [one.name for one in services.versions.all(report.id)] == ["签发稿", "校对稿"]
    assert signing.stage(report.id) is ReviewStage.SUBMIT
    assert signing.next_stages(report.id) == (ReviewStage.PUBLISH,)


def test_nobody_and_a_wrong_order_are_refused(services: Services) -> None:
    report, _ = ready(services, "没有数字的一句话。")
    with pytest.raises(UserError, match="写明校对人"):
        services.signing.advance(report.id, ReviewStage.PROOF, " ")
    with pytest.raises(UserError, match="还没有签发"):
        services.signing.advance(report.id, ReviewStage.SUBMIT, "刘芳")
    services.signing.advance(report.id, ReviewStage.SIGN, "陈镇长")
    with pytest.raises(UserError, match="已经签发"):
        services.signing.advance(report.id, ReviewStage.PROOF, "刘芳")
    assert len(services.signing.steps(report.id)) == 1


def test_what_must_be_mended_blocks_signing_unless_released(services: Services) -> None:
    report, section = ready(services, WRONG)
    open_now = services.signing.obstacles(report.id)
    assert open_now.must
    assert open_now.told[0] == f"必须改的问题{len(open_now.must)}处"
    with pytest.raises(UserError, match="必须改的问题"):
        services.signing.advance(report.id, ReviewStage.SIGN, "陈镇长")
    assert services.versions.all(report.id) == ()
    assert services.writing.section(section.id).body == WRONG
    services.signing.advance(report.id, ReviewStage.SIGN, "陈镇长", release="内部稿，不公开")
    assert services.signing.steps(report.id)[-1].note.endswith("放行：内部稿，不公开")


def test_gaps_cannot_be_released(services: Services) -> None:
    report, _ = ready(services, "化解____件。")
    with pytest.raises(UserError, match="空着"):
        services.signing.advance(report.id, ReviewStage.SIGN, "陈镇长", release="先报")


def test_a_second_person_is_advised_not_forced(services: Services) -> None:
    report, _ = ready(services, "没有数字的一句话。")
    signing = services.signing
    assert "还没有人校对" in signing.advice(report.id, ReviewStage.SIGN, "陈镇长")
    signing.advance(report.id, ReviewStage.PROOF, "刘芳")
    assert signing.advice(report.id, ReviewStage.REVIEW, "刘芳") == "校对也是刘芳，最好换一个人再看一遍。"
    assert signing.advice(report.id, ReviewStage.REVIEW, "王敏") == ""
    signing.advance(report.id, ReviewStage.REVIEW, "刘芳")


def test_changes_after_the_review_are_seen(services: Services) -> None:
    report, section = ready(services, "没有数字的一句话。")
    assert not services.signing.is_changed_since(report.id)
    services.signing.advance(report.id, ReviewStage.REVIEW, "王敏")
    assert not services.signing.is_changed_since(report.id)
    services.writing.save(section.id, "后来又改的一句话。")
    assert services.signing.is_changed_since(report.id)


# --- versions -------------------------------------------------------------------------------------------


def test_versions_are_compared_by_sentence(services: Services) -> None:
    bring(services, "L16")
    report, section = ready(services, BODY)
    first = services.versions.keep(report.id, " 送分管领导前 ", "刘芳")
    services.writing.save(
        section.id,
        "受理纠纷{{矛盾纠纷.受理件数}}件。2027年办了实事。镇里的调解员走村入户，化解得好。新写的一句。",
    )
    kinds = {one.new or one.old: one.kind for one in services.versions.compare(report.id, first)}
    assert kinds["受理纠纷73件。"] is Kinship.SAME
    assert kinds["2027年办了实事。"] is Kinship.YEAR_ONLY
    assert kinds["镇里的调解员走村入户，化解得好。"] is Kinship.REWRITTEN
    assert kinds["新写的一句。"] is Kinship.ADDED
    kept = services.versions.all(report.id)[0]
    assert (kept.name, kept.by, kept.cause) == ("送分管领导前", "刘芳", MANUAL)


def test_a_version_reads_the_same_when_its_ledger_changes(services: Services) -> None:
    bring(services, "L16")
    report, _ = ready(services, BODY)
    kept = services.versions.keep(report.id, "初稿")
    before = services.versions.lines(report.id, kept)
    add_dispute(services, "2026-05-06")
    assert services.versions.lines(report.id, kept) == before
    assert services.versions.lines(report.id) != before


def test_a_version_is_brought_back_with_its_figures_bound(services: Services) -> None:
    bring(services, "L16")
    report, section = ready(services, BODY)
    kept = services.versions.keep(report.id, "初稿")
    services.writing.save(section.id, "全改掉了。")
    assert services.versions.restore(kept) == 1
    assert services.writing.section(section.id).body == BODY
    assert services.versions.all(report.id)[0].name == "恢复“初稿”之前"
    assert services.versions.restore(kept) == 0


def test_a_new_draft_of_a_signed_report_can_be_changed(services: Services) -> None:
    bring(services, "L16")
    report, _ = ready(services, BODY)
    services.signing.advance(report.id, ReviewStage.SIGN, "陈镇长")
    draft = services.reports.get(services.versions.new_draft(report.id))
    assert draft.stage is ReportStage.DRAFT
    section = next(one for one in draft.sections if one.body)
    assert section.body == BODY
    services.writing.save(section.id, "改过的话。")
    assert services.reports.get(report.id).stage is ReportStage.FINAL


def test_what_belongs_to_a_report_goes_with_it(services: Services) -> None:
    report, section = ready(services, "没有数字的一句话。")
    services.versions.keep(report.id, "初稿")
    services.comments.add(section.id, "没有数字的一句话。", 0, 4, "再想想", "王敏")
    change = services.reports.delete(report.id)
    assert change is not None
    assert services.versions.all(report.id) == services.comments.of_report(report.id) == ()
    services.archive.revert(change)
    assert len(services.versions.all(report.id)) == len(services.comments.of_report(report.id)) == 1


# --- comments -------------------------------------------------------------------------------------------


def test_a_comment_finds_its_words_again(services: Services) -> None:
    report, section = ready(services, "没有数字的一句话。")
    text = "化解纠纷。走访群众。化解纠纷。"
    services.comments.add(section.id, text, 10, 14, "数字呢", "王敏")
    comment = services.comments.of_report(report.id)[0]
    assert comment.place_in(text) == (10, 14)
    assert comment.place_in("新加一句。" + text) == (15, 19)
    assert comment.place_in("全都改了。") is None
    services.comments.resolve(comment.id, "刘芳")
    assert not services.comments.of_report(report.id)[0].is_open
    services.comments.reopen(comment.id)
    assert services.comments.of_report(report.id)[0].is_open
    assert services.signing.obstacles(report.id).comments == 1
    services.comments.remove(comment.id)
    assert services.comments.of_report(report.id) == ()


def test_comments_want_words_and_a_place(services: Services) -> None:
    _, section = ready(services, "没有数字的一句话。")
    with pytest.raises(UserError, match="批注是空的"):
        services.comments.add(section.id, "一句话", 0, 2, " ")
    with pytest.raises(UserError, match="没有选中"):
        services.comments.add(section.id, "一句话", 1, 1, "改")
