"""The line above the preview: how large the pages are shown, and which one is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fzapp.ui.preview.preview_view import Fit
from fzapp.ui.widgets.basic import button, label, row

if TYPE_CHECKING:
    from fzapp.ui.preview.preview_view import PreviewView


class PreviewBar(QWidget):
    """Buttons for the zoom of `view`, and page n of m."""

    def __init__(self, view: PreviewView) -> None:
        super().__init__()
        self.setObjectName("preview_bar")
        self._view = view
        self.fit_width = button("页宽", partial(view.set_fit, Fit.WIDTH), name="zoom_width")
        self.fit_page = button("整页", partial(view.set_fit, Fit.PAGE), name="zoom_page")
        self.real_size = button("实际大小", partial(view.set_zoom, 1.0), name="zoom_real")
        self.smaller = button("缩小", view.zoom_out, name="zoom_out")
        self.larger = button("放大", view.zoom_in, name="zoom_in")
        self.percent = label(role="muted", name="zoom_percent")
        self.place = label(role="muted", name="page_place")
        for one, hint in (
            (self.fit_width, "页面和预览区一样宽"),
            (self.fit_page, "看得到整页"),
            (self.real_size, "和纸上一样大"),
            (self.smaller, "缩小（在预览上按Ctrl+减号，或Ctrl+滚轮）"),
            (self.larger, "放大（在预览上按Ctrl+加号，或Ctrl+滚轮）"),
        ):
            one.setToolTip(hint)
        line = row(
            self.fit_width, self.fit_page, self.real_size, self.smaller, self.larger, self.percent, None,
            self.place, parent=self,
        )  # fmt: skip
        line.setContentsMargins(12, 8, 12, 8)
        view.zoomed.connect(self._show_zoom)
        view.page_changed.connect(self._show_page)
        self._show_zoom()
        self._show_page(view.current_page, view.page_count)

    def _show_zoom(self) -> None:
        self.percent.setText(f"{round(self._view.zoom * 100)}%")

    def _show_page(self, page: int, pages: int) -> None:
        self.place.setText(f"第{page}页，共{pages}页" if pages else "")
