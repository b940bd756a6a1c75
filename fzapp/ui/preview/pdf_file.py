"""Pages as PDF without a window: for the command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase, QGuiApplication

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

    Fonts need an application: one is made where there is none, which draws nothing on any screen. On
    Windows its fonts are known to its own platform alone.
    """
    application = QGuiApplication.instance()
    if application is None:
        if sys.platform != "win32":
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QGuiApplication(sys.argv[:1])
    faces = choose_faces(profile, QFontDatabase.families(), kinds)
    data = pdf(pages, PagePainter(profile, faces), title)
    del application
    return data
