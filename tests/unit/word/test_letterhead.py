"""版头 and 版记: where they stand and what the Word file says of them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.shared import Twips

from fzapp.domain.letterhead import Imprint, Letterhead, PaperParts
from fzapp.domain.report import ReportContent, SectionContent
from fzapp.word.blocks import (
    BlankLine,
    BodyParagraph,
    DocNumber,
    EvenPage,
    ImprintBlock,
    LetterheadBlock,
    TableBlock,
)
from fzapp.word.layout import Page, PlacedLine, lay_out, page_count
from fzapp.word.letterhead import letterhead_shape
from fzapp.word.page_ends import with_imprint
from fzapp.word.plan import plan
from fzapp.word.profile import POINTS_PER_MM, FontRole, national_profile
from fzapp.word.render import DocumentProperties, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.word.blocks import Block

PROFILE = national_profile()
PITCH = PROFILE.line_pitch / 20
ONE = Letterhead(("青石镇人民政府",), number="青政〔2026〕3号")
UPWARD = replace(ONE, upward=True, signers=("王某某",), copy_number="000012", urgency="特急")
JOINT = Letterhead(
    ("中共青石镇委员会", "青石镇人民政府"),
    number="青委发〔2026〕12号",
    upward=True,
    signers=("王某某", "李某", "赵某某"),
)
IMPRINT = Imprint("青石镇党政办公室", "2027年2月8日", "清河县司法局")
SENTENCE = "把调解室建到集市边，全年化解纠纷二百余件。"


def report(paragraphs: int) -> ReportContent:
    """One body paragraph of one line each."""
    body = "\n".join([SENTENCE] * paragraphs)
    return ReportContent(
        title="青石镇人民政府关于法治政府建设情况的报告",
        doc_number="青政〔2025〕9号",
        addressee="县人民政府：",
        sections=(SectionContent(0, body=body),),
        signature="青石镇人民政府",
        date_text="2027年1月18日",
    )


def pages(paragraphs: int, parts: PaperParts) -> tuple[Page, ...]:
    return lay_out(plan(report(paragraphs), PROFILE, parts), PROFILE)


def text(line: PlacedLine) -> str:
    return "".join(fragment.text for fragment in line.fragments)


def line_with(page: Page, words: str) -> PlacedLine:
    return next(line for line in page.lines if words in text(line))


def written(blocks: Sequence[Block]) -> bytes:
    return render(blocks, PROFILE, DocumentProperties("", "", datetime(2027, 1, 18, tzinfo=UTC)))


def xml(paragraphs: int, parts: PaperParts) -> str:
    data = written(plan(report(paragraphs), PROFILE, parts))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("letterhead", [ONE, UPWARD, JOINT])
def test_letterhead_takes_whole_lines(letterhead: Letterhead) -> None:
    (page, *_) = pages(3, PaperParts(letterhead))
    title = line_with(page, "法治政府建设情况的报告")
    assert title.top == pytest.approx(round(title.top), abs=1e-6)


@pytest.mark.parametrize("letterhead", [ONE, UPWARD, JOINT])
def test_name_of_the_body_begins_35_mm_below_the_edge(letterhead: Letterhead) -> None:
    shape = letterhead_shape(letterhead, PROFILE)
    above = len(shape.tops) * PITCH + shape.lead
    top_of_ink = above + 0.8 * shape.line - 0.86 * shape.size
    assert top_of_ink == pytest.approx(35 * POINTS_PER_MM, abs=0.1)


def test_word_file_has_the_same_height_in_exact_lines() -> None:
    head = re.findall(r'w:line="(\d+)" w:lineRule="exact"', xml(3, PaperParts(ONE)))
    exact = sum(map(int, head)) / 20 + PITCH + 1.5  # the row of the number is a line of its style
    assert exact / PITCH == pytest.approx(round(exact / PITCH), abs=0.02)


def test_letterhead_replaces_the_number_above_the_title() -> None:
    blocks = plan(report(1), PROFILE, PaperParts(ONE))
    assert isinstance(blocks[0], LetterheadBlock)
    assert not any(isinstance(block, DocNumber) for block in blocks)
    assert any(isinstance(block, DocNumber) for block in plan(report(1), PROFILE))


def test_number_is_centred_without_signers() -> None:
    (page, *_) = pages(1, PaperParts(ONE))
    (fragment,) = line_with(page, "青政〔2026〕3号").fragments
    assert fragment.x == pytest.approx((28 - 7.5) / 2)


def test_number_of_an_upward_document_stands_left_and_the_signer_right() -> None:
    (page, *_) = pages(1, PaperParts(UPWARD))
    number, label, name = line_with(page, "青政〔2026〕3号").fragments
    assert number.x == 1.0
    assert (label.text, name.text, name.role) == ("签发人：", "王某某", FontRole.HEADING2)
    assert name.x + 3 == pytest.approx(27)


def test_several_signers_stand_two_a_row_and_the_number_beside_the_last() -> None:
    (page, *_) = pages(1, PaperParts(JOINT))
    first, second = line_with(page, "王某某"), line_with(page, "赵某某")
    assert text(first) == "签发人：王某某\u3000李\u3000某"
    assert text(second).startswith("青委发〔2026〕12号")
    assert second.fragments[-1].x == first.fragments[-1].x


def test_joint_names_are_equally_wide() -> None:
    (page, *_) = pages(1, PaperParts(JOINT))
    (long, ending), (short,) = (
        line_with(page, "中共青石镇委员会").fragments,
        line_with(page, "青石镇人民政府").fragments,
    )
    cell = PROFILE.text_width / 28
    ends = [
        one.x + len(one.text) * one.size / cell + one.spread * (len(one.text) - 1) for one in (long, short)
    ]
    assert ends[0] == pytest.approx(ends[1])
    assert (ending.text, ending.red) == ("文件", True)
    assert ending.x > ends[0]


def test_long_name_is_set_smaller() -> None:
    long = replace(ONE, issuers=("河西自治县青石镇人民政府综合行政执法办公室",))
    shape = letterhead_shape(long, PROFILE)
    assert shape.size * 23 <= PROFILE.text_width
    assert shape.size < letterhead_shape(ONE, PROFILE).size


def test_red_rule_lies_4_mm_below_the_number() -> None:
    (page, *_) = pages(1, PaperParts(ONE))
    number = line_with(page, "青政〔2026〕3号")
    (rule,) = page.rules
    foot = (number.top + 0.8) * PITCH + 0.12 * 16
    assert rule.red
    assert (rule.top * PITCH - foot) / POINTS_PER_MM == pytest.approx(4, abs=0.4)


@pytest.mark.parametrize("paragraphs", range(1, 60))
def test_imprint_ends_an_even_page_without_a_blank_one(paragraphs: int) -> None:
    found = pages(paragraphs, PaperParts(ONE, IMPRINT))
    assert len(found) % 2 == 0
    assert all(any(text(line) for line in page.lines) for page in found)
    last = found[-1].lines[-1]
    assert last.top + last.height == pytest.approx(22)
    assert text(last) == "青石镇党政办公室2027年2月8日印发"
    for upper, lower in zip(found[-1].lines, found[-1].lines[1:], strict=False):
        assert upper.top + upper.height <= lower.top + 1e-6
    texts, (copies, _) = found[-1].lines[:-2], found[-1].lines[-2:]
    assert not texts or texts[-1].top + texts[-1].height + 1 < copies.top, "a line to spare"


def test_signature_stays_with_text_when_the_end_goes_over() -> None:
    for paragraphs in range(1, 60):
        for page in pages(paragraphs, PaperParts(ONE, IMPRINT)):
            words = [text(line) for line in page.lines]
            if "青石镇人民政府" in words[1:]:
                assert any(SENTENCE[:5] in one for one in words)


def test_copies_are_listed_with_a_full_stop_and_wrap_under_the_first() -> None:
    many = replace(IMPRINT, copies_to="，".join(["清河县人大常委会办公室"] * 4) + "。")
    found = pages(1, PaperParts(None, many))
    (row,) = (line for line in found[-1].lines if "抄送" in text(line))
    names = [fragment for fragment in row.fragments if fragment.text != "抄送："]
    assert len(names) == 2
    assert names[0].x == names[1].x
    assert names[-1].text.endswith("办公室。")


def test_rules_of_the_imprint_are_thick_thin_thick() -> None:
    rules = pages(1, PaperParts(None, IMPRINT))[-1].rules
    thickness = [round(rule.thickness / POINTS_PER_MM, 2) for rule in rules]
    assert thickness == [0.35, 0.25, 0.35]
    alone = pages(1, PaperParts(None, replace(IMPRINT, copies_to="")))[-1].rules
    assert [round(rule.thickness / POINTS_PER_MM, 2) for rule in alone] == [0.35, 0.35]


def test_imprint_floats_on_the_page_of_the_text_and_begins_its_own() -> None:
    own, shared = [
        next(n for n in range(1, 60) if isinstance(plan(report(n), PROFILE, PARTS)[-2], EvenPage) is apart)
        for apart in (True, False)
    ]
    assert isinstance(plan(report(own), PROFILE, PARTS)[-1], ImprintBlock)
    assert "w:pict" not in xml(own, PARTS)
    assert "w:pageBreakBefore" in xml(own, PARTS)
    assert "mso-position-vertical:bottom" in xml(shared, PARTS)
    assert "evenPage" not in xml(shared, PARTS)


def test_an_imprint_of_its_own_page_is_a_section_that_begins_on_an_even_one() -> None:
    own = next(n for n in range(1, 60) if isinstance(plan(report(n), PROFILE, PARTS)[-2], EvenPage))
    document = Document(io.BytesIO(written(plan(report(own), PROFILE, PARTS))))
    text_section, imprint_section = document.sections
    assert imprint_section.start_type is WD_SECTION.EVEN_PAGE
    for one in (text_section, imprint_section):
        assert (one.page_height, one.left_margin) == (Twips(16838), Twips(1587))
        assert "PAGE" in one.footer.part.element.xml
        assert "PAGE" in one.even_page_footer.part.element.xml
    (ending,) = document.element.body.xpath("w:p[w:pPr/w:sectPr]")
    text = "".join(ending.xpath(".//w:t/text()"))
    assert text == "2027年1月18日", "no paragraph is added to a page that may be full"


def test_the_imprint_behind_a_blank_page_bears_no_number() -> None:
    rows = [("村", "件数"), *((f"第{n}村", str(n)) for n in range(1, 99))]
    texts = ([BodyParagraph(SENTENCE), TableBlock(tuple(rows[:n]))] for n in range(2, 99))
    full = next(text for text in texts if page_count([*text, BlankLine(), BlankLine()], PROFILE) == 3)
    found = with_imprint(full, IMPRINT, PROFILE)
    assert found[-2] == EvenPage(blank=True)
    laid = lay_out(found, PROFILE)
    assert [page.numbered for page in laid] == [True, True, False, False]
    assert not laid[2].lines
    section = Document(io.BytesIO(written(found))).sections[-1]
    assert "PAGE" not in section.footer.part.element.xml
    assert "PAGE" not in section.even_page_footer.part.element.xml


PARTS = PaperParts(ONE, IMPRINT)


def test_the_ending_of_a_joint_mark_stands_where_it_is_read() -> None:
    document = xml(3, PaperParts(JOINT))
    first, ending, second = (
        document.index(words) for words in ("中共青石镇委员", "w:framePr", "青石镇人民政")
    )
    assert first < ending < second
