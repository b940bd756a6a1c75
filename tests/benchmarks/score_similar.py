"""Measure how often the right past paragraph comes first, against two plain ways of finding it.

    python tests/benchmarks/score_similar.py [--list]

Three sets: the practice archive (each written section of this year must find the same section of last year),
paragraphs of our own (tests/data/similar: rewritten, no headings, another town's beside them), and, where it is
there, the pair of reports of the practice set beside the checkout. Each is asked with the whole text and with
its first 40 and 20 characters, as it stands while it is being written. The plain ways: the nearest heading, and
the share of two-character pieces in common.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "practice" / "reports"
sys.path.insert(0, str(ROOT))

from fzapp.domain.unit import UnitProfile  # noqa: E402
from fzapp.infra import paths  # noqa: E402
from fzapp.services.context import Services, open_services  # noqa: E402
from fzapp.services.practice import make_practice  # noqa: E402
from fzapp.services.similar import Asked  # noqa: E402
from fzapp.text.closeness import keywords  # noqa: E402

LENGTHS = (10_000, 40, 20)
PAIR = {
    7: (7,), 8: (8,), 11: (10,), 12: (11,), 14: (13,), 15: (14,), 22: (16,), 23: (16, 17), 25: (19,), 26: (20,),
    30: (22,), 32: (24,), 34: (28,),
}  # fmt: skip
"""Lines of d03 and the lines of d03_lastyear on the same matter, by our own judgement."""


@dataclass(frozen=True)
class Case:
    """A text that is looked for, its heading, and what counts as found."""

    asked: Asked
    right: tuple[str, ...]


Way = Callable[[Asked], str]


def _pieces(text: str) -> set[str]:
    chinese = "".join(re.findall("[\u4e00-\u9fff]", text))
    return {chinese[i : i + 2] for i in range(len(chinese) - 1)}


def _share(one: str, other: str) -> float:
    mine, theirs = _pieces(one), _pieces(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _plain(pool: Sequence[tuple[str, str]]) -> dict[str, Way]:
    """The two plain ways over (heading, text)."""
    return {
        "nearest heading": lambda asked: max(pool, key=lambda one: _share(asked.heading, one[0]))[1],
        "shared pieces": lambda asked: max(pool, key=lambda one: _share(asked.text, one[1]))[1],
    }


def _ours(services: Services) -> Way:
    def way(asked: Asked) -> str:
        found = services.similar.look(asked)
        return found[0].paragraph.text if found else ""

    return way


def _pool(services: Services, report_ids: Sequence[int]) -> list[tuple[str, str]]:
    return [
        (section.heading, line)
        for key in report_ids
        for section in services.reports.get(key).sections
        for line in section.body.split("\n")
        if len(line) >= 15
    ]


def practice(folder: Path) -> tuple[Services, list[Case], list[tuple[str, str]]]:
    """This year's written sections of the practice archive, with other towns' reports where they are there."""
    make_practice(folder, paths.resources())
    services = open_services(folder, paths.resources())
    for path in sorted(SHARED.glob("*.txt")):
        services.imports.store(services.imports.read(path))
    this = next(r for r in services.reports.all() if r.year == 2026)
    own = next(r for r in services.reports.all() if r.year == 2025 and "青石镇" in r.content.title)
    past = {section.spec: section.body for section in services.reports.get(own.id).sections}
    cases = [
        Case(services.similar.ask(section), tuple(past[section.spec].split("\n")))
        for section in services.reports.get(this.id).sections
        if len(section.body) > 30 and past.get(section.spec)
    ]
    others = [r.id for r in services.reports.all() if r.id != this.id]
    return services, cases, _pool(services, others)


def own_text(folder: Path) -> tuple[Services, list[Case], list[tuple[str, str]]]:
    """Our own paragraphs; headings say nothing."""
    matters = tomllib.loads((ROOT / "tests/data/similar/paragraphs.toml").read_text("utf-8"))["matter"]
    services = open_services(folder, paths.resources())
    services.reports.set_unit(UnitProfile("镇", "青石镇人民政府", "青石镇"))
    ids = [
        _stored(services, 2025, "青石镇人民政府", [one["last"] for one in matters]),
        _stored(services, 2025, "白沙街道办事处", [one["other"] for one in matters]),
    ]
    this = services.reports.create("annual_report", 2026)
    asked = services.similar.ask(services.reports.get(this).sections[1])
    cases = [Case(replace(asked, text=one["this"], heading="", spec=""), (one["last"],)) for one in matters]
    return services, cases, _pool(services, ids)


def _stored(services: Services, year: int, signature: str, texts: Sequence[str]) -> int:
    report_id = services.reports.create("annual_report", year)
    services.reports.edit_parts(report_id, signature=signature, title=f"{signature}{year}年度报告")
    section = services.reports.get(report_id).sections[1]
    services.writing.save(section.id, "\n".join(texts))
    return report_id


def pair(folder: Path) -> tuple[Services, list[Case], list[tuple[str, str]]]:
    """Two years of another town, as if it were the own one."""
    services = open_services(folder, paths.resources())
    services.reports.set_unit(UnitProfile("街道", "菱塘街道办事处", "菱塘街道"))
    last = services.imports.store(services.imports.read(SHARED / "d03_lastyear.txt")).report_id
    this = services.reports.create("annual_report", 2025)
    asked = services.similar.ask(services.reports.get(this).sections[1])
    old = (SHARED / "d03_lastyear.txt").read_text("utf-8").split("\n")
    new = (SHARED / "d03.txt").read_text("utf-8").split("\n")
    cases = [
        Case(
            replace(asked, text=new[line - 1], heading=_heading(new, line), spec=""),
            tuple(old[one - 1] for one in right),
        )
        for line, right in PAIR.items()
    ]
    return services, cases, _pool(services, [last])


def _heading(lines: Sequence[str], line: int) -> str:
    above = [text for text in lines[:line] if re.match("[一二三四五]、|（[一二三四五六七八九十]+）", text)]
    return re.sub("^(?:[一二三四五]、|（.*?）)", "", above[-1])


def is_right(found: str, right: Sequence[str]) -> bool:
    """Whether a paragraph is one of those; numbers at its front do not matter."""
    return bool(found) and any(found in one or one in found for one in right)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="show what was missed")
    options = parser.parse_args()
    sets = {"practice archive": practice, "own paragraphs": own_text}
    if SHARED.exists():
        sets["pair of the practice set"] = pair
    for name, build in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            services, cases, pool = build(Path(folder) / "archive")
            keywords("先把词典读进来")
            ways = {"ours": _ours(services), **_plain(pool)}
            print(f"{name}: {len(cases)} texts, {len(pool)} paragraphs")
            for length in LENGTHS:
                print(f"  first {length} characters" if length < 1000 else "  whole text")
                for title, way in ways.items():
                    _score(
                        title,
                        way,
                        [replace(c, asked=replace(c.asked, text=c.asked.text[:length])) for c in cases],
                        options.list,
                    )
            services.close()
    return 0


def _score(title: str, way: Way, cases: Sequence[Case], listed: bool) -> None:
    began = time.perf_counter()
    found = [way(case.asked) for case in cases]
    each = (time.perf_counter() - began) / len(cases) * 1000
    right = [is_right(text, case.right) for text, case in zip(found, cases, strict=True)]
    print(f"    {title:16} {sum(right)}/{len(right)}  {sum(right) / len(right):.0%}  {each:.1f} ms each")
    for case, text, good in zip(cases, found, right, strict=True):
        if listed and not good:
            print(f"      {case.asked.text[:30]} -> {text[:30]}")


if __name__ == "__main__":
    raise SystemExit(main())
