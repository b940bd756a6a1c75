"""The column on the right of the editor: what the section should say, and what earlier years said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fzapp.ui.pages.write_comments import CommentsView
from fzapp.ui.pages.write_evidence import EvidenceView
from fzapp.ui.pages.write_figures import FiguresView
from fzapp.ui.pages.write_past import PastView
from fzapp.ui.widgets.basic import button, chip, label, row, rule, scroll, set_chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QPushButton

    from fzapp.domain.report import Section
    from fzapp.services.overview import CheckpointState, OverviewService

DONE, OPEN = "✓", "○"

PARTS_HINT = "标题写明机关、年度和文种；署名与标题里的机关一致；成文日期是领导签发的日期。"
"""GB/T 9704-2012, 7.3.1 and 7.3.5, in a sentence."""


class CheckpointRow(QWidget):
    """One checkpoint: sign, what to write, the rule it rests on."""

    tick_requested = Signal(object)

    def __init__(self, state: CheckpointState) -> None:
        super().__init__()
        self.setObjectName(f"checkpoint_{state.checkpoint.id}")
        self._words = state.checkpoint.text
        self._sign = chip(OPEN, "idle")
        self._sign.setFixedWidth(self._sign.fontMetrics().height() + 6)
        text = label(self._words, wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(text)
        if state.checkpoint.basis:
            texts.addWidget(label(f"依据：{state.checkpoint.basis}", "muted", wrap=True))
        self._reason = label("", "muted", wrap=True)
        self._hand = button("", self._ask, "link", name=f"tick_{state.checkpoint.id}")
        texts.addWidget(self._reason)
        texts.addLayout(row(self._hand, None))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        self._writable = True
        self.show_state(state)

    def show_state(self, state: CheckpointState) -> None:
        """Tick, or take the tick away; a tick by hand says why."""
        self._state, done = state, state.done
        set_chip(self._sign, DONE if done else OPEN, "good" if done else "idle")
        self._sign.setToolTip("已写到" if done else "还没写到")
        self.setAccessibleName(f"{'已写到' if done else '还没写到'}：{self._words}")
        self._reason.setText(f"手工打勾：{state.reason}" if state.reason else "")
        self._reason.setVisible(bool(state.reason))
        self._hand.setText("取消手工打勾" if state.reason else "手工打勾")
        self._hand.setAccessibleName(f"{self._hand.text()}：{self._words}")
        self._hand.setVisible(self._writable and (bool(state.reason) or not state.covered))

    def set_writable(self, *, writable: bool) -> None:
        """A signed report takes no ticks."""
        self._writable = writable
        self.show_state(self._state)

    def _ask(self) -> None:
        self.tick_requested.emit(self._state)


class CheckpointList(QWidget):
    """The hint of the section and its checkpoints. `tick_requested(state)` asks for a tick by hand."""

    tick_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scroll_body")
        self._hint = label(name="section_hint", wrap=True)
        self._none = label("这一节没有检查要点，写清做了什么、有什么成效就行。", "muted", wrap=True)
        self._none.setObjectName("no_checkpoints")
        self._rows: dict[str, CheckpointRow] = {}
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(12, 12, 12, 12)
        self._inside.setSpacing(12)
        self._inside.addWidget(self._hint)
        self._inside.addWidget(self._none)
        self._inside.addStretch(1)

    def show_states(self, hint: str, states: Sequence[CheckpointState], *, writable: bool = True) -> None:
        """Show the checkpoints of another section."""
        for old in self._rows.values():
            self._inside.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._none.setVisible(not states and hint != PARTS_HINT)
        self._rows = {state.checkpoint.id: CheckpointRow(state) for state in states}
        for place, new in enumerate(self._rows.values(), 2):
            new.tick_requested.connect(self.tick_requested)
            new.set_writable(writable=writable)
            self._inside.insertWidget(place, new)
            new.show()  # a layout would do it later, and the height would be wrong until then
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrapped lines want another height."""
        super().resizeEvent(event)
        self._stretch()

    def event(self, event: QEvent) -> bool:
        """So do other rows and larger letters."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._stretch()
        return handled

    def _stretch(self) -> None:
        """A scroll area asks for no height by width, and would squeeze wrapped lines."""
        self.setMinimumHeight(max(0, self._inside.heightForWidth(self.width())))

    def set_writable(self, *, writable: bool) -> None:
        """Offer ticks by hand, or no longer."""
        for shown in self._rows.values():
            shown.set_writable(writable=writable)

    def update_states(self, states: Sequence[CheckpointState]) -> None:
        """Tick anew while the text is being typed."""
        for state in states:
            self._rows[state.checkpoint.id].show_state(state)


class TabLines(QWidget):
    """Tabs side by side; where the column is too narrow for all of them the last ones stand below."""

    def __init__(self, tabs: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = tuple(tabs)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(6, 4, 4, 0)
        self._lines.setSpacing(0)
        self._rows = (row(spacing=0), row(spacing=0))
        for line in self._rows:
            self._lines.addLayout(line)
        self._upper = -1
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrower than all tabs in one line."""
        return QSize(1, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Another width, other letters or another count on a tab."""
        handled = super().event(event)
        kinds = (QEvent.Type.Resize, QEvent.Type.StyleChange, QEvent.Type.LayoutRequest)
        if event.type() in kinds:
            self._fit()
        return handled

    def _fit(self) -> None:
        margins = self._lines.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        widths = [part.sizeHint().width() for part in self._parts]
        fits = sum(widths) <= room
        upper = len(widths) if fits else max(1, sum(sum(widths[: n + 1]) <= room for n in range(len(widths))))
        if upper == self._upper:
            return
        self._upper = upper
        for line in self._rows:
            while line.takeAt(0) is not None:
                pass
        for place, part in enumerate(self._parts):
            self._rows[place >= upper].addWidget(part)
        for line in self._rows:
            line.addStretch(1)


class SidePanel(QFrame):
    """The card on the right, with a tab for each kind of help."""

    import_requested = Signal()

    def __init__(self, overview: OverviewService, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("side_panel")
        self.setProperty("role", "card")
        self._overview = overview
        self._section: Section | None = None
        self._states: tuple[CheckpointState, ...] = ()
        self._body = ""
        self._stack = QStackedWidget(self)
        self.checkpoints = CheckpointList()
        self.past = PastView(self._stack)
        self.past.import_requested.connect(self.import_requested)
        self._tabs = QButtonGroup(self)
        self.points_tab = self._add_tab("要点", "points_tab", scroll(self.checkpoints))
        self.past_tab = self._add_tab("往年", "past_tab", self.past)
        self.figures = FiguresView(self._stack)
        self.figures_tab = self._add_tab("数字", "figures_tab", self.figures)
        self._tabs.idClicked.connect(self._on_tab)
        self.points_tab.setChecked(True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        self.evidence = EvidenceView(self._stack)
        self.evidence_tab = self._add_tab("佐证", "evidence_tab", self.evidence)
        self.comments = CommentsView(self._stack)
        self.comments_tab = self._add_tab("批注", "comments_tab", self.comments)
        tabs = TabLines(self._tabs.buttons())
        inside.addWidget(tabs)
        inside.addWidget(rule())
        inside.addWidget(self._stack, 1)
        self.setFocusProxy(self.points_tab)

    def _add_tab(self, words: str, name: str, page: QWidget) -> QPushButton:
        tab = button(words, role="tab", name=name)
        tab.setProperty("narrow", True)
        tab.setCheckable(True)
        self._tabs.addButton(tab, self._stack.addWidget(page))
        return tab

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (
            self.points_tab,
            self.past_tab,
            self.figures_tab,
            self.evidence_tab,
            self.comments_tab,
            *self.past.stops(),
            *self.figures.stops(),
            *self.evidence.stops(),
            *self.comments.stops(),
        )

    def show_section(self, section: Section, body: str, *, writable: bool = True) -> None:
        """Help for another section."""
        self._section, self._body = section, body
        spec = self._overview.spec(section)
        self._states = self._overview.checkpoints(section, body)
        self.checkpoints.show_states(spec.hint if spec else "", self._states, writable=writable)
        self.past.show_past(self._overview.past(section), body)
        self._count()

    def show_parts(self) -> None:
        """Help for title and signature."""
        self._section, self._states = None, ()
        self.checkpoints.show_states(PARTS_HINT, ())
        self.past.show_past((), "")
        self._count()

    def set_writable(self, *, writable: bool) -> None:
        """The report has been signed, or written anew."""
        self.checkpoints.set_writable(writable=writable)

    def set_body(self, body: str) -> None:
        """The text has changed: tick and compare anew."""
        self._body = body
        if self._section is not None:
            self._states = self._overview.checkpoints(self._section, body)
            self.checkpoints.update_states(self._states)
            self._compare()
            self._count()

    def points(self) -> tuple[int, int]:
        """Covered checkpoints and all of them."""
        return sum(state.done for state in self._states), len(self._states)

    def show_past(self) -> None:
        """Turn to the earlier years."""
        self.past_tab.click()

    def show_figures(self) -> None:
        """Turn to the numbers."""
        self.figures_tab.click()

    def _on_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._compare()

    def _compare(self) -> None:
        """Earlier years are compared only while they can be seen."""
        if self._stack.currentWidget() is self.past:
            self.past.set_present(self._body)

    def _count(self) -> None:
        done, total = self.points()
        words = f"要点 {done}/{total}" if total else "要点"
        self.points_tab.setText(words)
        self.points_tab.setAccessibleName(f"检查要点，{total}个写到{done}个" if total else "检查要点")
