from __future__ import annotations

import pytest

from fzapp.word.blocks import TableBlock
from fzapp.word.profile import FontRole, national_profile
from fzapp.word.tables import column_widths, text_role

WHOLE = 8844


@pytest.mark.parametrize(
    "rows",
    [
        [["甲"]],
        [["甲", "乙"], ["一二三四五六七八九十" * 9, ""]],
        [["", "", ""]],
        [[str(index) for index in range(40)]],
        [["序号", "单位", "做法"], ["1", "青石村", "一" * 200]],
    ],
)
def test_columns_fill_the_width_and_none_vanishes(rows: list[list[str]]) -> None:
    widths = column_widths(rows, 14.0, WHOLE)
    assert sum(widths) == WHOLE
    assert min(widths) >= WHOLE / 60


def test_short_columns_get_what_they_need_and_the_long_one_the_rest() -> None:
    number, village, text = column_widths([["序号", "青石铺村", "一" * 100]], 12.0, WHOLE)
    assert number >= 2 * 240
    assert village >= 4 * 240
    assert text > WHOLE / 2


def test_equal_columns_are_equal() -> None:
    widths = column_widths([["甲", "乙", "丙"]], 14.0, 9000)
    assert widths == [3000, 3000, 3000]


def test_text_is_smaller_when_there_are_many_columns() -> None:
    profile = national_profile()
    assert text_role(TableBlock((("甲", "乙"),)), profile) is FontRole.TABLE
    assert text_role(TableBlock((("调解纠纷件数",) * 8,)), profile) is FontRole.SMALL_TABLE
    assert text_role(TableBlock((("序号", "一" * 300),)), profile) is FontRole.TABLE
