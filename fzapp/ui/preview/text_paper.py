"""A running text (a help topic, a list of findings) on A4: as PDF and on a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from fzapp.domain.errors import UserError
from fzapp.ui import theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtWidgets import QWidget

_RESOLUTION = 300
_MARGIN_MM = 20


def from_html(html: str) -> QTextDocument:
    """A text in the type of the window."""
    document = _empty()
    document.setHtml(html)
    return document


def from_markdown(source: str, folder: Path) -> QTextDocument:
    """The same from Markdown; pictures are looked for in `folder`."""
    document = _empty()
    document.setBaseUrl(QUrl.fromLocalFile(f"{folder}/"))
    document.setMarkdown(source)
    return document


def pdf(document: QTextDocument, title: str) -> bytes:
    """The text as a PDF file, with page numbers."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(title)
    writer.setCreator("法治报告助手")
    _set_paper(writer)
    document.print_(writer)
    return bytes(buffer.data().data())


def print_text(parent: QWidget, document: QTextDocument) -> bool:
    """Let the user choose a printer and print; False when the user turned back.

    Raises `UserError` when this PC has no printer.
    """
    from PySide6.QtPrintSupport import (  # noqa: PLC0415  only who prints waits for it
        QPrintDialog,
        QPrinter,
        QPrinterInfo,
    )

    if not QPrinterInfo.availablePrinterNames():
        raise UserError("这台电脑上没有装打印机", "先存成PDF，拿到能打印的电脑上打印")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    _set_paper(printer)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    agreed = dialog.exec() == QPrintDialog.DialogCode.Accepted
    if agreed:
        document.print_(printer)
    return agreed


def _empty() -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(theme.ui_font(theme.FontScale.STANDARD))
    return document


def _set_paper(device: QPagedPaintDevice) -> None:
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    sheet = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(
        QPageLayout(sheet, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
