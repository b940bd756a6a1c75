"""Findings underlined while a section is written: quiet at the word that is being typed and while an input
method composes, told in the hint, put right from the menu.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip
from shiboken6 import isValid

from fzapp.domain.errors import UserError
from fzapp.domain.finding import Severity
from fzapp.services.figure_text import ShownText
from fzapp.ui import theme
from fzapp.ui.editor.figure_runs import blocks, runs
from fzapp.ui.editor.plain_text import offset_of_units, units
from fzapp.ui.jobs import Job
from fzapp.ui.widgets.basic import single_shot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QMenu

    from fzapp.services.context import Services
    from fzapp.services.report_checks import LiveCheck, PlacedFinding
    from fzapp.ui.editor.section_editor import SectionEditor
    from fzapp.ui.jobs import JobContext

LOOK_AFTER = 400
"""Milliseconds without a change after which the text is looked through."""

FIRST_LOOK_AFTER = 1_500
"""The same for the first look of all, which reads the knowledge: the page has to stand before."""

SETTLED_AFTER = 2_000
"""Milliseconds without a change after which the word at the cursor counts as written."""

_TONES = {Severity.MUST: "wrong", Severity.SHOULD: "attention", Severity.NOTE: "idle"}


@dataclass(slots=True)
class _Mark:
    """A finding and the place that follows it through edits."""

    cursor: QTextCursor
    found: PlacedFinding

    def stands(self) -> bool:
        """Whether the words are still those that were found."""
        return self.cursor.selection().toPlainText() == self.found.finding.text

    def holds(self, position: int) -> bool:
        """Whether a position of the document lies in it or at its ends."""
        return self.cursor.selectionStart() <= position <= self.cursor.selectionEnd()


class FindingMarks(QObject):
    """Keeps the underlines of one editor true to its text.

    `waive_requested(finding)` when the user does not want to be told; `shown` after each look.
    """

    waive_requested = Signal(object)
    shown = Signal()

    def __init__(
        self,
        editor: SectionEditor,
        services: Services,
        *,
        look_after: int = LOOK_AFTER,
        settled_after: int = SETTLED_AFTER,
    ) -> None:
        super().__init__(editor)
        self._editor, self._services = editor, services
        self._report_id = self._section_id = 0
        self._live: LiveCheck | None = None
        self._job: Job | None = None
        self._again = False
        self._typed_at = -1
        self._marks: list[_Mark] = []
        self._look_after = look_after
        self._timer = single_shot(self, max(look_after, FIRST_LOOK_AFTER), self._look)
        self._settled = single_shot(self, settled_after, self._show)
        editor.document().contentsChange.connect(self._on_contents_change)
        editor.cursorPositionChanged.connect(self._on_cursor_moved)
        for watched in (editor, editor.viewport()):
            watched.installEventFilter(self)

    # --- what the page tells ------------------------------------------------------------------------

    def show_section(self, report_id: int, section_id: int) -> None:
        """The editor shows a section of a report; 0 stands for none."""
        if (report_id, section_id) != (self._report_id, self._section_id):
            self._live = None
        self._report_id, self._section_id = report_id, section_id
        self._clear()
        if section_id:
            self._timer.start()

    def findings(self) -> list[PlacedFinding]:
        """What is underlined, in the order of the text."""
        return [mark.found for mark in self._visible()]

    # --- looking ------------------------------------------------------------------------------------

    def _on_contents_change(self, position: int, _removed: int, added: int) -> None:
        self._typed_at = position + added
        if self._section_id:
            self._timer.start()
            self._settled.start()

    def forget(self) -> None:
        """Something beside this text has changed: read the report anew and look again."""
        self._live = None
        if self._section_id:
            self._timer.start()

    def _look(self) -> None:
        if not self._section_id or self._editor.is_composing() or not self._editor.isVisible():
            return
        if self._job is not None:
            self._again = True
            return
        live = self._live_check()
        if live is None:
            return
        shown = shown_text(self._editor)
        # the window may close before the worker is done: the job belongs to the program, not to the page
        self._job = Job(partial(_find, live, self._section_id, shown), QCoreApplication.instance())
        self._job.succeeded.connect(partial(self._on_found, self._section_id, shown.text))
        self._job.finished.connect(self._on_finished)
        self._job.start()

    def _live_check(self) -> LiveCheck | None:
        """The check of the report, begun anew when something else in it has changed."""
        if self._live is None:
            reports = self._services.checking.reports
            try:
                self._live = reports.live(reports.snapshot(self._report_id, ledgers=False))
            except UserError:
                return None
        return self._live

    def _on_found(self, section_id: int, text: str, found: tuple[PlacedFinding, ...]) -> None:
        if not isValid(self._editor):
            return
        self._timer.setInterval(self._look_after)
        if section_id != self._section_id:
            return
        if text != self._editor.shown_text():
            self._again = True
            return
        self._marks = [_Mark(self._cursor(text, item), item) for item in found]
        self._show()
        self.shown.emit()

    def _on_finished(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        if self._again and isValid(self._editor):
            self._again = False
            self._timer.start()

    def _cursor(self, text: str, item: PlacedFinding) -> QTextCursor:
        """The place of a finding as a cursor of the document."""
        cursor = QTextCursor(self._editor.document())
        cursor.setPosition(units(text[: item.place.start]))
        cursor.setPosition(units(text[: item.place.end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # --- showing ------------------------------------------------------------------------------------

    def _clear(self) -> None:
        self._marks = []
        self._editor.set_layer("finding", [])

    def _on_cursor_moved(self) -> None:
        if self._marks and not self._editor.is_composing():
            self._show()

    def _visible(self) -> Iterator[_Mark]:
        """The marks to be seen: not where words have changed, nor at the word that is being typed."""
        position = self._editor.textCursor().position()
        typing = self._settled.isActive() and self._editor.hasFocus() and position == self._typed_at
        for mark in self._marks:
            if mark.stands() and not (typing and mark.holds(position)):
                yield mark

    def _show(self) -> None:
        if self._editor.is_composing():
            return
        selections: list[QTextEdit.ExtraSelection] = []
        for mark in self._visible():
            selection = QTextEdit.ExtraSelection()
            selection.cursor = mark.cursor
            selection.format = _underline(mark.found.finding.severity)
            selections.append(selection)
        self._editor.set_layer("finding", selections)

    # --- hint and menu ------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The hint over an underlined place, and its fixes on top of the menu."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            mark = self._mark_at(self._editor.cursorForPosition(event.pos()).position())
            QToolTip.showText(event.globalPos(), told(mark.found) if mark else "", self._editor)
            return mark is not None
        if isinstance(event, QContextMenuEvent):
            return self._open_menu(watched, event)
        return super().eventFilter(watched, event)

    def _mark_at(self, position: int) -> _Mark | None:
        return next((mark for mark in self._visible() if mark.holds(position)), None)

    def _open_menu(self, watched: QObject, event: QContextMenuEvent) -> bool:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        if by_key or watched is self._editor:
            position = self._editor.textCursor().position()
            place = self._editor.viewport().mapToGlobal(self._editor.cursorRect().bottomLeft())
        else:
            position = self._editor.cursorForPosition(event.pos()).position()
            place = event.globalPos()
        menu = self.menu_at(position)
        if menu is None:
            return False
        menu.popup(place)
        event.accept()
        return True

    def menu_at(self, position: int) -> QMenu | None:
        """The usual menu with what can be done about the finding at a position; None without a finding."""
        mark = self._mark_at(position)
        if mark is None or self._editor.isReadOnly():
            return None
        from fzapp.services.check_descriptions import fix_words  # noqa: PLC0415  the window starts without it

        menu = self._editor.createStandardContextMenu()
        menu.setObjectName("finding_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = menu.actions()[0] if menu.actions() else None
        found = mark.found
        for number, text in enumerate(found.fixes, 1):
            action = menu.addAction(f"&{number} {fix_words(found.finding.text, text)}")
            action.triggered.connect(partial(self._on_fix, mark, text))
            menu.insertAction(first, action)
        waive = menu.addAction("&4 这里不用提示…")
        waive.triggered.connect(partial(self._on_waive, found))
        menu.insertAction(first, waive)
        menu.insertSeparator(first)
        return menu

    def _on_fix(self, mark: _Mark, text: str, _checked: bool = False) -> None:
        self.fix(mark.found, text)

    def _on_waive(self, found: PlacedFinding, _checked: bool = False) -> None:
        self.waive_requested.emit(found)

    def fix(self, found: PlacedFinding, text: str) -> None:
        """Carry out a fix in the text, as one step of its undo; figures inside stay."""
        from fzapp.services.report_checks import changes_between  # noqa: PLC0415

        mark = next((one for one in self._marks if one.found == found and one.stands()), None)
        if mark is None or self._editor.isReadOnly():
            return
        start = offset_of_units(self._editor.shown_text(), mark.cursor.selectionStart())
        block = self._editor.textCursor()
        block.beginEditBlock()
        for low, high, new in reversed(changes_between(found.finding.text, text)):
            self._editor.replace(start + low, high - low, new)
        block.endEditBlock()
        self._editor.commit_due.emit()


def told(found: PlacedFinding) -> str:
    """The hint: the sentence and what it rests on."""
    return f"{found.finding.message}\n依据：{found.finding.basis}"


def shown_text(editor: SectionEditor) -> ShownText:
    """The text of an editor as read, with the places of its figures in characters."""
    from fzapp.domain.body import RenderedFigure  # noqa: PLC0415

    parts: list[str] = []
    figures: list[RenderedFigure] = []
    offset = 0
    for block in blocks(editor.document()):
        if parts:
            parts.append("\n")
            offset += 1
        for run in runs(block):
            if run.is_figure:
                figures.append(RenderedFigure(offset, offset + len(run.text), run.name))
            parts.append(run.text)
            offset += len(run.text)
    return ShownText("".join(parts), tuple(figures))


def _underline(severity: Severity) -> QTextCharFormat:
    front, _ = theme.tone_colors(_TONES[severity])
    form = QTextCharFormat()
    form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    form.setUnderlineColor(front)
    return form


def _find(
    live: LiveCheck, section_id: int, shown: ShownText, context: JobContext
) -> tuple[PlacedFinding, ...]:
    """Runs on a worker."""
    return live.find(section_id, shown, context.check)
