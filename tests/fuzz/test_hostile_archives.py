"""Packages, backups and archives from elsewhere: read, or refused in a sentence; nothing hangs, nothing is written outside.

Sixty by default; FZAPP_HOSTILE=500 for the whole trial.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import FzError, UserError
from fzapp.infra import paths
from fzapp.package import bag as bags
from fzapp.package.facts import read_facts
from fzapp.services import collected_tables, collecting, restoring
from fzapp.services.checks import CheckService
from fzapp.services.context import open_services
from fzapp.services.doctor import look_over
from fzapp.services.templates import TemplateLibrary
from fzapp.storage import health
from tests.conftest import CHANCE
from tests.scenarios.test_tampering import make_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOSTILE = int(os.environ.get("FZAPP_HOSTILE", "60"))
LONGEST = 5.0
"""Seconds after which something hangs."""

LIBRARY = TemplateLibrary(paths.resources() / "genres")
CHECKS = CheckService(paths.resources() / "rules")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive (home), a package of it and a whole backup of it."""
    folder = tmp_path_factory.mktemp("origin")
    make_package(folder).rename(folder / "package")
    with closing(open_services(folder / "home", paths.resources())) as services:
        restoring.back_up_whole(services.archive, folder).rename(folder / "backup")
    return folder


# --- what is done to them -----------------------------------------------------------------------


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def random_bytes(folder: Path, draw: random.Random) -> None:
    """In any file: some bytes, a stretch, or all of it."""
    path = draw.choice(files(folder))
    data = bytearray(path.read_bytes())
    start = draw.randrange(max(1, len(data)))
    length = draw.choice((1, 4, 100, len(data)))
    data[start : start + length] = draw.randbytes(length)
    path.write_bytes(data)


def cut(folder: Path, draw: random.Random) -> None:
    path = draw.choice(files(folder))
    data = path.read_bytes()
    path.write_bytes(data[: draw.randrange(max(1, len(data)))])


def link_to_a_file(folder: Path, draw: random.Random) -> None:
    path = draw.choice(files(folder))
    path.unlink()
    path.symlink_to(draw.choice(("/etc/passwd", "/dev/zero", "/dev/random", str(folder), str(path))))


def link_to_a_folder(folder: Path, draw: random.Random) -> None:
    path = draw.choice([one for one in folder.rglob("*") if one.is_dir()])
    shutil.rmtree(path)
    path.symlink_to(draw.choice(("/etc", "/", "..", str(folder))))


def pipe(folder: Path, draw: random.Random) -> None:
    """A named pipe would be waited for by whoever opens it."""
    path = draw.choice(files(folder))
    path.unlink()
    os.mkfifo(path)


def oversized(folder: Path, draw: random.Random) -> None:
    """Far larger than the disk, with nothing in it."""
    with draw.choice(files(folder)).open("r+b") as stream:
        stream.truncate(draw.choice((20 << 30, 1 << 40)))


def deep(folder: Path, draw: random.Random) -> None:
    place = folder
    for _ in range(draw.choice((50, 300))):
        place = place / "a"
        try:
            place.mkdir()
        except OSError:  # as deep as this system lets it be
            return


def very_many(folder: Path, draw: random.Random) -> None:
    place = folder / "data"
    place.mkdir(exist_ok=True)
    for number in range(draw.choice((100, 3000))):
        (place / f"{number}").touch()


def case_collision(folder: Path, draw: random.Random) -> None:
    path = draw.choice(files(folder))
    shutil.copyfile(path, path.with_name(path.name.swapcase()), follow_symlinks=False)


def forged_lists(folder: Path, draw: random.Random) -> None:
    """Lines that lead outside, that repeat, that are far too long, that are none."""
    lines = [
        f"{'0' * 64}  ../../outside.txt",
        f"{'0' * 64}  /etc/passwd",
        f"{'0' * 64}  data/../../outside.txt",
        f"{'0' * 64}  C:\\Windows\\x",
        f"{'0' * 64}  data/facts.json",
        f"{'f' * 64}  data/facts.json",
        f"{'0' * 64}  data/{'长' * 5000}",
        f"{'0' * 64}  data/a\0b",
        f"{'0' * 64}  12345678901234  11111111-11111111-11111111-11111111  data/x",
        "\x00\xff" * 50,
        "%0A" * 40,
    ]
    name = draw.choice((bags.MANIFEST, bags.TAG_MANIFEST, bags.SEAL, "bag-info.txt"))
    with (folder / name).open("a", encoding="utf-8", errors="replace") as stream:
        for _ in range(draw.choice((1, 10, 20_000))):
            stream.write(draw.choice(lines) + "\n")


WRONG = (
    None, 10**400, -1, "", "x" * 10**6, [], {}, [[[]]], "../../outside", "=cmd|'/c calc'!A0", "\0", True,
    float("inf"), float("nan"), 1e-300, "1E+999999999", "1E-999999999", "9" * 39, "\ud800", "镇\udfff", "\uffff",
    "\u202e", "\x1b[2J",
)  # fmt: skip


def forged_facts(folder: Path, draw: random.Random) -> None:
    """A value of every wrong kind anywhere in the part that the county reads."""
    path = folder / "data" / "facts.json"
    facts = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"unit": ""}
    place, key = facts, draw.choice(list(facts))
    while place[key] and isinstance(place[key], dict | list) and draw.random() < 0.8:
        place = place[key]
        key = draw.choice(list(place)) if isinstance(place, dict) else draw.randrange(len(place))
    place[key] = draw.choice(WRONG)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(facts), encoding="utf-8")


NAMES = (
    "照片.jpg".encode("gb18030"), b"\xff\xfe", b"\x01\x1b[31m", b"a\nb", b"a\rb", b"CON", b"nul.txt", b"a. ", b"-rf",
    b"%0A", b"\xe2\x80\xaegpj.exe", b"e\xcc\x81", b"\xc3\xa9", b"C:x", b"a\\b", b"'; drop table report",
)  # fmt: skip


def odd_names(folder: Path, draw: random.Random) -> None:
    """Files and folders with names that another system, or somebody with intent, has given."""
    for name in draw.sample(NAMES, 4):
        place = draw.choice([folder, *(one for one in folder.rglob("*") if one.is_dir())])
        with suppress(OSError, ValueError):  # not every disk takes every name
            path = place / os.fsdecode(name)
            path.mkdir() if draw.random() < 0.3 else path.write_bytes(b"x")


def nested_facts(folder: Path, draw: random.Random) -> None:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "facts.json").write_text("[" * draw.choice((500, 1_000_000)), encoding="utf-8")


ON_FOLDERS = (
    random_bytes,
    cut,
    link_to_a_file,
    link_to_a_folder,
    pipe,
    oversized,
    deep,
    very_many,
    case_collision,
    forged_lists,
    forged_facts,
    nested_facts,
    odd_names,
)


def bytes_in_pages(path: Path, draw: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(draw.randrange(1, 40)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    path.write_bytes(data)


def stretch(path: Path, draw: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start, length = draw.randrange(len(data)), draw.randrange(1, 9000)
    data[start : start + length] = draw.randbytes(length)
    path.write_bytes(data)


def cut_database(path: Path, draw: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: draw.randrange(len(data))])


def header(path: Path, draw: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(draw.randrange(1, 4)):
        data[draw.randrange(110)] = draw.randrange(256)
    path.write_bytes(data)


SCHEMES = (
    "drop table report; create view report as with recursive r(id) as (select 1 union all select id + 1 from r)"
    " select id, id as year, 'x' as title, 'y' as source_name from r",
    "create trigger t after insert on section begin delete from report; end",
    "drop table evidence; create table evidence (id integer primary key, sha256 text, name text, size integer,"
    " purpose text, added_at text, check (length(randomblob(1000000000)) > 0))",
    "drop table change",
    "pragma user_version = 9999",
    "pragma user_version = 3",
    "pragma user_version = -5",
    "update evidence set sha256 = '../../outside', name = '../../outside.txt'",
    "update evidence set name = 'x' || hex(zeroblob(100000))",
    "update setting set value = '[[['",
    "update report set stage = 'nothing', attachments = '{'",
    'create table "report\'; drop table section; --" (a)',
)


def scheme(path: Path, draw: random.Random) -> None:
    """A sound database that does what no archive does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma foreign_keys = off")
        connection.executescript(draw.choice(SCHEMES))
        connection.commit()


ON_DATABASES = (bytes_in_pages, stretch, cut_database, header, scheme)


# --- what is tried with them --------------------------------------------------------------------


def try_package(folder: Path, home: Path) -> None:
    """Everything the county does with a package."""
    del home
    for attempt in (lambda: bags.verify(folder), lambda: read_facts(folder)):
        with suppress(UserError):
            attempt()
    with suppress(UserError):
        collected_tables.save(
            collecting.collect([folder.parent], LIBRARY, CHECKS), folder.parent / "汇总.xlsx"
        )


def try_backup(folder: Path, home: Path) -> None:
    """Look, then bring back, then work with what came."""
    try:
        restoring.preview(home, folder, None)
        restoring.restore(home, folder, None)
    except UserError:
        return
    try_archive(home, home)


def try_archive(folder: Path, home: Path) -> None:
    """Open it and read everything there is."""
    del home
    with suppress(UserError):
        health.inside(folder / "archive.db", None)
    try:
        with closing(open_services(folder, paths.resources())) as services:
            services.reports.unit()
            for report in services.reports.all():
                services.overview.tasks(report.id)
                services.reports.content(report.id)
            services.ledgers.rows(services.ledgers.kind("L04"), 2026)
            services.search.find("普法")
            services.audit.lines()
            look_over(services.archive)
    except FzError:
        return


def cases(number: int) -> Iterator[tuple[str, Callable[..., None], Callable[[Path, Path], None]]]:
    """What is taken, what is done to it, and what is then tried."""
    turn = number // 4
    yield "package", ON_FOLDERS[turn % len(ON_FOLDERS)], try_package
    yield "home", ON_DATABASES[turn % len(ON_DATABASES)], try_archive
    yield "backup", ON_DATABASES[turn % len(ON_DATABASES)], try_backup
    yield "backup", ON_FOLDERS[turn % len(ON_FOLDERS)], try_backup


@pytest.mark.parametrize("number", range(HOSTILE))
def test_what_comes_from_elsewhere_is_read_or_refused(origin: Path, tmp_path: Path, number: int) -> None:
    draw = random.Random(20_270_130 + CHANCE + number)
    what, damage, attempt = list(cases(number))[number % 4]
    inside = tmp_path / "inside"
    folder, home = inside / what, inside / "own"
    shutil.copytree(origin / what, folder)
    shutil.copytree(origin / "home", home, dirs_exist_ok=True)
    if damage in ON_DATABASES:
        damage(folder / ("data/archive.db" if what == "backup" else "archive.db"), draw)
    else:
        damage(folder, draw)
    started, used = time.monotonic(), time.process_time()
    attempt(folder, home)
    # where others are busy on the machine, the time of this process counts
    assert min(time.monotonic() - started, time.process_time() - used) < LONGEST, damage.__name__
    outside = {path.name for path in tmp_path.iterdir()} - {"data", "home", "cache"}
    assert outside == {"inside"}
    assert {path.name for path in inside.iterdir()} <= {what, "own", "汇总.xlsx"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_no_pipe_in_a_package_is_waited_for(origin: Path, tmp_path: Path) -> None:
    """Each file of the package, and of the whole backup, in turn."""
    for what, attempt in (("package", try_package), ("backup", try_backup)):
        tops = [
            path for path in files(origin / what) if path.parent == origin / what or path.suffix == ".json"
        ]
        for number, path in enumerate(tops):
            inside = tmp_path / f"{what}{number}"
            shutil.copytree(origin / what, inside / what)
            shutil.copytree(origin / "home", inside / "own")
            piped = inside / what / path.relative_to(origin / what)
            piped.unlink()
            os.mkfifo(piped)
            attempt(inside / what, inside / "own")
            assert stat.S_ISFIFO(piped.lstat().st_mode)
