"""All keys in one place, and the making of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

SAVE = "Ctrl+S"
UNDO = "Ctrl+Z"
REDO = "Ctrl+Y"
SECTION_DONE = "Ctrl+Return"
NOT_APPLICABLE = "Ctrl+0"
PREVIOUS_SECTION = "Alt+Up"
NEXT_SECTION = "Alt+Down"
TOGGLE_LIST = "F9"
TOGGLE_COLUMN = "F10"
HELP = "F1"
NEW_REPORT = "Ctrl+N"
OPEN_IMPORT = "Ctrl+O"
OPEN_FOLDER = "Ctrl+F3"
PASTE_REPORT = "Ctrl+V"
"""Reached only when nothing that takes text has the focus."""
SEARCH = "Ctrl+K"
EXPORT = "Ctrl+E"
PREVIEW = "Ctrl+P"
SOURCES = "F6"
FIGURES = "Ctrl+F2"
LARGER = ("Ctrl++", "Ctrl+=")
SMALLER = ("Ctrl+-",)

COMMAND_NEW = "new_report"
COMMAND_IMPORT = "import_reports"
COMMAND_IMPORT_FOLDER = "import_folder"
COMMAND_PASTE = "paste_report"
COMMAND_TURN_YEAR = "turn_year"
COMMAND_PRACTICE = "open_practice"
"""What a page may ask the window for with `command_requested`."""


def page_key(index: int) -> str:
    """The key of the page at `index` (0-based) of the strip."""
    return f"Ctrl+{index + 1}"


def make_action(
    owner: QWidget,
    text: str,
    slot: Callable[[], object],
    *,
    name: str,
    keys: str | Sequence[str] = (),
    primary: bool = False,
    hint: str = "",
) -> QAction:
    """An action of `owner` that calls `slot`; reachable by `keys` while the owner's window is active.

    A key belongs to `owner` and its children only: two pages may use the same one.
    """
    action = QAction(owner)
    action.setText(text)  # made with its text, it would be asked whether that is a picture: 150 names to load
    action.setObjectName(name)
    action.setShortcuts([QKeySequence(key) for key in ([keys] if isinstance(keys, str) else keys)])
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setToolTip(hint or text)
    if primary:
        action.setPriority(QAction.Priority.HighPriority)
    action.triggered.connect(lambda _checked=False: slot())
    owner.addAction(action)
    return action


def key_text(action: QAction) -> str:
    """The first key of an action as shown on a button (Ctrl+Enter), or ""."""
    text = action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
    return text.replace("Return", "Enter")
