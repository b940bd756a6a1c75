"""Writing: the text, state and place of the sections of a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import ANNEX_LEVEL, ReportStage, Section, SectionState, state_after_edit
from fzapp.storage import drafts, tables
from fzapp.storage import reports as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from fzapp.storage.archive import Archive, Writer
    from fzapp.storage.changes import Change


@dataclass(frozen=True, slots=True)
class Recovered:
    """Text that the last run had not committed and that was put back: `added` is in characters."""

    report_title: str
    heading: str
    saved_at: str
    added: int


class WritingService:
    """What the editor calls."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def section(self, section_id: int) -> Section:
        """One section as committed. Raises `UserError` when it is gone."""
        return stored.get_section(self._archive, section_id)

    def keep_draft(self, section_id: int, body: str, cursor: int) -> None:
        """Write what is being typed through to the disk, outside the history."""
        drafts.keep(self._archive, section_id, body, cursor)

    def save(self, section_id: int, body: str, cursor: int = 0) -> Change | None:
        """Commit the text of a section as one operation; None when nothing changed."""
        section = self._open_section(section_id)
        changed: Change | None = None
        if body != section.body:
            with self._archive.transact(Op.EDIT_SECTION) as transaction:
                transaction.write.update(
                    tables.SECTION,
                    section_id,
                    body=body,
                    cursor=cursor,
                    state=state_after_edit(section.state, body).value,
                    edited_at=self._archive.now(),
                )
            changed = transaction.change
        drafts.drop(self._archive, section_id)
        return changed

    def set_state(self, section_id: int, state: SectionState, reason: str = "") -> Change | None:
        """Say where a section stands. 不涉及 needs a reason: a `UserError` says so."""
        self._open_section(section_id)
        if state is SectionState.NOT_APPLICABLE and not reason.strip():
            raise UserError("标为“不涉及”要写明原因", "写一句为什么本单位没有这项工作")
        with self._archive.transact(Op.SET_SECTION_STATE) as transaction:
            transaction.write.update(tables.SECTION, section_id, state=state.value, reason=reason)
        return transaction.change

    def rename(self, section_id: int, heading: str) -> Change | None:
        """Change the heading of a section; it may not be empty."""
        section = self._open_section(section_id)
        if section.level > 0 and not heading.strip():
            raise UserError("章节标题不能是空的", "写上标题，或把这一节删掉")
        with self._archive.transact(Op.EDIT_OUTLINE) as transaction:
            transaction.write.update(tables.SECTION, section_id, heading=heading.strip())
            if section.is_annex:
                self._follow_annexes(transaction.write, section)
        return transaction.change

    def add_after(self, section_id: int, level: int, heading: str) -> int:
        """Put a new empty section behind `section_id`; answer its number."""
        section = self._open_section(section_id)
        parts = stored.sections(self._archive, section.report_id)
        with self._archive.transact(Op.EDIT_OUTLINE) as transaction:
            for other in parts:
                if other.position > section.position:
                    transaction.write.update(tables.SECTION, other.id, position=other.position + 1)
            added = transaction.write.insert(
                tables.SECTION,
                report_id=section.report_id,
                position=section.position + 1,
                level=level,
                heading=heading.strip(),
                heading_end="",
                body="",
                spec="",
                state=SectionState.NOT_STARTED.value,
                reason="",
                cursor=0,
                edited_at="",
            )
            if level == ANNEX_LEVEL:
                self._follow_annexes(transaction.write, section, added=1)
            return added

    def add_annex(self, report_id: int, title: str) -> int:
        """Put a new empty annex at the end of a report; answer its number. It must have a title."""
        if not title.strip():
            raise UserError("附件要有标题", "写上附件的标题，正文下面会照着列出来")
        last = stored.sections(self._archive, report_id)[-1]
        return self.add_after(last.id, ANNEX_LEVEL, title)

    def remove(self, section_id: int) -> Change | None:
        """Take a section with its text out of the report; it can be undone."""
        section = self._open_section(section_id)
        drafts.drop(self._archive, section_id)
        with self._archive.transact(Op.EDIT_OUTLINE) as transaction:
            stored.delete_section(self._archive, transaction.write, section.id)
            for other in stored.sections(self._archive, section.report_id):
                if other.position > section.position:
                    transaction.write.update(tables.SECTION, other.id, position=other.position - 1)
            if section.is_annex:
                self._follow_annexes(transaction.write, section, added=-1)
        return transaction.change

    def move(self, section_id: int, *, up: bool) -> Change | None:
        """Swap a section, with what stands below it, with its neighbour of the same level."""
        section = self._open_section(section_id)
        blocks = _blocks(stored.sections(self._archive, section.report_id), section.level)
        index = next(i for i, block in enumerate(blocks) if block[0].id == section_id)
        other = index - 1 if up else index + 1
        if not 0 <= other < len(blocks) or blocks[other][0].level != section.level:
            return None
        blocks[index], blocks[other] = blocks[other], blocks[index]
        ordered = [part for block in blocks for part in block]
        with self._archive.transact(Op.EDIT_OUTLINE) as transaction:
            for position, part in enumerate(ordered):
                transaction.write.update(tables.SECTION, part.id, position=position)
            if section.is_annex:
                self._follow_annexes(transaction.write, section)
        return transaction.change

    def recover(self) -> tuple[Recovered, ...]:
        """Commit what the last run had only drafted, and say what came back. For the start only."""
        found: list[Recovered] = []
        for draft in drafts.pending(self._archive):
            section = stored.get_section(self._archive, draft.section_id)
            report = stored.get(self._archive, section.report_id)
            self.save(draft.section_id, draft.body, draft.cursor)
            found.append(
                Recovered(
                    report.content.title, section.heading, draft.saved_at, len(draft.body) - len(section.body)
                )
            )
        return tuple(found)

    def _follow_annexes(self, write: Writer, section: Section, added: int = 0) -> None:
        """Name under the text the annexes as they are now; names of what is no annex here stay behind them."""
        report = stored.get(self._archive, section.report_id)
        titles = [part.heading for part in report.sections if part.is_annex]
        others = report.content.attachments[len(titles) - added :]
        content = replace(report.content, attachments=(*titles, *others))
        write.update(tables.REPORT, report.id, **stored.content_values(content))

    def _open_section(self, section_id: int) -> Section:
        section = stored.get_section(self._archive, section_id)
        if stored.get(self._archive, section.report_id).stage is ReportStage.FINAL:
            raise UserError("这份报告已经定稿，不能再改", "需要改动时另建一稿")
        return section


def _blocks(parts: tuple[Section, ...], level: int) -> list[list[Section]]:
    """Sections grouped so that each block begins with one of `level` or above and holds what is below it."""
    blocks: list[list[Section]] = []
    for part in parts:
        if not blocks or part.is_annex or part.level <= level:
            blocks.append([part])
        else:
            blocks[-1].append(part)
    return blocks
