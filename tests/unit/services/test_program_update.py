"""A newer program from a stick: proved before it is kept, kept for the way back, told in a sentence when it is not."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fzapp.domain.errors import UserError
from fzapp.infra.paths import InstalledAs
from fzapp.services.program_update import FORMAT, LISTING, ProgramUpdates

if TYPE_CHECKING:
    from fzapp.services.context import Services

SETUP = "安装程序.exe"
BODY = b"MZ" + bytes(1000)


def release(folder: Path, version: str = "0.2.0", body: bytes = BODY, **other: Any) -> Path:
    """A folder as installer/build.py leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETUP).write_bytes(body)
    one = {"form": "windows-setup", "name": SETUP, "size": len(body), "sha256": sha256(body).hexdigest()}
    told = {"format": FORMAT, "schema": 1, "version": version, "files": [one | other.pop("one", {})], **other}
    (folder / LISTING).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture
def updates(services: Services, tmp_path: Path) -> ProgramUpdates:
    return ProgramUpdates(services.archive, tmp_path / "资料", InstalledAs.SETUP)


def test_a_release_is_found_proved_and_kept(updates: ProgramUpdates, tmp_path: Path) -> None:
    found = updates.find(release(tmp_path / "U盘" / "新版").parent)
    assert (found.compared_with("0.1.0"), found.compared_with("0.2.0"), found.compared_with("0.10")) == (
        1,
        0,
        -1,
    )
    kept = updates.keep(found)
    assert kept.path == tmp_path / "资料" / "updates" / "0.2.0" / SETUP
    assert kept.path.read_bytes() == BODY


def test_kept_ones_are_the_way_back_without_a_stick(updates: ProgramUpdates, tmp_path: Path) -> None:
    for version in ("0.9.0", "0.10.0"):
        updates.keep(updates.find(release(tmp_path / version, version)))
    assert [one.version for one in updates.kept()] == ["0.10.0", "0.9.0"]
    again = updates.keep(updates.kept()[1])
    assert again.path.read_bytes() == BODY
    again.path.unlink()
    assert [one.version for one in updates.kept()] == ["0.10.0"]


def test_of_two_processors_the_own_one_is_taken(services: Services, tmp_path: Path) -> None:
    folder = release(tmp_path / "U盘")
    told = json.loads((folder / LISTING).read_text(encoding="utf-8"))
    told["files"] = []
    for machine in ("x86_64", "aarch64"):
        (folder / f"{machine}.run").write_bytes(BODY)
        kind = {"form": "linux-run", "machine": machine, "name": f"{machine}.run"}
        told["files"].append({**kind, "size": len(BODY), "sha256": sha256(BODY).hexdigest()})
    (folder / LISTING).write_text(json.dumps(told), encoding="utf-8")
    for machine in ("aarch64", "x86_64"):
        updates = ProgramUpdates(services.archive, tmp_path / "资料", InstalledAs.RUN, machine)
        assert updates.find(folder).path.name == f"{machine}.run"
    with pytest.raises(UserError, match="没有适合本机"):
        ProgramUpdates(services.archive, tmp_path, InstalledAs.RUN, "loongarch64").find(folder)


@pytest.mark.parametrize("harm", [b"", BODY[:-1], BODY[:-1] + b"x", BODY + b"x"])
def test_a_changed_installer_is_never_kept(updates: ProgramUpdates, tmp_path: Path, harm: bytes) -> None:
    found = updates.find(release(tmp_path / "U盘"))
    found.path.write_bytes(harm)
    with pytest.raises(UserError, match="不完整或者被改过"):
        updates.keep(found)
    assert updates.kept() == ()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"format": "other"}, "安装清单"),
        ({"version": "newest"}, "安装清单"),
        ({"version": "../1.0"}, "安装清单"),
        ({"schema": 2}, "更新版本的程序"),
        ({"files": {}}, "安装清单"),
        ({"one": {"form": "linux-deb"}}, "没有适合本机"),
        ({"one": {"name": "../../fzapp.exe"}}, "没有适合本机"),
        ({"one": {"name": ".."}}, "没有适合本机"),
        ({"one": {"size": -1}}, "没有适合本机"),
        ({"one": {"name": "别处.exe"}}, "缺少安装文件"),
    ],
)
def test_a_listing_that_is_not_right_is_told(
    updates: ProgramUpdates, tmp_path: Path, told: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        updates.find(release(tmp_path / "U盘", **told))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_listing_is_told(updates: ProgramUpdates, tmp_path: Path, data: bytes) -> None:
    (release(tmp_path / "U盘") / LISTING).write_bytes(data)
    with pytest.raises(UserError, match="安装清单"):
        updates.find(tmp_path / "U盘")


def test_an_empty_folder_is_told(updates: ProgramUpdates, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有程序的安装文件"):
        updates.find(tmp_path)


@pytest.mark.parametrize("installed", [InstalledAs.CHECKOUT, InstalledAs.PORTABLE])
def test_what_has_no_installer_is_told_its_own_way(
    services: Services, tmp_path: Path, installed: InstalledAs
) -> None:
    with pytest.raises(UserError):
        ProgramUpdates(services.archive, tmp_path, installed).find(release(tmp_path / "U盘"))


def test_the_backup_before_says_why_it_was_made(services: Services, updates: ProgramUpdates) -> None:
    made = updates.back_up()
    assert made.is_file()
    assert made.stem.endswith("-update")


def test_an_installer_without_window_waits_for_this_process(updates: ProgramUpdates, tmp_path: Path) -> None:
    kept = updates.keep(updates.find(release(tmp_path / "U盘")))
    shell, script, word, process, note = updates.command_after_this(kept)
    assert (shell, script, word, process) == ("/bin/sh", str(kept.path), "--after", str(os.getpid()))
    assert Path(note).parent.is_dir()


def test_what_went_wrong_is_told_once(updates: ProgramUpdates, tmp_path: Path) -> None:
    assert updates.take_note() is None
    kept = updates.keep(updates.find(release(tmp_path / "U盘")))
    note = Path(updates.command_after_this(kept)[-1])
    note.write_text("没有通过  资源文件\n程序在这台电脑上不能正常工作。\n", encoding="utf-8")
    assert updates.take_note() == "程序在这台电脑上不能正常工作。"
    assert updates.take_note() is None
    note.touch()
    assert updates.take_note() is None
