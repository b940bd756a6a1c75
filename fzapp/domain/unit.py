"""Who writes: the unit profile (本单位情况) that drives titles, addressees, signatures, names and checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DAY = re.compile(r"(\d{4})\s*(?:[-.．/年]\s*(\d{1,2})\s*(?:[-.．/月]\s*(\d{1,2})?\s*日?|月?)|年)?")
_PARTS_OF_POST = re.compile(r"[、，,；;/]|兼任?")
_OPEN_ENDED = ("", "至今", "今", "现在")


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader in one post. `since` and `until` are ISO dates, both inclusive; "" is open.

    Who changes posts stands in the list once for each of them; 党委副书记、镇长 are two posts of one line.
    """

    name: str
    post: str
    since: str = ""
    until: str = ""

    @property
    def posts(self) -> tuple[str, ...]:
        """The posts that the line names."""
        return tuple(part for one in _PARTS_OF_POST.split(self.post) if (part := one.strip()))

    def held_in(self, year: int) -> bool:
        """Whether the post was held on any day of `year`."""
        return (not self.since or self.since <= f"{year}-12-31") and (
            not self.until or self.until >= f"{year}-01-01"
        )


@dataclass(frozen=True, slots=True)
class UnitProfile:
    """`level` is 镇, 乡 or 街道; `full_name` signs (青石镇人民政府); `short_name` titles (青石镇).

    `residents` is the number of people who live there (常住人口), 0 while it is not known. `copies_to` is
    who gets a copy (抄送); `wordings` are the spellings of the place for what is called otherwise elsewhere
    (法律七进), which checks leave alone.
    """

    level: str = "镇"
    full_name: str = ""
    short_name: str = ""
    superior: str = ""
    doc_prefix: str = ""
    villages: tuple[str, ...] = ()
    residents: int = 0
    copies_to: str = ""
    offices: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    leaders: tuple[Leader, ...] = ()


def profile_from(values: Mapping[str, Any]) -> UnitProfile:
    """The profile in plain values, as the archive and files hold it; what is missing or unknown is left out.

    Raises `ValueError` with what is wrong in Chinese for dates that are none and lists that are none.
    """
    leaders = tuple(_leader(one) for one in _list(values, "leaders", "领导名单"))
    return UnitProfile(
        level=str(values.get("level", UnitProfile().level)),
        full_name=str(values.get("full_name", "")),
        short_name=str(values.get("short_name", "")),
        superior=str(values.get("superior", "")),
        doc_prefix=str(values.get("doc_prefix", "")),
        villages=_texts(values, "villages", "村（社区）"),
        residents=_count(values.get("residents", 0)),
        copies_to=str(values.get("copies_to", "")),
        offices=_texts(values, "offices", "内设机构"),
        wordings=_texts(values, "wordings", "本地写法"),
        leaders=leaders,
    )


def day_of_term(text: str, *, last: bool = False) -> str | None:
    """The ISO date that `text` says (2024-3-5, 2024年3月, 2024), "" for an open one; None when it is no date.

    A month or year alone is its first day, its last one when `last`.
    """
    text = text.strip()
    if text in _OPEN_ENDED:
        return ""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    try:
        day = int(found[3] or (_last_day(year, month) if last else 1))
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _last_day(year: int, month: int) -> int:
    """The last day of a month. Raises `ValueError` for a month that there is not."""
    first = date(year, month, 1)
    return (date(first.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def term_fault(leader: Leader) -> str:
    """What is wrong with the dates of a leader, in Chinese; "" when nothing is."""
    since, until = day_of_term(leader.since), day_of_term(leader.until, last=True)
    if since is None:
        return f"任职起“{leader.since}”不是日期"
    if until is None:
        return f"任职止“{leader.until}”不是日期"
    return "任职止早于任职起" if since and until and until < since else ""


def _leader(values: object) -> Leader:
    if not isinstance(values, dict):
        raise ValueError("领导名单里有一项写法不对")  # noqa: TRY004  told to the user as one of the faults of a file
    plain = cast("dict[str, Any]", values)
    said = Leader(*(str(plain.get(key, "")).strip() for key in ("name", "post", "since", "until")))
    fault = "没有写姓名" if not said.name else "没有写职务" if not said.post else term_fault(said)
    if fault:
        raise ValueError(f"领导“{said.name or said.post}”的{fault}")
    since, until = day_of_term(said.since), day_of_term(said.until, last=True)
    return Leader(said.name, said.post, since or "", until or "")


def _list(values: Mapping[str, Any], key: str, words: str) -> Iterable[object]:
    value = values.get(key, ())
    if not isinstance(value, list | tuple):
        raise ValueError(f"“{words}”不是一串内容")  # noqa: TRY004  as above
    return cast("Iterable[object]", value)


def _texts(values: Mapping[str, Any], key: str, words: str) -> tuple[str, ...]:
    return tuple(str(value) for value in _list(values, key, words))


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("“常住人口”不是人数")
    return value
