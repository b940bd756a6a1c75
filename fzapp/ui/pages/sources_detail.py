"""One number of the source table in full: how it is counted, from which rows, with which evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.domain.ledger import Privacy, shown
from fzapp.ui.models.lines_model import Line
from fzapp.ui.models.source_model import STATE_TONES
from fzapp.ui.widgets.basic import breakable, button, card, chip, label, row, set_chip
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from fzapp.domain.ledger import LedgerKind
    from fzapp.services.ledgers import LedgerService
    from fzapp.storage.ledgers import StoredRow
    from fzapp.ui.models.source_model import SourceRow

MOST_ROWS = 200
_TOLD = 4
"""Columns of a ledger row that are told."""

_LINES_HEIGHT = 200
_FILES = 12


class SourceDetail(QWidget):
    """`section_requested(section_id)` asks to show the sentence where it is written."""

    section_requested = Signal(int)

    def __init__(self, ledgers: LedgerService) -> None:
        super().__init__()
        self._ledgers = ledgers
        self._row: SourceRow | None = None
        self.number = label(role="title", name="source_number", wrap=True)
        self.state = chip("", "idle", name="source_state")
        self.drift = label(name="source_drift", wrap=True)
        self.drift.setProperty("tone", "attention")
        self.words = label(name="source_words", wrap=True)
        self.evidence = label(name="source_evidence", wrap=True)
        self.rows = LinesView("source_rows", "这个数用到的台账行")
        self._evidence_words = label("佐证材料", "heading")
        self._rows_words = label(role="heading", name="source_rows_words", wrap=True)
        self.go = button("到这一句", self._go, name="source_go")
        frame, inside = card("source_detail_card")
        inside.addLayout(row(self.number, None, self.state))
        for part in (self.drift, self.words, self.go):
            inside.addWidget(part)
        self.rows.setMinimumHeight(_LINES_HEIGHT)
        for part in (self._evidence_words, self.evidence, self._rows_words, self.rows):
            inside.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        outer.addStretch(1)
        self.show_row(None)

    def show_row(self, chosen: SourceRow | None) -> None:
        """Show a number, or nothing."""
        self._row = chosen
        for part in (self.state, self.go):
            part.setVisible(chosen is not None)
        if chosen is None:
            self.number.setText("")
            self.words.setText("在表里选一个数，这里看它的出处。")
            self._show_lists((), "", ())
            self.drift.hide()
            return
        entry = chosen.entry
        self.number.setText(entry.number)
        set_chip(self.state, entry.state.label, STATE_TONES[entry.state])
        self.drift.setText(chosen.drift)
        self.drift.setVisible(bool(chosen.drift))
        parts = (
            ("", entry.sentence),
            ("章节：", entry.section),
            ("指标：", entry.name),
            ("台账：", entry.ledger),
            ("口径：", entry.rule),
            ("台账行号：", entry.row_numbers),
            ("谁负责：", entry.by),
        )
        self.words.setText("\n".join(f"{name}{said}" for name, said in parts if said))
        self._show_lists(entry.evidence, f"台账里的{len(entry.rows)}行", self._told_rows(chosen))

    def _show_lists(self, evidence: tuple[str, ...], rows_words: str, rows: tuple[Line, ...]) -> None:
        named = [breakable(name) for name in evidence[:_FILES]]
        more = [f"等{len(evidence)}份"] if len(evidence) > _FILES else []
        self.evidence.setText("\n".join([*named, *more]))
        self.rows.set_lines(rows)
        self._rows_words.setText(rows_words)
        for part in (self._evidence_words, self.evidence):
            part.setVisible(bool(evidence))
        for part in (self._rows_words, self.rows):
            part.setVisible(bool(rows))

    def _told_rows(self, chosen: SourceRow) -> tuple[Line, ...]:
        entry = chosen.entry
        if not entry.rows:
            return ()
        kind = self._ledgers.kind(entry.ledger.removesuffix("台账"))
        keys = entry.rows[:MOST_ROWS]
        found = self._ledgers.rows_by_id(keys)
        lines = [Line(told(kind, found[key])) if key in found else Line("这一行已经删了") for key in keys]
        if len(entry.rows) > MOST_ROWS:
            lines.append(Line(f"另有{len(entry.rows) - MOST_ROWS}行，到台账里看。"))
        return tuple(lines)

    def _go(self) -> None:
        if self._row is not None:
            self.section_requested.emit(self._row.entry.section_id)


def told(kind: LedgerKind, stored: StoredRow) -> str:
    """A ledger row in a line: its first values that name nobody, date first."""
    columns = [kind.column(kind.period_column), *kind.columns]
    open_ones = (column for column in columns if column is not None and column.privacy is Privacy.NONE)
    named = dict.fromkeys(column.id for column in open_ones)
    values = [shown(stored.row.values.get(name)) for name in named]
    return "　".join([value for value in values if value][:_TOLD]) or "空行"
