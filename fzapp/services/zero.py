"""不涉及: a section whose work did not happen, with the sentence that says so and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import SectionState
from fzapp.services.templates import zero_statement_for
from fzapp.storage import drafts, reports, settings, tables
from fzapp.storage import ledgers as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.report import Section
    from fzapp.services.ledgers import LedgerService
    from fzapp.services.overview import OverviewService
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change


@dataclass(frozen=True, slots=True)
class ZeroOffer:
    """What is known before somebody says 不涉及.

    `statement` is the sentence of the template, "" where it has none or the section has a text already.
    `unproved` are the ledgers of the section that are empty without anybody's word for it, `proved` those
    confirmed to be empty, `kept` those that have rows: of such work it cannot be said that there is none.
    """

    section: Section
    year: int
    statement: str
    unproved: tuple[LedgerKind, ...] = ()
    proved: tuple[LedgerKind, ...] = ()
    kept: tuple[tuple[LedgerKind, int], ...] = ()


class ZeroService:
    """Says of a section that there was nothing, as one operation."""

    def __init__(self, archive: Archive, overview: OverviewService, ledgers: LedgerService) -> None:
        self._archive = archive
        self._overview = overview
        self._ledgers = ledgers

    def offer(self, section_id: int) -> ZeroOffer:
        """What there is to say and to prove. Raises `UserError` when the section is gone."""
        section = reports.get_section(self._archive, section_id)
        year = reports.get(self._archive, section.report_id).year
        spec = self._overview.spec(section)
        if spec is None:
            return ZeroOffer(section, year, "")
        counts, confirmed = self._ledgers.counts(year), self._ledgers.zero_confirmed(year)
        kinds = [self._ledgers.kind(code) for code in spec.ledgers]
        empty = [kind for kind in kinds if not counts.get(kind.code)]
        statement = zero_statement_for(spec, settings.unit(self._archive), year)
        return ZeroOffer(
            section,
            year,
            "" if section.body.strip() else statement,
            tuple(kind for kind in empty if kind.code not in confirmed),
            tuple(kind for kind in empty if kind.code in confirmed),
            tuple((kind, counts[kind.code]) for kind in kinds if counts.get(kind.code)),
        )

    def declare(
        self, section_id: int, reason: str, *, statement: str = "", confirm: Sequence[str] = (), by: str = ""
    ) -> Change | None:
        """Mark a section 不涉及 for `reason`.

        `statement` becomes its text, the ledgers `confirm` are confirmed to be empty in the name of `by`.
        Raises `UserError` without a reason, or without a name for what is confirmed.
        """
        if not reason.strip():
            raise UserError("标为“不涉及”要写明原因", "写一句为什么本单位没有这项工作")
        if confirm and not by.strip():
            raise UserError("确认为零要写明由谁确认", "写上确认人")
        section = reports.get_section(self._archive, section_id)
        year = reports.get(self._archive, section.report_id).year
        text = {"body": statement.strip(), "edited_at": self._archive.now()} if statement.strip() else {}
        with self._archive.transact(Op.SET_SECTION_STATE) as transaction:
            state = SectionState.NOT_APPLICABLE.value
            transaction.write.update(tables.SECTION, section_id, state=state, reason=reason.strip(), **text)
            for code in confirm:
                stored.confirm_zero(self._archive, transaction.write, code, year, by.strip())
        if text:
            drafts.drop(self._archive, section_id)
        return transaction.change
