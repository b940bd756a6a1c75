"""A scrolling column of pages: paints what is seen, zooms, goes from page to page by keyboard."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy

from fzapp.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from fzapp.ui.preview.page_painter import PagePainter
    from fzapp.word.layout import Page

GAP = 16
"""Between pages and around them, in logical pixels."""

LEAST, MOST = 0.25, 4.0
STEP = 1.2
_MM_PER_INCH = 25.4
_KEPT = 2
"""Pages before and behind those seen that stay painted."""

_LARGEST = 16_000_000
"""Pixels of a page above which it is painted anew each time instead of being kept."""

_LARGER_KEYS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_LOOKED_AT = 3
"""The page at a third of the height is the one being looked at."""


class Fit(StrEnum):
    """What the zoom follows: the width of the view, its height too, or nothing."""

    WIDTH = "width"
    PAGE = "page"
    NONE = "none"


class PreviewView(QAbstractScrollArea):
    """Shows laid-out pages. Its zoom keys come before the window's while it has the focus."""

    page_changed = Signal(int, int)
    """The page looked at, from 1, and how many there are."""
    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # without it the bar comes and goes with the zoom that its own width decides
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._pages: tuple[Page, ...] = ()
        self._painter: PagePainter | None = None
        self._fit = Fit.WIDTH
        self._zoom = 1.0
        self._painted: dict[int, QPixmap] = {}
        self._told = (0, 0)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._name()

    # --- what is shown --------------------------------------------------------------------------

    def set_pages(self, pages: Sequence[Page], painter: PagePainter | None) -> None:
        """Show other pages; the place on the screen stays as far as there are as many."""
        value = self.verticalScrollBar().value()
        self._pages = tuple(pages) if painter is not None else ()
        self._painter = painter
        self._zoom = self._fitting(self._zoom)
        self._show_anew(value)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def current_page(self) -> int:
        """The page being looked at, from 1; 0 when there is none."""
        if not self._pages:
            return 0
        looked_at = self.verticalScrollBar().value() + self.viewport().height() // _LOOKED_AT
        return min(len(self._pages), max(0, looked_at - GAP) // self._stride() + 1)

    @property
    def painted_pages(self) -> frozenset[int]:
        """The pages, from 1, that are kept painted."""
        return frozenset(index + 1 for index in self._painted)

    def go_to_page(self, number: int) -> None:
        """Bring a page, from 1, to the top."""
        index = min(max(1, number), max(1, len(self._pages))) - 1
        self.verticalScrollBar().setValue(index * self._stride())

    def page_rect(self, number: int) -> QRect:
        """Where a page, from 1, stands in the viewport."""
        size, view = self._page_size(), self.viewport().width()
        left = max(GAP, (view - size.width()) // 2) - self.horizontalScrollBar().value()
        top = GAP + (number - 1) * self._stride() - self.verticalScrollBar().value()
        return QRect(left, top, size.width(), size.height())

    # --- zoom -----------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """1 shows a page as large as it is on paper."""
        return self._zoom

    @property
    def fit(self) -> Fit:
        """What the zoom follows."""
        return self._fit

    def set_fit(self, fit: Fit) -> None:
        """Let the zoom follow the view, or stay as it is."""
        self._fit = fit
        self._rescale(self._zoom)

    def set_zoom(self, zoom: float) -> None:
        """Show pages at `zoom` times their size on paper, within the limits."""
        self._fit = Fit.NONE
        self._rescale(zoom)

    def zoom_in(self) -> None:
        """A step larger."""
        self.set_zoom(self._zoom * STEP)

    def zoom_out(self) -> None:
        """A step smaller."""
        self.set_zoom(self._zoom / STEP)

    def _rescale(self, zoom: float) -> None:
        """Take a zoom, and keep what was in the middle of the view there."""
        bar = self.verticalScrollBar()
        middle = self.viewport().height() / 2
        share = (bar.value() + middle) / self._height()
        self._zoom = self._fitting(zoom)
        self._show_anew(round(share * self._height() - middle))

    def _fitting(self, zoom: float) -> float:
        """The zoom that fits, or `zoom` itself when nothing is to fit; within the limits."""
        if self._painter is not None and self._fit is not Fit.NONE:
            paper, room = self._painter.paper, self.viewport().size()
            across = (room.width() - 2 * GAP) / (paper.width() * self._pixels_per_mm())
            down = (room.height() - 2 * GAP) / (paper.height() * self._pixels_per_mm())
            zoom = across if self._fit is Fit.WIDTH else min(across, down)
        return min(MOST, max(LEAST, zoom))

    def _show_anew(self, value: int) -> None:
        """Paint everything again, `value` at the top of the view."""
        self._painted.clear()
        self._arrange(value)
        self.zoomed.emit()
        self._tell()

    # --- places ---------------------------------------------------------------------------------

    def _pixels_per_mm(self) -> float:
        return self.logicalDpiX() / _MM_PER_INCH

    def _page_size(self) -> QSize:
        if self._painter is None:
            return QSize(1, 1)
        scale = self._zoom * self._pixels_per_mm()
        paper = self._painter.paper
        return QSize(max(1, round(paper.width() * scale)), max(1, round(paper.height() * scale)))

    def _stride(self) -> int:
        return self._page_size().height() + GAP

    def _height(self) -> int:
        return max(1, len(self._pages) * self._stride() + GAP)

    def _arrange(self, value: int) -> None:
        """Ranges of the scroll bars, and the place shown."""
        room, down, across = self.viewport().size(), self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self._height() - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(max(20, room.height() // 12))
        wide = self._page_size().width() + 2 * GAP
        across.setRange(0, max(0, wide - room.width()))
        across.setPageStep(room.width())
        down.setValue(value)
        self.viewport().update()

    def _visible(self) -> range:
        """The indices of the pages of which something is seen."""
        if not self._pages:
            return range(0)
        top, stride = self.verticalScrollBar().value(), self._stride()
        first = max(0, (top - GAP) // stride)
        last = min(len(self._pages) - 1, (top + self.viewport().height()) // stride)
        return range(first, last + 1)

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pages that are seen, and a ring when the keys go here."""
        palette = theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color(palette.idle_ground))
        seen = self._visible()
        for index in seen:
            self._paint_page(painter, index)
        if self.hasFocus():
            painter.setPen(QPen(theme.color(palette.accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()
        kept = range(seen.start - _KEPT, seen.stop + _KEPT)
        self._painted = {index: pixmap for index, pixmap in self._painted.items() if index in kept}

    def _paint_page(self, painter: QPainter, index: int) -> None:
        rect = self.page_rect(index + 1)
        painter.fillRect(rect, Qt.GlobalColor.white)
        ratio = self.devicePixelRatioF()
        if self._painter is None:
            return
        if rect.width() * rect.height() * ratio * ratio > _LARGEST:
            self._painter.paint(painter, self._pages[index], QRectF(rect))
        else:
            painter.drawPixmap(
                QPointF(rect.topLeft()), self._pixmap(self._painter, index, rect.size(), ratio)
            )
        painter.setPen(theme.color(theme.current().line))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def _pixmap(self, page_painter: PagePainter, index: int, size: QSize, ratio: float) -> QPixmap:
        pixmap = self._painted.get(index)
        if pixmap is None or pixmap.devicePixelRatio() != ratio:
            pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.white)
            painter = QPainter(pixmap)
            page_painter.paint(painter, self._pages[index], QRectF(0, 0, size.width(), size.height()))
            painter.end()
            self._painted[index] = pixmap
        return pixmap

    # --- events ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._rescale(self._zoom)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Pages are at hand as pictures: painting all that is seen is cheap."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl with the wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.set_zoom(self._zoom * STEP ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the zoom keys from the window, which sets the type size with them."""
        if event.type() is QEvent.Type.ShortcutOverride and self._zoom_step(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PageUp and PageDown, Home and End, Ctrl with plus and minus."""
        step, bar = self._zoom_step(event), self.verticalScrollBar()
        moves = {
            Qt.Key.Key_PageDown: lambda: self._turn(1),
            Qt.Key.Key_PageUp: lambda: self._turn(-1),
            Qt.Key.Key_Home: lambda: bar.setValue(0),
            Qt.Key.Key_End: lambda: bar.setValue(bar.maximum()),
        }
        if step:
            self.set_zoom(self._zoom * STEP**step)
        elif event.key() in moves:
            moves[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has another ground."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.viewport().update()

    def _zoom_step(self, event: QEvent | QObject) -> int:
        """1 for the key that enlarges, -1 for the one that makes smaller, 0 for any other."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return 0
        if event.key() in _LARGER_KEYS:
            return 1
        return -1 if event.key() == Qt.Key.Key_Minus else 0

    def _turn(self, by: int) -> None:
        """To the next page when a page fits the view, else on by what the view holds."""
        room, bar = self.viewport().height(), self.verticalScrollBar()
        if self._page_size().height() <= room:
            self.go_to_page(self.current_page + by)
        else:
            bar.setValue(bar.value() + by * round(room * 0.9))

    def _on_scrolled(self, _value: int) -> None:
        self._tell()

    def _tell(self) -> None:
        told = (self.current_page, len(self._pages))
        if told != self._told:
            self._told = told
            self._name()
            self.page_changed.emit(*told)

    def _name(self) -> None:
        page, pages = self._told
        self.setAccessibleName(f"版面预览，第{page}页，共{pages}页" if pages else "版面预览，没有内容")
