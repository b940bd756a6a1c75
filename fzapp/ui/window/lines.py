"""The top line (where I am, what I can do here) and the status line (saved, the page's words, offline)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from fzapp.ui import theme
from fzapp.ui.widgets.basic import ActionButton, ElidedLabel, EnterButton, label, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

OFFLINE = "本程序不联网"


class TopLine(QFrame):
    """Title, the buttons of the page with the primary one outermost, and the menu of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("top_line")
        self.setProperty("role", "top")
        self._title = ElidedLabel(role="title", name="page_title", between="　")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self.menu = QMenu(self)
        self._more = EnterButton("更多")
        self._more.setObjectName("more_button")
        self._more.setAccessibleName("更多")
        self._more.setMenu(self.menu)
        line = row(self._title, self._buttons, self._more, parent=self)
        line.setContentsMargins(16, 6, 16, 6)
        line.setStretch(0, 1)
        # a strut, for a minimum height would let a page that asks for much squeeze the buttons to it
        line.addStrut(theme.TOP_HEIGHT - 12)

    def set_title(self, title: str) -> None:
        """Say where I am."""
        self._title.set_text(title)

    def title(self) -> str:
        """What is said."""
        return self._title.text()

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Show the buttons of a page; keys stand on the primary one, and in the hints of all."""
        while (item := self._buttons.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        primary = QAction.Priority.HighPriority
        for action in sorted(actions, key=lambda each: each.priority() is primary):
            self._buttons.addWidget(ActionButton(action, with_key=action.priority() is primary))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keys stand on buttons only where there is room."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Look for room again when buttons come, go, or change their type."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """The key goes before a button would be squeezed: words that are cut help nobody."""
        shown = [one for one in self.buttons() if one.is_wanted]
        margins, gap = self.layout().contentsMargins(), self.layout().spacing()
        room = self.width() - margins.left() - margins.right()
        fixed = (self._title.minimumSizeHint(), self._more.sizeHint())
        needed = sum(size.width() + gap for size in fixed) + sum(one.full_width + gap for one in shown)
        for one in shown:
            one.show_key(needed - gap <= room)

    def buttons(self) -> tuple[ActionButton, ...]:
        """The buttons of the page, in order."""
        return tuple(self._buttons.itemAt(i).widget() for i in range(self._buttons.count()))


class StatusLine(QFrame):
    """Everything is saved, and when; what the page counts; that nothing leaves this PC."""

    def __init__(self, practice: bool = False) -> None:
        super().__init__()
        self.setObjectName("status_line")
        self.setProperty("role", "status")
        self._where = "练习本" if practice else "本机"
        self._saved = label(f"全部已保存到{self._where}", name="status_saved")
        self._page = ElidedLabel(name="status_page")
        line = row(self._saved, 16, self._page, 16, label(OFFLINE, name="status_offline"), parent=self)
        line.setContentsMargins(16, 4, 16, 4)
        line.setStretch(2, 1)
        line.addStrut(theme.STATUS_HEIGHT - 8)

    def set_saved(self, time: str) -> None:
        """Say when the last thing reached the disk (HH:MM)."""
        self._saved.setText(f"全部已保存到{self._where} {time}")

    def set_page(self, words: str) -> None:
        """What the page says."""
        self._page.set_text(words)
