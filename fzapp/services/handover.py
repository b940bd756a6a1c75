"""换人接手: one sheet that tells a successor where everything lies, what is unfinished, and who fills what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.report import ReportStage
from fzapp.domain.review import ReviewStage
from fzapp.services.list_papers import ListPaper
from fzapp.services.safekeeping import days_without_copy, list_backups, second_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.report import Report
    from fzapp.domain.review import ReviewStep
    from fzapp.services.context import Services
    from fzapp.services.report_checks import ReportFindings
    from fzapp.services.signing import Obstacles

TITLE = "换人接手表"
HEADINGS = ("事项", "现在的情况", "核对")
_WEIGHTS = (7.0, 27.0, 3.0)
_TICK = "□"
_CHECKING = "正在检查"
_NAMED = 5
"""Findings that were let pass, named one by one; the others are counted."""
_SIGNING = (
    "交出人（签字）：　　　　　　　　接手人（签字）：",
    "监交人（签字）：　　　　　　　　日期：　　年　月　日",
)
_NOTES = (
    "一式两份，交出人和接手人照表逐项核对，对上一项在“核对”栏打勾，最后签字。密码当面说，不写在这张表上。",
)


class HandoverService:
    """Reads; changes nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def year(self) -> int:
        """The year that is in hand."""
        report = self._services.overview.current_report()
        return report.year if report is not None else int(self._archive.now()[:4])

    def drafts(self) -> tuple[int, ...]:
        """The reports whose text is checked for the sheet."""
        return tuple(one.id for one in self._services.reports.all() if one.stage is ReportStage.DRAFT)

    def rows(self, found: Mapping[int, ReportFindings] | None = None) -> tuple[tuple[str, str], ...]:
        """What there is to hand over, as (what, how it stands).

        `found` is what checks found, by report; of a draft that is not among them it is said that it is being
        checked. Without it all are checked now.
        """
        year = self.year()
        return (*self._places(), *self._reports(year, found), *self._ledgers(year), *self._record())

    def paper(self, found: Mapping[int, ReportFindings] | None = None) -> ListPaper:
        """The sheet, with places to tick and to sign."""
        unit = self._services.reports.unit()
        printed = f"打印时间：{self._archive.now().replace('T', ' ')[:16]}"
        named = f"单位：{unit.full_name}　　{printed}" if unit.full_name else printed
        rows = tuple((what, told, _TICK) for what, told in self.rows(found))
        return ListPaper(TITLE, (named, *_NOTES), HEADINGS, _WEIGHTS, rows, closing=_SIGNING, standing=True)

    def save(self, path: Path) -> Path:
        """Write the sheet as a Word file. Raises `UserError`."""
        return self._services.list_papers.save(self.paper(), path)

    # --- where everything lies ------------------------------------------------------------------

    def _places(self) -> Iterator[tuple[str, str]]:
        archive = self._archive
        yield "资料放在", f"{archive.folder}。整个文件夹就是全部资料，不联网，别处没有"
        sealed = archive.key is not None
        yield "密码", "设了密码，当面告诉接手人，接手后换一个" if sealed else "没有设密码"
        kept = list_backups(archive)
        if kept:
            newest = kept[0]
            taken = newest.taken.replace("T", " ")[:16]
            yield "备份", f"共{len(kept)}份，最近一份{taken}（{newest.reason}），在资料文件夹里"
        else:
            yield "备份", "还没有，交接以前在“设置”里点“现在备份”"
        place = second_place(archive)
        days = days_without_copy(archive)
        copied = f"，已经{days}天没有抄过去" if days else ""
        yield "第二处备份", f"{place}{copied}" if place else "没有选，电脑坏了备份也会跟着丢"

    # --- reports --------------------------------------------------------------------------------

    def _reports(self, year: int, found: Mapping[int, ReportFindings] | None) -> Iterator[tuple[str, str]]:
        reports = [
            report
            for report in self._services.reports.all()
            if report.stage is ReportStage.DRAFT
            or (report.year == year and report.stage is ReportStage.FINAL)
        ]
        for report in reports:
            yield f"报告：{report.content.title or '没有标题'}", "；".join(self._standing(report, found))
        released = [told for report in reports for told in self._released(report)]
        if released:
            yield "放行的问题", "；".join(released)
        if not reports:
            yield "报告", f"{year}年还没有报告"

    def _standing(self, report: Report, found: Mapping[int, ReportFindings] | None) -> Iterator[str]:
        steps = self._services.signing.steps(report.id)
        if report.stage is ReportStage.FINAL:
            yield from _signed(steps)
            return
        progress = self._services.overview.progress(report.id)
        yield "在写" if not steps else f"{steps[-1].stage.label}（{steps[-1].by}，{steps[-1].at[:10]}）"
        if report.due_date:
            yield f"应于{report.due_date}前报送"
        yield f"{progress.total}节写完{progress.done}节"
        if found is not None and report.id not in found:
            yield _CHECKING
        else:
            findings = found[report.id] if found is not None else None
            yield from _open(self._services.signing.obstacles(report.id, findings))

    def _released(self, report: Report) -> Iterator[str]:
        """Findings that must be mended and were let pass: not signed for yet, or signed for with a reason."""
        for step in self._services.signing.steps(report.id):
            if step.stage is ReviewStage.SIGN and step.note:
                yield f"{report.year}年报告签发时：{step.note}"
        if report.stage is ReportStage.DRAFT:
            waived = [one for one in self._services.checking.waivers.all() if one.report_id == report.id]
            if waived:
                told = "、".join(f"“{one.phrase}”（{one.reason}）" for one in waived[:_NAMED])
                more = f"等{len(waived)}处" if len(waived) > _NAMED else ""
                yield f"{report.year}年报告写明原因、还没有签发的：{told}{more}"

    # --- ledgers --------------------------------------------------------------------------------

    def _ledgers(self, year: int) -> Iterator[tuple[str, str]]:
        services = self._services
        counts = services.ledgers.counts(year)
        kinds = services.ledgers.kinds()
        there = [kind for kind in kinds if counts.get(kind.code)]
        rows = sum(counts[kind.code] for kind in there)
        told = "；".join(f"{_named(kind)}{counts[kind.code]}条" for kind in there)
        yield f"{year}年台账（谁填）", f"{len(there)}种{rows}条：{told}" if there else "还没有登记"
        zero = services.ledgers.zero_confirmed(year)
        empty = [kind for kind in kinds if not counts.get(kind.code) and kind.code not in zero]
        if empty:
            yield "还没有登记的台账", "；".join(_named(kind) for kind in empty)
        waiting = [one.issue.office for one in services.forms.asked(year) if not one.answered]
        if waiting:
            yield "发出去还没交回的", "、".join(dict.fromkeys(waiting))

    # --- what the program knows -----------------------------------------------------------------

    def _record(self) -> Iterator[tuple[str, str]]:
        yield "校核用的知识", self._services.checking.knowledge.state().told.removeprefix("知识：")
        count, mark = self._services.audit.head()
        yield "操作记录", f"{count}条，末条校验码{mark}" if count else "还没有"


def _signed(steps: Sequence[ReviewStep]) -> Iterator[str]:
    told = {step.stage: f"{step.stage.label}（{step.by}，{step.at[:10]}）" for step in steps}
    yield told.get(ReviewStage.SIGN, "已经签发")
    yield told.get(ReviewStage.SUBMIT, "还没有登记报送")
    yield told.get(ReviewStage.PUBLISH, "还没有登记公开")


def _open(found: Obstacles) -> Iterator[str]:
    if found.unfinished:
        yield f"没写完的：{'、'.join(found.unfinished)}"
    if found.must:
        yield f"必须改的问题{len(found.must)}处"
    counts = (
        (found.gaps, "处数字还空着"),
        (found.differing, "个数和台账不一致"),
        (found.unbound, "个数没有台账"),
        (found.comments, "条批注没处理"),
    )
    yield from (f"{count}{words}" for count, words in counts if count)


def _named(kind: LedgerKind) -> str:
    return f"{kind.name}（{kind.office}）" if kind.office else kind.name
