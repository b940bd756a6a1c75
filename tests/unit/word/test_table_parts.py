"""What stands above a table and in a header of two rows: in the Word file, on the page, and read again."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml.ns import qn

from fzapp.domain.report import Annex, ReportContent, SectionContent
from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from fzapp.word.blocks import BodyParagraph, PageBreak, TableBlock
from fzapp.word.layout import lay_out
from fzapp.word.measure import ems
from fzapp.word.plan import plan
from fzapp.word.profile import FontRole, national_profile
from fzapp.word.render import DocumentProperties, render

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = national_profile()
BODY = """办理情况见下表。
表1 2026年案件办理情况
单位：件
村\t受理\t\t备注
\t调解\t诉讼\t
东岭村\t5\t1\t
西坡村\t3\t0\t有1件正在办理"""


def table_of(body: str) -> TableBlock:
    blocks = plan(ReportContent(sections=(SectionContent(0, body=body),)), PROFILE)
    return next(block for block in blocks if isinstance(block, TableBlock))


def test_caption_and_unit_go_with_the_table() -> None:
    block = table_of(BODY)
    assert (block.caption, block.unit) == ("表1 2026年案件办理情况", "单位：件")
    assert len(block.rows) == 4
    assert table_of("单位：件\n甲\t乙\n1\t2").caption == ""


def test_a_blank_row_is_printed() -> None:
    assert table_of("甲\t乙\n\t\n1\t2").rows == (("甲", "乙"), ("", ""), ("1", "2"))


def test_a_header_of_two_rows_reaches_over_columns_and_rows_on_the_page() -> None:
    (page,) = lay_out((table_of(BODY),), PROFILE)
    caption, unit, header, *rows = page.lines
    assert not [box for box in page.boxes if box.top < header.top - 1e-6]
    assert "".join(one.text for one in unit.fragments) == "单位：件"
    (said,) = unit.fragments
    size = PROFILE.fonts[FontRole.TABLE].size
    cell = PROFILE.text_width / PROFILE.characters
    assert said.x > caption.fragments[0].x
    assert said.x + ems(said.text) * size / cell < PROFILE.characters
    assert len(rows) == 2
    assert header.height == pytest.approx(2 * rows[0].height)
    boxes = [box for box in page.boxes if box.top < rows[0].top - 1e-6]
    assert len(boxes) == 5
    tall = [box for box in boxes if abs(box.height - header.height) < 1e-6]
    assert len(tall) == 2
    assert abs(sum(box.width * box.height for box in boxes) - header.height * PROFILE.characters) < 0.01
    shifts = {one.text: one.shift for one in header.fragments}
    assert shifts["受理"] < shifts["村"] == 0 < shifts["调解"]


def test_the_word_file_reads_as_the_same_table(tmp_path: Path) -> None:
    content = ReportContent(
        title="关于2026年工作情况的报告",
        sections=(SectionContent(0, body="全年有序推进。"), SectionContent(1, "工作情况", body=BODY)),
        annexes=(Annex("附件", "案件办理情况表", BODY.replace("表1 ", "附表1 ")),),
    )
    data = render(
        plan(content, PROFILE),
        PROFILE,
        DocumentProperties("", "", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
    )
    path = tmp_path / "报告.docx"
    path.write_bytes(data)
    read = recognise(read_document(path)).content
    assert read.sections[1].body == BODY
    assert read.annexes == (Annex("附件", "案件办理情况表", BODY.replace("表1 ", "附表1 ")),)


def test_a_header_is_not_repeated_where_nothing_stands_below_it() -> None:
    blocks = plan(ReportContent(annexes=(Annex("附件", "", "甲\t乙"),)), PROFILE)
    assert [block.rows for block in blocks if isinstance(block, TableBlock)] == [(("甲", "乙"),)]
    assert lay_out(blocks, PROFILE)


@pytest.mark.parametrize("caption", ["", "表1 案件办理情况"])
def test_a_table_may_begin_a_page(caption: str) -> None:
    blocks = [BodyParagraph("见下表。"), PageBreak(), TableBlock((("村", "件数"), ("东岭村", "5")), caption)]
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    file = docx.Document(io.BytesIO(render(blocks, PROFILE, DocumentProperties("", "", moment))))
    texts = list(file.tables[0]._tbl.iter(qn("w:p")))
    broken = [p.find(f".//{qn('w:pageBreakBefore')}") is not None for p in texts]
    assert broken == [True] + [False] * (len(texts) - 1)
