"""抢救: a damaged archive read as far as it goes into a new one, and a list of what was not found again.

The damaged archive stays as it is; whoever takes the new one in its place does it by `restoring`.
"""

from __future__ import annotations

import contextlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import ArchiveDamaged, UserError
from fzapp.infra.files import wipe
from fzapp.services.list_papers import ListPaper
from fzapp.services.restoring import COUNTED, bring_files, kept_file
from fzapp.storage import backups, blobs, health, salvage
from fzapp.storage.archive import Archive, local_time
from fzapp.storage.connection import connect
from fzapp.storage.folder import FILE_NAME, make
from fzapp.storage.mending import mend

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from fzapp.storage.connection import Key
    from fzapp.storage.mending import Mended
    from fzapp.storage.salvage import Gap, Rescued

_TABLE_WORDS = {
    "report": "报告",
    "section": "章节",
    "draft": "没有存完的文字",
    "ledger_row": "台账",
    "evidence": "佐证和原文件",
    "setting": "设置",
    "change": "改动历史",
    "audit": "操作记录",
    "report_version": "历史版本",
    "figure_freeze": "定稿",
    "review_step": "校审记录",
    "review_comment": "批注",
    "own_kind": "自定义台账",
    "own_genre": "自定义模板",
    "own_figure": "自定义数字",
    "submission": "报送记录",
    "letterhead": "版头版记",
    "zero_confirmation": "确认为零",
}
_OTHER = "其他记录"
_HEADINGS = ("序号", "哪一类", "编号", "说明")
_WEIGHTS = (2.0, 6.0, 8.0, 24.0)
_MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of the list: what kind of thing, its numbers in the archive, and what became of it."""

    what: str
    numbers: str
    told: str


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A new archive file at `database`; `counts` as (what, how many), `losses` what did not come along."""

    database: Path
    counts: tuple[tuple[str, int], ...]
    losses: tuple[Loss, ...]

    @property
    def told(self) -> str:
        """What was found again, in a sentence."""
        kept = "、".join(f"{what}{count}" for what, count in self.counts)
        lost = f"，有{len(self.losses)}处没有救回来，列在清单里" if self.losses else "，没有发现丢失"
        return f"找回{kept}{lost}。"

    def paper(self) -> ListPaper:
        """The list for print: what was not found again."""
        notes = (f"抢救时间：{self.database.parent.name.rpartition('salvaged-')[2]}", self.told)
        rows = tuple(
            (str(number), loss.what, loss.numbers, loss.told) for number, loss in enumerate(self.losses, 1)
        )
        closing = ("经手人（签字）：　　　　　　　　　　　　　　　年　　月　　日",)
        rows = rows or (("", "", "", "没有发现丢失"),)
        return ListPaper("档案库抢救清单", notes, _HEADINGS, _WEIGHTS, rows, closing)


def salvage_beside(folder: Path, key: Key | None, check: Callable[[], None] = lambda: None) -> Salvaged:
    """Read what can be read of the archive in `folder`, which nobody has open, into a new file beside it.

    The answer's `database` can be restored like a backup: evidence stays where it lies. Raises `UserError`
    when nothing at all can be read, or the disk refuses.
    """
    name = f"salvaged-{_stamp(local_time())}"
    rooms = (folder / f"{name}{more}" for more in ("", *(f"-{number}" for number in range(2, 100))))
    room = next(room for room in rooms if not room.exists())
    return _salvaged(folder, room / FILE_NAME, key, check)


def salvage_to(
    folder: Path, target: Path, key: Key | None, check: Callable[[], None] = lambda: None
) -> Salvaged:
    """The same into a new folder `target`, as an archive with its evidence that can be opened at once.

    Raises `UserError`, also when `target` is there already.
    """
    if target.exists():
        raise UserError(f"“{target.name}”已经有了", "换一个还没有的文件夹名")
    done = _salvaged(folder, target / FILE_NAME, key, check)
    make(target)
    bring_files(target, key, folder, key, health.inside(done.database, key))
    with closing(Archive.open(target, key=key)) as archive:
        backups.back_up(archive, "manual")
    return done


def _salvaged(folder: Path, database: Path, key: Key | None, check: Callable[[], None]) -> Salvaged:
    source, room = folder / FILE_NAME, database.parent
    if not source.is_file():
        raise UserError("文件夹里没有档案库", "选存放“archive.db”的那个文件夹")
    try:
        room.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise UserError(f"文件夹“{room.name}”建不起来", "换一个位置，检查文件夹能不能写入") from error
    try:
        return _read(source, database, key, check)
    except OSError as error:
        wipe(room)
        raise UserError("抢救没有做成，原来的文件没有动", "检查磁盘是否已满、文件夹能不能写入") from error
    except BaseException:
        wipe(room)
        raise


def _read(source: Path, database: Path, key: Key | None, check: Callable[[], None]) -> Salvaged:
    folder = source.parent
    newest = backups.newest_sound(folder, key)
    with _empty_archive(database.parent, key) as empty:
        lenders = [*([newest.path] if newest is not None else []), empty]
        rescued = salvage.read_into(source, database, key, lenders, check)
    if not rescued:
        raise ArchiveDamaged("档案库损坏得太厉害，一行也读不出来", "用备份恢复")
    mended = _mended(folder, database, key, check)
    losses = tuple(_losses(rescued, mended, database, newest.path if newest else None, key))
    counts = health.inside(database, key).counts
    told = tuple((words, counts.get(name, 0)) for name, (_, words) in COUNTED.items())
    return Salvaged(database, told, losses)


@contextlib.contextmanager
def _empty_archive(room: Path, key: Key | None) -> Generator[Path]:
    """A new archive, for the description of its tables."""
    folder = room / "empty"
    try:
        Archive.open(folder, key=key).close()
        yield folder / FILE_NAME
    finally:
        wipe(folder)


def _mended(folder: Path, database: Path, key: Key | None, check: Callable[[], None]) -> tuple[Mended, ...]:
    def has_file(digest: str, name: str, size: int) -> bool:
        check()
        return kept_file(folder, key, blobs.below(digest, name), digest, size) is not None

    with closing(connect(database, key)) as connection:
        return mend(connection, local_time(), has_file)


# --- what did not come along --------------------------------------------------------------------


def _losses(
    rescued: Sequence[Rescued], mended: Sequence[Mended], database: Path, backup: Path | None, key: Key | None
) -> Iterator[Loss]:
    known = health.named_rows(backup, key) if backup is not None else {}
    there = health.named_rows(database, key).keys()
    for one in rescued:
        what = _TABLE_WORDS.get(one.table, _OTHER)
        for gap in one.gaps:
            yield Loss(what, _numbers(gap), "这一段读不出来")
        for row_id in one.refused[:_MOST_LINES]:
            yield Loss(what, f"第{row_id}号", "内容读不懂，没有收进来")
        for row_id in one.garbled[:_MOST_LINES]:
            yield Loss(what, f"第{row_id}号", "收进来了，文字里有认不出来的字，对照原文改好")
    for done in mended:
        words = f"第{done.row_id}号" if done.row_id else ""
        yield Loss(_TABLE_WORDS.get(done.table, _OTHER), words, done.told)
    missing = [entry for entry in known.items() if entry[0] not in there][:_MOST_LINES]
    for (table, row_id), name in missing:
        yield Loss(_TABLE_WORDS[table], f"第{row_id}号", f"备份里有“{name}”，这里没有，也可能是后来删掉的")


def _numbers(gap: Gap) -> str:
    if gap.last is None:
        return f"第{gap.first}号以后"
    return f"第{gap.first}号" if gap.first == gap.last else f"第{gap.first}号到第{gap.last}号"


def _stamp(moment: str) -> str:
    return moment.replace("-", "").replace(":", "").replace("T", "-")
