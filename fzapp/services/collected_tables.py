"""The tables of a collection of packages, as they are shown, and handed on as Excel and Word."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import TABLE_CELL, ReportContent, SectionContent
from fzapp.services import workbooks
from fzapp.services.check_descriptions import CLASS_WORDS
from fzapp.services.collecting import alike
from fzapp.services.expected_units import Standing, count_told, sent_but_unread, standings, unlisted
from fzapp.services.user_files import save_file
from fzapp.services.workbooks import Table
from fzapp.text.outline import heading_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.domain.finding import FindingClass
    from fzapp.package.facts import PackedStatistic
    from fzapp.services.collecting import Collected, Collection
    from fzapp.services.exports import ExportService

LATE, IN_TIME = "逾期", "按期"
UNLISTED = "名单外"
WHOLE, SOUND, NOT_READ = "齐全", "全部完好", "太大，没有核对"
REFUSED, NOT_COUNTED = "没有读入", "没有计入"
"""What the tables say of a package; the page gives them a ground."""
_FAR = 5
"""A value so many times the median of the towns, or so small a part of it, stands out."""
_FEWEST = 4
"""Towns from which there is a median to speak of."""
_ANNEX = "附件"
_CENT = Decimal("0.01")
LATENESS, STANDING = "是否逾期", "报送状态"
"""The second column: without a list of the units that are to hand in, and with one."""
_SUMMARY = (
    "报送单位", LATENESS, "缺少的部分", "文件核对", "校核问题", "数字", "有台账", "版本", "生成时间", "报送期限", "说明",
)  # fmt: skip
_IN_WORD = ("报送单位", LATENESS, "缺少的部分", "文件核对", "校核问题")
_SUMMARY_WIDTHS = (24, 8, 26, 30, 9, 8, 8, 6, 17, 12, 60)


def save(collection: Collection, path: Path) -> None:
    """Write the workbook: 总表, 校核, 数字, 雷同, 摘录. Raises `UserError`."""
    if path.suffix.lower() != ".xlsx":
        raise UserError("汇总只能存成Excel文件", "把文件名的结尾写成 .xlsx")
    save_file(path, workbooks.workbook(tables_of(collection)))


def save_word(collection: Collection, exports: ExportService, path: Path) -> None:
    """Write what the county's own report can begin with: who handed in, what stands out, texts by section.

    Raises `UserError`.
    """
    sections = [SectionContent(1, "报送情况", body="\n".join(_handed_in(collection)))]
    told = [f"{row[0]}：{row[3]}。" for row in _numbers(collection) if row[3]]
    sections += [SectionContent(1, "值得核对的数字", body="\n".join(told))] if told else []
    excerpts = list(_excerpts_by_heading(collection))
    sections += [SectionContent(1, "各单位报告摘录"), *excerpts] if excerpts else []
    content = ReportContent(title=f"{collection.about}报送情况汇总", sections=tuple(sections))
    exports.export_content(content, path)


def _excerpts_by_heading(collection: Collection) -> Iterator[SectionContent]:
    """The texts of the towns under each heading, which gets its number anew; tables stay in the packages."""
    made: dict[str, SectionContent] = {}
    for title, unit, text in _excerpts(collection):
        mark = heading_at(title)
        heading = mark.text if mark is not None and mark.text else title
        prose = "\n".join(line for line in text.split("\n") if TABLE_CELL not in line)
        if title.startswith(_ANNEX) or not prose.strip():
            continue
        one = made.get(heading, SectionContent(2, heading))
        body = f"{one.body}\n{unit}：{prose}" if one.body else f"{unit}：{prose}"
        made[heading] = replace(one, body=body)
    yield from made.values()


def _handed_in(collection: Collection) -> Iterator[str]:
    """Who handed in, and a table of it; what was not taken in stands in the workbook."""
    late = [one.facts.unit for one in collection.packages if collection.is_late(one)]
    told = f"{len(late)}个逾期：{'、'.join(late)}" if late else "都按期"
    yield f"收到{len(collection.packages)}个单位的{collection.about}，{told}。"
    if collection.expected:
        yield f"{'，'.join(count_told(collection))}。"
        missing = [one.name for one in standings(collection) if one.standing is Standing.MISSING]
        if missing:
            yield f"未报的单位：{'、'.join(missing)}。"
    for word, those in ((REFUSED, collection.refused), (NOT_COUNTED, collection.left_out)):
        if those:
            yield f"另有{len(those)}份{word}，原因见汇总表。"
    yield TABLE_CELL.join(_with_standing(_IN_WORD, collection))
    for name, standing, one in _lines(collection):
        if one is None:
            yield TABLE_CELL.join((name, standing, "", "", ""))
            continue
        cells = (
            name,
            standing,
            "、".join(one.missing) or WHOLE,
            f"{len(one.wrong)}个文件不对" if one.wrong else NOT_READ if one.unread else SOUND,
            f"{sum(one.findings.values())}",
        )
        yield TABLE_CELL.join(cells)


def tables_of(collection: Collection) -> tuple[Table, ...]:
    """The tables of a collection, as they are shown and stored: 总表, 校核, 数字, 雷同, 摘录."""
    units = [one.facts.unit for one in collection.packages]
    copied = [
        (one.section, one.text, len(one.units), "、".join(one.units)) for one in alike(collection.packages)
    ]
    return (
        summary_of(collection),
        Table(
            "校核",
            ("单位", *(CLASS_WORDS[one] for one in _classes(collection)), "合计"),
            tuple(_checked(collection)),
            (24,),
            frozen=1,
        ),
        Table(
            "数字",
            ("指标", "计量单位", "合计", "值得核对", *units),
            tuple(_numbers(collection)),
            (36, 8, 12, 50),
            frozen=1,
        ),
        Table("雷同", ("章节", "相同的句子", "几家", "哪些单位"), copied, (36, 80, 8, 50)),
        Table("摘录", ("章节", "单位", "正文"), tuple(_excerpts(collection)), (36, 24, 110)),
    )


def summary_of(collection: Collection) -> Table:
    """总表: one line for each town, and what was not taken in below them."""
    return Table(
        "总表", _with_standing(_SUMMARY, collection), tuple(_summary(collection)), _SUMMARY_WIDTHS, frozen=1
    )


def _with_standing(header: tuple[str, ...], collection: Collection) -> tuple[str, ...]:
    """The heads of columns, with 报送状态 where there is a list of those that are to hand in."""
    return (header[0], STANDING, *header[2:]) if collection.expected else header


def _lines(collection: Collection) -> Iterator[tuple[str, str, Collected | None]]:
    """The units of the tables: name, standing, package. With a list in its order, and None for a missing one."""
    if not collection.expected:
        for one in collection.packages:
            yield one.facts.unit, LATE if collection.is_late(one) else IN_TIME, one
        return
    for expected in standings(collection):
        for package in expected.packages:
            standing = Standing.LATE if collection.is_late(package) else Standing.HANDED_IN
            yield package.facts.unit, standing.value, package
        if not expected.packages:
            yield expected.name, expected.standing.value, None
    for package in unlisted(collection):
        yield package.facts.unit, UNLISTED, package


def _classes(collection: Collection) -> tuple[FindingClass, ...]:
    """The classes that anything was found of, in their order."""
    return tuple(
        one for one in CLASS_WORDS if any(package.findings.get(one) for package in collection.packages)
    )


def _checked(collection: Collection) -> Iterator[tuple[str | int, ...]]:
    for package in collection.packages:
        counts = [package.findings.get(one, 0) for one in _classes(collection)]
        yield (package.facts.unit, *counts, sum(counts))


def _summary(collection: Collection) -> Iterator[tuple[str | int, ...]]:
    for name, standing, one in _lines(collection):
        if one is None:
            yield (name, standing, *[""] * 7, collection.due, sent_but_unread(collection, name))
            continue
        facts = one.facts
        yield (
            name,
            standing,
            "、".join(one.missing) or WHOLE,
            "；".join(one.wrong[:5]) or one.unread or SOUND,
            sum(one.findings.values()),
            facts.figures,
            facts.bound,
            f"V{facts.version}",
            facts.made_at.replace("T", " ")[:16],
            collection.due_of(one),
            "；".join(facts.gaps),
        )
    for word, those in ((REFUSED, collection.refused), (NOT_COUNTED, collection.left_out)):
        for one in those:
            yield (one.name, "", "", word, *[""] * 6, one.why)


def _numbers(collection: Collection) -> Iterator[tuple[str | Decimal, ...]]:
    """Each statistic over the towns with its sum; what is far from the others or from last year is named."""
    towns = [{s.name: s for s in one.facts.statistics} for one in collection.packages]
    units = [one.facts.unit for one in collection.packages]
    names = dict.fromkeys(name for town in towns for name in town)
    for name in names:
        found = [town.get(name) for town in towns]
        unit = next((one.unit for one in found if one), "")
        values = [one.value for one in found if one and one.value is not None]
        total = "" if unit == "%" or not values else sum(values, Decimal(0))
        middle = median(values) if len(values) >= _FEWEST else None
        told = [
            words
            for town, one in zip(units, found, strict=True)
            if one is not None
            for words in _standing_out(town, one, middle)
        ]
        cells = ["" if one is None or one.value is None else _short(one.value) for one in found]
        yield (name, unit, total, "；".join(told), *cells)


def _standing_out(town: str, one: PackedStatistic, middle: Decimal | None) -> Iterator[str]:
    """Why a number of a town wants a look. A share is compared with the other towns' alone."""
    value, before = one.value, one.last_year
    if value is None:
        return
    if middle and (value > middle * _FAR or (value * _FAR < middle and (value or middle >= _FAR))):
        yield f"{town}的{_short(value)}{one.unit}离各单位的中间数{_short(middle)}{one.unit}较远"
    if before and (value > before * _FAR or value * _FAR < before) and (value or before >= _FAR):
        yield f"{town}由上年的{_short(before)}{one.unit}变为{_short(value)}{one.unit}"


def _short(value: Decimal) -> Decimal:
    """A value as people write it: to two places behind the point, without noughts at its end."""
    rounded = value.quantize(_CENT) if value != value.to_integral_value() else value.to_integral_value()
    return Decimal(f"{rounded:f}".rstrip("0").rstrip(".")) if rounded % 1 else Decimal(int(rounded))


def _excerpts(collection: Collection) -> Iterator[tuple[str, str, str]]:
    """Texts by section of the outline, town by town, for the county's own report."""
    order: dict[str, list[tuple[str, str, str]]] = {}
    for one in collection.packages:
        for section in one.facts.sections:
            if section.text.strip():
                key = section.spec or section.title
                order.setdefault(key, []).append((section.title, one.facts.unit, section.text))
    for rows in order.values():
        yield from rows
