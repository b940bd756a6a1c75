"""Pages as PDF without a window: for the command line."""

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

    from fzapp.services.exports import StandInKind
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile


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
