"""After reuse no old year, figure or foreign name stands in the text without a mark, whatever paragraph it was.

The oracle knows nothing of how places are found: it strikes out marks, gaps and tokens, and looks at what is left.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.infra import paths
from fzapp.services.context import open_services
from fzapp.services.practice import make_practice
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.domain.report import Report, Section
    from fzapp.services.context import Services
    from fzapp.services.reuse import ReusePlan, Transformed

SHARED = ROOT / "../shared/practice/reports"
NAMES = re.compile(r"\d+·\d+|123(?:45|48)|\d\+2?\+?N?|7×24|^\s*\d[.、]|(?<=[。；])\d[.、]|[（(]\d[)）]")
"""What has digits and says neither year nor figure: days of observance, hotlines, formulas, enumerators."""
TOKEN = re.compile(r"\{\{[^{}]+\}\}")
CLEAN = sorted((ROOT / "tests" / "data" / "clean").glob("*.txt"))
PRACTICE = sorted([*SHARED.glob("*.txt"), *SHARED.glob("*.docx")])
LATER = (2027, 2030)
OWN = "青石镇"
FEWEST_PARAGRAPHS = 15
"""What the practice archive has of earlier years: the tests are of all of it, and notice when it shrinks."""

RANGE = re.compile(r"(?:19|20)\d\d[—-](20\d\d)年")


def unmarked(made: Transformed) -> str:
    """The text without what is marked, a gap or a figure, each struck out by one sign."""
    text = list(made.body)
    for mark in made.marks:
        text[mark.start : mark.end] = "■" * (mark.end - mark.start)
    return TOKEN.sub("□", "".join(text)).replace("____", "□")


def faults(
    plan: ReusePlan, made: Transformed, then: int, now: int, foreign: tuple[str, ...] = ()
) -> list[str]:
    """What is old and stands there as if it were not."""
    left = "\n".join(NAMES.sub("○", line) for line in unmarked(made).split("\n"))
    left = RANGE.sub(lambda found: "○" if int(found[1]) >= now else found[0], left)
    years = Counter(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", left))
    before = Counter(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", "\n".join(plan.lines)))
    found = [
        f"year {year}"
        for year, count in years.items()
        if abs(int(year) - now) > 1 or count > before[str(int(year) - now + then)]
    ]
    found += [f"figure {digits}" for digits in re.findall(r"\d+", re.sub(r"(?<!\d)20\d\d(?!\d)", "", left))]
    return found + [f"name {name}" for name in foreign if name in left]


@dataclass
class Bench:
    """An archive with the practice reports, and a section of this year to put things into."""

    services: Services
    past: Section
    target: Section
    targets: dict[int, Section]
    """The same section of this year and of later ones."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("reuse") / "archive"
    make_practice(folder, paths.resources())
    services = open_services(folder, paths.resources())
    reports = {report.year: services.reports.get(report.id) for report in services.reports.all()}
    past = next(s for s in reports[2025].sections if s.spec == "disputes")
    for year in LATER:
        reports[year] = services.reports.get(services.reports.create("annual_report", year))
    targets = {
        year: next(s for s in reports[year].sections if s.spec == "disputes") for year in (2026, *LATER)
    }
    yield Bench(services, past, targets[2026], targets)
    services.close()


def paragraphs(services: Services, before: int) -> Iterator[tuple[Report, Section]]:
    """Every section of the reports of earlier years that has text."""
    for report in services.reports.all():
        if report.year < before:
            whole = services.reports.get(report.id)
            yield from ((whole, section) for section in whole.sections if section.body.strip())


@pytest.mark.parametrize("year", [2026, *LATER])
def test_every_practice_paragraph(bench: Bench, year: int) -> None:
    tried = 0
    for report, section in paragraphs(bench.services, 2026):
        plan = bench.services.reuse.plan(bench.targets[year], section)
        assert faults(plan, plan.made(), report.year, year) == [], section.body
        tried += len(section.body.split("\n"))
    assert tried >= FEWEST_PARAGRAPHS


@pytest.mark.parametrize("town", ["白沙镇", "云溪乡", "河口街道", "望江镇"])
def test_every_practice_paragraph_as_another_town_s(bench: Bench, town: str) -> None:
    services = bench.services
    for report, section in list(paragraphs(services, 2026)):
        services.reports.edit_parts(report.id, signature=report.content.signature.replace(OWN, town))
        theirs = replace(section, body=section.body.replace(OWN, town))
        plan = services.reuse.plan(bench.target, theirs)
        assert faults(plan, plan.made(), report.year, 2026, (town,)) == [], theirs.body
        services.reports.edit_parts(report.id, signature=report.content.signature)


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_every_paragraph_of_reports_of_our_own(bench: Bench, path: Path) -> None:
    taken_over_whole(bench, path)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the practice set is not here")
@pytest.mark.parametrize("path", PRACTICE, ids=lambda path: path.name)
def test_every_paragraph_of_other_towns(bench: Bench, path: Path) -> None:
    taken_over_whole(bench, path)


def taken_over_whole(bench: Bench, path: Path) -> None:
    """Every section with text of a report of whatever town, into this year and into later ones."""
    services = bench.services
    report = services.reports.get(services.imports.store(services.imports.read(path)).report_id)
    office = re.sub(r"^中共|(?:人民政府|办事处|委员会)$", "", report.content.signature.split("\n")[0])
    foreign = (office,) if re.search(r"(?:镇|乡|街道)$", office) and office != OWN else ()
    for year, target in bench.targets.items():
        for section in report.sections:
            if section.body.strip():
                plan = services.reuse.plan(target, section)
                assert faults(plan, plan.made(), report.year, year, foreign) == [], section.body


# --- invented paragraphs ----------------------------------------------------------------------------------

COUNT = st.integers(1, 99_999).map(str) | st.sampled_from(
    (
        "4.6万",
        "1,204",
        "12余",
        "０８",
        "3.5",
        "近500",
        "十二",
        "二十余",
        "两百",
        "18.6万",
        "8万-10万",
        "30—40",
    )
)
YEAR = st.integers(2016, 2030).map(str)
PLACES = ("桂溪村", "杨桥社区", "河头村", "白沙街道", "白沙街道办事处", "河东区", "望江镇", "金鸡村")
CLAUSE = st.one_of(
    st.builds("受理矛盾纠纷{}件".format, COUNT),
    st.builds("办结率{}%".format, st.integers(1, 100)),
    st.builds("{}年，共开展宣讲{}场次".format, YEAR, COUNT),
    st.builds("比{}年增加{}人次".format, YEAR, COUNT),
    st.builds("{}年{}月{}日召开会议".format, YEAR, st.integers(1, 12), st.integers(1, 28)),
    st.builds("{}月底前完成{}个村的整治".format, st.integers(1, 12), COUNT),
    st.builds("印发河东发〔{}〕{}号文件".format, YEAR, st.integers(1, 99)),
    st.builds("自{}年以来坚持集体学法".format, YEAR),
    st.builds("落实规划（{}—{}年）".format, YEAR, YEAR),
    st.builds("依据《河东区集镇管理办法》（{}年修订）处罚{}起".format, YEAR, COUNT),
    st.builds("走进{}宣讲".format, st.sampled_from(PLACES)),
    st.builds("{}获评先进".format, st.sampled_from(PLACES)),
    st.sampled_from(("开展“12·4”宣传", "接听12345热线", "“白沙夜话”常办常新", "推行1+2+N模式", "群众满意")),
)
PARAGRAPH = st.lists(st.tuples(CLAUSE, st.sampled_from("，。；")), min_size=1, max_size=6).map(
    lambda clauses: "".join(clause + mark for clause, mark in clauses)
)
quick = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def written(bench: Bench, paragraphs: list[str], signature: str) -> Section:
    """The past section with another text, signed by some office."""
    services = bench.services
    services.writing.save(bench.past.id, "\n".join(paragraphs))
    services.reports.edit_parts(bench.past.report_id, signature=signature, addressee="河东区人民政府：")
    return services.writing.section(bench.past.id)


@quick
@given(st.lists(PARAGRAPH, min_size=1, max_size=3))
def test_invented_paragraphs_of_another_office(bench: Bench, paragraphs: list[str]) -> None:
    plan = bench.services.reuse.plan(bench.target, written(bench, paragraphs, "白沙街道办事处"))
    foreign = (*PLACES, "白沙", "河东")
    assert faults(plan, plan.made(), 2025, 2026, foreign) == []


@quick
@given(st.lists(PARAGRAPH, min_size=1, max_size=3), st.data())
def test_whatever_is_left_as_it_was_is_marked(
    bench: Bench, paragraphs: list[str], data: st.DataObject
) -> None:
    plan = bench.services.reuse.plan(bench.target, written(bench, paragraphs, "青石镇人民政府"))
    left = data.draw(st.sets(st.integers(0, max(0, len(plan.choices) - 1))))
    made = plan.made(left)
    assert faults(plan, made, 2025, 2026) == []
    kept = [
        place.old for number, (_, place) in enumerate(plan.choices) if number in left or place.new is None
    ]
    assert [made.body[mark.start : mark.end] for mark in made.marks] == kept


@quick
@given(st.lists(PARAGRAPH, min_size=1, max_size=3))
def test_sentences_and_their_marks_are_those_of_the_text(bench: Bench, paragraphs: list[str]) -> None:
    made = bench.services.reuse.plan(bench.target, written(bench, paragraphs, "白沙街道办事处")).made()
    assert "".join(one.words for one in made.sentences) == made.body.replace("\n", "")
    inside = [one.words[mark.start : mark.end] for one in made.sentences for mark in one.marks]
    assert inside == [made.body[mark.start : mark.end] for mark in made.marks]


def test_the_oracle_sees_what_is_left(bench: Bench) -> None:
    plan = bench.services.reuse.plan(
        bench.target, written(bench, ["2025年受理38件，白沙街道参加。"], "白沙街道办事处")
    )
    made = plan.made()
    assert faults(plan, made, 2025, 2026, ("白沙",)) == []
    as_it_was = replace(made, body=plan.lines[0], marks=())
    assert faults(plan, as_it_was, 2025, 2026, ("白沙",)) == ["year 2025", "figure 38", "name 白沙"]
