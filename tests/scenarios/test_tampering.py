"""A real package with one thing wrong in it: the file is named, with what happened to it, and no other is.

Forty faults by default; FZAPP_FAULTS=200 for the whole matrix.
"""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.package import bag as bags
from fzapp.package.bag import FileState, verify
from fzapp.services.context import build_services
from fzapp.storage.archive import Archive
from tests.conftest import CHANCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Fault = Callable[[Path, random.Random], dict[str, FileState]]

FAULTS = int(os.environ.get("FZAPP_FAULTS", "40"))


def make_package(folder: Path) -> Path:
    """A signed report with ledgers and evidence, packed."""
    services = build_services(Archive.open(folder / "home", lambda: "2026-12-01T09:00:00"), paths.resources())
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇", "云溪县人民政府"))
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    draw = random.Random(5)
    for number in range(6):
        services.ledgers.add(kind, 2026, {column.id: f"第{number}场普法"})
        row = services.ledgers.rows(kind, 2026)[-1]
        picture = folder / f"照片{number}.jpg"
        picture.write_bytes(draw.randbytes(draw.randrange(200, 90_000)))
        services.attachments.attach(row.id, [picture])
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    figure = next(f.name for f in services.figures.library(2026) if f.ledger == "L04" and f.value == 6)
    services.writing.save(section.id, f"全年开展普法{{{{{figure}}}}}场次。", 0)
    services.freezes.freeze(report, "甲某某")
    packed = services.packs.pack(services.packs.plan(report), folder)
    services.close()
    return packed.folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_package(tmp_path_factory.mktemp("package"))


def files(bag: Path) -> list[str]:
    return sorted(path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file())


def payload(bag: Path) -> list[str]:
    return [name for name in files(bag) if name.startswith("data/")]


def flip_in(bag: Path, name: str, draw: random.Random) -> dict[str, FileState]:
    data = bytearray((bag / name).read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    (bag / name).write_bytes(data)
    return {name: FileState.CHANGED}


def cut_in(bag: Path, name: str, draw: random.Random) -> dict[str, FileState]:
    data = (bag / name).read_bytes()
    (bag / name).write_bytes(data[: draw.randrange(len(data))])
    return {name: FileState.TRUNCATED}


def flip(bag: Path, draw: random.Random) -> dict[str, FileState]:
    return flip_in(bag, draw.choice(payload(bag)), draw)


def truncate(bag: Path, draw: random.Random) -> dict[str, FileState]:
    return cut_in(bag, draw.choice(payload(bag)), draw)


def delete(bag: Path, draw: random.Random) -> dict[str, FileState]:
    name = draw.choice(files(bag))
    (bag / name).unlink()
    return {name: FileState.MISSING}


def add(bag: Path, draw: random.Random) -> dict[str, FileState]:
    folder = draw.choice([bag, *(path for path in bag.rglob("*") if path.is_dir())])
    path = folder / draw.choice(("多出来的.docx", "补充材料.pdf", "无关.exe"))
    path.write_bytes(draw.randbytes(50))
    return {path.relative_to(bag).as_posix(): FileState.EXTRA}


def rename(bag: Path, draw: random.Random) -> dict[str, FileState]:
    name = draw.choice(payload(bag))
    path = bag / name
    other = path.with_name(f"改名{draw.randrange(100)}{path.suffix}")
    path.rename(other)
    return {name: FileState.MISSING, other.relative_to(bag).as_posix(): FileState.EXTRA}


def swap(bag: Path, draw: random.Random) -> dict[str, FileState]:
    one, other = draw.sample(payload(bag), 2)
    content = (bag / one).read_bytes()
    (bag / one).write_bytes((bag / other).read_bytes())
    (bag / other).write_bytes(content)
    return {one: FileState.CHANGED, other: FileState.CHANGED}


def damage_manifest(bag: Path, draw: random.Random) -> dict[str, FileState]:
    return draw.choice((flip_in, cut_in))(bag, bags.MANIFEST, draw)


def damage_tag_manifest(bag: Path, draw: random.Random) -> dict[str, FileState]:
    return draw.choice((flip_in, cut_in))(bag, bags.TAG_MANIFEST, draw)


def damage_cover(bag: Path, draw: random.Random) -> dict[str, FileState]:
    name = draw.choice([name for name in files(bag) if not name.startswith("data/") and name != bags.SEAL])
    return flip_in(bag, name, draw)


def damage_seal(bag: Path, draw: random.Random) -> dict[str, FileState]:
    return draw.choice((flip_in, cut_in))(bag, bags.SEAL, draw)


MATRIX: tuple[Fault, ...] = (
    flip,
    truncate,
    delete,
    add,
    rename,
    swap,
    damage_manifest,
    damage_tag_manifest,
    damage_cover,
    damage_seal,
)


@pytest.mark.parametrize("number", range(FAULTS))
def test_each_single_fault_is_named_and_nothing_else(package: Path, tmp_path: Path, number: int) -> None:
    draw = random.Random(20_270_120 + CHANCE + number)
    bag = tmp_path / package.name
    shutil.copytree(package, bag)
    whole = set(files(bag))
    fault = MATRIX[number % len(MATRIX)]
    expected = fault(bag, draw)
    found = {one.path: one.state for one in verify(bag)}
    wrong = {path: state for path, state in found.items() if state is not FileState.OK}
    assert wrong == expected, fault.__name__
    assert found.keys() == whole | expected.keys()


def test_a_seal_that_ends_early_is_told_from_one_that_was_changed(package: Path, tmp_path: Path) -> None:
    """Wherever it was cut, at the end of a line too; wherever a byte differs, an end of a line too."""
    bag = tmp_path / package.name
    shutil.copytree(package, bag)
    seal = (bag / bags.SEAL).read_bytes()
    ends = [place for place, byte in enumerate(seal) if byte == ord("\n")]

    def told(data: bytes) -> FileState:
        (bag / bags.SEAL).write_bytes(data)
        return next(one.state for one in verify(bag) if one.path == bags.SEAL)

    for place in (0, 1, ends[0], ends[0] + 1, ends[-2] + 1, ends[-2] + 70, ends[-1] - 1, ends[-1]):
        assert told(seal[:place]) is FileState.TRUNCATED, place
    for place in (0, ends[0], ends[3], ends[-2], ends[-2] + 70, ends[-1] - 1, ends[-1]):
        damaged = bytearray(seal)
        damaged[place] ^= 1
        assert told(bytes(damaged)) is FileState.CHANGED, place


def test_the_package_itself_is_whole(package: Path) -> None:
    assert all(one.state is FileState.OK for one in verify(package))
    assert len(payload(package)) > 10
