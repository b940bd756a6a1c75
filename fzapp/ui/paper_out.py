"""A list on paper: stored as a Word file, or sent to a printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase

from fzapp.domain.errors import UserError
from fzapp.ui.file_kinds import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from fzapp.services.context import Services
    from fzapp.services.exports import StandInKind
    from fzapp.services.list_papers import ListPaper
    from fzapp.ui.prompts import Prompter
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile


class PaperOut:
    """What the buttons 存成Word and 打印 beside a list do.

    Both answer the sentence to show beside the buttons, "" for nothing: the bar of the window lies behind
    the dialog.
    """

    def __init__(self, services: Services, prompter: Prompter) -> None:
        self._services = services
        self._prompter = prompter

    def save(self, paper: ListPaper) -> str:
        """Ask where to, and write."""
        path = self._prompter.choose_save("存成Word文件", Path(f"{paper.title}.docx"), WORD)
        if path is None:
            return ""
        try:
            self._services.list_papers.save(paper, path)
        except UserError as error:
            return str(error)
        return f"已存成“{path.name}”。"

    def print_out(self, paper: ListPaper, parent: QWidget) -> str:
        """Ask for a printer, and print."""
        papers, exports = self._services.list_papers, self._services.exports
        try:
            return print_pages(papers.pages(paper), papers.profile(paper), exports.stand_ins(), parent)
        except UserError as error:
            return str(error)


def print_pages(
    pages: Sequence[Page], profile: FormatProfile, kinds: Sequence[StandInKind], parent: QWidget
) -> str:
    """Ask for a printer and print; the sentence to show, "" when the user turned back. Raises `UserError`."""
    from fzapp.ui.preview import output  # noqa: PLC0415  not needed until something is printed
    from fzapp.ui.preview.faces import choose_faces  # noqa: PLC0415
    from fzapp.ui.preview.page_painter import PagePainter  # noqa: PLC0415

    painter = PagePainter(profile, choose_faces(profile, QFontDatabase.families(), kinds))
    printer = output.ask_printer(parent, len(pages), painter)
    count = output.print_pages(printer, pages, painter) if printer is not None else 0
    return f"{count}页已经送到打印机。" if count else ""
