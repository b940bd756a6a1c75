"""Tables in a text: where they are, what stands above them, which rows are the header."""

from __future__ import annotations

import pytest

from fzapp.domain.text_table import HeaderCell, header_cells, tables_in

BODY = """办理情况见下表。
表1 2026年案件办理情况
单位：件
村\t受理\t办结
东岭村\t5\t4
西坡村\t3\t3
下一步继续办好。
项目\t数
调解\t3"""


def test_caption_and_unit_belong_to_the_rows_below_them() -> None:
    one, two = tables_in(BODY.split("\n"))
    assert (one.head, one.first, one.end) == (1, 3, 6)
    assert (one.caption, one.unit) == ("表1 2026年案件办理情况", "单位：件")
    assert one.rows[1] == ("东岭村", "5", "4")
    assert (two.head, two.first, two.caption, two.unit) == (7, 7, "", "")
    assert one.lines == tuple(BODY.split("\n")[1:6])


@pytest.mark.parametrize("line", ["合计3件。", "办理情况见下表。", "单位领导：甲某", "一、表彰情况"])
def test_other_lines_above_are_text(line: str) -> None:
    (table,) = tables_in([line, "甲\t乙", "1\t2"])
    assert table.head == table.first == 1


def test_short_rows_get_empty_cells_and_a_row_of_blanks_stays() -> None:
    (table,) = tables_in(["甲\t乙\t丙", "1\t2", "\t\t", "3\t4\t5"])
    assert table.rows == (("甲", "乙", "丙"), ("1", "2", ""), ("", "", ""), ("3", "4", "5"))
    assert table.columns == 3


def test_a_header_of_two_rows_is_known_by_its_gaps() -> None:
    (table,) = tables_in(["村\t受理\t\t备注", "\t件数\t金额\t", "东岭村\t5\t300\t"])
    assert table.header_rows == 2
    assert header_cells(table) == (
        HeaderCell(0, 0, "村", 2, 1),
        HeaderCell(0, 1, "受理", 1, 2),
        HeaderCell(0, 3, "备注", 2, 1),
        HeaderCell(1, 1, "件数"),
        HeaderCell(1, 2, "金额"),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["村\t\t备注", "甲\t乙\t丙", "丁\t戊\t己"],
        ["村\t受理\t", "东岭村\t5\t4", "西坡村\t3\t3"],
        ["村\t受理", "东岭村\t五", "西坡村\t三"],
        ["\t\t", "\t\t", "\t\t"],
    ],
)
def test_other_headers_are_one_row(lines: list[str]) -> None:
    (table,) = tables_in(lines)
    assert table.header_rows == 1
    assert len(header_cells(table)) == table.columns
