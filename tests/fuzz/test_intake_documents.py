"""Hostile and random documents: reading gives lines or a sentence for the user, recognition loses nothing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.domain.document import LineHint, RecognisedReport, SourceLine
from fzapp.domain.errors import UserError
from fzapp.intake.documents import read_document, read_text
from fzapp.intake.report_parser import outline_json, recognise
from tests.unit.intake.word_files import (
    HEADING_STYLES,
    OFFICIAL_LEVELS,
    binary_word,
    docx,
    numbering,
    par,
    table,
    textbox,
)

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

WORD_FILE = docx(
    par("青石镇工作总结", style="Heading1"), par("做法", number=(1, 0)), table(("甲", "乙"), ("丙", "丁")), par(textbox(par("框"))),
    par("青石镇人民政府"), par("2027年1月8日"), parts={"styles": HEADING_STYLES, "numbering": numbering(*OFFICIAL_LEVELS)},
)  # fmt: skip
OLD_WORD_FILE = binary_word("青石镇工作总结\r一、做法\x0b好\r甲\x07乙\x07\x07\x13 PAGE \x141\x15\r")

STARTS = [
    "", "　　", "一、", "二、", "（一）", "（二）", "(三)", "1.", "2、", "（1）", "①", "第一，", "第二，", "一是", "第一条", "附件", "附件：1.",
    "关于", "青政〔2027〕3号", "- ", "首页 > ", "来源：", "##", "签发人：", "抄送：",
]  # fmt: skip
ENDS = [
    "",
    "。",
    "；",
    "：",
    "。好的做法。",
    "报告",
    "人民政府",
    "2027年1月8日",
    "（此件公开发布）",
    "　　　　乙组",
    "\t丙\t丁",
    "\n戊",
    "<",
    "##x##",
]


def read(folder: Path, data: bytes) -> tuple[SourceLine, ...] | None:
    """The lines, or None when the file was refused in words."""
    path = folder / "文件"
    path.write_bytes(data)
    try:
        return read_document(path)
    except UserError:
        return None


@QUIET
@given(st.binary(max_size=3000))
def test_random_bytes(tmp_path: Path, data: bytes) -> None:
    lines = read(tmp_path, data)
    if lines is not None:
        recognise(lines)


@QUIET
@given(
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]),
    st.binary(max_size=3000),
)
def test_random_bytes_behind_a_known_start(tmp_path: Path, start: bytes, data: bytes) -> None:
    read(tmp_path, start + data)


@pytest.mark.parametrize("whole", [WORD_FILE, OLD_WORD_FILE], ids=["docx", "doc"])
@QUIET
@given(st.data())
def test_damaged_word_files(tmp_path: Path, whole: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    keep = data.draw(st.integers(len(spoilt) // 2, len(spoilt)))
    lines = read(tmp_path, bytes(spoilt[:keep]))
    if lines is not None:
        recognise(lines)


@QUIET
@given(st.data())
def test_word_files_with_random_xml(tmp_path: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(WORD_FILE)) as archive:
        names = [
            "word/document.xml",
            "word/styles.xml",
            "word/numbering.xml",
            "word/_rels/document.xml.rels",
            "_rels/.rels",
        ]
        parts = {name: archive.read(name).decode() for name in names}
    name = data.draw(st.sampled_from(names))
    tags = re.findall(r"<[^>]+>", parts[name])
    tag = data.draw(st.sampled_from(tags))
    other = data.draw(
        st.sampled_from(
            ["", "<w:p>", "</w:p>", '<w:numId w:val="x"/>', "<!---->", "&x;", tag * 2, '<w:ilvl w:val="-1"/>']
        )
    )
    changed = parts[name].replace(tag, other, data.draw(st.integers(1, 3)))
    lines = read(
        tmp_path, docx(extra={**{key: text.encode() for key, text in parts.items()}, name: changed.encode()})
    )
    if lines is not None:
        recognise(lines)


def everything(report: RecognisedReport) -> str:
    """All text that came out of recognition, in one string."""
    content = report.content
    parts = [
        content.title, content.subtitle, content.doc_number, content.issuer, content.addressee, content.signature, content.date_text,
        content.annotation, *content.attachments, *report.notes,
        *(section.heading + "\n" + section.body for section in content.sections),
        *(annex.mark + "\n" + annex.title + "\n" + annex.body for annex in content.annexes),
        *(line.text for line in report.dropped),
    ]  # fmt: skip
    return "\n".join(parts)


@st.composite
def documents(draw: Callable[..., object]) -> tuple[list[SourceLine], list[str]]:
    """Lines that each hold a word of their own, and these words."""
    count = draw(st.integers(1, 25))
    assert isinstance(count, int)
    lines: list[SourceLine] = []
    words: list[str] = []
    for number in range(1, count + 1):
        word = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:03}") + "村"
        words.append(word)
        start, end = draw(st.sampled_from(STARTS)), draw(st.sampled_from(ENDS))
        hint = draw(
            st.builds(
                LineHint,
                outline_level=st.sampled_from([None, None, None, 1, 2]),
                auto_number=st.sampled_from(["", "", "", "一、", "1."]),
                alignment=st.sampled_from(["", "center", "right"]),
                bold=st.booleans(),
                cell=st.sampled_from([None, None, None, (0, number, 0)]),
                in_textbox=st.sampled_from([False, False, False, True]),
            )
        )
        assert isinstance(hint, LineHint)
        lines.append(SourceLine(number, f"{start}{word}{end}", hint if draw(st.booleans()) else LineHint()))
    return lines, words


@settings(max_examples=200, deadline=None)
@given(documents())
def test_recognition_loses_no_word(document: tuple[list[SourceLine], list[str]]) -> None:
    lines, words = document
    report = recognise(lines)
    found = everything(report)
    assert [word for word in words if word not in found] == []
    outline_json(report)
    assert all(1 <= heading.line <= len(lines) and 1 <= heading.level <= 4 for heading in report.headings)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="一二（）()、.。：；1①第条附件关于报告县府政　 \t\n2027年月日〔〕号#<>-/“”", max_size=400
    )
)
def test_any_text_is_recognised(text: str) -> None:
    lines = [SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1)]
    report = recognise(lines)
    assert report.lines == tuple(line.text for line in lines)
    for heading in report.headings:
        assert heading.text.replace("##", "") in lines[heading.line - 1].text.replace("##", "")


@pytest.mark.parametrize(
    "unit",
    [
        "（",
        "一、",
        "（一）",
        "。　　",
        "1.",
        "“",
        "附件：1.",
        "##a",
        "<p ",
        "　",
        "2027年1月8日",
        "青政〔2027〕",
        "：",
        "a>b>",
    ],
)
def test_a_million_characters_end(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert recognise([SourceLine(1, text)]).lines == (text,)


def test_many_short_lines_end() -> None:
    for line in ("一、", "一、抓学习", "2027年1月8日", "青石镇人民政府", "附件", "甲\t乙", "第一，学。好"):
        recognise([SourceLine(number, line) for number in range(1, 5001)])


@QUIET
@given(st.text(max_size=300))
def test_any_pasted_text(text: str) -> None:
    try:
        lines = read_text(text)
    except UserError:
        return
    recognise(lines)
