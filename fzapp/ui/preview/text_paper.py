"""A running text (a help topic, a list of findings) on A4: as PDF and on a printer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from fzapp.ui import theme
from fzapp.ui.preview import output
from fzapp.ui.preview.pdf_repair import repaired

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtWidgets import QWidget

_RESOLUTION = 300
_PICTURE = re.compile(r'<img src="([^"]+)"')


def from_html(html: str) -> QTextDocument:
    """A text in the type of the window."""
    document = QTextDocument()
    document.setDefaultFont(theme.ui_font(theme.FontScale.STANDARD))
    document.setHtml(html)
    return document


def from_markdown(source: str, folder: Path, smaller: float = 0.0) -> QTextDocument:
    """The same from Markdown, its type `smaller` by so many points; pictures are looked for in `folder`."""
    document = QTextDocument()
    document.setDefaultFont(theme.ui_font(theme.FontScale.STANDARD, larger=-smaller))
    document.setMarkdown(source)
    for name in _PICTURE.findall(source):  # as resources: only these go along to the printer
        picture = QImage(str(folder / name))
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)
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
    plain, bold = document.defaultFont(), document.defaultFont()
    bold.setBold(True)
    text = "".join(sorted(set(document.toPlainText())))
    return repaired(bytes(buffer.data().data()), ((plain, text), (bold, text)))


def print_text(parent: QWidget, document: QTextDocument) -> bool:
    """Let the user choose a printer and print; False when the user turned back.

    Raises `UserError` when this PC has no printer.
    """
    printer = output.choose_printer(parent, _set_paper)
    if printer is not None:
        document.print_(printer)
    return printer is not None


def _set_paper(device: QPagedPaintDevice) -> None:
    """A4 to its edges: the text brings margins of 2 cm along itself."""
    sheet = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(sheet, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    device.setPageLayout(layout)
