"""Set phrases: wrong forms from a list, members and order of lists, verbs, and near misses of long wordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.checks.edits import distance
from fzapp.checks.rule import Hit, Rule
from fzapp.checks.rule_helpers import pattern_hits
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge, MemberSet

_SEPARATOR = re.compile("[、，—]+(?:以及|和)?|以及|(?<!参)与|和|及")
_LIST = re.compile(r"[^。；：！？“”《》\s\d]{1,40}(?:、[^。；：！？“”《》\s、\d]{1,40})+")
_VERBS = {"四个意识": ("增强", "树牢"), "四个自信": ("坚定",), "两个维护": ("做到", "践行")}
_NEAR_BEFORE = 12
_TRIO = re.compile(r"([\u4e00-\u9fff]{2})“(四个意识|四个自信|两个维护)”")
_CLAUSE_GAP = 40
_ENOUGH_BEFORE = 2


@dataclass(frozen=True, slots=True)
class _Token:
    """A member of a list in the text: index in the set, whether exact, span in the line."""

    index: int
    exact: bool
    start: int
    end: int


def forms(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Wrong forms that are listed."""
    yield from pattern_hits(facts, knowledge.phrases)


def lists(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Lists with a member missing, changed or out of place."""
    chosen = [s for s in knowledge.sets if facts.year is None or facts.year >= s.since]
    for number, text in facts.body():
        if "、" not in text:
            continue
        near = [one for one in chosen if _has_two(text, one)]
        for found in _LIST.finditer(text) if near else ():
            tokens = _split(found[0], found.start())
            for one in near:
                hit = _judge(one, tokens, text, number)
                if hit:
                    yield hit


def _has_two(text: str, one: MemberSet) -> bool:
    """Whether two members stand in the text at all, the least that a list is recognised by."""
    return sum(member in text for member in one.members) > 1


def _split(run: str, offset: int) -> list[tuple[int, str]]:
    """The pieces of a list with their places; long heads and tails of sentences stay on the outer ones."""
    pieces: list[tuple[int, str]] = []
    position = 0
    for found in _SEPARATOR.finditer(run):
        pieces.append((offset + position, run[position : found.start()]))
        position = found.end()
    pieces.append((offset + position, run[position:]))
    return pieces


def _judge(one: MemberSet, pieces: Sequence[tuple[int, str]], text: str, number: int) -> Hit | None:
    run = _best_run(one, pieces)
    exact = sum(token.exact for token in run)
    if exact < 2 or len({token.index for token in run}) < one.least:
        return None
    start, end = run[0].start, run[-1].end
    if one.near and one.near not in text[max(0, start - _NEAR_BEFORE) : start]:
        return None
    order = [token.index for token in run]
    whole = len(order) == len(one.members) and order == sorted(order)
    fine = exact == len(run) and order == sorted(order)
    if (whole and fine) or (fine and not one.complete) or len(set(order)) < len(order):
        return None
    right = "、".join(one.members if one.complete or not fine else ())
    why = _why(one, order, all_exact=exact == len(run))
    return Hit(number, start, end, f"{one.name}{why}，固定提法是“{right}”。", (right,), None, one.basis)


def _why(one: MemberSet, order: Sequence[int], *, all_exact: bool) -> str:
    if not all_exact:
        return "的用词不对"
    missing = [m for i, m in enumerate(one.members) if i not in order]
    if order != sorted(order):
        return "的次序不对"
    return f"漏了“{'、'.join(missing)}”"


def _best_run(one: MemberSet, pieces: Sequence[tuple[int, str]]) -> list[_Token]:
    """The longest row of neighbouring pieces that are members, exactly or nearly."""
    best: list[_Token] = []
    run: list[_Token] = []
    for at, (start, piece) in enumerate(pieces):
        behind = pieces[at + 1][1] if at + 1 < len(pieces) else ""
        token = _member(one, start, piece, first=not run) or _stranger(one, run, start, piece, behind)
        if token is None:
            run = []
            token = _member(one, start, piece, first=True)
        if token is None:
            continue
        run.append(token)
        if len(run) > len(best):
            best = list(run)
        if start + len(piece) > token.end:
            run = []
    return best


def _stranger(one: MemberSet, run: list[_Token], start: int, piece: str, behind: str) -> _Token | None:
    """A wording of the length of the member that should stand here, between its two neighbours."""
    if len(run) < _ENOUGH_BEFORE or not all(token.exact for token in run):
        return None
    index = run[-1].index + 1
    if index + 1 >= len(one.members) or len(piece) != len(one.members[index]):
        return None
    follows = behind.startswith(one.members[index + 1])
    return _Token(index, False, start, start + len(piece)) if follows else None


def _member(one: MemberSet, start: int, piece: str, *, first: bool) -> _Token | None:
    for index, member in enumerate(one.members):
        if piece.startswith(member):
            return _Token(index, True, start, start + len(member))
        if first and piece.endswith(member):
            at = start + len(piece) - len(member)
            return _Token(index, True, at, start + len(piece))
    for index, member in enumerate(one.members):
        near = piece[: len(member)]
        if len(member) >= 4 and len(piece) == len(member) and _near(near, member):
            return _Token(index, False, start, start + len(near))
    return None


def _near(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) <= max(1, len(other) // 4)


def verbs(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """增强“四个意识”、坚定“四个自信”、做到“两个维护”: each has its verb, and they keep their order."""
    del knowledge
    for sentence in facts.sentences():
        found = list(_TRIO.finditer(sentence.text))
        wrong = [
            m for m in found if m[1] in {v for vs in _VERBS.values() for v in vs} and m[1] not in _VERBS[m[2]]
        ]
        order = [list(_VERBS).index(m[2]) for m in found]
        if len(found) < 2 or not (wrong or order != sorted(order)):
            continue
        if found[-1].start() - found[0].end() > _CLAUSE_GAP:
            continue
        first = wrong[0] if wrong else found[0]
        last = wrong[-1] if wrong else found[-1]
        right = "增强“四个意识”、坚定“四个自信”、做到“两个维护”"
        start, end = sentence.start + first.start(), sentence.start + last.end()
        yield Hit(sentence.line, start, end, f"动词或者次序不对，固定提法是{right}。", ())


def near_misses(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A long wording that is right but for a character or two."""
    for number, text in facts.body():
        for phrase in knowledge.fixed:
            for start, end in _near_places(text, phrase):
                yield Hit(number, start, end, f"固定表述是“{phrase}”。", (phrase,))


def _near_places(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Where one half of `phrase` stands whole and the other nearly."""
    middle = len(phrase) // 2
    head, tail = phrase[:middle], phrase[middle:]
    allowed = 1 if len(phrase) < 14 else 2
    position = text.find(head)
    while position >= 0:
        behind = position + len(head)
        window = text[behind : behind + len(tail)]
        if _differs_inside(window, tail, allowed, from_start=False):
            yield position, behind + len(window)
        position = text.find(head, position + 1)
    position = text.find(tail)
    while position >= 0:
        window = text[max(0, position - len(head)) : position]
        if _differs_inside(window, head, allowed, from_start=True):
            yield position - len(window), position + len(tail)
        position = text.find(tail, position + 1)


def _differs_inside(window: str, half: str, allowed: int, *, from_start: bool) -> bool:
    """Replaced characters only, at the start of the phrase not the first: what was added, left out or put
    before it may be another wording (街道主要负责人履行…).
    """
    if window == half or len(window) != len(half) or (from_start and window[0] != half[0]):
        return False
    if not re.fullmatch(r"[\u4e00-\u9fff、]+", window):
        return False
    return (
        distance(window, half) <= allowed
        and sum(a != b for a, b in zip(window, half, strict=True)) <= allowed
    )


RULES = (
    Rule("set_phrase.form", Severity.MUST, "固定提法", forms, local=True),
    Rule("set_phrase.members", Severity.MUST, "固定提法", lists, local=True),
    Rule("set_phrase.verbs", Severity.MUST, "固定提法", verbs, local=True),
    Rule("set_phrase.near_miss", Severity.SHOULD, "固定提法", near_misses, local=True),
)
