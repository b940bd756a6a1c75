"""Pages as PDF without a page of the window: for the command line and for packages."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from fzapp.ui.preview.faces import choose_faces
from fzapp.ui.preview.output import pdf
from fzapp.ui.preview.page_painter import PagePainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.context import Services
    from fzapp.services.exports import StandInKind
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile


def report_pdf(services: Services, report_id: int) -> bytes:
    """A report of the archive as it leaves the house, as a PDF file. Raises `UserError`."""
    exports, content = services.exports, services.reports.content(report_id)
    profile = exports.profile()
    pages = exports.pages(content, profile, services.letterheads.parts(report_id))
    return pdf_file(pages, profile, exports.stand_ins(), content.title)


def pdf_file(
    pages: Sequence[Page], profile: FormatProfile, kinds: Sequence[StandInKind], title: str
) -> bytes:
    """The pages as a PDF file with its fonts inside.

    Fonts need an application: one is made where there is none, which draws nothing on any screen, and stays:
    there is never a second one in a process. On Windows its fonts are known to its own platform alone.
    """
    if QApplication.instance() is None:
        if sys.platform != "win32":
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QApplication(sys.argv[:1])  # noqa: F841  PySide keeps it
    faces = choose_faces(profile, QFontDatabase.families(), kinds)
    return pdf(pages, PagePainter(profile, faces), title)
