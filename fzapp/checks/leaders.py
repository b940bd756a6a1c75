"""Leaders named with a post that they did not hold in the year of the report, by the unit profile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.domain.unit import Leader, UnitProfile

_SHORTEST_NAME = 2
_BOUNDARY = r"(?:^|[，。；：、（“”\s]|[由经对在和与及向以为是])"
"""What may stand before a post: behind anything else it may be a longer one, or one of another place."""

_BEHIND = (
    r"(?=$|[，。；：、）“”\s]|同志|主持|带头|牵头|多次|亲自|带队|带领|组织|率队|率|讲|作|参加|出席|担任|听取)"
)
"""What may stand behind a name: 李明 is no part of 李明亮, and 王强 none of 王强调."""

_PAST = re.compile(r"时任|前任|原|曾|历任|卸任|离任|调离|接任|接替|继任|新任|拟任|去年|上年|以前")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_OF_MANY = re.compile(r"副|委员|成员|助理|干事|专员")
"""Posts that several persons hold at the same time: nothing follows from who else holds one."""


def leader_posts(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """党委书记李明 in a report on 2025, when the profile has him in that post until 2023."""
    del knowledge
    unit, year = facts.given.unit, facts.year
    if unit is None or year is None or not unit.leaders:
        return
    roll = _Roll(unit, year)
    for sentence in facts.sentences():
        if _PAST.search(sentence.text) or any(int(y) != year for y in _YEAR.findall(sentence.text)):
            continue
        for start, end, name, post in roll.pairs(sentence.text):
            told = roll.fault(name, post)
            if told:
                at = sentence.start
                yield Hit(sentence.line, at + start, at + end, f"{told}，要核对姓名和职务。")


class _Roll:
    """The leaders of a profile as the rule looks them up, in one year."""

    def __init__(self, unit: UnitProfile, year: int) -> None:
        self._year = year
        self._prefixes = tuple(word for word in (unit.full_name, unit.short_name, unit.level) if word)
        self._terms: dict[tuple[str, str], list[Leader]] = {}
        for leader in unit.leaders:
            for post in leader.posts:
                self._terms.setdefault((leader.name, self._bare(post)), []).append(leader)
        names = "|".join(
            sorted({re.escape(n) for n, _ in self._terms if len(n) >= _SHORTEST_NAME}, key=_long)
        )
        posts = "|".join(sorted({re.escape(p) for _, p in self._terms}, key=_long))
        before = "|".join(map(re.escape, self._prefixes)) or "(?!)"
        self._forms = (
            (
                re.compile(
                    rf"{_BOUNDARY}(?P<all>(?:{before}){{0,2}}(?P<post>{posts})\s*(?P<name>{names})){_BEHIND}"
                ),
                re.compile(
                    rf"{_BOUNDARY}(?P<all>(?P<name>{names})(?:同志)?(?:（|任|担任|\s+)"
                    rf"(?:{before}){{0,2}}(?P<post>{posts}))(?=$|[，。；、）])"
                ),
            )
            if names
            else ()
        )

    def pairs(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, name and post of each place where both stand side by side."""
        for form in self._forms:
            for found in form.finditer(text):
                start, end = found.span("all")
                yield start, end, found["name"], found["post"]

    def fault(self, name: str, post: str) -> str:
        """What the profile says against the two standing together; "" when nothing."""
        own = self._terms.get((name, post), [])
        if any(leader.held_in(self._year) for leader in own):
            return ""
        if own:
            return f"{self._year}年{name}不任{post}（本单位情况里记的是{_term(own[-1])}）"
        others = {n for (n, p), terms in self._terms.items() if p == post and self._any_held(terms)}
        if _OF_MANY.search(post) or len(others) != 1 or not self._is_active(name):
            return ""
        return f"本单位情况里{self._year}年的{post}是{others.pop()}"

    def _any_held(self, terms: list[Leader]) -> bool:
        return any(leader.held_in(self._year) for leader in terms)

    def _is_active(self, name: str) -> bool:
        """Whether a post of that person in the year is known: else the list may be incomplete."""
        return any(self._any_held(terms) for (n, _), terms in self._terms.items() if n == name)

    def _bare(self, post: str) -> str:
        """A post without the name and level of the unit: 青石镇党委书记 and 镇党委书记 are 党委书记."""
        for prefix in self._prefixes:
            rest = post.removeprefix(prefix)
            post = rest if len(rest) > 1 else post  # 镇长 stays
        return post


def _long(word: str) -> tuple[int, str]:
    return (-len(word), word)


def _term(leader: Leader) -> str:
    if leader.since and leader.until:
        return f"{leader.since}至{leader.until}"
    return f"{leader.since}起" if leader.since else f"到{leader.until}为止"


RULES = (Rule("inconsistency.leader_post", Severity.SHOULD, "本单位情况中的领导任职时间", leader_posts),)
