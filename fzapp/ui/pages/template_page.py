"""报告模板: those of the program to look at and copy, those of the office to change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from fzapp.services.genre_editing import SUFFIX, is_own
from fzapp.services.template_edits import moved, place_of, stepped, with_section, with_spec, without_section
from fzapp.ui import theme
from fzapp.ui.actions import make_action
from fzapp.ui.page import Page
from fzapp.ui.pages.template_form import HeadForm, SectionForm
from fzapp.ui.pages.template_lists import TemplateLists
from fzapp.ui.prompts import FileKind, Offer
from fzapp.ui.widgets.basic import card, label, scroll

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from fzapp.domain.template import ReportTemplate
    from fzapp.ui.page import Means

TEMPLATE_FILE = FileKind("报告模板", (SUFFIX,))
LISTS_WIDTH, NARROW_LISTS = 300, 210
_DELIVERED = "程序自带的模板只能看。要改，先按“复制一份”，改复制出来的那份。"
_OWN = "改了马上存好，按 Ctrl+Z 撤销。已经建好的报告不会变。"


class TemplatePage(Page):
    """Every change is kept at once as one step that can be undone."""

    name = "报告模板"
    tables = frozenset({"own_genre"})

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("template_page")
        self._genre = next(iter(self.services.library.names()))
        self._row = 0
        self._showing = False
        self._narrow = False
        self.lists = TemplateLists()
        self.head = HeadForm()
        self.section = SectionForm()
        self.note = label(role="muted", name="template_note", wrap=True)
        self._build()
        self._build_actions()
        self._wire()

    # --- page -----------------------------------------------------------------------------------

    def actions(self) -> Sequence[QAction]:
        """Copy first: nothing else can be done with a template of the program."""
        return self._shown_actions

    @property
    def template(self) -> ReportTemplate:
        """The chosen template as it is stored."""
        return self.services.library.get(self._genre)

    @property
    def read_only(self) -> bool:
        """Templates of the program are not changed."""
        return not is_own(self._genre)

    def refresh(self) -> None:
        """Show what is stored now; an undone template gives way to the first one."""
        names = self.services.library.names()
        if self._genre not in names:
            self._genre, self._row = next(iter(names)), 0
        self._show()

    def leave(self) -> bool:
        """Keep what is typed."""
        return self._keep()

    def set_narrow(self, narrow: bool) -> None:
        """The lists take what they need and no more."""
        self._narrow = narrow
        self._dress()

    def show_genre(self, key: str) -> None:
        """Choose a template."""
        self._genre, self._row = key, 0
        self.refresh()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        frame, inside = card("template_card", margin=20)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.head)
        self._stack.addWidget(self.section)
        inside.addWidget(self.note)
        inside.addWidget(self._stack, 1)
        self._dress()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addWidget(self.lists)
        right = QVBoxLayout()
        right.addWidget(scroll(frame))
        outer.addLayout(right, 1)

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs a wider list."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and not self.stale:
            self._dress()

    def _dress(self) -> None:
        self.lists.dress()
        self.section.points.dress()
        self.lists.set_width(theme.scaled(NARROW_LISTS if self._narrow else LISTS_WIDTH))

    def _build_actions(self) -> None:
        self._shown_actions = (
            make_action(self, "复制一份", self.copy, name="template_copy", primary=True),
            make_action(self, "从通知生成", self.from_notice, name="template_notice"),
            make_action(self, "导入模板", self.read_file, name="template_import"),
            make_action(self, "导出模板", self.export, name="template_export"),
        )
        make_action(self, "这一节上移", lambda: self.step(-1), name="template_up", keys="Alt+Up")
        make_action(self, "这一节下移", lambda: self.step(1), name="template_down", keys="Alt+Down")

    def _wire(self) -> None:
        lists = self.lists
        lists.genre_chosen.connect(self._on_genre)
        lists.section_chosen.connect(self._on_section)
        lists.sections.dropped.connect(self._on_dropped)
        lists.add.clicked.connect(self.add_section)
        lists.up.clicked.connect(lambda: self.step(-1))
        lists.down.clicked.connect(lambda: self.step(1))
        lists.remove.clicked.connect(self.remove_section)
        lists.remove_genre.clicked.connect(self.remove)
        self.head.left.connect(self._keep)
        self.section.left.connect(self._keep)

    # --- showing --------------------------------------------------------------------------------

    def _show(self) -> None:
        """Lists and form; signals of fields that are filled in are no typing."""
        self._showing = True
        template = self.template
        self._row = min(self._row, len(template.sections))
        self.lists.show_genres(self.services.library.names(), self._genre)
        self.lists.show_sections(template, self._row, read_only=self.read_only)
        self.note.setText(_DELIVERED if self.read_only else _OWN)
        if self._row:
            self.section.set_spec(template.sections[self._row - 1], read_only=self.read_only)
            self._stack.setCurrentWidget(self.section)
        else:
            self.head.set_template(template, read_only=self.read_only)
            self._stack.setCurrentWidget(self.head)
        self._enable()
        self._showing = False

    def _enable(self) -> None:
        lists, free = self.lists, not self.read_only
        on_section = free and self._row > 0
        movable = on_section and self.template.sections[self._row - 1].level > 0
        lists.add.setEnabled(free)
        lists.remove_genre.setEnabled(free)
        for widget in (lists.up, lists.down):
            widget.setEnabled(movable)
        lists.remove.setEnabled(on_section and len(self.template.sections) > 1)

    def _on_genre(self, key: str) -> None:
        if not self._keep():
            self.lists.choose(self._genre)
            return
        self._genre, self._row = key, 0
        self._show()

    def _on_section(self, at: int) -> None:
        if at < 0:
            return
        if not self._keep():
            self.lists.choose_section(self._row)
            return
        self._row = at
        self._show()

    # --- changing -------------------------------------------------------------------------------

    def _typed(self) -> ReportTemplate:
        template = self.template
        if self._row:
            place = self._row - 1
            return with_spec(template, place, self.section.spec(template.sections[place]))
        return self.head.template(template)

    def _keep(self) -> bool:
        """Store what is typed; False when it cannot be, which has been told."""
        if self.read_only or self._showing or self.stale:
            return True
        typed = self._typed()
        if typed == self.template:
            return True
        return self._save(typed)

    def _save(self, template: ReportTemplate) -> bool:
        kept = self._done(lambda: self.services.genre_editing.save(template))
        if kept:
            self._show()
        return kept

    def _done(self, action: Callable[[], object]) -> bool:
        done: list[object] = []
        self.operations.run(lambda: done.append(action()), self)
        return bool(done)

    def step(self, by: int) -> None:
        """Move the chosen section up (-1) or down (1) with all below it."""
        if self.lists.up.isEnabled() and self._keep():
            changed, at = stepped(self.template, self._row - 1, by)
            self._move_to(changed, at)

    def _on_dropped(self, taken: int, to: int) -> None:
        """Rows of the list; the first is no section."""
        if self.read_only or taken < 1 or not self._keep():
            return
        template = self.template
        changed = moved(template, taken - 1, max(0, to - 1))
        self._move_to(changed, place_of(changed, template.sections[taken - 1].id))

    def _move_to(self, changed: ReportTemplate, at: int) -> None:
        before = self._row
        if changed != self.template:
            self._row = at + 1
            if not self._save(changed):
                self._row = before
                self._show()

    def add_section(self) -> None:
        """A new section behind the chosen one, ready to be named."""
        if not self._keep():
            return
        changed, at = with_section(
            self.template, self._row - 1 if self._row else len(self.template.sections) - 1
        )
        self._move_to(changed, at)
        self.section.heading.setFocus(Qt.FocusReason.OtherFocusReason)
        self.section.heading.selectAll()

    def remove_section(self) -> None:
        """Take the chosen section out with all below it."""
        template = self.template
        changed = without_section(template, self._row - 1)
        before, self._row = self._row, min(self._row, len(changed.sections))
        if self._save(changed):
            self._tell("去掉了一节。")
        else:
            self._row = before

    # --- templates ------------------------------------------------------------------------------

    def copy(self) -> None:
        """An own template like the chosen one."""
        if self._keep():
            self._make(
                lambda: self.services.genre_editing.copy(self._genre), "复制好了，改个名称，再改章节。"
            )

    def remove(self) -> None:
        """Take the chosen own template away."""
        name = self.template.name
        if self._done(lambda: self.services.genre_editing.remove(self._genre)):
            self.refresh()
            self._tell(f"去掉了“{name}”。")

    def export(self) -> None:
        """Write the chosen template as a file."""
        if not self._keep():
            return
        target = self.prompter.choose_save(
            "导出报告模板", Path(f"{self.template.name}{SUFFIX}"), TEMPLATE_FILE
        )
        if target is not None and self._done(lambda: self.services.genre_editing.export(self._genre, target)):
            self.prompter.tell(f"存好了“{target.name}”，拷到别的电脑上导入就能用。")

    def read_file(self) -> None:
        """Add the template of a file; one that is wrong changes nothing."""
        if not self._keep():
            return
        editing = self.services.genre_editing
        for path in self.prompter.choose_open("选报告模板", [TEMPLATE_FILE])[:1]:
            self._make(lambda path=path: editing.add(editing.read(path)), f"“{path.name}”导入好了。")

    def from_notice(self) -> None:
        """Ask for the text of a notice and make a template of what is confirmed."""
        from fzapp.ui.dialogs import notice_outline  # noqa: PLC0415  the page opens without it

        template = (
            notice_outline.ask(self.window(), notice_outline.clipboard_text()) if self._keep() else None
        )
        if template is not None:
            self._make(lambda: self.services.genre_editing.add(template), "模板建好了，接着补提示和期限。")

    def _make(self, action: Callable[[], str], sentence: str) -> None:
        made: list[str] = []
        self._done(lambda: made.append(action()))
        if made:
            self.show_genre(made[0])
            self._tell(sentence)

    def _tell(self, sentence: str) -> None:
        self.prompter.tell(sentence, "done", Offer("撤销", self.operations.undo))
