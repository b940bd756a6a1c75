"""引用往年 (F3): brings words of an earlier year in, made ready, and keeps them marked until somebody has read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.domain.report import Section
    from fzapp.services.overview import PastSection
    from fzapp.storage.section_help import ReusedSentence
    from fzapp.ui.editor.section_editor import SectionEditor
    from fzapp.ui.pages.write_page import WritePage


class ReuseBar(QFrame):
    """Over the text as long as sentences stand in it as they were taken over."""

    next_requested = Signal()
    accepted = Signal()
    all_accepted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reuse_bar")
        self.told = label(role="muted", name="reuse_told", wrap=True)
        self._buttons = (
            button("下一句", self.next_requested.emit, name="reuse_next"),
            button("这句可以用", self.accepted.emit, name="reuse_accept"),
            button("都可以用", self.all_accepted.emit, name="reuse_accept_all"),
        )
        inside = QVBoxLayout(self)
        inside.setContentsMargins(24, 4, 16, 4)
        line = row(self.told, *self._buttons)
        line.setStretch(0, 1)
        inside.addLayout(line)
        self.hide()

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self._buttons

    def show_found(self, found: Sequence[ReusedSentence]) -> None:
        """How many sentences are left, and how much in them is still of then."""
        self.setVisible(bool(found))
        if found:
            sources = list(dict.fromkeys(_source(one) for one in found))
            more = "等处" if len(sources) > 1 else ""
            marks = sum(len(one.marks) for one in found)
            old = f"，其中标黄的{marks}处是旧内容" if marks else ""
            self.told.setText(f"带点线的{len(found)}句引自{sources[0]}{more}，还没改过{old}。")


class SectionReuse(QObject):
    """Keeps marks and bar true to one editor."""

    def __init__(self, page: WritePage, editor: SectionEditor, bar: ReuseBar) -> None:
        super().__init__(editor)
        self._page, self._editor, self._bar = page, editor, bar
        self._service = page.services.reuse
        self._found: tuple[ReusedSentence, ...] = ()
        self._section = 0
        bar.next_requested.connect(self._next)
        bar.accepted.connect(self._accept)
        bar.all_accepted.connect(lambda: self._accept_these(self._found))
        editor.body_changed.connect(self.look)

    @property
    def found(self) -> tuple[ReusedSentence, ...]:
        """The sentences that still stand as they were taken over."""
        return self._found

    def show_section(self, section_id: int) -> None:
        """Another section, 0 for none."""
        self._section = section_id
        self.look()

    def look(self) -> None:
        """Mark anew what nobody has touched."""
        body = self._editor.body() if self._section > 0 else ""
        self._found = self._service.still_reused(self._section, body)
        places = self._places(body)
        self._editor.mark([(start, length) for start, length, _ in places], "reused")
        self._editor.mark([span for place in places for span in self._old_spans(*place)], "old")
        self._bar.show_found(self._found)

    def _old_spans(self, start: int, _length: int, one: ReusedSentence) -> list[tuple[int, int]]:
        """Where in a sentence that stands at `start` something is still of then."""
        read = self._page.helpers.figures.rendered
        return [
            (start + len(read(one.words[:begin])), len(one.words[begin:end])) for begin, end, _ in one.marks
        ]

    def _places(self, body: str) -> list[tuple[int, int, ReusedSentence]]:
        """Where the sentences stand in the text as read, wherever they stand: offset, length, sentence."""
        read = self._page.helpers.figures.rendered
        places: list[tuple[int, int, ReusedSentence]] = []
        for one in self._found:
            at = body.find(one.words)
            while at >= 0:
                before, behind = len(read(body[:at])), len(read(body[: at + len(one.words)]))
                places.append((before, behind - before, one))
                at = body.find(one.words, at + 1)
        return sorted(places, key=lambda place: place[0])

    def quote(self, section: Section, past: PastSection, chosen: str) -> None:
        """Show what would be changed, place by place, and put the words in."""
        from fzapp.ui.dialogs import reuse  # noqa: PLC0415  loaded when first asked for

        plan = self._page.operations.run(
            lambda: self._service.plan(section, past.section, chosen), initiator=self._page
        )
        if plan is None:
            return
        where = "放到光标处" if self._editor.body().strip() else "放进来"
        made = reuse.ask(self._page, reuse.Offered(plan, where, self._page.helpers.figures.rendered))
        if made is None:
            return
        place, _ = self._editor.selection()
        self._editor.insert_paragraphs(made.body)
        self._editor.select(place, 0)  # it is to be read from its beginning
        if self._page.commit() and self._page.run(lambda: self._service.note(section, past.section, made)):
            self.look()
            self._page.prompter.tell(f"已引用{past.year}年的文字：{made.told}。逐句看一遍再用。")
        self._editor.setFocus()

    def _next(self) -> None:
        """The first marked sentence behind the cursor, round to the beginning."""
        places = self._places(self._editor.body())
        start, length = self._editor.selection()
        behind = [place for place in places if place[0] >= start + length] or places
        if behind:
            self._editor.select(behind[0][0], behind[0][1])
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _accept(self) -> None:
        """The sentence at the cursor, else the first."""
        at = self._editor.selection()[0]
        places = self._places(self._editor.body())
        here = [one for start, length, one in places if start <= at <= start + length]
        self._accept_these((here or list(self._found))[:1])

    def _accept_these(self, these: Sequence[ReusedSentence]) -> None:
        if these and self._page.run(lambda: self._service.accept(these)):
            self.look()


def _source(one: ReusedSentence) -> str:
    """Where a sentence came from; those taken over by earlier versions know their year alone."""
    return one.source or f"{one.year}年"
