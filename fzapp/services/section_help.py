"""Points of a section ticked by hand, and the files that prove what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportStage
from fzapp.services.attachments import checked_file
from fzapp.storage import blobs, reports, tables
from fzapp.storage import section_help as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change
    from fzapp.storage.section_help import SectionFile

_PURPOSE = "section"


class SectionHelp:
    """What is kept beside the text of a section."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def tick(self, section_id: int, checkpoint: str, reason: str) -> Change | None:
        """Tick a point by hand. It wants a reason: a `UserError` says so."""
        if not reason.strip():
            raise UserError("手工打勾要写明理由", "写一句为什么这一条算写到了")
        known = self._tick_of(section_id, checkpoint)
        with self._archive.transact(Op.TICK_CHECKPOINT) as transaction:
            if known:
                transaction.write.update(tables.CHECKPOINT_TICK, known, reason=reason.strip())
            else:
                transaction.write.insert(
                    tables.CHECKPOINT_TICK,
                    section_id=section_id,
                    checkpoint=checkpoint,
                    reason=reason.strip(),
                    ticked_at=self._archive.now(),
                )
        return transaction.change

    def untick(self, section_id: int, checkpoint: str) -> Change | None:
        """Take a tick by hand away."""
        known = self._tick_of(section_id, checkpoint)
        if not known:
            return None
        with self._archive.transact(Op.TICK_CHECKPOINT) as transaction:
            transaction.write.delete(tables.CHECKPOINT_TICK, known)
        return transaction.change

    def files(self, section_id: int) -> tuple[SectionFile, ...]:
        """The evidence of a section."""
        return stored.files(self._archive, section_id)

    def attach(self, section_id: int, paths: Iterable[Path]) -> int:
        """Keep files as evidence of a section, as one operation; answer how many are new.

        A file that is there already is passed over. Raises `UserError` when one cannot be kept.
        """
        self._writable(section_id)
        known = {(one.sha256, one.name) for one in self.files(section_id)}
        read = [(path.name, checked_file(path)) for path in paths]
        added = 0
        with self._archive.transact(Op.SECTION_EVIDENCE) as transaction:
            for name, data in read:
                digest = blobs.keep(self._archive, transaction.write, name, data, _PURPOSE)
                if (digest, name) in known:
                    continue
                known.add((digest, name))
                added += 1
                transaction.write.insert(
                    tables.SECTION_EVIDENCE,
                    section_id=section_id,
                    evidence_id=stored.evidence_id(self._archive, digest, name),
                    caption="",
                    added_at=self._archive.now(),
                )
        return added

    def describe(self, file_id: int, caption: str) -> Change | None:
        """Say what a file proves."""
        with self._archive.transact(Op.SECTION_EVIDENCE) as transaction:
            transaction.write.update(tables.SECTION_EVIDENCE, file_id, caption=caption.strip())
        return transaction.change

    def detach(self, file_id: int) -> Change | None:
        """Take a file from a section; it stays in the archive, so that this can be undone."""
        with self._archive.transact(Op.SECTION_EVIDENCE) as transaction:
            transaction.write.delete(tables.SECTION_EVIDENCE, file_id)
        return transaction.change

    def _tick_of(self, section_id: int, checkpoint: str) -> int:
        section = reports.get_section(self._archive, section_id)
        self._writable(section_id)
        return next(
            (
                tick.id
                for tick in stored.ticks(self._archive, section.report_id)
                if (tick.section_id, tick.checkpoint) == (section_id, checkpoint)
            ),
            0,
        )

    def _writable(self, section_id: int) -> None:
        section = reports.get_section(self._archive, section_id)
        if reports.get(self._archive, section.report_id).stage is ReportStage.FINAL:
            raise UserError("这份报告已经定稿，不能再改", "需要改动时另建一稿")
