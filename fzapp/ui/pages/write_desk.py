"""The card in the middle: heading, state and length of the section, its text, and what to do with it."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from fzapp.ui.actions import COMMAND_IMPORT, COMMAND_NEW, key_text
from fzapp.ui.pages.write_figures import LEGEND
from fzapp.ui.widgets.basic import STATE_TONES, EnterButton, button, card, chip, label, row, rule, set_chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from fzapp.services.overview import TaskRow
    from fzapp.ui.editor.section_editor import SectionEditor
    from fzapp.ui.pages.write_find import FindBar
    from fzapp.ui.pages.write_reuse import ReuseBar


class Wording(IntEnum):
    """How much a button says, the longest first."""

    WITH_KEY = 0
    WORDS = 1
    SHORT = 2
    """The `iconText` of the action."""


class KeyButton(EnterButton):
    """A button of an action that shows the key beside the words as long as there is room."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self.setObjectName(f"{action.objectName()}_button")
        self.setAccessibleName(action.text())
        if action.priority() is action.Priority.HighPriority:
            self.setProperty("role", "primary")
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self.say(Wording.WITH_KEY)
        self._follow()

    def say(self, wording: Wording) -> None:
        """Words and key, the words alone, or the short words."""
        key = key_text(self._action)
        words = self._action.iconText() if wording is Wording.SHORT else self._action.text()
        self.setText(f"{words}  {key}" if wording is Wording.WITH_KEY and key else words)
        self.setToolTip(f"{self._action.toolTip()}（{key}）" if key else self._action.toolTip())

    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())


class ButtonLine(QFrame):
    """Buttons side by side; the keys on them are left out where the line is too short, then some words."""

    def __init__(self, *actions: QAction) -> None:
        super().__init__()
        self.setObjectName("button_line")
        self._buttons = [KeyButton(action) for action in actions]
        line = row(*self._buttons[:-1], None, self._buttons[-1], parent=self)
        line.setContentsMargins(12, 8, 12, 8)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return tuple(self._buttons)

    def minimumSizeHint(self) -> QSize:
        """As wide as the words alone."""
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Say as much as fits, whatever changed: the width, or the size of the letters."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange, QEvent.Type.Show):
            self._fit()
        return handled

    def _fit(self) -> None:
        for wording in Wording:
            for one in self._buttons:
                one.ensurePolished()
                one.say(wording)
            if self.layout().sizeHint().width() <= self.width():
                break
        self.layout().activate()


class Desk(QFrame):
    """Shows one section; knows nothing of the archive."""

    def __init__(
        self,
        editor: SectionEditor,
        find_bar: FindBar,
        reuse_bar: ReuseBar,
        actions: Sequence[QAction],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("desk")
        self.setProperty("role", "card")
        self.editor = editor
        self.about_report = ""
        """What is said over every section of a report that is no draft."""
        self.heading = label(role="heading", name="section_heading", wrap=True)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.state = chip("", "idle", name="section_state")
        self.length = chip("", "idle", name="section_length")
        self.notice = label(name="section_notice", wrap=True)
        self.legend = label(LEGEND, "muted", name="figure_legend", wrap=True)
        self.legend.setContentsMargins(24, 4, 16, 4)
        self.buttons = ButtonLine(*actions)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        head = row(self.heading, self.state, 4, self.length)
        head.setStretch(0, 1)
        head.setContentsMargins(24, 8, 16, 8)
        for part in (rule(), self.notice, find_bar, reuse_bar, editor, self.legend, rule(), self.buttons):
            if part is not editor:
                inside.addWidget(part)
            else:
                inside.addWidget(editor, 1)
        inside.insertLayout(0, head)
        self.notice.setContentsMargins(24, 8, 16, 0)
        self.setFocusProxy(editor)

    def show_row(self, shown: TaskRow) -> None:
        """Head and notice of a section; the text is the editor's own."""
        self.heading.setText(shown.title)
        state = shown.section.state
        set_chip(self.state, state.label, STATE_TONES[state])
        self.state.setVisible(not shown.only_holds_others)
        words, tone = length_told(shown.characters, shown.words)
        set_chip(self.length, words, tone)
        self.notice.setText(self.about_report or _notice(shown))
        self.notice.setVisible(bool(self.notice.text()))

    def set_read_only(self, *, read_only: bool) -> None:
        """A signed report can be read and copied from."""
        self.editor.setPlaceholderText("" if read_only else "　　从这里开始写。")
        if self.editor.isReadOnly() == read_only:
            return
        self.editor.setReadOnly(read_only)
        if read_only:
            flags = Qt.TextInteractionFlag
            self.editor.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)


class NothingToWrite(QWidget):
    """Stands in the place of the page while the archive holds no report."""

    command_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card("write_empty", margin=24, spacing=16)
        inside.addWidget(label("还没有报告可写。先新建一份，或者把往年的报告导入进来。", wrap=True))
        new = button("新建报告", partial(self.command_requested.emit, COMMAND_NEW), "primary")
        old = button("导入往年报告", partial(self.command_requested.emit, COMMAND_IMPORT))
        inside.addLayout(row(new, old, None))
        inside.addStretch(1)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(12, 12, 12, 12)
        outside.addWidget(frame)


def length_told(characters: int, words: tuple[int, int]) -> tuple[str, str]:
    """How long the text is against what is advised, and the tone: advice, never a barrier."""
    least, most = words
    if not most:
        return f"{characters}字", "idle"
    told = f"{characters}字 / 建议{least}—{most}字"
    if characters > most:
        return f"{told}，偏长", "attention"
    if characters >= least:
        return f"{told}，合适", "good"
    return told, "idle"


def _notice(shown: TaskRow) -> str:
    if shown.section.reason:
        return f"不涉及的原因：{shown.section.reason}"
    if shown.only_holds_others:
        return "这个标题下面分了小节，这里可以写一段总起的话，也可以空着。"
    return ""
