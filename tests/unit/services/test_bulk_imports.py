"""Whole folders: read without writing, duplicates known by content, whole reports only, the same again is nothing."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TYPE_CHECKING

import docx
import pytest

from fzapp.domain.errors import Cancelled, UserError
from fzapp.intake import apart
from fzapp.services import bulk_storing
from fzapp.services.bulk_imports import Standing, Wanted
from fzapp.storage import blobs
from tests.kept_files import fill_disk, hashes

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.bulk_imports import Looked
    from fzapp.services.bulk_storing import Storing
    from fzapp.services.context import Services

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)

TEXT = """{town}人民政府关于{year}年度法治政府建设情况的报告

云溪县人民政府：
现将有关情况报告如下：
一、主要举措和成效
{town}全年开展普法活动11场次，调解矛盾纠纷73件。
二、存在的不足和原因
有的干部学法不深。
三、下一年度主要安排
继续开展普法。

{town}人民政府
{next}年2月8日
"""


def report(year: int, town: str = "青石镇") -> str:
    return TEXT.format(town=town, year=year, next=year + 1)


def word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports, one of them twice, one more as text, an empty file, a picture, a lock file."""
    root = tmp_path / "往年"
    (root / "旧").mkdir(parents=True)
    (root / "2022.docx").write_bytes(word(report(2022)))
    (root / "2023.docx").write_bytes(word(report(2023)))
    shutil.copy(root / "2023.docx", root / "旧" / "2023 副本.docx")
    (root / "旧" / "2023.txt").write_text(report(2023), encoding="utf-8")
    (root / "旧" / "2021.txt").write_text(report(2021), encoding="gb18030")
    (root / "空.docx").write_bytes(b"")
    (root / "图.doc").write_bytes(b"\x89PNG\r\n\x1a\n")
    (root / "~$2022.docx").write_bytes(b"x")
    (root / "照片.jpg").write_bytes(b"x")
    return root


def look(services: Services, *paths: Path) -> Looked:
    return services.bulk.look(paths, services.bulk.known())


def standings(looked: Looked) -> dict[str, Standing]:
    return {one.path.name: one.standing for one in looked.candidates}


def test_a_look_reads_guesses_and_writes_nothing(services: Services, folder: Path) -> None:
    looked = look(services, folder)
    assert standings(looked) == {
        "2022.docx": Standing.NEW,
        "2023.docx": Standing.NEW,
        "2021.txt": Standing.NEW,
        "2023.txt": Standing.SAME_TEXT,
        "2023 副本.docx": Standing.SAME_FILE,
    }
    new = [one for one in looked.candidates if one.standing is Standing.NEW]
    assert {(one.year, one.genre, one.proposed) for one in new} == {
        (year, "annual_report", True) for year in (2021, 2022, 2023)
    }
    assert {one.name for one in looked.refused} == {"空.docx", "图.doc"}
    assert all(one.why.endswith("。") for one in looked.refused)
    assert looked.left_out.told() == "Office临时文件1个，其他类型的1个（.jpg 1个）"
    assert services.reports.all() == ()
    assert hashes(services.archive) == []


def test_a_copy_of_a_refused_file_is_refused_for_the_same_reason(services: Services, tmp_path: Path) -> None:
    for name in ("甲.docx", "乙.docx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 broken")
    looked = look(services, tmp_path)
    assert looked.candidates == ()
    assert len({one.why for one in looked.refused}) == 1
    assert [one.name for one in looked.refused] == ["乙.docx", "甲.docx"]


def test_files_are_read_where_no_second_process_can_be_started(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/fzapp")
    assert standings(look(services, folder))["2022.docx"] is Standing.NEW


def test_a_file_that_is_read_for_too_long_is_refused(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.001)
    looked = look(services, folder)
    assert looked.candidates == ()
    assert any("没有读完" in one.why for one in looked.refused)


def test_the_year_comes_from_the_name_when_the_text_is_silent(services: Services, tmp_path: Path) -> None:
    silent = report(2020).replace("2020年度", "").replace("2021年2月8日", "")
    (tmp_path / "2019年").mkdir()
    (tmp_path / "2019年" / "总结.txt").write_text(silent, encoding="utf-8")
    (one,) = look(services, tmp_path).candidates
    assert (one.year, one.year_sure) == (2019, False)
    assert "按文件名猜的" in one.note


def test_a_name_far_in_the_future_is_no_year(services: Services, tmp_path: Path) -> None:
    silent = report(2020).replace("2020年度", "").replace("2021年2月8日", "")
    (tmp_path / "编号2088.txt").write_text(silent, encoding="utf-8")
    (one,) = look(services, tmp_path).candidates
    assert one.year == 2026
    assert "先按今年" in one.note


def test_a_text_that_is_no_report_is_not_proposed(services: Services, tmp_path: Path) -> None:
    (tmp_path / "便条.txt").write_text("周五下午到村里去一趟，带上伞。", encoding="utf-8")
    (one,) = look(services, tmp_path).candidates
    assert one.storable
    assert not one.proposed
    assert "看看是不是报告" in one.note


def test_the_same_folder_again_imports_nothing(services: Services, folder: Path) -> None:
    first = services.bulk.bring_in([folder])
    assert sorted(one.year for one in first.imported) == [2021, 2022, 2023]
    assert all(one.figures >= 2 for one in first.imported)
    again = services.bulk.bring_in([folder])
    assert again.imported == ()
    assert {one.standing for one in again.duplicates} >= {Standing.KNOWN}
    assert len(again.duplicates) == 5
    assert len(services.reports.all()) == 3


def test_a_file_that_is_named_is_taken_whatever_is_there(services: Services, folder: Path) -> None:
    services.bulk.bring_in([folder])
    brought = services.bulk.bring_in([folder / "2022.docx"], year=2024)
    assert [one.year for one in brought.imported] == [2024]


def test_a_deleted_report_can_be_brought_in_again(services: Services, folder: Path) -> None:
    services.bulk.bring_in([folder])
    services.reports.delete(services.reports.all()[0].id)
    assert len(services.bulk.bring_in([folder]).imported) == 1


def test_originals_are_kept_byte_for_byte(services: Services, folder: Path) -> None:
    services.bulk.bring_in([folder])
    kept = {blobs.read(services.archive, one.source_hash, one.source_name) for one in services.reports.all()}
    assert kept == {(folder / name).read_bytes() for name in ("2022.docx", "2023.docx", "旧/2021.txt")}


def storing_of(services: Services, folder: Path) -> Storing:
    new = [one for one in look(services, folder).candidates if one.standing is Standing.NEW]
    return services.bulk.storing([Wanted(one, one.genre, one.year) for one in new])


def test_stopping_between_steps_leaves_whole_reports_and_no_file_too_many(
    services: Services, folder: Path
) -> None:
    storing = storing_of(services, folder)
    while not storing.report_ids:
        assert storing.step(0.0)
    storing.close()
    (report_id,) = storing.report_ids
    whole = services.reports.get(report_id)
    assert (len(whole.sections), storing.total) == (4, 3)
    assert len(services.reports.all()) == 1
    kept = hashes(services.archive)
    assert kept == [whole.source_hash]


def test_a_step_takes_several_reports_in_one_operation(services: Services, folder: Path) -> None:
    storing = storing_of(services, folder)
    assert not storing.step(60.0)
    storing.close()
    assert (len(services.reports.all()), storing.done) == (3, 3)
    change = services.archive.undoable()
    assert change is not None
    services.archive.revert(change)
    assert services.reports.all() == ()


def test_an_original_that_another_import_needs_meanwhile_stays(services: Services, folder: Path) -> None:
    storing = storing_of(services, folder)
    while not storing.report_ids:
        storing.step(0.0)
    (done,) = services.reports.all()
    for name in ("2022.docx", "2023.docx", "旧/2021.txt"):
        services.imports.store(services.imports.read(folder / name))
    storing.close()
    for one in services.reports.all():
        assert services.viewing.has_original(one)
    assert len(services.reports.all()) == 4
    assert done.id in {one.id for one in services.reports.all()}


def test_year_and_genre_are_stored_as_confirmed(services: Services, folder: Path) -> None:
    one = look(services, folder).candidates[0]
    storing = services.bulk.storing([Wanted(one, "self_inspection", 2018)])
    storing.step(60.0)
    storing.close()
    (kept,) = services.reports.all()
    assert (kept.genre, kept.year) == ("self_inspection", 2018)


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_file_that_is_not_what_was_read_is_refused(services: Services, folder: Path, how: str) -> None:
    new = [one for one in look(services, folder).candidates if one.standing is Standing.NEW]
    target = folder / "2022.docx"
    if how == "gone":
        target.unlink()
    else:
        target.write_bytes(word(report(2017)))
    storing = services.bulk.storing([Wanted(one, one.genre, one.year) for one in new])
    while storing.step():
        pass
    storing.close()
    (refused,) = storing.refused
    assert refused.name == "2022.docx"
    assert sorted(one.year for one in services.reports.all()) == [2021, 2023]


def test_a_full_disk_leaves_what_was_stored_before(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_storing, "ORIGINALS_AT_ONCE", 1)
    fill_disk(monkeypatch, at=2)
    storing = storing_of(services, folder)
    with pytest.raises(UserError, match="磁盘"):
        while storing.step(0.0):
            pass
    storing.close()
    assert len(services.reports.all()) == 1
    assert len(storing.report_ids) == 1


def test_reading_can_be_stopped(services: Services, folder: Path) -> None:
    def stop(done: int, _total: int, _note: str) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        services.bulk.look([folder], {}, stop)
    assert services.reports.all() == ()


def test_a_folder_without_reports_is_told(services: Services, tmp_path: Path) -> None:
    empty = tmp_path / "空的"
    empty.mkdir()
    (refused,) = services.bulk.bring_in([empty]).refused
    assert refused.why == "文件夹“空的”里没有可以收进的报告，检查里面有没有Word、PDF或文本文件。"


@pytest.mark.skipif(os.name == "nt", reason="names there are always text")
def test_a_name_that_is_no_text_does_not_stop_the_rest(services: Services, tmp_path: Path) -> None:
    root = tmp_path / "盘"
    root.mkdir()
    try:
        (root / os.fsdecode(b"\xfd\xfe.txt")).write_text(report(2020), encoding="utf-8")
    except OSError:
        pytest.skip("this disk takes only text for names")
    brought = services.bulk.bring_in([root])
    assert [(one.name, one.year) for one in brought.imported] == [("□□.txt", 2020)]
