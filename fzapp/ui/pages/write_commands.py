"""What can be done to a section as a whole: rename, add, move, remove, say where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fzapp.domain.report import SectionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.domain.report import Section
    from fzapp.services.overview import CheckpointState, TaskRow
    from fzapp.ui.page import Page

DEEPEST = 2
"""Sections are 一、 and （一）; deeper headings stand in the text."""

FINISHED = (SectionState.WRITTEN, SectionState.NOT_APPLICABLE)
"""States in which the writer has nothing more to do."""


class SectionCommands(QObject):
    """Asks what is missing, runs the service, and tells with `done(section_id)` which section to show.

    `commit` is called first, so that what is being typed is in the archive before the section changes.
    """

    done = Signal(int)
    files_wanted = Signal()
    """Evidence is to be chosen for the section that was shown last."""

    def __init__(self, page: Page, commit: Callable[[], object]) -> None:
        super().__init__(page)
        self._page = page
        self._writing = page.services.writing
        self._prompter = page.prompter
        self._commit = commit

    def rename(self, section_id: int) -> None:
        """Ask for another heading. The lead has none."""
        section = self._section(section_id)
        if section is None or section.level == 0:
            return
        heading = self._prompter.ask_text("改标题", "标题（编号由程序编排，不用写）：", section.heading)
        if heading is not None and heading != section.heading:
            self._run(lambda: self._writing.rename(section_id, heading), section_id)

    def add(self, section_id: int, *, below: bool = False) -> None:
        """Ask for the heading of a new section; it goes behind the section and all that stands below it."""
        section = self._section(section_id)
        if section is None:
            return
        if section.is_annex:
            self.add_annex(section.report_id)
            return
        level = min(DEEPEST, section.level + 1) if below else max(1, section.level)
        heading = self._prompter.ask_text("加一节", "新一节的标题（编号由程序编排，不用写）：", "")
        if not heading:
            return
        last = self._block(section)[-1]
        added = self._page.operations.run(
            lambda: self._writing.add_after(last.id, level, heading), initiator=self._page
        )
        if added is not None:
            self.done.emit(added)

    def add_annex(self, report_id: int) -> None:
        """Ask for the title of a new annex; it goes behind all others."""
        self._commit()
        title = self._prompter.ask_text("加附件", "附件的标题（“附件1”这样的序号由程序编排，不用写）：", "")
        if not title:
            return
        added = self._page.operations.run(
            lambda: self._writing.add_annex(report_id, title), initiator=self._page
        )
        if added is not None:
            self.done.emit(added)

    def remove(self, section_id: int) -> None:
        """Ask, then take the section out; what stands below it stays."""
        section = self._section(section_id)
        if section is None or section.level == 0:
            return
        block = self._block(section)
        below = f"下面的{len(block) - 1}节会留下，归到前一个标题。" if len(block) > 1 else ""
        what = "这个附件" if section.is_annex else "这一节"
        question = f"删除“{section.heading}”{what}？{below}删了可以按 Ctrl+Z 找回来。"
        if self._prompter.ask(question, "删除", "不删"):
            neighbour = self._neighbour(section)
            self._run(lambda: self._writing.remove(section_id), neighbour)

    def move(self, section_id: int, *, up: bool) -> None:
        """Change places with the section of the same level before or behind it."""
        section = self._section(section_id)
        if section is not None and section.level > 0:
            self._run(lambda: self._writing.move(section_id, up=up), section_id)

    def set_state(self, section_id: int, state: SectionState) -> None:
        """Say where the section stands; 不涉及 asks for reason and proof, 已写完 wants a text."""
        section = self._section(section_id)
        if section is None:
            return
        if state is SectionState.NOT_APPLICABLE:
            self._declare_zero(section_id)
            return
        if state is SectionState.WRITTEN and not section.body.strip():
            self._prompter.tell("这一节还没有文字，先写上内容，或标为“不涉及”。", "note")
            return
        self._run(lambda: self._writing.set_state(section_id, state), section_id)

    def _declare_zero(self, section_id: int) -> None:
        """Reason, sentence and proof in one dialog; the files of the proof are kept as evidence of the section."""
        from fzapp.ui.dialogs import not_applicable  # noqa: PLC0415  the window starts without it

        zero, page = self._page.services.zero, self._page
        declared = not_applicable.ask(page.window(), zero.offer(section_id))
        if declared is None:
            return
        done = self._run(
            lambda: zero.declare(
                section_id,
                declared.reason,
                statement=declared.statement,
                confirm=declared.confirm,
                by=declared.by,
            ),
            section_id,
        )
        if done and declared.with_files:
            self.files_wanted.emit()

    def finish(self, shown: TaskRow, body: str) -> None:
        """The writer goes on: a section with a text is written, of an empty one it is said that it is not."""
        section = shown.section
        if section.state in FINISHED:
            return
        if body.strip():
            self._page.operations.run(
                lambda: self._writing.set_state(section.id, SectionState.WRITTEN), initiator=self._page
            )
        elif not shown.has_children and section.level:
            self._prompter.tell(f"“{section.heading}”还没有文字，没有标为已写完，可以回头再写。", "note")

    def tick(self, section_id: int, state: CheckpointState) -> None:
        """Tick a point by hand, with the reason, or take that tick away."""
        help_, point = self._page.services.section_help, state.checkpoint
        if state.reason:
            self._run(lambda: help_.untick(section_id, point.id), section_id)
            return
        reason = self._prompter.ask_text("手工打勾", "为什么这一条算写到了：", "")
        if reason is not None:
            self._run(lambda: help_.tick(section_id, point.id, reason), section_id)

    def _section(self, section_id: int) -> Section | None:
        """The section as it is once everything typed is committed."""
        if not section_id:
            return None
        self._commit()
        return self._page.operations.run(lambda: self._writing.section(section_id))

    def _sections(self, section: Section) -> tuple[Section, ...]:
        return self._page.services.reports.get(section.report_id).sections

    def _block(self, section: Section) -> list[Section]:
        """The section and what stands below it. The lead is alone."""
        block = [section]
        for other in self._sections(section):
            if other.position > section.position:
                if section.level == 0 or other.is_annex or other.level <= section.level:
                    break
                block.append(other)
        return block

    def _neighbour(self, section: Section) -> int:
        """Which section to show when this one is gone: the next, else the one before; 0 for none."""
        others = [other for other in self._sections(section) if other.id != section.id]
        behind = [other for other in others if other.position > section.position]
        return (behind[0] if behind else others[-1]).id if others else 0

    def _run(self, action: Callable[[], object], show: int) -> bool:
        """Whether the archive took it; then the section to show is told."""

        def act() -> bool:
            action()
            return True

        taken = bool(self._page.operations.run(act, initiator=self._page))
        if taken:
            self.done.emit(show)
        return taken
