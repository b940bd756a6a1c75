"""The service: files checked without import, deterministic, in reasonable time for hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest

from fzapp.domain.errors import UserError
from fzapp.domain.unit import UnitProfile
from fzapp.infra.paths import resources
from fzapp.services.checks import CheckOptions, CheckService, lines_of, unit_of

TEXT = "一、主要做法\n截止12月底，排查隐患12处。\n二、存在问题\n力量不足。"


@pytest.fixture(scope="module")
def service() -> CheckService:
    return CheckService(resources() / "rules")


def test_a_file_is_checked_and_told_as_json(service: CheckService, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, "utf-8")
    answer = service.check_file(path, CheckOptions(year=2025))
    told = answer.as_json()
    found = next(f for f in told["findings"] if f["rule"] == "typo.confusion")
    assert (found["line"], found["start"], found["end"], found["text"]) == (2, 0, 2, "截止")
    assert (found["suggestion"], found["severity"], found["class"]) == ("截至", "must", "typo")
    assert told["lines"] == TEXT.split("\n")
    assert any("第2行“截止”" in line for line in answer.as_lines())


def test_nothing_found_is_said(service: CheckService, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("一、主要做法\n坚持依法行政。", "utf-8")
    assert service.check_file(path, CheckOptions()).as_lines() == ("没有发现问题。",)


def test_the_same_text_gives_the_same_findings(service: CheckService) -> None:
    assert service.check_text(TEXT, CheckOptions()) == service.check_text(TEXT, CheckOptions())


@pytest.mark.parametrize("noise", ["（", "9", "《", "、", "“", "一是", "，。", "2024年"])
def test_noise_comes_to_an_end(service: CheckService, noise: str) -> None:
    assert service.check_text(noise * 20_000, CheckOptions()) is not None


def test_a_unit_profile_is_read(tmp_path: Path) -> None:
    path = tmp_path / "unit.toml"
    path.write_text('level = "乡"\nshort_name = "云台乡"\nvillages = ["甲村"]\n', "utf-8")
    unit = unit_of(path)
    assert (unit.level, unit.short_name, unit.villages) == ("乡", "云台乡", ("甲村",))


def test_leaders_of_a_profile_are_read_and_checked(service: CheckService, tmp_path: Path) -> None:
    path = tmp_path / "unit.toml"
    head = 'level = "镇"\nshort_name = "青石镇"\n[[leaders]]\nname = "林大山"\npost = "镇长"\n'
    path.write_text(f'{head}until = "2023-12-31"\n', "utf-8")
    text = "一、主要做法\n镇长林大山带头讲法治课。"
    found = service.check_text(text, CheckOptions(year=2025, unit=unit_of(path)))
    assert [finding.text for finding in found if finding.rule == "inconsistency.leader_post"] == [
        "镇长林大山"
    ]
    path.write_text(f'{head}until = "某天"\n', "utf-8")
    with pytest.raises(UserError, match="某天"):
        unit_of(path)


def test_a_spelling_of_the_place_is_left_alone(service: CheckService) -> None:
    text = "一、主要做法\n引导群众遵法学法守法用法。"
    kept = UnitProfile(wordings=("遵法学法守法用法",))
    told = {
        unit: [f.rule for f in service.check_text(text, CheckOptions(year=2025, unit=unit))]
        for unit in (UnitProfile(), kept)
    }
    assert "set_phrase.form" in told[UnitProfile()]
    assert "set_phrase.form" not in told[kept]


def test_a_file_that_is_no_profile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "unit.toml"
    path.write_text("这不是", "utf-8")
    with pytest.raises(UserError):
        unit_of(path)


def test_last_years_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "去年.txt"
    path.write_text(TEXT, "utf-8")
    assert lines_of(path)[0] == "一、主要做法"
