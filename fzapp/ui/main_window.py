"""The window: puts strip, lines and pages together and wires them. No logic of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QUndoStack
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from fzapp.ui import actions, page_list, theme
from fzapp.ui.archive_signals import ArchiveSignals
from fzapp.ui.messages import MessageBar
from fzapp.ui.operations import Operations
from fzapp.ui.page import Means, Page
from fzapp.ui.prompts import WindowPrompter
from fzapp.ui.turns import HEAVY
from fzapp.ui.widgets.basic import brings_files, row
from fzapp.ui.window.commands import Commands
from fzapp.ui.window.evidence_reading import EvidenceReading
from fzapp.ui.window.keeper import Keeper
from fzapp.ui.window.lines import StatusLine, TopLine
from fzapp.ui.window.opening import Opening
from fzapp.ui.window.page_entries import PAGES, load_ahead
from fzapp.ui.window.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

    from fzapp.services.context import Services
    from fzapp.ui.look import Look
    from fzapp.ui.prompts import Prompter
    from fzapp.ui.window.finder import Finder

NAME = "法治报告助手"
UNSAVED = "这一页刚才写的内容没能存下来。关闭程序，没存下的就没有了。"
FIRST_SIZE = (1200, 700)
LEAST_SIZE = (640, 400)


class MainWindow(QWidget):
    """`painted` comes once, when the window stands on the screen: what can wait begins then.

    `restore_requested` names a backup: the archive has to be closed for it, and that is the program's to do.

    `prompter` is given by tests; otherwise the window speaks itself.
    """

    painted = Signal()
    restore_requested = Signal(object)

    def __init__(
        self, services: Services, look: Look, *, practice: bool = False, prompter: Prompter | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(f"{NAME}（练习本）" if practice else NAME)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.services = services
        self.look = look
        self.message_bar = MessageBar(self)
        self.prompter: Prompter = prompter or WindowPrompter(self, self.message_bar)
        self.signals = ArchiveSignals(self)
        self.undo_stack = QUndoStack(self)
        self.operations = Operations(services, self.signals, self.undo_stack, self.prompter)
        self.operations.setParent(self)
        self.means = Means(services, self.signals, self.operations, self.prompter)
        self.commands = Commands(self.means, self, practice=practice)
        self.keeper = Keeper(services, self.operations, self.prompter, self)
        self.evidence_reading = EvidenceReading(services, self.signals, self.operations, self)
        self.opening = Opening(self)
        self._entries = {entry.word: entry for entry in PAGES}
        self._pages: dict[str, Page] = {}
        self._finder: Finder | None = None
        self._asked_from = page_list.HOME
        self._narrow = False
        self._seen = False
        self._built = False
        self._build(practice)
        self._build_actions()
        self._wire()
        self._built = True
        if not self.restoreGeometry(QByteArray(look.geometry)):
            self.resize(*FIRST_SIZE)
        self._left = self.page_named(page_list.HOME)
        self.strip.set_current(page_list.HOME)
        self._show(self._left)

    # --- pages ----------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page that is shown; one that is on its way is there first."""
        self.opening.finish()
        return self._stack.currentWidget()

    def page_named(self, word: str) -> Page:
        """A page by its word, made when it was not opened yet."""
        if word not in self._pages:
            kind = self._entries[word].load()
            page = kind(self.means, self._stack)
            page.title_changed.connect(partial(self._on_page_news, page))
            page.status_changed.connect(partial(self._on_page_news, page))
            page.open_section_requested.connect(self.open_section)
            page.open_place_requested.connect(self.open_place)
            page.open_page_requested.connect(self.show_page)
            page.open_rows_requested.connect(self.open_rows)
            page.command_requested.connect(self.commands.run)
            page.restore_requested.connect(self.restore_requested)
            page.look_requested.connect(self.look.choose)
            page.set_narrow(self._narrow)
            self._stack.addWidget(page)
            self._pages[word] = page
        return self._pages[word]

    def show_page(self, word: str, then: Callable[[Any], object] = lambda _page: None) -> None:
        """Leave the page that is shown and open another one, by one of the words of `page_list`.

        One that takes longer than a moment comes bit by bit; `then` is called with it once it is shown.
        """
        if word != self.opening.word:
            self.strip.set_current(word)
            self.opening.begin(word, self._bits(word))
        if self.opening.word and self._is_in_strip():
            self.opening.keep_keys()
        self.opening.then(lambda: then(self._pages[word]))

    def _bits(self, word: str) -> Iterator[bool | None]:
        """What brings a page to the screen."""
        shown = self._stack.currentWidget()
        if isinstance(shown, Page) and shown is not self._pages.get(word):
            self._left = shown
            shown.leave()
            yield
        if word not in self._pages:
            yield from load_ahead(word)
            yield HEAVY
            self.page_named(word)
        if self._pages[word].stale:
            yield from self._pages[word].ahead()
            yield HEAVY
        self._show(self._pages[word])

    def _show(self, page: Page) -> None:
        self.opening.give_back()
        self._stack.setCurrentWidget(page)
        page.activate()
        if self._is_in_strip():
            page.setFocus(Qt.FocusReason.OtherFocusReason)  # the keys of a page are heard within it only
        self.top_line.set_actions(page.actions())
        # a key that the page has too would reach neither of both
        self._preview.setEnabled(
            QKeySequence(actions.PREVIEW) not in [a.shortcut() for a in QWidget.actions(page)]
        )
        self._on_page_news(page)

    def _on_not_opened(self) -> None:
        """Back to where the clerk was."""
        self._stack.setCurrentWidget(self._left)
        self.strip.set_current(self._left.name)
        self.top_line.set_actions(self._left.actions())
        self._on_page_news(self._left)

    def _is_in_strip(self) -> bool:
        """Whether the word that was pressed has the keyboard."""
        focus = QApplication.focusWidget()
        return focus is not None and self.strip.isAncestorOf(focus)

    def _on_delayed(self, word: str) -> None:
        """The page is not there yet, but it is known which one comes."""
        self._stack.setCurrentWidget(self.opening.ground)
        self.top_line.set_actions(())
        self.top_line.set_title(word)
        self.status_line.set_page("")

    def _on_help(self) -> None:
        """F1: what the page at hand is for; from there, back to that page."""
        page = self.page
        if page.name == page_list.HELP:
            self.show_page(self._asked_from)
            return
        self._asked_from = page.name
        self.show_page(page_list.HELP, lambda shown: shown.show_topic(page.topic or page.name))

    def open_section(self, section_id: int) -> None:
        """Go to a section on the page where it is written."""
        self.show_page(page_list.WRITE, lambda page: page.open_section(section_id))

    def open_place(self, section_id: int, start: int, length: int) -> None:
        """Go to a place in the text of a section, or to title and signature."""
        self.show_page(page_list.WRITE, lambda page: page.open_place(section_id, start, length))

    def open_rows(self, code: str, year: int, row_ids: object) -> None:
        """Show rows of a ledger, and only these, on its page."""
        self.show_page(page_list.LEDGERS, lambda page: page.show_rows(code, year, row_ids))

    def open_search(self) -> None:
        """Show the search box, or take it away."""
        if self._finder is None:
            from fzapp.ui.window.finder import Finder  # noqa: PLC0415  the window starts without it

            self._finder = Finder(self.services, self.signals, self)
        self._finder.open()

    def _on_page_news(self, page: Page) -> None:
        if page is self._stack.currentWidget():
            self.top_line.set_title(page.title())
            self.status_line.set_page(page.status())

    # --- building -------------------------------------------------------------------------------

    def _build(self, practice: bool) -> None:
        self.strip = Strip([entry for entry in self._entries.values() if entry.listed])
        self.top_line = TopLine()
        self.status_line = StatusLine(practice)
        self._stack = QStackedWidget(objectName="page_ground")
        # a page that asks for more room than there is must not keep the window from becoming narrow
        self._stack.setMinimumSize(1, 1)
        self._stack.addWidget(self.opening.ground)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top_line)
        column.addWidget(self._stack, 1)
        middle = row(self.strip, column, spacing=0)
        middle.setStretch(1, 1)
        outer = QVBoxLayout(self)
        self.setMinimumSize(*LEAST_SIZE)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status_line)

    def _build_actions(self) -> None:
        """Everything the keys and the menu can do; pages have their own beside these."""
        make = partial(actions.make_action, self)
        run = self.commands.run
        make("新建报告", partial(run, actions.COMMAND_NEW), name="new_report", keys=actions.NEW_REPORT)
        make(
            "导入报告", partial(run, actions.COMMAND_IMPORT), name="import_reports", keys=actions.OPEN_IMPORT
        )
        make(
            "导入文件夹",
            partial(run, actions.COMMAND_IMPORT_FOLDER),
            name="import_folder",
            keys=actions.OPEN_FOLDER,
        )
        make(
            "粘贴为报告", partial(run, actions.COMMAND_PASTE), name="paste_report", keys=actions.PASTE_REPORT
        )
        to_sources = partial(self.show_page, page_list.SOURCES)
        make("数字出处表", to_sources, name="open_sources", keys=actions.SOURCES)
        to_figures = partial(self.show_page, page_list.FIGURES)
        make("数字库", to_figures, name="open_figures", keys=actions.FIGURES)
        make("雷同检查", partial(self.show_page, page_list.COPYING), name="open_copying")
        make("报告模板", partial(self.show_page, page_list.TEMPLATES), name="open_templates")
        make("撤销", self._on_undo, name="undo", keys=actions.UNDO)
        make("重做", self._on_redo, name="redo", keys=actions.REDO)
        make("查找", self.open_search, name="search", keys=actions.SEARCH)
        make("现在保存", self._on_save, name="save", keys=actions.SAVE)
        make("字号大一些", partial(self._on_step, 1), name="larger", keys=actions.LARGER)
        make("字号小一些", partial(self._on_step, -1), name="smaller", keys=actions.SMALLER)
        make("左边的目录", self._on_toggle_list, name="toggle_list", keys=actions.TOGGLE_LIST)
        make("右边的栏", self._on_toggle_column, name="toggle_column", keys=actions.TOGGLE_COLUMN)
        make("换年度", partial(run, actions.COMMAND_TURN_YEAR), name="turn_year")
        make("打开练习本", partial(run, actions.COMMAND_PRACTICE), name="open_practice")
        for number, action in enumerate(self.actions()):
            if number in (4, 7, 11, 15):
                self.top_line.menu.addSeparator()
            self.top_line.menu.addAction(action)
        make("帮助", self._on_help, name="help", keys=actions.HELP)
        to_export = partial(self.show_page, page_list.EXPORT)
        self._preview = make("打印预览", to_export, name="preview", keys=actions.PREVIEW)
        places = [word for word, entry in self._entries.items() if not entry.apart]
        for index, word in enumerate(places):
            make(word, partial(self.show_page, word), name=f"page_{index}", keys=actions.page_key(index))

    def _wire(self) -> None:
        self.opening.delayed.connect(self._on_delayed)
        self.opening.failed.connect(self._on_not_opened)
        self.strip.page_requested.connect(self.show_page)
        self.operations.saved.connect(self.status_line.set_saved)
        self.commands.section_opened.connect(self.open_section)
        self.commands.page_opened.connect(self.show_page)

    # --- keys -----------------------------------------------------------------------------------

    def _on_undo(self) -> None:
        self._text_first("undo", "isUndoAvailable", self.operations.undo)

    def _on_redo(self) -> None:
        self._text_first("redo", "isRedoAvailable", self.operations.redo)

    def _text_first(self, what: str, available: str, otherwise: Callable[[], None]) -> None:
        """The text that is being typed has its own undo, and it comes before the archive's."""
        focus = QApplication.focusWidget()
        document = focus.document() if hasattr(focus, "document") else focus
        if hasattr(focus, what) and hasattr(document, available) and getattr(document, available)():
            getattr(focus, what)()
        else:
            otherwise()

    def _on_toggle_list(self) -> None:
        self.page.toggle_list()

    def _on_toggle_column(self) -> None:
        self.page.toggle_column()

    def _on_save(self) -> None:
        self.page.save()
        self.operations.note_saved()

    def _on_step(self, by: int) -> None:
        self.prompter.tell(f"字号：{self.look.step(by).label}。")

    # --- events ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Notice the first paint."""
        if event.type() is QEvent.Type.Paint and not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold side columns where there is no room for them; the news stays at the foot."""
        super().resizeEvent(event)
        self._fold()
        if self.message_bar.isVisible():  # it takes its place by itself when it comes
            self.message_bar.place()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs more room."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._built:
            self._fold()

    def _fold(self) -> None:
        narrow = self.width() < theme.scaled(theme.NARROW_BELOW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.strip.set_narrow(narrow)
            for page in self._pages.values():
                page.set_narrow(narrow)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome anywhere."""
        if brings_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files are brought in, after a look at them."""
        event.acceptProposedAction()
        self.commands.import_paths(
            [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        )

    def stop_work(self) -> None:
        """The archive is about to be closed: what goes on by itself beside the window is not wanted any more."""
        self.opening.stop()
        self.keeper.stop()
        self.evidence_reading.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Commit what is typed and remember where the window stood; lose nothing without a word."""
        if self.services.archive.is_lent:
            event.ignore()
            return
        shown = self._stack.currentWidget()
        if (
            isinstance(shown, Page)
            and not shown.leave()
            and not self.prompter.ask(UNSAVED, "不存了，关闭", "先不关闭")
        ):
            event.ignore()
            return
        self.stop_work()
        self.look.keep_geometry(bytes(self.saveGeometry().data()))
        super().closeEvent(event)
