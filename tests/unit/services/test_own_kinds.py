"""Columns and kinds of one's own: checked, stored, undone, taken along as a file."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import ColumnType, Privacy
from fzapp.services.kind_drafts import ColumnDraft, KindDraft, draft_of
from fzapp.services.kind_templates import template_text
from fzapp.services.ledger_kinds import ledger_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

WELLS = KindDraft(
    name="水井巡查",
    short_name="水井",
    unit="次",
    columns=(
        ColumnDraft("巡查日期", ColumnType.DATE, required=True),
        ColumnDraft("水井名称", required=True),
        ColumnDraft("处理结果", ColumnType.CHOICE, options=("正常", "已维修")),
        ColumnDraft("更换井盖", ColumnType.INTEGER, unit="个"),
    ),
)


def with_column(services: Services, code: str, column: ColumnDraft) -> KindDraft:
    draft = draft_of(services.ledgers.kind(code))
    return replace(draft, columns=(*draft.columns, column))


def test_an_own_kind_is_kept_counted_and_undone(services: Services) -> None:
    change = services.kind_editing.save(WELLS)
    kind = services.ledgers.kind("水井巡查")
    assert (kind.code, kind.unit, kind.period_column) == ("U01", "次", "own_1")
    values = {"own_1": "2026-03-05", "own_2": "东井", "own_3": "已维修", "own_4": Decimal(2)}
    services.ledgers.add(kind, 2026, values)
    figures = {
        figure.name: figure.value for figure in services.figures.library(2026) if figure.ledger == "U01"
    }
    assert figures == {"水井.登记数": 1, "水井.更换井盖合计": 2, "水井.处理结果为已维修的登记数": 1}
    found = services.figures.find("水井.更换井盖合计", 2026)
    assert found is not None
    assert found.value == 2
    assert change is not None
    with pytest.raises(UserError, match="里还有登记"):
        services.kind_editing.remove(kind)
    services.ledgers.remove([row.id for row in services.ledgers.rows(kind, 2026)])
    removed = services.kind_editing.remove(kind)
    assert removed is not None
    assert len(services.ledgers.kinds()) == len(ledger_kinds())
    services.archive.revert(removed)
    assert services.ledgers.kind("水井").code == "U01"


def test_own_kinds_are_recognised_in_files(services: Services) -> None:
    services.kind_editing.save(WELLS)
    block = "巡查日期\t水井名称\t处理结果\t更换井盖\n2026.3.5\t东井\t正常\t1\n2026.3.6\t西井\t已维修\t2\n"
    reading = services.ledgers.read_pasted(block)
    assert reading.kind is not None
    assert reading.kind.code == "U01"
    assert [row.values["own_4"] for row in reading.rows] == [1, 2]


def test_columns_of_the_program_are_renamed_hidden_and_given_options(services: Services) -> None:
    draft = draft_of(services.ledgers.kind("L16"))
    place = {column.id: at for at, column in enumerate(draft.columns)}
    columns = list(draft.columns)
    columns[place["village"]] = replace(columns[place["village"]], name="村居名称")
    columns[place["origin"]] = replace(columns[place["origin"]], options=("主动排查", "来人来访"))
    columns[place["risk"]] = replace(columns[place["risk"]], hidden=True)
    columns.append(ColumnDraft("回访满意", ColumnType.YES_NO))
    services.kind_editing.save(replace(draft, columns=tuple(columns)))
    kind = services.ledgers.kind("L16")
    village, origin, risk = (kind.column(name) for name in ("village", "origin", "risk"))
    assert village is not None
    assert origin is not None
    assert risk is not None
    assert (village.name, "村社区" in village.synonyms) == ("村居名称", True)
    assert [option.name for option in origin.options] == ["主动排查", "来人来访"]
    assert origin.options[0].synonyms  # what imports know of it stays
    assert risk.hidden
    own = kind.column_named("回访满意")
    assert own is not None
    assert own.id == "own_1"
    services.kind_editing.save(draft_of(ledger_kinds()[15]))
    assert services.ledgers.kind("L16").column("risk").hidden is False  # type: ignore[union-attr]
    lost = services.ledgers.kind("L16").column("own_1")
    assert lost is not None
    assert lost.hidden  # a column that is taken out keeps what it holds


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (ColumnDraft(""), "没有写"),
        (ColumnDraft("村社区"), "重名"),
        (ColumnDraft("坏{名}"), "不能用的符号"),
        (ColumnDraft("长" * 31), "太长"),
        (ColumnDraft("结果二", ColumnType.CHOICE), "没有选项"),
        (ColumnDraft("结果二", ColumnType.CHOICE, options=("好", "好")), "写了两次"),
        (ColumnDraft("结果二", options=("好",)), "不用选项"),
        (ColumnDraft("说明二", unit="件"), "没有单位"),
        (ColumnDraft("说明二", required=True, hidden=True), "不能隐藏"),
        (ColumnDraft("（）"), "里没有字"),
    ],
)
def test_wrong_columns_are_told_and_change_nothing(
    services: Services, column: ColumnDraft, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        services.kind_editing.save(with_column(services, "L16", column))
    assert services.ledgers.kinds() is ledger_kinds()


def test_columns_of_the_program_keep_type_and_privacy(services: Services) -> None:
    draft = draft_of(services.ledgers.kind("L16"))
    parties = next(at for at, column in enumerate(draft.columns) if column.id == "parties")
    for change, said in (
        ({"privacy": Privacy.NONE}, "保密程度不能降低"),
        ({"type": ColumnType.DATE}, "不能改"),
        ({"hidden": True}, "不能隐藏"),
    ):
        columns = list(draft.columns)
        columns[parties] = replace(columns[parties], **change)  # type: ignore[arg-type]
        with pytest.raises(UserError, match=said):
            services.kind_editing.save(replace(draft, columns=tuple(columns)))


def test_totals_stay_totals(services: Services) -> None:
    for column in (ColumnDraft("姓名"), ColumnDraft("人数二", ColumnType.INTEGER, privacy=Privacy.PERSONAL)):
        with pytest.raises(UserError, match="只登记汇总数"):
            services.kind_editing.save(with_column(services, "L20", column))
    assert services.kind_editing.save(
        with_column(services, "L20", ColumnDraft("走访次数", ColumnType.INTEGER))
    )


def test_a_type_changes_only_while_the_column_is_empty(services: Services) -> None:
    services.kind_editing.save(WELLS)
    draft = draft_of(services.ledgers.kind("水井"))
    as_text = replace(draft.columns[3], type=ColumnType.TEXT, unit="")
    other = replace(draft, columns=(*draft.columns[:3], as_text))
    services.kind_editing.check(other)
    services.ledgers.add(services.ledgers.kind("水井"), 2026, {"own_4": Decimal(2)})
    with pytest.raises(UserError, match="类型不能改"):
        services.kind_editing.check(other)


def test_names_are_unique_among_all_kinds(services: Services) -> None:
    with pytest.raises(UserError, match="已经有一种台账"):
        services.kind_editing.save(replace(WELLS, short_name="矛盾纠纷"))
    services.kind_editing.save(WELLS)
    with pytest.raises(UserError, match="已经有一种台账"):
        services.kind_editing.save(WELLS)


def test_a_template_goes_to_another_archive_and_back(services: Services, tmp_path: Path) -> None:
    services.kind_editing.save(WELLS)
    file = tmp_path / "水井.txt"
    services.kind_editing.export(services.ledgers.kind("水井"), file)
    draft = services.kind_editing.read_template(file)
    assert draft == draft_of(services.ledgers.kind("水井"))
    services.kind_editing.remove(services.ledgers.kind("水井"))
    services.kind_editing.save(services.kind_editing.read_template(file))
    assert template_text(services.ledgers.kind("水井")) == file.read_text(encoding="utf-8")


def test_changes_of_a_kind_of_the_program_travel(services: Services, tmp_path: Path) -> None:
    draft = with_column(services, "L16", ColumnDraft("回访人"))
    columns = tuple(replace(c, name="村居名称") if c.id == "village" else c for c in draft.columns)
    services.kind_editing.save(replace(draft, columns=columns))
    file = tmp_path / "纠纷.txt"
    services.kind_editing.export(services.ledgers.kind("L16"), file)
    text = file.read_text(encoding="utf-8")
    assert "原有台账：矛盾纠纷排查化解" in text
    assert "原来叫：村社区" in text
    assert "登记日期" not in text
    services.kind_editing.save(draft_of(ledger_kinds()[15]))
    services.kind_editing.save(services.kind_editing.read_template(file))
    assert template_text(services.ledgers.kind("L16")) == text


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("法治报告助手", "别的程序", 1, "应当是"),
        ("类型：日期", "类型：时辰", 8, "“类型”不能写“时辰”"),
        ("必填：是", "必填：要", 9, "“必填”不能写"),
        ("选项：已维修", "选项：正常", 17, "写了两次"),
        ("单位：个", "个数是个", 22, "没有看懂"),
        ("列：水井名称", "列：巡查日期", 11, "重名"),
        ("台账：水井巡查", "台账：矛盾纠纷排查化解", 3, "已经有一种台账"),
        ("简称：水井", "列：水井", 5, "应当写在列的前面"),
        ("列：巡查日期", "列：", 7, "没有写"),
    ],
)
def test_an_edited_template_is_told_with_its_line(
    services: Services, tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    services.kind_editing.save(WELLS)
    text = template_text(services.ledgers.kind("水井"))
    services.kind_editing.remove(services.ledgers.kind("水井"))
    assert old in text
    file = tmp_path / "改过.txt"
    file.write_text(text.replace(old, new, 1), encoding="gb18030")
    with pytest.raises(UserError, match=said) as caught:
        services.kind_editing.read_template(file)
    assert f"“改过.txt”第{line}行" in str(caught.value)
    assert services.ledgers.kinds() is ledger_kinds()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00\x01" * 9, b"PK\x03\x04" + bytes(50)])
def test_other_files_are_no_templates(services: Services, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "别的.txt"
    file.write_bytes(data)
    with pytest.raises(UserError, match="台账模板"):
        services.kind_editing.read_template(file)
