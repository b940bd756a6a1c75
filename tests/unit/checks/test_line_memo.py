"""A text checked again and again gives what a whole check gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fzapp.services.checks import CheckOptions, CheckService

ROOT = Path(__file__).resolve().parents[3]
REPORT = (ROOT / "resources/practice/report_last_year.txt").read_text("utf-8")
PIECES = (
    "截止12月底，化解予盾纠纷12件。",
    "全年受理纠纷86件，其中邻里纠纷50件、其他40件。",
    "一是抓学习。三是抓普法。",
    "二、2023年存在的问题",
    "（四）抓普法",
    "全镇辖9个行政村，11个村均已落实法律顾问，，",
    "学习《信访条例》和《重大行政决策程序条例》，“六五”普法如期完成。",
    "",
    "2024年1月3日",
)


@pytest.fixture(scope="module")
def service() -> CheckService:
    return CheckService(ROOT / "resources/rules")


@pytest.mark.parametrize("seed", range(4))
def test_changes_in_a_row_give_the_findings_of_a_whole_check(service: CheckService, seed: int) -> None:
    chance = random.Random(seed)
    options = CheckOptions(year=2025 if seed % 2 else None, public=seed > 1, last_year=("无",))
    session = service.session(options)
    lines = REPORT.split("\n")
    for _ in range(12):
        place = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines.insert(place, chance.choice(PIECES))
            case 1:
                lines[place] += chance.choice(PIECES)
            case 2:
                lines[place] = lines[place][: len(lines[place]) // 2]
            case _:
                del lines[place]
        text = "\n".join(lines)
        assert session.check_text(text) == service.check_text(text, options)


def test_what_a_year_changes_is_looked_at_anew(service: CheckService) -> None:
    session = service.session(CheckOptions())
    lines = ["关于2025年法治建设工作情况的报告", "学习《中华人民共和国法治宣传教育法》。"]
    before = session.check_text("\n".join(lines))
    lines[0] = lines[0].replace("2025", "2022")
    after = session.check_text("\n".join(lines))
    assert "law_name.not_yet" not in {f.rule for f in before}
    assert "law_name.not_yet" in {f.rule for f in after}
