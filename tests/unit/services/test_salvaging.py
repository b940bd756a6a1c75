"""抢救: whatever is done to the file, a new archive comes of it that is sound, and a list of what is missing."""

from __future__ import annotations

import os
import random
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.infra.files import sha256_of_file
from fzapp.services import restoring, salvaging
from fzapp.services.context import Services, open_services
from fzapp.services.doctor import look_over
from fzapp.services.safekeeping import back_up_now
from fzapp.storage import blobs, health, salvage
from fzapp.storage.changes import Op
from fzapp.storage.connection import Key
from fzapp.storage.folder import FILE_NAME
from tests.conftest import CHANCE, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.own_password

ROWS = 400
FAULTS = int(os.environ.get("FZAPP_FAULTS", "6"))
"""Fifty for the whole trial."""
PAGE = 4096


def fill(services: Services) -> None:
    """Two reports with text, a ledger of many rows, a file of evidence, a record of who did what."""
    for year in (2025, 2026):
        report = services.reports.create("annual_report", year)
        for row in services.overview.tasks(report)[:6]:
            services.writing.save(row.section.id, f"第{row.section.id}节：全年普法11场。\n" * 40, 0)
    kind = services.ledgers.kind("L04")
    column = next(c for c in kind.columns if c.type.value == "text")
    for number in range(ROWS):
        services.ledgers.add(kind, 2026, {column.id: f"集市普法第{number}场，讲解宪法和民法典"})
    with services.archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(services.archive, transaction.write, "签到表.txt", "到场".encode(), "佐证")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, tuple[Path, Key | None]]:
    """An archive without a password and one with, made once."""
    made: dict[bool, tuple[Path, Key | None]] = {}
    for sealed in (False, True):
        folder = tmp_path_factory.mktemp("filled") / "archive"
        key = Key(PASSWORD) if sealed else None
        with closing(open_services(folder, paths.resources(), key)) as services:
            fill(services)
            back_up_now(services.archive)
        made[sealed] = (folder, key)
    return made


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
def damaged(
    request: pytest.FixtureRequest, filled: dict[bool, tuple[Path, Key | None]], tmp_path: Path
) -> tuple[Path, Key | None]:
    """A copy to be damaged."""
    folder, key = filled[request.param]
    shutil.copytree(folder, tmp_path / "archive")
    return tmp_path / "archive", key


def flip(data: bytearray, draw: random.Random) -> None:
    for _ in range(draw.choice((1, 3, 20, 200))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def zero_pages(data: bytearray, draw: random.Random) -> None:
    for _ in range(draw.randrange(1, 12)):
        start = draw.randrange(len(data) // PAGE) * PAGE
        data[start : start + PAGE] = bytes(PAGE)


def noise(data: bytearray, draw: random.Random) -> None:
    start = draw.randrange(len(data))
    length = draw.choice((10, 1_000, 50_000))
    data[start : start + length] = draw.randbytes(len(data[start : start + length]))


def truncate(data: bytearray, draw: random.Random) -> None:
    del data[draw.randrange(len(data) // 10, len(data)) :]


def half_zeroed(data: bytearray, draw: random.Random) -> None:
    middle = len(data) // 2
    first = draw.random() < 0.5
    data[0 if first else middle : middle if first else len(data)] = bytes(
        middle if first else len(data) - middle
    )


def first_page(data: bytearray, draw: random.Random) -> None:
    data[:PAGE] = draw.randbytes(PAGE)


HARM: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip,
    zero_pages,
    noise,
    truncate,
    half_zeroed,
    first_page,
)


def harm(folder: Path, seed: int) -> str:
    """Do one thing to the file; answers its hash."""
    path = folder / FILE_NAME
    data = bytearray(path.read_bytes())
    HARM[seed % len(HARM)](data, random.Random(CHANCE + seed))
    path.write_bytes(data)
    return sha256_of_file(path)


def wrong(folder: Path, key: Key | None) -> dict[str, str]:
    with closing(open_services(folder, paths.resources(), key)) as services:
        for report in services.reports.all():
            services.reports.content(report.id)
        services.ledgers.counts(2026)
        return {one.name: one.detail for one in look_over(services.archive) if not one.ok}


def salvaged(folder: Path, target: Path, key: Key | None) -> salvaging.Salvaged | None:
    try:
        return salvaging.salvage_to(folder, target, key)
    except UserError:
        return None


@pytest.mark.parametrize("seed", range(FAULTS))
def test_a_sound_archive_comes_of_any_damage(
    damaged: tuple[Path, Key | None], tmp_path: Path, seed: int
) -> None:
    folder, key = damaged
    before = harm(folder, seed)
    done = salvaged(folder, tmp_path / "new", key)
    if done is None:
        # where every table began in the half that is gone, not one row can be found
        assert HARM[seed % len(HARM)] is half_zeroed
        assert not (tmp_path / "new").exists()
    else:
        assert wrong(tmp_path / "new", key) == {}
        assert done.paper().rows
    assert sha256_of_file(folder / FILE_NAME) == before
    assert not list(folder.glob("*-damaged*"))


def test_without_its_first_page_and_any_backup_nothing_is_lost(
    damaged: tuple[Path, Key | None], tmp_path: Path
) -> None:
    """The salt of an encrypted file stands on that page; the files kept beside the archive have the same one."""
    folder, key = damaged
    shutil.rmtree(folder / "backups")
    with (folder / FILE_NAME).open("r+b") as stream:
        stream.write(bytes(PAGE))
    started_anew = None if key is None else Key(PASSWORD)
    done = salvaging.salvage_to(folder, tmp_path / "new", started_anew)
    assert dict(done.counts)["台账"] == ROWS
    assert dict(done.counts)["报告"] == 2
    assert wrong(tmp_path / "new", started_anew) == {}


def test_what_is_left_of_a_file_cut_short_is_read(damaged: tuple[Path, Key | None], tmp_path: Path) -> None:
    folder, key = damaged
    os.truncate(folder / FILE_NAME, (folder / FILE_NAME).stat().st_size // 2)
    done = salvaging.salvage_to(folder, tmp_path / "new", key)
    assert dict(done.counts)["报告"] == 2
    assert "第1号以后" in {loss.numbers for loss in done.losses}


def test_of_a_sound_archive_nothing_is_lost(damaged: tuple[Path, Key | None], tmp_path: Path) -> None:
    folder, key = damaged
    done = salvaging.salvage_to(folder, tmp_path / "new", key)
    assert done.losses == ()
    assert dict(done.counts)["台账"] == ROWS
    old, new = (health.inside(one / FILE_NAME, key) for one in (folder, tmp_path / "new"))
    assert (new.counts, new.titles, new.files) == (old.counts, old.titles, old.files)
    assert wrong(tmp_path / "new", key) == {}


def ledger_leaf(folder: Path, key: Key | None, words: str) -> int:
    """A page in the middle of the ledger; of an encrypted file the one at the same place of a plain one."""
    data = (folder / FILE_NAME).read_bytes()
    if key is not None:
        return len(data) // PAGE * 2 // 3
    return data.index(words.encode()) // PAGE


def zero(folder: Path, page: int) -> None:
    data = bytearray((folder / FILE_NAME).read_bytes())
    data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    (folder / FILE_NAME).write_bytes(data)


def test_one_damaged_page_costs_the_rows_on_it(damaged: tuple[Path, Key | None], tmp_path: Path) -> None:
    folder, key = damaged
    page = ledger_leaf(folder, key, "集市普法第200场")
    zero(folder, page)
    done = salvaging.salvage_to(folder, tmp_path / "new", key)
    assert dict(done.counts)["台账"] > ROWS * 0.8
    assert dict(done.counts)["报告"] == 2
    if key is None:
        assert dict(done.counts)["台账"] < ROWS
        told = [loss.told for loss in done.losses if loss.what == "台账"]
        assert "这一段读不出来" in told
        assert any("备份里有" in one for one in told)


def test_the_result_takes_the_place_of_the_damaged_one(damaged: tuple[Path, Key | None]) -> None:
    folder, key = damaged
    page = ledger_leaf(folder, key, "集市普法第200场")
    zero(folder, page)
    before, size = sha256_of_file(folder / FILE_NAME), (folder / FILE_NAME).stat().st_size
    done = salvaging.salvage_beside(folder, key)
    assert sha256_of_file(folder / FILE_NAME) == before
    aside = restoring.restore(folder, done.database, key)
    assert (aside / FILE_NAME).stat().st_size == size
    assert "备份" not in wrong(folder, key)


def test_a_folder_that_is_there_is_not_written_into(damaged: tuple[Path, Key | None], tmp_path: Path) -> None:
    folder, key = damaged
    (tmp_path / "new").mkdir()
    with pytest.raises(UserError, match="已经有了"):
        salvaging.salvage_to(folder, tmp_path / "new", key)


def test_without_an_archive_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有档案库"):
        salvaging.salvage_beside(tmp_path, None)


def test_stopping_leaves_nothing(damaged: tuple[Path, Key | None]) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    folder, key = damaged
    with pytest.raises(KeyboardInterrupt):
        salvaging.salvage_beside(folder, key, stop)
    assert not list(folder.glob("salvaged-*"))


def test_behind_too_many_damaged_places_the_rest_is_told(
    damaged: tuple[Path, Key | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, key = damaged
    monkeypatch.setattr(salvage, "_MOST_GAPS", 0)
    done = salvaging.salvage_to(folder, tmp_path / "new", key)
    assert ("台账", "第1号以后", "这一段读不出来") in [
        (loss.what, loss.numbers, loss.told) for loss in done.losses
    ]
