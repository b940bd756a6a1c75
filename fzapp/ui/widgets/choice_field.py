"""A list to choose from that takes the room it is given: what does not fit is in the hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox

from fzapp.services.exports import proposed_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.domain.report import Report

_LEAST = 8
"""Characters it has room for at least."""


class ChoiceField(QComboBox):
    """Each entry is a text and the value it stands for."""

    def __init__(self, name: str, spoken: str) -> None:
        """`spoken` names the field for a screen reader."""
        super().__init__(objectName=name, accessibleName=spoken)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def fill(self, entries: Sequence[tuple[str, int | str]], shown: int | str) -> None:
        """Put in entries of (words, value), with `shown` as the present one, without a signal."""
        with QSignalBlocker(self):
            self.clear()
            for words, value in entries:
                self.addItem(words, value)
                self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(self.findData(shown))
        self.setToolTip(self.currentText())

    def fill_reports(self, reports: Iterable[Report], shown: int) -> None:
        """Reports by year and subject; whose they are is on every page, and a whole title would be cut."""
        self.fill([(proposed_name(each.content, each.year, ""), each.id) for each in reports], shown)
