"""Automatic numbers of binary Word files, made byte by byte."""

from __future__ import annotations

import struct

import pytest

from fzapp.intake.doc_numbers import list_of
from fzapp.intake.doc_reader import read_doc
from fzapp.intake.report_parser import recognise
from tests.unit.intake.word_files import compound

START = 1024
"""Where the text begins in the file; the page of paragraph properties stands behind it."""

Listed = tuple[str, int, int]
"""A paragraph: its text, the use of a list (0 none), the level."""


def word_with_lists(paragraphs: list[Listed], levels: list[tuple[int, str]]) -> bytes:
    """A file with one list of two levels (form, text with places) that paragraphs use."""
    text = "".join(f"{part}\r" for part, _, _ in paragraphs)
    encoded = text.encode("utf-16-le")
    page_number = (START + len(encoded)) // 512 + 1
    clx = _pieces(len(text))
    bte = struct.pack("<III", START, START + len(encoded), page_number)
    lists = struct.pack("<Hii18sBB", 1, 7, 0, b"", 0, 0)
    level_data = b"".join(_level(*levels[min(place, len(levels) - 1)]) for place in range(9))
    uses = struct.pack("<Ii12x", 1, 7)
    table = b""
    pairs: dict[int, tuple[int, int]] = {}
    for number, part, behind in ((33, clx, b""), (13, bte, b""), (73, lists, level_data), (74, uses, b"")):
        pairs[number] = (len(table), len(part))
        table += part + behind
    head = bytearray(START)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x0200)
    struct.pack_into("<I", head, 0x4C, len(text))
    for number, pair in pairs.items():
        struct.pack_into("<II", head, 0x9A + 8 * number, *pair)
    document = (bytes(head) + encoded).ljust(page_number * 512, b"\0") + _page(paragraphs)
    return compound({"WordDocument": document, "1Table": table})


def _pieces(length: int) -> bytes:
    pieces = struct.pack("<II", 0, length) + struct.pack("<HIH", 0, START, 0)
    return b"\x02" + struct.pack("<I", len(pieces)) + pieces


def _level(form: int, text: str) -> bytes:
    return struct.pack("<iB23x", 1, form) + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def _page(paragraphs: list[Listed]) -> bytes:
    ends, place = [START], START
    for text, _, _ in paragraphs:
        place += 2 * (len(text) + 1)
        ends.append(place)
    page = bytearray(512)
    struct.pack_into(f"<{len(ends)}I", page, 0, *ends)
    behind = 510
    for number, (_, use, depth) in enumerate(paragraphs):
        # style, a property that is passed over, use and level of a list
        properties = struct.pack("<HHBHHHB", 0, 0x2403, 1, 0x460B, use, 0x260A, depth)
        behind -= len(properties) + 2
        behind -= behind % 2
        page[behind : behind + 2 + len(properties)] = bytes((0, len(properties) // 2)) + properties
        page[4 * len(ends) + 13 * number] = behind // 2
    page[511] = len(paragraphs)
    return bytes(page)


CHINESE = [(39, "\0、"), (39, "（\1）")]
REPORT: list[Listed] = [
    ("青石镇总结", 0, 0),
    ("工作情况", 1, 0),
    ("普法", 1, 1),
    ("调解", 1, 1),
    ("打算", 1, 0),
    ("学法", 1, 1),
]


def numbers(data: bytes) -> list[str]:
    return [line.hint.auto_number for line in read_doc(data)]


def test_numbers_count_on_and_begin_anew_below() -> None:
    assert numbers(word_with_lists(REPORT, CHINESE)) == ["", "一、", "（一）", "（二）", "二、", "（一）"]
    assert [line.text for line in read_doc(word_with_lists(REPORT, CHINESE))] == [
        text for text, _, _ in REPORT
    ]


def test_numbered_paragraphs_are_headings() -> None:
    report = recognise(read_doc(word_with_lists(REPORT, CHINESE)))
    assert [(one.level, one.number, one.text) for one in report.headings] == [
        (1, "一、", "工作情况"),
        (2, "（一）", "普法"),
        (2, "（二）", "调解"),
        (1, "二、", "打算"),
        (2, "（一）", "学法"),
    ]


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        (0, "\0.", "1."),
        (1, "\0.", "I."),
        (4, "(\0)", "(a)"),
        (18, "\0", "①"),
        (23, "\uf0b7", ""),
        (255, "", ""),
    ],
)
def test_forms_of_numbers(form: int, text: str, wanted: str) -> None:
    assert numbers(word_with_lists([("甲", 1, 0)], [(form, text)])) == [wanted]


def test_a_use_that_is_not_there_has_no_number() -> None:
    assert numbers(word_with_lists([("甲", 9, 0), ("乙", 1, 0)], CHINESE)) == ["", "一、"]


def test_pages_that_are_not_there_lose_no_text() -> None:
    data = word_with_lists(REPORT, CHINESE)
    lost = data.replace(struct.pack("<Hii", 1, 7, 0), struct.pack("<Hii", 999, 7, 0))
    assert [line.text for line in read_doc(lost)] == [text for text, _, _ in REPORT]


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        (b"", (3, 2)),
        (struct.pack("<HH", 0x460B, 0), (0, 2)),
        (struct.pack("<HB", 0x260A, 200), (3, 8)),
        (b"\x0f\xc6\x02ab" + struct.pack("<HH", 0x460B, 5), (5, 2)),
        (b"\x08\xd6\x03\x00ab" + struct.pack("<HH", 0x460B, 5), (5, 2)),
    ],
)
def test_properties_over_those_of_the_style(properties: bytes, wanted: tuple[int, int]) -> None:
    assert list_of(properties, (3, 2)) == wanted
