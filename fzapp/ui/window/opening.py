"""A page on its way to the screen: loaded, built and filled bit by bit, so that the window answers meanwhile.

What takes a moment only happens within the click. Else an empty ground stands where the page will be, and keeps
the keys that are pressed for the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fzapp.ui.turns import BETWEEN, take_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOLD_AFTER = 300
"""Milliseconds after which the ground says that the page is coming."""


class Ground(QLabel):
    """Stands where the page will be. `kept` are the keys pressed meanwhile."""

    def __init__(self) -> None:
        super().__init__(objectName="opening_ground", alignment=Qt.AlignmentFlag.AlignCenter)
        self.setProperty("role", "muted")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.kept: list[QKeyEvent] = []

    def event(self, event: QEvent) -> bool:
        """Tab too is meant for the page."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self.kept.append(event.clone())
            return True
        return super().event(event)


class Opening(QObject):
    """One page at a time; `delayed(word)` comes when it is not there within the click, `failed` when it never will."""

    delayed = Signal(str)
    failed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.ground = Ground()
        self.word = ""
        """The word of the page that is on its way; "" when none is."""
        self._bits: Iterator[bool | None] = iter(())
        self._then: list[Callable[[], object]] = []
        self._focused: QWidget | None = None
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=BETWEEN)
        self._timer.timeout.connect(self._on_turn)
        self._late = QTimer(self, singleShot=True, interval=TOLD_AFTER)
        self._late.timeout.connect(lambda: self.ground.setText(f"正在打开“{self.word}”。"))

    def begin(self, word: str, bits: Iterator[bool | None]) -> None:
        """Bring a page to the screen; its last bit shows it. One that was on its way is given up."""
        self.stop()
        self.word, self._bits = word, bits
        self._on_turn()
        if self.word:
            self._late.start()
            self.delayed.emit(word)

    def then(self, action: Callable[[], object]) -> None:
        """What is to be done on the page, once it is shown."""
        if self.word:
            self._then.append(action)
        else:
            action()

    def keep_keys(self) -> None:
        """The keyboard goes to the ground, and back to where it was before the page takes it."""
        self._focused = QApplication.focusWidget()
        self.ground.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_back(self) -> None:
        """The keyboard is where it was when the page was asked for."""
        focused, self._focused = self._focused, None
        if focused is not None and self.ground.hasFocus():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Somebody needs the page now; where what was to be done on it leads to another one, that one."""
        while self.word and not self._busy:
            self._take(lambda: any(False for _ in self._bits))

    def stop(self) -> None:
        """Nobody wants the page any more."""
        self._timer.stop()
        self._late.stop()
        self.word, self._bits = "", iter(())
        self._then.clear()
        self.ground.kept.clear()
        self.ground.clear()
        self._focused = None

    def _on_turn(self) -> None:
        self._take(lambda: take_turn(self._bits))

    def _take(self, turn: Callable[[], bool]) -> None:
        bits, self._busy = self._bits, True
        more: bool | None = None
        try:
            more = turn()
        finally:
            self._busy = False
            if bits is self._bits:  # else the page has asked for another one
                self._go_on(more)

    def _go_on(self, more: bool | None) -> None:
        """None after a fault, which is told by the handler of all faults."""
        if more:
            self._timer.start()
        elif more is None:
            self.stop()
            self.failed.emit()
        else:
            self._end()

    def _end(self) -> None:
        then, keys = list(self._then), list(self.ground.kept)
        self.stop()
        for action in then:
            action()
        for key in keys:
            press(key)


def press(key: QKeyEvent) -> None:
    """Press a key anew, where the keyboard is now: in what takes it as text, else as a key of an action."""
    target = QApplication.focusWidget()
    if target is None:
        return
    asked = _same(key, QEvent.Type.ShortcutOverride)
    asked.ignore()
    QCoreApplication.sendEvent(target, asked)
    action = None if asked.isAccepted() else _action(target, key)
    if action is not None:
        action.trigger()
    else:
        QCoreApplication.sendEvent(target, _same(key, QEvent.Type.KeyPress))
        QCoreApplication.sendEvent(target, _same(key, QEvent.Type.KeyRelease))


def _action(target: QWidget, key: QKeyEvent) -> Any:  # noqa: ANN401  an action, or None
    sequence = QKeySequence(key.keyCombination())
    widget: QWidget | None = target
    while widget is not None:
        for action in widget.actions():
            if action.isEnabled() and sequence in action.shortcuts():
                return action
        widget = widget.parentWidget()
    return None


def _same(key: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    return QKeyEvent(kind, key.key(), key.modifiers(), key.text(), key.isAutoRepeat(), key.count())
