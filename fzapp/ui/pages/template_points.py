"""The checkpoints of a section: a list, and below it what is to be known of the chosen one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from fzapp.services.template_edits import new_point
from fzapp.ui import theme
from fzapp.ui.pages.template_fields import LinesField, fill
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from fzapp.domain.template import Checkpoint, SectionSpec

_ROWS = 5


class PointsEditor(QWidget):
    """`left` whenever something is to be kept."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._spec: SectionSpec | None = None
        self._points: list[Checkpoint] = []
        self._current = -1
        self.list = QListWidget(objectName="template_points")
        self.list.setAccessibleName("检查要点")
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.text = QLineEdit(objectName="point_text")
        self.basis = QLineEdit(objectName="point_basis")
        self.basis.setPlaceholderText("例如：县里的通知第3项")
        self.words = LinesField("point_words", "一行一个，正文里写到其中一个就算写到了", 3)
        self.figure = QCheckBox("要写出数字才算写到", objectName="point_figure")
        self.add = button("加要点", self._on_add, name="point_add")
        self.up = button("上移", lambda: self._on_move(-1), name="point_up")
        self.down = button("下移", lambda: self._on_move(1), name="point_down")
        self.remove = button("去掉", self._on_remove, name="point_remove")
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row)
        for field in (self.text, self.basis):
            field.editingFinished.connect(self.left)
        self.words.left.connect(self.left)
        self.figure.clicked.connect(lambda _on: self.left.emit())

    def set_spec(self, spec: SectionSpec, *, read_only: bool) -> None:
        """Show the points of a section; the chosen place stays where it is the same section."""
        same = self._spec is not None and self._spec.id == spec.id
        self._spec, self._points = spec, list(spec.checkpoints)
        self._fill(max(0, self._current) if same else 0)
        for field in (self.text, self.basis, self.words):
            field.setReadOnly(read_only)
        for widget in (self.figure, self.add):
            widget.setEnabled(not read_only)
        self._read_only = read_only
        self._enable()

    def dress(self) -> None:
        """Heights for the type size in force."""
        self.list.setFixedHeight(_ROWS * theme.current_scale().row_height)

    def points(self) -> tuple[Checkpoint, ...]:
        """The points as they are typed."""
        return tuple(self._typed(at) for at in range(len(self._points)))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        fields = (("要点", self.text), ("依据", self.basis), ("用词", self.words))
        for line, (words, field) in enumerate(fields):
            grid.addWidget(label(words), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)
            field.setAccessibleName(words)
        grid.addWidget(self.figure, len(fields), 1)
        self.dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label("检查要点", "heading"))
        column.addWidget(self.list)
        column.addLayout(row(self.add, self.up, self.down, self.remove, None))
        column.addLayout(grid)

    def _typed(self, at: int) -> Checkpoint:
        point = self._points[at]
        if at != self._current:
            return point
        return replace(
            point,
            text=self.text.text().strip(),
            basis=self.basis.text().strip(),
            any_of=self.words.lines(),
            figure=self.figure.isChecked(),
        )

    def _fill(self, current: int) -> None:
        current = min(current, len(self._points) - 1)
        fill(self.list, [point.text for point in self._points], current)
        self._show(current)

    def _show(self, at: int) -> None:
        self._current = at
        point = self._points[at] if at >= 0 else None
        for field, text in (
            (self.text, point.text if point else ""),
            (self.basis, point.basis if point else ""),
        ):
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        self.words.set_lines(point.any_of if point else ())
        self.figure.setChecked(bool(point and point.figure))

    def _enable(self) -> None:
        at = self._current
        free = not self._read_only
        self.up.setEnabled(free and at > 0)
        self.down.setEnabled(free and 0 <= at < len(self._points) - 1)
        self.remove.setEnabled(free and at >= 0)
        for widget in (self.text, self.basis, self.words):
            widget.setEnabled(at >= 0)
        self.figure.setEnabled(free and at >= 0)

    def _on_row(self, at: int) -> None:
        """What was typed for the point before is kept first."""
        if self._current >= 0:
            self._points[self._current] = self._typed(self._current)
        self._show(at)
        self._enable()
        self.left.emit()

    def _on_add(self) -> None:
        if self._spec is None:
            return
        self._points = list(self.points())
        self._points.append(new_point(replace(self._spec, checkpoints=tuple(self._points))))
        self._fill(len(self._points) - 1)
        self.left.emit()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.selectAll()

    def _on_move(self, by: int) -> None:
        at = self._current
        self._points = list(self.points())
        self._points[at], self._points[at + by] = self._points[at + by], self._points[at]
        self._fill(at + by)
        self.left.emit()

    def _on_remove(self) -> None:
        at = self._current
        self._points = list(self.points())
        del self._points[at]
        self._fill(max(0, at - 1) if self._points else -1)
        self.left.emit()
