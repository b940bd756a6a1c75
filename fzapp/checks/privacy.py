"""What must not stand in a report: identity numbers, phones, cards, names of protected persons, secrecy marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity
from fzapp.text.quantities import QuantityKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])|(?<![\d.])1[3-9]\d[- ]\d{4}[- ]\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62|4|5)\d{14,18}(?!\d)")
_AGED = re.compile(r"([\u4e00-\u9fff]{2,4})（(?:[男女]，)?(\d{1,2})岁[^）]{0,10}）")
_SECRET = re.compile(r"(?:绝密|机密|秘密)(?:★|\*{1,3}(?=\d+年))|^\s*(?:绝密|机密|秘密)\s*$")
_MASKED_IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d[*＊×xX]{2,4}(?![\d*])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MINOR = 18
_SMALL = 5


def identity(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """18 digits of an identity card; the check digit tells how sure it is."""
    del knowledge
    for number, text in facts.body():
        for found in _IDENTITY.finditer(text):
            sure = _check_digit(found[0][:17]) == found[0][17].upper()
            severity = None if sure else Severity.SHOULD
            yield Hit(number, found.start(), found.end(), "身份证号码不能写进报告，要删去。", (), severity)
        for found in _MASKED_IDENTITY.finditer(text):
            message = "身份证号码只遮了末尾，仍看得出是谁，要删去。"
            yield Hit(number, found.start(), found.end(), message, (), Severity.SHOULD)


def _check_digit(digits: str) -> str:
    """The 18th character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def phones(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Mobile numbers of persons."""
    del knowledge
    for number, text in facts.body():
        for found in _MOBILE.finditer(text):
            yield Hit(number, found.start(), found.end(), "个人手机号码不能写进报告，要删去。", ("",))


def cards(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Bank cards by their check digit."""
    del knowledge
    for number, text in facts.body():
        for found in _CARD.finditer(text):
            if len(found[0]) >= 16 and _luhn(found[0]) and not _IDENTITY.fullmatch(found[0]):
                yield Hit(number, found.start(), found.end(), "银行卡号不能写进报告，要删去。", ("",))


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def names(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The name of a person behind 社区矫正对象, 信访人, 在校生 and the like."""
    persons = knowledge.words("privacy.toml", "persons")
    behind = knowledge.words("privacy.toml", "behind")
    surnames = str(knowledge.raw["privacy.toml"]["surnames"])
    doubtful = str(knowledge.raw["privacy.toml"]["doubtful"])
    sure = "".join(sorted(set(surnames) - set(doubtful)))
    after = "|".join(behind)
    pattern = re.compile(
        rf"(?:{'|'.join(persons)})[“：]?"
        rf"(?:([{sure}][\u4e00-\u9fff]{{1,2}}?)(?=（|、[{sure}]|，(?:现|因|在)|{after})"
        rf"|([{surnames}](?![某人员们])[\u4e00-\u9fff]{{1,2}})(?=（(?:身份证|\d|男|女|化名)))"
    )
    for number, text in facts.body():
        for found in pattern.finditer(text):
            group = 1 if found[1] else 2
            name = found[group]
            if "某" in name or name[1:] in behind:
                continue
            message = f"“{name}”像是受保护人员的姓名，不能写出，可写作“{name[0]}某”。"
            yield Hit(number, found.start(group), found.end(group), message, (name[0] + "某",))


def minors(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A name with an age under 18."""
    surnames = str(knowledge.raw["privacy.toml"]["surnames"])
    for number, text in facts.body():
        for found in _AGED.finditer(text):
            name = (
                next((found[1][-n:] for n in (3, 2) if found[1][-n] in surnames), "")
                if len(found[1]) > 2
                else found[1]
            )
            if int(found[2]) < _MINOR and name and name[0] in surnames and "某" not in name:
                start = found.end(1) - len(name)
                message = "未成年人的姓名不能公开，要隐去。"
                yield Hit(number, start, found.end(), message, (name[0] + "某某",))


def small_groups(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Fewer than five persons of a protected group in a text for the public."""
    if not facts.given.public:
        return
    words = knowledge.words("privacy.toml", "small_groups")
    for number, text in facts.body():
        for quantity in facts.quantities[number - 1]:
            if quantity.kind is not QuantityKind.COUNT or quantity.unit not in ("人", "名"):
                continue
            near = text[max(0, quantity.start - 14) : quantity.end + 8]
            if (
                any(w in near for w in words)
                and quantity.text[:1].isdigit()
                and 0 < int(quantity.text[0]) < _SMALL
            ):
                if len(quantity.text) > 2 and quantity.text[1].isdigit():
                    continue
                message = "人数太少，容易推断到个人，公开稿里要隐去。"
                yield Hit(number, quantity.start, quantity.end, message)


def secrecy(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Marks of state secrets: this program does not handle them."""
    del knowledge
    for number, text in facts.body():
        for found in _SECRET.finditer(text):
            message = "出现密级标志，涉密文件不能在这台电脑上处理。"
            yield Hit(number, found.start(), found.end(), message)


RULES = (
    Rule("privacy.identity", Severity.MUST, "《中华人民共和国个人信息保护法》", identity, local=True),
    Rule("privacy.phone", Severity.MUST, "《中华人民共和国个人信息保护法》", phones, local=True),
    Rule("privacy.card", Severity.MUST, "《中华人民共和国个人信息保护法》", cards, local=True),
    Rule("privacy.minor", Severity.MUST, "《中华人民共和国未成年人保护法》第一百零三条", minors, local=True),
    Rule("privacy.name", Severity.MUST, "《中华人民共和国社区矫正法》第五十四条等", names, local=True),
    Rule("sensitive.secrecy", Severity.MUST, "《中华人民共和国保守国家秘密法》", secrecy, local=True),
    Rule("privacy.small_group", Severity.SHOULD, "规则N36", small_groups, local=True),
)
