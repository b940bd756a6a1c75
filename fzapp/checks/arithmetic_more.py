"""Shares, announced counts, people per event, rates without a base: what numbers must or should keep to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.checks.rule import Hit, Rule
from fzapp.domain.finding import Severity
from fzapp.text.chinese_numbers import int_to_chinese
from fzapp.text.numerals import chinese_to_int
from fzapp.text.quantities import QuantityKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.checks.facts import ReportFacts
    from fzapp.checks.knowledge import Knowledge
    from fzapp.text.quantities import Quantity

_SHARE = re.compile(r"占(?:比|全部|总数|总量)?[^，。；、\d%％]{0,4}(\d+(?:\.\d+)?)[%％]")
_REST = re.compile("(?:其他|其它|其余)[^，。；\\d]{0,6}$")
_TOLERANCE = Decimal("0.5")
_ANNOUNCED = re.compile(
    r"(?<![\d第])(\d{1,2}|[两二三四五六七八九十])(?:个|方面|点|项|条)(?:方面)?(?:的)?(?:主要)?(?:突出)?"
    r"(?:问题|不足|短板|困难|措施|工作|抓手|方面)[^。；：，\d]{0,8}[：，。]"
)
_ITEM = re.compile(r"(?<![\u4e00-\u9fff])([一二三四五六七八九十]{1,2})是(?!否)")
_EVENTS = re.compile(
    r"(\d+)(?:余)?场次?[^。；\d]{0,16}?(?:受众|受教育|参与|参加|覆盖|惠及)[^。；，\d]{0,8}?(\d+(?:\.\d+)?)(万)?(?:余)?人次"
)
_FEWEST_A_DAY, _MOST = 3, 3000
_BASELESS = re.compile(
    r"(?:出庭应诉|备案|办结|化解|调解成功|采纳|整改|审查|公示|答复)率(?:均|都)?(?:为|达|达到)?100[%％]"
)
_PENDING = re.compile(r"(?:正在办理|在办|尚未办结|未办结|剩余)\d+[件起]|\d+[件起](?:正在|尚未|还在)")
_SATISFIED = re.compile(r"满意[率度](?:为|达|达到)?100[%％]")
_STAFF = re.compile(
    r"(?:执法人员|在编|在岗|执法队员)[^。；，\d]{0,6}(\d+)[人名][^。；]{0,14}?(?:持证|持有[^，。；\d]{0,8}证)[^，。；\d]{0,6}(\d+)[人名]"
)
_VILLAGES = re.compile(r"辖[^，。；]{0,20}?(\d{1,3})个(?:行政)?村")
_ENLIGHTENED = re.compile(r"法律明白人”?[^，。；\d]{0,6}(\d{1,5})[名人]")
_COMMITTEES = re.compile(r"(\d{1,3})个(?:村级|社区)?(?:人民)?(?:调解委员会|调委会)")
_MEDIATORS = re.compile(r"(?:共有|现有|配备|有)(?:专兼职|兼职)?(?:人民)?调解员(\d{1,4})[人名]")
_LONGEST_REPORT = 5000
_SAID_LATER = re.compile("今年以来|今年来|今年")


def shares(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """A占45%，B占32%，其他占33%: with the rest named the shares make a hundred (rule N19)."""
    del knowledge
    for sentence in facts.sentences():
        found = list(_SHARE.finditer(sentence.text)) if "占" in sentence.text else []
        if len(found) < 3 or not _REST.search(sentence.text[: found[-1].start()]):
            continue
        total = sum((Decimal(m[1]) for m in found), Decimal(0))
        if abs(total - 100) > _TOLERANCE:
            start = sentence.start + found[-1].start(1)
            message = f"各项占比相加是{total.normalize():f}%，应是100%。"
            yield Hit(sentence.line, start, sentence.start + found[-1].end(), message)


def announced(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """存在4个方面的问题：一是…二是…三是…: as many as were announced (rule N37)."""
    del knowledge
    for number, text in facts.body():
        for found in _ANNOUNCED.finditer(text):
            told = int(found[1]) if found[1].isdigit() else chinese_to_int(found[1].replace("两", "二")) or 0
            items = _run_behind(text, found.end())
            if items >= 2 and told >= 2 and items != told:
                right = str(items) if found[1].isdigit() else int_to_chinese(items)
                message = f"写的是{found[1]}个，后面列了{items}个。"
                yield Hit(number, found.start(1), found.end(1) + 1, message, (right + text[found.end(1)],))


def _run_behind(text: str, start: int) -> int:
    """How many of 一是, 二是 … follow each other from `start` on; 0 when they do not begin at once."""
    count = 0
    for found in _ITEM.finditer(text, start):
        ordinal = chinese_to_int(found[1]) or 0
        if ordinal == 1 and (count or found.start() - start > 2):
            break
        if ordinal != count + 1:
            return 0
        count += 1
    return count


def people_per_event(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """22场, 18人次: fewer persons than events cannot be; very few or very many are worth a look (rule N21)."""
    del knowledge
    for number, text in facts.body():
        for found in _EVENTS.finditer(text) if "人次" in text else ():
            events, people = int(found[1]), Decimal(found[2]) * (10_000 if found[3] else 1)
            if not events or _FEWEST_A_DAY <= people / events <= _MOST:
                continue
            severity = Severity.SHOULD if people < events else Severity.NOTE
            message = f"{found[1]}场与{found[2]}{found[3] or ''}人次不相称，要核对。"
            yield Hit(number, found.start(2), found.end(), message, (), severity)


def rate_of_about(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """380余件，化解372件，化解率97.9%: from a rounded number no exact rate follows (rule N02)."""
    del knowledge
    for number, text in facts.body():
        quantities = facts.quantities[number - 1]
        for first, second, rate in zip(quantities, quantities[1:], quantities[2:], strict=False):
            if not _is_exact_rate(rate) or not first.approximate or first.unit != second.unit:
                continue
            between = text[second.end : rate.start]
            if (
                re.fullmatch(r"，[^，。；]{0,6}率(?:为|达|达到)?", between)
                and "，" in text[first.end : second.start]
            ):
                message = f"{first.text}是概数，算不出{rate.text}这样的精确比率。"
                yield Hit(number, rate.start, rate.end, message)


def _is_exact_rate(quantity: Quantity) -> bool:
    return quantity.kind is QuantityKind.PERCENT and not quantity.approximate and "." in quantity.text


def without_base(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """出庭应诉率100% with no number of cases in the sentence (rule N03)."""
    del knowledge
    for sentence in facts.sentences():
        for found in _BASELESS.finditer(sentence.text) if "率" in sentence.text else ():
            if not re.search(r"\d+(?:余)?[件起份项条处次人名宗]", sentence.text):
                start = sentence.start + found.start()
                message = "写了100%，没有写基数，要补上件数；没有发生的不写比率。"
                yield Hit(sentence.line, start, start + len(found[0]), message)


def satisfied_with_pending(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """满意率100% beside cases that are not done (rule N05)."""
    del knowledge
    for sentence in facts.sentences():
        found = _SATISFIED.search(sentence.text)
        if found and _PENDING.search(sentence.text):
            start = sentence.start + found.start()
            message = "还有没办结的事项，满意率写100%要说明口径。"
            yield Hit(sentence.line, start, start + len(found[0]), message)


def certificates(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """More certificates than officers (rule N30)."""
    del knowledge
    for number, text in facts.body():
        for found in _STAFF.finditer(text):
            if int(found[2]) > int(found[1]):
                message = f"持证{found[2]}人，比执法人员{found[1]}人还多。"
                yield Hit(number, found.start(2), found.end(2) + 1, message)


def per_village(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Three 法律明白人 a village at least (rule N31)."""
    del knowledge
    villages = next((int(m[1]) for _, text in facts.body() for m in _VILLAGES.finditer(text)), 0)
    if not villages:
        return
    found_all = [(n, m) for n, text in facts.body() for m in _ENLIGHTENED.finditer(text)]
    if found_all and max(int(m[1]) for _, m in found_all) < 3 * villages:
        number, found = max(found_all, key=lambda pair: int(pair[1][1]))
        message = f"每个行政村至少3名，{villages}个村应有{3 * villages}名以上。"
        yield Hit(number, found.start(1), found.end(), message)


def per_committee(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """Three to nine mediators a committee (rule N32, People's Mediation Law art. 8)."""
    del knowledge
    committees = next((int(m[1]) for _, text in facts.body() for m in _COMMITTEES.finditer(text)), 0)
    if not committees:
        return
    for number, text in facts.body():
        for found in _MEDIATORS.finditer(text):
            if not 3 * committees <= int(found[1]) <= 9 * committees:
                message = f"{committees}个调委会，调解员一般在{3 * committees}至{9 * committees}人之间。"
                yield Hit(number, found.start(1), found.end(), message)
                return


def length(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """At most 5,000 characters for a general report (rule N39)."""
    del knowledge
    count = sum(len("".join(text.split())) for _, text in facts.body())
    if facts.genre == "annual_report" and _LONGEST_REPORT < count < 10 * _LONGEST_REPORT:
        yield Hit(0, 0, 0, f"全文约{count}字，综合报告一般不超过{_LONGEST_REPORT}字。")


def this_year(facts: ReportFacts, knowledge: Knowledge) -> Iterator[Hit]:
    """今年以来 in a report that is signed in the year after (rule N13)."""
    del knowledge
    if facts.signed is None or facts.year is None or facts.signed.year <= facts.year:
        return
    for number, text in facts.body():
        for found in _SAID_LATER.finditer(text):
            right = f"{facts.year}年"
            message = f"成文时已是第二年，“今年”有歧义，可写“{right}”。"
            yield Hit(number, found.start(), found.end(), message, (right,))


RULES = (
    Rule("arithmetic.shares", Severity.MUST, "占比合计为100%（规则N19）", shares, local=True),
    Rule("arithmetic.announced", Severity.SHOULD, "问题条数与所列一致（规则N37）", announced, local=True),
    Rule(
        "arithmetic.people_per_event",
        Severity.NOTE,
        "人次与场次相称（规则N21）",
        people_per_event,
        local=True,
    ),
    Rule(
        "arithmetic.rate_of_about", Severity.SHOULD, "概数不能得精确率（规则N02）", rate_of_about, local=True
    ),
    Rule(
        "arithmetic.certificates",
        Severity.SHOULD,
        "持证人数不超过执法人数（规则N30）",
        certificates,
        local=True,
    ),
    Rule("arithmetic.without_base", Severity.NOTE, "比率要有基数（规则N03）", without_base, local=True),
    Rule(
        "arithmetic.satisfied",
        Severity.NOTE,
        "满意率与未办结事项（规则N05）",
        satisfied_with_pending,
        local=True,
    ),
    Rule("arithmetic.per_village", Severity.NOTE, "法律明白人每村至少3名（规则N31）", per_village),
    Rule("stale_year.this_year_word", Severity.NOTE, "“今年以来”的歧义（规则N13）", this_year, local=True),
    Rule(
        "arithmetic.per_committee",
        Severity.NOTE,
        "《中华人民共和国人民调解法》第八条（规则N32）",
        per_committee,
    ),
    Rule("format.length", Severity.NOTE, "《整治形式主义为基层减负若干规定》（规则N39）", length),
)
