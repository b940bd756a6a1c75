"""台账: 31 kinds, one table for each year, typed, pasted or imported; its totals are the report's figures."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from fzapp.services.proposals import proposed
from fzapp.storage.changes import Op
from fzapp.storage.tables import LEDGER_ROW, OWN_KIND, ROW_EVIDENCE
from fzapp.ui import actions, theme
from fzapp.ui.models.ledger_model import LedgerModel
from fzapp.ui.page import Page
from fzapp.ui.pages.ledger_clipboard import LedgerClipboard
from fzapp.ui.pages.ledger_collect import LedgerCollect
from fzapp.ui.pages.ledger_columns import LedgerColumns
from fzapp.ui.pages.ledger_desk import LedgerDesk
from fzapp.ui.pages.ledger_entry import FOLLOWED_SINGLY, LedgerEntry
from fzapp.ui.pages.ledger_extras import RowExtras
from fzapp.ui.pages.ledger_form import RowForm
from fzapp.ui.pages.ledger_kinds import KindEntry, KindsPanel
from fzapp.ui.pages.ledger_layout import frozen_columns, shown_columns
from fzapp.ui.pages.ledger_own_kinds import OwnKinds
from fzapp.ui.pages.ledger_print import LedgerPrint
from fzapp.ui.pages.ledger_query import LedgerQuery
from fzapp.ui.pages.ledger_table import LedgerTable
from fzapp.ui.pages.ledger_totals import Totals
from fzapp.ui.pages.ledger_uses import RowUses
from fzapp.ui.pages.ledger_work import LedgerWork, form_columns
from fzapp.ui.turns import HEAVY
from fzapp.ui.widgets.basic import scroll
from fzapp.ui.widgets.side_column import SideColumn

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent

    from fzapp.domain.ledger import LedgerKind
    from fzapp.storage.changes import Change, Image
    from fzapp.ui.page import Means

_OF_ROWS = frozenset({LEDGER_ROW.name, "zero_confirmation"})
KINDS_WIDTH, FORM_WIDTH = 236, 312
ROOM_FOR_FORM = 1_130
"""Logical pixels of the page from which the form stands beside the table."""


class LedgerPage(Page):
    """The list of kinds, the table of one kind and year, and the row the keyboard is in as a form."""

    name = "台账"
    tables = _OF_ROWS | {OWN_KIND.name, ROW_EVIDENCE.name}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("ledger_page")
        self.setAcceptDrops(True)
        self._year = self._first_year()
        self._kind: LedgerKind | None = None
        self._laid_out = ("", 0, False)
        self._counts: Counter[str] = Counter()
        self._window_narrow = False
        self.columns = LedgerColumns(self)
        self.work = LedgerWork(self)
        self.clipboard = LedgerClipboard(self)
        self.own = OwnKinds(self)
        self.collect = LedgerCollect(self)
        self.entry = LedgerEntry(self)
        self.query = LedgerQuery(self)
        self.printing = LedgerPrint(self)
        self._build()
        self._build_actions()
        self._wire()

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """The kind and the year; in a narrow window the short name, so that the year is never cut off."""
        if self._kind is None:
            return self.name
        return f"{self._kind.short_name if self._window_narrow else self._kind.name}　{self._year}年"

    def actions(self) -> Sequence[QAction]:
        """Bring in, add, remove, hand on."""
        return (
            self._import,
            self._new,
            self._remove,
            self._hand_on,
            self._kinds_action,
            self._form_action,
        )

    def status(self) -> str:
        """How many ledgers have rows."""
        counts = [count for count in self._counts.values() if count]
        if not counts:
            return f"{self._year}年还没有登记"
        return f"{self._year}年有{len(counts)}种台账登记了{sum(counts)}条"

    def ahead(self) -> Iterator[bool | None]:
        """The kinds, how much there is of each, and the form of the one that will be shown."""
        yield from super().ahead()
        yield from self._rows_counted()
        yield HEAVY
        self._read_kinds()
        yield HEAVY
        if self._kind is not None:
            self.form.set_columns(form_columns(self._kind))

    def activate(self) -> None:
        """The keyboard is in the table."""
        super().activate()
        self._ask_totals()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> bool:
        """Commit what is typed; False when it was refused."""
        return self.table.settle() and self.form.settle()

    def set_narrow(self, narrow: bool) -> None:
        """The list becomes a drawer, the form where there is less room still."""
        self._window_narrow = narrow
        self._fold()
        self.title_changed.emit()

    def toggle_list(self) -> None:
        """F9."""
        self._left.toggle()
        if self._left.shown:
            self.kinds.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_column(self) -> None:
        """F10."""
        self._right.toggle()
        if self._right.shown and self.form.fields:
            self.form.fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def kind(self) -> LedgerKind | None:
        """The kind that is shown."""
        return self._kind

    @property
    def year(self) -> int:
        """The year that is shown."""
        return self._year

    def today(self) -> str:
        """The date of today, as it is stored."""
        return self.services.archive.now()[:10]

    @property
    def row_count(self) -> int:
        """Rows of the kind and year, filtered or not."""
        return self._counts[self._kind.code] if self._kind else 0

    def refresh(self) -> None:
        """Read everything anew; kind, year and current row stay. The kind itself may have changed."""
        self._read_kinds()
        here = self.table.currentIndex()
        stored = self.model.stored(here.row())
        self.read_rows()
        if stored is not None:
            self.model.find(stored.id, partial(self.table.stay_at, here.column()))

    def show_rows(self, code: str, year: int, row_ids: Sequence[int]) -> None:
        """Show some rows of a kind and a year; 清除 or another kind brings all of them back."""
        self.show_ledger(code, year, row_ids)

    def show_ledger(self, code: str, year: int, only: Sequence[int] = ()) -> None:
        """Turn to a kind and a year, to all rows or to those with the keys `only`."""
        if not self.leave():
            self._read_kinds()
            self.desk.show_year(self._year)
            return
        self._kind, self._year = self.services.ledgers.kind(code), year
        self.query.clear(only)
        self.desk.clear_filter()
        self.desk.hush()
        self._read_kinds()
        self.read_rows()
        self.title_changed.emit()

    def take_keyboard(self, wanted: bool = True) -> None:
        """Into the table; nothing happens when the keyboard has a place already (`wanted` False)."""
        if wanted:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_year(self) -> int:
        """That of the report in hand, or the one the office has turned to since."""
        report = self.report_in_hand()
        in_hand = report.year if report else int(self.services.archive.now()[:4])
        return max(in_hand, self.services.years.working_year())

    def _read_kinds(self) -> None:
        """How much there is of each kind in the year; the one that is shown may have changed."""
        if self._kind is not None:
            kinds = self.services.ledgers.kinds()
            self._kind = next((kind for kind in kinds if kind.code == self._kind.code), None)
        self._counts = Counter(self.services.ledgers.counts(self._year))
        self._show_kinds()

    def _show_kinds(self) -> None:
        """The list on the left; the first kind that has rows when none is chosen yet."""
        zero = self.services.ledgers.zero_confirmed(self._year)
        kinds = self.services.ledgers.kinds()
        if self._kind is None:
            self._kind = next((kind for kind in kinds if self._counts[kind.code]), kinds[0])
            self.title_changed.emit()
        entries = [KindEntry(kind, self._counts[kind.code], kind.code in zero) for kind in kinds]
        self.kinds.show_entries(entries, self._kind.code)
        self.status_changed.emit()

    def read_rows(self) -> None:
        """The rows of the kind and year, in the order and with the filters wanted."""
        kind = self._kind
        assert kind is not None
        self.desk.show_year(self._year)
        self.query.load(kind, self._year, self._counts[kind.code], self._show_ids)

    def _show_ids(self, ids: array[int], rest: Callable[[], array[int]] | None) -> None:
        kind = self._kind
        assert kind is not None
        layout = self.columns.layouts.of(kind.code)
        sample = self.services.ledgers.rows_by_id((*ids[:FOLLOWED_SINGLY], *ids[-1:])).values()
        # a filtered table keeps its columns: what no row uses now may be used by the others
        stays = self.query.narrowed and self._laid_out[0] == kind.code
        kept = tuple(now for old in self.model.columns if stays and (now := kind.column(old.id)))
        columns = kept or shown_columns(kind, layout, sample)
        place = (kind.code, self._year, self.row_count > 0)
        other, self._laid_out = (columns, place) != (self.model.columns, self._laid_out), place
        here = max(0, self.table.currentIndex().column())
        self.model.show(columns, ids, rest)
        self.form.set_columns(form_columns(kind))
        if other:
            self.table.fit_columns(layout.widths)
            self.table.set_frozen(frozen_columns(columns, layout))
        self.table.fit_numbers()
        self.table.header.set_marks(self.query.marks())
        self.desk.show_order(self.query.order_words(kind))
        self.table.go_to(0, 0 if other else here)
        self._after()

    def after_change(self) -> None:
        """Rows came, went or changed, and the table follows already: the rest too."""
        self._show_kinds()
        self._after()

    def count_row(self, image: Image | None, by: int) -> None:
        """A row of this year's ledgers came or went."""
        if image is not None and self.belongs(image):
            self._counts[str(image["kind"])] += by

    def belongs(self, image: Image) -> bool:
        """Whether a row is counted in the year shown: those of some kinds stand for years to come."""
        ledgers = self.services.ledgers
        return ledgers.belongs(ledgers.kind(str(image["kind"])), int(str(image["year"])), self._year)

    def _after(self) -> None:
        """What follows from the rows: counts, totals, the form, the words of an empty year."""
        kind = self._kind
        assert kind is not None
        self.desk.show_count(self.model.typing_row(), narrowed=self.query.narrowed, unit=kind.unit)
        self.desk.show_filters(self.query.filter_words(kind))
        empty = self._counts[kind.code] == 0
        zero = self.services.ledgers.zero_confirmation(kind, self._year) if empty else None
        self.desk.show_empty(empty, self._year, zero)
        self._ask_totals()
        self._show_row()

    def _ask_totals(self) -> None:
        if self._kind is not None:
            part = self.query.view() if self.query.narrowed and not self.query.only else None
            self.totals.ask(self._kind, self._year, self._counts[self._kind.code], part)

    def _show_row(self) -> None:
        row = self.table.current_row()
        stored = self.model.stored(row)
        self.form.show_row(stored, row + 1, self.services.archive.now())
        self.uses.ask(stored.id if stored else 0, self._kind, self.model.typing_row())
        self.extras.show_row(stored)

    def _on_archive_changed(self, change: Change, initiator: object | None) -> None:
        """Undo and redo come as changes of somebody else."""
        if change.op is Op.TURN_YEAR:
            self._year = self._first_year()
            self.stale = True
        if initiator is self or not change.tables & self.tables:
            return
        if self.stale or not self.isVisible():
            self.stale = True
            return
        if OWN_KIND.name in change.tables:
            self.refresh()
        elif change.tables & _OF_ROWS:
            self.entry.follow_others(change)
        if ROW_EVIDENCE.name in change.tables:
            self.extras.renew()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.extras = RowExtras(self)
        self.model = LedgerModel(self.extras.fetch, self.entry.edit, self)
        proposals = partial(proposed, self.services.archive)
        self.table = LedgerTable(self.model, self.today, proposals)
        self.totals = Totals(self.services.ledgers, self)
        self.desk = LedgerDesk(self.table, self.totals.line)
        self.kinds = KindsPanel()
        self.form = RowForm(self.entry.edit_current, self.today, proposals)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.uses = RowUses(self.services)
        for part in (self.form, self.extras, self.uses, self.totals.card):
            column.addWidget(part)
        column.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addWidget(self.desk, 1)
        self._left = SideColumn(self, outer, scroll(self.kinds), KINDS_WIDTH, left=True)
        self._right = SideColumn(self, outer, scroll(side), FORM_WIDTH)

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._import = make(
            "从Excel导入", self.work.choose_files, name="ledger_import", keys="Ctrl+I", primary=True,
            hint="读 Excel、WPS 表格，先看清楚再存（Ctrl+I）",
        )  # fmt: skip
        self._new = make(
            "新增", self.table.go_to_typing, name="ledger_new", keys="Ins", hint="到最后一行打字，新增一条"
        )
        self._remove = make(
            "删除行",
            self.work.remove_rows,
            name="ledger_remove",
            hint="删除选中的行（Ctrl+Delete），可以撤销",
        )
        self._export = make(
            "导出Excel",
            self.work.export,
            name="ledger_export",
            keys=actions.EXPORT,
            hint="把这张表存成 Excel（Ctrl+E）",
        )
        self._print = make(
            "打印",
            self.printing.open,
            name="ledger_print",
            keys=actions.PREVIEW,
            hint="先看纸上的样子，再打印或者存成PDF（Ctrl+P）",
        )
        self._hand_on = make(
            "导出、打印",
            lambda: self.work.hand_on(self._hand_on, self._hand_on_menu),
            name="ledger_hand_on",
            hint="存成 Excel、打印，或者发给各办公室填报",
        )
        self._hand_on_menu = QMenu(self)
        # entries of their own: an action in a menu as well would answer its key twice
        self._hand_on_menu.addAction(f"打印或存成PDF\t{actions.PREVIEW}", self._print.trigger)
        self._hand_on_menu.addAction(f"存成Excel\t{actions.EXPORT}", self._export.trigger)
        self._hand_on_menu.addAction("发给各办公室填报…", self.collect.open)
        self._kinds_action = make("种类", self.toggle_list, name="ledger_show_kinds", hint="台账种类（F9）")
        self._form_action = make(
            "这一条", self.toggle_column, name="ledger_show_form", hint="这一行的全部内容（F10）"
        )
        make("回答", self.desk.answer, name="ledger_answer", keys=("Alt+Return", "Alt+Enter"))
        make("不用", partial(self.desk.answer, 1), name="ledger_answer_no", keys="Alt+Del")
        make("查找", self.desk.focus_filter, name="ledger_find", keys="Ctrl+F")
        self._fold()

    def _wire(self) -> None:
        self.kinds.chosen.connect(lambda code: self.show_ledger(code, self._year))
        self.kinds.entered.connect(self._enter)
        self.own.wire(self.kinds)
        self.desk.year_chosen.connect(lambda year: self.show_ledger(self._kind.code, year))
        self.desk.filter_changed.connect(self.query.look_for)
        self.desk.all_asked.connect(self.query.show_all)
        self.desk.columns_asked.connect(self.columns.open)
        self.desk.zero_asked.connect(self.work.confirm_zero)
        header = self.table.header
        header.sort_asked.connect(self.query.press)
        header.filter_asked.connect(self.query.open_panel)
        header.width_drawn.connect(self.columns.keep_width)
        self.table.filter_asked.connect(lambda: self.query.open_panel(self.table.currentIndex().column()))
        self.table.dragged.connect(self.work.fill_block)
        self.table.cut_asked.connect(self.clipboard.cut)
        self.table.today_asked.connect(self.work.today)
        self.table.fill_asked.connect(self.work.fill_down)
        self.table.clear_asked.connect(self.work.clear_cells)
        self.table.remove_asked.connect(self.work.remove_rows)
        self.table.copy_asked.connect(self.clipboard.copy)
        self.table.paste_asked.connect(self.clipboard.paste)
        self.table.leave_asked.connect(self._on_leave_table)
        self.form.given_up.connect(lambda: self.desk.say(""))
        self.uses.section_requested.connect(self.open_section_requested)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_row())

    def _enter(self) -> None:
        """From the list into the table."""
        if self._left.narrow and self._left.shown:
            self._left.toggle()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_leave_table(self) -> None:
        (self.kinds.view if self._left.shown else self.desk.filter).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self._left.set_narrow(self._window_narrow)
        self._right.set_narrow(self._window_narrow or self.width() < theme.scaled(ROOM_FOR_FORM))
        self._kinds_action.setVisible(self._left.narrow)
        self._form_action.setVisible(self._right.narrow)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is counted for a page that nobody sees."""
        super().hideEvent(event)
        self.totals.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The form folds where there is no room."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event) -> None:  # noqa: ANN001  Qt's own signature
        """Another type size: rows and columns anew."""
        super().changeEvent(event)
        if event.type() is event.Type.FontChange and not self.stale:
            self.table.dress()
            self.table.fit_columns(self.columns.layouts.of(self._kind.code).widths if self._kind else {})
            QTimer.singleShot(0, self, self._fold)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Workbooks are welcome; other files are the window's."""
        event.setAccepted(self.extras.welcomes(event))

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped workbooks are read and shown first, other files are laid beside a row."""
        event.acceptProposedAction()
        self.extras.take(event)
