"""Names of laws and documents in 《》: right, shortened, with wrong years, replaced, not yet passed."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from fzapp.checks.edits import distance
from fzapp.checks.rule import Hit, Rule
from fzapp.checks.rule_helpers import title_spans
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge, Law

_STATE = "中华人民共和国"
_BASIS = "国家法律法规数据库和文件原文"
_YEARS = re.compile(r"[（(](\d{4})年?[—\-–~－―]{1,2}(\d{4})年?[）)]|[（(](\d{4})(\d{4})年?[）)]")
_TAIL = re.compile(r"[（(][^（）()]*[）)]$")
_LOCAL = re.compile(
    r"^(?!关于|中国|国家|全国|乡村|乡镇)[\u4e00-\u9fff]{2,8}?(?:省|市|县|区|州|盟|旗|镇|乡|街道)(?![一二])"
)
_KINDS = ("法", "条例", "规定", "办法", "细则", "规则", "意见", "纲要", "规划", "准则", "通知", "决定")
_LONG_STEM = 5
"""Characters before the kind from which two names with the same ones mean the same matter."""
_SHORTEST = 4
_PREFIX = re.compile(r"^(?:中共中央办公厅|国务院办公厅|中共中央|国务院|、|，|关于印发|中办|国办)+")


def _plain(name: str) -> str:
    return (
        re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）").replace("《", "〈").replace("》", "〉")
    )


def _core(name: str) -> str:
    """A name without 中华人民共和国, issuing bodies and the brackets at its end."""
    name = _TAIL.sub("", _plain(name))
    return name.removeprefix(_STATE)


class _Register:
    """The register as look-ups."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.by_core: dict[str, list[Law]] = {}
        self.right: set[str] = {_core(name) for name in knowledge.known_laws}
        self.wrong: dict[str, Law] = {}
        for law in knowledge.laws:
            self.by_core.setdefault(_core(law.name), []).append(law)
            self.right.update(law.short)
            self.wrong.update((_core(name), law) for name in law.wrong)
        replaced = knowledge.raw["laws.toml"]["replaced"]
        self.replaced = {_core(entry["name"]): entry for entry in replaced}


@cache
def _register(knowledge: Knowledge) -> _Register:
    return _Register(knowledge)


def _titles(facts: ReportFacts) -> Iterator[tuple[int, int, int, str]]:
    """(line, start, end, name) of every name in 《》; the span is inside the marks."""
    for number, text in facts.body():
        for start, end in title_spans(text):
            yield number, start + 1, end - 1, text[start + 1 : end - 1]


def misnamed(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A name that is nearly one of the register, and is none that is known to be right."""
    register = _register(knowledge)
    for line, start, end, name in _titles(facts):
        law = _meant(name, register)
        if law is None:
            continue
        full = name.startswith(_STATE) or not law.name.startswith(_STATE)
        right = law.name if full else law.name.removeprefix(_STATE)
        bracket = _TAIL.search(_plain(name))
        right += bracket[0] if bracket else ""
        severity = None if name.startswith(_STATE) or _core(name) in register.wrong else Severity.SHOULD
        yield Hit(line, start, end, f"名称应为《{right}》。", (right,), severity, law.basis)


def _meant(name: str, register: _Register) -> Law | None:
    """The law that a wrong name means; None when the name is right, local, or like nothing."""
    core = _core(name)
    if len(core) < _SHORTEST or len(core) > 60:
        return None
    for form in (core, _PREFIX.sub("", core)):
        if form in register.right or form in register.by_core or form in register.replaced:
            return None
        if form in register.wrong:
            return register.wrong[form]
    if "〈" in core:
        return None
    local = _LOCAL.match(core)
    candidates = [(distance(core, other), other) for other in register.by_core if _comparable(core, other)]
    if local:
        candidates = [c for c in candidates if c[0] == 1 and c[1].startswith(local[0])]
    best = min(candidates, default=(99, ""))
    allowed = 1 if len(core) < 7 else 2 if len(core) < 16 else 3
    if _same_but_kind(core, best[1]) or best[0] <= allowed:
        return register.by_core[best[1]][0]
    return None


def _comparable(core: str, other: str) -> bool:
    return abs(len(core) - len(other)) <= 3 and (core[:2] == other[:2] or core[-3:] == other[-3:])


def _same_but_kind(core: str, other: str) -> bool:
    """反有组织犯罪条例 and 反有组织犯罪法: the same matter, long enough to be no other law."""
    stems = {core.removesuffix(kind) for kind in _KINDS if core.endswith(kind)}
    others = {other.removesuffix(kind) for kind in _KINDS if other.endswith(kind)}
    return core != other and any(len(stem) >= _LONG_STEM for stem in stems & others)


def wrong_years(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The period behind a plan is not the one it has; also when the bracket stands outside the 》."""
    register = _register(knowledge)
    for number, text in facts.body():
        for start, end in title_spans(text):
            name = text[start + 1 : end - 1]
            outside = re.match(r"[\s]*([（(][^（）()]{4,16}[）)])", text[end:])
            found = _YEARS.search(name) or (_YEARS.fullmatch(outside[1]) if outside else None)
            if not found:
                continue
            core = _PREFIX.sub("", _core(name))
            periods = {law.years for law in register.by_core.get(core, []) if law.years}
            written = f"{found[1] or found[3]}—{found[2] or found[4]}年"
            if not periods:
                continue
            at = (
                start + 1 + found.start()
                if _YEARS.search(name)
                else end + (outside.start(1) if outside else 0)
            )
            last = at + len(found[0])
            yield from _years_hit(number, (at, last), written, periods, text)


def _years_hit(
    number: int, span: tuple[int, int], written: str, periods: set[str], text: str
) -> Iterator[Hit]:
    right = max(sorted(periods), key=lambda p: sum(a == b for a, b in zip(p, written, strict=False)))
    shown = text[span[0] : span[1]].replace("(", "（").replace(")", "）")
    if written not in periods:
        yield Hit(number, *span, f"起止年份应为（{right}）。", (f"（{right}）",))
    elif shown != f"（{right}）":
        message = f"起止年份写作（{right}），用一字线，“年”写在后面。"
        yield Hit(number, *span, message, (f"（{right}）",), Severity.SHOULD)


def not_yet(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A document cited in a report on a year before it was there."""
    day = facts.signed or (date(facts.year + 1, 6, 30) if facts.year else None)
    if day is None:
        return
    register = _register(knowledge)
    for line, start, end, name in _titles(facts):
        core = _PREFIX.sub("", _core(name))
        laws = [law for law in register.by_core.get(core, []) if not law.years or law.years in name]
        if laws and all(law.since and law.since > day for law in laws):
            message = f"《{laws[0].name}》在报告成文时还没有出台。"
            yield Hit(line, start, end, message, (), None, laws[0].basis)


def replaced(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A law that another one has taken the place of."""
    register = _register(knowledge)
    day = facts.signed or (date(facts.year, 12, 31) if facts.year else None)
    for line, start, end, name in _titles(facts):
        entry = register.replaced.get(_core(name))
        if entry is None or (day is not None and day < entry["until"]) or _LOCAL.match(name):
            continue
        behind = facts.plain[line - 1][max(0, start - 12) : end + 12]
        if any(word in behind for word in ("废止", "原《", "旧", "替代", "取代")):
            continue
        successor = str(entry["successor"])
        what = f"，现行的是{successor}" if successor else ""
        right = (successor[1:-1],) if successor else ()
        yield Hit(line, start, end, f"《{name}》已经失效{what}。", right)


RULES = (
    Rule("law_name.wrong_years", Severity.MUST, _BASIS, wrong_years, local=True),
    Rule("law_name.misnamed", Severity.MUST, _BASIS, misnamed, local=True),
    Rule("law_name.not_yet", Severity.MUST, _BASIS, not_yet, local=True),
    Rule("outdated_term.replaced_law", Severity.MUST, _BASIS, replaced, local=True),
)
