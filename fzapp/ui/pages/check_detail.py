"""The right half of the page 校核: the finding in its paragraph, why it is one, and what can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QVBoxLayout, QWidget

from fzapp.domain.finding import Severity
from fzapp.services.check_descriptions import SEVERITY_WORDS, fix_words
from fzapp.ui import theme
from fzapp.ui.models.finding_model import SEVERITY_TONES
from fzapp.ui.widgets.basic import button, card, chip, label, row, rule, scroll, set_chip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from fzapp.services.report_checks import PlacedFinding

WAIVE_KEY = 4
"""The key of 不用提示: always the same, however many fixes there are."""

_PARAGRAPH_LINES = 6


class FindingDetail(QFrame):
    """`fix_requested(number from 0)`, `waive_requested`, `jump_requested`, `step_requested(-1 or 1)`."""

    fix_requested = Signal(int)
    waive_requested = Signal()
    jump_requested = Signal()
    step_requested = Signal(int)

    def __init__(self, foot: QWidget) -> None:
        """`foot` stands below everything."""
        super().__init__()
        self.setObjectName("finding_detail")
        self._found: PlacedFinding | None = None
        self.severity = chip("", "idle", name="finding_severity")
        self.where = label("", "heading", name="finding_where", wrap=True)
        self.paragraph = QTextEdit(objectName="finding_paragraph")
        self.paragraph.setReadOnly(True)
        self.paragraph.setAccessibleName("问题所在的段落")
        self.paragraph.setFrameShape(QFrame.Shape.NoFrame)
        self.paragraph.setTabChangesFocus(True)
        self.message = label("", "heading", name="finding_message", wrap=True)
        self.basis = label("", "muted", name="finding_basis", wrap=True)
        self.count = label("", "muted", name="finding_count", wrap=True)
        self.fixes = [button("", partial(self.fix_requested.emit, n), name=f"fix_{n + 1}") for n in range(3)]
        self.waive = button("", self.waive_requested.emit, name="fix_4")
        self.jump = button("到报告里改  Enter", self.jump_requested.emit, name="finding_jump")
        self.previous = button("上一条", partial(self.step_requested.emit, -1), name="finding_previous")
        self.next = button("下一条", partial(self.step_requested.emit, 1), name="finding_next")
        self.summary = label("", "muted", name="check_summary", wrap=True)
        self._build(foot)
        self.show_finding(None, "", can_fix=False, can_jump=False)

    def _build(self, foot: QWidget) -> None:
        frame, inside = card("finding_card", margin=16, spacing=10)
        self._rules = tuple(rule() for _ in range(3))
        head = row(self.severity, self.where)
        head.setStretch(1, 1)
        head.setAlignment(self.severity, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(head)
        inside.addWidget(self.paragraph)
        inside.addWidget(self._rules[0])
        inside.addWidget(self.message)
        for one in (*self.fixes, self.waive):
            inside.addLayout(row(one, None))
        inside.addWidget(self._rules[1])
        inside.addWidget(self.basis)
        inside.addWidget(self.count)
        inside.addLayout(row(self.previous, self.next, None, self.jump))
        inside.addStretch(1)
        inside.addWidget(self._rules[2])
        inside.addWidget(self.summary)
        inside.addWidget(foot)
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        row(scroll(body), parent=self)

    def stops(self) -> tuple[QPushButton, ...]:
        """Where Tab stops, in order."""
        return (*self.fixes, self.waive, self.previous, self.next, self.jump)

    def show_finding(self, found: PlacedFinding | None, count: str, *, can_fix: bool, can_jump: bool) -> None:
        """Show a finding, or nothing."""
        self._found = found
        parts = (
            self.severity,
            self.where,
            self.paragraph,
            self.message,
            self.basis,
            self.count,
            *self._rules,
        )
        for widget in parts:  # lines between nothing look like something that failed to appear
            widget.setVisible(found is not None)
        for widget in self.stops():
            widget.hide()
        if found is None:
            return
        finding = found.finding
        set_chip(self.severity, SEVERITY_WORDS[finding.severity], SEVERITY_TONES[finding.severity])
        self.where.setText(found.where)
        self.message.setText(finding.message)
        self.basis.setText(f"依据：{finding.basis}")
        self.count.setText(count)
        self._show_paragraph(found)
        if can_fix:
            self._show_fixes(found)
        self.jump.setVisible(can_jump)
        self.previous.show()
        self.next.show()

    def set_summary(self, words: str) -> None:
        """What is told of the whole report."""
        self.summary.setText(words)

    def _show_paragraph(self, found: PlacedFinding) -> None:
        """The paragraph with the place on its ground, scrolled into sight."""
        text = found.paragraph
        self.paragraph.setVisible(bool(text.strip()))
        self.paragraph.setFont(theme.editor_font(theme.current_scale()))
        self.paragraph.setPlainText(text)
        front, back = theme.tone_colors(SEVERITY_TONES[found.finding.severity])
        place = QTextEdit.ExtraSelection()
        place.format.setBackground(back)
        place.format.setForeground(front)
        place.cursor = QTextCursor(self.paragraph.document())
        place.cursor.setPosition(_units(text[: found.finding.start]))
        place.cursor.setPosition(_units(text[: found.finding.end]), QTextCursor.MoveMode.KeepAnchor)
        self.paragraph.setExtraSelections([place])
        self._fit_paragraph()
        seen = QTextCursor(place.cursor)
        seen.clearSelection()
        self.paragraph.setTextCursor(seen)
        self.paragraph.ensureCursorVisible()

    def _fit_paragraph(self) -> None:
        """As high as the text, up to a few lines."""
        document = self.paragraph.document()
        document.setTextWidth(max(200, self.paragraph.viewport().width()))
        line = self.paragraph.fontMetrics().lineSpacing()
        self.paragraph.setFixedHeight(min(round(document.size().height()) + 4, line * _PARAGRAPH_LINES + 12))

    def resizeEvent(self, event) -> None:  # noqa: ANN001  Qt's own signature
        """Another width breaks the paragraph otherwise."""
        super().resizeEvent(event)
        if self._found is not None:
            self._fit_paragraph()

    def _show_fixes(self, found: PlacedFinding) -> None:
        for number, words in enumerate(fix_labels(found)[: len(self.fixes)]):
            self.fixes[number].setText(f"{number + 1}  {words}")
            self.fixes[number].setAccessibleName(words)
            self.fixes[number].setVisible(found.waiver is None)
        if found.waiver is not None:
            words = "恢复提示"
        else:
            must = found.finding.severity is Severity.MUST
            words = "不改，写明原因放行…" if must else "这里不用提示…"
        self.waive.setText(f"{WAIVE_KEY}  {words}")
        self.waive.setAccessibleName(words)
        self.waive.show()


def fix_labels(found: PlacedFinding) -> tuple[str, ...]:
    """What the keys 1 to 3 do."""
    if found.item is not None:
        return tuple(f"用台账的数 {offer.told}（{offer.name}）" for offer in found.item.offers[:2])
    return tuple(fix_words(found.finding.text, text) for text in found.fixes)


def _units(text: str) -> int:
    """The length of a text as Qt counts it."""
    return len(text.encode("utf-16-le")) // 2
