"""Updates of the knowledge: checked before they are used, told by version and day, taken back at will."""

from __future__ import annotations

import io
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest

from fzapp.checks.knowledge import FILES
from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.services.checks import CheckOptions
from fzapp.services.knowledge_update import _checked_on, make_update, pack_update

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

TEXT = "关于2026年法治工作情况的报告\n一、主要做法\n全镇开展了山泉学法活动，群众满意。\n"
PATTERN = '{ find = "山泉学法", right = "山村学法", message = "地名写错了", basis = "本县通知" },'


def words() -> bytes:
    shipped = (paths.resources() / "rules/wording.toml").read_text(encoding="utf-8")
    return shipped.replace("form = [", f"form = [\n    {PATTERN}", 1).encode()


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def found(services: Services) -> list[str]:
    return [f.text for f in services.checking.checks.check_text(TEXT, CheckOptions(year=2026))]


def test_the_shipped_knowledge_tells_its_day(services: Services) -> None:
    state = services.checking.knowledge.state()
    assert state.own
    assert state.told.startswith("知识：随程序 20")


def test_an_update_is_used_and_taken_back(services: Services, tmp_path: Path) -> None:
    knowledge = services.checking.knowledge
    assert "山泉学法" not in found(services)
    data = pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", "县司法局")
    change = knowledge.install(knowledge.read(put(tmp_path / "更新.zip", data)))
    assert "山泉学法" in found(services)
    assert knowledge.state().told == "知识：更新 2027.1，最近由人核对：2099-01-10，县司法局"
    knowledge.take_back()
    assert knowledge.state().own
    assert "山泉学法" not in found(services)
    assert change is not None


def test_an_update_is_made_out_of_changed_files(services: Services, tmp_path: Path) -> None:
    rules, path = paths.resources() / "rules", tmp_path / "更新.zip"
    made = make_update(
        rules, [put(tmp_path / "wording.toml", words())], path, version="2027.1", checked_by="县司法局"
    )
    read = services.checking.knowledge.read(path)
    assert read.state == made
    assert made.checked_on in words().decode()
    services.checking.knowledge.install(read)
    assert "山泉学法" in found(services)


@pytest.mark.parametrize(
    ("name", "data", "version", "words_told"),
    [
        ("other.toml", b"a = 1", "1", "不是校核知识的文件"),
        ("wording.toml", b"a = 1", "1", "读不懂"),
        ("wording.toml", b"\xff\xfe", "1", "读不懂"),
        ("wording.toml", words(), "第一版", "版本写得不对"),
        ("wording.toml", words().replace(b"checked_on", b"looked_on"), "1", "哪天由人核对过"),
    ],
)
def test_what_could_not_be_installed_is_not_made(
    tmp_path: Path, name: str, data: bytes, version: str, words_told: str
) -> None:
    path = tmp_path / "更新.zip"
    with pytest.raises(UserError, match=words_told):
        make_update(
            paths.resources() / "rules", [put(tmp_path / name, data)], path, version=version, checked_by=""
        )
    assert not path.exists()


def test_installing_can_be_undone(services: Services, tmp_path: Path) -> None:
    knowledge = services.checking.knowledge
    data = pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", "")
    change = knowledge.install(knowledge.read(put(tmp_path / "更新.zip", data)))
    assert change is not None
    services.archive.revert(change)
    assert knowledge.state().own
    assert "山泉学法" not in found(services)


def test_a_file_that_was_changed_is_refused(services: Services, tmp_path: Path) -> None:
    data = pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", "")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b"\n" if name.endswith(".toml") else content)
    with pytest.raises(UserError, match="被改过"):
        services.checking.knowledge.read(put(tmp_path / "更新.zip", buffer.getvalue()))


@pytest.mark.parametrize(
    ("data", "words_told"),
    [
        (b"no zip", "不是知识更新文件"),
        (pack_update({"wording.toml": b"source = ''"}, "1", "2099-01-10", ""), "读不懂"),
        (pack_update({"wording.toml": b"= not toml"}, "1", "2099-01-10", ""), "读不懂"),
        (pack_update({"../other.toml": b"a = 1"}, "1", "2099-01-10", ""), "被改过"),
        (pack_update({"wording.toml": b"a = 1"}, "1", "2099-01-10", "", schema=2), "更新版本"),
        (pack_update({"wording.toml": b"a = 1"}, "1", "next year", ""), "被改过"),
        (pack_update({}, "1", "2099-01-10", ""), "被改过"),
    ],
)
def test_what_cannot_be_used_is_refused(
    services: Services, tmp_path: Path, data: bytes, words_told: str
) -> None:
    with pytest.raises(UserError, match=words_told):
        services.checking.knowledge.read(put(tmp_path / "更新.zip", data))


def test_an_older_update_is_refused(services: Services, tmp_path: Path) -> None:
    knowledge = services.checking.knowledge
    data = pack_update({"wording.toml": words()}, "2001.1", "2001-01-10", "")
    update = knowledge.read(put(tmp_path / "更新.zip", data))
    with pytest.raises(UserError, match="还旧"):
        knowledge.install(update)


def test_a_lost_update_leaves_the_shipped_knowledge(services: Services, tmp_path: Path) -> None:
    knowledge = services.checking.knowledge
    data = pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", "")
    knowledge.install(knowledge.read(put(tmp_path / "更新.zip", data)))
    for kept in (services.archive.folder / "knowledge").iterdir():
        kept.unlink()
    assert knowledge.files() == {}


def test_an_update_whose_packed_bytes_are_damaged_is_told(services: Services, tmp_path: Path) -> None:
    data = bytearray(pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", ""))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = archive.getinfo("wording.toml").header_offset + 60
    data[inside : inside + 200] = b"\xff" * 200
    with pytest.raises(UserError):
        services.checking.knowledge.read(put(tmp_path / "更新.zip", bytes(data)))


def test_an_update_with_files_of_other_names_is_refused_unread(services: Services, tmp_path: Path) -> None:
    data = io.BytesIO(pack_update({"wording.toml": words()}, "2027.1", "2099-01-10", ""))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("../genres/annual_report.toml", "x")
    with pytest.raises(UserError, match="不完整或者被改过"):
        services.checking.knowledge.read(put(tmp_path / "更新.zip", data.getvalue()))


@pytest.mark.parametrize("name", FILES)
def test_the_day_of_checking_is_the_one_in_the_head_of_the_file(name: str) -> None:
    text = (paths.resources() / "rules" / name).read_text(encoding="utf-8")
    assert _checked_on(text) == str(tomllib.loads(text)["checked_on"])
