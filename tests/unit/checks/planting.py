"""Plants errors by rule into clean texts: own sentences in many wordings, right and with one fault each.

`cases(seed)` gives, for every class of CLI.md, texts that are right and the same texts with one error in a known
place, so that recall and false alarms are measured on what no rule was written for. Nothing here is random
beyond the seed. `tests.benchmarks.score_checks` prints recall and false alarms by class and by kind of error.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.finding import FindingClass, Severity
from tests.unit.checks.planting_numbers import inconsistencies, number_errors
from tests.unit.checks.planting_words import WORD_ERRORS, characters, law_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.finding import Finding

PLACES = ("云岭镇", "桂花巷街道", "石门坎乡", "柳林坝镇", "平湖街道", "青溪乡", "古渡镇", "麻柳镇")
CARRIER = """{unit}
关于2025年法治政府建设情况的报告

县人民政府：
2025年，我{level}坚持依法行政，各项工作有序推进。现将有关情况报告如下：
一、主要举措和成效
（一）加强理论学习
{first}
（二）规范权力运行
{second}
二、存在的不足和原因
一是执法力量不足，业务培训跟不上。二是普法形式比较单一。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人全年听取法治建设汇报5次，包案化解疑难问题2个。
四、2026年主要安排
2026年，继续完善制度，补齐短板，把各项任务落到实处。

{unit}
2026年1月12日"""
FILLERS = (
    "组织机关干部观看庭审直播3场，撰写心得体会46篇。",
    "建立会前学法清单，逢会必学，全年安排学法内容22项。",
    "落实法律顾问坐班制度，每周三在便民服务大厅接受咨询。",
    "聘请退休教师担任义务宣讲员，利用农闲时节走村串户。",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A text with an error: `wrong` is the part of it that must be pointed at, "" for the whole document;
    `right` is the same text without the error.
    """

    kind: str
    finding_class: FindingClass
    text: str
    right: str
    wrong: str
    last: tuple[str, ...] = ()


def cases(seed: int = 1) -> tuple[Case, ...]:
    """All cases of a seed."""
    chance = random.Random(seed)
    found: list[Case] = []
    for kind, name, right, wrong, place in (
        *number_errors(chance),
        *inconsistencies(chance),
        *WORD_ERRORS,
        *law_errors(),
        *characters(),
    ):
        found.append(_in_report(chance, kind, name, right, wrong, place))
    found.extend(_structural(chance))
    return tuple(found)


def _in_report(chance: random.Random, kind: str, name: str, right: str, wrong: str, place: str) -> Case:
    unit, level = _unit(chance, name, right)
    filler = chance.choice(FILLERS)
    slots = [("first", "second"), ("second", "first")][chance.randrange(2)]
    texts = [
        CARRIER.format(unit=unit, level=level, **{slots[0]: sentence, slots[1]: filler})
        for sentence in (right, wrong)
    ]
    return Case(kind, FindingClass(name), texts[1], texts[0], place)


def _unit(chance: random.Random, name: str, sentence: str) -> tuple[str, str]:
    """A signing unit; where the words of the sentence speak of a level, one of that level."""
    of_level = [p for p in PLACES if any(f"{w}{_level(p)}" in sentence for w in "我全本")]
    if not of_level and name in ("level_agency", "inconsistency"):
        of_level = [p for p in PLACES if p.endswith("镇")]
    place = chance.choice(of_level or list(PLACES))
    return place + ("办事处" if place.endswith("街道") else "人民政府"), _level(place)


def _level(place: str) -> str:
    return "街道" if place.endswith("街道") else place[-1]


def _structural(chance: random.Random) -> Iterator[Case]:
    """Errors that are a matter of the whole report: parts, numbers of headings, dates, repeated paragraphs."""
    right = CARRIER.format(unit="古渡镇人民政府", level="镇", first=FILLERS[0], second=FILLERS[1])
    lines = right.split("\n")
    for heading, name in (("三、党政", "duty"), ("二、存在", "problem"), ("四、2026", "plan")):
        at = next(n for n, line in enumerate(lines) if line.startswith(heading))
        cut = "\n".join((*lines[:at], *lines[at + 2 :]))
        yield Case(f"part_{name}", FindingClass.MISSING_SECTION, cut, right, "")
    yield Case("no_date", FindingClass.MISSING_SECTION, "\n".join(lines[:-2]), right, "")
    for old, new in (
        ("（二）规", "（三）规"),
        ("二、存", "三、存"),
        ("四、2026", "五、2026"),
        ("二是普", "三是普"),
        ("（二）规", "（一）规"),
    ):
        wrong = re.match(r"[（）一二三四五六]+(?:、|是)?", new)
        assert wrong
        yield Case("order", FindingClass.NUMBERING, right.replace(old, new, 1), right, wrong[0])
    for old, new in (("2026年1月12日", "2025年9月12日"), ("2026年1月12日", "2026年2月30日")):
        yield Case("day", FindingClass.DATE, right.replace(old, new), right, new)
    for old, new, place in (
        ("四、2026年主要安排", "四、2025年主要安排", "2025年主"),
        ("2026年，继续", "2025年，继续", "2025年，继"),
        ("一、主要举措", "一、2024年主要举措", "2024年"),
    ):
        yield Case("year", FindingClass.STALE_YEAR, right.replace(old, new), right, place)
    paragraph = chance.choice(FILLERS[2:])
    twice = right.replace("（二）规", f"{paragraph}\n（二）规").replace("二、存", f"{paragraph}\n二、存")
    yield Case("twice", FindingClass.DUPLICATE_PARAGRAPH, twice, right, paragraph[:12])
    kept = "依托便民服务大厅设立法律服务窗口，全年接待咨询932人次，代写法律文书41份，引导申请法律援助18件。"
    new = "依托便民服务大厅设立法律服务窗口，全年接待咨询1015人次，代写法律文书38份，引导申请法律援助21件。"
    report = right.replace("（二）规", "{}\n（二）规")
    last = tuple(report.format(kept).split("\n"))
    yield Case(
        "last_year",
        FindingClass.DUPLICATE_PARAGRAPH,
        report.format(kept),
        report.format(new),
        kept[:12],
        last=last,
    )


def is_found(case: Case, findings: tuple[Finding, ...]) -> bool:
    """Whether the place is pointed at by more than a note, or by a finding of its class on the whole document."""
    if not case.wrong:
        return any(f.line == 0 and f.finding_class is case.finding_class for f in findings)
    lines = case.text.split("\n")
    places = [
        (n, m.start()) for n, line in enumerate(lines, 1) for m in re.finditer(re.escape(case.wrong), line)
    ]
    return any(
        f.line == number and f.start < start + len(case.wrong) and start < f.end
        for f in findings
        if f.severity is not Severity.NOTE
        for number, start in places
    )
