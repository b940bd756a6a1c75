"""Names of persons in running text, by grammar and by data: only for what is proposed before a report is made public.

Not for the ordinary check: there a name too many is a false alarm, here a person decides. Rests on the part `names`
of resources/rules/release.toml, the family names of privacy.toml and the words of the dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fzapp.text.segment import frequencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HAN = "\u4e00-\u9fff"
_MARKS = "0123456789，。；：、！？（）“”‘’《》〈〉…—,.;:!?()\t \u3000"
_STOPS = "，。；：！？（“\t"
_LISTED = re.compile(r"[、]")
_COUNTED = re.compile(r"等?(?:\d+|[一二两三四五六七八九十]+)(?:人|名|位|户)")
_TOGETHER = re.compile(r"等?[两二]?(?:夫妇|夫妻|兄弟|姐妹|父子|母子|父女|母女|婆媳)")
_LEAST_LISTED = 3
"""Names of a list that nothing else says is one of persons."""
_LONGEST_WORD = 5
_COMMON = 1_000
"""Times a word is counted in the dictionary from which nobody reads a name in it."""
_BLANKS = "[ \\u3000]*"
_MASKED = "某"
_HOUSE = "家"


class NameKind(StrEnum):
    """What a name is of: a private person, somebody who serves, or somebody whose given name is left out."""

    PERSON = "person"
    STAFF = "leader"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name in a line: offsets in it, and whose it is."""

    start: int
    end: int
    kind: NameKind


class NameFinder:
    """Finds names behind a kind of persons, in lists, and before what only persons do."""

    def __init__(self, data: Mapping[str, Any], surnames: str, doubtful: str) -> None:
        """`data` is the part `names` of the rules; `doubtful` family names begin many ordinary words."""
        self._sure = frozenset(surnames) - frozenset(doubtful)
        self._all = frozenset(surnames + data["more"])
        self._firm = frozenset(data["firm"])
        self._compound = tuple(data["compound"])
        self._given = frozenset(data["given"])
        self._never = frozenset(data["never"])
        self._plain = frozenset(data["plain"])
        self._titles = frozenset(data["titles"])
        self._words = frozenset(data["words"])
        self._begins = self._all | {one[0] for one in self._compound}
        self._places = frozenset(data["places"])
        self._behind = tuple(data["behind"])
        self._acts = tuple(data["acts"])
        self._leads = tuple(data["leads"])
        self._roles = {
            NameKind.PERSON: _role_pattern(data["persons"], data["between"]),
            NameKind.STAFF: _role_pattern(data["staff"], data["between"]),
        }
        self._masked = re.compile(
            rf"(?:{'|'.join(self._compound)}|[{''.join(self._all)}])某某?(?![{_HAN}]?某)"
        )

    @cached_property
    def _known(self) -> Mapping[str, int]:
        """How often each word of the dictionary was counted; loaded with the first text."""
        return frequencies()[0]

    def find(self, text: str) -> Iterator[FoundName]:
        """The names of a line, from the surest kind of place to the least sure; some may be found twice."""
        for kind, pattern in self._roles.items():
            yield from self._behind_roles(text, pattern, kind)
        yield from self._lists(text)
        yield from self._told_of(text)
        for found in self._masked.finditer(text):
            behind = text[found.end() : found.end() + 1]
            if found[0][0] in self._sure and behind not in self._places:
                yield FoundName(found.start(), found.end(), NameKind.MASKED)

    def shortened(self, name: str) -> str:
        """张某 of 张三, 欧阳某 of 欧阳海."""
        return f"{next((one for one in self._compound if name.startswith(one)), name[:1])}{_MASKED}"

    # --- behind 村民, 被告人, 书记 and the like ----------------------------------------------------

    def _behind_roles(self, text: str, pattern: re.Pattern[str], kind: NameKind) -> Iterator[FoundName]:
        for found in pattern.finditer(text):
            start = found.end()
            length = self._length_at(text, start, strict=kind is NameKind.STAFF)
            if not length:
                continue
            yield FoundName(start, start + length, kind)
            for one in self._run_from(text, start + length):
                yield FoundName(*one, kind)

    def _run_from(self, text: str, place: int) -> Iterator[tuple[int, int]]:
        """The names that follow one by 、, 和 or 与, as long as they are names."""
        while place < len(text) and text[place] in "、和与及":
            length = self._length_at(text, place + 1, strict=True)
            if not length:
                return
            yield place + 1, place + 1 + length
            place += 1 + length

    # --- 张三、李四等三人 --------------------------------------------------------------------------

    def _lists(self, text: str) -> Iterator[FoundName]:
        for first, second in self._list_starts(text):
            names = [first, second, *self._run_from(text, second[1])]
            end = names[-1][1]
            counted = _COUNTED.match(text, end) or _TOGETHER.match(text, end)
            if counted or (
                len(names) >= _LEAST_LISTED and all(self._is_typical(text[a:b]) for a, b in names)
            ):
                for start, stop in names:
                    yield FoundName(start, stop, NameKind.PERSON)

    def _list_starts(self, text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """The first two names of every list."""
        done = 0
        for mark in _LISTED.finditer(text):
            if mark.start() < done:
                continue
            first = self._name_before(text, mark.start())
            length = self._length_at(text, mark.end(), strict=True) if first else 0
            if first and length:
                yield first, (mark.end(), mark.end() + length)
                done = mark.end() + length + 1

    def _name_before(self, text: str, end: int) -> tuple[int, int] | None:
        """The name that ends at `end`, if what stands before it lets one begin there."""
        for length in (4, 3, 2):
            start = end - length
            if start >= 0 and self._may_begin(text, start) and self._is_name(text[start:end]):
                return start, end
        return None

    # --- 王小明因…… ------------------------------------------------------------------------------

    def _told_of(self, text: str) -> Iterator[FoundName]:
        for start in self._clause_starts(text):
            for length in (4, 3, 2):
                name, rest = text[start : start + length], text[start + length :]
                many = rest.startswith("等") and _COUNTED.match(rest) is not None
                if self._is_typical(name) and (many or rest.startswith(self._acts)):
                    yield FoundName(start, start + length, NameKind.PERSON)
                    break

    def _clause_starts(self, text: str) -> Iterator[int]:
        return (
            place
            for place in range(len(text))
            if text[place] in self._begins and self._may_begin(text, place)
        )

    def _may_begin(self, text: str, place: int) -> bool:
        """Whether a clause begins here, or a word stands before it that a name is the object of."""
        return not place or text[place - 1] in _STOPS or text.endswith(self._leads, 0, place)

    # --- what is a name -------------------------------------------------------------------------

    def _length_at(self, text: str, start: int, *, strict: bool) -> int:
        """How many characters of a name begin at `start`; 0 when it is none. `strict` wants a given name in use."""
        for length in (4, 3, 2):
            name, rest = text[start : start + length], text[start + length :]
            if len(name) < length or not self._is_name(name) or not self._ends(name, rest):
                continue
            if self._is_typical(name) or self._is_written_out(name, rest):
                return length
            clear = not rest or rest[0] in _MARKS or rest.startswith(self._behind)
            if not strict and (clear or (name[0] in self._sure and set(name[1:]) <= self._given)):
                return length
        return 0

    def _is_written_out(self, name: str, rest: str) -> bool:
        """Whether a mark ends a name of three characters with a family name that begins few words."""
        return len(name) > 2 and name[0] in self._firm and (not rest or rest[0] in _MARKS)

    def _is_name(self, name: str) -> bool:
        """Whether characters can be a name at all: family name, given name, no word."""
        if name in self._plain:
            return True
        compound = name.startswith(self._compound)
        given = name[2:] if compound else name[1:]
        if not 1 <= len(given) <= 2 or not (compound or name[0] in self._all):
            return False
        if (
            given in self._titles
            or _MASKED in given
            or not re.fullmatch(f"[{_HAN}]+", given)
            or self._never & set(given)
        ):
            return False
        return compound or not self._is_word(name)

    def _is_word(self, name: str) -> bool:
        """Whether the characters are an ordinary word, or a place; famous names stand in the dictionary too."""
        if name in self._words or name[:2] in self._words or name[1] == _HOUSE or name[-1] in self._places:
            return True
        if not self._known.get(name):
            return False
        return name[0] not in self._firm or not set(name[1:]) <= self._given

    def _is_typical(self, name: str) -> bool:
        """Whether it is a name by itself: in use as a given name, and not put together from words."""
        if name in self._plain:
            return True
        if not self._is_name(name):
            return False
        if name.startswith(self._compound):
            return True
        if not set(name[1:]) <= self._given:
            return False
        if len(name) == 2 or name[0] in self._firm:
            return name[0] in self._firm
        return max(self._known.get(name[:2], 0), self._known.get(name[1:], 0)) <= _COMMON

    def _ends(self, name: str, rest: str) -> bool:
        """Whether the text may go on as it does behind a name: the last character belongs to no other word."""
        if not rest or rest[0] in _MARKS:
            return True
        if rest[0] in self._places:
            return False
        going_on = self._beginning(rest)
        if self._crossing(name, rest) > going_on:
            return False
        return going_on > 0 or self._is_typical(name)

    def _crossing(self, name: str, rest: str) -> int:
        """How often the commonest word is used that begins inside the name and ends behind it."""
        return max(self._known.get(name[at:] + rest[:more], 0) for at in range(len(name)) for more in (1, 2))

    def _beginning(self, rest: str) -> int:
        """How often the commonest word is used that `rest` begins with; of single characters those behind names."""
        least = 1 if rest.startswith(self._behind) else 2
        return max(self._known.get(rest[:length], 0) for length in range(least, _LONGEST_WORD))


def _role_pattern(roles: Iterable[str], between: str) -> re.Pattern[str]:
    """Any of the kinds, also set with blanks (组　长), and what may stand before the name."""
    apart = (_BLANKS.join(one) for one in sorted(roles, key=len, reverse=True))
    return re.compile(f"(?:{'|'.join(apart)}){between}")
