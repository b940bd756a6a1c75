"""Foreign documents to lines: Word files, PDF files, text files, pasted text; everything else is refused in words."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.document import SourceLine
from fzapp.domain.errors import UserError
from fzapp.intake.text_reader import check_readable, decode, text_lines
from fzapp.text.radicals import with_characters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST_BYTES = 100 * 1024 * 1024
"""A larger file is refused before it is read."""

MOST_LINES = 20_000
"""A report has some hundred lines."""

_QUICK = 4 * 1024 * 1024
"""Bytes of XML, or of a binary Word file, that are read in a second."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
"""Bytes that may stand before a PDF begins."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SAVE_AS_WORD = "用Word或者WPS打开它，另存为Word文档（.docx）后再导入"
_CHOOSE_ANOTHER = "选择报告的Word文件或者文本文件"
_OTHERS = (
    (b"\x89PNG", "这是一张图片，不是文档", "先用识别文字的软件转成Word文档"),
    (b"\xff\xd8\xff", "这是一张图片，不是文档", "先用识别文字的软件转成Word文档"),
    (b"GIF8", "这是一张图片，不是文档", "先用识别文字的软件转成Word文档"),
    (b"BM", "这是一张图片，不是文档", "先用识别文字的软件转成Word文档"),
    (b"II*\x00", "这是一张图片，不是文档", "先用识别文字的软件转成Word文档"),
    (b"MM\x00*", "这是一张图片，不是文档", "先用识别文字的软件转成Word文档"),
    (b"Rar!", "这是一个压缩包", "解压后导入里面的报告文件"),
    (b"7z\xbc\xaf", "这是一个压缩包", "解压后导入里面的报告文件"),
    (b"\x1f\x8b", "这是一个压缩包", "解压后导入里面的报告文件"),
    (b"{\\rtf", "这是一个RTF文件", _SAVE_AS_WORD),
    (b"MZ", "这是一个程序，不是文档", _CHOOSE_ANOTHER),
    (b"\x7fELF", "这是一个程序，不是文档", _CHOOSE_ANOTHER),
    (b"SQLite format 3", "这是一个数据库文件，不是文档", _CHOOSE_ANOTHER),
    (b"MIME-Version:", "这是一个单个文件的网页", _SAVE_AS_WORD),
)
_WEB_PAGE = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")


def read_document(path: Path) -> tuple[SourceLine, ...]:
    """The lines of the document at `path`, numbered and read as CLI.md says.

    Reads .docx, .doc and .wps (97–2003), PDF, and text in UTF-8, GB18030 or UTF-16; what a file is, its
    content tells, not its name. Raises UserError with one sentence for everything else.
    """
    return document_of(bytes_of(path))


def document_of(data: bytes, *, apart: bool = False) -> tuple[SourceLine, ...]:
    """The lines of a document whose content is at hand; as `read_document`.

    What may take long to read (a PDF, a large Word file) is read in a process of its own for a few seconds at
    most, unless this one is `apart` from the window already.
    """
    if not apart and _may_take_long(data):
        return _read_apart(data)
    return tuple(map(_in_characters, _lines_of(data)))


def _lines_of(data: bytes) -> tuple[SourceLine, ...]:
    if data.startswith(_ZIP):
        from fzapp.intake.docx_reader import read_docx  # noqa: PLC0415  lxml is loaded on first use

        return read_docx(data)
    if data.startswith(_OLE):
        from fzapp.intake.doc_reader import read_doc  # noqa: PLC0415  olefile is loaded on first use

        return read_doc(data)
    if _PDF in data[:_PDF_WITHIN]:
        from fzapp.intake.pdf_reader import read_pdf  # noqa: PLC0415

        return read_pdf(data)
    _refuse_others(data)
    return _numbered(text_lines(decode(data)))


def _in_characters(line: SourceLine) -> SourceLine:
    text = with_characters(line.text)
    return line if text == line.text else replace(line, text=text)


def _may_take_long(data: bytes) -> bool:
    """Whether a file is a PDF, or a Word file far larger than the words of a report, pictures left aside."""
    if _PDF in data[:_PDF_WITHIN]:
        return True
    if data.startswith(_ZIP):
        from fzapp.intake.docx_package import size_of_parts  # noqa: PLC0415

        return size_of_parts(data) > _QUICK
    return data.startswith(_OLE) and len(data) > _QUICK


def _read_apart(data: bytes) -> tuple[SourceLine, ...]:
    from fzapp.infra.helper import Helper  # noqa: PLC0415  most files need none
    from fzapp.intake.apart import in_time  # noqa: PLC0415

    with closing(Helper()) as helper:
        found = in_time(helper, _document_or_refusal, data)
    if isinstance(found, UserError):
        raise found
    return found


def _document_or_refusal(data: bytes) -> tuple[SourceLine, ...] | UserError:
    """What `document_of` says, as an answer."""
    try:
        return document_of(data, apart=True)
    except UserError as error:
        return error


def read_text(text: str) -> tuple[SourceLine, ...]:
    """The lines of pasted text. Raises UserError when it is empty, too long or spoilt."""
    plain = text.removeprefix("\ufeff")
    if not plain.strip():
        raise UserError("粘贴的内容里没有文字", "先复制报告的文字再粘贴")
    check_readable(plain)
    return _numbered(text_lines(with_characters(plain)))


def _numbered(lines: Sequence[str]) -> tuple[SourceLine, ...]:
    """Texts as numbered lines. Raises UserError when there are too many for a report."""
    if len(lines) > MOST_LINES:
        raise UserError("这个文件超过2万行，不像一份报告", "确认没有选错文件")
    return tuple(SourceLine(number, text) for number, text in enumerate(lines, 1))


def bytes_of(path: Path) -> bytes:
    """The content of a file. Raises UserError when there is none to read, or far too much."""
    try:
        if path.is_dir():
            raise UserError(f"“{path.name}”是一个文件夹", "选择里面的报告文件")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UserError(f"“{path.name}”超过100兆，不像一份报告", "确认没有选错文件，图片多的先压缩图片")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到“{path.name}”", "看看它是不是被移走、改名或者在拔出的U盘上") from error
    except PermissionError as error:
        raise UserError(f"没有权限读取“{path.name}”", "把它复制到自己的文件夹后再导入") from error
    except (OSError, ValueError) as error:
        raise UserError(f"读不了“{path.name}”", "看看U盘或者网络是否接好，文件是否被别的程序占用") from error
    if not data:
        raise UserError(f"“{path.name}”是空文件（0字节）", "重新复制或者下载一份")
    return data


def _refuse_others(data: bytes) -> None:
    """Raise UserError for kinds of files that are neither Word nor text."""
    for start, what, todo in _OTHERS:
        if data.startswith(start) and not (start in (b"BM", b"MZ") and b"\0" not in data[:512]):
            raise UserError(what, todo)
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_WEB_PAGE):
        raise UserError("这是一个网页文件", _SAVE_AS_WORD)
