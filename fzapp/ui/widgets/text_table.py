"""The view of a `TextModel`: columns share the width, or scroll sideways when they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fzapp.ui import theme
from fzapp.ui.delegates.wrapped_delegate import WrappedDelegate
from fzapp.ui.models.text_model import TextModel
from fzapp.ui.widgets.basic import read_by_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent


_WRAPPED = 300
"""Rows up to which long texts wrap: measuring every row of a long table takes its time."""
_LINES = 3
"""Rows of ordinary height that a row with a long text takes at most, where nothing else is said; the hint has
the whole text.
"""


class TextTable(QTableView):
    """`weights` are the shares of the columns in what is left once each has its least width.

    A row is as high as `most` ordinary ones at most.
    """

    def __init__(self, name: str, words: str, most: int = _LINES) -> None:
        super().__init__()
        self._most = most
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._texts = TextModel(self)
        self._least: tuple[int, ...] = ()
        self._weights: tuple[float, ...] = ()
        self.setModel(self._texts)
        read_by_rows(self)
        self.setItemDelegate(WrappedDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """What is shown."""
        return self._texts.rows

    def show_rows(
        self,
        headings: Sequence[str],
        rows: Sequence[tuple[str, ...]],
        shapes: Sequence[tuple[str, float]],
        tones: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Show a table; `shapes` give each column a text that always fits, and its share of the rest."""
        metrics = self.fontMetrics()
        self._least = tuple(
            max(metrics.horizontalAdvance(sample), metrics.horizontalAdvance(heading)) + 24
            for (sample, _), heading in zip(shapes, headings, strict=True)
        )
        self._weights = tuple(share for _, share in shapes)
        self._texts.show_rows(headings, rows, tones)
        height = theme.current_scale().row_height
        wraps = len(rows) <= _WRAPPED
        mode = QHeaderView.ResizeMode.ResizeToContents if wraps else QHeaderView.ResizeMode.Fixed
        self.setWordWrap(wraps)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setMaximumSectionSize(height * self._most)
        self.verticalHeader().setSectionResizeMode(mode)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share anew."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        left = max(0, self.viewport().width() - sum(self._least))
        whole = sum(self._weights) or 1.0
        for column, (least, weight) in enumerate(zip(self._least, self._weights, strict=True)):
            self.setColumnWidth(column, least + int(left * weight / whole))
