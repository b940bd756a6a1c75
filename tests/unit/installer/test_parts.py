"""installer/parts.py: every part of a program folder is named with its licence, or the build stops."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from installer import parts, product
from installer.contents import ContentsError
from installer.parts import Part

ROOT = Path(__file__).resolve().parents[3]


def no_version(_path: Path) -> str:
    return ""


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_every_package_the_program_needs_has_a_known_licence() -> None:
    listed = {part.name: part for part in parts.packages()}
    direct = {need.split("==")[0].lower().replace("_", "-") for need in product.project()["dependencies"]}  # type: ignore[attr-defined]
    assert direct <= {name.lower().replace("_", "-") for name in listed}
    assert all(part.version and part.licence for part in listed.values())
    assert listed["Qt"].licence == "LGPL-3.0-only"
    assert "tzdata" not in listed


def test_help_names_every_part_that_is_shipped() -> None:
    """Its own page of the help: 关于本程序."""
    text = (ROOT / "resources" / "help" / "关于本程序.md").read_text(encoding="utf-8")
    assert [part.name for part in parts.packages() if part.name not in text] == []


def test_a_package_without_a_known_licence_stops_the_build() -> None:
    unknown = SimpleNamespace(name="new", metadata={"License-Expression": None, "License": "see website"})
    with pytest.raises(ContentsError, match="new"):
        parts.licence(unknown)  # type: ignore[arg-type]


def test_libraries_of_the_system_are_named_once(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "_internal/libxcb-cursor.so.0",
        "_internal/libxcb-xkb.so.1",
        "_internal/libpython3.11.so.1.0",
    )
    touch(tmp_path, "_internal/PySide6/Qt/lib/libQt6Gui.so.6", "_internal/python3.11/lib-dynload/_json.so")
    touch(tmp_path, "_internal/libQt6Core.so.6", "_internal/PySide6/Qt/plugins/platforms/libqxcb.so")
    touch(tmp_path, "_internal/resources/rules/laws.toml")
    found = parts.native(tmp_path, lambda path: "3.11.2" if "python" in path.name else "")
    assert sorted(found) == [Part("CPython", "3.11.2", "PSF-2.0"), Part("XCB", "", "MIT")]


def test_a_windows_folder_is_read_too(tmp_path: Path) -> None:
    touch(tmp_path, "fzapp.exe", "runtime/python311.dll", "runtime/vcruntime140.dll", "runtime/_sqlite3.pyd")
    touch(tmp_path, "runtime/lib/PySide6/Qt6Core.dll")
    assert {part.name for part in parts.native(tmp_path, no_version)} == {
        "CPython",
        "Microsoft Visual C++ runtime",
    }


def test_a_library_that_nobody_knows_stops_the_build(tmp_path: Path) -> None:
    touch(tmp_path, "_internal/libsurprise.so.4")
    with pytest.raises(ContentsError, match=r"libsurprise\.so\.4"):
        parts.native(tmp_path, no_version)


@pytest.mark.parametrize(("told", "version"), [("3,43, 1.0", "3.43.1.0"), ("8.1", "8.1"), ("none", "")])
def test_version_of_a_dll(told: str, version: str, tmp_path: Path) -> None:
    library = tmp_path / "one.dll"
    block = f"FileVersion\0\0{told}\0ProductName".encode("utf-16-le")
    library.write_bytes(b"MZ\x90\x00" + block)
    assert parts.version_in_windows_file(library) == version
    library.write_bytes(b"MZ\x90\x00")
    assert parts.version_in_windows_file(library) == ""


def test_what_is_linked_in_is_told_by_its_source(tmp_path: Path) -> None:
    for name in (
        "zlib_1.2.13.dfsg.orig.tar.gz",
        "python3.11_3.11.2.orig.tar.gz",
        "xz-utils_5.4.1.orig.tar.xz",
    ):
        (tmp_path / name).touch()
    versions = parts.versions_of_sources(tmp_path)
    assert versions["python3.11"] == "3.11.2"
    assert parts.linked_parts(versions) == [
        Part("XZ Utils", "5.4.1", "0BSD"),
        Part("zlib", "1.2.13.dfsg", "Zlib"),
    ]


def test_both_forms_tell_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product, "DIST", tmp_path / "dist")
    some = [Part("zlib", "", "Zlib"), Part("CPython", "3.11.2", "PSF-2.0")]
    licences = tmp_path / "licences"
    licences.mkdir()
    record = json.loads(parts.write(some, "trial", licences).read_text(encoding="utf-8"))
    text = (licences / "parts.txt").read_text(encoding="utf-8")
    assert [each["name"] for each in record["components"]] == ["CPython", "zlib"]
    assert record["components"][0]["licenses"] == [{"expression": "PSF-2.0"}]
    assert "version" not in record["components"][1]
    assert "CPython  3.11.2  PSF-2.0\nzlib  版本未标明  Zlib\n" in text
    assert parts.as_json(some) == parts.as_json(some[::-1])


def test_what_is_inside_the_encrypting_library_is_told_by_its_versions() -> None:
    import sqlcipher3

    library = next(Path(sqlcipher3.__file__).parent.glob("_sqlite3*"))
    connection = sqlcipher3.dbapi2.connect(":memory:")
    assert connection.execute("pragma cipher_version").fetchone()[0].split()[0] == parts.SQLCIPHER
    connection.close()
    assert f"OpenSSL {parts.OPENSSL} ".encode() in library.read_bytes()
