"""The marks of footnotes and endnotes in binary Word files, made byte by byte."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from fzapp.intake.doc_notes import note_marks, with_marks
from fzapp.intake.doc_reader import read_doc
from tests.unit.intake.word_files import compound

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT_AT = 1024
AUTOMATIC, OWN = 1, 0

Reference = tuple[int, int]
"""Where the reference of a note stands, and whether it is numbered."""


def references(found: Sequence[Reference], length: int) -> bytes:
    places = [place for place, _ in found]
    return struct.pack(f"<{len(found) + 1}I", *places, length) + struct.pack(
        f"<{len(found)}H", *(kind for _, kind in found)
    )


def settings(start: int = 1, forms: tuple[int, int] = (0, 2)) -> bytes:
    made = bytearray(500)
    struct.pack_into("<H", made, 2, start << 2)
    struct.pack_into("<H", made, 52, 1 << 2)
    struct.pack_into("<HH", made, 492, *forms)
    return bytes(made)


def streams(
    text: str,
    foot: Sequence[Reference],
    end: Sequence[Reference] = (),
    dop: bytes | None = None,
) -> tuple[bytes, bytes]:
    """The document and its table, with notes at the places given."""
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, TEXT_AT, 0)
    parts = {
        33: b"\x02" + struct.pack("<I", len(pieces)) + pieces,
        31: settings() if dop is None else dop,
        2: references(foot, len(text)) if foot else b"",
        46: references(end, len(text)) if end else b"",
    }
    head, table = bytearray(TEXT_AT), b""
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x0200)
    struct.pack_into("<I", head, 0x4C, len(text))
    for number, part in parts.items():
        struct.pack_into("<II", head, 0x9A + 8 * number, len(table), len(part))
        table += part
    return bytes(head) + text.encode("utf-16-le"), table


def lines(document: bytes, table: bytes) -> list[str]:
    return [line.text for line in read_doc(compound({"WordDocument": document, "1Table": table}))]


def test_marks_stand_where_they_are_printed_and_apart_from_digits() -> None:
    text = "总结\r情况\x02后\r全年\x0273件，12\x02好\r"
    places = [place for place, char in enumerate(text) if char == "\x02"]
    made = streams(text, [(place, AUTOMATIC) for place in places])
    assert lines(*made) == ["总结", "情况1后", "全年2 73件，12 3好"]


def test_both_kinds_count_by_themselves() -> None:
    text = "甲\x02乙\x02丙\x02\r"
    made = streams(text, [(1, AUTOMATIC), (5, AUTOMATIC)], [(3, AUTOMATIC)])
    assert lines(*made) == ["甲1乙i丙2"]


def test_a_sign_of_its_own_is_not_counted() -> None:
    made = streams("甲＊乙\x02\r", [(1, OWN), (3, AUTOMATIC)])
    assert lines(*made) == ["甲＊乙1"]


@pytest.mark.parametrize(
    ("form", "start", "mark"),
    [(18, 1, "①"), (18, 21, "㉑"), (18, 36, "㊱"), (3, 3, "C"), (30, 2, "乙"), (31, 1, "子"), (9, 2, "†"), (9, 5, "**"), (77, 4, "4")],
)  # fmt: skip
def test_formats_and_first_numbers(form: int, start: int, mark: str) -> None:
    document, table = streams("甲\x02\r", [(1, AUTOMATIC)], dop=settings(start, (form, 2)))
    assert note_marks("甲\x02\r", document, table) == [mark]


def test_short_settings_have_the_usual_formats() -> None:
    made = streams("甲\x02乙\x02\r", [(1, AUTOMATIC)], [(3, AUTOMATIC)], dop=settings(forms=(3, 3))[:84])
    assert lines(*made) == ["甲1乙i"]


def test_a_reference_without_a_note_prints_nothing() -> None:
    assert with_marks("甲\x02乙\x02丙", ["", "2"]) == "甲乙2丙"


@pytest.mark.parametrize("dop", [b"", b"\0"])
def test_notes_that_lead_nowhere_lose_no_text(dop: bytes) -> None:
    assert lines(*streams("甲\x02乙\r", [(1, AUTOMATIC)], dop=dop)) == ["甲乙"]
