"""Find and replace over the whole report: a bar above the text, never a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from fzapp.domain.body import FigurePiece, parse_body
from fzapp.ui.editor.figure_guard import glues_before, glues_behind
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from fzapp.ui.editor.section_editor import SectionEditor
    from fzapp.ui.prompts import Prompter

MARKED_AT_MOST = 500
"""Hits that are marked in the text at once; more would make typing slow."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in the report: section, character offset, length."""

    section_id: int
    offset: int
    length: int


def find_all(bodies: Iterable[tuple[int, str]], words: str) -> tuple[Hit, ...]:
    """Every place of `words` in the sections, in order; letters match in either case."""
    if not words:
        return ()
    wanted = _folded(words)
    hits: list[Hit] = []
    for section_id, body in bodies:
        folded = _folded(body)
        at = folded.find(wanted)
        while at >= 0:
            hits.append(Hit(section_id, at, len(words)))
            at = folded.find(wanted, at + len(words))
    return tuple(hits)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with words replaced: how often, and how many stayed because they stand against a figure."""

    body: str
    count: int
    kept: int


def replaced(body: str, words: str, other: str) -> Replaced:
    """`body` with every `words` outside its figures replaced by `other`.

    Where that would put a digit directly beside a figure, or two figures side by side, the words stay.
    """
    pieces = parse_body(body)
    parts: list[str] = []
    count = kept = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, FigurePiece):
            parts.append(piece.source)
            continue
        behind_figure, before_figure = index > 0, index + 1 < len(pieces)
        text, done, left = _replaced(piece.text, words, other, behind_figure, before_figure)
        parts.append(text)
        count, kept = count + done, kept + left
    return Replaced("".join(parts), count, kept)


def _replaced(
    text: str, words: str, other: str, behind_figure: bool, before_figure: bool
) -> tuple[str, int, int]:
    """Text between figures: the text made, how often, how often not. Hits at its ends go first."""
    hits = list(find_all([(0, text)], words))
    found = len(hits)
    while hits:
        made = _put(text, hits, other)
        joins = behind_figure and before_figure and not made
        if joins or (behind_figure and glues_behind(made) and not glues_behind(text)):
            hits.pop(0)
        elif before_figure and glues_before(made) and not glues_before(text):
            hits.pop()
        else:
            return made, len(hits), found - len(hits)
    return text, 0, found


def _put(text: str, hits: Sequence[Hit], other: str) -> str:
    parts: list[str] = []
    at = 0
    for hit in hits:
        parts += [text[at : hit.offset], other]
        at = hit.offset + hit.length
    return "".join([*parts, text[at:]])


def _folded(text: str) -> str:
    """Lower case of the same length, so that offsets stay true."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


class SearchedReport(Protocol):
    """What the finder needs of the page."""

    def bodies(self) -> Sequence[tuple[int, str]]:
        """The texts of the sections in order, the one that is being typed as it stands."""
        ...

    def stored_bodies(self) -> Sequence[tuple[int, str]]:
        """The same as they are stored, figures as tokens."""
        ...

    def shown_section(self) -> int:
        """The section in the editor."""
        ...

    def show_section(self, section_id: int) -> None:
        """Bring another section into the editor."""
        ...

    def replace_body(self, section_id: int, body: str) -> bool:
        """Commit another text of a section as one operation; False when that was refused."""
        ...


class Finder(QObject):
    """Goes from hit to hit through the sections and replaces."""

    def __init__(
        self, bar: FindBar, editor: SectionEditor, report: SearchedReport, prompter: Prompter
    ) -> None:
        super().__init__(bar)
        self._bar, self._editor, self._report, self._prompter = bar, editor, report, prompter
        bar.words_changed.connect(self._on_words)
        bar.step_requested.connect(self._on_step)
        bar.replace_requested.connect(self._on_replace)
        bar.replace_all_requested.connect(self._on_replace_all)
        bar.closed.connect(self._on_closed)

    def open_bar(self, *, replacing: bool) -> None:
        """Show the bar; what is selected becomes the words to find."""
        self._bar.open_bar(self._editor.textCursor().selectedText(), replacing=replacing)
        self._on_words(self._bar.words.text())

    def refresh(self) -> None:
        """The text or the section is another one: mark anew while the bar is open."""
        if not self._bar.isHidden():
            self._on_words(self._bar.words.text())

    def _on_words(self, words: str) -> None:
        hits = find_all(self._report.bodies(), words)
        self._show(hits)

    def _show(self, hits: Sequence[Hit]) -> None:
        """Mark the hits of the section in the editor and say which one is selected."""
        shown = self._report.shown_section()
        here = [(hit.offset, hit.length) for hit in hits if hit.section_id == shown]
        self._editor.mark(here[:MARKED_AT_MOST])
        start, length = self._editor.selection()
        current = hits.index(Hit(shown, start, length)) + 1 if Hit(shown, start, length) in hits else 0
        self._bar.tell(current, len(hits))

    def _on_step(self, words: str, forward: bool) -> None:
        bodies = self._report.bodies()
        hits = find_all(bodies, words)
        if hits:
            hit = self._following(hits, [section_id for section_id, _ in bodies], forward=forward)
            if hit.section_id != self._report.shown_section():
                self._report.show_section(hit.section_id)
            self._editor.select(hit.offset, hit.length)
        self._show(hits)

    def _following(self, hits: Sequence[Hit], order: Sequence[int], *, forward: bool) -> Hit:
        """The hit behind (or before) the cursor; at the end of the report it goes on at the beginning."""
        shown = self._report.shown_section()
        start, length = self._editor.selection()
        here = order.index(shown) if shown in order else -1
        if forward:
            rest = [
                hit for hit in hits if (order.index(hit.section_id), hit.offset) >= (here, start + length)
            ]
            return rest[0] if rest else hits[0]
        rest = [hit for hit in hits if (order.index(hit.section_id), hit.offset) < (here, start)]
        return rest[-1] if rest else hits[-1]

    def _on_replace(self, words: str, other: str) -> None:
        shown = self._report.shown_section()
        start, length = self._editor.selection()
        if (
            Hit(shown, start, length) in find_all(self._report.bodies(), words)
            and not self._editor.isReadOnly()
        ):
            self._editor.replace(start, length, other)
            self._editor.select(start + len(other), 0)
        self._on_step(words, forward=True)

    def _on_replace_all(self, words: str, other: str) -> None:
        if not words:
            return
        sections = count = kept = 0
        for section_id, body in self._report.stored_bodies():
            done = replaced(body, words, other)
            if done.count and not self._report.replace_body(section_id, done.body):
                break
            sections, count, kept = sections + bool(done.count), count + done.count, kept + done.kept
        beside = f"有{kept}处紧挨着台账里的数，换了会连在一起，没有换。" if kept else ""
        if count:
            told = f"在{sections}节里替换了{count}处，按 Ctrl+Z 可以一节一节地退回去。{beside}"
            self._prompter.tell(told, "done")
        elif beside:
            self._prompter.tell(beside, "note")
        else:
            self._prompter.tell(f"整份报告里没有“{words}”，换个词再找。", "note")
        self._on_words(words)

    def _on_closed(self) -> None:
        self._editor.mark(())
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)


class FindBar(QFrame):
    """Fields and buttons; what is found where, the page knows.

    `step_requested(words, forward)` asks for the next or the one before, `replace_requested(words, other)`
    for the one that is selected, `replace_all_requested` for all of them.
    """

    step_requested = Signal(str, bool)
    replace_requested = Signal(str, str)
    replace_all_requested = Signal(str, str)
    words_changed = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("find_bar")
        self.words = self._field("find_words", "在整份报告里查找")
        self.other = self._field("find_other", "替换成")
        self._told = label(role="muted", name="find_told")
        self._steps = (
            button("上一处", lambda: self._step(forward=False), name="find_previous"),
            button("下一处", lambda: self._step(forward=True), name="find_next"),
            button("关闭", self.close_bar, "link", name="find_close"),
        )
        self._acts = (
            button("替换这一处", self._replace, name="replace_one"),
            button("全部替换", self._replace_all, name="replace_all"),
        )
        first = row(self.words, self._told, *self._steps)
        first.setStretch(0, 1)
        self._second = QFrame()
        second = row(self.other, *self._acts, parent=self._second)
        second.setStretch(0, 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 8, 16, 0)
        inside.addLayout(first)
        inside.addWidget(self._second)
        self.words.textChanged.connect(self.words_changed)
        self.hide()

    def _field(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setMinimumWidth(80)
        return field

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order: from the words straight to what they become."""
        return self.words, self.other, *self._acts, *self._steps

    def open_bar(self, words: str, *, replacing: bool) -> None:
        """Show the bar with the cursor in the field; a selection becomes the words to find."""
        self._second.setVisible(replacing)
        self.show()
        if words and "\n" not in words:
            self.words.setText(words)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def close_bar(self) -> None:
        """Hide the bar."""
        self.hide()
        self.closed.emit()

    def tell(self, current: int, total: int) -> None:
        """Say which of how many hits is selected (1-based, 0 for none)."""
        if not self.words.text():
            self._told.setText("")
        elif not total:
            self._told.setText("没有找到")
        else:
            self._told.setText(f"第{current}处，共{total}处" if current else f"共{total}处")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Enter goes on, with Shift back."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.other.hasFocus():
                self._replace()
            else:
                self._step(forward=not back)
        else:
            super().keyPressEvent(event)

    def _step(self, *, forward: bool) -> None:
        self.step_requested.emit(self.words.text(), forward)

    def _replace(self) -> None:
        self.replace_requested.emit(self.words.text(), self.other.text())

    def _replace_all(self) -> None:
        self.replace_all_requested.emit(self.words.text(), self.other.text())
