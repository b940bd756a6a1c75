"""Ctrl+K: one box that finds pages, commands, sections, ledgers, and any text of the archive."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QTextEdit,
    QVBoxLayout,
)

from fzapp.services.search import Facets, Hit, Near, Scope
from fzapp.text import pinyin
from fzapp.ui import theme
from fzapp.ui.delegates.hit_delegate import HitDelegate
from fzapp.ui.models.hits_model import HitRow, HitsModel
from fzapp.ui.warming import warm
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton, QWidget

    from fzapp.services.context import Services
    from fzapp.services.fitting import Fit
    from fzapp.services.search import Found

PAUSE = 120
"""Milliseconds after the last committed character; what is being composed is not asked for."""
WIDTH, HEIGHT, MARGIN = 980, 520, 40
PREVIEW_FROM = 760
"""Logical pixels of width from which the text around a hit stands beside the list."""
EVERYTHING = "全部"
HINT = "输入要找的字，空格表示同时含有；页面、章节、台账、村名、人名可以输拼音首字母"
START = "可以找：报告里的每一句话、台账里的每一行、佐证材料的名称和文字、帮助，还有页面、命令和章节。"
MORE_ROWS = "台账里可能还有，到台账页用筛选找。"
NOTHING = "没有找到。少输几个字，或者换一个说法。"


class SearchBox(QFrame):
    """Stands over the window until something is chosen (`chosen`: what a row leads to) or Esc is pressed.

    `places` answers the pages, commands and sections there are, each with what to call; `year` the year
    that is at hand: what was written for near ones comes first. `fits` says which section of the report at
    hand each hit fits, None for none; Ctrl+Enter takes a paragraph over into it (`quoted`).
    """

    chosen = Signal(object)
    quoted = Signal(object, object)
    """A paragraph and the section of the report at hand that it fits: to be taken over there."""

    def __init__(
        self,
        services: Services,
        places: Callable[[], Sequence[HitRow]],
        year: Callable[[], int],
        fits: Callable[[Sequence[Hit]], Sequence[Fit | None]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("search_box")
        self.setProperty("role", "card")
        self._services = services
        self._places = places
        self._year_at_hand = year
        self._fits = fits
        self._year = 0
        self._before: QWidget | None = None
        self._found: Found | None = None
        self._near: tuple[HitRow, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._on_pause)
        # the dictionary would keep the first letters waiting
        self._warming = warm(partial(pinyin.initials, "一"), self)
        self._build()
        parent.installEventFilter(self)
        self.hide()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.query = QLineEdit(objectName="search_query")
        self.query.setPlaceholderText(HINT)
        self.query.setAccessibleName("要找的字")
        self.query.setClearButtonEnabled(True)
        self.query.textChanged.connect(lambda _text: self._timer.start())
        self.query.installEventFilter(self)
        self._scopes = QButtonGroup(self)
        names = [EVERYTHING, *(scope.label for scope in Scope)]
        self.tabs = [self._tab(number, name) for number, name in enumerate(names)]
        self.tabs[0].setChecked(True)
        self._scopes.idClicked.connect(lambda _id: self._show())
        self.years = QComboBox(objectName="search_years")
        self.years.setAccessibleName("哪一年的")
        self.years.currentIndexChanged.connect(lambda _index: self.search())
        self.model = HitsModel(self)
        self.list = QListView(objectName="search_results")
        self.list.setAccessibleName("找到的内容")
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.clicked.connect(lambda _index: self.open_current())
        self.list.selectionModel().currentRowChanged.connect(self._on_current)
        self.context = QTextEdit(objectName="search_context", readOnly=True)
        self.context.setAccessibleName("前后文")
        self.context.setFrameShape(QFrame.Shape.NoFrame)
        self.words = label(START, "muted", name="search_words", wrap=True)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.list, 3)
        beside.addWidget(self.context, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        outer.addWidget(self.query)
        outer.addLayout(row(*self.tabs, None, self.years, spacing=0))
        outer.addLayout(beside, 1)
        outer.addWidget(self.words)

    def _tab(self, number: int, name: str) -> QPushButton:
        tab = button(name, role="tab", name=f"search_scope_{number}")
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scopes.addButton(tab, number)
        return tab

    # --- being shown ----------------------------------------------------------------------------

    def open(self) -> None:
        """Come up over the window, the words of last time marked."""
        self._before = QApplication.focusWidget()
        self._near = tuple(self._places())
        self._year = self._year_at_hand()
        self._fill_years()
        self._place()
        self.show()
        self.raise_()
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.query.selectAll()
        self.search()

    def _fill_years(self) -> None:
        chosen = self.years.currentData()
        with QSignalBlocker(self.years):
            self.years.clear()
            self.years.addItem("全部年份", 0)
            for year in sorted({report.year for report in self._services.reports.all()}, reverse=True):
                self.years.addItem(f"{year}年", year)
            self.years.setCurrentIndex(max(0, self.years.findData(chosen)))

    def dismiss(self) -> None:
        """Go, and give the keyboard back to where it was."""
        self._timer.stop()
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        window = self.parentWidget()
        width = min(theme.scaled(WIDTH), window.width() - MARGIN)
        height = min(theme.scaled(HEIGHT), window.height() - 2 * theme.TOP_HEIGHT)
        self.setGeometry((window.width() - width) // 2, theme.TOP_HEIGHT, width, max(200, height))
        self.context.setVisible(width >= PREVIEW_FROM)

    # --- searching ------------------------------------------------------------------------------

    def _on_pause(self) -> None:
        """Letters wait for the dictionary, the window does not."""
        if self._warming.running and self.query.text().isascii():
            self._timer.start()
        else:
            self.search()

    def search(self) -> None:
        """Ask for what is typed now."""
        self._timer.stop()
        query = self.query.text().strip()
        facets = Facets(year=self.years.currentData() or 0)
        find = self._services.search.find
        self._found = find(query, near=Near(year=self._year), facets=facets) if query else None
        self._show()

    def _show(self) -> None:
        query = self.query.text().strip()
        counts = self._found.counts if self._found else {}
        places = [place for place in self._near if query and pinyin.matches(query, place.title)]
        for number, scope in enumerate(Scope, 1):
            self.tabs[number].setText(f"{scope.label} {counts[scope]}" if scope in counts else scope.label)
        chosen = list(Scope)[self._scopes.checkedId() - 1] if self._scopes.checkedId() > 0 else None
        hits = [hit for hit in (self._found.hits if self._found else ()) if chosen in (None, hit.scope)]
        rows = [*(places if chosen is None else ()), *map(_row_of, hits, self._fits(hits))]
        self.model.set_rows(rows)
        if rows:
            self.list.setCurrentIndex(self.model.index(0))
        self._tell(len(places))
        self._on_current()

    def _tell(self, places: int) -> None:
        if self._found is None:
            self.words.setText(START)
        elif not self._found.total and not places:
            self.words.setText(NOTHING)
        else:
            spent = max(1, round(self._found.seconds * 1000))
            count = f"共{self._found.total + places}处，用时{spent}毫秒。上下键选，回车打开，{self._quoting()}Esc关闭。"
            self.words.setText(count if self._found.whole else f"{count}{MORE_ROWS}")

    def _quoting(self) -> str:
        fits = any(row.fit is not None for row in self.model.rows)
        return "Ctrl+Enter引用到适合的一节，" if fits else ""

    def _on_current(self, _current: QModelIndex | None = None, _before: QModelIndex | None = None) -> None:
        hit = self._current_target()
        self.context.clear()
        if isinstance(hit, Hit) and self.context.isVisibleTo(self):
            around = self._services.search.around(hit)
            self.context.setPlainText(around.text)
            self._mark(around.spans)

    def _mark(self, spans: Sequence[tuple[int, int]]) -> None:
        marked = QTextCharFormat()
        marked.setBackground(theme.color(theme.current().attention_ground))
        cursor = QTextCursor(self.context.document())
        for start, end in spans:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(marked)
        if spans:
            cursor.setPosition(spans[0][0])
            self.context.setTextCursor(cursor)
            self.context.ensureCursorVisible()

    def _current_target(self) -> object:
        index = self.list.currentIndex()
        return self.model.rows[index.row()].target if index.isValid() else None

    def quote_current(self) -> None:
        """Take the paragraph that is chosen over, where it fits."""
        index = self.list.currentIndex()
        row = self.model.rows[index.row()] if index.isValid() else None
        if row is not None and row.fit is not None:
            self.hide()
            self.quoted.emit(row.target, row.fit)

    def open_current(self) -> None:
        """Go to what is chosen."""
        target = self._current_target()
        if target is not None:
            self.hide()
            self.chosen.emit(target)

    # --- keys -----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move the list while the box has the keyboard; the box keeps its place in the window."""
        if watched is self.query and event.type() is QEvent.Type.ShortcutOverride and _quotes(event):
            event.accept()  # or the page below would finish its section
            return True
        if watched is self.query and event.type() is QEvent.Type.KeyPress:
            return self._on_key(event)
        if watched is self.parentWidget() and event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if event.key() in step and self.model.rows:
            place = self.list.currentIndex().row() + step[event.key()]
            self.list.setCurrentIndex(self.model.index(min(max(0, place), len(self.model.rows) - 1)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self.search()
            if _quotes(event):
                self.quote_current()
            else:
                self.open_current()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was; Enter in the list opens."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_key(event)
        else:
            super().keyPressEvent(event)


def _quotes(event: QKeyEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    pressed = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _row_of(hit: Hit, fit: Fit | None) -> HitRow:
    where = hit.section if hit.kind == "paragraph" and hit.section else hit.title
    parts = (hit.scope.label, f"{hit.year}年" if hit.year else "", f"适合{fit.told}" if fit else "")
    note = " ".join(filter(None, parts))
    text = "" if hit.kind in ("report", "ledger") else hit.text
    return HitRow(where, hit, note, text, hit.spans if text else (), fit)
