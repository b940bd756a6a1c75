"""Where a number of the report comes from: its figure, the ledger rows behind it, and the way to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.domain.ledger import Privacy, shown
from fzapp.services.figure_text import FigureBasis
from fzapp.storage.ledger_views import View
from fzapp.ui.models.lines_model import Line
from fzapp.ui.widgets.basic import button, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.period import Period
    from fzapp.services.context import Services
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.storage.ledgers import StoredRow

LISTED = 200
"""Rows that are listed; of more the ledger itself is the better place to read."""

_TOLD = 4
"""Columns that are told of a row."""


class TraceView(QWidget):
    """Shows one figure; `left` asks to go back, `rows_wanted(figure)` to see the rows in their ledger."""

    left = Signal()
    rows_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trace_view")
        self._figure: LedgerFigure | None = None
        self.title = label(name="trace_title", wrap=True)
        self.told = label(role="muted", name="trace_told", wrap=True)
        self.view = LinesView("trace_rows", "这个数的台账记录")
        self.back = button("返回", self.left.emit, name="trace_back")
        self.to_ledger = button("去台账看这几行", self._ask_rows, "primary", name="trace_to_ledger")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.title)
        inside.addWidget(self.told)
        inside.addWidget(self.view, 1)
        inside.addLayout(row(self.back, self.to_ledger, None))
        self.view.installEventFilter(self)
        self.setFocusProxy(self.view)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.view, self.back, self.to_ledger

    def show_figure(
        self, figure: LedgerFigure, text: str, news: str, services: Services, period: Period
    ) -> None:
        """Show where `figure`, which reads `text` in the report, comes from; `news` is what changed."""
        self._figure = figure
        self.title.setText(f"{text}　{figure.name}")
        self.told.setText(told(figure, news, rule_told(figure, services, period)))
        self.view.set_lines(row_lines(figure, services, period.year))
        self.view.setVisible(bool(figure.rows))
        self.to_ledger.setVisible(bool(figure.rows))
        self.view.setCurrentIndex(self.view.model().index(0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc goes back, Enter to the ledger."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._ask_rows()
                return True
        return super().eventFilter(watched, event)

    def _ask_rows(self) -> None:
        if self._figure is not None and self._figure.rows:
            self.rows_wanted.emit(self._figure)


def told(figure: LedgerFigure, news: str = "", rule: str = "") -> str:
    """What a figure rests on, in lines."""
    proof = f"台账{len(figure.rows)}行" if figure.rows else figure.basis.label
    last = f"，去年{figure.last_year_told}" if figure.last_year_told else ""
    lines = [news, f"今年{figure.told}{last}　{proof}", rule and f"算法：{rule}"]
    if figure.basis is FigureBasis.MANUAL:
        lines.append(f"来源：{figure.note}" if figure.note and figure.note != rule else "")
        lines.append(f"填写人：{figure.by}" if figure.by else "")
    if figure.evidence:
        lines.append(f"佐证：{'、'.join(figure.evidence)}")
    if figure.basis is FigureBasis.NO_LEDGER:
        lines.append("台账里还没有这个数，登记了台账就有。")
    return "\n".join(line for line in lines if line)


def rule_told(figure: LedgerFigure, services: Services, period: Period) -> str:
    """How a figure is counted."""
    from fzapp.services.figure_rules import rule_of  # noqa: PLC0415  the window starts without it

    if figure.rule or not figure.ledger:
        return figure.rule or figure.note
    name = figure.name.partition("|")[0].partition(".")[2]
    return rule_of(services.ledgers.kind(figure.ledger), name, period) or figure.note


def row_lines(figure: LedgerFigure, services: Services, year: int) -> list[Line]:
    """The rows behind a figure: number in the ledger, what the first columns say, the files beside them."""
    if not figure.rows:
        return []
    ledgers = services.ledgers
    kind = ledgers.kind(figure.ledger)
    numbers = {key: place for place, key in enumerate(ledgers.ids(kind, year, View()), 1)}
    listed = sorted(figure.rows, key=lambda key: numbers.get(key, len(numbers) + key))[:LISTED]
    found, beside = ledgers.rows_by_id(listed), services.attachments.counts(listed)
    lines = [
        Line(
            _row_told(kind, found[key]) + _files_told(services, key if beside.get(key) else 0),
            note=f"第{numbers[key]}行" if key in numbers else "",
        )
        for key in listed
        if key in found
    ]
    gone = len(listed) - len(lines)
    if gone:
        lines.append(Line(f"另有{gone}行已经从台账里删掉"))
    if len(figure.rows) > LISTED:
        lines.append(Line(f"还有{len(figure.rows) - LISTED}行，到台账里看"))
    return lines


def _files_told(services: Services, row_id: int) -> str:
    """The names of the files beside a row on a line of their own; 0 stands for a row without any."""
    names = [file.name for file in services.attachments.of_row(row_id)] if row_id else []
    return f"\n附件：{'、'.join(names)}" if names else ""


def _row_told(kind: LedgerKind, stored: StoredRow) -> str:
    open_columns = [one for one in kind.columns if one.privacy is Privacy.NONE and not one.computed]
    values = [shown(stored.row.values.get(one.id)) for one in open_columns]
    return "　".join([value for value in values if value][:_TOLD]) or "（空行）"
