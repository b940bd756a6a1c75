"""The facts that rules rest on, read from resources/rules; pure, the caller reads the files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from fzapp.text.typo_finder import TypoFinder

FILES = (
    "laws.toml",
    "phrases.toml",
    "terms.toml",
    "confusions.toml",
    "privacy.toml",
    "timeline.toml",
    "levels.toml",
    "wording.toml",
    "release.toml",
)
"""The files of knowledge in resources/rules."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law or document: `name` without 《》, `years` the bracket of its period (2021—2025年) or "".

    `since` the day it was passed or published, `until` the last day it may be cited as in force.
    """

    name: str
    years: str
    short: tuple[str, ...]
    wrong: tuple[str, ...]
    since: date | None
    until: date | None
    successor: str
    basis: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A wrong form: `find` matches it, `right` is what should stand there ("" when a person must decide).

    `word` is what is found when that is one word, else "". Valid for reports on the years from `since` to `until`;
    `severity` as in the file.
    """

    find: re.Pattern[str]
    word: str
    right: str
    message: str
    basis: str
    severity: str
    since: int
    until: int
    needs: tuple[str, ...]

    def holds_in(self, year: int | None) -> bool:
        """Whether the form is wrong in a report on `year`."""
        return year is None or self.since <= year <= self.until

    def may_stand_in(self, text: str) -> bool:
        """Whether the form may be found in a text at all; asking for a word costs a hundredth of looking for it."""
        return self.word in text


@dataclass(frozen=True, slots=True)
class MemberSet:
    """A list of words that belong together in one order. `least` members make it recognisable.

    `complete` says that none may be left out once `least` are there.
    """

    name: str
    members: tuple[str, ...]
    least: int
    complete: bool
    basis: str
    since: int
    near: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting or document that cannot be cited in a report signed before `held`."""

    words: tuple[str, ...]
    held: date


@dataclass(frozen=True, slots=True)
class FiveYears:
    """A five-year period by its name (八五 for publicity, 十四五 for plans)."""

    name: str
    kind: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All of it; what is costly is made when first asked for."""

    raw: Mapping[str, Mapping[str, Any]]
    make_typo_finder: Callable[[], TypoFinder | None] = lambda: None

    @cached_property
    def typo_finder(self) -> TypoFinder | None:
        """The finder of wrong characters; the dictionary is loaded on the first use."""
        return self.make_typo_finder()

    @cached_property
    def laws(self) -> tuple[Law, ...]:
        """The register of laws and documents."""
        return tuple(_law(entry) for entry in self.raw["laws.toml"]["law"])

    @cached_property
    def known_laws(self) -> frozenset[str]:
        """Further names that are right as they stand."""
        return frozenset(self.raw["laws.toml"]["known"])

    @cached_property
    def phrases(self) -> tuple[Pattern, ...]:
        """Wrong forms of set phrases."""
        return _patterns(self.raw["phrases.toml"]["form"])

    @cached_property
    def sets(self) -> tuple[MemberSet, ...]:
        """Lists with members and order."""
        return tuple(_member_set(entry) for entry in self.raw["phrases.toml"]["set"])

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        """Long wordings that are always the same."""
        return tuple(self.raw["phrases.toml"]["fixed"])

    @cached_property
    def terms(self) -> tuple[Pattern, ...]:
        """Terms that went out of use."""
        return _patterns(self.raw["terms.toml"]["term"])

    @cached_property
    def confusions(self) -> tuple[Pattern, ...]:
        """Wrong characters in a company that gives them away."""
        return _patterns(self.raw["confusions.toml"]["pair"])

    @cached_property
    def wording(self) -> tuple[Pattern, ...]:
        """Redundant and ill-matched wording."""
        return _patterns(self.raw["wording.toml"]["form"])

    @cached_property
    def levels(self) -> tuple[Pattern, ...]:
        """What does not exist at the level of a township; `needs` are the levels it is wrong in."""
        return _patterns(self.raw["levels.toml"]["form"])

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """When meetings were held."""
        return tuple(Meeting(tuple(e["words"]), e["held"]) for e in self.raw["timeline.toml"]["meeting"])

    @cached_property
    def periods(self) -> tuple[FiveYears, ...]:
        """Five-year periods."""
        return tuple(
            FiveYears(e["name"], e["kind"], e["first"], e["last"])
            for e in self.raw["timeline.toml"]["period"]
        )

    def words(self, file: str, key: str) -> tuple[str, ...]:
        """A plain list of words of a file, () when it is not there."""
        return tuple(self.raw[file].get(key, ()))


def load_knowledge(
    files: Mapping[str, bytes], make_typo_finder: Callable[[], TypoFinder | None] = lambda: None
) -> Knowledge:
    """Parse the files of `FILES`, by name. Raises KeyError or tomllib.TOMLDecodeError on damaged ones."""
    raw = {name: tomllib.loads(files[name].decode("utf-8")) for name in FILES}
    return Knowledge(raw, make_typo_finder)


def _law(entry: Mapping[str, Any]) -> Law:
    return Law(
        entry["name"],
        entry.get("years", ""),
        tuple(entry.get("short", ())),
        tuple(entry.get("wrong", ())),
        entry.get("since"),
        entry.get("until"),
        entry.get("successor", ""),
        entry.get("basis", ""),
    )


def _patterns(entries: list[Mapping[str, Any]]) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(
            re.compile(entry["find"]),
            entry["find"] if re.escape(entry["find"]) == entry["find"] else "",
            entry.get("right", ""),
            entry.get("message", ""),
            entry.get("basis", ""),
            entry.get("severity", ""),
            entry.get("since", 0),
            entry.get("until", 9999),
            tuple(entry.get("needs", ())),
        )
        for entry in entries
    )


def _member_set(entry: Mapping[str, Any]) -> MemberSet:
    members = tuple(entry["members"])
    return MemberSet(
        entry["name"],
        members,
        entry.get("least", max(2, len(members) - 1)),
        entry.get("complete", False),
        entry["basis"],
        entry.get("since", 0),
        entry.get("near", ""),
    )
