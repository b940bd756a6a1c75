"""The left half of the page 校核: which findings are to be seen, and their list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QListView,
    QWidget,
)

from fzapp.domain.finding import Severity
from fzapp.services.check_descriptions import CLASS_WORDS, SEVERITY_WORDS
from fzapp.ui.delegates.finding_delegate import FindingDelegate
from fzapp.ui.models.finding_model import FindingModel
from fzapp.ui.widgets.basic import button, card, label, row, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton, QVBoxLayout

    from fzapp.services.report_checks import PlacedFinding

ALL, WAIVED = "all", "waived"
_TABS = (
    (ALL, "全部"),
    *((severity.value, words) for severity, words in SEVERITY_WORDS.items()),
    (WAIVED, "已忽略"),
)
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindingView(QListView):
    """The list itself: Up and Down go from finding to finding, Enter to the place."""

    entered = Signal()

    def __init__(self, model: FindingModel) -> None:
        super().__init__()
        self.setObjectName("finding_list")
        self.setAccessibleName("问题清单")
        self.setModel(model)
        self.setItemDelegate(FindingDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(False)
        self.doubleClicked.connect(lambda _index: self.entered.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the place."""
        if event.key() in _RETURNS:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class FindingList(QFrame):
    """`chosen(finding or None)` when another one is current, `public_changed` when the reader's eye changes.

    `manage_requested` asks for the waivers, `copying_requested` for what was written before.
    """

    chosen = Signal(object)
    public_changed = Signal(bool)
    manage_requested = Signal()
    copying_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[PlacedFinding, ...] = ()
        self._tab = ALL
        self.model = FindingModel(self)
        self.view = FindingView(self.model)
        self.classes, self.sections = QComboBox(), QComboBox()
        self.classes.setObjectName("check_classes")
        self.classes.setAccessibleName("问题类别")
        self.sections.setObjectName("check_sections")
        self.sections.setAccessibleName("章节")
        self.public = QCheckBox("按公开稿查")
        self.public.setObjectName("check_public")
        self.public.setToolTip("报告要公开时勾上：个人信息和过小的人数也会提示")
        self._group = QButtonGroup(self)
        self._tabs: dict[str, QPushButton] = {}
        for key, words in _TABS:
            tab = button(words, partial(self.show_tab, key), "tab", name=f"check_tab_{key}")
            tab.setCheckable(True)
            self._group.addButton(tab)
            self._tabs[key] = tab
        self._tabs[ALL].setChecked(True)
        self._none = label("这里没有问题。", "muted", name="check_none")
        self.manage = button("全部不再提示的…", self.manage_requested.emit, "link", name="check_waivers")
        self.manage.hide()
        self.copying = button("雷同检查", self.copying_requested.emit, "link", name="check_copying")
        self.copying.setToolTip("哪些句子和往年的、外单位的报告一样")
        self._build()
        for box in (self.classes, self.sections):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
            box.currentIndexChanged.connect(self._show)
        self.public.toggled.connect(self.public_changed)
        self.view.selectionModel().currentChanged.connect(self._on_current)

    def _build(self) -> None:
        frame, inside = card("check_list_card", margin=8, spacing=4)
        outer: QVBoxLayout = inside
        self._head = row(*self._tabs.values(), None, spacing=0)
        self._filters = QWidget()
        filters = row(self.classes, self.sections, self.public, parent=self._filters)
        filters.setStretch(0, 1)
        filters.setStretch(1, 1)
        outer.addLayout(self._head)
        outer.addWidget(self._filters)
        outer.addWidget(rule())
        outer.addWidget(self._none)
        outer.addWidget(self.view, 1)
        self._foot = row(self.manage, None, self.copying)
        outer.addLayout(self._foot)
        outer.addStretch(0)
        row(frame, parent=self)

    def set_low(self, low: bool) -> None:
        """Where there is little room from top to bottom, what stands below the list goes beside the tabs."""
        self.show_filters(not low)
        (self._head if low else self._foot).addWidget(self.copying)

    def show_filters(self, shown: bool | None = None) -> None:
        """Show or hide what to filter by, beside the severities; None turns it over."""
        self._filters.setVisible(self._filters.isHidden() if shown is None else shown)

    def stops(self) -> tuple[QFrame | QComboBox | QCheckBox | QListView, ...]:
        """Where Tab stops, in order."""
        return (
            *self._tabs.values(),
            self.classes,
            self.sections,
            self.public,
            self.view,
            self.manage,
            self.copying,
        )

    # --- showing ------------------------------------------------------------------------------------

    def set_findings(self, items: Sequence[PlacedFinding]) -> None:
        """Show other findings; the current one stays, or the one that took its place."""
        before, mark = self.view.currentIndex().row(), self._mark()
        self._items = tuple(items)
        self._none.setText("这里没有问题。")
        self._fill_filters()
        self._tell_counts()
        self._show_rows(mark, before)

    def tell_instead(self, sentence: str) -> None:
        """Say something in the place of findings, until there are some."""
        self.set_findings(())
        self._none.setText(sentence)

    def show_tab(self, key: str) -> None:
        """All that are open, those of one severity, or those that are waived."""
        self._tab = key
        self._tabs[key].setChecked(True)
        self.manage.setVisible(key == WAIVED)
        self._show()

    def current(self) -> PlacedFinding | None:
        """The finding that is chosen."""
        return self.model.found(self.view.currentIndex().row())

    def visible_findings(self) -> tuple[PlacedFinding, ...]:
        """What the filters let through, in the order of the list."""
        return tuple(r.found for r in self.model.rows if r.found is not None)

    def step(self, by: int) -> None:
        """To the finding above or below."""
        place = self.model.next_row(self.view.currentIndex().row(), by)
        if place >= 0:
            self._choose(place)

    def _choose(self, place: int) -> None:
        self.view.setCurrentIndex(self.model.index(place, 0))

    def _show(self, _index: int = 0) -> None:
        self._show_rows(self._mark(), self.view.currentIndex().row())

    def _mark(self) -> str:
        current = self.current()
        return current.mark if current is not None else ""

    def _show_rows(self, mark: str, before: int) -> None:
        found = tuple(item for item in self._items if self._passes(item))
        self.model.set_findings(found)
        self._none.setVisible(not found)
        self.view.setVisible(bool(found))
        place = self.model.row_of(mark)
        if place < 0:
            start = min(max(before, 0), len(self.model.rows)) - 1
            place = self.model.next_row(start, 1)
            place = place if place >= 0 else self.model.next_row(len(self.model.rows), -1)
        if place >= 0:
            self._choose(place)
        else:
            self.chosen.emit(None)

    def _passes(self, item: PlacedFinding) -> bool:
        if (item.waiver is not None) != (self._tab == WAIVED):
            return False
        if self._tab not in (ALL, WAIVED, item.finding.severity.value):
            return False
        kind, section = self.classes.currentData(), self.sections.currentData()
        return kind in (None, item.finding.finding_class.value) and section in (None, item.place.section)

    def _on_current(self, *_: object) -> None:
        self.chosen.emit(self.current())

    # --- filters ------------------------------------------------------------------------------------

    def _fill_filters(self) -> None:
        kinds = {item.finding.finding_class for item in self._items}
        _fill(
            self.classes,
            [("全部类别", None), *((w, k.value) for k, w in CLASS_WORDS.items() if k in kinds)],
        )
        places: dict[int, str] = {}
        for item in self._items:
            places.setdefault(item.place.section, item.where.split("　第")[0])
        if 0 in places:
            places[0] = "章节以外"
        _fill(self.sections, [("全部章节", None), *((words, key) for key, words in places.items())])

    def _tell_counts(self) -> None:
        open_ones = [item for item in self._items if item.waiver is None]
        counts = {ALL: len(open_ones), WAIVED: len(self._items) - len(open_ones)}
        for severity in Severity:
            counts[severity.value] = sum(item.finding.severity is severity for item in open_ones)
        for key, words in _TABS:
            self._tabs[key].setText(f"{words} {counts[key]}")
            self._tabs[key].setAccessibleName(f"{words}{counts[key]}条")


def _fill(box: QComboBox, entries: Sequence[tuple[str, object]]) -> None:
    """Other entries; the one that is chosen stays when it is still there."""
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for words, value in entries:
            box.addItem(words, value)
        box.setCurrentIndex(next((i for i, (_, value) in enumerate(entries) if value == chosen), 0))
