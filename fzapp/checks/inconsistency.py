"""The same thing told in two ways: numbers of villages, stocks, budgets, offices, the level of the unit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge

_PLACES = ("行政村", "社区", "村民小组", "居民小组", "村", "网格")
_PLACE = re.compile(
    r"(?<![\d.第])(\d{1,4})个(行政村|社区|村民小组|居民小组|村(?!民|组|级)|网格)(?!（|[、和及]社区)"
)
_PLACE_BEFORE = re.compile(
    r"(行政村|社区|村民小组|居民小组|网格)(?:共)?(\d{1,4})个(?![\u4e00-\u9fff]{0,2}(?:工作|服务))"
)
_BASE = re.compile(r"(?:下?辖|现有|共有|划分(?:为)?|设有?)[^，。；]{0,30}$")
_WHOLE = re.compile(r"(?:覆盖|惠及|^)全(?:镇|乡|街道)(?:的)?$|[辖全]区(?:内)?$")
_ALL = re.compile("均|全部|全覆盖|所有|都已?|各|统一")
_ELSEWHERE = re.compile("全县|全市|全区|周边|相邻|毗邻|邻近|邻县|共建|帮扶|示范|试点|重点|其中|剩余|覆盖率")
_STOCK_NOUNS = (
    "法律明白人",
    "专兼职调解员",
    "人民调解员",
    "调解员",
    "网格员",
    "执法人员",
    "持证人员",
    "法律顾问",
    "普法志愿者",
)
_STOCK = re.compile(
    r"(?P<verb>培育|培养|现有|共有|拥有|配备|增至|发展|建成|选聘|聘请|配齐|全部|推动|组织|发挥|全[镇乡县]|全街道)?"
    r"[^，。；：、\d]{0,10}?[“]?(?P<noun>"
    + "|".join(_STOCK_NOUNS)
    + r")[”]?(?P<fill>共有|共|达到|达|已达|增至|增加到|总数为|总数|现有|仅有|只有|仅|只|为)?[“]?(?P<n>\d{1,5})(?:名|人)(?![\d次均])"
)
_STOCK_BEFORE = re.compile(
    r"(?P<verb>[\u4e00-\u9fff]{0,8})(?<![\d.])(?P<n>\d{1,5})(?:名|人)[“]?(?P<noun>"
    + "|".join(_STOCK_NOUNS)
    + ")[”]?"
)
_NOT_STOCK = re.compile(
    "新增|新|其中|每|不少于|不低于|以上|增加|培训|选派|评选|评为|表彰|增补|个村|争取|计划|力争|辅助|女"
)
_FUND = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{2,12}(?:经费|资金|预算))(?:共计|共|达到|达|为|约)?(?P<n>\d+(?:\.\d+)?)(?P<u>万元|元)"
    r"|(?P<n2>\d+(?:\.\d+)?)(?P<u2>万元|元)(?:的)?(?P<noun2>[\u4e00-\u9fff]{4,12}(?:经费|资金|预算))"
)
_NOT_FUND = re.compile("其中|追加|增加|新增|上年|去年|每年|剩余|结余|另|占|较")
_COMMON = 6
_OWN_NAME = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}[省市县区])*?([\u4e00-\u9fff]{2,4}(?:镇|乡|街道))(?=人民政府|办事处|党委|党工委|关于|20\d\d年|$)"
)
_OTHER_UNIT = re.compile(
    r"(?:(?<=[，。；：])|^[\s\u3000]*)((?!各|全|本|我|该|两|乡|城|县|区|市|村|集|在|为|由|与|和|对|将|把|向|从|经|以|是|有|每|推|促|涉|指|督|要|到|分|其|邻|周|相|同|联|原)"
    r"[\u4e00-\u9fff]{2,3}(?<!乡)(?:镇|乡|街道))"
    r"(?=党委|党工委|政府|人民政府|办事处|认真|坚持|积极|始终|深入|高度|开展|组织|严格|成立|召开|全面|持续|大力|充分|切实|不断|紧紧|聚焦|围绕|扎实)"
)
_LEVEL_WORDS = {
    "镇": re.compile(r"[我本全]乡(?!镇|村|贤|土)|[我本]街道|(?<![城各])乡(?:党委|政府)|乡、村、组"),
    "乡": re.compile(r"[我本全]镇(?!域)|[我本]街道|(?<![乡各集城])镇(?:党委|政府)(?!府)"),
    "街道": re.compile(r"[我本全]镇(?!域)|[我本全]乡(?!镇|村|贤)|(?<![乡各])镇(?:党委|政府)"),
}


@dataclass(frozen=True, slots=True)
class _Mention:
    """A number said of something: value, place, the clause it stands in."""

    value: int
    line: int
    start: int
    end: int
    clause: str
    before: str


def places(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """More villages than there are, or all of them with another number."""
    del knowledge
    mentions: dict[str, list[_Mention]] = {}
    bases: dict[str, int] = {}
    for number, text in facts.body():
        for found in _PLACE.finditer(text):
            mention = _mention(number, text, found, found[1])
            kind = "村" if found[2] == "行政村" else found[2]
            mentions.setdefault(kind, []).append(mention)
            if _BASE.search(text[max(0, found.start() - 34) : found.start()]):
                bases.setdefault(kind, mention.value)
        for found in _PLACE_BEFORE.finditer(text):
            if _BASE.search(text[max(0, found.start() - 34) : found.start()]):
                kind = "村" if found[1] == "行政村" else found[1]
                bases.setdefault(kind, int(found[2]))
    for kind, found_all in mentions.items():
        base = bases.get(kind) or _most_said(found_all) or _first_whole(found_all)
        if base is None:
            continue
        for mention in found_all:
            if _contradicts(mention, base):
                message = f"前后不一致，别处写的是{base}个{kind}。"
                yield Hit(mention.line, mention.start, mention.end, message)


def _first_whole(mentions: list[_Mention]) -> int | None:
    """The number that is first said of the whole town (全乡14个行政村)."""
    return next(
        (m.value for m in mentions if _WHOLE.search(m.before) and not _ELSEWHERE.search(m.clause)), None
    )


def _most_said(mentions: list[_Mention]) -> int | None:
    """The number that is said most often, when it is said twice at least."""
    said, times = Counter(m.value for m in mentions).most_common(1)[0]
    return said if times > 1 else None


def _contradicts(mention: _Mention, base: int) -> bool:
    if mention.value == base or _ELSEWHERE.search(mention.clause):
        return False
    return mention.value > base or (bool(_ALL.search(mention.clause)) and mention.value * 2 > base)


def _mention(line: int, text: str, found: re.Match[str], value: str) -> _Mention:
    left = max(text.rfind(mark, 0, found.start()) for mark in "，。；：") + 1
    right = min((at for mark in "，。；" if (at := text.find(mark, found.end())) >= 0), default=len(text))
    before = text[max(left, found.start() - 10) : found.start()]
    return _Mention(int(value), line, found.start(), found.end(), text[left:right], before)


def stocks(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """How many 法律明白人 and the like there are, told twice with different numbers."""
    del knowledge
    first: dict[str, _Mention] = {}
    for number, text in facts.body():
        if facts.part(number) == "plan":
            continue
        if not any(noun in text for noun in _STOCK_NOUNS):
            continue
        for found in sorted((*_STOCK.finditer(text), *_STOCK_BEFORE.finditer(text)), key=lambda m: m.start()):
            mention = _mention(number, text, found, found["n"])
            if _NOT_STOCK.search(mention.before + found[0]):
                continue
            noun = found["noun"]
            known = first.setdefault(noun, mention)
            if known.value != mention.value and _is_same_stock(known, mention):
                message = f"前后不一致，第{known.line}行写的是{known.value}名。"
                yield Hit(number, found.start("n"), found.end(), message)


def _is_same_stock(one: _Mention, other: _Mention) -> bool:
    """A later number that is larger than the stock, or nearly as large, is meant to be the stock."""
    low, high = sorted((one.value, other.value))
    return low >= 10 and Decimal(low) / Decimal(high) >= Decimal("0.85")


def funds(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """The same budget with two amounts."""
    del knowledge
    known: list[tuple[str, Decimal, int, str]] = []
    for number, text in facts.body():
        if facts.part(number) == "plan":
            continue
        for found in _FUND.finditer(text):
            noun = found["noun"] or found["noun2"]
            amount = Decimal(found["n"] or found["n2"])
            shown = (found["n"] or found["n2"]) + (found["u"] or found["u2"])
            before = text[max(0, found.start() - 8) : found.start()] + noun
            if _NOT_FUND.search(before):
                continue
            for name, value, line, other in known:
                if _same_fund(name, noun) and value != amount and shown[-2:] == other[-2:]:
                    start = found.start("n") if found["n"] else found.start("n2")
                    yield Hit(number, start, start + len(shown), f"前后不一致，第{line}行写的是{other}。")
                    break
            else:
                known.append((noun, amount, number, shown))


def _same_fund(one: str, other: str) -> bool:
    """The shorter name is the end of the longer one, and says enough."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _COMMON and long.endswith(short[-_COMMON:])


def head_of_committee(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A committee has a 主任, a leading group a 组长."""
    del knowledge
    for sentence in facts.sentences():
        text = sentence.text
        for found in re.finditer(r"担?任?(?:委员会)?(组长|主任)", text):
            if "担任" not in text[max(0, found.start() - 8) : found.end()]:
                continue
            group = re.search("领导小组|专班|工作组|专项组|双组长", text)
            board = re.search("委员会|议事协调机构", text)
            wrong = (found[1] == "组长" and board and not group) or (
                found[1] == "主任" and group and not board and "办公室" not in text and "副主任" not in text
            )
            if wrong:
                start = sentence.start + found.start(1)
                right = "主任" if found[1] == "组长" else "组长"
                what = "委员会" if right == "主任" else "领导小组"
                yield Hit(sentence.line, start, start + 2, f"{what}的正职是{right}，前后要一致。", (right,))


def other_unit(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """长塘镇开展了… in the report of another town: a name left from a text that was copied."""
    own, finder = _own_name(facts), knowledge.typo_finder
    if not own or finder is None:
        return
    for number, text in facts.body():
        if facts.part(number) not in ("done", "duty", "plan", "problem"):
            continue
        for found in _OTHER_UNIT.finditer(text):
            name = found[1].removesuffix("街道").rstrip("镇乡")
            if found[1] == own or own.endswith(found[1]) or found[1].endswith(own):
                continue
            if not any(finder.is_usual(name[at : at + 2]) for at in range(len(name) - 1)):
                message = f"本单位是{own}，这里写的是{found[1]}，疑是照搬别处的材料。"
                yield Hit(number, found.start(1), found.end(1), message, (own,))


def _own_name(facts: ReportFacts) -> str:
    """The short name of the unit (青石镇) from the profile, the signature, the issuer or the title."""
    unit, content = facts.given.unit, facts.report.content
    if unit and unit.short_name:
        return unit.short_name
    for text in (*content.signature.split("\n"), content.issuer, "".join(content.title.split())):
        found = _OWN_NAME.match("".join(text.split()))
        if found:
            return found[1]
    return ""


def level_words(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """我镇 in the report of a 乡, and the like."""
    del knowledge
    pattern = _LEVEL_WORDS.get(facts.level)
    if pattern is None:
        return
    for number, text in facts.body():
        for found in pattern.finditer(text):
            message = f"本单位是{facts.level}，这里的称呼对不上。"
            yield Hit(number, found.start(), found.end(), message)


RULES = (
    Rule("inconsistency.places", Severity.MUST, "村、社区、网格数全文一致（规则N15）", places),
    Rule("inconsistency.funds", Severity.MUST, "同一指标多处出现必须同值（规则N16）", funds),
    Rule("inconsistency.head", Severity.SHOULD, "职务与机构相称", head_of_committee, local=True),
    Rule("inconsistency.level_words", Severity.MUST, "自称与本单位层级一致", level_words, local=True),
    Rule("inconsistency.other_unit", Severity.SHOULD, "不照搬其他单位的材料", other_unit),
    Rule("inconsistency.stocks", Severity.SHOULD, "同一指标多处出现必须同值（规则N16）", stocks),
)
