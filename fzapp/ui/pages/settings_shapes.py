"""What is remembered about files of one make: seen in the settings, forgotten one by one or all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fzapp.ui import theme
from fzapp.ui.models.lines_model import Line
from fzapp.ui.prompts import Offer
from fzapp.ui.widgets.basic import button, card, label, row
from fzapp.ui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from fzapp.ui.page import Means

_MOST_LINES = 5


class ShapesCard(QWidget):
    """One line for each make of file, with the way to forget it."""

    def __init__(self, means: Means) -> None:
        super().__init__()
        self._services = means.services
        self._operations = means.operations
        self._prompter = means.prompter
        frame, inside = card("shapes_card", margin=20)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.said = label(role="muted", name="shapes_said", wrap=True)
        self.view = LinesView("shapes", "记住的表格样式")
        self.forget = button("忘掉选中的", self._on_forget, name="shape_forget")
        self.forget_all = button("全部忘掉", lambda: self._forget(None), name="shapes_forget")
        inside.addWidget(label("记住的表格样式", "heading"))
        inside.addWidget(self.said)
        inside.addWidget(self.view)
        inside.addLayout(row(self.forget, self.forget_all, None))

    def refresh(self) -> None:
        """Show what is remembered now."""
        self._shapes = self._services.ledgers.shapes()
        names = {kind.code: kind.name for kind in self._services.ledgers.kinds()} if self._shapes else {}
        lines = [
            Line(f"{names.get(one.kind, one.kind)}：{'、'.join(one.headers)}", note=one.file)
            for one in self._shapes
        ]
        self.view.set_lines(lines)
        self.view.setFixedHeight(min(max(1, len(lines)), _MOST_LINES) * theme.current_scale().row_height + 4)
        for widget in (self.view, self.forget, self.forget_all):
            widget.setVisible(bool(lines))
        if lines:
            self.view.setCurrentIndex(self.view.model().index(0, 0))
        self.said.setText(
            "导入台账时定过哪一列放在哪里，下次同样的表照着放，不再问。定错了就在这里忘掉。"
            if lines
            else "还没有记住什么。导入台账时定过哪一列放在哪里，以后同样的表就照着放，不再问。"
        )

    def _on_forget(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._shapes):
            self._forget(self._shapes[place].id)

    def _forget(self, shape_id: int | None) -> None:
        self._operations.run(lambda: self._services.ledgers.forget_shape(shape_id), self)
        self.refresh()
        self._prompter.tell(
            "已经忘掉，下次导入这样的表会再问。", "done", Offer("撤销", self._operations.undo)
        )
