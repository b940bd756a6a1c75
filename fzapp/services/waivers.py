"""Waivers (不再提示): a finding that need not be told again, with the reason; and how often rules were right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.finding import Severity
from fzapp.domain.waiver import Waiver, WaiverScope
from fzapp.storage import waivers as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from fzapp.services.report_checks import PlacedFinding
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.storage.waivers import RuleCount


class WaiverService:
    """Keeps waivers and counts."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def all(self) -> tuple[Waiver, ...]:
        """Every waiver, newest first."""
        return stored.listed(self._archive)

    def waive(self, report_id: int, found: PlacedFinding, scope: WaiverScope, reason: str) -> Change | None:
        """Do not tell a finding again. Raises `UserError` without a reason, and where a rule that finds what
        must be put right would be silenced altogether.
        """
        finding = found.finding
        if not reason.strip():
            raise UserError("不再提示要写明原因", "写一句为什么这里不用改")
        if scope is WaiverScope.RULE and finding.severity is Severity.MUST:
            raise UserError("必须改的规则不能整条关掉", "写明原因，放行这一处或这个词句")
        once = scope is WaiverScope.ONCE
        waiver = Waiver(
            id=0,
            scope=scope,
            rule=finding.rule,
            reason=reason.strip(),
            phrase="" if scope is WaiverScope.RULE else found.phrase,
            context=found.context if once else "",
            report_id=report_id if once else 0,
            section_id=found.place.section if once else 0,
            waived_at=self._archive.now(),
        )
        with self._archive.transact(Op.WAIVE_FINDING) as transaction:
            stored.insert(transaction.write, waiver)
        return transaction.change

    def take_back(self, waiver_id: int) -> Change | None:
        """Tell it again."""
        with self._archive.transact(Op.WAIVE_FINDING) as transaction:
            stored.delete(transaction.write, waiver_id)
        return transaction.change

    def counts(self) -> dict[str, RuleCount]:
        """How often each rule was told and followed on this PC, by its id."""
        return stored.counts(self._archive)


def told_count(count: RuleCount) -> str:
    """For the reader: 本规则提示41次 采纳40次."""
    return f"本规则提示{count.told}次　采纳{count.followed}次" + (
        f"　不用提示{count.waived}次" if count.waived else ""
    )
