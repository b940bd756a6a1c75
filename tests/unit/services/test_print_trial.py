"""The page for trying a printer says what the format wants, whatever format it is."""

from __future__ import annotations

from dataclasses import replace

from fzapp.services.print_trial import trial_page
from fzapp.word.profile import national_profile


def test_the_page_names_the_margins_and_the_faces() -> None:
    profile = national_profile()
    text = "".join(section.body for section in trial_page(profile).sections)
    assert "28毫米" in text
    assert "26毫米" in text
    for role in profile.fonts:
        if role.name in {"TITLE", "BODY", "HEADING1", "HEADING2"}:
            assert profile.fonts[role].names[0] in text


def test_it_follows_the_format_of_the_county() -> None:
    text = "".join(section.body for section in trial_page(replace(national_profile(), left=30.0)).sections)
    assert "左边到纸边应是30毫米" in text
