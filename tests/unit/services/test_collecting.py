"""The county's side: packages read as hostile, late and missing told, numbers that stand out, copied sentences."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from fzapp.cli import main as cli
from fzapp.domain.errors import Cancelled, UserError
from fzapp.infra import paths
from fzapp.package import bag
from fzapp.package.bag import write_bag
from fzapp.package.facts import LARGEST, read_facts
from fzapp.services import collected_tables, collecting
from fzapp.services.checks import CheckService
from fzapp.services.exports import ExportService
from fzapp.services.templates import TemplateLibrary

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

LIBRARY = TemplateLibrary(paths.resources() / "genres")
CHECKS = CheckService(paths.resources() / "rules")
SENTENCE = "坚持把矛盾化解在基层，全镇网格员每周上门走访群众，发现苗头性问题及时报告处理。"


def facts(unit: str, **changes: object) -> dict[str, Any]:
    annual = LIBRARY.get("annual_report")
    sections = [
        {
            "spec": spec.id,
            "level": spec.level,
            "title": spec.heading,
            "text": "做了工作。",
        }
        for spec in annual.sections
    ]
    return {
        "unit": {"name": unit, "short_name": unit[:3], "level": "镇"},
        "genre": "annual_report",
        "year": 2026,
        "title": f"{unit}报告",
        "version": 1,
        "made_at": "2027-02-20T10:00:00",
        "due_date": "2027-03-01",
        "signed_by": "甲某某",
        "sections": sections,
        "figures": [{"rows": 3, "state": "ledger"}, {"rows": 0, "state": "unbound"}],
        "statistics": [{"name": "普法.场次", "value": "12", "unit": "场", "last_year": "11"}],
        "gaps": [],
    } | changes


def package(folder: Path, name: str, content: dict[str, Any]) -> Path:
    payload = {"facts.json": json.dumps(content, ensure_ascii=False).encode()}
    write_bag(folder / name, payload, {"Bagging-Date": "2027-02-20"})
    return folder / name


def test_a_package_of_a_newer_program_is_told_as_such(tmp_path: Path) -> None:
    package(tmp_path, "good", facts("青石镇人民政府"))
    package(tmp_path, "newer", facts("白沙镇人民政府", format=2, sections={"parts": []}))
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert [one.facts.unit for one in found.packages] == ["青石镇人民政府"]
    assert "升级" in found.refused[0].why


def sheet(folder: Path, found: collecting.Collection, name: str) -> list[list[str]]:
    target = folder / "汇总.xlsx"
    collected_tables.save(found, target)
    book = load_workbook(io.BytesIO(target.read_bytes()))
    return [["" if cell is None else str(cell) for cell in row] for row in book[name].values]


def test_late_missing_and_changed_packages_are_told(tmp_path: Path) -> None:
    package(tmp_path, "a", facts("青石镇人民政府"))
    late = facts("石桥乡人民政府", made_at="2027-03-05T09:00:00")
    required = LIBRARY.get("annual_report").required[-1]
    late["sections"] = [s for s in late["sections"] if s["spec"] != required]
    damaged = package(tmp_path, "b", late)
    (damaged / "bag-info.txt").write_text("changed", encoding="utf-8")
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    good, bad = sorted(found.packages, key=found.is_late)
    assert (good.missing, good.wrong) == ((), ())
    assert len(bad.missing) == 1
    assert "bag-info.txt" in bad.wrong[0]
    rows = sheet(tmp_path, found, "总表")
    assert [row[1] for row in rows[1:]].count("逾期") == 1
    strict = replace(found, due="2027-02-01")
    assert [row[1] for row in sheet(tmp_path, strict, "总表")[1:]] == ["逾期", "逾期"]


def test_the_newest_version_of_a_town_counts(tmp_path: Path) -> None:
    package(tmp_path, "a", facts("青石镇人民政府"))
    package(tmp_path, "b", facts("青石镇人民政府", version=2))
    (one,) = collecting.collect([tmp_path], LIBRARY, CHECKS).packages
    assert one.facts.version == 2


def test_numbers_that_stand_out_are_named(tmp_path: Path) -> None:
    for place, value in enumerate(("10", "11", "12", "300")):
        numbers = [{"name": "普法.场次", "value": value, "unit": "场", "last_year": "10"}]
        package(tmp_path, f"p{place}", facts(f"第{place}镇人民政府", statistics=numbers))
    rows = sheet(tmp_path, collecting.collect([tmp_path], LIBRARY, CHECKS), "数字")
    (row,) = rows[1:]
    assert row[2] == "333"
    assert "第3镇人民政府的300场离各单位的中间数11.5场较远" in row[3]
    assert "由上年的10场变为300场" in row[3]
    assert "第0镇" not in row[3]


def test_a_town_with_nothing_stands_out_where_the_others_have_much(tmp_path: Path) -> None:
    for place, value in enumerate(("10", "11", "12", "0")):
        numbers = [{"name": "调解.件数", "value": value, "unit": "件", "last_year": None}]
        package(tmp_path, f"p{place}", facts(f"第{place}镇人民政府", statistics=numbers))
    rows = sheet(tmp_path, collecting.collect([tmp_path], LIBRARY, CHECKS), "数字")
    assert rows[1][3] == "第3镇人民政府的0件离各单位的中间数10.5件较远"


def test_numbers_are_numbers_of_a_length_people_read(tmp_path: Path) -> None:
    numbers = [
        {"name": "学法.参学率", "value": "98.3333333333333333", "unit": "%", "last_year": None},
        {"name": "学法.次数", "value": "1000", "unit": "次", "last_year": None},
        {"name": "公益诉讼.金额", "value": "12.50", "unit": "元", "last_year": None},
    ]
    package(tmp_path, "a", facts("青石镇人民政府", statistics=numbers))
    target = tmp_path / "汇总.xlsx"
    collected_tables.save(collecting.collect([tmp_path], LIBRARY, CHECKS), target)
    cells = [row[4].value for row in load_workbook(target)["数字"].iter_rows(min_row=2)]
    assert cells == [98.33, 1000, 12.5]


def test_another_year_and_another_genre_are_not_added_up(tmp_path: Path) -> None:
    package(tmp_path, "a", facts("青石镇人民政府"))
    package(tmp_path, "b", facts("白沙镇人民政府"))
    package(tmp_path, "old", facts("青石镇人民政府", year=2025))
    package(tmp_path, "half", facts("白沙镇人民政府", genre="half_year"))
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert [one.facts.unit for one in found.packages] == ["白沙镇人民政府", "青石镇人民政府"]
    assert sheet(tmp_path, found, "数字")[1][2] == "24"
    assert {one.name for one in found.left_out} == {"old", "half"}
    assert all(found.about in one.why for one in found.left_out)


def test_what_does_not_count_is_told_with_its_reason(tmp_path: Path) -> None:
    package(tmp_path, "a", facts("青石镇人民政府"))
    package(tmp_path, "a2", facts("青石镇人民政府", version=2))
    package(tmp_path, "b", facts("白沙镇人民政府"))
    shutil.copytree(tmp_path / "b", tmp_path / "b - 副本")
    package(tmp_path, "c", facts("石桥乡人民政府"))
    package(tmp_path, "c again", facts("石桥乡人民政府", made_at="2027-02-21T10:00:00"))
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert [one.folder.name for one in found.packages] in (
        ["b", "a2", "c again"], ["b - 副本", "a2", "c again"],
    )  # fmt: skip
    told = {one.name: one.why for one in found.left_out}
    assert told["a"].startswith("已经有V2")
    assert "同一份" in told.get("b", "") + told.get("b - 副本", "")
    assert "内容却不一样" in told["c"]
    assert "没有计入" in {row[3] for row in sheet(tmp_path, found, "总表")}


def test_packages_in_a_folder_of_the_town_are_found_and_what_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "青石镇" / "报送").mkdir(parents=True)
    package(tmp_path / "青石镇" / "报送", "a", facts("青石镇人民政府"))
    (tmp_path / "照片").mkdir()
    (tmp_path / "白沙镇报送包.zip").write_bytes(b"PK")
    package(tmp_path, "石桥乡", facts("石桥乡人民政府")).rename(tmp_path / "石桥乡（未写完）")
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert [one.facts.unit for one in found.packages] == ["青石镇人民政府"]
    told = {one.name: one.why for one in found.left_out}
    assert set(told) == {"照片", "白沙镇报送包.zip", "石桥乡（未写完）"}
    assert "解压" in told["白沙镇报送包.zip"]
    assert "没有写完" in told["石桥乡（未写完）"]


@pytest.mark.parametrize("sealed", [True, False])
def test_a_huge_package_is_told_and_not_read_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    """3 GB that nobody listed would be read for minutes; with its seal the sizes are known."""
    folder = package(tmp_path, "a", facts("青石镇人民政府"))
    if not sealed:
        (folder / bag.SEAL).unlink()
    with (folder / "data" / "录像.mp4").open("wb") as stream:
        stream.truncate(3_000_000_000)
    read: list[str] = []

    def digest(path: Path, _algorithm: str) -> str:
        read.append(path.name)
        return ""

    monkeypatch.setattr(bag, "_digest", digest)
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    (one,) = found.packages
    assert not one.is_sound
    assert ("录像.mp4" in read) is False
    if not sealed:
        assert "3000MB" in one.unread
        assert not read
        assert "单独核对" in sheet(tmp_path, found, "总表")[1][3]
    else:
        assert any("录像" in told and "多出来" in told for told in one.wrong)


def test_sentences_that_two_towns_share_are_listed(tmp_path: Path) -> None:
    for unit in ("青石镇人民政府", "石桥乡人民政府"):
        content = facts(unit)
        content["sections"][2]["text"] = f"{unit}有关情况。{SENTENCE}"
        package(tmp_path, unit, content)
    rows = sheet(tmp_path, collecting.collect([tmp_path], LIBRARY, CHECKS), "雷同")
    (row,) = rows[1:]
    assert row[1:] == [SENTENCE, "2", "青石镇人民政府、石桥乡人民政府"]


def test_findings_are_counted_by_class(tmp_path: Path) -> None:
    content = facts("青石镇人民政府")
    content["sections"][2]["text"] = "全年办件10件，其中甲类6件，乙类5件。。"
    package(tmp_path, "a", content)
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert sum(found.packages[0].findings.values()) > 0
    header, row = sheet(tmp_path, found, "校核")
    assert len(header) == len(row)
    assert int(row[-1]) == sum(int(cell) for cell in row[1:-1])


def test_the_words_begin_the_countys_own_report(tmp_path: Path) -> None:
    from docx import Document

    for unit in ("青石镇人民政府", "石桥乡人民政府"):
        package(tmp_path, unit, facts(unit))
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    target = tmp_path / "汇总.docx"
    collected_tables.save_word(found, ExportService(paths.resources() / "word"), target)
    text = "\n".join(one.text for one in Document(str(target)).paragraphs)
    assert "收到2个单位的2026年度法治政府建设情况报告，都按期。" in text
    table = Document(str(target)).tables[0]
    assert [cell.text for cell in table.rows[1].cells][:3] == ["青石镇人民政府", "按期", "齐全"]
    assert "石桥乡人民政府：做了工作。" in text
    assert "三、（" not in text
    assert "二、各单位报告摘录" in text


def test_collecting_can_be_stopped(tmp_path: Path) -> None:
    package(tmp_path, "a", facts("青石镇人民政府"))

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        collecting.collect([tmp_path], LIBRARY, CHECKS, stop)


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    package(tmp_path, "a", facts("=cmd|'/c calc'!A0"))
    target = tmp_path / "汇总.xlsx"
    collected_tables.save(collecting.collect([tmp_path], LIBRARY, CHECKS), target)
    cell = load_workbook(target)["总表"]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=cmd|'/c calc'!A0")


HOSTILE: list[bytes] = [
    b"", b"[]", b"{}", b"null", b'{"unit": 1}', b"\xff\xfe", b"[" * 100_000, b'{"year": NaN}',
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE)
def test_a_package_with_broken_facts_is_refused_and_the_others_count(tmp_path: Path, content: bytes) -> None:
    package(tmp_path, "good", facts("青石镇人民政府"))
    write_bag(tmp_path / "bad", {"facts.json": content}, {})
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert len(found.packages) == 1
    assert [one.name for one in found.refused] == ["bad"]


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 99999}, {"year": "x"}, {"sections": 5}, {"statistics": [{"name": "a"}]}, {"gaps": [1]},
        {"statistics": [{"name": "a", "value": "NaN", "unit": "", "last_year": None}]},
        {"title": ["x"]}, {"version": {}}, {"figures": [{}]},
    ],
)  # fmt: skip
def test_facts_of_a_wrong_shape_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    folder = package(tmp_path, "a", facts("青石镇人民政府", **changes))
    with pytest.raises(UserError, match="损坏"):
        read_facts(folder)


def test_facts_that_are_too_large_or_linked_are_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "data").mkdir(parents=True)
    target = folder / "data" / "facts.json"
    with target.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(UserError, match="大得不正常"):
        read_facts(folder)
    target.unlink()
    other = tmp_path / "outside.json"
    other.write_text(json.dumps(facts("青石镇人民政府")), encoding="utf-8")
    target.symlink_to(other)
    with pytest.raises(UserError, match="没有汇总"):
        read_facts(folder)


def test_too_many_and_none_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="没有报送包"):
        collecting.collect([tmp_path], LIBRARY, CHECKS)
    for name in ("a", "b"):
        package(tmp_path, name, facts(f"{name}镇"))
    monkeypatch.setattr(collecting, "MOST", 1)
    with pytest.raises(UserError, match="最多1个"):
        collecting.collect([tmp_path], LIBRARY, CHECKS)


def test_what_this_program_packs_can_be_collected(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, "全年普法11场。", 0)
    services.freezes.freeze(report, "甲某某")
    services.packs.pack(services.packs.plan(report), tmp_path)
    target = tmp_path / "汇总.xlsx"
    assert cli.main(["collect", str(tmp_path), "-o", str(target), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["packages"][0]["unit"] == "青石镇人民政府"
    assert answer["packages"][0]["missing"]
    assert target.is_file()


@pytest.mark.parametrize("value", ["1E+999999999", "1E-999999999", "9E+18000000"])
def test_a_figure_that_no_town_has_is_refused(tmp_path: Path, value: str) -> None:
    """Written out, such a number fills the memory."""
    statistics = [{"name": "普法.场次", "value": value, "unit": "场", "last_year": "1"}]
    folder = package(tmp_path, "a", facts("青石镇人民政府", statistics=statistics))
    with pytest.raises(UserError, match="已损坏"):
        read_facts(folder)


@pytest.mark.parametrize(
    "changes", [{"version": float("inf")}, {"version": 10**300}, {"figures": [{"rows": -1}]}]
)
def test_numbers_of_a_wrong_kind_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UserError, match="已损坏"):
        read_facts(package(tmp_path, "a", facts("青石镇人民政府", **changes)))


def test_halves_of_characters_reach_neither_workbook_nor_word_file(tmp_path: Path) -> None:
    content = facts("青石\ud800镇\u202e", title="报告\uffff", due_date="\udfff")
    content["sections"][0] |= {"title": "一、\ud800", "text": "做了\ufffe\x85工作\udcd6。"}
    raw = json.dumps(content).encode()
    write_bag(tmp_path / "a", {"facts.json": raw}, {})
    found = collecting.collect([tmp_path / "a"], LIBRARY, CHECKS)
    assert found.packages[0].facts.unit == "青石镇"
    assert found.packages[0].facts.sections[0].text == "做了工作。"
    collected_tables.save(found, tmp_path / "汇总.xlsx")
    assert load_workbook(tmp_path / "汇总.xlsx")["总表"]["A2"].value == "青石镇"
    collected_tables.save_word(found, ExportService(paths.resources() / "word"), tmp_path / "汇总.docx")


@pytest.mark.skipif(sys.platform == "win32", reason="names there are no bytes")
def test_files_with_names_of_another_system_are_told_of(tmp_path: Path) -> None:
    folder = package(tmp_path, "a", facts("青石镇人民政府"))
    (folder / "data" / os.fsdecode("照片.jpg".encode("gb18030"))).write_bytes(b"x")
    folder = folder.rename(tmp_path / os.fsdecode("青石镇".encode("gb18030")))
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert found.packages[0].wrong == ("data/照片.jpg：清单里没有，是多出来的",)
    collected_tables.save(found, tmp_path / "汇总.xlsx")
    (folder / "data" / "facts.json").unlink()
    found = collecting.collect([tmp_path], LIBRARY, CHECKS)
    assert found.refused[0].name == "青石镇"
    collected_tables.save(found, tmp_path / "汇总.xlsx")
