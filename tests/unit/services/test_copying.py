"""雷同: against own years and other offices, per sentence; a simulated copy is found without a gap."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from fzapp.infra import paths
from fzapp.text.sentences import sentences
from fzapp.text.similarity import Kinship, normalised

if TYPE_CHECKING:
    from fzapp.services.context import Services

LAST = "2025年，全镇组织开展法律进乡村活动36场，发放宣传资料4200份。\n窗口全年接待群众咨询410人次，群众比较满意。\n下一步继续完善村级法律顾问制度。"
OTHER = "街道组建物业纠纷调解委员会，聘请专职调解员2名坐班。"


def report_with(services: Services, year: int, body: str, signature: str = "青石镇人民政府") -> int:
    report_id = services.reports.create("annual_report", year)
    section = next(s for s in services.reports.get(report_id).sections if s.spec == "publicity")
    services.writing.save(section.id, body)
    services.reports.edit_parts(report_id, signature=signature, title=f"{signature}{year}年度报告")
    return report_id


def kinds(services: Services, report_id: int) -> list[tuple[str, Kinship, str]]:
    return [(one.text, one.kind, one.source) for one in services.copying.check(report_id).items]


def test_each_sentence_is_told_for_what_it_is(services: Services) -> None:
    report_with(services, 2025, LAST)
    report_with(services, 2024, OTHER, "白沙街道办事处")
    this = report_with(
        services,
        2026,
        "2026年，全镇组织开展法律进乡村活动36场，发放宣传资料4200份。\n全年窗口接待群众法律咨询410人次，群众满意。\n"
        "街道组建物业纠纷调解委员会，聘请专职调解员2名坐班。\n下一步继续健全完善村级法律顾问制度。\n新建法治公园1处供群众休闲。",
    )
    assert kinds(services, this) == [
        (
            "2026年，全镇组织开展法律进乡村活动36场，发放宣传资料4200份。",
            Kinship.YEAR_ONLY,
            "2025年本镇年报（九）第1段",
        ),
        ("全年窗口接待群众法律咨询410人次，群众满意。", Kinship.FIGURE_KEPT, "2025年本镇年报（九）第2段"),
        (OTHER, Kinship.SAME, "2024年白沙街道年报（九）第1段"),
        ("下一步继续健全完善村级法律顾问制度。", Kinship.REWRITTEN, "2025年本镇年报（九）第3段"),
    ]
    found = services.copying.check(this)
    assert found.items[0].kind_told == "只改年份，数字没改"
    assert found.items[0].where == "（九）深化法治宣传教育　第1段"
    assert [one.is_own for one in found.items] == [True, True, False, True]
    assert found.reports == 2
    assert found.told.startswith("对照了2份报告，雷同占全文")
    assert 0 < found.share((Kinship.SAME,)) == found.share((Kinship.SAME,), own=False) < 0.3
    assert found.share((Kinship.SAME,), own=True) == 0


def test_the_place_is_that_of_the_text(services: Services) -> None:
    report_with(services, 2025, LAST)
    this = report_with(services, 2026, f"先说一句新的情况和打算。\n{LAST}")
    text = f"先说一句新的情况和打算。\n{LAST}"
    for one in services.copying.check(this).items:
        assert text[one.start : one.start + len(one.text)] == one.text


def test_another_draft_on_the_same_year_is_not_the_past(services: Services) -> None:
    this = report_with(services, 2026, LAST)
    report_with(services, 2026, LAST)
    report_with(services, 2027, LAST)
    assert services.copying.check(this).told == "档案库里没有可以对照的报告，先导入往年的或者别处的报告。"


def test_set_phrases_are_nobodys_fault(services: Services) -> None:
    report_with(services, 2025, "现汇报如下：\n成效明显。")
    this = report_with(services, 2026, "现汇报如下：\n成效明显。")
    assert services.copying.check(this).items == ()


def test_the_list_can_be_printed(services: Services) -> None:
    report_with(services, 2025, LAST)
    this = report_with(services, 2026, LAST)
    found = services.copying.check(this)
    paper = services.copying.paper(found, found.items[:1])
    assert paper.title == "雷同检查清单"
    assert paper.notes[1] == found.told
    assert paper.rows == (found.items[0].cells,)


@pytest.mark.parametrize("seed", range(4))
def test_a_simulated_copy_is_found_without_a_gap(services: Services, seed: int) -> None:
    """Of last year's practice report: years changed, figures changed, words changed, in another order."""
    rnd = random.Random(seed)
    lines = (paths.resources() / "practice" / "report_last_year.txt").read_text("utf-8").split("\n")
    old = [one.text for one in sentences(lines) if len(normalised(one.text)) >= 12]
    report_with(services, 2025, "\n".join(old))
    expected: dict[str, Kinship] = {}
    for text in old:
        way = rnd.random()
        new = re.sub(r"2025", "2026", text)
        if way < 0.5:
            kind = Kinship.SAME if new == text else Kinship.YEAR_ONLY
        elif way < 0.7:
            new = re.sub(r"\d+", lambda found: str(int(found[0]) + 7) if len(found[0]) < 4 else found[0], new)
            kind = Kinship.REWRITTEN
        else:
            new = (
                new.replace("全年", "一年来")
                .replace("开展", "组织")
                .replace("落实", "抓实")
                .replace("全部", "均已")
            )
            kept = re.findall(r"\d+(?:\.\d+)?", re.sub(r"20\d\d", "", text))
            same = normalised(re.sub(r"20\d\d", "", new)) == normalised(re.sub(r"20\d\d", "", text))
            kind = Kinship.SAME if new == text else Kinship.YEAR_ONLY if same else Kinship.REWRITTEN
            kind = Kinship.FIGURE_KEPT if kind is Kinship.REWRITTEN and kept else kind
        expected[new] = kind
    shuffled = list(expected)
    rnd.shuffle(shuffled)
    this = report_with(services, 2026, "\n".join(shuffled))
    found = {one.text: one.kind for one in services.copying.check(this).items}
    wanted = {text: kind for text, kind in expected.items() if kind is not Kinship.REWRITTEN}
    assert {text: found.get(text) for text in wanted} == wanted
