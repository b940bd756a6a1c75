"""数字库: every figure of the ledgers by section, with last year's value; own ones are made here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from fzapp.domain.body import figure_token
from fzapp.domain.period import Period
from fzapp.services.figure_rules import rule_of
from fzapp.services.figure_text import FigureBasis
from fzapp.services.own_figures import MANUAL
from fzapp.text.pinyin import matches
from fzapp.ui import actions, page_list
from fzapp.ui.jobs import beside
from fzapp.ui.models.lines_model import Line
from fzapp.ui.pages.figure_detail import FigureDetail
from fzapp.ui.pages.timelines import show_timeline
from fzapp.ui.prompts import FileKind
from fzapp.ui.widgets.basic import card, label, row, scroll
from fzapp.ui.widgets.column_page import ColumnPage
from fzapp.ui.widgets.filter_field import FilterField
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction

    from fzapp.domain.report import Report
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.storage.changes import Change
    from fzapp.ui.dialogs.own_figure import Making
    from fzapp.ui.page import Means

DETAIL_WIDTH = 340
LISTED = 300
"""Figures listed at once; words narrow them down."""

EVIDENCE = FileKind(
    "佐证材料", (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".doc", ".xlsx", ".xls", ".wps", ".et")
)
EVERYWHERE, OWN = "", "own"


class FiguresPage(ColumnPage):
    """Section and words above, the figures below, the chosen one beside them."""

    name = page_list.FIGURES
    topic = "数字和台账"
    follows_report = True
    tables = ColumnPage.tables | {"ledger_row", "zero_confirmation", "own_figure", "own_kind"}

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self.setObjectName("figures_page")
        self._report: Report | None = None
        self._period = Period(0)
        self._library: tuple[LedgerFigure, ...] = ()
        self._own: frozenset[str] = frozenset()
        self._found: list[LedgerFigure] = []
        self._build()
        self._build_actions()
        self.section.currentIndexChanged.connect(lambda _index: self._show_list())
        self.words.textChanged.connect(lambda _text: self._show_list())
        self.words.entered.connect(partial(self.view.setFocus, Qt.FocusReason.OtherFocusReason))
        self.view.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self.detail.copy_requested.connect(self._copy)
        self.detail.timeline_requested.connect(self.show_timeline)
        self.detail.uses.section_requested.connect(self.open_section_requested)
        self.detail.edit_requested.connect(self.edit)
        self.detail.delete_requested.connect(self.delete)

    # --- what the window asks -------------------------------------------------------------------

    def title(self) -> str:
        """What this is, and of which year."""
        return f"数字库　{self._period.words}" if self._period.year else self.name

    def actions(self) -> Sequence[QAction]:
        """Make, fill in, copy; details where they are folded."""
        return (self._new, self._by_hand, self._copy_action, self._detail_action)

    def status(self) -> str:
        """How many there are."""
        known = sum(figure.known for figure in self._library)
        own = f"，其中自建{len(self._own)}个" if self._own else ""
        return f"{self._period.words}能用的数{known}个{own}"

    def activate(self) -> None:
        """The keyboard is in the search field."""
        super().activate()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading --------------------------------------------------------------------------------

    def ahead(self) -> Iterator[bool | None]:
        """Every figure of the year."""
        report = self.report_in_hand()
        if report is not None:
            yield from self.services.ledgers.ahead()
            yield from self._large_ahead(report.period)
            yield from self.services.figures.ahead(report.period)

    def _large_ahead(self, period: Period) -> Iterator[bool]:
        """The figures of very large ledgers, counted beside the window."""
        figures = self.services.figures
        for kind, each in tuple(figures.large(period)):
            yield from beside(
                lambda job, of=kind, when=each: figures.count_beside(of, when, job.check), figures.take
            )

    def refresh(self) -> None:
        """Read the library of the report's year anew; section and chosen figure stay."""
        services = self.services
        self._report = self.report_in_hand()
        this_year = Period(int(services.archive.now()[:4]))
        self._period = self._report.period if self._report else this_year
        self._library = services.figures.library(self._period.year, self._period.closing)
        self._own = services.own_figures.names()
        self._fill_sections()
        self._show_list()
        self.title_changed.emit()
        self.status_changed.emit()

    def _value(self, name: str) -> LedgerFigure | None:
        return self.services.figures.value(name, self._period.year, self._period.closing)

    def _fill_sections(self) -> None:
        chosen = self.section.currentData()
        entries = [("全部章节", EVERYWHERE), ("自建和手工的数", OWN)]
        if self._report is not None:
            rows = self.services.overview.tasks(self._report.id, figures=False)
            entries += [
                (one.title, one.section.spec) for one in rows if one.section.spec and one.section.level
            ]
        self.section.blockSignals(True)
        self.section.clear()
        for words, value in entries:
            self.section.addItem(words, value)
        self.section.setCurrentIndex(max(0, self.section.findData(chosen)))
        self.section.blockSignals(False)

    def _show_list(self) -> None:
        chosen, words, spec = self.chosen(), self.words.text(), self.section.currentData()
        found = [one for one in self._library if self._belongs(one, spec) and matches(words, one.name)]
        found.sort(key=lambda one: not one.known)
        self._found = found[:LISTED]
        lines = [_line(one, own=one.name in self._own) for one in self._found]
        if len(found) > LISTED:
            lines.append(Line(f"另有{len(found) - LISTED}个，输几个字再找。"))
        self.view.set_lines(lines)
        self._none.setVisible(not found)
        self.view.setVisible(bool(found))
        names = [one.name for one in self._found]
        place = names.index(chosen.name) if chosen is not None and chosen.name in names else 0
        self.view.setCurrentIndex(self.view.model().index(place, 0))
        self._show_chosen()

    def _belongs(self, figure: LedgerFigure, spec: str | None) -> bool:
        if spec == OWN:
            return figure.name in self._own
        return not spec or spec in figure.sections

    def chosen(self) -> LedgerFigure | None:
        """The figure the keyboard is on."""
        place = self.view.currentIndex().row()
        return self._found[place] if 0 <= place < len(self._found) else None

    def _show_chosen(self) -> None:
        figure = self.chosen()
        own = figure is not None and figure.name in self._own
        uses = self.services.sources.used_in(figure.name) if figure is not None else ()
        self.detail.show_figure(figure, self._rule(figure), own=own, uses=uses)

    def _rule(self, figure: LedgerFigure | None) -> str:
        if figure is None or figure.rule or not figure.ledger:
            return figure.rule if figure is not None else ""
        kind = self.services.ledgers.kind(figure.ledger)
        return rule_of(kind, figure.name.partition(".")[2], self._period)

    # --- what the buttons do --------------------------------------------------------------------

    def new(self) -> None:
        """Ask for a figure over a ledger, beginning with the one that is looked at."""
        from fzapp.ui.dialogs import own_figure  # noqa: PLC0415  loaded when first asked for

        chosen = self.chosen()
        made = own_figure.ask(self, self._making(chosen.ledger if chosen else ""))
        if made is not None:
            self._run(lambda: self.services.own_figures.save_counted(made), made.name)

    def fill_in(self) -> None:
        """Ask for a number that no ledger holds."""
        from fzapp.ui.dialogs import manual_figure  # noqa: PLC0415

        spec = self.section.currentData()
        sections = (spec,) if spec and spec != OWN else ()
        filled = manual_figure.ask(
            self, manual_figure.Filling(self._period.year, self._choose_file, sections=sections)
        )
        if filled is not None:
            self._run(
                lambda: self.services.own_figures.save_manual(filled.figure, filled.file), filled.figure.name
            )

    def edit(self) -> None:
        """Change an own figure."""
        from fzapp.ui.dialogs import manual_figure, own_figure  # noqa: PLC0415

        chosen, own = self.chosen(), self.services.own_figures
        if chosen is None or chosen.name not in self._own:
            self.prompter.tell("自带的数不能改，可以新建一个自己的数。", "note")
            return
        old = own.definition(chosen.name)
        if old is not None:
            made = own_figure.ask(self, self._making(old.ledger, chosen.name))
            if made is not None:
                self._run(lambda: own.save_counted(made, chosen.name), made.name)
            return
        kept = own.manual(chosen.name, self._period.year)
        said = chosen.name.partition(".")[2]
        filling = manual_figure.Filling(
            self._period.year, self._choose_file, kept, said=said, unit=chosen.unit
        )
        filled = manual_figure.ask(self, filling)
        if filled is not None:
            before = chosen.name if kept is not None else ""
            self._run(lambda: own.save_manual(filled.figure, filled.file, before), filled.figure.name)

    def delete(self) -> None:
        """Take an own figure out; it can be undone."""
        chosen = self.chosen()
        if chosen is None or chosen.name not in self._own:
            self.prompter.tell("自带的数不能删。", "note")
            return
        if self.operations.run(lambda: self.services.own_figures.delete(chosen.name, self._period.year)):
            self.prompter.tell(f"“{chosen.name}”已经删了，按 Ctrl+Z 可以找回来。")

    def show_timeline(self, name: str) -> None:
        """A figure over the years."""
        show_timeline(self, lambda: self.services.timelines.figure(name, self._period))

    def _making(self, ledger: str, name: str = "") -> Making:
        from fzapp.ui.dialogs import own_figure  # noqa: PLC0415

        services = self.services
        return own_figure.Making(
            services.ledgers.kinds(),
            partial(services.figures.counted, year=self._period.year, closing=self._period.closing),
            ledger,
            services.own_figures.definition(name) if name else None,
        )

    def _choose_file(self) -> Path | None:
        chosen = self.prompter.choose_open("选佐证材料", [EVIDENCE])
        return chosen[0] if chosen else None

    def _run(self, action: Callable[[], Change | None], name: str) -> None:
        """Store, then show the figure in the list."""
        if self.operations.run(action) is None:
            return
        self.section.setCurrentIndex(self.section.findData(OWN))
        self.words.clear()
        names = [one.name for one in self._found]
        if name in names:
            self.view.setCurrentIndex(self.view.model().index(names.index(name), 0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self, name: str = "") -> None:
        wanted = name or self.detail.chosen_name()
        if wanted:
            QGuiApplication.clipboard().setText(figure_token(wanted))
            self.prompter.tell("已经复制，到正文里按 Ctrl+V 放进去，数会跟着台账走。")

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.section = QComboBox(objectName="figure_section", accessibleName="哪一节用的数")
        self.section.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.section.setMinimumContentsLength(12)
        self.words = FilterField("figure_search", "找数", "找数：台账或指标的名称，可输拼音首字母")
        self.view = LinesView("figure_library", "数字库")
        self._none = label("没有这样的数，换个词再找，或者新建一个。", "muted", name="figure_none", wrap=True)
        frame, inside = card("figures_card")
        line = row(self.section, self.words)
        line.setStretch(0, 2)
        line.setStretch(1, 3)
        inside.addLayout(line)
        inside.addWidget(self._none)
        inside.addWidget(self.view, 1)
        self.detail = FigureDetail(self._value)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        outer.addWidget(frame, 1)
        self.add_column(outer, scroll(self.detail), DETAIL_WIDTH)

    def _build_actions(self) -> None:
        make = partial(actions.make_action, self)
        self._new = make(
            "新建数字",
            self.new,
            name="figure_new",
            keys="Ctrl+J",
            primary=True,
            hint="从台账里挑着建一个数（Ctrl+J）",
        )
        self._by_hand = make(
            "手工填数", self.fill_in, name="figure_by_hand", keys="Ctrl+M",
            hint="台账里没有的数，写明来源、附上佐证材料（Ctrl+M）",
        )  # fmt: skip
        self._copy_action = make(
            "复制", self._copy, name="figure_copy_action", hint="复制选中的数，到正文里粘贴（Enter）"
        )
        self._detail_action = make("这个数", self.toggle_column, name="figure_detail", hint="怎么算的（F10）")
        self.opened_by(self._detail_action)
        make("查找", self.words.setFocus, name="figure_find", keys="Ctrl+F")

    # --- keys and news --------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """In the list Enter copies, F2 changes and Delete removes."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        action = self._list_keys().get(event.key())
        if action is None:
            return super().eventFilter(watched, event)
        action()
        return True

    def _list_keys(self) -> dict[int, Callable[[], object]]:
        return {
            Qt.Key.Key_Return: self._copy,
            Qt.Key.Key_Enter: self._copy,
            Qt.Key.Key_F2: self.edit,
            Qt.Key.Key_Delete: self.delete,
        }


def _line(figure: LedgerFigure, *, own: bool) -> Line:
    if not figure.known:
        return Line(figure.name, note=FigureBasis.NO_LEDGER.label)
    last = f"　去年{figure.last_year_told}" if figure.last_year_told and not figure.is_change else ""
    mark = "" if not own else "　手工" if figure.name.startswith(f"{MANUAL}.") else "　自建"
    return Line(f"{figure.name}{mark}", note=f"今年{figure.told}{last}")
