"""A package is whole or not there, and names every file that was tampered with."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fzapp.domain.errors import UserError
from fzapp.package import bag as bags
from fzapp.package.bag import FileState, unfinished, verify, write_bag
from fzapp.package.names import safe_name, unique

PAYLOAD: dict[str, bytes | Path] = {
    "1报告/青石镇年报.docx": b"docx" * 1000,
    "4佐证材料/一、学法/签到表 100％.pdf": b"pdf" * 500,
    "facts.json": b"{}",
}
INFO = {"Source-Organization": "青石镇人民政府", "External-Identifier": "V1"}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    target = tmp_path / "报送包 V1"
    write_bag(target, PAYLOAD, INFO)
    return target


def states(bag: Path) -> dict[str, FileState]:
    return {v.path: v.state for v in verify(bag) if v.state is not FileState.OK}


def test_written_package_is_whole_and_complete(bag: Path) -> None:
    verdicts = verify(bag)
    assert {v.path for v in verdicts} >= {f"data/{name}" for name in PAYLOAD} | {"manifest-sha256.txt"}
    assert states(bag) == {}
    assert unfinished(bag.parent) == ()


def test_the_reference_tool_accepts_it(bag: Path) -> None:
    other = bagit.Bag(str(bag))
    assert other.is_valid()
    assert other.info["Source-Organization"] == "青石镇人民政府"


@pytest.mark.parametrize("checksums", [None, ["sha256"], ["sha512"], ["md5"], ["md5", "sha1", "sha512"]])
def test_a_package_of_the_reference_tool_is_accepted(tmp_path: Path, checksums: list[str] | None) -> None:
    folder = tmp_path / "别家的包"
    folder.mkdir()
    (folder / "报告.docx").write_bytes(b"x" * 10)
    bagit.make_bag(str(folder), checksums=checksums)
    assert states(folder) == {}
    (folder / "data" / "报告.docx").write_bytes(b"y" * 10)
    assert states(folder) == {"data/报告.docx": FileState.CHANGED}


def test_a_bag_from_elsewhere_needs_no_list_of_lists(tmp_path: Path) -> None:
    folder = tmp_path / "别家的包"
    folder.mkdir()
    (folder / "报告.docx").write_bytes(b"x" * 10)
    bagit.make_bag(str(folder), checksums=["sha512"])
    (folder / "tagmanifest-sha512.txt").unlink()
    assert states(folder) == {}


def test_every_kind_of_damage_is_named(bag: Path) -> None:
    data = bag / "data"
    (data / "facts.json").write_bytes(b"[]")
    (data / "4佐证材料/一、学法/签到表 100％.pdf").write_bytes(b"pdf" * 400)
    (data / "1报告/青石镇年报.docx").unlink()
    (data / "多余.txt").write_bytes(b"?")
    assert states(bag) == {
        "data/facts.json": FileState.CHANGED,
        "data/4佐证材料/一、学法/签到表 100％.pdf": FileState.TRUNCATED,
        "data/1报告/青石镇年报.docx": FileState.MISSING,
        "data/多余.txt": FileState.EXTRA,
    }


def test_damaged_manifest_is_named_and_the_rest_still_judged(bag: Path) -> None:
    manifest = bag / "manifest-sha256.txt"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    manifest.write_text("".join(["\x00garbage\n", *lines[1:]]), encoding="utf-8")
    assert states(bag) == {"manifest-sha256.txt": FileState.CHANGED}


def test_without_our_seal_a_damaged_manifest_is_named_too(tmp_path: Path) -> None:
    folder = tmp_path / "别家的包"
    folder.mkdir()
    for name in ("甲.txt", "乙.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    bagit.make_bag(str(folder), checksums=["sha256"])
    manifest = folder / "manifest-sha256.txt"
    kept = [line for line in manifest.read_text(encoding="utf-8").splitlines() if "甲" in line]
    manifest.write_text("\x00garbage\n" + kept[0] + "\n", encoding="utf-8")
    assert states(folder) == {
        "manifest-sha256.txt": FileState.CHANGED,
        "data/乙.txt": FileState.EXTRA,
    }


def test_what_a_system_leaves_in_every_folder_is_passed_over(bag: Path) -> None:
    for name in ("Thumbs.db", "data/.DS_Store", "data/1报告/desktop.ini"):
        (bag / name).write_bytes(b"x")
    assert states(bag) == {}


def test_a_damaged_seal_is_named_and_the_rest_judged_by_the_manifests(bag: Path) -> None:
    seal = bag / bags.SEAL
    content = seal.read_bytes()
    seal.write_bytes(content.replace(b"data/facts", b"data/fakts"))
    (bag / "data/facts.json").write_bytes(b"[]")
    assert states(bag) == {bags.SEAL: FileState.CHANGED, "data/facts.json": FileState.CHANGED}
    seal.write_bytes(content[: len(content) // 2])
    assert states(bag)[bags.SEAL] is FileState.TRUNCATED
    seal.unlink()
    assert states(bag)[bags.SEAL] is FileState.MISSING


def test_a_seal_that_grew_was_changed(bag: Path) -> None:
    whole = (bag / bags.SEAL).read_bytes()
    for added in (b"\n", b"x", b"\0" * 100, b"\r\n"):
        (bag / bags.SEAL).write_bytes(whole + added)
        assert states(bag) == {bags.SEAL: FileState.CHANGED}, added
    (bag / bags.SEAL).write_bytes(whole.replace(b"\n", b"\r\n"))
    assert states(bag) == {bags.SEAL: FileState.CHANGED}


def test_without_its_seal_a_package_of_ours_still_tells_what_was_added_beside_data(bag: Path) -> None:
    (bag / bags.SEAL).rename(bag / "副本.txt")
    assert states(bag) == {bags.SEAL: FileState.MISSING, "副本.txt": FileState.EXTRA}


def test_a_file_that_was_blown_up_is_not_read_through(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bags, "_digest", lambda *_: pytest.fail("was read"))
    for path in bag.rglob("*"):
        if path.is_file() and path.name != bags.SEAL:
            with path.open("ab") as stream:
                stream.truncate(3 << 20)
    assert set(states(bag).values()) == {FileState.CHANGED}


def test_a_seal_that_was_blown_up_is_not_read_through(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (bag / bags.SEAL).open("ab") as stream:
        stream.truncate(3 << 30)
    digest = bags._digest
    read: list[str] = []
    monkeypatch.setattr(bags, "_digest", lambda path, kind: (read.append(path.name), digest(path, kind))[1])
    assert states(bag) == {bags.SEAL: FileState.CHANGED}
    assert bags.SEAL not in read


def test_manifest_cannot_point_outside(bag: Path) -> None:
    secret = bag.parent / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    with (bag / "manifest-sha256.txt").open("a", encoding="utf-8") as stream:
        stream.write(f"{'0' * 64}  ../secret.txt\n{'0' * 64}  /etc/passwd\n")
    assert not any("secret" in v.path or "passwd" in v.path for v in verify(bag))


def test_a_folder_that_is_no_package_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="清单"):
        verify(tmp_path)
    (tmp_path / "报告.docx").write_bytes(b"x")
    with pytest.raises(UserError, match="不是报送包"):
        verify(tmp_path / "报告.docx")
    with pytest.raises(UserError, match="找不到"):
        verify(tmp_path / "没有")


def test_pulled_stick_leaves_an_unfinished_package_that_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def pulled(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(bags.os, "fsync", pulled)
    target = tmp_path / "报送包"
    with pytest.raises(UserError, match="没有写完"):
        write_bag(target, PAYLOAD, INFO)
    assert not target.exists()
    assert [p.name for p in unfinished(tmp_path)] == ["报送包（未写完）"]
    monkeypatch.undo()
    write_bag(target, PAYLOAD, INFO)
    assert unfinished(tmp_path) == ()


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which files and folders were brought to the device, by number, and 0 where one got another name."""
    order: list[int] = []
    fsync, rename = os.fsync, Path.rename

    def noted(descriptor: int) -> None:
        order.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def noted_rename(path: Path, target: Path) -> Path:
        order.append(0)
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "rename", noted_rename)
    return order


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_when_the_stick_may_be_pulled_the_names_are_on_it_too(flushed: list[int], tmp_path: Path) -> None:
    target = tmp_path / "报送包 V1"
    write_bag(target, PAYLOAD, INFO)
    named = flushed.index(0)
    inside = {path.stat().st_ino for path in (target, *target.rglob("*"))}
    assert inside <= set(flushed[:named])
    assert flushed[named + 1 :] == [target.stat().st_ino, tmp_path.stat().st_ino]


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_a_stick_that_is_pulled_at_the_last_moment_has_no_package_that_looks_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told as not written, it is not called written either: the next one may have the name."""
    target, flush = tmp_path / "报送包 V1", bags.flush_name

    def refuse(_path: Path) -> None:
        raise OSError(errno.EIO, "gone")

    monkeypatch.setattr(bags, "flush_name", refuse)
    with pytest.raises(UserError, match="没有写完"):
        write_bag(target, PAYLOAD, INFO)
    assert not target.exists()
    assert len(unfinished(tmp_path)) == 1
    monkeypatch.setattr(bags, "flush_name", flush)
    write_bag(target, PAYLOAD, INFO)
    assert states(target) == {}


def test_percent_sign_of_another_programs_name_is_understood(tmp_path: Path) -> None:
    write_bag(tmp_path / "包", {"满意率100%.txt": b"x"}, {})
    assert "满意率100%25.txt" in (tmp_path / "包" / "manifest-sha256.txt").read_text(encoding="utf-8")
    assert states(tmp_path / "包") == {}


def test_device_that_gives_back_something_else_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bags, "_forget_cache", lambda descriptor: os.ftruncate(descriptor, 1))
    with pytest.raises(UserError, match="读回来不一致"):
        write_bag(tmp_path / "报送包", PAYLOAD, INFO)
    assert not (tmp_path / "报送包").exists()


def test_space_is_checked_before_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(bags.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(UserError, match="空间不够"):
        write_bag(tmp_path / "报送包", PAYLOAD, INFO)
    assert list(tmp_path.iterdir()) == []


def test_existing_package_is_not_overwritten(bag: Path) -> None:
    with pytest.raises(UserError, match="已经存在"):
        write_bag(bag, PAYLOAD, INFO)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("会议纪要: 第3次?.docx", "会议纪要： 第3次？.docx"),
        ("满意率100%.pdf", "满意率100％.pdf"),
        ("con.txt", "_con.txt"),
        ("COM¹.jpg", "_COM¹.jpg"),
        ("nul .txt", "_nul.txt"),
        ("\u202egpj.exe\x7f", "gpj.exe"),
        ("e\u0301t\udcff.txt", "\u00e9t.txt"),
        ("结尾有点. ", "结尾有点"),
        ("", "未命名"),
        ("长" * 200 + ".pdf", "长" * 56 + ".pdf"),
    ],
)
def test_names_survive_every_stick(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=200))
def test_safe_names_are_always_safe(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 60
    assert not set(safe) & set('<>:"/\\|?*\n\r\0')
    assert safe.strip(" .") == safe


def test_names_that_differ_in_case_only_are_told_apart() -> None:
    assert unique(["A.pdf", "a.pdf", "B", "b"]) == ["A.pdf", "a（2）.pdf", "B", "b（2）"]


def test_a_number_that_is_given_meets_no_name_that_has_it_already() -> None:
    for names in (["a.pdf", "a.pdf", "a（2）.pdf"], ["a（2）.pdf", "A.pdf", "a.PDF"]):
        assert len({name.casefold() for name in unique(names)}) == len(names)
