"""What is read from a Word file: lines as CLI.md counts them, and what style and numbering tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from fzapp.domain.document import SourceLine
from fzapp.domain.errors import UserError
from fzapp.intake.docx_numbering import in_format
from fzapp.intake.docx_reader import read_docx
from tests.unit.intake.word_files import (
    HEADING_STYLES,
    OFFICIAL_LEVELS,
    deleted,
    docx,
    inserted,
    level,
    moved,
    numbering,
    par,
    run,
    style,
    styles,
    table,
    textbox,
)

LIST = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def read(*blocks: str, **parts: str) -> tuple[SourceLine, ...]:
    return read_docx(docx(*blocks, parts=parts))


def texts(*blocks: str, **parts: str) -> list[str]:
    return [line.text for line in read(*blocks, **parts)]


def numbers(*blocks: str, **parts: str) -> list[str]:
    return [line.hint.auto_number for line in read(*blocks, **parts)]


def test_every_paragraph_counts_empty_ones_too() -> None:
    lines = read(par("甲"), par(""), "<w:p/>", par("乙"))
    assert [(line.number, line.text) for line in lines] == [(1, "甲"), (2, ""), (3, ""), (4, "乙")]


def test_runs_join_without_gaps() -> None:
    assert texts(par(run("法治"), run("政府"), run("　建设 "))) == ["法治政府　建设 "]


def test_soft_breaks_tabs_and_hyphens() -> None:
    assert texts(
        par("上\n下\t右"), par("<w:r><w:t>甲</w:t><w:cr/><w:noBreakHyphen/><w:t>乙</w:t></w:r>")
    ) == ["上\n下\t右", "甲\n-乙"]


def test_page_breaks_are_no_text() -> None:
    assert texts(par('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>')) == ["甲乙"]


def test_tables_are_read_cell_by_cell() -> None:
    lines = read(par("前"), table(("甲", "乙"), ("丙", par("丁") + par("戊"))), par("后"))
    assert [line.text for line in lines] == ["前", "甲", "乙", "丙", "丁", "戊", "后"]
    assert [line.hint.cell for line in lines] == [
        None,
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 1),
        (0, 1, 1),
        None,
    ]


def test_a_table_in_a_cell_has_a_number_of_its_own() -> None:
    lines = read(table((par("甲") + table(("乙",)) + par("丙"), "丁")))
    assert [(line.text, line.hint.cell) for line in lines] == [
        ("甲", (0, 0, 0)), ("乙", (1, 0, 0)), ("丙", (0, 0, 0)), ("丁", (0, 0, 1)),
    ]  # fmt: skip


def test_text_boxes_follow_their_paragraph_and_fallbacks_are_skipped() -> None:
    lines = read(par(run("锚"), textbox(par("框一"), par("框二")), run("点")), par("后"))
    assert [(line.text, line.hint.in_textbox) for line in lines] == [
        ("锚点", False), ("框一", True), ("框二", True), ("后", False),
    ]  # fmt: skip


def test_old_text_boxes_without_a_choice_are_read() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{par('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert texts(par(run("锚"), box)) == ["锚", "框"]


def test_changes_are_read_as_accepted() -> None:
    block = par(
        run("全年"),
        deleted("开会3次"),
        inserted("开会5次"),
        moved("走", away=True),
        moved("来", away=False),
        run("。"),
    )
    assert texts(block) == ["全年开会5次来。"]


def test_field_codes_are_left_out_and_results_kept() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = f'<w:fldSimple w:instr="DATE">{run("八月")}</w:fldSimple>'
    assert texts(par("<w:hyperlink>" + run("链") + "</w:hyperlink>", field, simple)) == ["链7八月"]


def test_content_controls_are_looked_into() -> None:
    assert texts(f"<w:sdt><w:sdtPr/><w:sdtContent>{par('甲')}</w:sdtContent></w:sdt>", par("乙")) == [
        "甲",
        "乙",
    ]


def test_headers_and_footers_do_not_count() -> None:
    data = docx(par("甲"), extra={"word/header1.xml": b"<w:hdr/>", "word/footer1.xml": b"<w:ftr/>"})
    assert [line.text for line in read_docx(data)] == ["甲"]


def test_ruby_keeps_the_base_only() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('zhen')}</w:rt><w:rubyBase>{run('镇')}</w:rubyBase></w:ruby></w:r>"
    assert texts(par(run("青石"), ruby)) == ["青石镇"]


def test_hints_tell_the_look() -> None:
    block = par(run("标题", size=22, font="方正小标宋简体", bold=True), align="center")
    hint = read(block)[0].hint
    assert (hint.alignment, hint.size, hint.font, hint.bold) == ("center", 22.0, "方正小标宋简体", True)


def test_a_paragraph_with_one_bold_run_is_not_bold() -> None:
    assert not read(par(run("1.抓学习。", bold=True), run("全年12次。")))[0].hint.bold


def test_styles_hand_down_what_they_are_based_on() -> None:
    part = styles(
        style("Base", "base", '<w:jc w:val="center"/>', run_properties='<w:sz w:val="32"/>'),
        style("Child", "副标题", '<w:outlineLvl w:val="1"/>', based="Base", run_properties="<w:b/>"),
    )
    hint = read(par("甲", style="Child"), styles=part)[0].hint
    assert (hint.style, hint.outline_level, hint.alignment, hint.size, hint.bold) == (
        "副标题",
        2,
        "center",
        16.0,
        True,
    )


def test_styles_in_a_ring_end() -> None:
    part = styles(style("A", "a", based="B"), style("B", "b", based="A"))
    assert read(par("甲", style="A"), styles=part)[0].hint.style == "a"


def test_heading_styles_and_own_levels_give_outline_levels() -> None:
    lines = read(
        par("甲", style="Heading1"),
        par("乙", outline=2),
        par("丙", style="Heading2", outline=9),
        styles=HEADING_STYLES,
    )
    assert [line.hint.outline_level for line in lines] == [1, 3, None]


def test_numbers_of_all_levels_start_anew_below() -> None:
    blocks = [par("标题", number=(1, depth)) for depth in (0, 1, 2, 3, 2, 1, 0, 1)]
    assert numbers(*blocks, numbering=numbering(*OFFICIAL_LEVELS)) == [
        "一、", "（一）", "1.", "（1）", "2.", "（二）", "二、", "（一）",
    ]  # fmt: skip


def test_numbers_are_not_in_the_text() -> None:
    assert texts(par("甲", number=(1, 0)), numbering=numbering(*OFFICIAL_LEVELS)) == ["甲"]


def test_start_values_and_overrides() -> None:
    lists = LIST + (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="8"/></w:lvlOverride></w:num>'
    )
    part = numbering(level(0, "decimal", "%1.", start=3), lists=lists)
    blocks = [
        par("甲", number=(1, 0)),
        par("乙", number=(1, 0)),
        par("丙", number=(2, 0)),
        par("丁", number=(2, 0)),
    ]
    assert numbers(*blocks, numbering=part) == ["3.", "4.", "8.", "9."]


def test_lists_of_one_definition_count_on_together() -> None:
    lists = LIST + '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    part = numbering(level(0, "decimal", "%1."), lists=lists)
    assert numbers(par("甲", number=(1, 0)), par("乙", number=(2, 0)), numbering=part) == ["1.", "2."]


def test_a_level_may_count_through() -> None:
    part = numbering(
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）", more='<w:lvlRestart w:val="0"/>'),
    )
    blocks = [par("甲", number=(1, depth)) for depth in (0, 1, 1, 0, 1)]
    assert numbers(*blocks, numbering=part) == ["一、", "（一）", "（二）", "二、", "（三）"]


def test_a_level_text_may_name_upper_levels() -> None:
    part = numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    assert numbers(par("甲", number=(1, 0)), par("乙", number=(1, 1)), numbering=part) == ["一、", "1.1"]


def test_bullets_and_unknown_lists_have_no_number() -> None:
    part = numbering(level(0, "bullet", "●"))
    assert numbers(par("甲", number=(1, 0)), par("乙", number=(7, 0)), numbering=part) == ["", ""]


def test_numbers_come_from_styles_and_can_be_taken_away() -> None:
    part = styles(style("H", "h", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'))
    blocks = [
        par("甲", number=(1, 0)),
        par("乙", style="H"),
        par("丙", style="H", number=(0, 0)),
        par("丁", style="H"),
    ]
    assert numbers(*blocks, numbering=numbering(*OFFICIAL_LEVELS), styles=part) == [
        "一、",
        "（一）",
        "",
        "（二）",
    ]


def test_a_style_is_tied_to_a_level_by_the_list() -> None:
    part = styles(style("H2", "h2", '<w:numPr><w:numId w:val="1"/></w:numPr>'))
    listed = numbering(
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="H2"/>'),
    )
    assert numbers(par("甲", number=(1, 0)), par("乙", style="H2"), numbering=listed, styles=part) == [
        "一、",
        "（一）",
    ]


def test_a_definition_may_link_to_a_style() -> None:
    listed = numbering(
        level(0, "decimal", "%1)"),
        lists='<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>' + LIST
        + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
    )  # fmt: skip
    part = styles(style("L", "l", '<w:numPr><w:numId w:val="1"/></w:numPr>'))
    assert numbers(par("甲", number=(2, 0)), numbering=listed, styles=part) == ["1)"]


def test_a_deleted_paragraph_is_not_numbered() -> None:
    gone = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="9"/></w:rPr></w:pPr>{deleted("甲")}</w:p>'
    assert numbers(gone, par("乙", number=(1, 0)), numbering=numbering(*OFFICIAL_LEVELS)) == ["", "一、"]


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        ("chineseCountingThousand", 12, "十二"), ("japaneseCounting", 21, "二十一"), ("ideographDigital", 12, "一二"),
        ("chineseLegalSimplified", 12, "拾贰"), ("decimalEnclosedCircleChinese", 3, "③"), ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"), ("decimalFullWidth", 12, "１２"), ("decimalZero", 7, "07"), ("upperLetter", 28, "BB"),
        ("lowerLetter", 1, "a"), ("upperRoman", 14, "XIV"), ("lowerRoman", 4, "iv"), ("ideographTraditional", 2, "乙"),
        ("ideographZodiac", 3, "寅"), ("somethingNew", 5, "5"), ("ideographEnclosedCircle", 1, "㈠"),
    ],
)  # fmt: skip
def test_number_formats(form: str, value: int, written: str) -> None:
    assert in_format(value, form) == written


def test_table_styles_of_any_make_do_no_harm() -> None:
    part = styles(
        '<w:style w:type="table" w:styleId="T"><w:name w:val="t"/></w:style>', style("A", "正文样式")
    )
    assert read(par("甲", style="A"), styles=part)[0].hint.style == "正文样式"
    broken = part.replace("</w:style>", "")
    with pytest.raises(UserError, match="损坏"):
        read(par("甲", style="A"), styles=broken)


def test_strict_files_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>'
    assert [line.text for line in read_docx(docx(extra={"word/document.xml": body.encode()}))] == ["甲"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["d01", "d03", "d05"])
def test_lines_of_the_practice_files_are_counted_alike(name: str) -> None:
    import json

    folder = Path(__file__).resolve().parents[4] / "shared" / "practice" / "reports"
    gold = json.loads((folder / f"{name}.docx.lines.json").read_text(encoding="utf-8"))["lines"]
    assert [line.text for line in read_docx((folder / f"{name}.docx").read_bytes())] == gold
