"""The left side of the page of templates: the genres, and below them the sections of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
)

from fzapp.services.genre_editing import is_own
from fzapp.services.template_words import shown
from fzapp.ui import theme
from fzapp.ui.pages.template_fields import fill
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent, QResizeEvent

    from fzapp.domain.template import ReportTemplate, SectionSpec

WHOLE = "标题、署名和期限"
_GENRE_ROWS, _LEAST_ROWS = 7, 2
_ID = Qt.ItemDataRole.UserRole


class SectionList(QListWidget):
    """`dropped(from, to)`: rows of sections; what is dragged stands before row `to` then. Nothing moves by itself."""

    dropped = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("template_sections")
        self.setAccessibleName("章节")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setWordWrap(True)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where it was dropped."""
        point = event.position().toPoint()
        row_at = self.indexAt(point).row()
        if row_at < 0:
            row_at = self.count()
        elif point.y() > self.visualRect(self.model().index(row_at, 0)).center().y():
            row_at += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.dropped.emit(self.currentRow(), row_at)


class TemplateLists(QFrame):
    """`genre_chosen(id)` and `section_chosen(row)`: row 0 is the template as a whole."""

    genre_chosen = Signal(str)
    section_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("template_lists")
        self.setProperty("role", "card")
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.genres = QListWidget(objectName="template_genres")
        self.genres.setAccessibleName("报告模板")
        self.genres.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.genres.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.genres.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.genres.setWordWrap(True)
        self.remove_genre = button("去掉这个模板", role="link", name="template_remove")
        self.sections = SectionList()
        self.add = button("加一节", name="section_add")
        self.up = button("上移", name="section_up")
        self.down = button("下移", name="section_down")
        self.remove = button("去掉", name="section_remove")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.setSpacing(6)
        inside.addLayout(row(label("模板", "heading"), None, self.remove_genre))
        inside.addWidget(self.genres, 2)
        inside.addWidget(label("章节", "heading"))
        inside.addWidget(self.sections, 3)
        inside.addLayout(row(self.add, self.up, self.down, self.remove, None, spacing=4))
        self.genres.currentItemChanged.connect(self._on_genre)
        self.sections.currentRowChanged.connect(self.section_chosen)

    def set_width(self, width: int) -> None:
        """As wide as this, or as its buttons need."""
        self._width = width
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """See `set_width`."""
        hint = super().sizeHint()
        return QSize(max(self._width, super().minimumSizeHint().width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is chosen stays in sight."""
        super().resizeEvent(event)
        for view in (self.genres, self.sections):
            view.scrollTo(view.currentIndex())

    def dress(self) -> None:
        """Heights for the type size in force."""
        line = theme.current_scale().row_height
        self.genres.setMinimumHeight(_LEAST_ROWS * line)
        self.genres.setMaximumHeight(_GENRE_ROWS * line)
        self.sections.setMinimumHeight(_LEAST_ROWS * line)

    def show_genres(self, names: dict[str, str], current: str) -> None:
        """List the genres; own ones stand last."""
        texts = [name if is_own(key) else f"{name}　自带" for key, name in names.items()]
        fill(self.genres, texts, list(names).index(current))
        for at, key in enumerate(names):
            self.genres.item(at).setData(_ID, key)

    def show_sections(self, template: ReportTemplate, current: int, *, read_only: bool) -> None:
        """List the sections of a template, with row `current` chosen (0: the whole)."""
        fill(self.sections, [WHOLE, *(told(spec) for spec in template.sections)], current)
        mode = QAbstractItemView.DragDropMode
        self.sections.setDragDropMode(mode.NoDragDrop if read_only else mode.InternalMove)

    def choose(self, key: str) -> None:
        """Choose a genre without telling."""
        self.genres.blockSignals(True)
        for at in range(self.genres.count()):
            if self.genres.item(at).data(_ID) == key:
                self.genres.setCurrentRow(at)
        self.genres.blockSignals(False)

    def choose_section(self, at: int) -> None:
        """Choose a row of the sections without telling."""
        self.sections.blockSignals(True)
        self.sections.setCurrentRow(at)
        self.sections.blockSignals(False)

    def _on_genre(self, current: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if current is not None:
            self.genre_chosen.emit(str(current.data(_ID)))


def told(spec: SectionSpec) -> str:
    """A section in the list: deeper ones set in, hidden ones said so."""
    if spec.level == 0:
        return "导语"
    return "　" * (spec.level - 1) * 2 + shown(spec.heading) + ("（隐藏）" if spec.optional else "")
