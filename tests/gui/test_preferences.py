"""What this PC remembers of the window survives damage, and a refusing disk costs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.ui import preferences
from fzapp.ui.preferences import FILE_NAME, Preferences, load, save
from fzapp.ui.theme import DARK, LIGHT, FontScale, Palette, stylesheet

if TYPE_CHECKING:
    from pathlib import Path

ROLES = ("text", "muted", "accent", "good", "attention", "wrong", "idle")


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    kept = Preferences("extra", "dark", "00ff")
    save(tmp_path / "new", kept)
    assert load(tmp_path / "new") == kept


@pytest.mark.parametrize("text", ["", "{", "[]", "[1, 2]", '{"scale": 3, "unknown": "x"}', "\x00"])
def test_a_damaged_file_is_as_at_the_beginning(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    assert load(tmp_path) == Preferences()


def test_a_refusing_disk_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(preferences, "write_atomic", refuse)
    save(tmp_path, Preferences("large"))
    assert load(tmp_path) == Preferences()


def luminance(value: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.1)."""
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str) -> float:
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_every_word_can_be_read_on_every_ground(palette: Palette) -> None:
    grounds = [palette.ground, palette.surface]
    pairs = [(getattr(palette, role), ground) for role in ROLES for ground in grounds]
    tones = ("accent", "good", "attention", "wrong", "idle")
    pairs += [(getattr(palette, tone), getattr(palette, f"{tone}_ground")) for tone in tones]
    pairs += [(palette.text, palette.selection), (palette.text, palette.accent_ground)]
    pairs += [(palette.on_accent, palette.accent), (palette.muted, palette.accent_ground)]
    weak = [
        (front, back, round(contrast(front, back), 2)) for front, back in pairs if contrast(front, back) < 4.5
    ]
    assert weak == []


@pytest.mark.parametrize("scale", list(FontScale))
def test_the_stylesheet_is_filled_in(scale: FontScale) -> None:
    sheet = stylesheet(LIGHT, scale)
    assert sheet.count("{") == sheet.count("}")
    assert "None" not in sheet
    assert f"{scale.points + 2}pt" in sheet
