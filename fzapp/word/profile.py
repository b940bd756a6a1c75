"""The format of a document as data: the national standard, or what a county asks for instead."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from fzapp.domain.errors import UserError
from fzapp.infra import paths

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

POINTS_PER_MM = 72 / 25.4
TWIPS_PER_POINT = 20
_Choice = TypeVar("_Choice", bound=StrEnum)
_FIX = "在格式文件中改正后再导出"


class FontRole(StrEnum):
    """What a face is used for; the values are the keys of the format file."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    TITLE_NOTE = "title_note"
    BODY = "body"
    HEADING1 = "heading1"
    HEADING2 = "heading2"
    HEADING3 = "heading3"
    HEADING4 = "heading4"
    ANNEX_MARK = "annex_mark"
    TABLE = "table"
    SMALL_TABLE = "small_table"
    PAGE_NUMBER = "page_number"
    ISSUER_MARK = "issuer_mark"
    IMPRINT = "imprint"

    @property
    def label(self) -> str:
        """What the user calls it."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    FontRole.TITLE: "标题",
    FontRole.SUBTITLE: "副标题",
    FontRole.TITLE_NOTE: "标题附注",
    FontRole.BODY: "正文",
    FontRole.HEADING1: "第一层标题",
    FontRole.HEADING2: "第二层标题",
    FontRole.HEADING3: "第三层标题",
    FontRole.HEADING4: "第四层标题",
    FontRole.ANNEX_MARK: "附件标记",
    FontRole.TABLE: "表格",
    FontRole.SMALL_TABLE: "小字表格",
    FontRole.PAGE_NUMBER: "页码",
    FontRole.ISSUER_MARK: "发文机关标志",
    FontRole.IMPRINT: "版记",
}
_ELSE = {FontRole.ISSUER_MARK: (FontRole.TITLE, 54.0), FontRole.IMPRINT: (FontRole.BODY, 14.0)}
"""The face and size of roles that a format file written before them does not name."""


class PageNumberPlace(StrEnum):
    """Where the page number stands: outside (odd right, even left; GB/T 9704-2012, 7.5) or centred.

    The values stand in the format file, which officials edit.
    """

    OUTSIDE = "外侧"
    CENTRE = "居中"


class SignatureKind(StrEnum):
    """With a seal over it (GB/T 9704-2012, 7.3.5.1) or without (7.3.5.2)."""

    SEALED = "加盖印章"
    UNSEALED = "不加盖印章"


@dataclass(frozen=True, slots=True)
class Font:
    """A face: the first of `names` is written, the others stand in for it; `size` in points."""

    names: tuple[str, ...]
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class FormatProfile:
    """A page format. Lengths in millimetres; `lines` a page and `characters` a line fill the type area.

    `digit_font` "" sets digits and letters in the face of the text around them. `blank_lines` stand
    between the text and the signature.
    """

    id: str
    name: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    footer: float
    lines: int
    characters: int
    fonts: Mapping[FontRole, Font]
    digit_font: str = ""
    page_number: PageNumberPlace = PageNumberPlace.OUTSIDE
    signature: SignatureKind = SignatureKind.SEALED
    blank_lines: int = 2

    @property
    def text_width(self) -> float:
        """Width of the type area in points."""
        return (self.width - self.left - self.right) * POINTS_PER_MM

    @property
    def text_height(self) -> float:
        """Height of the type area in points."""
        return (self.height - self.top - self.bottom) * POINTS_PER_MM

    @property
    def line_pitch(self) -> int:
        """Distance of two lines in twips, rounded down so that the last line still fits."""
        return int(self.text_height / self.lines * TWIPS_PER_POINT)

    @property
    def character_spacing(self) -> int:
        """What is added to each character of the text so that `characters` fill a line; twips, often < 0.

        A full line leaves a quarter of a character free. Faces differ in how wide they set marks and digits,
        and word processors in how they round: with half of a half-width character to spare on both sides a
        line ends in the same place everywhere. A line without play would do worse: LibreOffice loses a mark
        that hangs behind it.

        A character grid would say the same to Word, but LibreOffice gives a character that is wider
        than its cell two cells: 14 characters a line instead of 28.
        """
        size = self.fonts[FontRole.BODY].size
        pitch = (self.text_width - size / 4) / self.characters
        return int((pitch - size) * TWIPS_PER_POINT // 1)


def load_profile(path: Path) -> FormatProfile:
    """The profile in the TOML file at `path`.

    Raises `UserError` when the file cannot be read or a value is missing or impossible.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"格式文件“{path.name}”读不出来", "检查文件是否还在原处") from error
    except UnicodeDecodeError as error:
        raise UserError(f"格式文件“{path.name}”的写法不对", "对照自带的国家标准格式改正") from error
    return parse_profile(text, path.name)


def parse_profile(text: str, name: str) -> FormatProfile:
    """The profile in a TOML text; `name` stands in sentences. Raises `UserError` as `load_profile` does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"格式文件“{name}”的写法不对", "对照自带的国家标准格式改正") from error
    return _Reader(name, data).profile()


def profile_text(profile: FormatProfile) -> str:
    """The TOML text of a profile, which `parse_profile` reads back."""
    tables: dict[str, dict[str, object]] = {
        "page": {
            "width": profile.width, "height": profile.height, "top": profile.top, "bottom": profile.bottom,
            "left": profile.left, "right": profile.right, "footer": profile.footer, "lines": profile.lines,
            "characters": profile.characters,
        },
        **{
            f"fonts.{role.value}": {"names": list(font.names), "size": font.size, "bold": font.bold}
            for role, font in profile.fonts.items()
        },
        "digits": {"font": profile.digit_font},
        "page_number": {"place": profile.page_number.value},
        "signature": {"kind": profile.signature.value, "blank_lines": profile.blank_lines},
    }  # fmt: skip
    lines = [f"id = {_written(profile.id)}", f"name = {_written(profile.name)}"]
    for name, values in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {_written(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    """A value as TOML: JSON writes texts, lists and switches the same way."""
    return json.dumps(value, ensure_ascii=False)


def national_profile() -> FormatProfile:
    """GB/T 9704-2012 as shipped with the program."""
    return load_profile(paths.resources() / "word" / "gbt9704.toml")


def missing_fonts(profile: FormatProfile, installed: Collection[str]) -> tuple[str, ...]:
    """The wanted faces for which no name of the chain is among the `installed` font families, each once."""
    present = {_folded(name) for name in installed}
    missing = [
        font.names[0]
        for font in profile.fonts.values()
        if not any(_folded(name) in present for name in font.names)
    ]
    if profile.digit_font and _folded(profile.digit_font) not in present:
        missing.append(profile.digit_font)
    return tuple(dict.fromkeys(missing))


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


class _Reader:
    """Turns the parsed file into a profile and says in words what is wrong with a value."""

    def __init__(self, file: str, data: Mapping[str, Any]) -> None:
        self._file = file
        self._data = data

    def profile(self) -> FormatProfile:
        profile = FormatProfile(
            id=self._text("", "id", "编号"),
            name=self._text("", "name", "名称"),
            width=self._number("page", "width", "纸宽", 50, 1000),
            height=self._number("page", "height", "纸高", 50, 1000),
            top=self._number("page", "top", "上边距", 0, 200),
            bottom=self._number("page", "bottom", "下边距", 0, 200),
            left=self._number("page", "left", "左边距", 0, 200),
            right=self._number("page", "right", "右边距", 0, 200),
            footer=self._number("page", "footer", "页脚距离", 0, 200),
            lines=self._whole("page", "lines", "每面行数", 5, 80),
            characters=self._whole("page", "characters", "每行字数", 5, 80),
            fonts={role: self._font(role) for role in FontRole},
            digit_font=self._text("digits", "font", "数字字体", empty=True),
            page_number=self._choice("page_number", "place", "页码位置", PageNumberPlace),
            signature=self._choice("signature", "kind", "署名排法", SignatureKind),
            blank_lines=self._whole("signature", "blank_lines", "署名前空行", 0, 6),
        )
        self._check_room(profile)
        return profile

    def _check_room(self, profile: FormatProfile) -> None:
        body = profile.fonts[FontRole.BODY].size
        # A character may be squeezed a little onto the line, a line needs more than its characters' height.
        if profile.text_width / profile.characters < body * 0.9:
            raise self._wrong("每行字数", f"左右边距之间排不下{profile.characters}个字")
        if profile.text_height / profile.lines < body * 1.1:
            raise self._wrong("每面行数", f"上下边距之间排不下{profile.lines}行")

    def _value(self, table: str, key: str, label: str) -> object:
        holder: Any = self._data.get(table, {}) if table else self._data
        if not isinstance(holder, dict) or key not in holder:
            raise self._wrong(label, "没有写")
        return holder[key]

    def _wrong(self, label: str, why: str) -> UserError:
        return UserError(f"格式文件“{self._file}”中的“{label}”{why}", _FIX)

    def _text(self, table: str, key: str, label: str, *, empty: bool = False) -> str:
        value = self._value(table, key, label)
        if not isinstance(value, str) or not (value.strip() or empty):
            raise self._wrong(label, "不是文字")
        return value.strip()

    def _number(self, table: str, key: str, label: str, least: float, most: float) -> float:
        value = self._value(table, key, label)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self._wrong(label, f"应是{least:g}到{most:g}之间的数")
        return float(value)

    def _whole(self, table: str, key: str, label: str, least: int, most: int) -> int:
        value = self._value(table, key, label)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self._wrong(label, f"应是{least}到{most}之间的整数")
        return value

    def _choice(self, table: str, key: str, label: str, kind: type[_Choice]) -> _Choice:
        value = self._text(table, key, label)
        if value not in set(kind):
            raise self._wrong(label, f"应是{'或'.join(kind)}")
        return kind(value)

    def _font(self, role: FontRole) -> Font:
        data = self._data.get("fonts", {}).get(role.value)
        if data is None and role in _ELSE:
            other, size = _ELSE[role]
            return replace(self._font(other), size=size)
        label = f"{role.label}字体"
        if not isinstance(data, dict):
            raise self._wrong(label, "没有写")
        return _Reader(self._file, data).face(label)

    def face(self, label: str) -> Font:
        """The face in this reader's table."""
        names: Any = self._value("", "names", label)
        if (
            not isinstance(names, list)
            or not names
            or not all(isinstance(name, str) and name.strip() for name in names)
        ):
            raise self._wrong(label, "应是至少一个字体名")
        size = self._number("", "size", f"{label}大小", 5, 72)
        bold = self._data.get("bold", False)
        if not isinstance(bold, bool):
            raise self._wrong(label, "加粗一项既不是开也不是关")
        return Font(tuple(name.strip() for name in names), size, bold)
