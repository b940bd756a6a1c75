"""批注 beside the text: remarks on places of the section, listed, marked in the text, dealt with or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fzapp.text.sentences import sentences
from fzapp.ui.messages import day
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fzapp.domain.review import Comment
    from fzapp.ui.editor.section_editor import SectionEditor
    from fzapp.ui.pages.write_page import WritePage

_QUOTED = 24


class CommentsView(QFrame):
    """The list of the tab 批注. `chosen(comment)` asks to show its place."""

    chosen = Signal(object)
    add_requested = Signal()
    settle_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("comments_view")
        self._comments: tuple[Comment, ...] = ()
        words = "这一节还没有批注。选中要说的文字，按 Ctrl+M 写下意见；批注不会进正文，也不会印出来。"
        self._none = label(words, "muted", name="no_comments", wrap=True)
        self.view = LinesView("comments", "这一节的批注")
        self.settle = button("已处理", self._on_settle, name="comment_settle")
        self.remove = button("删除", self._on_remove, name="comment_remove")
        self.add = button("加批注  Ctrl+M", self.add_requested.emit, name="comment_add")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self._none)
        inside.addWidget(self.view, 1)
        inside.addLayout(row(self.settle, self.remove, None))
        inside.addLayout(row(self.add, None))
        self.view.installEventFilter(self)
        self.view.clicked.connect(lambda _index: self._on_chosen())
        self.view.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.show_comments((), frozenset())

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What is listed."""
        return self._comments

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.view, self.settle, self.remove, self.add

    def show_comments(self, comments: Sequence[Comment], lost: frozenset[int]) -> None:
        """List the comments of a section; those in `lost` are about words that are gone."""
        before = self.view.currentIndex().row()
        self._comments = tuple(comments)
        self.view.set_lines([_line(one, lost=one.id in lost) for one in self._comments])
        self.view.setVisible(bool(self._comments))
        self._none.setVisible(not self._comments)
        self.view.setCurrentIndex(self.view.model().index(min(max(0, before), len(self._comments) - 1), 0))
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter shows the place, the space bar says that it was dealt with, Delete takes it away."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            doing: dict[int, Callable[[], None]] = {
                Qt.Key.Key_Return: self._on_chosen,
                Qt.Key.Key_Enter: self._on_chosen,
                Qt.Key.Key_Space: self._on_settle,
                Qt.Key.Key_Delete: self._on_remove,
            }
            if event.key() in doing:
                doing[event.key()]()
                return True
        return super().eventFilter(watched, event)

    def _current(self) -> Comment | None:
        place = self.view.currentIndex().row()
        return self._comments[place] if 0 <= place < len(self._comments) else None

    def _follow(self) -> None:
        comment = self._current()
        self.settle.setText("没有处理，重新打开" if comment and not comment.is_open else "已处理")
        for one in (self.settle, self.remove):
            one.setVisible(comment is not None)

    def _on_chosen(self) -> None:
        if self._current() is not None:
            self.chosen.emit(self._current())

    def _on_settle(self) -> None:
        if self._current() is not None:
            self.settle_requested.emit(self._current())

    def _on_remove(self) -> None:
        if self._current() is not None:
            self.remove_requested.emit(self._current())


def _line(comment: Comment, *, lost: bool) -> Line:
    quote = comment.quote if len(comment.quote) <= _QUOTED else comment.quote[:_QUOTED] + "…"
    by = f"{comment.by}　" if comment.by else ""
    about = "原文已经改过" if lost else f"“{quote}”"
    text = f"{comment.words}\n{about}\n{by}{day(comment.at[:10])}"
    return Line(text.replace("\n\n", "\n"), note="待处理" if comment.is_open else "已处理")


class SectionComments(QObject):
    """Keeps list and marks true to one editor; comments change nothing in the text."""

    def __init__(self, page: WritePage, editor: SectionEditor, view: CommentsView) -> None:
        super().__init__(editor)
        self._page, self._editor, self._view = page, editor, view
        self._service = page.services.comments
        self._section = 0
        self._name: str | None = None
        view.chosen.connect(self._show)
        view.add_requested.connect(self.add)
        view.settle_requested.connect(self._settle)
        view.remove_requested.connect(self._remove)
        editor.body_changed.connect(self.look)

    def show_section(self, section_id: int) -> None:
        """Another section, 0 for none."""
        self._section = section_id
        self.look()

    def look(self) -> None:
        """List and mark anew."""
        report = self._page.report
        found = self._service.of_report(report.id) if report is not None and self._section > 0 else ()
        own = [one for one in found if one.section_id == self._section]
        text = self._editor.shown_text() if own else ""
        places = {one.id: one.place_in(text) for one in own}
        self._view.show_comments(own, frozenset(key for key, place in places.items() if place is None))
        marks = [places[one.id] for one in own if one.is_open]
        self._editor.mark([(p[0], p[1] - p[0]) for p in marks if p is not None], "comment")

    def add(self) -> None:
        """Ctrl+M: remark on what is selected, else on the sentence at the cursor."""
        if self._section <= 0:
            return
        text = self._editor.shown_text()
        start, length = self._editor.selection()
        if not length:
            start, length = sentence_at(text, start)
        if not text[start : start + length].strip():
            self._page.prompter.tell("先选中要批注的文字，或把光标放到那句话里，再按 Ctrl+M。", "note")
            return
        quote = text[start : start + min(length, _QUOTED)]
        words = self._page.prompter.ask_text("加批注", f"对“{quote}”的意见：", "")
        if not words:
            return
        by = self._asked_name()
        if self._page.run(lambda: self._service.add(self._section, text, start, start + length, words, by)):
            self.look()

    def _asked_name(self) -> str:
        """Who looks the report over; asked once as long as the window is open."""
        if self._name is None:
            self._name = self._page.prompter.ask_text("加批注", "批注人的姓名（可以不写，以后不再问）：", "")
        return self._name or ""

    def _show(self, comment: Comment) -> None:
        place = comment.place_in(self._editor.shown_text())
        if place is None:
            self._page.prompter.tell("批注的那句话已经改过，找不到原来的位置。", "note")
            return
        self._editor.select(place[0], place[1] - place[0])
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self, comment: Comment) -> None:
        service = self._service
        if self._page.run(
            lambda: service.resolve(comment.id) if comment.is_open else service.reopen(comment.id)
        ):
            self.look()

    def _remove(self, comment: Comment) -> None:
        if self._page.run(lambda: self._service.remove(comment.id)):
            self.look()
            self._page.prompter.tell("批注已删除，按 Ctrl+Z 可以找回来。")


def sentence_at(text: str, offset: int) -> tuple[int, int]:
    """Offset and length of the sentence that holds or ends at a place; (offset, 0) when there is none."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        for one in sentences([line]):
            if start + one.start <= offset <= start + one.end:
                return start + one.start, one.end - one.start
        start += len(line) + 1
        if start > offset and number:
            break
    return offset, 0
