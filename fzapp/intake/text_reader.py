"""Bytes of a plain text file to text: encodings, line ends, and text that an earlier program has spoilt."""

from __future__ import annotations

import codecs
import re
from functools import cache

from fzapp.domain.errors import UserError

MOST_CHARACTERS = 5_000_000
"""A report has a few thousand characters; a file a thousand times that size is none."""

_SAMPLE = 6_000
_FEWEST = 12
_LEAST_COMMON = 0.6
_MOST_FOREIGN = 0.3
_MOST_CONTROLS = 0.02
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HANZI = re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")
_LINE_ENDS = re.compile("\r\n|\r|\n")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　％０１２３４５６７８９")
_REPLACED = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯")


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, GB18030 or UTF-16, with or without a mark at its beginning.

    Raises UserError when the bytes are no text, or text whose characters were spoilt before.
    """
    text = _decoded(data)
    if text is None:
        raise UserError("这个文件的文字编码认不出来", "用记事本打开它，看到的文字正常就全选复制，再粘贴进来")
    check_readable(text)
    return text


def text_lines(text: str) -> list[str]:
    r"""The lines of a text, their ends \r\n, \r or \n left out; an end at the very end opens no line."""
    lines = _LINE_ENDS.split(text)
    if lines and not lines[-1]:
        lines.pop()
    return lines


def check_readable(text: str) -> None:
    """Raise UserError when `text` is no readable text: too long, binary, or spoilt characters."""
    if len(text) > MOST_CHARACTERS:
        raise UserError("这个文件的文字超过500万字，不像一份报告", "确认没有选错文件")
    if len(_CONTROLS.findall(text[:_SAMPLE])) > max(2, len(text[:_SAMPLE]) * _MOST_CONTROLS):
        raise UserError("这个文件不是文字文件", "选择Word文件或者文本文件")
    if is_spoilt(text):
        raise UserError(
            "这个文件里的文字是乱码（存盘时用错了编码）", "找到原来的文件重新导入，或者重新下载一份"
        )


def is_spoilt(text: str) -> bool:
    """Whether `text` is the result of reading one encoding as another (mojibake)."""
    sample = _content_sample(text)
    if not sample:
        return False
    if len(_REPLACED.findall(sample)) > max(1, len(sample) // 500):
        return True
    hanzi = _HANZI.findall(sample)
    foreign = sum(1 for char in sample if char.isalpha() and ord(char) > 0x7F and not _is_east_asian(char))
    letters = len(hanzi) + foreign
    if letters < _FEWEST:
        return False
    if foreign > letters * _MOST_FOREIGN:
        return True
    common = sum(1 for char in hanzi if char in _common_hanzi())
    return common < len(hanzi) * _LEAST_COMMON or _reads_better(sample)


def _content_sample(text: str) -> str:
    """The beginning of a text without ASCII and blanks: what an encoding can spoil."""
    return "".join(char for char in text[:_SAMPLE] if ord(char) > 0x7F and not char.isspace())


def _is_east_asian(char: str) -> bool:
    """Whether a letter is a hanzi or another letter that Chinese text may hold."""
    code = ord(char)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0xFF00


def _reads_better(sample: str) -> bool:
    """Whether the characters turn into other hanzi when UTF-8 that was read as GB18030 is undone."""
    try:
        undone = sample[:400].encode("gb18030").decode("utf-8", "ignore")
    except UnicodeError:
        return False
    return len(_HANZI.findall(undone)) * 3 > len(sample[:400])


@cache
def _common_hanzi() -> frozenset[str]:
    """The common hanzi: the first levels of GB 2312 and of Big5."""
    simplified = (
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    )
    traditional = (
        bytes((row, cell)).decode("big5", "ignore")
        for row in range(0xA4, 0xC7)
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return frozenset(char for char in (*simplified, *traditional) if char)


def _decoded(data: bytes) -> str | None:
    """The text in the first encoding that fits, or None."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _try(data, encoding)
    for text in (_wide_text(data), _try(data, "utf-8"), _try(data, "gb18030")):
        if text is not None:
            return text
    return None


def _wide_text(data: bytes) -> str | None:
    """UTF-16 without a mark: text that holds zero bytes and reads well one way round."""
    if len(data) % 2 or 0 not in data[:_SAMPLE]:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(data, encoding)
        if text is not None and not _CONTROLS.search(text[:_SAMPLE]) and _reads_well(text):
            return text
    return None


def _reads_well(text: str) -> bool:
    """Whether most characters are common hanzi, ASCII or marks of Chinese text."""
    sample = text[:_SAMPLE]
    fine = sum(1 for char in sample if ord(char) < 0x100 or char in _common_hanzi() or char in _MARKS)
    return fine * 10 >= len(sample) * 8


def _try(data: bytes, encoding: str) -> str | None:
    """`data` decoded strictly, or None."""
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None
