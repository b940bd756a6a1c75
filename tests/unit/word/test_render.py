from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from fzapp.domain.report import Annex, ReportContent, SectionContent
from fzapp.word.blocks import AttachmentNote, BodyParagraph, Signature, TableBlock
from fzapp.word.plan import plan
from fzapp.word.profile import FontRole, PageNumberPlace, SignatureKind, national_profile
from fzapp.word.render import DocumentProperties, render
from tests.golden.sample import CONTENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile

PROFILE = national_profile()
PROPERTIES = DocumentProperties(CONTENT.title, "青石镇人民政府", datetime(2027, 1, 18, 9, 30, tzinfo=UTC))


def rendered(blocks: Sequence[Block], profile: FormatProfile = PROFILE) -> bytes:
    return render(blocks, profile, PROPERTIES)


def opened(content: ReportContent, profile: FormatProfile = PROFILE) -> Any:
    return docx.Document(io.BytesIO(rendered(plan(content, profile), profile)))


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def sample() -> Any:
    return opened(CONTENT)


def found(document: Any, text: str) -> Any:
    """The one paragraph that contains `text`."""
    (paragraph,) = [paragraph for paragraph in document.paragraphs if text in paragraph.text]
    return paragraph


# --- the file -------------------------------------------------------------------------------------


def test_same_input_gives_the_same_bytes() -> None:
    assert rendered(plan(CONTENT, PROFILE)) == rendered(plan(CONTENT, national_profile()))


def test_parts_are_few_and_in_order() -> None:
    assert list(parts(rendered(plan(CONTENT, PROFILE)))) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/footer3.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]


def test_file_tells_nothing_of_the_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(plan(CONTENT, PROFILE)))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}


def test_metadata_name_the_office(sample: Any) -> None:
    core = sample.core_properties
    assert (core.title, core.author, core.last_modified_by) == (
        CONTENT.title,
        "青石镇人民政府",
        "青石镇人民政府",
    )
    assert core.created.isoformat().startswith("2027-01-18T09:30:00")
    assert core.comments == ""
    assert core.language == "zh-CN"


def test_nothing_is_left_of_a_foreign_template() -> None:
    everything = "".join(parts(rendered(plan(CONTENT, PROFILE))).values())
    for trace in (
        "python-docx",
        "theme/",
        "asciiTheme",
        "Calibri",
        "Times New Roman",
        "MS Mincho",
        "docProps/app",
    ):
        assert trace not in everything


@pytest.mark.parametrize(
    "content",
    [
        ReportContent(),
        ReportContent(title="述法报告"),
        ReportContent(sections=(SectionContent(1, "举措"),)),
        ReportContent(sections=(SectionContent(0, body="甲\t乙"),)),
        ReportContent(annexes=(Annex("附件", "", ""),)),
        ReportContent(date_text="2027年1月18日"),
    ],
    ids=["nothing", "title", "heading", "table", "annex", "date"],
)
def test_incomplete_reports_open(content: ReportContent) -> None:
    body = opened(content).element.body
    kinds = [child.tag for child in body]
    assert kinds[-1] == qn("w:sectPr")
    assert kinds[-2] == qn("w:p")


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    dirty = "青\x00石\x0b镇\x1f\ufffe&<>\"'\ud800\U00020000"
    content = ReportContent(title=dirty, sections=(SectionContent(1, dirty, body=dirty),), signature=dirty)
    data = render(plan(content, PROFILE), PROFILE, replace(PROPERTIES, title=dirty, author=dirty))
    document = docx.Document(io.BytesIO(data))
    assert document.core_properties.author == "青石镇&<>\"'\U00020000"
    assert document.paragraphs[0].text == "青石镇&<>\"'\U00020000"
    assert sum("青石镇&<>\"'\U00020000" in paragraph.text for paragraph in document.paragraphs) == 4


def test_all_parts_are_declared_and_related() -> None:
    files = parts(rendered(plan(CONTENT, PROFILE)))
    declared = set(re.findall(r'PartName="/([^"]+)"', files["[Content_Types].xml"]))
    assert declared == {name for name in files if not name.endswith(".rels") and not name.startswith("[")}
    targets = re.findall(r'Target="([^"]+)"', files["word/_rels/document.xml.rels"])
    assert {f"word/{target}" for target in targets} <= set(files)
    used = set(re.findall(r'r:id="([^"]+)"', files["word/document.xml"]))
    assert used <= set(re.findall(r'Id="([^"]+)"', files["word/_rels/document.xml.rels"]))


def test_every_style_in_use_exists() -> None:
    files = parts(rendered(plan(CONTENT, PROFILE)))
    known = set(re.findall(r'w:styleId="([^"]+)"', files["word/styles.xml"]))
    for name in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        assert set(re.findall(r'w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', files[name])) <= known


# --- page -----------------------------------------------------------------------------------------


def test_page_is_the_standard_one(sample: Any) -> None:
    (section,) = sample.sections
    measured = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(length.mm, 1) for length in measured] == [210, 297, 37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    assert 579 <= int(grid.get(qn("w:linePitch"))) <= 580


@pytest.mark.parametrize(("name", "side"), [("word/footer1.xml", "right"), ("word/footer2.xml", "left")])
def test_page_number_is_a_field_on_the_outer_side(name: str, side: str) -> None:
    footer = parts(rendered(plan(CONTENT, PROFILE)))[name]
    assert f'<w:ind w:{side}="280"/><w:jc w:val="{side}"/>' in footer
    assert re.sub("<[^>]+>", "", footer.partition("?>")[2]).strip() == "—  PAGE 1 —"
    assert re.findall(r'fldCharType="(\w+)"', footer) == ["begin", "separate", "end"]


def test_odd_and_even_pages_differ(sample: Any) -> None:
    assert sample.settings.odd_and_even_pages_header_footer


def test_page_number_can_be_centred() -> None:
    footers = parts(rendered((), replace(PROFILE, page_number=PageNumberPlace.CENTRE)))
    for name in ("word/footer1.xml", "word/footer2.xml"):
        assert '<w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="center"/></w:pPr>' in footers[name]


# --- styles ---------------------------------------------------------------------------------------

STYLES = {
    "Normal": ("仿宋_GB2312", 16),
    "Title": ("方正小标宋简体", 22),
    "Heading 1": ("黑体", 16),
    "Heading 2": ("楷体_GB2312", 16),
    "Heading 3": ("仿宋_GB2312", 16),
    "Heading 4": ("仿宋_GB2312", 16),
    "Footer": ("宋体", 14),
    "Subtitle": ("方正小标宋简体", 22),
    "标题附注": ("楷体_GB2312", 16),
    "主送机关": ("仿宋_GB2312", 16),
    "发文字号": ("仿宋_GB2312", 16),
    "附件说明": ("仿宋_GB2312", 16),
    "署名": ("仿宋_GB2312", 16),
    "成文日期": ("仿宋_GB2312", 16),
    "附注": ("仿宋_GB2312", 16),
    "附件序号": ("黑体", 16),
    "附件标题": ("方正小标宋简体", 22),
    "表格文字": ("仿宋_GB2312", 14),
    "表格小字": ("仿宋_GB2312", 12),
    "表题": ("仿宋_GB2312", 14),
}


@pytest.mark.parametrize(("name", "face"), STYLES.items(), ids=list(STYLES))
def test_style_has_its_face(sample: Any, name: str, face: tuple[str, int]) -> None:
    style = sample.styles[name]
    fonts = style.element.rPr.find(qn("w:rFonts"))
    assert (fonts.get(qn("w:eastAsia")), style.font.size.pt) == face
    assert not style.font.bold
    spacing = style.element.pPr.find(qn("w:spacing"))
    assert (spacing.get(qn("w:before")), spacing.get(qn("w:after"))) == ("0", "0")
    assert not style.paragraph_format.widow_control


INVISIBLE = ("Default Paragraph Font", "Normal Table", "No List")


def test_users_see_no_english_names(sample: Any) -> None:
    builtin = {
        "Normal",
        "Title",
        "Subtitle",
        "Footer",
        *INVISIBLE,
        *(f"Heading {n}" for n in range(1, 5)),
    }
    for style in sample.styles:
        assert style.name in builtin or re.fullmatch("[\u4e00-\u9fff]+", style.name)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_headings_have_outline_levels_and_stay_with_their_text(sample: Any, level: int) -> None:
    style = sample.styles[f"Heading {level}"]
    assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)
    assert style.paragraph_format.keep_with_next
    assert style.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_digits_can_have_their_own_face() -> None:
    styles = parts(rendered((), replace(PROFILE, digit_font="Times New Roman")))["word/styles.xml"]
    normal = styles[styles.index('w:styleId="Normal"') :]
    assert 'w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312"' in normal[:900]
    footer = styles[styles.index('w:styleId="Footer"') :]
    assert 'w:ascii="宋体"' in footer[:900], "page numbers are in 宋体 (7.5)"


def test_heading_can_be_bold() -> None:
    fonts = {**PROFILE.fonts, FontRole.HEADING3: replace(PROFILE.fonts[FontRole.HEADING3], bold=True)}
    document = opened(CONTENT, replace(PROFILE, fonts=fonts))
    assert document.styles["Heading 3"].font.bold
    assert not document.styles["Heading 4"].font.bold


# --- paragraphs -----------------------------------------------------------------------------------


def test_every_run_takes_its_marks_from_the_chinese_face(sample: Any) -> None:
    runs = list(sample.element.body.iter(qn("w:r")))
    assert runs
    for run in runs:
        assert run.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia"


def test_no_run_is_formatted_by_hand(sample: Any) -> None:
    for run in sample.element.body.iter(qn("w:r")):
        assert {child.tag for child in run.rPr} <= {qn("w:rStyle"), qn("w:rFonts")}
        assert set(run.rPr.find(qn("w:rFonts")).attrib) == {qn("w:hint")}


def test_title_is_one_paragraph_of_two_lines(sample: Any) -> None:
    title = found(sample, "关于2026年法治政府建设情况的报告")
    assert title.style.name == "Title"
    assert title.text == "青石镇人民政府\n关于2026年法治政府建设情况的报告"


def test_body_is_in_the_default_style(sample: Any) -> None:
    assert found(sample, "一是补队伍").style.name == "Normal"


def test_heading_that_runs_in_has_its_own_face(sample: Any) -> None:
    paragraph = found(sample, "（五）依法化解矛盾纠纷。")
    heading, text = paragraph.runs
    assert heading.text == "（五）依法化解矛盾纠纷。"
    assert heading.style.name == "二级标题字符"
    assert text.style.name == "Default Paragraph Font"
    assert paragraph.style.name == "Normal"


def test_text_is_not_changed(sample: Any) -> None:
    everything = "".join(paragraph.text for paragraph in sample.paragraphs)
    for section in CONTENT.sections:
        for line in section.paragraphs():
            if "\t" not in line and not line.startswith("表1"):
                assert line in everything


def test_annex_begins_a_page(sample: Any) -> None:
    for mark in ("附件1", "附件2"):
        (paragraph,) = [p for p in sample.paragraphs if p.text == mark]
        assert paragraph.paragraph_format.page_break_before
        assert paragraph.style.name == "附件序号"


def test_signature_and_date_keep_their_distance(sample: Any) -> None:
    pitch = 156 / 28
    signature, date = found(sample, "2027年1月18日")._p.getprevious(), found(sample, "2027年1月18日")
    assert date.paragraph_format.right_indent.mm == pytest.approx(4 * pitch, abs=0.1)
    right = int(signature.pPr.find(qn("w:ind")).get(qn("w:right"))) / 20 / 72 * 25.4
    assert right == pytest.approx((4 + (6.5 - 7) / 2) * pitch, abs=0.1)


def test_several_signatures_are_one_centred_paragraph() -> None:
    content = ReportContent(signature="中共青石镇委员会\n青石镇人民政府", date_text="2027年1月8日")
    document = opened(content)
    (paragraph,) = [p for p in document.paragraphs if "委员会" in p.text]
    assert paragraph.text.count("\n") == 5
    assert paragraph.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
    margins = paragraph.paragraph_format
    room = 156 - margins.left_indent.mm - margins.right_indent.mm
    middle = margins.right_indent.mm + room / 2
    assert middle == pytest.approx((4 + 6 / 2) * 156 / 28, abs=0.2)
    assert room > 8 * 156 / 28


def test_a_signature_nearly_as_wide_as_the_page_has_play() -> None:
    names = ("清河县青石镇各族群众矛盾纠纷多元化解工作领导小组办公室", "青石镇人民政府")
    document = opened(ReportContent(signature="\n".join(names), date_text="2027年1月8日"))
    margins = found(document, names[0]).paragraph_format
    room = 156 - margins.left_indent.mm - (margins.right_indent.mm if margins.right_indent else 0)
    assert room == pytest.approx((len(names[0]) + 0.5) * 156 / 28, abs=0.1)


def test_unsealed_signature_is_two_characters_in() -> None:
    profile = replace(PROFILE, signature=SignatureKind.UNSEALED)
    document = opened(ReportContent(signature="青石镇人民政府办公室", date_text="2027年1月8日"), profile)
    assert found(document, "办公室").paragraph_format.right_indent.mm == pytest.approx(2 * 156 / 28, abs=0.1)


@pytest.mark.parametrize("length", [1, 30])
def test_signature_never_leaves_the_type_area(length: int) -> None:
    document = docx.Document(io.BytesIO(rendered([Signature("镇" * length + "\n镇", 0.0)])))
    (paragraph,) = document.paragraphs
    indent = paragraph._p.pPr.find(qn("w:ind"))
    assert indent is None or all(int(value) >= 0 for value in indent.attrib.values())


def note(*names: str) -> list[Any]:
    document = docx.Document(io.BytesIO(rendered([AttachmentNote(names)])))
    return [paragraph for paragraph in document.paragraphs if paragraph.text]


def test_one_attachment_has_no_number() -> None:
    (paragraph,) = note("统计表")
    assert paragraph.text == "附件：统计表"
    indent = paragraph.paragraph_format
    assert indent.left_indent.mm + indent.first_line_indent.mm == pytest.approx(2 * 156 / 28, abs=0.1)


def test_short_attachments_stand_below_each_other() -> None:
    (paragraph,) = note("统计表", "目录")
    assert paragraph.text == "附件：1.统计表\n2.目录"


def test_long_attachments_continue_under_their_name() -> None:
    first, second = note("青石镇2026年法治政府建设重点工作任务分解落实情况统计表", "目录")
    assert (first.text, second.text) == (
        "附件：1.青石镇2026年法治政府建设重点工作任务分解落实情况统计表",
        "2.目录",
    )
    assert first.paragraph_format.left_indent == second.paragraph_format.left_indent


# --- tables ---------------------------------------------------------------------------------------


def test_table_has_its_caption_and_header_on_every_page(sample: Any) -> None:
    table = sample.tables[0]
    rows = table._tbl.tr_lst
    assert len(rows) == 7
    headers = [row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert headers == [True, True] + [False] * 5
    assert table.rows[0].cells[0].text == "表1 2026年行政执法案件办理情况"
    assert [cell.text for cell in table.rows[2].cells] == ["城乡建设", "86", "9", "9", "12600"]
    assert table.style.name == "公文表格"


def test_table_fills_the_type_area(sample: Any) -> None:
    for table in sample.tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.iter(qn("w:gridCol"))]
        assert sum(widths) / 20 / 72 * 25.4 == pytest.approx(156, abs=0.1)


def test_row_of_a_table_is_never_split(sample: Any) -> None:
    rows = list(sample.element.body.iter(qn("w:tr")))
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_table_of_one_row_has_no_header_to_repeat() -> None:
    document = docx.Document(io.BytesIO(rendered([TableBlock((("甲", "乙"),))])))
    assert document.element.body.find(f".//{qn('w:tblHeader')}") is None


def test_last_row_is_kept_with_the_signature() -> None:
    document = docx.Document(io.BytesIO(rendered([TableBlock((("甲",), ("乙",), ("丙",)), keep_next=True)])))
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows]
    assert kept == [True, None, True]


def test_soft_breaks_and_tabs_become_those_of_word() -> None:
    document = docx.Document(io.BytesIO(rendered([BodyParagraph("甲\n乙\t丙")])))
    body = etree.tostring(document.element.body, encoding="unicode")
    assert body.count("<w:br/>") == 1
    assert body.count("<w:tab/>") == 1
    assert document.paragraphs[0].text == "甲\n乙\t丙"
