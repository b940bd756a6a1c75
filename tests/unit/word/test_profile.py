from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fzapp.domain.errors import UserError
from fzapp.infra import paths
from fzapp.word.profile import (
    FontRole,
    PageNumberPlace,
    SignatureKind,
    load_profile,
    missing_fonts,
    national_profile,
    parse_profile,
    profile_text,
)

if TYPE_CHECKING:
    from pathlib import Path

NATIONAL = (paths.resources() / "word" / "gbt9704.toml").read_text(encoding="utf-8")


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = NATIONAL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "本县格式.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_national_page() -> None:
    profile = national_profile()
    assert (profile.width, profile.height) == (210, 297)
    assert (profile.top, profile.bottom, profile.left, profile.right) == (37, 35, 28, 26)
    assert (profile.lines, profile.characters) == (22, 28)
    assert profile.page_number is PageNumberPlace.OUTSIDE
    assert profile.signature is SignatureKind.SEALED


def test_lines_and_characters_fill_the_type_area() -> None:
    profile = national_profile()
    pitch = profile.line_pitch / 20
    assert pitch * 22 <= profile.text_height < pitch * 22 + 2
    advance = profile.fonts[FontRole.BODY].size + profile.character_spacing / 20
    assert int(profile.text_width / advance) == 28


def test_a_full_line_has_play_on_both_sides() -> None:
    profile = national_profile()
    size = profile.fonts[FontRole.BODY].size
    spare = profile.text_width - profile.characters * (size + profile.character_spacing / 20)
    percent_too_wide, half_a_character = 0.11 * size, size / 2
    assert percent_too_wide < spare < half_a_character - percent_too_wide
    assert spare * 20 / (profile.characters - 1) > 1  # a twip a gap: below, LibreOffice drops hanging marks


def test_own_values_are_taken(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ("top = 37", "top = 35.5"),
        ('place = "外侧"', 'place = "居中"'),
        ('kind = "加盖印章"', 'kind = "不加盖印章"'),
        ('font = "" ', 'font = "Times New Roman" '),
        ("[fonts.heading3]        # 第三、第四层仿宋", "[fonts.heading3]\nbold = true"),
    )
    profile = load_profile(path)
    assert profile.top == 35.5
    assert profile.page_number is PageNumberPlace.CENTRE
    assert profile.signature is SignatureKind.UNSEALED
    assert profile.digit_font == "Times New Roman"
    assert profile.fonts[FontRole.HEADING3].bold
    assert not profile.fonts[FontRole.HEADING4].bold


def test_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "格式.toml"
    path.write_bytes(b"\xef\xbb\xbf" + NATIONAL.encode())
    assert load_profile(path) == national_profile()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("top = 37", "# top = 37", "上边距"),
        ("top = 37", "top = -1", "上边距"),
        ("top = 37", 'top = "37"', "上边距"),
        ("top = 37", "top = true", "上边距"),
        ("lines = 22", "lines = 22.5", "每面行数"),
        ("lines = 22", "lines = 60", "每面行数"),
        ("characters = 28", "characters = 40", "每行字数"),
        ('place = "外侧"', 'place = "上面"', "页码位置"),
        ('kind = "加盖印章"', 'kind = "盖"', "署名排法"),
        ("blank_lines = 2", "blank_lines = 90", "署名前空行"),
        ('id = "gbt9704"', 'id = " "', "编号"),
        ("[fonts.title]", "[fonts.titles]", "标题字体"),
        ('names = ["宋体", "SimSun", "方正书宋_GBK", "华文宋体"]', "names = []", "页码字体"),
        ("size = 22", "size = 220", "标题字体大小"),
        ("[page] ", "page = 3\n[pages] ", "纸宽"),
        ("[digits]", "[digits", "写法"),
    ],
)
def test_bad_value_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        load_profile(changed(tmp_path, (old, new)))
    assert "本县格式.toml" in caught.value.what
    assert caught.value.todo


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", "name = '国'".encode("gb18030")])
def test_file_in_another_encoding(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "格式.toml"
    path.write_bytes(data)
    with pytest.raises(UserError, match="写法"):
        load_profile(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="读不出来"):
        load_profile(tmp_path / "没有.toml")


def test_fonts_that_are_there_are_not_missing() -> None:
    installed = ["FZXiaoBiaoSong-B05S", "fangsong", "SimHei", "Kai Ti", "simsun"]
    assert missing_fonts(national_profile(), installed) == ()


def test_missing_fonts_are_named_once_by_their_first_name() -> None:
    assert missing_fonts(national_profile(), []) == (
        "方正小标宋简体",
        "楷体_GB2312",
        "仿宋_GB2312",
        "黑体",
        "宋体",
    )


def test_missing_digit_font(tmp_path: Path) -> None:
    profile = load_profile(changed(tmp_path, ('font = "" ', 'font = "Times New Roman" ')))
    assert "Times New Roman" in missing_fonts(profile, [])
    assert "Times New Roman" not in missing_fonts(profile, ["Times New Roman"])


def test_a_profile_is_written_and_read_back() -> None:
    profile = replace(
        national_profile(),
        name="本县“格式”",
        top=35.5,
        digit_font="Times New Roman",
        page_number=PageNumberPlace.CENTRE,
        signature=SignatureKind.UNSEALED,
    )
    assert parse_profile(profile_text(profile), "本县格式") == profile


def test_a_profile_without_the_newer_faces_takes_the_nearest(tmp_path: Path) -> None:
    text = NATIONAL[: NATIONAL.index("[fonts.issuer_mark]")] + NATIONAL[NATIONAL.index("[digits]") :]
    path = tmp_path / "旧格式.toml"
    path.write_text(text, encoding="utf-8")
    fonts = load_profile(path).fonts
    assert fonts[FontRole.ISSUER_MARK].names == fonts[FontRole.TITLE].names
    assert fonts[FontRole.IMPRINT].size == 14
