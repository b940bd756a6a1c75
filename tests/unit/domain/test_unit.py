"""The unit profile: terms of leaders, and old and new forms of what is stored."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from fzapp.domain.unit import Leader, UnitProfile, day_of_term, profile_from, term_fault


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-3-5", "2024-03-05", "2024-03-05"),
        ("2024年3月", "2024-03-01", "2024-03-31"),
        ("2024.2", "2024-02-01", "2024-02-29"),
        ("2024年3月5日", "2024-03-05", "2024-03-05"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("至今", "", ""),
        ("", "", ""),
        ("2024-13", None, None),
        ("2025-2-29", None, None),
        ("去年", None, None),
    ],
)
def test_days_of_terms(text: str, first: str | None, last: str | None) -> None:
    assert (day_of_term(text), day_of_term(text, last=True)) == (first, last)


def test_terms_are_inclusive() -> None:
    leader = Leader("林大山", "镇长", "2024-12-31", "2025-01-01")
    assert [leader.held_in(year) for year in (2023, 2024, 2025, 2026)] == [False, True, True, False]
    assert Leader("林大山", "镇长").held_in(1999)


def test_posts_of_one_line() -> None:
    assert Leader("何小满", "党委副书记、镇长").posts == ("党委副书记", "镇长")


def test_the_end_is_not_before_the_beginning() -> None:
    assert "早于" in term_fault(Leader("何小满", "镇长", "2025-01-01", "2024"))


def test_a_profile_comes_back_from_what_is_stored() -> None:
    profile = UnitProfile(
        short_name="青石镇",
        offices=("党政办",),
        wordings=("法律七进",),
        leaders=(Leader("何小满", "镇长", "2024-01-01"),),
    )
    assert profile_from(asdict(profile)) == profile


def test_an_old_profile_and_one_of_a_later_program_still_load() -> None:
    old = profile_from({"level": "乡", "villages": ["甲村"], "something_new": 1})
    assert (old.level, old.villages, old.leaders) == ("乡", ("甲村",), ())


@pytest.mark.parametrize(
    "values",
    [
        {"leaders": "林大山"},
        {"leaders": ["林大山"]},
        {"leaders": [{"name": "林大山"}]},
        {"leaders": [{"name": "林大山", "post": "镇长", "since": "某年"}]},
        {"residents": "许多"},
        {"villages": "甲村"},
    ],
)
def test_what_is_wrong_is_said(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"领导|常住人口|村（社区）"):
        profile_from(values)
