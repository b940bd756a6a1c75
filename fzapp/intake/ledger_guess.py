"""Which kind of ledger a workbook is: titles, headers, choices in the cells; and what each sheet is for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.ledger import ColumnType
from fzapp.domain.ledger_reading import SheetRole
from fzapp.intake.cell_values import option_names
from fzapp.intake.ledger_words import header_key, header_stem, ledger_words, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.domain.ledger_reading import ColumnMatch
    from fzapp.intake.ledger_headers import KindIndex, Profile
    from fzapp.intake.ledger_layout import Layout
    from fzapp.intake.ledger_raw import RawSheet

LEAST_KIND_SCORE = 1.2
"""Below this no kind is named and the clerk is asked."""

CLEAR_LEAD = 0.15
"""Share of the best score by which the second must stay behind for the kind to be sure."""

_TELLING = 4
"""Letters from which a word within a sheet's name tells its use (规范性文件目录 is no 目录)."""

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_MONTH_NAME = re.compile(
    r"(?:(?:20\d\d)年?[.\-]?)?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月?(?:份|台账|登记表)?"
)
_MONTH_IN_TITLE = re.compile(r"(?:20\d\d年)(?P<month>1[0-2]|[1-9])月(?![—\-–~至到\d])")
_NUMERALS = {name: number for number, name in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}


@dataclass(frozen=True, slots=True)
class Tabled:
    """A sheet in which a table was found."""

    sheet: RawSheet
    layout: Layout
    profiles: dict[int, Profile]


def kind_scores(
    indexes: Sequence[KindIndex], tables: Sequence[Tabled], names: Sequence[str]
) -> dict[str, float]:
    """How well each kind (by code) fits the tables; `names` are file and sheet names."""
    titles = [*(plain(table.layout.title) for table in tables), *map(plain, names)]
    by_title = _title_scores([index.kind for index in indexes], titles)
    rarity = Counter(key for index in indexes for key in index.own)
    return {
        index.kind.code: by_title.get(index.kind.code, 0.0)
        + max((_header_score(index, table, rarity) for table in tables), default=0.0)
        for index in indexes
    }


def _title_scores(kinds: Sequence[LedgerKind], titles: Sequence[str]) -> dict[str, float]:
    """Points for the words of a kind in a title; the last word counts most, as it names the thing itself."""
    scores: dict[str, float] = {}
    for text in dict.fromkeys(titles):
        ends: dict[str, tuple[int, int]] = {}
        for kind in kinds:
            found = [(text.rfind(word) + len(word), len(word)) for word in kind.titles if word in text]
            if found:
                ends[kind.code] = max(found)
        last = max(ends.values(), default=(0, 0))
        for code, end in ends.items():
            points = (
                (1.0 if end[0] == last[0] else 0.4) + min(end[1], 8) * 0.08 + (0.5 if end == last else 0.0)
            )
            scores[code] = max(scores.get(code, 0.0), points)
    return scores


def _header_score(index: KindIndex, table: Tabled, rarity: Mapping[str, int]) -> float:
    """Points for headers that the kind knows, rare ones above all, and for choices that stand in the cells."""
    keys = [{header_key(header.text), header_stem(header.text)} for header in table.layout.headers]
    met = [key for forms in keys for key in sorted(forms & index.own)[:1]]
    found = {index.exact[key].id for key in met}
    required = [column.id for column in index.kind.required_columns]
    share = len(found) / max(len(keys), 1)
    needed = len(found & set(required)) / max(len(required), 1)
    rare = sum(1.0 / rarity[key] for key in met)
    return share + needed + min(rare, 2.0) * 0.5 + _choice_score(index, table)


def _choice_score(index: KindIndex, table: Tabled) -> float:
    texts = Counter(text for profile in table.profiles.values() for text in profile.texts)
    points = 0.0
    for column in index.kind.columns:
        if column.type in (ColumnType.CHOICE, ColumnType.CHOICES) and len(column.options) > 2:
            hits = sum(texts[name] for name in option_names(column) if len(name) > 1)
            points += 0.25 if hits >= 3 else 0.0
    return min(points, 0.75)


def role_of_words(sheet: RawSheet) -> SheetRole | None:
    """What the name of a sheet says it is for; None when it says nothing."""
    name = plain(sheet.name)
    words = ledger_words().instructions
    if name in words or any(len(word) >= _TELLING and word in name for word in words):
        return SheetRole.INSTRUCTIONS
    return None


def says_summary(sheet: RawSheet, title: str) -> bool:
    """Whether name or title of a sheet speak of totals."""
    text = plain(sheet.name) + plain(title)
    return any(word in text for word in ledger_words().summary)


def own_columns(matches: Sequence[ColumnMatch], kind: LedgerKind) -> int:
    """How many columns that the kind itself defines were found, without computed ones."""
    own = {column.id for column in kind.columns if not column.computed}
    return sum(match.column is not None and match.column.id in own for match in matches)


def year_in(*texts: str) -> int | None:
    """The first year that a text names."""
    for text in texts:
        found = _YEAR.search(plain(text))
        if found:
            return int(found[1])
    return None


def month_of(sheet_name: str, title: str) -> int | None:
    """The month that a sheet is for: 3月, 三月份, 2024年3月; None for any other name."""
    name = plain(sheet_name)
    found = _MONTH_NAME.fullmatch(name) if "月" in name or re.fullmatch(r"20\d\d[.\-]\d{1,2}", name) else None
    found = found or _MONTH_IN_TITLE.search(plain(title))
    if found is None:
        return None
    text = found["month"]
    return int(text) if text.isdigit() else _NUMERALS[text]
