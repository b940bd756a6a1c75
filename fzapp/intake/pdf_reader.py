"""PDF files with text to lines, within limits that no file can talk away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.intake.pdf_lines import lines_of
from fzapp.intake.pdf_pages import pages_of
from fzapp.intake.text_reader import MOST_CHARACTERS, is_spoilt

if TYPE_CHECKING:
    from fzapp.domain.document import SourceLine
    from fzapp.intake.pdf_pages import PdfPage, Segment

FEWEST_LETTERS = 20
"""A page of pictures with fewer letters is a scanned one: what is there is a stamp of the scanning program."""


def read_pdf(data: bytes) -> tuple[SourceLine, ...]:
    """The lines of a PDF file. Raises UserError when it is scanned, locked, damaged or far too long."""
    pages: list[tuple[Segment, ...]] = []
    letters = pictures = 0
    for page in pages_of(data):
        pages.append(page.segments)
        letters += _letters(page)
        pictures += page.pictures
        if letters > MOST_CHARACTERS:
            raise UserError("这个PDF的文字超过500万字，不像一份报告", "确认没有选错文件")
    if pictures and letters < FEWEST_LETTERS * len(pages):
        raise UserError("这个PDF里没有文字，只有图片（扫描件）", "先用识别文字的软件转成Word文档，再导入")
    lines = lines_of(pages)
    if not lines:
        raise UserError("这个PDF里没有文字", "如果打开能看到字，用识别文字的软件转成Word文档再导入")
    if is_spoilt("".join(line.text for line in lines[:200])):
        raise UserError("这个PDF里的文字读出来是乱码", "用识别文字的软件转成Word文档，再导入")
    return lines


def _letters(page: PdfPage) -> int:
    return sum(len(segment.text.strip()) for segment in page.segments)
