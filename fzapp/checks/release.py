"""What must be decided before a report is made public: every place by its kind, with a proposal.

These are no faults of the report, so they are no rules of the check: most of it may stand in the report for the
superior. Rests on resources/rules/release.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from fzapp.checks import privacy
from fzapp.checks.person_names import NameFinder, NameKind
from fzapp.domain.release import ReleaseKind, Treatment
from fzapp.text.quantities import QuantityKind
from fzapp.text.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.checks.rule import Hit

FILE = "release.toml"
_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,12})[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*\d{1,5}\s*号")
_COMRADE = re.compile(r"[\u4e00-\u9fff]{2,3}(?=同志)")


@dataclass(frozen=True, slots=True)
class ReleasePlace:
    """A place of a line (1-based; offsets in it) with what is proposed; `put` is for `Treatment.REPLACE`."""

    line: int
    start: int
    end: int
    kind: ReleaseKind
    treatment: Treatment
    put: str = ""


def kinds(knowledge: Knowledge) -> dict[str, ReleaseKind]:
    """The kinds of places by their id."""
    return {key: _kind(key, entry) for key, entry in knowledge.raw[FILE]["kind"].items()}


def _kind(key: str, entry: Mapping[str, Any]) -> ReleaseKind:
    return ReleaseKind(
        key,
        entry["name"],
        Treatment(entry["treatment"]),
        entry.get("put", ""),
        entry.get("grave", False),
        entry.get("only_keep", False),
        entry["basis"],
    )


def find(facts: ReportFacts, knowledge: Knowledge) -> tuple[ReleasePlace, ...]:
    """Every place, from above to below. Of two that cross each other the first of `_FINDERS` stands alone;
    one that lies whole in a sentence that is listed stays beside it.
    """
    finding = _Finding(facts, knowledge)
    found: list[ReleasePlace] = []
    for place in chain.from_iterable(finder(finding) for finder in _FINDERS):
        if not any(_crossing(place, other) for other in found):
            found.append(place)
    return tuple(sorted(found, key=lambda one: (one.line, one.start, -one.end)))


def _crossing(one: ReleasePlace, other: ReleasePlace) -> bool:
    """Whether both share characters and neither is a whole sentence around the other."""
    if one.line != other.line or one.start >= other.end or other.start >= one.end:
        return False
    inside = one.start >= other.start and one.end <= other.end
    around = one.start <= other.start and one.end >= other.end
    if inside and around:
        return True
    return not (_is_sentence(other) and inside) and not (_is_sentence(one) and around)


def _is_sentence(place: ReleasePlace) -> bool:
    return place.kind.id in _SENTENCES


_SENTENCES = frozenset({"secret_words", "inner", "stability", "trade"})
"""Kinds that are about a whole sentence: a word taken out of it would leave nonsense."""


class _Finding:
    """The text and the knowledge that all finders share."""

    def __init__(self, facts: ReportFacts, knowledge: Knowledge) -> None:
        self.facts = facts
        self.knowledge = knowledge
        self.data: Mapping[str, Any] = knowledge.raw[FILE]
        self.kinds = kinds(knowledge)

    def place(self, kind: str, line: int, span: tuple[int, int], put: str | None = None) -> ReleasePlace:
        """A place with what its kind proposes, or with what is put there instead."""
        of = self.kinds[kind]
        treatment = of.treatment if put is None else Treatment.REPLACE
        words = (of.put if put is None else put) if treatment is Treatment.REPLACE else ""
        return ReleasePlace(line, *span, of, treatment, words)

    def sentences(self) -> Iterator[tuple[int, int, int, str]]:
        """(line, start, end, text) of every sentence; a cell of a table is one by itself."""
        for number, line in self.facts.body():
            offset = 0
            for cell in line.split("\t"):
                for one in sentences_of(cell, number):
                    yield number, offset + one.start, offset + one.end, one.text
                offset += len(cell) + 1


def _secrecy(finding: _Finding) -> Iterator[ReleasePlace]:
    yield from _of_rule(finding, privacy.secrecy, "secrecy")


def _numbers_of_persons(finding: _Finding) -> Iterator[ReleasePlace]:
    yield from _of_rule(finding, privacy.identity, "identity")
    yield from _of_rule(finding, privacy.phones, "phone")
    yield from _of_rule(finding, privacy.cards, "card")


def _names(finding: _Finding) -> Iterator[ReleasePlace]:
    yield from _of_rule(finding, privacy.minors, "minor")
    yield from _of_rule(finding, privacy.names, "person")
    yield from _bare_names(finding)


def _bare_names(finding: _Finding) -> Iterator[ReleasePlace]:
    """A name that ends its clause behind 信访人 and the like: here one too many does less harm than one too few."""
    words = finding.knowledge.raw["privacy.toml"]
    sure = "".join(sorted(set(words["surnames"]) - set(words["doubtful"])))
    pattern = re.compile(
        rf"(?:{'|'.join(words['persons'])})[“：]?([{sure}][\u4e00-\u9fff]{{1,2}})(?=[，。；、（）”\t]|$)"
    )
    for number, text in finding.facts.body():
        for found in pattern.finditer(text):
            if found[1] not in finding.data["no_names"] and "某" not in found[1]:
                yield finding.place("person", number, found.span(1), f"{found[1][0]}某")


def _running_names(finding: _Finding) -> Iterator[ReleasePlace]:
    """Names that no label of the ordinary check announces: behind 村民 and 被告人, in lists, before what they did."""
    rules = finding.data.get("names")
    if rules is None:  # an update of the knowledge for an earlier program
        return
    words = finding.knowledge.raw["privacy.toml"]
    finder = NameFinder(rules, str(words["surnames"]), str(words["doubtful"]))
    passed_over = {*finding.data["public_names"], *finding.data["no_names"]}
    for number, text in finding.facts.body():
        for one in finder.find(text):
            name = text[one.start : one.end]
            if name not in passed_over:
                put = finder.shortened(name) if one.kind is NameKind.PERSON else None
                yield finding.place(one.kind.value, number, (one.start, one.end), put)


def _of_rule(
    finding: _Finding, rule: Callable[[ReportFacts, Knowledge], Iterable[Hit]], kind: str
) -> Iterator[ReleasePlace]:
    """What a rule of the check finds; its first suggestion, if it is a text, is what is put there."""
    for hit in rule(finding.facts, finding.knowledge):
        put = next((words for words in hit.suggestions if words), None)
        yield finding.place(kind, hit.line, (hit.start, hit.end), put)


def _patterns(finding: _Finding) -> Iterator[ReleasePlace]:
    for entry in finding.data["pattern"]:
        pattern, beside = re.compile(entry["find"]), entry.get("with", ())
        for line, start, _, text in finding.sentences():
            if beside and not any(word in text for word in beside):
                continue
            for found in pattern.finditer(text):
                yield finding.place(entry["kind"], line, (start + found.start(), start + found.end()))


def _leaders(finding: _Finding) -> Iterator[ReleasePlace]:
    """Names of the leaders of the office, and whoever is called 同志; the word 同志 goes with the name."""
    unit = finding.facts.given.unit
    names = sorted({one.name for one in unit.leaders if len(one.name) > 1} if unit is not None else ())
    known = re.compile(f"(?:{'|'.join(map(re.escape, names))})(?:同志)?") if names else None
    surnames = str(finding.knowledge.raw["privacy.toml"]["surnames"])
    for number, text in finding.facts.body():
        for found in known.finditer(text) if known is not None else ():
            yield finding.place("leader", number, found.span())
        for found in _COMRADE.finditer(text):
            called = (found[0][-length:] for length in (3, 2) if length <= len(found[0]))
            name = next((one for one in called if one[0] in surnames), "")
            if name and "某" not in name and not _is_no_comrade(name, finding.data):
                yield finding.place("leader", number, (found.end() - len(name), found.end() + len("同志")))


def _is_no_comrade(name: str, data: Mapping[str, Any]) -> bool:
    """Whether what stands before 同志 is nobody of this office, or no name."""
    return name.endswith(tuple(data["public_names"])) or any(word in name for word in data["no_comrades"])


def _few(finding: _Finding) -> Iterator[ReleasePlace]:
    """Counts under the least beside words that tell of persons to be protected."""
    rules, least = finding.data["few"], Decimal(finding.data["least"])
    groups = ((rules["person_units"], rules["persons"]), (rules["case_units"], rules["cases"]))
    for number, text in finding.facts.body():
        for quantity in finding.facts.quantities[number - 1]:
            value = quantity.value
            counted = quantity.kind is QuantityKind.COUNT and isinstance(value, Decimal) and 0 < value < least
            around = _around(text, quantity.start)
            if counted and any(
                quantity.unit in units and any(word in around for word in words) for units, words in groups
            ):
                unit = quantity.unit if quantity.text.endswith(quantity.unit) else ""
                span = (quantity.start, quantity.end)
                yield finding.place("few", number, span, finding.data["few_put"] + unit)


def _around(text: str, place: int) -> str:
    """The sentence of a place, or the row of its table."""
    if "\t" in text:
        return text
    return next((one.text for one in sentences_of(text) if one.start <= place < one.end), text)


def _document_numbers(finding: _Finding) -> Iterator[ReleasePlace]:
    rules = finding.data["numbers"]
    leading = re.compile(f".*?(?:{'|'.join(map(re.escape, rules['before']))})(?=[\u4e00-\u9fff]{{2}})")
    for number, text in finding.facts.body():
        for found in _NUMBER.finditer(text):
            verb = leading.match(found[1])
            prefix = found[1][verb.end() :] if verb else found[1]
            span = (found.end(1) - len(prefix), found.end())
            if any(prefix.endswith(one) for one in rules["public"]):
                continue
            if any(sign in prefix for sign in rules["inner"]):
                yield finding.place("inner_number", number, span, rules["put"])
            else:
                yield finding.place("number", number, span)


def _matters(finding: _Finding) -> Iterator[ReleasePlace]:
    sentences = tuple(finding.sentences())
    for entry in finding.data["matter"]:
        for line, start, end, text in sentences:
            if any(word in text for word in entry["words"]):
                yield finding.place(entry["kind"], line, (start, end))


_FINDERS = (
    _secrecy,
    _numbers_of_persons,
    _names,
    _patterns,
    _leaders,
    _running_names,
    _few,
    _document_numbers,
    _matters,
)
