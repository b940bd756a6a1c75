"""PDF files: lines become paragraphs again, page numbers go, what has no text says so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.intake import apart, pdf_pages
from fzapp.intake.documents import document_of
from fzapp.intake.pdf_reader import read_pdf
from fzapp.intake.report_parser import recognise
from tests.unit.intake.pdf_files import LEFT, PITCH, TOP, page, pdf, set_in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = "镇党委政府把依法办事落到日常工作中，逐项排查，逐级负责，推动问题在基层解决，让办事群众少跑路，全年受理诉求。"


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_pdf(data)]


def one_page(paragraphs: Sequence[str]) -> bytes:
    return pdf([set_in_lines(paragraphs)])


def test_a_report_is_recognised_with_its_headings() -> None:
    body = [
        "云溪县人民政府：",
        "一、主要举措和成效",
        "（一）加强普法",
        LONG,
        "二、存在的不足",
        "有的干部学法不深。",
    ]
    head = page(("青石镇人民政府关于2025年度", 110, 800, 22), ("法治政府建设情况的报告", 120, 770, 22))
    placed = set_in_lines(body[1:]).replace(b"760", b"700")
    to = page((body[0], LEFT, 730, 16))
    report = recognise(document_of(pdf([head + to + placed])))
    assert report.content.title == "青石镇人民政府关于2025年度法治政府建设情况的报告"
    assert report.content.addressee == body[0]
    assert [(one.level, one.text) for one in report.headings] == [
        (1, "主要举措和成效"),
        (2, "加强普法"),
        (1, "存在的不足"),
    ]
    assert LONG in report.lines


def test_lines_of_a_paragraph_are_joined() -> None:
    assert texts(one_page([LONG, "下一段。", LONG])) == [LONG, "下一段。", LONG]


def test_a_paragraph_goes_on_over_the_page_and_its_number_is_left_out() -> None:
    whole = LONG * 3
    rest = LONG + "完。"
    lines = [whole[:24], *(whole[at : at + 26] for at in range(24, len(whole), 26))]
    full = [line for line in lines if len(line) >= 24]
    upper = [(line, LEFT + 32 if not n else LEFT, TOP - n * PITCH, 16.0) for n, line in enumerate(full)]
    lower = [
        (rest[at : at + 26], LEFT, TOP - n * PITCH, 16.0) for n, at in enumerate(range(0, len(rest), 26))
    ]
    number = ("— 1 —", 280.0, 40.0, 14.0)
    assert texts(pdf([page(*upper, number), page(*lower, ("2", 300.0, 40.0, 14.0))])) == [
        "".join(full) + rest
    ]


def test_what_stands_on_every_page_is_left_out() -> None:
    head = page(("青石镇年度报告汇编", 200, 810, 10))
    towns = "甲乙丙丁戊"
    pages = [head + set_in_lines([town + LONG, town * 9], at) for at, town in enumerate(towns, 1)]
    found = texts(pdf(pages))
    assert "青石镇年度报告汇编" not in "".join(found)
    assert not any("—" in text for text in found)
    assert found == [text for town in towns for text in (town + LONG, town * 9)]


def test_a_number_that_did_not_fit_is_joined_again() -> None:
    first = "全年受理各类事项办结率保持在前列，群众评价满意"
    lines = [(first, LEFT + 32), ("11360件，", LEFT), *[(LONG[:26], LEFT)] * 4]
    placed = [(text, x, TOP - PITCH * number, 16.0) for number, (text, x) in enumerate(lines)]
    assert texts(pdf([page(*placed)]))[0] == f"{first}11360件，"


def test_blanks_between_letters_and_figures_are_gaps() -> None:
    data = pdf(
        [page(("全年走访", LEFT, TOP, 16), ("346", LEFT + 70, TOP, 16), ("户，Word", LEFT + 102, TOP, 16))]
    )
    assert texts(data) == ["全年走访346户，Word"]


def test_right_and_centred_lines_say_so() -> None:
    data = pdf(
        [
            set_in_lines([LONG] * 3)
            + page(("2025年普法工作总结", 236, 800, 16), ("青石镇人民政府", 380, 100, 16))
        ]
    )
    hints = {line.text: line.hint.alignment for line in read_pdf(data)}
    assert hints["2025年普法工作总结"] == "center"
    assert hints["青石镇人民政府"] == "right"
    assert hints[LONG] == ""


def test_a_scanned_file_is_told_in_a_sentence() -> None:
    scanned = pdf([b"q 595 0 0 842 0 0 cm /Im0 Do Q", page(("扫描", 10, 10, 5))], picture=b"\x7f")
    with pytest.raises(UserError, match=r"没有文字，只有图片"):
        read_pdf(scanned)
    with pytest.raises(UserError, match="没有文字"):
        read_pdf(pdf([b""]))


def test_a_report_with_a_picture_is_read() -> None:
    assert texts(pdf([set_in_lines([LONG]) + b"/Im0 Do"], picture=b"\x7f")) == [LONG]


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 2)
    with pytest.raises(UserError, match="页，不像一份报告"):
        read_pdf(pdf([set_in_lines([LONG])] * 3))


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n",
        b"%PDF-1.4\n" + b"\0" * 4000,
        pdf([set_in_lines([LONG])])[:300],
        pdf([b"\xff\x00 Tj <"]).replace(b"/Pages 2 0 R", b"/Pages 9 0 R"),
        pdf([b""]).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]"),
    ],
)
def test_a_damaged_file_is_told_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UserError) as told:
        read_pdf(data)
    assert str(told.value).endswith("。")


def test_a_locked_file_is_told_in_a_sentence() -> None:
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)
    with pytest.raises(UserError, match="密码"):
        read_pdf(pdf([set_in_lines([LONG])], locked))


def test_it_is_read_in_another_process_and_here_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    data = one_page([LONG])
    assert [line.text for line in document_of(data)] == [LONG]
    with pytest.raises(UserError, match="没有文字"):
        document_of(pdf([b""]))
    monkeypatch.setattr(sys, "executable", "/nowhere/fzapp")
    assert [line.text for line in document_of(data)] == [LONG]


def test_one_that_takes_too_long_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.001)
    with pytest.raises(UserError, match="没有读完"):
        document_of(one_page([LONG]))
