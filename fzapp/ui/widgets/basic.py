"""Small parts that every page is made of. Their looks are in the stylesheet of `theme`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fzapp.domain.report import SectionState
from fzapp.ui import theme
from fzapp.ui.actions import key_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QDragEnterEvent, QKeyEvent, QPaintEvent, QResizeEvent

STATE_TONES = {
    SectionState.NOT_STARTED: "idle",
    SectionState.WRITING: "accent",
    SectionState.AWAITING_FIGURES: "attention",
    SectionState.HAS_FINDINGS: "wrong",
    SectionState.WRITTEN: "good",
    SectionState.NOT_APPLICABLE: "idle",
}
"""The tone of each state: word and ground, never colour alone."""


def label(text: str = "", role: str = "", *, name: str = "", wrap: bool = False) -> QLabel:
    """A plain text; `role` is muted, title or heading."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        widget.setProperty("role", role)
    if name:
        widget.setObjectName(name)
    widget.setWordWrap(wrap)
    return widget


def propose(field: QLineEdit, texts: Sequence[str]) -> QCompleter:
    """Offer texts while one is typed in; anything else may be typed too."""
    completer = QCompleter(list(texts), field)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.popup().setProperty("role", "choices")
    field.setCompleter(completer)
    return completer


def single_shot(parent: QObject, milliseconds: int, due: Callable[[], None]) -> QTimer:
    """A timer that rings once after each start."""
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(due)
    return timer


def brings_files(event: QDragEnterEvent) -> bool:
    """Whether what is dragged over a widget holds files of this computer."""
    return any(url.isLocalFile() for url in event.mimeData().urls())


def read_by_rows(table: QTableView) -> None:
    """A table that is read: one row is chosen at a time, nothing is edited, Tab leads out of it."""
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().setSectionsClickable(False)
    table.horizontalHeader().setHighlightSections(False)


def breakable(path: object) -> str:
    """A path that a label may break anywhere: it has no blanks, and would push its card wider."""
    return "\u200b".join(str(path))


def chip(text: str, tone: str, *, name: str = "") -> QLabel:
    """A word on a ground; `tone` is good, attention, wrong, idle or accent."""
    widget = label(text, name=name)
    widget.setProperty("tone", tone)
    widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
    widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return widget


def set_chip(widget: QLabel, text: str, tone: str) -> None:
    """Change the word and tone of a chip."""
    widget.setText(text)
    restyle(widget, "tone", tone)


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the stylesheet selects by, and let it take effect."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # what was never dressed will be when it is shown; the style, asked for its own sake, delays the first picture
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(
    text: str, slot: Callable[[], object] | None = None, role: str = "", *, name: str = ""
) -> QPushButton:
    """A button; `role` is primary, link, strip or tab. Enter presses it as well as the space bar."""
    widget = EnterButton(text)
    widget.setAccessibleName(text)
    if role:
        widget.setProperty("role", role)
    if role == "link":
        widget.setCursor(Qt.CursorShape.PointingHandCursor)
    if name:
        widget.setObjectName(name)
    if slot is not None:
        widget.clicked.connect(lambda _checked=False: slot())
    return widget


class EnterButton(QPushButton):
    """A push button that Enter presses wherever it stands, as clerks expect.

    In a dialog Enter elsewhere presses the default button, and no other one takes that part by itself.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ActionButton(EnterButton):
    """A button that follows an action: text (with its key when `with_key`), state, hint."""

    def __init__(self, action: QAction, *, with_key: bool = False) -> None:
        super().__init__()
        self._action = action
        self._key = f"  {key_text(action)}" if with_key and key_text(action) else ""
        self._with_key = True
        self.setObjectName(f"{action.objectName()}_button")
        if action.priority() is QAction.Priority.HighPriority:
            self.setProperty("role", "primary")
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    def show_key(self, shown: bool) -> None:
        """Whether there is room for the key beside the words; the hint has it either way."""
        if shown != self._with_key:
            self._with_key = shown
            self.setText(self._action.text() + (self._key if shown else ""))

    @property
    def full_width(self) -> int:
        """The width with the key beside the words, in logical pixels."""
        self.ensurePolished()
        missing = 0 if self._with_key else self.fontMetrics().horizontalAdvance(self._key)
        return self.sizeHint().width() + missing

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be seen once the layout has been done."""
        return self._action.isVisible()

    def _follow(self) -> None:
        self.setText(self._action.text() + (self._key if self._with_key else ""))
        self.setAccessibleName(self._action.text())
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        if not self._action.isVisible():
            self.hide()
        elif self.isHidden() and self.parent() is not None:
            self.show()


def card(name: str = "", *, margin: int = 16, spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A white card and the layout of its inside."""
    frame = QFrame()
    frame.setProperty("role", "card")
    if name:
        frame.setObjectName(name)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(margin, margin - 4, margin, margin - 4)
    inside.setSpacing(spacing)
    return frame, inside


def rule() -> QFrame:
    """A line of one pixel."""
    frame = QFrame()
    frame.setProperty("role", "rule")
    return frame


def row(
    *parts: QWidget | QLayout | int | None, spacing: int = 8, parent: QWidget | None = None
) -> QHBoxLayout:
    """Parts side by side; None is a stretch, a number a gap in pixels."""
    layout = QHBoxLayout(parent) if parent else QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout


def scroll(body: QWidget) -> QScrollArea:
    """`body` in an area that scrolls upwards and downwards only."""
    area = QScrollArea()
    body.setObjectName(body.objectName() or "scroll_body")
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class ElidedLabel(QWidget):
    """One line that ends in … when there is no room; the whole text is in the hint and for readers.

    Where `between` parts the text, only whole parts are left out: half a figure would be read as another one.
    """

    def __init__(self, text: str = "", role: str = "", *, name: str = "", between: str = "") -> None:
        super().__init__()
        self._between = between
        self._label = label(text, role)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = text
        row(self._label, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if name:
            self.setObjectName(name)
        self.set_text(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Change the text."""
        self._text = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._elide()

    def sizeHint(self) -> QSize:
        """As wide as the whole text."""
        metrics = self._label.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 4, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        metrics = self._label.fontMetrics()
        return QSize(metrics.horizontalAdvance("中中中中"), metrics.height() + 2)

    def _elide(self) -> None:
        """Leave out whole parts first, where there are any, then what does not fit of the first."""
        text = self._text
        while self._between and self._between in text and self._fitted(text) != text:
            text = f"{text[: text.rindex(self._between)]} …"
        if text != self._text and self._between not in text and self._fitted(text) != text:
            text = text.removesuffix(" …")  # the first part says enough
        shown = self._fitted(text)
        self._label.setText(shown)
        self.setToolTip(self._text if shown != self._text else "")

    def _fitted(self, text: str) -> str:
        metrics = self._label.fontMetrics()
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, self.width()))


class ProgressLine(QWidget):
    """A thin bar from 0 to 1, painted: no number, the words beside it tell."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(8)
        self.setObjectName(name)

    def set_share(self, share: float) -> None:
        """Set how much is done, 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleName(f"已完成{round(self._share * 100)}%")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A ground and a bar upon it."""
        palette = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(palette.idle_ground))
        painter.drawRoundedRect(self.rect(), 4, 4)
        if self._share > 0:
            painter.setBrush(theme.color(palette.accent))
            painter.drawRoundedRect(0, 0, max(8, round(self.width() * self._share)), self.height(), 4, 4)
        painter.end()
