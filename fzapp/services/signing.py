"""校对、审核、签发、报送、公开: who did it and when, what stands in the way, and the version each step keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import SigningBlocked, UserError
from fzapp.domain.finding import UNDATED, Severity
from fzapp.domain.report import BLANK, ReportStage, SectionState
from fzapp.domain.review import ReviewStage, ReviewStep
from fzapp.services.figure_report import counted
from fzapp.storage import reports, tables
from fzapp.storage import review as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from fzapp.services.context import Services
    from fzapp.services.report_checks import PlacedFinding, ReportFindings

_QUOTED = 3
_CHECKED_BY = (ReviewStage.PROOF, ReviewStage.REVIEW, ReviewStage.SIGN)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What is still open in a report. `must` are the sentences of findings that must be mended.

    `undated` is the one among them that the day of signing mends (GB/T 9704-2012, 7.3.5.1), or "".
    """

    gaps: int = 0
    unbound: int = 0
    differing: int = 0
    must: tuple[str, ...] = ()
    undated: str = ""
    comments: int = 0
    unfinished: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """One line each, the gravest first; () when nothing is open."""
        lines = [f"必须改的问题{len(self.must)}处"] if self.must else []
        lines += [f"　{sentence}" for sentence in self.must[:_QUOTED]]
        counts = (
            (self.gaps, "处数字还空着"),
            (self.differing, "个数和台账不一致"),
            (self.unbound, "个数没有台账"),
            (self.comments, "条批注还没处理"),
        )
        lines += [f"{count}{words}" for count, words in counts if count]
        if self.unfinished:
            lines.append(f"{len(self.unfinished)}节还没写完：{'、'.join(self.unfinished[:_QUOTED])}")
        return tuple(lines)


class SigningService:
    """Takes a report from one stage to the next."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._archive = services.archive

    def steps(self, report_id: int) -> tuple[ReviewStep, ...]:
        """The steps taken, oldest first."""
        return stored.steps(self._archive, report_id)

    def stage(self, report_id: int) -> ReviewStage:
        """Where a report stands. One that was signed without a step here is signed."""
        report = reports.get(self._archive, report_id)
        steps = self.steps(report_id)
        last = steps[-1].stage if steps else ReviewStage.DRAFT
        signed = report.stage is ReportStage.FINAL
        if signed and last not in (ReviewStage.SIGN, ReviewStage.SUBMIT, ReviewStage.PUBLISH):
            return ReviewStage.SIGN
        return last

    def is_sent(self, report_id: int) -> bool:
        """Whether a report was handed in: a package of it was written, or the step was noted."""
        return bool(self._services.packs.made(report_id)) or self.stage(report_id).is_after_signing

    def is_changed_since(self, report_id: int) -> bool:
        """Whether the text was changed after the last step that looked at it."""
        versions = self._services.versions.all(report_id)
        kept = [one for one in versions if one.cause in _CHECKED_BY]
        return bool(kept) and not self._services.versions.is_present(kept[0].id)

    def next_stages(self, report_id: int) -> tuple[ReviewStage, ...]:
        """What may be noted now, the likeliest first."""
        stage = self.stage(report_id)
        if reports.get(self._archive, report_id).stage is ReportStage.FINAL:
            return tuple(s for s in (ReviewStage.SUBMIT, ReviewStage.PUBLISH) if _after(s, stage)) or (stage,)
        ahead = [s for s in (ReviewStage.PROOF, ReviewStage.REVIEW, ReviewStage.SIGN) if _after(s, stage)]
        again = [s for s in (ReviewStage.PROOF, ReviewStage.REVIEW) if s not in ahead]
        back = [ReviewStage.DRAFT] if stage is not ReviewStage.DRAFT else []
        return (*ahead, *again, *back)

    def obstacles(self, report_id: int, findings: ReportFindings | None = None) -> Obstacles:
        """What is still open in a draft; of a signed report nothing is. Checks anew without `findings`."""
        report = reports.get(self._archive, report_id)
        if report.stage is ReportStage.FINAL:
            return Obstacles()
        services = self._services
        counts = counted(services.review.of_report(report_id))
        findings = findings or services.checking.reports.check_now(report_id)
        must = [one for one in findings.open if one.finding.severity is Severity.MUST]
        rows = services.overview.tasks(report_id)
        finished = (SectionState.WRITTEN, SectionState.NOT_APPLICABLE)
        return Obstacles(
            gaps=sum(services.figures.text(report, section).count(BLANK) for section in report.sections),
            unbound=counts.unbound,
            differing=counts.differing,
            must=tuple(_sentence(one) for one in must),
            undated=next((_sentence(one) for one in must if one.finding.message == UNDATED), ""),
            comments=sum(one.is_open for one in services.comments.of_report(report_id)),
            unfinished=tuple(
                row.title for row in rows if row.is_counted and row.section.state not in finished
            ),
        )

    def advice(self, report_id: int, stage: ReviewStage, by: str) -> str:
        """What is better done otherwise, in a sentence; nothing is forced."""
        earlier = {step.stage: step.by for step in self.steps(report_id)}
        same = [
            s.label for s, who in earlier.items() if who == by.strip() and s in _CHECKED_BY and s is not stage
        ]
        if by.strip() and same and stage in _CHECKED_BY:
            return f"{'、'.join(same)}也是{by.strip()}，最好换一个人再看一遍。"
        if stage is ReviewStage.SIGN and not {ReviewStage.PROOF, ReviewStage.REVIEW} & earlier.keys():
            return "还没有人校对和审核，签发以前最好请另一个人看一遍。"
        return ""

    def advance(
        self, report_id: int, stage: ReviewStage, by: str, note: str = "", *, release: str = ""
    ) -> None:
        """Note a step; 校对, 审核 and 签发 keep a version, 签发 fixes the text.

        Raises `UserError` when nobody is named, when the step does not fit, and at 签发 while something
        must be mended and `release` gives no reason to let it pass.
        """
        if not by.strip():
            raise UserError(f"登记{stage.label}要写明{stage.done_by}", f"写上{stage.done_by}的姓名")
        final = reports.get(self._archive, report_id).stage is ReportStage.FINAL
        if final is not stage.is_after_signing:
            raise UserError(*_MISFIT[final])
        said = note.strip()
        if stage is ReviewStage.SIGN:
            said = self._released(report_id, said, release.strip())
        if stage in _CHECKED_BY:
            self._services.versions.keep(report_id, f"{stage.label}稿", by, stage.value)
        if stage is ReviewStage.SIGN:
            self._services.freezes.freeze(report_id, by)
        with self._archive.transact(Op.REVIEW_STEP) as transaction:
            transaction.write.insert(
                tables.REVIEW_STEP,
                report_id=report_id,
                stage=stage.value,
                done_by=by.strip(),
                done_at=self._archive.now(),
                note=said,
            )

    def _released(self, report_id: int, note: str, release: str) -> str:
        """The note of a signing. Raises `UserError` when it may not be signed."""
        open_now = self.obstacles(report_id)
        if open_now.gaps:
            raise UserError(f"报告里还有{open_now.gaps}处数字空着，不能定稿", "把空着的数补上，或改写那一句")
        if not open_now.must:
            return note
        if not release:
            raise SigningBlocked(
                f"还有{len(open_now.must)}处必须改的问题，不能签发", "改好再签发，或写明放行的理由"
            )
        return "。".join(
            part for part in (note, f"{len(open_now.must)}处必须改的问题放行：{release}") if part
        )


_MISFIT = {
    True: ("这份报告已经签发，不能再登记这一步", "需要改动时另建一稿"),
    False: ("报告还没有签发，不能登记报送和公开", "先登记签发"),
}


def _sentence(found: PlacedFinding) -> str:
    return f"{found.where}：{found.finding.message}"


def _after(stage: ReviewStage, other: ReviewStage) -> bool:
    order = list(ReviewStage)
    return order.index(stage) > order.index(other)
