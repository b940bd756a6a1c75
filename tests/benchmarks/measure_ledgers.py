"""What ledgers cost in seconds and memory, as a table beside what was promised (Linux).

    .venv/bin/python -m tests.benchmarks.measure_ledgers [--rows 1000000]

Every line is measured in a process of its own. `wall` is what a clerk waits, `cpu` what the program
itself took: on a machine that others use too, only `cpu` can be compared, and even that grows by a fifth
when every core is busy. `MB` is the highest resident memory above that of the process with an open archive.

Seen on two cores at rest (wall seconds; the machine itself differs by a third from hour to hour): 20,000 rows of
.xlsx 1.7 to 2.4, 100,000 rows 9 to 12 and 143 MB, undoing those 5 and 11 MB. Of a million rows: a filter 0.35 to
1.0, a first order by day 0.2 to 0.3, by text 0.8 to 1.0, by amount 0.8 to 1.3, any order made before 0.05. A first
order works on several cores, which saves a tenth of the wait by text and a third by amount. What holds the most
memory of an import is the sheet as read (some 650 bytes a row of twelve cells) and the rows understood (300);
the reader of the file itself comes to nearly as much for a moment.
"""

from __future__ import annotations

import argparse
import datetime
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.services.ledger_intake import LedgerIntake, Wishes
from fzapp.services.ledgers import LedgerService
from fzapp.storage.archive import Archive
from fzapp.storage.ledger_views import Filter, Sort, View
from tests.benchmarks import test_ledger_table as table
from tests.benchmarks.figures import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEADER = (
    "序号", "登记日期", "来源", "当事人", "村社区", "类型", "简要情况", "调解员", "协议形式", "涉及金额", "结果", "办结日期",
)  # fmt: skip
VIEWS = {
    "排序：日期": (View(), 1.0),
    "排序：文字": (View("village"), 1.0),
    "排序：金额": (View("amount", descending=True), 1.0),
    "排序：两列": (View("village", then=(Sort("amount"),)), 1.0),
    "筛选：全文": (View(text="邻里"), 1.0),
    "筛选：选项": (View(filters=(Filter("type", any_of=("邻里纠纷",)),)), 1.0),
    "筛选：日期": (View(filters=(Filter("registered_on", first="2026-05", last="2026-06"),)), 1.0),
    "筛选：金额": (View(filters=(Filter("amount", at_least=Decimal(80_000)),)), 1.0),
}
LARGEST = 100.0
"""MB that a ledger of a million rows may take."""


def line(number: int, draw: random.Random) -> list[object]:
    """A row of an office's workbook."""
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=draw.randrange(330))
    return [
        number, day, draw.choice(("主动排查", "申请调解", "网格上报")), f"甲{number}与乙{draw.randrange(999)}",
        draw.choice(("石桥村", "望山村", "白沙村", "下河村")), draw.choice(("邻里纠纷", "婚姻家庭", "山林土地")),
        f"双方因小事争执，第{number}次到村里反映", f"丙某{draw.randrange(50)}", draw.choice(("口头", "书面")),
        draw.randrange(50_000), draw.choice(("化解", "正在办理")), day + datetime.timedelta(days=draw.randrange(20)),
    ]  # fmt: skip


def workbook(path: Path, rows: int) -> Path:
    """An .xlsx of so many rows and twelve columns."""
    import openpyxl

    draw = random.Random(3)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(["青石镇2026年矛盾纠纷排查化解台账"])
    sheet.append(HEADER)
    for number in range(rows):
        sheet.append(line(number, draw))
    book.save(path)
    return path


def memory(field: str) -> float:
    """MB of this process: VmRSS now, VmHWM at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) / 1000 for row in status if row.startswith(field))


@contextmanager
def measured(
    name: str, most: float | None, most_memory: float | None = None, figure: str = ""
) -> Iterator[None]:
    """Print a line of the table about what is done inside; `figure` is its name in the table of everything.

    Promises are about waiting: the clock counts, here and there.
    """
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    grown = max(0.0, memory("VmHWM") - before)
    kept = (most is None or wall < most) and (most_memory is None or grown < most_memory)
    promised = " ".join(
        ([f"< {most:g} s"] if most else []) + ([f"< {most_memory:g} MB"] if most_memory else [])
    )
    if figure:
        tell(figure, wall)
        tell(f"{figure}_memory", grown)
    verdict = "" if not promised else "held" if kept else "NOT HELD"
    print(f"{name:<34}{wall:8.2f} s{cpu:8.2f} s{grown:8.0f} MB   {promised:<18}{verdict}", flush=True)


def opened(folder: Path) -> tuple[Archive, LedgerService]:
    archive = Archive.open(folder, lambda: "2026-12-01T09:00:00")
    ledgers = LedgerService(archive)
    ledgers.kinds()
    return archive, ledgers


def fill(folder: Path) -> None:
    """A ledger of very many rows, as the archive keeps them."""
    archive, _ = opened(folder)
    with archive.journal() as connection:
        connection.executemany(
            f"insert into ledger_row ({table.COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", table.generated()
        )
    archive.close()


def look(folder: Path) -> None:
    """Orders, filters, totals of a very large ledger."""
    archive, ledgers = opened(folder)
    kind, before = ledgers.kind("L16"), memory("VmRSS")
    # nothing is promised of it: the window orders by one column first, and makes orders beforehand
    with measured("排序：两列，什么都没有排过", None):
        LedgerService(archive).ids(kind, 2026, VIEWS["排序：两列"][0])
    for name, (view, most) in VIEWS.items():
        figure = name.replace("排序：", "sort_").replace("筛选：", "filter_")
        with measured(f"{name}，第一次", most, LARGEST, f"{figure}_first"):
            ledgers.ids(kind, 2026, view)
        if view.sorts:
            with measured(f"{name}，再次", most, LARGEST, f"{figure}_again"):
                ledgers.ids(kind, 2026, view)
    tell("views_memory", memory("VmRSS") - before)
    with measured("合计各列", None):
        ledgers.sums(kind, 2026, View())
    with measured("全部指标（SQL）", None):
        ledgers.measures_beside(kind, 2026)


def bring_in(folder: Path, path: Path, most: float) -> None:
    """A workbook into the archive, and once more."""
    archive, ledgers = opened(folder)
    knowledge = ledgers.knowledge()
    with measured(f"导入 {path.stem} 行，12列", most, 150.0, f"import_{path.stem}"):
        found = LedgerIntake.of_file(path, knowledge).look(Wishes())
        assert found.plan is not None
        change = ledgers.commit(found.plan)
    assert change is not None
    archive.settle()
    size = archive.path.stat().st_size / len(change.rows)
    print(f"{'':<34}档案库每行 {size:.0f} 字节，含撤销所需")
    with measured("撤销这次导入", None):
        archive.revert(change)


def pasted() -> str:
    """Five thousand rows as they come from the clipboard."""
    draw = random.Random(3)
    return "\n".join("\t".join(map(str, row)) for row in (HEADER, *(line(n, draw) for n in range(5_000))))


def paste(folder: Path) -> None:
    """Five thousand rows from the clipboard."""
    _, ledgers = opened(folder)
    text = pasted()
    with measured("粘贴 5000 行", 2.0, figure="paste_5000"):
        change = ledgers.commit(ledgers.plan(ledgers.read_pasted(text, "L16"), 2026))
    assert change is not None
    assert len(change.rows) == 5_000


def main() -> None:
    """Measure everything, or with a step named what that step is about."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--step", nargs="+", default=[])
    asked = parser.parse_args()
    table.ROWS = asked.rows
    steps: dict[str, Callable[..., None]] = {
        "fill": lambda folder: fill(Path(folder)),
        "look": lambda folder: look(Path(folder)),
        "paste": lambda folder: paste(Path(folder)),
        "import": lambda folder, path, most: bring_in(Path(folder), Path(path), float(most)),
    }
    if asked.step:
        steps[asked.step[0]](*asked.step[1:])
        return
    print(f"{'':<34}{'wall':>10}{'cpu':>10}{'MB':>11}   promised")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)

        def step(*words: str) -> None:
            command = [sys.executable, "-m", "tests.benchmarks.measure_ledgers", "--rows", str(asked.rows)]
            subprocess.run([*command, "--step", *words], check=True)

        step("paste", str(folder / "paste"))
        for rows, most in ((20_000, 2.0), (100_000, 10.0)):
            step(
                "import",
                str(folder / f"import{rows}"),
                str(workbook(folder / f"{rows}.xlsx", rows)),
                str(most),
            )
        print(f"一本 {asked.rows:,} 行的台账")
        step("fill", str(folder / "large"))
        step("look", str(folder / "large"))


if __name__ == "__main__":
    main()
