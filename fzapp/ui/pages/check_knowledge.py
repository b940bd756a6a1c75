"""Which knowledge the checks rest on: told at the foot of the page, changed by a file, taken back at will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from fzapp.services.knowledge_update import SUFFIX
from fzapp.ui.prompts import FileKind
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from fzapp.services.knowledge_update import KnowledgeState
    from fzapp.ui.page import Page

UPDATES = FileKind("知识更新文件", (SUFFIX,))


class KnowledgeLine(QWidget):
    """One line: version and day, and what can be done about it."""

    def __init__(self, update: Callable[[], object], take_back: Callable[[], object]) -> None:
        super().__init__()
        self.told = label("", "muted", name="knowledge_told", wrap=True)
        self.update_button = button("更新…", update, "link", name="knowledge_update")
        self.update_button.setToolTip("从U盘上的更新文件换上新的法规和表述，可以恢复")
        self.back_button = button("用随程序的", take_back, "link", name="knowledge_back")
        self.back_button.hide()
        row(self.told, self.update_button, self.back_button, parent=self).setStretch(0, 1)

    def show_state(self, state: KnowledgeState) -> None:
        """Tell what is in use."""
        self.told.setText(state.told)
        self.back_button.setHidden(state.own)

    def stops(self) -> tuple[QPushButton, ...]:
        """Where Tab stops, in order."""
        return self.update_button, self.back_button


class KnowledgeCommands(QObject):
    """Puts an update in and takes it out, for a page that shows its lines."""

    def __init__(self, page: Page, done: Callable[[], object]) -> None:
        super().__init__(page)
        self._page = page
        self._done = done
        self.lines = (KnowledgeLine(self.update, self.take_back), KnowledgeLine(self.update, self.take_back))

    def show_state(self) -> None:
        """Tell what is in use."""
        state = self._page.services.checking.knowledge.state()
        for line in self.lines:
            line.show_state(state)

    def update(self) -> None:
        """Ask for a file, say what it is, and use it."""
        page = self._page
        knowledge = page.services.checking.knowledge
        for path in page.prompter.choose_open("选知识更新文件", [UPDATES])[:1]:
            update = page.operations.run(lambda path=path: knowledge.read(path))
            if update is None:
                return
            question = f"更新文件完好：{update.state.told}。现在换上吗？随时可以恢复。"
            if page.prompter.ask(question, "换上", "不换"):
                page.operations.run(lambda update=update: knowledge.install(update), initiator=page)
                self._finish()

    def take_back(self) -> None:
        """Use what came with the program again."""
        page = self._page
        page.operations.run(page.services.checking.knowledge.take_back, initiator=page)
        self._finish()

    def _finish(self) -> None:
        self._page.prompter.tell(self._page.services.checking.knowledge.state().told + "。")
        self._done()
