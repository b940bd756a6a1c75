"""Last year's text of the section beside this year's, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget, QTextEdit, QVBoxLayout, QWidget

from fzapp.services.overview import PastSection
from fzapp.text.similarity import LEAST_COPIED, Kinship, compare
from fzapp.ui import theme
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QPaintEvent

    from fzapp.services.similar import SimilarParagraph

_LINE_PERCENT = 145

SAME, COPIED, GONE = "相同", "照抄", "今年没写"
MARKS = {
    SAME: "idle",
    COPIED: "attention",
    Kinship.YEAR_ONLY.label: "attention",
    Kinship.FIGURE_KEPT.label: "attention",
    Kinship.REWRITTEN.label: "good",
    GONE: "idle",
}
"""What is said of a sentence of last year, with the tone of its ground."""

_SIMILAR_ROWS = 4
"""Rows of the list of similar paragraphs that are seen at once."""
_JOINER = "\u2060"
"""Stands unseen between the characters of a mark, so that no line ends in it."""

_MARKED = re.compile("［(?:" + "|".join(MARKS) + ")］")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of last year's text: a sentence with its mark, or what stands between sentences."""

    text: str
    mark: str = ""


def pieces_of(past: str, present: str) -> tuple[Piece, ...]:
    """The text of last year in pieces that join to the whole; unmarked as long as nothing is written."""
    if not present.strip():
        return (Piece(past),)
    lines = past.split("\n")
    found = {
        (pair.old.line, pair.old.start): (pair.old.end, pair.kind)
        for pair in compare(lines, present.split("\n")).pairs
        if pair.old is not None
    }
    return tuple(_pieces(lines, found))


def _pieces(lines: Sequence[str], found: dict[tuple[int, int], tuple[int, Kinship]]) -> Iterator[Piece]:
    for number, line in enumerate(lines, 1):
        at = 0
        for (_, start), (end, kind) in sorted(item for item in found.items() if item[0][0] == number):
            if start > at:
                yield Piece(line[at:start])
            yield Piece(line[start:end], mark_of(kind, end - start))
            at = end
        ending = line[at:] + ("\n" if number < len(lines) else "")
        if ending:
            yield Piece(ending)


def mark_of(kind: Kinship, length: int) -> str:
    """The mark of a sentence; a short one that stayed the same is a set phrase and nobody's fault."""
    if kind is Kinship.SAME:
        return COPIED if length >= LEAST_COPIED else SAME
    return GONE if kind is Kinship.REMOVED else kind.label


class PastText(QTextEdit):
    """Text to read and to copy from; the marks are not copied."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, with a ring while the keyboard is in it: there is no caret worth seeing."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.color(theme.current().accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text without the marks."""
        data = QMimeData()
        raw = self.textCursor().selection().toRawText().replace("\u2029", "\n")
        data.setText(_MARKED.sub("", raw.replace(_JOINER, "")))
        return data


class PastView(QWidget):
    """A year to choose, its text to read, and what this year's text made of each sentence.

    `timeline_requested` asks for the section over the years. Below it paragraphs of whatever year and office that say the same: one that is chosen is read instead.
    """

    import_requested = Signal()
    timeline_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("past_view")
        self._past: tuple[PastSection, ...] = ()
        self._similar: tuple[SimilarParagraph, ...] = ()
        self._instead: SimilarParagraph | None = None
        self._present = ""
        self._shown: tuple[Piece, ...] = ()
        self._theme = theme.current()
        self.years = QComboBox()
        self.years.setObjectName("past_years")
        self.years.setAccessibleName("哪一年")
        self.years.currentIndexChanged.connect(lambda _index: self._choose(None))
        self.years.activated.connect(lambda _index: self._choose(None))
        self.text = PastText()
        self.text.setObjectName("past_text")
        self.text.setAccessibleName("往年的文字")
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setTabChangesFocus(True)
        self.similar = LinesView("past_similar", "像这一节的段落")
        self.similar.setTabKeyNavigation(False)
        self.similar.selectionModel().currentRowChanged.connect(
            lambda index, _before: self._choose(index.row()) if self.similar.hasFocus() else None
        )
        self.similar.clicked.connect(lambda index: self._choose(index.row()))
        self.similar.viewport().installEventFilter(self)
        self._similar_words = label("像这一节的还有（选中就在上面对照，F3引用）", "muted", wrap=True)
        self._legend = label(role="muted", name="past_legend", wrap=True)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._reading())
        self._stack.addWidget(self._nothing())
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._stack)

    def _reading(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(8)
        self._timeline = button("历年", self.timeline_requested.emit, name="past_timeline")
        self._timeline.setToolTip("这一节各年写了多少字、多少数、和上年有多少相同")
        inside.addLayout(row(self.years, None, self._timeline))
        inside.addWidget(self._legend)
        inside.addWidget(self.text, 1)
        inside.addWidget(self._similar_words)
        inside.addWidget(self.similar)
        self._show_similar_list()
        return page

    def _nothing(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(12)
        words = "档案库里还没有往年的这一节。把去年的报告导入进来，就能在这里边看边写。"
        inside.addWidget(label(words, name="past_empty", wrap=True))
        self._import = button("导入往年报告", self.import_requested.emit, name="past_import_button")
        inside.addLayout(row(self._import, None))
        inside.addStretch(1)
        return page

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.years, self._timeline, self.text, self.similar, self._import

    def show_past(self, past: Sequence[PastSection], present: str) -> None:
        """Show the texts of earlier years, the newest first, against this year's."""
        self._past = tuple(past)
        self._present = present
        self.years.blockSignals(True)
        self.years.clear()
        self.years.addItems([f"{one.year}年" for one in self._past])
        self.years.blockSignals(False)
        self.years.setVisible(bool(self._past))
        self._instead = None
        self._turn()
        self._show_text()

    def show_similar(self, found: Sequence[SimilarParagraph]) -> None:
        """Paragraphs that say the same as the section, the closest first; the one that is read stays."""
        self._similar = tuple(found)
        self._show_similar_list()
        self._turn()
        if not self._past and self._instead is None and self._similar:
            self._choose(0)

    def _show_similar_list(self) -> None:
        lines = [Line(one.source, note=f"重合{one.overlap:.0%}") for one in self._similar]
        self.similar.set_lines(lines)
        self._fit_similar_list()
        self.similar.setVisible(bool(lines))
        self._similar_words.setVisible(bool(lines))

    def _fit_similar_list(self) -> None:
        """As high as its first rows are at this width, in which they may wrap."""
        count = min(len(self._similar), _SIMILAR_ROWS)
        height = sum(self.similar.sizeHintForRow(row) for row in range(count))
        self.similar.setFixedHeight(height + 2 * self.similar.frameWidth() + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The rows of the list are higher when the panel is narrower."""
        if event.type() is QEvent.Type.Resize and watched is self.similar.viewport():
            self._fit_similar_list()
        return super().eventFilter(watched, event)

    def _turn(self) -> None:
        """To what there is to read, or to what says that there is nothing."""
        self._stack.setCurrentIndex(0 if self._past or self._similar else 1)

    def _choose(self, number: int | None) -> None:
        """Read a similar paragraph, None for the year that is chosen."""
        self._instead = self._similar[number] if number is not None else None
        self._show_text()

    def set_present(self, present: str) -> None:
        """This year's text has changed: mark anew, without moving the reader."""
        self._present = present
        self._show_text(keep_place=True)

    def chosen(self) -> PastSection | None:
        """The text that is shown."""
        if self._instead is not None:
            return PastSection(self._instead.year, self._instead.section)
        index = self.years.currentIndex()
        return self._past[index] if 0 <= index < len(self._past) else None

    def selected(self) -> str:
        """What is selected of the text that is shown, without the marks; "" for all of the section."""
        if not self.text.textCursor().hasSelection() or self.isHidden():
            return self._instead.text if self._instead is not None else ""
        return self.text.createMimeDataFromSelection().text().strip()

    def changeEvent(self, event: QEvent) -> None:
        """The marks follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self._theme is not theme.current():
            self._show_text()

    def _show_text(self, *, keep_place: bool = False) -> None:
        past = self.chosen()
        body = self._instead.text if self._instead else past.section.body if past else ""
        pieces = pieces_of(body, self._present) if body else ()
        if keep_place and pieces == self._shown:
            return
        self._shown, self._theme = pieces, theme.current()
        bar = self.text.verticalScrollBar()
        place = bar.value()
        self.text.clear()
        cursor = self.text.textCursor()
        before = ""
        for piece in pieces:
            _write(cursor, piece, marked=piece.mark != before)
            before = "" if "\n" in piece.text else piece.mark or before
        _space_lines(self.text)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        bar.setValue(place if keep_place else 0)
        source = f"{self._instead.source}　" if self._instead else ""
        self._legend.setText(f"{source}{_told(pieces)}")


def _write(cursor: QTextCursor, piece: Piece, *, marked: bool) -> None:
    """The first sentence of a run within a paragraph bears the mark of all of them."""
    if marked and piece.mark:
        front, back = theme.tone_colors(MARKS[piece.mark])
        look = QTextCharFormat()
        look.setForeground(front)
        look.setBackground(back)
        cursor.insertText(_JOINER.join(f"［{piece.mark}］"), look)
    cursor.insertText(piece.text, QTextCharFormat())


def _space_lines(text: QTextEdit) -> None:
    cursor = QTextCursor(text.document())
    cursor.select(QTextCursor.SelectionType.Document)
    block = cursor.blockFormat()
    block.setLineHeight(_LINE_PERCENT, block.LineHeightTypes.ProportionalHeight.value)
    block.setBottomMargin(4)
    cursor.setBlockFormat(block)


def _told(pieces: Sequence[Piece]) -> str:
    """How many sentences bear which mark, in words."""
    marks = [piece.mark for piece in pieces if piece.mark]
    if not marks:
        return "今年还没有写，写了以后会逐句对照。"
    return "　".join(f"{mark}{marks.count(mark)}句" for mark in MARKS if mark in marks)
