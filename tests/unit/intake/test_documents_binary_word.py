from __future__ import annotations

import struct

import pytest

from fzapp.domain.errors import UserError
from fzapp.intake import doc_reader
from fzapp.intake.doc_reader import read_doc
from tests.unit.intake.word_files import binary_word, compound


def texts(text: str) -> list[str]:
    return [line.text for line in read_doc(binary_word(text))]


def test_paragraphs_soft_breaks_and_marks() -> None:
    assert texts("青石镇报告\r\r一、工作\x0b情况\r甲\x1e乙\x0c\r") == [
        "青石镇报告",
        "",
        "一、工作\n情况",
        "甲-乙",
    ]


def test_the_last_paragraph_needs_no_end() -> None:
    assert texts("甲\r乙") == ["甲", "乙"]


def test_cells_of_a_table_without_the_marks_that_end_rows() -> None:
    lines = read_doc(binary_word("前\r甲\x07乙\x07\x07丙\x07丁\x07\x07后\r"))
    assert [(line.text, line.hint.cell) for line in lines] == [
        ("前", None), ("甲", (0, 0, 0)), ("乙", (0, 0, 1)), ("丙", (0, 1, 0)), ("丁", (0, 1, 1)), ("后", None),
    ]  # fmt: skip


def test_two_tables_are_told_apart_by_the_text_between() -> None:
    lines = read_doc(binary_word("甲\x07\x07中\r乙\x07\x07"))
    assert [(line.text, line.hint.cell) for line in lines] == [
        ("甲", (0, 0, 0)),
        ("中", None),
        ("乙", (1, 0, 0)),
    ]


def test_codes_of_fields_are_left_out() -> None:
    assert texts("共\x13 PAGE \x147\x15页\r") == ["共7页"]


def test_pieces_of_one_byte_characters() -> None:
    encoded = b"Report 2026\r"
    place = 1024
    pieces = struct.pack("<II", 0, len(encoded)) + struct.pack("<HIH", 0, (place * 2) | 0x40000000, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(place)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<I", head, 0x4C, len(encoded))
    struct.pack_into("<II", head, 0x01A2, 0, len(clx))
    data = compound({"WordDocument": bytes(head) + encoded, "0Table": clx})
    assert [line.text for line in read_doc(data)] == ["Report 2026"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (binary_word("甲", flags=0x0300), "密码"),
        (binary_word("甲", version=0x68), "Word 95"),
        (binary_word("\r\r"), "没有文字"),
        (binary_word("甲")[:700], "损坏"),
        (compound({"WordDocument": b"\xec\xa5\xc1\x00" + b"\0" * 20, "1Table": b""}), "损坏"),
        (compound({"WordDocument": b"\xec\xa5\xc1\x00" + b"\0" * 2000, "0Table": b"\x07" * 50}), "损坏"),
        (
            compound({"WordDocument": b"\xec\xa5\xc1\x00" + b"\0" * 2000, "0Table": b"\x01\xff\xff" * 50}),
            "损坏",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, word: str) -> None:
    with pytest.raises(UserError, match=word):
        read_doc(data)


def test_too_many_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc_reader, "MOST_PARAGRAPHS", 3)
    assert len(read_doc(binary_word("甲\r" * 3))) == 3
    with pytest.raises(UserError, match="2万段"):
        read_doc(binary_word("甲\r" * 4))
