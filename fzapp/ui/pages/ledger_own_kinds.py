"""What is done to the kinds themselves: own ones, own columns, templates on a stick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from fzapp.services.kind_drafts import KindDraft, draft_of
from fzapp.services.kind_templates import SUFFIX
from fzapp.services.own_kinds import is_own
from fzapp.ui.dialogs import kind_editor
from fzapp.ui.prompts import FileKind, Offer

if TYPE_CHECKING:
    from fzapp.ui.pages.ledger_kinds import KindsPanel
    from fzapp.ui.pages.ledger_page import LedgerPage

TEMPLATE = FileKind("台账模板", (".txt",))


class OwnKinds(QObject):
    """The hands of a `LedgerPage` for its kinds; every method is one step that can be undone."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page

    def wire(self, panel: KindsPanel) -> None:
        """What can be done stands below the list of kinds."""
        panel.edit.clicked.connect(self.edit)
        menu = QMenu(panel.more)
        menu.setObjectName("ledger_kind_menu")
        for words, slot in (
            ("新建一种台账…", self.new_kind),
            ("导出这种台账的模板…", self.export),
            ("导入台账模板…", self.read_template),
            ("去掉这种台账", self.remove),
        ):
            menu.addAction(words, slot)
        panel.more.setMenu(menu)
        menu.aboutToShow.connect(lambda: self._name(menu))

    def _name(self, menu: QMenu) -> None:
        """Only an own kind can be taken away."""
        kind = self._page.kind
        menu.actions()[-1].setEnabled(kind is not None and is_own(kind))

    def new_kind(self) -> None:
        """Ask for a kind of the office's own."""
        self._ask(KindDraft())

    def edit(self) -> None:
        """Ask for the columns of the kind that is shown."""
        if self._page.kind is not None:
            self._ask(draft_of(self._page.kind))

    def remove(self) -> None:
        """Take the own kind that is shown away."""
        page = self._page
        kind = page.kind
        if kind is None or not page.leave():
            return
        done, change = page.entry.run(lambda: page.services.kind_editing.remove(kind))
        if done and change is not None:
            page.show_ledger(page.services.ledgers.kinds()[0].code, page.year)
            self._tell(f"已去掉“{kind.name}”。")

    def export(self) -> None:
        """Write the kind that is shown as a template."""
        page = self._page
        kind = page.kind
        if kind is None:
            return
        target = page.prompter.choose_save("导出台账模板", Path(f"{kind.name}{SUFFIX}"), TEMPLATE)
        if target is None:
            return
        written: list[bool] = []
        page.operations.run(lambda: written.append(page.services.kind_editing.export(kind, target) is None))
        if written:
            page.prompter.tell(f"存好了“{target.name}”，拷到别的电脑上导入就能用。")

    def read_template(self) -> None:
        """Read a template; it is shown before anything changes."""
        page = self._page
        found: list[KindDraft] = []
        for path in page.prompter.choose_open("选台账模板", [TEMPLATE])[:1]:
            page.operations.run(
                lambda path=path: found.append(page.services.kind_editing.read_template(path))
            )
        if found:
            self._ask(found[0])

    def _ask(self, draft: KindDraft) -> None:
        page = self._page
        if not page.leave():
            return
        editing = page.services.kind_editing
        question = kind_editor.KindQuestion(draft, editing.check, page.services.reports.unit().offices)
        answer = kind_editor.ask(page.window(), question)
        if answer is None:
            return
        done, change = page.entry.run(lambda: editing.save(answer))
        if done:
            code = editing.code_of(answer)
            self._show_new_columns(code, {column.id for column in draft.columns})
            page.show_ledger(code, page.year)
            if change is not None:
                self._tell(f"“{answer.name}”的列改好了。" if draft.code else f"建好了“{answer.name}”。")

    def _show_new_columns(self, code: str, known: set[str]) -> None:
        """A table whose columns were chosen shows the new ones too."""
        page = self._page
        layout = page.columns.layouts.of(code)
        columns = page.services.ledgers.kind(code).columns
        new = tuple(column.id for column in columns if column.id not in known and not column.hidden)
        if layout.chosen and new:
            page.columns.layouts.keep_columns(code, (*layout.chosen, *new), layout.frozen)

    def _tell(self, sentence: str) -> None:
        self._page.prompter.tell(sentence, "done", Offer("撤销", self._page.operations.undo))
