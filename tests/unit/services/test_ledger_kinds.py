"""Reading kinds of ledgers from data: what is right, and every mistake told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import Aggregate, ColumnType, Option, Privacy, RuleCheck, TextShape
from fzapp.infra.paths import resources
from fzapp.services.ledger_kinds import find_kind, ledger_kinds, read_in_parts, read_kind, read_kinds

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
code = "U01"
id = "wells"
name = "水井登记"
short_name = "水井"
office = "农业办"
unit = "口"
titles = ["水井"]
sections = ["plan"]
period_column = "dug_on"
source = "本单位"
checked_on = "2026-11-21"
"""
COLUMNS = """
[[columns]]
id = "dug_on"
name = "打井日期"
type = "date"
required = true
synonyms = ["开工日期"]
answers = ["when"]

[[columns]]
id = "depth"
name = "井深"
type = "integer"
unit = "米"

[[columns]]
id = "owner"
name = "户主"
type = "text"
privacy = "personal"

[[columns]]
id = "state"
name = "状态"
type = "choice"
options = ["在用", { name = "停用", synonyms = ["废弃"] }]
"""
REST = """
[[statistics]]
id = "wells"
name = "水井数"
aggregate = "count"
where = [{ column = "state", any_of = ["在用"] }]

[[statistics]]
id = "deep"
name = "深井数"
aggregate = "count"
where = [{ column = "depth", at_least = "100" }]

[[statistics]]
id = "share"
name = "深井占比"
aggregate = "ratio"
part = "deep"
whole = "wells"

[[rules]]
check = "range"
first = "depth"
most = 500
say = "井深超过500米"
"""


def written(folder: Path, text: str, name: str = "U01.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sentence(folder: Path, text: str) -> str:
    with pytest.raises(UserError) as caught:
        read_kind(written(folder, text))
    return str(caught.value)


def test_an_own_kind_is_read(tmp_path: Path) -> None:
    kind = read_kind(written(tmp_path, HEAD + COLUMNS + REST))
    assert (kind.code, kind.name, kind.period_column) == ("U01", "水井登记", "dug_on")
    dug_on, depth, owner, state = kind.columns
    assert (dug_on.type, dug_on.required, dug_on.answers) == (ColumnType.DATE, True, ("when",))
    assert depth.unit == "米"
    assert owner.privacy is Privacy.PERSONAL
    assert state.options == (Option("在用"), Option("停用", ("废弃",)))
    assert [statistic.aggregate for statistic in kind.statistics] == [
        Aggregate.COUNT,
        Aggregate.COUNT,
        Aggregate.RATIO,
    ]
    assert kind.rules[0].check is RuleCheck.RANGE


def test_common_columns_are_added_unless_the_kind_has_its_own(tmp_path: Path) -> None:
    written(tmp_path, HEAD + COLUMNS)
    common = '[[columns]]\nid = "serial"\nname = "序号"\ntype = "integer"\nshape = "serial"\n'
    own = '[[columns]]\nid = "other"\nname = "状态"\ntype = "text"\n'
    written(tmp_path, common + own, "common.toml")
    (kind,) = read_kinds(tmp_path)
    assert [column.id for column in kind.common] == ["serial"]
    assert kind.common[0].shape is TextShape.SERIAL


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "井深"', 'nane = "井深"', ("列“depth”", "不认识的项“nane”")),
        ('name = "井深"\n', "", ("列“depth”", "缺少 name")),
        ('type = "integer"', 'type = "number"', ("列“井深”", "type 只能是")),
        ('id = "depth"', 'id = "井深"', ("列“井深”", "id 不能写成")),
        ('id = "depth"', 'id = "dug_on"', ("列的标识“dug_on”写了两次",)),
        ('name = "井深"', 'name = "开工日期"', ("列“开工日期”", "已经归“打井日期”")),
        ("required = true", 'required = "是"', ("列“打井日期”", "required 应当是 true 或 false")),
        ('synonyms = ["开工日期"]', 'synonyms = "开工日期"', ("列“打井日期”", "synonyms 应当是一组")),
        ('synonyms = ["开工日期"]', "synonyms = [1]", ("synonyms 里应当都是文字",)),
        ('options = ["在用",', "options = [3,", ("列“状态”", "选项应当是文字")),
        ('privacy = "personal"', 'privacy = "secret"', ("列“户主”", "privacy 只能是")),
        ('period_column = "dug_on"', 'period_column = "year"', ("period_column 指的列“year”不存在",)),
        ('code = "U01"', 'code = "水井"', ("code 不能写成",)),
        ('source = "本单位"\n', "", ("缺少 source",)),
        ('whole = "wells"', 'whole = "all"', ("统计“深井占比”", "引用的统计“all”不存在")),
        ('whole = "wells"', 'unit = "%"', ("统计“深井占比”", "比率要写明 part 和 whole")),
        ('at_least = "100"', 'at_least = "很深"', ("统计“深井数”", "at_least 应当是数")),
        ('column = "depth", at', 'column = "width", at', ("统计“深井数”", "用到的列“width”不存在")),
        ('aggregate = "ratio"', 'aggregate = "share"', ("统计“深井占比”", "aggregate 只能是")),
        ('first = "depth"', 'first = "width"', ("规则“井深超过500米”", "用到的列“width”不存在")),
        ('say = "井深超过500米"', "", ("规则“range”", "缺少 say")),
        ("most = 500", 'days = "五"', ("days 应当是整数",)),
        ('where = [{ column = "depth"', 'where = ["depth"]\n#', ("条件应当是一个表",)),
        ('any_of = ["在用"]', 'filled = "有"', ("filled 应当是 true 或 false",)),
    ],
)
def test_a_mistake_is_told_with_file_and_place(
    tmp_path: Path, old: str, new: str, told: tuple[str, ...]
) -> None:
    text = HEAD + COLUMNS + REST
    assert old in text
    found = sentence(tmp_path, text.replace(old, new, 1))
    assert found.startswith("台账定义文件“U01.toml”")
    assert all(part in found for part in told), found


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    assert "写法有错" in sentence(tmp_path, "code = ")


def test_columns_must_be_tables(tmp_path: Path) -> None:
    assert "columns 应当是一组表" in sentence(tmp_path, HEAD + 'columns = "井深"')


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"读不了台账定义文件“U02\.toml”"):
        read_kind(tmp_path / "U02.toml")


def test_two_kinds_of_one_name_are_told(tmp_path: Path) -> None:
    written(tmp_path, HEAD + COLUMNS)
    written(tmp_path, HEAD.replace("U01", "U02").replace("wells", "fountains") + COLUMNS, "U02.toml")
    with pytest.raises(UserError, match="名称都是“水井登记”"):
        read_kinds(tmp_path)


def test_a_kind_is_found_by_code_id_and_name() -> None:
    disputes = find_kind("L16")
    assert find_kind("disputes") is disputes
    assert find_kind("矛盾纠纷排查化解") is disputes
    assert find_kind("矛盾纠纷") is disputes
    with pytest.raises(UserError, match="没有“水井”这种台账"):
        find_kind("水井")


def test_the_kinds_are_read_once() -> None:
    assert ledger_kinds() is ledger_kinds()


def test_read_in_parts_the_kinds_are_those_read_at_once() -> None:
    parts = sum(1 for _ in read_in_parts())
    assert parts > len(ledger_kinds())
    assert ledger_kinds() == read_kinds(resources() / "ledgers")
