"""The numbers of the section being written: marked in the text, listed on the right, bound by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from fzapp.domain.body import figure_token
from fzapp.domain.report import ReportStage
from fzapp.services.figure_report import FigureState, counted, number_span
from fzapp.ui.actions import make_action
from fzapp.ui.editor.figure_picker import FigurePicker
from fzapp.ui.editor.plain_text import offset_of_units
from fzapp.ui.models.lines_model import Line
from fzapp.ui.pages.write_trace import TraceView, told
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services
    from fzapp.services.figure_report import FigureItem
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.ui.pages.write_desk import Desk
    from fzapp.ui.prompts import Prompter

LEGEND = "淡蓝：有台账　淡黄：待补　淡红：不一致　橙：变了没看"
CHANGED = "变了"
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FiguresView(QFrame):
    """The list of the tab 数字, and in its place where one number comes from.

    `item_chosen` asks to show a number in the text, `bind_requested(item, name)` to bind it,
    `trace_requested(item)` to see its rows, `all_seen` says that every change was looked at.
    """

    item_chosen = Signal(object)
    bind_requested = Signal(object, str)
    trace_requested = Signal(object)
    all_seen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figures_view")
        self._items: tuple[FigureItem, ...] = ()
        self._news: dict[str, str] = {}
        self.trace = TraceView()
        self._none = label("这一节还没有数字。写到数字时按 F2，可以直接用台账里的数。", "muted", wrap=True)
        self._none.setObjectName("no_figures")
        self.view = LinesView("figure_items", "这一节的数字")
        self.first = button("用第一个", lambda: self._bind(0), name="bind_first")
        self.second = button("用第二个", lambda: self._bind(1), name="bind_second")
        self.offers = label("", "muted", name="figure_offers", wrap=True)
        self.rows = button("看台账里的行  F4", self._trace, name="figure_rows")
        self.seen = button("变了的都看过了", self.all_seen.emit, name="figures_seen")
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self._none)
        inside.addWidget(self.view, 1)
        inside.addWidget(self.offers)
        inside.addLayout(row(self.first, self.second, None))
        inside.addLayout(row(self.rows, None))
        inside.addLayout(row(self.seen, None))
        self._stack = QStackedWidget(self)
        self._stack.addWidget(page)
        self._stack.addWidget(self.trace)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._stack)
        self.trace.left.connect(self.show_list)
        self.view.installEventFilter(self)
        self.view.clicked.connect(lambda index: self.item_chosen.emit(self._items[index.row()]))
        self.view.selectionModel().currentChanged.connect(lambda *_: self._tell_offers())
        self.show_items(())

    @property
    def items(self) -> tuple[FigureItem, ...]:
        """What is listed."""
        return self._items

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.view, self.first, self.second, self.rows, self.seen, *self.trace.stops()

    def show_list(self) -> None:
        """Back from one number to all of them."""
        self._stack.setCurrentIndex(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trace(self) -> None:
        """The number that `trace` shows."""
        self._stack.setCurrentWidget(self.trace)
        self.trace.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_items(self, items: Sequence[FigureItem], news: Mapping[str, str] | None = None) -> None:
        """List the numbers of a section in the order of the text; the current row stays.

        `news` tells of figures (by name) what became of them since they were looked at or signed.
        """
        row_before = self.view.currentIndex().row()
        shown = (tuple(items), dict(news or {}))
        if shown == (self._items, self._news) and self.view.lines:
            return
        self._items, self._news = shown
        self.view.set_lines([_line(item, self._news.get(item.name, "")) for item in self._items])
        self.seen.setVisible(any(told.startswith(CHANGED) for told in self._news.values()))
        self._none.setVisible(not self._items)
        self.view.setVisible(bool(self._items))
        place = min(max(0, row_before), len(self._items) - 1)
        self.view.setCurrentIndex(self.view.model().index(place, 0))
        self._tell_offers()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter binds an open number to its first offer and shows a bound one in the text; 2 takes the second."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _RETURNS:
                self._enter()
                return True
            if event.key() == Qt.Key.Key_F4:
                self._trace()
                return True
            if event.key() in (Qt.Key.Key_1, Qt.Key.Key_2):
                self._bind(event.key() - Qt.Key.Key_1)
                return True
        return super().eventFilter(watched, event)

    def _current(self) -> FigureItem | None:
        place = self.view.currentIndex().row()
        return self._items[place] if 0 <= place < len(self._items) else None

    def _enter(self) -> None:
        item = self._current()
        if item is not None and not item.name and item.offers:
            self._bind(0)
        elif item is not None:
            self.item_chosen.emit(item)

    def _trace(self) -> None:
        item = self._current()
        if item is not None and item.name:
            self.trace_requested.emit(item)

    def _bind(self, place: int) -> None:
        item = self._current()
        if item is not None and not item.name and place < len(item.offers):
            self.bind_requested.emit(item, item.offers[place].name)

    def _tell_offers(self) -> None:
        item = self._current()
        offers = () if item is None or item.name else item.offers
        told = [f"{place}. {offer.name}：{_values(offer)}" for place, offer in enumerate(offers, 1)]
        self.offers.setText("可能是台账里的\n" + "\n".join(told) if told else "")
        self.offers.setVisible(bool(told))
        self.first.setVisible(bool(told))
        self.second.setVisible(len(told) > 1)
        self.rows.setVisible(item is not None and item.figure is not None)


def _line(item: FigureItem, news: str = "") -> Line:
    text = item.text
    figure = item.figure
    if figure is not None:
        proof = f"台账{len(figure.rows)}行" if figure.rows else figure.basis.label
        text = f"{item.text}　{item.name}\n{_values(figure)}　{proof}"
    elif item.name:
        text = f"{item.text}　{item.name}\n台账里没有这个数"
    elif item.state is FigureState.DIFFERING:
        text = f"{item.text}　台账是{item.offers[0].told}"
    return Line(f"{text}\n{news}" if news else text, note=_note(item, news))


def _note(item: FigureItem, news: str) -> str:
    if not news:
        return item.state.label
    return CHANGED if news.startswith(CHANGED) else "台账改了"


def _values(figure: LedgerFigure) -> str:
    """This year's value and last year's."""
    last = figure.last_year_told
    return f"今年{figure.told}，去年{last}" if last else f"今年{figure.told}"


class SectionFigures(QObject):
    """Keeps marks, list and counts true to the text of one editor. `changed` tells that the counts may differ.

    `rows_wanted(figure)` asks for the rows of a figure in their ledger, `list_wanted` for the tab 数字.
    It looks a moment after the text has changed, never while an input method composes.
    """

    changed = Signal()
    rows_wanted = Signal(object)
    list_wanted = Signal()

    def __init__(self, services: Services, prompter: Prompter, desk: Desk, view: FiguresView) -> None:
        editor = desk.editor
        super().__init__(editor)
        self._services, self._editor, self._view, self._prompter = services, editor, view, prompter
        self._report: Report | None = None
        self._section: Section | None = None
        self._told = ""
        self._news: dict[str, str] = {}
        self._drift: dict[str, str] = {}
        self.picker = FigurePicker(desk)
        make_action(desk, "插入台账里的数", self.pick, name="pick_figure", keys="F2")
        self.picker.chosen.connect(self._insert)
        self.picker.closed.connect(lambda: editor.setFocus(Qt.FocusReason.PopupFocusReason))
        view.item_chosen.connect(self._show)
        view.bind_requested.connect(self._bind)
        view.trace_requested.connect(self._trace_item)
        view.all_seen.connect(self._on_all_seen)
        view.trace.rows_wanted.connect(self.rows_wanted)
        make_action(desk, "看这个数的台账", self.trace, name="trace_figure", keys="F4")
        editor.figure_traced.connect(self._trace)
        editor.figure_hint = self._hint
        editor.body_changed.connect(self.look_soon)
        editor.figure_refused.connect(lambda why: prompter.tell(why, "note"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._look)

    @property
    def told(self) -> str:
        """The counts of the whole report, for the status line."""
        return self._told

    def follow(self, report: Report | None) -> None:
        """Another report, or other values: tokens of the editor read what they say now."""
        self._report = report
        signed = report is not None and report.stage is ReportStage.FINAL
        drift = self._services.freezes.drift(report.id) if report is not None and signed else ()
        self._drift = {one.name: one.told for one in drift}
        self._editor.set_figures(self._services.figures.reader(report) if report is not None else None)
        self.look_soon()

    def keep_up(self, report: Report) -> None:
        """The same report with what was committed since: the counts go over all of it."""
        self._report = report

    def rendered(self, body: str) -> str:
        """Stored text of the report as it is read."""
        return body if self._report is None else self._services.figures.reader(self._report).rendered(body)

    def show_section(self, section: Section | None) -> None:
        """The editor shows another section, or none."""
        self._section = section
        self.picker.hide()
        self.look_soon()

    def look_soon(self) -> None:
        """Look at the text once the hands are off the keys."""
        self._timer.start()

    def pick(self) -> None:
        """F2: choose a figure for the place of the cursor, those that feed the section first."""
        report, section = self._report, self._section
        if report is None or section is None or self._editor.isReadOnly():
            return
        library = self._services.figures.library(report.year, report.figures_until)
        ordered = sorted(library, key=lambda one: (not one.known, section.spec not in one.sections))
        line = self._editor.cursorRect()
        corner = self._editor.viewport().mapTo(self.picker.parentWidget(), line.topLeft())
        self.picker.open_at(QRect(corner, line.size()), ordered, self._services.figures.reader(report).find)

    def _insert(self, name: str) -> None:
        """Into the text at the cursor; a gap or a number that it stands in gives way."""
        token, item = figure_token(name), self._open_number()
        figure = self._services.figures.reader(self._report).find(name) if self._report is not None else None
        if item is not None and figure is not None and self._stands(item):
            start, end = number_span(item, figure)
            self._editor.replace(start, end - start, token)
            self.look_soon()
            return
        if self._editor.guard.allows_body(token):
            self._editor.insert_text(token)
        self.look_soon()

    def _open_number(self) -> FigureItem | None:
        """The number without a ledger that the cursor stands in, when nothing is selected."""
        cursor = self._editor.textCursor()
        if cursor.hasSelection():
            return None
        at = offset_of_units(self._editor.shown_text(), cursor.position())
        still = (item for item in self._view.items if item.state is not FigureState.BOUND)
        # right behind a number the next one may be meant; a gap is there to be filled
        return next((item for item in still if item.start <= at < item.end + _is_gap(item)), None)

    def _stands(self, item: FigureItem) -> bool:
        return self._editor.shown_text()[item.start : item.end] == item.text

    def _look(self) -> None:
        if not self._editor.isVisible() or self._editor.is_composing():
            return
        items: tuple[FigureItem, ...] = ()
        # the numbers of a record are what they are: nothing is to be proved or filled in
        record = self._report is not None and self._report.stage is ReportStage.RECORD
        if self._report is not None and self._section is not None and not record:
            body = self._editor.body()
            items = self._services.review.of_section(self._report, self._section, body)
        self._news = self._news_of(items)
        self._view.show_items(items, self._news)
        changed = [item for item in items if item.name in self._news]
        self._editor.mark([(item.start, item.end - item.start) for item in changed], "changed")
        for state in (FigureState.UNBOUND, FigureState.DIFFERING):
            places = [(item.start, item.end - item.start) for item in items if item.state is state]
            self._editor.mark(places, state.value)
        self._count(items)
        self.changed.emit()

    def _news_of(self, items: Sequence[FigureItem]) -> dict[str, str]:
        """What became of the figures of the section since they were looked at, or signed."""
        if self._report is None:
            return {}
        names = {item.name for item in items if item.name}
        if self._report.stage is ReportStage.FINAL:
            return {name: told for name, told in self._drift.items() if name in names}
        changed = self._services.seen.changed(self._report, names)
        return {name: f"{CHANGED}：原{then}，现{now}" for name, (then, now) in changed.items()}

    # --- where a number comes from ------------------------------------------------------------------

    def trace(self) -> None:
        """F4: the rows behind the figure at the cursor."""
        name = self._editor.figure_at_cursor()
        if name:
            self._trace(name)
        else:
            self._prompter.tell("把光标放到淡蓝底的数上，再按 F4，就能看它的台账。", "note")

    def _trace(self, name: str) -> None:
        item = next((one for one in self._view.items if one.name == name), None)
        if item is None:  # inserted a moment ago
            self._look()
            item = next((one for one in self._view.items if one.name == name), None)
        if item is not None:
            self._trace_item(item)

    def _trace_item(self, item: FigureItem) -> None:
        report, figure = self._report, item.figure
        if report is None or figure is None:
            self._prompter.tell("台账里还没有这个数，先登记台账，或者把它换掉。", "note")
            return
        news = self._news.get(item.name, "")
        self._view.trace.show_figure(figure, item.text, news, self._services, report.period)
        self.list_wanted.emit()
        self._view.show_trace()
        self._services.seen.look_at(report, [item.name])
        self.look_soon()

    def _on_all_seen(self) -> None:
        if self._report is not None:
            self._services.seen.look_at(self._report, list(self._news))
            self._look()
            self._view.show_list()

    def _hint(self, name: str) -> str:
        """The words over a figure of the text."""
        item = next((one for one in self._view.items if one.name == name), None)
        if item is None or item.figure is None:
            return f"{name}\n台账里没有这个数"
        return (
            f"{name}\n{told(item.figure, self._news.get(name, ''))}\n按住 Ctrl 点一下，或按 F4，看台账里的行"
        )

    def _count(self, here: Sequence[FigureItem]) -> None:
        if self._report is None:
            self._told = ""
            return
        own = self._section.id if self._section is not None else 0
        review = self._services.review
        others = [
            item
            for section in self._report.sections
            if section.id != own
            for item in review.of_section(self._report, section)
        ]
        self._told = counted([*others, *here]).told

    def _show(self, item: FigureItem) -> None:
        if self._report is not None and item.name in self._news:
            self._services.seen.look_at(self._report, [item.name])
            self.look_soon()
        self._editor.select(item.start, item.end - item.start)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bind(self, item: FigureItem, name: str) -> None:
        figure = next((offer for offer in item.offers if offer.name == name), None)
        if figure is None or self._editor.isReadOnly():
            return
        if not self._stands(item):
            self._prompter.tell("这里的文字已经改过，在文字里重新选这个数。", "note")
            return
        start, end = number_span(item, figure)
        self._editor.replace(start, end - start, figure_token(name))
        self._editor.commit_due.emit()
        self._look()
        self._view.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_gap(item: FigureItem) -> bool:
    return not item.text.strip("_")
