"""Pages out of the program: as PDF and on a printer, painted as the preview paints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from fzapp.domain.errors import UserError
from fzapp.services.user_files import save_file
from fzapp.ui.preview.pdf_repair import repaired

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from fzapp.ui.jobs import JobContext
    from fzapp.ui.preview.page_painter import PagePainter
    from fzapp.word.layout import Page

_RESOLUTION = 1200
"""Dots an inch in a PDF: finer than any printer places a character."""


def pdf(
    pages: Sequence[Page],
    page_painter: PagePainter,
    title: str,
    progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> bytes:
    """The pages as a PDF file, in memory. `progress` is told before each page and may raise to stop."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(title)
    writer.setCreator("法治报告助手")
    set_paper(writer, page_painter)
    whole = QRectF(0, 0, writer.width(), writer.height())
    painter = QPainter(writer)
    try:
        for index, page in enumerate(pages):
            progress(index, len(pages))
            if index:
                writer.newPage()
            page_painter.paint(painter, page, whole)
    finally:
        painter.end()
    return repaired(bytes(buffer.data().data()), page_painter.drawn())


def save_pdf(
    pages: Sequence[Page], page_painter: PagePainter, title: str, path: Path, context: JobContext
) -> Path:
    """Write the pages to `path` as a PDF file, on a worker: nothing is written before the whole file is there.

    Raises `UserError` when it cannot be written.
    """
    data = pdf(pages, page_painter, title, context.progress)
    context.check()
    save_file(path, data)
    return path


def set_paper(device: QPagedPaintDevice, page_painter: PagePainter) -> None:
    """The sheet of the format; a lying one is the standing sheet turned, as printers know it."""
    paper = page_painter.paper
    lying = paper.width() > paper.height()
    sheet = paper.transposed() if lying else paper
    size = QPageSize(sheet, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, way, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    device.setPageLayout(layout)


def ask_printer(parent: QWidget, pages: int, page_painter: PagePainter) -> QPrinter | None:
    """Let the user choose a printer for so many pages of the format; None when the user turned back.

    Raises `UserError` when this PC has no printer.
    """
    return choose_printer(parent, lambda printer: set_paper(printer, page_painter), pages)


def choose_printer(parent: QWidget, prepare: Callable[[QPrinter], object], pages: int = 0) -> QPrinter | None:
    """The system's dialog over a printer that was prepared for its paper; `pages` are offered to choose from.

    None when the user turned back. Raises `UserError` when this PC has no printer.
    """
    from PySide6.QtPrintSupport import (  # noqa: PLC0415  only who prints waits for it
        QPrintDialog,
        QPrinter,
        QPrinterInfo,
    )

    if not QPrinterInfo.availablePrinterNames():
        raise UserError("这台电脑上没有装打印机", "先导出PDF，拿到能打印的电脑上打印")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare(printer)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    if pages:
        dialog.setMinMax(1, pages)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_pages(printer: QPrinter, pages: Sequence[Page], page_painter: PagePainter) -> int:
    """Print the pages that the user chose, on paper without margins of its own; answers how many.

    Raises `UserError` when the printer does not begin.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages)
    chosen = pages[first - 1 : last]
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(f"打印机“{printer.printerName()}”没有响应", "检查打印机电源和连线后再打印")
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    try:
        whole = printer.paperRect(printer.Unit.DevicePixel)
        for index, page in enumerate([page for _ in range(copies) for page in chosen]):
            if index:
                printer.newPage()
            page_painter.paint(painter, page, QRectF(0, 0, whole.width(), whole.height()))
    finally:
        painter.end()
    return len(chosen)
