"""The county's side: packages of many towns in one workbook. Who is late, what is missing, what stands out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.finding import FindingClass, Severity
from fzapp.domain.report import ReportContent, SectionContent
from fzapp.infra.files import shown_name
from fzapp.package.bag import FileState, verify
from fzapp.package.facts import Facts, read_facts
from fzapp.services import workbooks
from fzapp.services.check_descriptions import CLASS_WORDS
from fzapp.services.checks import CheckOptions
from fzapp.services.user_files import save_file
from fzapp.services.workbooks import Table
from fzapp.text.pinyin import by_sound
from fzapp.text.sentences import sentences
from fzapp.text.similarity import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.template import ReportTemplate
    from fzapp.services.checks import CheckService
    from fzapp.services.exports import ExportService
    from fzapp.services.templates import TemplateLibrary

MOST = 200
"""Packages taken at once: a county has fewer towns."""
LEAST_ALIKE = 30
"""Characters from which the same sentence in two towns is told: shorter ones are set phrases."""
MOST_ALIKE = 2_000
_FAR = 5
"""A value so many times the median of the towns, or so small a part of it, stands out."""
_FEWEST = 4
"""Towns from which there is a median to speak of."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A package that was read: `wrong` names files that are not as written, `missing` legal parts without text.

    `findings` counts what the checks found in its text, by class.
    """

    folder: Path
    facts: Facts
    wrong: tuple[str, ...]
    missing: tuple[str, ...]
    findings: dict[FindingClass, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """A folder that is no package that can be used."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Collection:
    """All packages, and those that could not be read."""

    packages: tuple[Collected, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A sentence that two towns have in common."""

    one: str
    other: str
    text: str
    section: str


def packages_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The packages among `paths` and right below them, each once; links are passed over."""
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir() or path.is_symlink():
            raise UserError(f"“{path.name}”不是文件夹", "选报送包，或者放着报送包的文件夹")
        inside = [path] if (path / "bagit.txt").is_file() else sorted(path.iterdir())
        found |= {
            one.resolve(): None
            for one in inside
            if one.is_dir() and not one.is_symlink() and (one / "bagit.txt").is_file()
        }
    if len(found) > MOST:
        raise UserError(f"一次放进了{len(found)}个报送包，最多{MOST}个", "分几次汇总")
    return tuple(found)


def collect(
    paths: Iterable[Path],
    library: TemplateLibrary,
    checks: CheckService,
    progress: Callable[[int, int], None] = lambda _d, _t: None,
) -> Collection:
    """Read, verify and check every package. A town's newest version counts.

    What `progress` raises stops it. Raises `UserError` when there is no package.
    """
    folders = packages_in(paths)
    if not folders:
        raise UserError("这里没有报送包", "选里面有报送包的文件夹")
    read: list[Collected] = []
    refused: list[Refused] = []
    for done, folder in enumerate(folders):
        progress(done, len(folders))
        try:
            facts = read_facts(folder)
            verdicts = verify(folder, partial(progress, done, len(folders)))
        except UserError as error:
            refused.append(Refused(shown_name(folder.name), shown_name(str(error))))
            continue
        wrong = tuple(
            f"{shown_name(one.path)}：{one.state.label}" for one in verdicts if one.state is not FileState.OK
        )
        missing = tuple(_missing(facts, library))
        read.append(Collected(folder, facts, wrong, missing, _findings(facts, checks)))
    newest: dict[tuple[str, str, int], Collected] = {}
    for one in read:
        key = (one.facts.unit, one.facts.genre, one.facts.year)
        if key not in newest or one.facts.version > newest[key].facts.version:
            newest[key] = one
    return Collection(
        tuple(sorted(newest.values(), key=lambda one: by_sound(one.facts.unit))), tuple(refused)
    )


def _findings(facts: Facts, checks: CheckService) -> dict[FindingClass, int]:
    """What the checks find in the text that was handed in."""
    lines = [line for one in facts.sections for line in (one.title, *one.text.split("\n")) if line.strip()]
    found = checks.check_text(
        "\n".join([facts.title, *lines]), CheckOptions(year=facts.year, genre=facts.genre)
    )
    return Counter(one.finding_class for one in found if one.severity is not Severity.NOTE)


def _missing(facts: Facts, library: TemplateLibrary) -> Iterator[str]:
    """Legal parts of the genre that have no text."""
    if facts.genre not in library.names():
        return
    template = library.get(facts.genre)
    for wanted in template.required:
        parts = [place for place, section in enumerate(facts.sections) if section.spec == wanted]
        if not parts or not any(_has_text(facts, place) for place in parts):
            yield _heading(template, wanted)


def _has_text(facts: Facts, place: int) -> bool:
    """Whether a section or one below it says something."""
    own = facts.sections[place]
    if own.text.strip():
        return True
    for section in facts.sections[place + 1 :]:
        if section.level <= own.level:
            return False
        if section.text.strip():
            return True
    return False


def _heading(template: ReportTemplate, wanted: str) -> str:
    found = next((spec.heading for spec in template.sections if spec.id == wanted), wanted)
    return found.replace("{year}", "").replace("{next_year}", "").lstrip("年")


def alike(packages: Sequence[Collected]) -> tuple[Alike, ...]:
    """Sentences that stand in the reports of two towns, word for word but for marks and years."""
    found: list[Alike] = []
    seen: dict[str, tuple[str, str]] = {}
    for package in packages:
        unit = package.facts.unit
        for section in package.facts.sections:
            for sentence in sentences(section.text.split("\n")):
                key = normalised(sentence.text)
                if len(key) < LEAST_ALIKE:
                    continue
                first = seen.setdefault(key, (unit, section.title))
                if first[0] != unit and len(found) < MOST_ALIKE:
                    found.append(Alike(first[0], unit, sentence.text, section.title))
    return tuple(found)


def save(collection: Collection, path: Path) -> None:
    """Write the workbook: 总表, 数字, 雷同, 摘录. Raises `UserError`."""
    if path.suffix.lower() != ".xlsx":
        raise UserError("汇总只能存成Excel文件", "把文件名的结尾写成 .xlsx")
    save_file(path, _workbook(collection))


def save_word(collection: Collection, exports: ExportService, path: Path) -> None:
    """Write what the county's own report can begin with: who handed in, what stands out, texts by section.

    Raises `UserError`.
    """
    sections = [SectionContent(1, "报送情况", body="\n".join(_handed_in(collection)))]
    told = [f"{row[0]}：{row[-1]}。" for row in _numbers(collection) if row[-1]]
    sections += [SectionContent(1, "值得核对的数字", body="\n".join(told))] if told else []
    title = ""
    for heading, unit, text in _excerpts(collection):
        if heading != title:
            sections.append(SectionContent(1, heading))
            title = heading
        last = sections.pop()
        body = f"{last.body}\n{unit}：{text}" if last.body else f"{unit}：{text}"
        sections.append(replace(last, body=body))
    exports.export_content(ReportContent(title="各单位报送情况汇总", sections=tuple(sections)), path)


def _handed_in(collection: Collection) -> Iterator[str]:
    for one in collection.packages:
        facts = one.facts
        parts = f"缺少{'、'.join(one.missing)}" if one.missing else "各部分齐全"
        whole = f"，{len(one.wrong)}个文件不对" if one.wrong else ""
        when = "逾期报送" if facts.is_late else "按期报送"
        yield f"{facts.unit}：{when}，V{facts.version}，{parts}{whole}，校核问题{sum(one.findings.values())}处。"
    for one in collection.refused:
        yield f"{one.name}：没有读入，{one.why}"


def _workbook(collection: Collection) -> bytes:
    return workbooks.workbook(tables_of(collection))


def tables_of(collection: Collection) -> tuple[Table, ...]:
    """The tables of a collection, as they are shown and stored: 总表, 校核, 数字, 雷同, 摘录."""
    units = [one.facts.unit for one in collection.packages]
    copied = [(one.one, one.other, one.section, one.text) for one in alike(collection.packages)]
    return (
        Table(
            "总表", _SUMMARY, tuple(_summary(collection)), (24, 8, 8, 18, 12, 10, 30, 8, 8, 40, 40), frozen=1
        ),
        Table(
            "校核",
            ("单位", *(CLASS_WORDS[one] for one in _classes(collection)), "合计"),
            tuple(_checked(collection)),
            (24,),
            frozen=1,
        ),
        Table(
            "数字",
            ("指标", "单位", *units, "合计", "值得核对"),
            tuple(_numbers(collection)),
            (36, 8),
            frozen=1,
        ),
        Table("雷同", ("单位", "另一单位", "章节", "相同的句子"), copied, (24, 24, 36, 90)),
        Table("摘录", ("章节", "单位", "正文"), tuple(_excerpts(collection)), (36, 24, 110)),
    )


def _classes(collection: Collection) -> tuple[FindingClass, ...]:
    """The classes that anything was found of, in their order."""
    return tuple(
        one for one in CLASS_WORDS if any(package.findings.get(one) for package in collection.packages)
    )


def _checked(collection: Collection) -> Iterator[tuple[str | int, ...]]:
    for package in collection.packages:
        counts = [package.findings.get(one, 0) for one in _classes(collection)]
        yield (package.facts.unit, *counts, sum(counts))


_SUMMARY = (
    "报送单位", "年度", "版本", "生成时间", "报送期限", "是否逾期", "缺少的部分", "数字", "有台账", "文件核对", "报送前已知的缺项",
)  # fmt: skip


def _summary(collection: Collection) -> Iterator[tuple[str, ...]]:
    for one in collection.packages:
        facts = one.facts
        yield (
            facts.unit,
            str(facts.year),
            f"V{facts.version}",
            facts.made_at.replace("T", " ")[:16],
            facts.due_date,
            "逾期" if facts.is_late else "按期",
            "、".join(one.missing) or "齐全",
            str(facts.figures),
            str(facts.bound),
            "；".join(one.wrong[:5]) or "全部完好",
            "；".join(facts.gaps),
        )
    for one in collection.refused:
        yield (one.name, *[""] * 8, one.why, "")


def _numbers(collection: Collection) -> Iterator[tuple[str, ...]]:
    """Each statistic over the towns with its sum; what is far from the others or from last year is named."""
    towns = [{s.name: s for s in one.facts.statistics} for one in collection.packages]
    units = [one.facts.unit for one in collection.packages]
    names = dict.fromkeys(name for town in towns for name in town)
    for name in names:
        found = [town.get(name) for town in towns]
        unit = next((one.unit for one in found if one), "")
        values = [one.value for one in found if one and one.value is not None]
        total = "" if unit == "%" or not values else f"{sum(values):f}"
        told: list[str] = []
        middle = median(values) if len(values) >= _FEWEST else None
        for town, one in zip(units, found, strict=True):
            if one is None or one.value is None:
                continue
            if middle and (one.value > middle * _FAR or 0 < one.value * _FAR < middle):
                told.append(f"{town}离各单位的中间数{middle:f}较远")
            if one.last_year and (one.value > one.last_year * _FAR or one.value * _FAR < one.last_year):
                told.append(f"{town}由上年的{one.last_year:f}变为{one.value:f}")
        cells = ["" if one is None or one.value is None else f"{one.value:f}" for one in found]
        yield (name, unit, *cells, total, "；".join(told))


def _excerpts(collection: Collection) -> Iterator[tuple[str, ...]]:
    """Texts by section of the outline, town by town, for the county's own report."""
    order: dict[str, list[tuple[str, str, str]]] = {}
    for one in collection.packages:
        for section in one.facts.sections:
            if section.text.strip():
                key = section.spec or section.title
                order.setdefault(key, []).append((section.title, one.facts.unit, section.text))
    for rows in order.values():
        yield from rows
