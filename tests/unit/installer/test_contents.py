"""installer/contents.py: nothing the program uses is left out of its installers, and they stay small."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from installer import contents
from installer.contents import ContentsError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted((ROOT / "fzapp").rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every dotted name that a module imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


ALL_IMPORTED = {name: path for path in SOURCES for name in imported(path)}


def is_below(name: str, above: str) -> bool:
    return name == above or name.startswith(f"{above}.")


def test_the_program_imports_nothing_that_installers_leave_out() -> None:
    left_out = (*contents.NOT_IN_LINUX, *contents.NOT_IN_WINDOWS, *contents.LEFT_OUT_PACKAGES)
    left_out += tuple(name.removeprefix("_").removesuffix(".pyd") for name in contents.NO_EXTENSION)
    used = [(name, out) for name in ALL_IMPORTED for out in left_out if is_below(name, out)]
    assert used == []


def test_the_program_uses_only_parts_of_qt_that_installers_keep() -> None:
    used = {name.split(".")[1] for name in ALL_IMPORTED if name.startswith("PySide6.")}
    assert used
    assert used <= contents.QT_MODULES


@pytest.mark.parametrize("recipe", ["installer/fzapp.spec", "installer/windows/assemble.py"])
def test_the_recipes_cut_out_what_the_list_says(recipe: str) -> None:
    """The lists of paths in the recipes and that of packages here speak of the same things."""
    text = (ROOT / recipe).read_text(encoding="utf-8")
    assert "jieba/(analyse|posseg|lac_small)/" in text
    assert "tzdata/" in text
    assert "dateutil/zoneinfo" in text


def test_every_module_of_the_program_is_listed() -> None:
    listed = contents.modules()
    assert len(listed) == len(SOURCES)
    assert {"fzapp", "fzapp.__main__", "fzapp.cli.main", "fzapp.ui.main_window"} <= listed


# --- a folder as the Windows recipe makes it -------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    for name in (
        "fzapp/__init__.py",
        "fzapp/cli/__init__.py",
        "fzapp/cli/main.py",
        "resources/rules/laws.toml",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    return root


@pytest.fixture
def folder(checkout: Path, tmp_path: Path) -> Path:
    lib = tmp_path / "fzapp" / "runtime" / "lib"
    for path in (checkout / "fzapp").rglob("*.py"):
        target = lib / path.relative_to(checkout).with_suffix(".pyc")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    shutil.copytree(checkout / "resources", lib / "resources")
    return tmp_path / "fzapp"


def test_a_whole_folder_lacks_nothing(folder: Path, checkout: Path) -> None:
    assert contents.missing(folder, checkout) == []


def test_a_forgotten_module_is_named(folder: Path, checkout: Path) -> None:
    (folder / "runtime/lib/fzapp/cli/main.pyc").unlink()
    assert contents.missing(folder, checkout) == ["fzapp.cli.main"]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("old", encoding="utf-8")])
def test_a_forgotten_or_old_data_file_is_named(folder: Path, checkout: Path, spoil: object) -> None:
    assert callable(spoil)
    spoil(folder / "runtime/lib/resources/rules/laws.toml")
    assert contents.missing(folder, checkout) == ["resources/rules/laws.toml"]


def test_a_starter_made_by_pyinstaller_is_read_too(checkout: Path, tmp_path: Path) -> None:
    writers = pytest.importorskip("PyInstaller.archive.writers")
    packed = tmp_path / "PYZ-00.pyz"
    there = ("fzapp", "fzapp.cli")
    code = {name: compile("", name, "exec") for name in there}
    writers.ZlibArchiveWriter(str(packed), [(name, "-", "PYMODULE") for name in there], code)
    built = tmp_path / "built"
    shutil.copytree(checkout / "resources", built / "_internal" / "resources")
    writers.CArchiveWriter(
        str(built / "fzapp"), [("PYZ-00.pyz", str(packed), False, "z")], "libpython3.11.so"
    )
    assert contents.missing(built, checkout) == ["fzapp.cli.main"]


def test_what_is_missing_stops_the_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "missing", lambda _folder: ["fzapp.new"])
    with pytest.raises(ContentsError, match=r"fzapp\.new"):
        contents.require_whole(folder)


# --- size ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "megabytes"), [("setup", 45), ("deb", 60), ("folder", 160)])
def test_a_product_over_its_budget_stops_the_build(kind: str, megabytes: int, tmp_path: Path) -> None:
    product = tmp_path / kind / "product"
    product.parent.mkdir()
    measured = product.parent if kind == "folder" else product
    with product.open("wb") as stream:  # takes no room on the disk
        stream.truncate(megabytes * contents.MEGABYTE)
    contents.require_small(kind, measured)
    with product.open("wb") as stream:
        stream.truncate(megabytes * contents.MEGABYTE + 1)
    with pytest.raises(ContentsError, match=f"more than {megabytes} MB"):
        contents.require_small(kind, measured)


def test_data_files_leave_room_for_the_rest() -> None:
    """Qt and Python take 120 of the 160 MB; of the rest the data files of the checkout may take a quarter."""
    assert contents.size(ROOT / "resources") <= 10 * contents.MEGABYTE


def test_products_that_were_built_are_within_their_budgets() -> None:
    built = [("setup", path) for path in (ROOT / "dist").glob("*安装程序.exe")]
    built += [("deb", path) for path in (ROOT / "dist").glob("*.deb")]
    if not built:
        pytest.skip("nothing was built here")
    for kind, path in built:
        contents.require_small(kind, path)
