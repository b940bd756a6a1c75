"""Who is to hand in: the list as it is pasted, names long and short, and what the tables say of each."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from fzapp.cli import main as cli
from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.services import collected_tables, collecting, expected_units
from fzapp.services.exports import ExportService
from tests.unit.services.test_collecting import CHECKS, LIBRARY, facts, package, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("青石镇\n白沙镇\n\n石桥乡\n", ("青石镇", "白沙镇", "石桥乡")),
        (
            "序号\t单位名称\t联系人\n1\t青石镇人民政府\t甲某\n2\t白沙街道办事处\t乙某",
            ("青石镇人民政府", "白沙街道办事处"),
        ),
        ("1.青石镇\n2、白沙镇\n（3）石桥乡\n4 柳塘镇", ("青石镇", "白沙镇", "石桥乡", "柳塘镇")),
        ("青石镇、白沙镇，石桥乡", ("青石镇", "白沙镇", "石桥乡")),
        ("云溪县应报单位名单\n青石镇\n青石镇人民政府\n合计\t2", ("青石镇",)),
        ("甲某\t青石镇", ("青石镇",)),
        ("青石\n白沙", ("青石", "白沙")),
        ("县司法局\n青　石　镇", ("县司法局", "青石镇")),
        ("乡镇（街道）\n三星镇\n十里乡", ("三星镇", "十里乡")),
        ("", ()),
    ],
)
def test_a_list_is_read_as_it_is_pasted(text: str, names: tuple[str, ...]) -> None:
    assert expected_units.names_in(text) == names


def test_a_list_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="一行写一个单位"):
        expected_units.names_in("各单位要按时把年度法治政府建设情况报告报送到县里，" * 4)
    monkeypatch.setattr(expected_units, "MOST", 1)
    with pytest.raises(UserError, match="最多1个"):
        expected_units.names_in("青石镇\n白沙镇")


@pytest.mark.parametrize(
    ("unit", "listed", "same"),
    [
        ("青石镇人民政府", ("青石镇",), True),
        ("青石镇", ("青石镇人民政府",), True),
        ("云溪县青石镇人民政府", ("青石镇",), True),
        ("青石镇", ("云溪县青石镇人民政府",), True),
        ("中共青石镇委员会", ("青石镇",), True),
        ("白沙街道办事处", ("白沙",), True),
        ("青石镇人民政府", ("青石乡",), False),
        ("上青石镇人民政府", ("青石镇",), False),
        ("青石", ("青石镇", "青石乡"), False),
        ("青石镇人民政府", ("青石", "青石镇"), True),
    ],
)
def test_units_are_matched_by_long_and_short_names(
    tmp_path: Path, unit: str, listed: tuple[str, ...], same: bool
) -> None:
    package(tmp_path, "a", facts(unit))
    found = replace(collecting.collect([tmp_path], LIBRARY, CHECKS), expected=listed)
    handed_in = [one for one in expected_units.standings(found) if one.packages]
    assert bool(handed_in) is same
    assert bool(expected_units.unlisted(found)) is not same


@pytest.fixture
def county(tmp_path: Path) -> collecting.Collection:
    """One in time, one late, one not on the list, one sent what cannot be read, one sent nothing."""
    package(tmp_path, "a", facts("青石镇人民政府"))
    package(tmp_path, "b", facts("石桥乡人民政府", made_at="2027-03-05T09:00:00"))
    package(tmp_path, "c", facts("柳塘镇人民政府"))
    package(tmp_path, "白沙镇_2026年", facts("白沙镇人民政府", version="1"))
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    return replace(found, expected=("石桥乡", "白沙镇", "双河街道", "青石镇"))


def test_the_table_shows_who_is_late_and_who_is_missing(
    county: collecting.Collection, tmp_path: Path
) -> None:
    header, *rows = sheet(tmp_path, county, "总表")
    assert header[1] == "报送状态"
    assert [row[:2] for row in rows[:5]] == [
        ["石桥乡人民政府", "迟报"],
        ["白沙镇", "未报"],
        ["双河街道", "未报"],
        ["青石镇人民政府", "已报"],
        ["柳塘镇人民政府", "名单外"],
    ]
    assert "已损坏" in rows[1][-1]
    assert not rows[2][-1]
    assert {len(row) for row in rows} == {len(header)}


def test_the_document_names_who_is_missing(county: collecting.Collection, tmp_path: Path) -> None:
    from docx import Document

    target = tmp_path / "汇总.docx"
    collected_tables.save_word(county, ExportService(paths.resources() / "word"), target)
    document = Document(str(target))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "应报4个，已报1个，迟报1个，未报2个，名单外1个。" in text
    assert "未报的单位：白沙镇、双河街道。" in text
    assert [row.cells[1].text for row in document.tables[0].rows] == [
        "报送状态", "迟报", "未报", "未报", "已报", "名单外",
    ]  # fmt: skip


def test_the_list_is_kept_in_the_archive(services: Services) -> None:
    assert services.expected.names() == ()
    services.expected.put(("青石镇", "白沙镇"))
    assert services.expected.names() == ("青石镇", "白沙镇")
    services.expected.put(())
    assert services.expected.names() == ()


@pytest.mark.parametrize("suffix", [".txt", ".xlsx"])
def test_the_command_takes_a_file_of_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    (tmp_path / "各镇").mkdir()
    package(tmp_path / "各镇", "a", facts("青石镇人民政府"))
    names = tmp_path / f"名单{suffix}"
    if suffix == ".txt":
        names.write_text("青石镇\n白沙镇\n", encoding="utf-8")
    else:
        book = Workbook()
        page = book.create_sheet("各单位们", 0)
        for row in (("序号", "单位"), (1, "青石镇"), (2, "白沙镇")):
            page.append(row)
        book.save(names)
    target = tmp_path / "汇总.xlsx"
    asked = ["collect", str(tmp_path / "各镇"), "-o", str(target), "--units", str(names)]
    assert cli.main([*asked, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["expected"] == [
        {"unit": "青石镇", "state": "handed_in"},
        {"unit": "白沙镇", "state": "missing"},
    ]
    assert cli.main(asked) == 1
    assert "未报：白沙镇" in capsys.readouterr().out


def test_a_file_without_names_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package(tmp_path, "a", facts("青石镇人民政府"))
    names = tmp_path / "名单.txt"
    names.write_text("1\n2\n单位名称\n", encoding="utf-8")
    asked = ["collect", str(tmp_path), "-o", str(tmp_path / "汇总.xlsx"), "--units", str(names)]
    assert cli.main(asked) == 2
    assert "没有单位名称" in capsys.readouterr().err
