"""facts.json of a package from outside, read as hostile: sizes are limited, every value is checked, nothing is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from unicodedata import category

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

PATH = "data/facts.json"
FORMAT = 1
"""The form of the facts that this program writes and reads."""

LARGEST = 8_000_000
"""Bytes: a report of 20,000 characters with 1,000 numbers takes a tenth of it."""
_IN_LEDGERS = ("ledger", "confirmed_zero")
"""States of a number that a ledger stands behind."""
_LONGEST_TEXT, _LONGEST_WORD, _MOST = 200_000, 300, 5_000
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Kinds of signs that no report has and no reader sees."""
_DEEPEST = 9
_MOST_DIGITS, _MOST_PLACES = 18, 40
"""Before the point and behind it: no figure of a town has more, and writing out a longer one takes for ever."""


@dataclass(frozen=True, slots=True)
class PackedSection:
    """A section as it was handed in."""

    spec: str
    level: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PackedStatistic:
    """A figure of the ledgers; values are None where there was nothing to divide by."""

    name: str
    value: Decimal | None
    unit: str
    last_year: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a package says of itself. `made_at` and `due_date` are ISO or "".

    `figures` counts the numbers of its text, `bound` those of them that a ledger stands behind.
    """

    unit: str
    genre: str
    year: int
    title: str
    version: int
    made_at: str
    due_date: str
    signed_by: str
    sections: tuple[PackedSection, ...]
    statistics: tuple[PackedStatistic, ...]
    figures: int
    bound: int
    gaps: tuple[str, ...]


def read_facts(folder: Path) -> Facts:
    """The facts of the package in `folder`. Raises `UserError` when they are missing, too large or no facts."""
    path = folder / PATH
    if not path.is_file() or path.is_symlink():
        raise UserError(f"“{folder.name}”里没有汇总要用的内容", "让报送单位用本程序重新生成报送包")
    if path.stat().st_size > LARGEST:
        raise UserError(f"“{folder.name}”的汇总内容大得不正常，没有读入", "让报送单位重新生成报送包")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if _is_newer(raw):
            raise UserError(f"“{folder.name}”是更新版本的程序做的", "把这台电脑的程序升级以后再汇总")
        return _facts(raw)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError) as error:
        raise UserError(f"“{folder.name}”的汇总内容已损坏，没有读入", "让报送单位重新生成报送包") from error


def _is_newer(raw: dict[str, Any]) -> bool:
    """Whether a later program wrote facts that this one cannot understand."""
    return int(raw.get("format", FORMAT)) > FORMAT


def _facts(raw: dict[str, Any]) -> Facts:
    figures = list(raw["figures"])[:_MOST]
    return Facts(
        unit=_word(raw["unit"]["name"]) or _word(raw["unit"]["short_name"]),
        genre=_word(raw["genre"]),
        year=_year(raw["year"]),
        title=_word(raw["title"]),
        version=_whole(raw["version"], _MOST),
        made_at=_word(raw["made_at"]),
        due_date=_word(raw["due_date"]),
        signed_by=_word(raw["signed_by"]),
        sections=tuple(
            PackedSection(_word(s["spec"]), _whole(s["level"], _DEEPEST), _word(s["title"]), _text(s["text"]))
            for s in list(raw["sections"])[:_MOST]
        ),
        statistics=tuple(
            PackedStatistic(_word(s["name"]), _number(s["value"]), _word(s["unit"]), _number(s["last_year"]))
            for s in list(raw["statistics"])[:_MOST]
        ),
        figures=len(figures),
        bound=sum(1 for one in figures if one["state"] in _IN_LEDGERS),
        gaps=tuple(_word(gap) for gap in list(raw["gaps"])[:20]),
    )


def _word(value: object) -> str:
    return " ".join(_plain(value)[:_LONGEST_WORD].split())


def _text(value: object) -> str:
    return _plain(value)[:_LONGEST_TEXT]


def _plain(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return "".join(
        mark for mark in value if mark in "\n\t" or not (category(mark) in _UNSEEN or mark in "\ufffe\uffff")
    )


def _year(value: object) -> int:
    year = int(str(value))
    if not 1990 <= year <= 2200:
        raise ValueError(year)
    return year


def _whole(value: object, most: int) -> int:
    """A whole number from 0 to `most`."""
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError
    return value


def _number(value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value)[:40])
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise ValueError(value)
    if number.adjusted() < -_MOST_PLACES:
        raise ValueError(value)
    return number
