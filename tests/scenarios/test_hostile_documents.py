"""Files made to hurt: each ends in a sentence, within five seconds, and nothing of it is left running.

All of them are made here, byte by byte.
"""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from tests.unit.intake.pdf_files import page, pdf, set_in_lines
from tests.unit.intake.word_files import binary_word, compound, docx, par, style, styles, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 5.0
MEGABYTE = 1_000_000
CHAIN = 15_000
LONG = "逐项排查，逐级负责，推动问题在基层解决，让办事群众少跑路。"


def looped(data: bytes) -> bytes:
    """The same compound file with a table of sectors in which every chain leads back to its beginning."""
    table_at = struct.unpack_from("<I", data, 76)[0]
    place = 512 * (table_at + 1)
    return data[:place] + struct.pack("<I", 0) * 127 + data[place + 508 :]


def directory_in_a_ring(data: bytes) -> bytes:
    """A directory whose entries name each other as neighbours."""
    start = 512 * (struct.unpack_from("<I", data, 48)[0] + 1)
    ring = bytearray(data)
    for number in range(1, 4):
        struct.pack_into("<III", ring, start + 128 * number + 68, 1, 2, 1)
    return bytes(ring)


def stored(data: bytes) -> bytes:
    """A Word file packed anew without compression: no ratio betrays its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def with_document(xml: bytes) -> bytes:
    """A Word file with this as its main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(par("甲")))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return out.getvalue()


def squeezed(size: int) -> bytes:
    """A Word file whose main part unpacks to `size` bytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("[Content_Types].xml", "<Types/>")
        new.writestr("word/document.xml", b" " * size)
    return out.getvalue()


def many_entries() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for number in range(100_000):
            new.writestr(f"word/{number}.xml", b"")
    return out.getvalue()


def entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return with_document(f'<!DOCTYPE d [<!ENTITY e0 "甲">{levels}]><d>&e9;</d>'.encode())


def nested(tag: str, depth: int) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return with_document(
        f"<w:document {space}><w:body>{f'<w:{tag}>' * depth}{f'</w:{tag}>' * depth}</w:body></w:document>".encode()
    )


def nested_tables() -> bytes:
    inside = par("甲")
    for _ in range(80):
        inside = table((inside + par("乙"),))
    return docx(inside)


def pdf_bomb(size: int) -> bytes:
    """A page whose content unpacks to `size` bytes."""
    packed = zlib.compress(b"0 0 m\n" * (size // 6), 9)
    return pdf([b"X"]).replace(
        b"/Length %d/Filter/FlateDecode>>stream\n%s" % (len(zlib.compress(b"X")), zlib.compress(b"X")),
        b"/Length %d/Filter/FlateDecode>>stream\n%s" % (len(packed), packed),
    )


def pages_in_a_ring() -> bytes:
    return pdf([set_in_lines([LONG])]).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]")


def many_pages_of_one() -> bytes:
    """Four hundred pages, each with twenty thousand letters."""
    heavy = page(*(("甲" * 50, 10, 10, 16.0) for _ in range(400)))
    return pdf([heavy] * 400)


def arrays_in_arrays() -> bytes:
    return pdf([b"[" * 200_000 + b"]" * 200_000 + b" TJ"])


def chained_styles() -> bytes:
    """Every paragraph of a style of its own, each based on the one before."""
    chain = styles(
        *(style(f"s{n}", f"s{n}", based=f"s{n - 1}" if n else f"s{CHAIN - 1}") for n in range(CHAIN))
    )
    return docx(*(par("甲", style=f"s{n}") for n in range(CHAIN)), parts={"styles": chain})


def cells_without_end() -> bytes:
    return docx(f"<w:tbl><w:tr>{'<w:tc/>' * 500_000}</w:tr>{'<w:tr/>' * 500_000}</w:tbl>{par('甲')}")


def pieces_of_the_same(count: int) -> bytes:
    """A table of pieces in which every second one claims all characters of the file."""
    text = "甲" * 200_000
    ends = struct.pack("<II", 0, 2**31 - 1) * (count // 2)
    places = struct.pack("<HIH", 0, 1024, 0) * (count - 1)
    pieces = ends + places
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(1024)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x0200)
    struct.pack_into("<I", head, 0x4C, 5_000_000)
    struct.pack_into("<II", head, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(head) + text.encode("utf-16-le"), "1Table": clx})


def fields_in_fields() -> bytes:
    """Fields that are opened, brought to their result, and never closed."""
    return binary_word("\x13\x14" * 100_000 + "甲" * 700_000 + "\r")


def pointing_at_itself(first: int, count: int) -> Callable[[], bytes]:
    """A compound file in whose head a further table of sectors begins at a sector that names itself."""

    def made() -> bytes:
        data = bytearray(binary_word(LONG * 900))
        struct.pack_into("<II", data, first, 0, count)
        data[512:1024] = struct.pack("<I", 0) * 128
        return bytes(data)

    return made


def previous_tables_in_a_ring() -> bytes:
    whole = pdf([set_in_lines([LONG])])
    return whole.replace(b"trailer\n<<", b"trailer\n<</Prev %d" % whole.rindex(b"xref"))


def objects_beyond_counting() -> bytes:
    packed = zlib.compress(b"1 0 " * 5_000_000, 9)
    head = b"%%PDF-1.7\n1 0 obj<</Type/ObjStm/N 9999999/First 20000000/Filter/FlateDecode/Length %d>>stream\n"
    return head % len(packed) + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "ole_cut_short": (".doc", lambda: binary_word(LONG * 900)[:3000]),
    "ole_no_sectors": (".doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000),
    "doc_of_zeros": (".doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99 * MEGABYTE)),
    "text_of_one_paragraph": (".txt", lambda: "甲".encode() * (33 * MEGABYTE)),
    "text_too_large": (".txt", lambda: b"1" * (106 * MEGABYTE)),
    "word_of_one_paragraph": (".docx", lambda: stored(docx(par("甲" * (10 * MEGABYTE))))),
    "word_too_large": (".docx", lambda: stored(docx(par("甲" * (33 * MEGABYTE))))),
    "zip_bomb": (".docx", lambda: squeezed(1_000 * MEGABYTE)),
    "zip_in_zip": (".docx", lambda: with_document(squeezed(60 * MEGABYTE))),
    "zip_of_many": (".docx", many_entries),
    "entities": (".docx", entities),
    "xml_deep": (".docx", lambda: nested("sdt", 100_000)),
    "xml_rather_deep": (".docx", lambda: nested("smartTag", 250)),
    "word_of_tables_in_tables": (".docx", lambda: nested("tbl", 1_000_000)),
    "pdf_objects_beyond_counting": (".pdf", objects_beyond_counting),
    "pdf_nothing": (".pdf", lambda: b"%PDF-1.7\n%%EOF"),
    "pdf_bomb": (".pdf", lambda: pdf_bomb(70 * MEGABYTE)),
    "pdf_bomb_beyond_all": (".pdf", lambda: pdf_bomb(500 * MEGABYTE)),
    "pdf_pages_in_a_ring": (".pdf", pages_in_a_ring),
    "pdf_of_heavy_pages": (".pdf", many_pages_of_one),
    "pdf_arrays_in_arrays": (".pdf", arrays_in_arrays),
}


EITHER: dict[str, tuple[str, Callable[[], bytes]]] = {
    "ole_tables_in_a_ring": (".doc", lambda: looped(binary_word(LONG * 900))),
    "word_of_a_million_runs": (".docx", lambda: stored(docx(par(*["<w:r><w:t>甲</w:t></w:r>"] * 1_000_000)))),
    "ole_directory_in_a_ring": (".doc", lambda: directory_in_a_ring(binary_word(LONG * 900))),
    "word_of_cells": (".docx", cells_without_end),
    "word_of_chained_styles": (".docx", chained_styles),
    "doc_pieces_of_the_same": (".doc", lambda: pieces_of_the_same(100_000)),
    "doc_fields_in_fields": (".doc", fields_in_fields),
    "ole_further_tables_in_a_ring": (".doc", pointing_at_itself(68, 100_000)),
    "ole_small_tables_in_a_ring": (".doc", pointing_at_itself(60, 100_000)),
    "pdf_previous_tables_in_a_ring": (".pdf", previous_tables_in_a_ring),
}
"""There may be text before what hurts: whether it is read or refused, it ends."""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_in_a_sentence_in_time(tmp_path: Path, name: str) -> None:
    ending, make = HOSTILE[name]
    target = tmp_path / f"{name}{ending}"
    target.write_bytes(make())
    start, used = time.perf_counter(), time.process_time()
    with pytest.raises(UserError) as told:
        read_document(target)
    assert_in_time(start, used)
    assert str(told.value).endswith("。")


@pytest.mark.slow
@pytest.mark.parametrize("name", EITHER)
def test_it_ends_in_time(tmp_path: Path, name: str) -> None:
    ending, make = EITHER[name]
    target = tmp_path / f"{name}{ending}"
    target.write_bytes(make())
    start, used = time.perf_counter(), time.process_time()
    with contextlib.suppress(UserError):
        recognise(read_document(target))
    assert_in_time(start, used)


def assert_in_time(start: float, used: float) -> None:
    """Five seconds since `start` of the clock, or, where others are busy on the machine, of this process."""
    seconds = min(time.perf_counter() - start - 0.5, time.process_time() - used)
    assert seconds <= SECONDS, f"{seconds:.1f} s"


def test_tables_in_tables_are_read(tmp_path: Path) -> None:
    target = tmp_path / "表.docx"
    target.write_bytes(nested_tables())
    assert len(recognise(read_document(target)).lines) == 81
