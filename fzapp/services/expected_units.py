"""应报单位: the units from which the county expects a package, and which of them handed one in, late or not at all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import shown_name
from fzapp.services.report_origin import short_of, stem_of
from fzapp.storage import settings
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from fzapp.services.collecting import Collected, Collection
    from fzapp.storage.archive import Archive

MOST = 300
"""Units of a list: as many packages are not taken at once."""
_LONGEST = 60
_KEY = "expected_units"
_NUMBERED = re.compile(r"^[（(]?[\d一二三四五六七八九十]{1,4}(?:[、.．)）]\s*|\s+)")
_NAME = re.compile(r"[\u4e00-\u9fff]{2}")
_APART = re.compile(r"[、,，;；]")
_LIKE_UNIT = re.compile(r"[\u4e00-\u9fff](?:镇|乡|街道|人民政府|办事处|委员会|党委|党工委|局|办公室|管委会)$")
_HEADING = re.compile(r"(?:名单|名称|单位|表|序号|编号|备注|合计|总计|^各?乡镇[（(、]?(?:街道)?[）)]?)$")
_ABOVE = re.compile(r".*[省市县区州旗盟]$")
"""What may stand before a name without making it another one: the places above it."""


class Standing(StrEnum):
    """Whether an expected unit handed in; the value is shown."""

    HANDED_IN = "已报"
    LATE = "迟报"
    MISSING = "未报"


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit of the list under its name there, and its packages that count, none while it is missing."""

    name: str
    standing: Standing
    packages: tuple[Collected, ...] = ()


class ExpectedUnits:
    """Keeps the list in the archive of the county."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def names(self) -> tuple[str, ...]:
        """The list as it was written; empty while there is none."""
        return tuple(json.loads(settings.get(self._archive, _KEY, "[]")))

    def put(self, names: Sequence[str]) -> None:
        """Keep another list, which may be empty: one step of undo."""
        with self._archive.transact(Op.CHANGE_SETTING) as transaction:
            settings.put(self._archive, transaction.write, _KEY, json.dumps(names, ensure_ascii=False))


def names_in(text: str) -> tuple[str, ...]:
    """The units that a text names, one on a line, as typed or pasted from a table; each once.

    Of a row of cells the first that looks like a name counts; numbers before it, titles and the heads of
    columns are passed over. Raises `UserError` for more than `MOST`, and for a line that is no name.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        for name in _names(line.split("\t")):
            if len(name) > _LONGEST:
                raise UserError(f"“{name[:12]}……”太长，不像单位名称", "一行写一个单位")
            found.setdefault(short_of(name), name)
    if len(found) > MOST:
        raise UserError(f"名单里有{len(found)}个单位，最多{MOST}个", "删去不用报送的单位")
    return tuple(found.values())


def names_of_file(path: Path) -> tuple[str, ...]:
    """The units that a workbook, a text or a Word file names. Raises `UserError`, also when there are none."""
    from fzapp.intake.plain_text import WORKBOOKS, plain_text  # noqa: PLC0415  heavy, and for this alone
    from fzapp.intake.workbook import read_workbook  # noqa: PLC0415

    if path.suffix.lower() in WORKBOOKS:
        rows = (row for sheet in read_workbook(path).sheets for row in sheet.rows)
        text = "\n".join("\t".join(str(cell or "") for cell in row) for row in rows)
    else:
        text = plain_text(path)[0]
    names = names_in(text)
    if not names:
        raise UserError(f"“{shown_name(path.name)}”里没有单位名称", "一行写一个单位")
    return names


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names in a row: all of a cell that holds several, else the first cell that looks like one."""
    plain = [_NUMBERED.sub("", " ".join(cell.split())).replace(" ", "") for cell in cells]
    if any(map(_HEADING.search, plain)):
        return ()
    for cell in plain:
        several = [one for one in _APART.split(cell) if _LIKE_UNIT.search(one)]
        if several:
            return tuple(several)
    return next(((one,) for one in plain if _NAME.search(one)), ())


def standings(collection: Collection) -> tuple[Expected, ...]:
    """Every unit of the list, in its order; empty when the collection has no list."""
    mine = _matched(collection)
    return tuple(
        Expected(name, _standing(collection, mine[name]), tuple(mine[name])) for name in collection.expected
    )


def unlisted(collection: Collection) -> tuple[Collected, ...]:
    """Packages of units that are not on the list; none when there is no list."""
    if not collection.expected:
        return ()
    listed = [one for those in _matched(collection).values() for one in those]
    return tuple(one for one in collection.packages if not any(one is other for other in listed))


def sent_but_unread(collection: Collection, name: str) -> str:
    """Why what a unit sent does not count, by the names of the folders; "" when nothing of it came."""
    for one in (*collection.refused, *collection.left_out):
        if short_of(name) in one.name:
            return f"收到过“{one.name}”：{one.why}"
    return ""


def _standing(collection: Collection, packages: Sequence[Collected]) -> Standing:
    if not packages:
        return Standing.MISSING
    return Standing.LATE if all(map(collection.is_late, packages)) else Standing.HANDED_IN


def _matched(collection: Collection) -> dict[str, list[Collected]]:
    """The packages of each unit of the list: a package goes to the name that is nearest its own."""
    found: dict[str, list[Collected]] = {name: [] for name in collection.expected}
    for package in collection.packages:
        name = _nearest(package.facts.unit, collection.expected)
        if name:
            found[name].append(package)
    return found


def _nearest(unit: str, names: Sequence[str]) -> str:
    """The name on the list that means `unit`: as written, by short name, with the places above it, by bare name."""
    for same in _WAYS:
        found = [name for name in names if same(unit, name)]
        if len(found) == 1:
            return found[0]
        if found:  # 青石 of a list with 青石镇 and 青石乡: nobody can tell
            return ""
    return ""


def _by(form: Callable[[str], str], one: str, other: str) -> bool:
    return form(one) == form(other)


def _below(one: str, other: str) -> bool:
    """云溪县青石镇 and 青石镇."""
    short, long = sorted((short_of(one), short_of(other)), key=len)
    return len(short) > 1 and long.endswith(short) and bool(_ABOVE.fullmatch(long.removesuffix(short)))


def _bare(one: str, other: str) -> bool:
    """青石 and 青石镇, but not 青石乡 and 青石镇."""
    ends = [short_of(name) == stem_of(name) for name in (one, other)]
    return any(ends) and stem_of(one) == stem_of(other)


_WAYS = (partial(_by, str), partial(_by, short_of), _below, _bare)


def count_told(collection: Collection) -> Iterator[str]:
    """应报、已报、迟报、未报 and 名单外 with their numbers, for one line; nothing without a list."""
    expected = standings(collection)
    if not expected:
        return
    yield f"应报{len(expected)}个"
    for standing in Standing:
        yield f"{standing}{sum(one.standing is standing for one in expected)}个"
    outside = len(unlisted(collection))
    if outside:
        yield f"名单外{outside}个"
