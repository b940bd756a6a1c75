"""Genre templates: read from TOML, checked, filled in for a unit and a year."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError
from fzapp.domain.template import (
    PLACEHOLDERS,
    Checkpoint,
    ReportTemplate,
    SectionSpec,
    fill_pattern,
    placeholders_in,
)
from fzapp.text.coverage import GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from fzapp.domain.unit import UnitProfile

MOST_CHARACTERS = 6000
"""No section is advised to be longer than this; a whole report should stay under 5,000."""

_LABELS = {
    "id": "标识",
    "name": "文种名称",
    "order": "排列次序",
    "title": "标题",
    "addressee": "主送机关",
    "signature": "署名",
    "required": "必备部分",
    "basis": "依据",
    "valid_from": "起用日期",
    "source": "来源",
    "checked_on": "核对日期",
    "due": "报送期限",
    "month": "期限月份",
    "day": "期限日",
    "next_year": "期限是否在次年",
    "note": "期限说明",
    "sections": "章节",
    "level": "层级",
    "heading": "章节标题",
    "hint": "填写提示",
    "words": "建议字数",
    "ledgers": "相关台账",
    "optional": "是否选用",
    "zero_statement": "不涉及的写法",
    "checkpoints": "检查要点",
    "text": "要点内容",
    "any_of": "要点用词",
    "figure": "是否要有数字",
}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_LEDGER = re.compile(r"L(?:0[1-9]|[12][0-9]|3[01])")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[.．、]|第[一二三四五六七八九十]+[章节])"
)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_QUOTED = ("source", "basis")
_END_MARKS = "。；;：:，,、.！!"
_UNWELCOME = re.compile(
    r"(?<![申邀聘提报])请(?![示求])|抱歉|非法|无效|(?<![A-Za-z])(?!(?:LED|Word|Excel|PDF|WPS)(?![A-Za-z]))[A-Za-z]+"
)
_HEAD = re.compile(rb"^\s*\[", re.MULTILINE)


class TemplateLibrary:
    """The genres of a folder, one TOML file each, named by its id. A file is read when asked for.

    Raises `UserError` when a genre does not exist or its file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[str, ReportTemplate] = {}

    def names(self) -> dict[str, str]:
        """The name of every genre by its id, in the order of the list; reads the heads of the files only."""
        heads = [(path.stem, _head_of(_read(path), path.name)) for path in self._files()]
        heads.sort(key=lambda pair: (pair[1].integer("order"), pair[0]))
        return {genre_id: head.text("name") for genre_id, head in heads}

    def get(self, genre_id: str) -> ReportTemplate:
        """The template of a genre."""
        if genre_id not in self._loaded:
            path = self._folder / f"{genre_id}.toml"
            if not _ID.fullmatch(genre_id) or not path.is_file():
                raise UserError(f"没有“{genre_id}”这个文种的模板", "在文种列表里另选一个")
            self._loaded[genre_id] = load_template(_read(path), path.name)
        return self._loaded[genre_id]

    def all(self) -> tuple[ReportTemplate, ...]:
        """Every template, in the order of the list."""
        return tuple(self.get(genre_id) for genre_id in self.names())

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.toml"))


def load_template(data: bytes, name: str) -> ReportTemplate:
    """The template in `data`, the bytes of a TOML file called `name`.

    Raises `UserError` naming file, section and field when anything is missing, unknown or unlawful.
    """
    fields = _Fields(_parse(data, name), f"模板文件“{name}”")
    due = fields.table("due")
    template = ReportTemplate(
        id=fields.identifier("id"),
        name=fields.text("name"),
        title=fields.pattern("title"),
        addressee=fields.pattern("addressee", needed=False),
        signature=fields.pattern("signature", needed=False),
        sections=tuple(_sections(fields)),
        due_month=due.integer("month"),
        due_day=due.integer("day"),
        due_next_year=due.flag("next_year"),
        due_note=due.text("note", needed=False),
        basis=fields.text("basis"),
        valid_from=fields.date("valid_from"),
        source=fields.text("source"),
        checked_on=fields.date("checked_on"),
        required=fields.words("required"),
        order=fields.integer("order"),
    )
    due.refuse_others()
    fields.refuse_others()
    _check_whole(template, fields, name)
    return template


def title_for(template: ReportTemplate, unit: UnitProfile, year: int) -> str:
    """The title of the report of `year`."""
    return fill_pattern(template.title, unit, year)


def addressee_for(template: ReportTemplate, unit: UnitProfile, year: int) -> str:
    """The addressee with its colon; "" when the profile does not name the superior yet."""
    if "superior" in placeholders_in(template.addressee) and not unit.superior:
        return ""
    return fill_pattern(template.addressee, unit, year)


def signature_for(template: ReportTemplate, unit: UnitProfile, year: int) -> str:
    """The signature, one issuing body a line."""
    return fill_pattern(template.signature, unit, year)


def heading_for(spec: SectionSpec, unit: UnitProfile, year: int) -> str:
    """The heading of a section with its year, without number."""
    return fill_pattern(spec.heading, unit, year)


def zero_statement_for(spec: SectionSpec, unit: UnitProfile, year: int) -> str:
    """What to write when nothing of the kind happened; "" when the template has no wording for it."""
    return fill_pattern(spec.zero_statement, unit, year)


def due_date(template: ReportTemplate, year: int) -> datetime.date:
    """The day by which the report of `year` must be with the superior."""
    return datetime.date(year + template.due_next_year, template.due_month, template.due_day)


class _Fields:
    """One table of the file: gives fields with their type checked, and knows where it stands."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self._values = values
        self._asked: set[str] = set()
        self.place = place

    def text(self, key: str, *, needed: bool = True) -> str:
        value = self._value(key, str, "文字", needed=needed)
        text = "" if value is None else str(value).strip()
        if needed and not text:
            raise self.error(key, "是空的", "把它填上")
        return self._plain(key, text)

    def identifier(self, key: str) -> str:
        value = str(self._value(key, str, "文字"))
        if not _ID.fullmatch(value):
            raise self.error(key, f"写成了“{value}”", "改成小写字母、数字和下划线")
        return value

    def pattern(self, key: str, *, needed: bool = True) -> str:
        raw = str(self._value(key, str, "文字", needed=needed) or "")
        for placeholder in placeholders_in(raw):
            if placeholder not in PLACEHOLDERS:
                raise self.error(key, f"里有不认识的代号“{placeholder}”", "改成模板说明里列出的代号")
        if needed and not raw.strip():
            raise self.error(key, "是空的", "把它填上")
        self._plain(key, _PLACEHOLDER.sub("", raw))
        return raw.strip()

    def date(self, key: str) -> str:
        value = str(self._value(key, str, "文字"))
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise self.error(key, f"写成了“{value}”", "改成四位年、两位月、两位日的样子") from None

    def integer(self, key: str) -> int:
        return int(self._value(key, int, "整数") or 0)

    def flag(self, key: str, *, needed: bool = True) -> bool:
        return bool(self._value(key, bool, "是或否", needed=needed))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts without blanks or repetitions; missing is empty."""
        values: list[Any] = list(self._value(key, list, "一串文字", needed=False) or ())
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(key, "里有空的或不是文字的一项", "逐项核对")
        for value in _repeated(values):
            raise self.error(key, f"里重复写了“{value}”", "删去一个")
        return tuple(values)

    def bounds(self, key: str) -> tuple[int, int]:
        """The least and the most of a range of characters; missing is (0, 0)."""
        values: list[Any] = list(self._value(key, list, "两个数", needed=False) or (0, 0))
        if len(values) != 2 or not all(type(value) is int for value in values):
            raise self.error(key, "不是两个数", "写上最少和最多的字数")
        least, most = values
        if not 0 <= least <= most <= MOST_CHARACTERS:
            raise self.error(key, f"写成了{least}至{most}", "按先少后多改正")
        return least, most

    def table(self, key: str) -> _Fields:
        value = self._value(key, dict, "一组内容")
        return _Fields(value or {}, self.place)

    def tables(self, key: str, *, needed: bool = True) -> list[dict[str, Any]]:
        values: list[Any] = list(self._value(key, list, "一组内容", needed=needed) or ())
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, "里有一项写法不对", "照着别的模板改")
        return values

    def refuse_others(self) -> None:
        """Refuse fields that nobody asked for: a misspelt one would otherwise be lost in silence."""
        for key in self._values:
            if key not in self._asked:
                raise UserError(f"{self.place}里有不认识的一项“{key}”", "改正拼写或者删去")

    def error(self, key: str, what: str, todo: str) -> UserError:
        return UserError(f"{self.place}的“{_LABELS.get(key, key)}”{what}", todo)

    def _plain(self, key: str, text: str) -> str:
        """`text` if a clerk may read it; sources and rule names are quoted as they are."""
        found = None if key in _QUOTED else _UNWELCOME.search(text)
        if found:
            raise self.error(key, f"里有不宜出现的“{found[0]}”", "换一种写法")
        return text

    def _value(self, key: str, kind: type, kind_name: str, *, needed: bool = True) -> Any:  # noqa: ANN401
        self._asked.add(key)
        value = self._values.get(key)
        if value is None:
            if needed:
                raise self.error(key, "没有写", "补上这一项")
            return None
        # bool is an int to Python; a month written as true is still wrong
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, f"不是{kind_name}", "照着别的模板改")
        return value


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"模板文件“{path.name}”读不出来", "检查文件还在不在、有没有读取权限") from error


def _parse(data: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError(f"模板文件“{name}”的文字编码读不懂", "从原来的地方重新拷一份") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第{line[1]}行" if line else "末尾"
        raise UserError(f"模板文件“{name}”的{where}写法不对", "照着别的模板改") from error


def _head_of(data: bytes, name: str) -> _Fields:
    """The fields before the first table: a head is complete TOML by itself and quickly read."""
    table = _HEAD.search(data)
    head = data[: table.start()] if table else data
    return _Fields(_parse(head, name), f"模板文件“{name}”")


def _sections(fields: _Fields) -> Iterator[SectionSpec]:
    for number, values in enumerate(fields.tables("sections"), start=1):
        name = values.get("heading") or ("导语" if values.get("level") == 0 else f"第{number}节")
        yield _section(_Fields(values, f"{fields.place}“{name}”一节"))


def _section(fields: _Fields) -> SectionSpec:
    level = fields.integer("level")
    if level not in (0, 1, 2):
        raise fields.error("level", f"写成了{level}", "改成0、1或2")
    spec = SectionSpec(
        id=fields.identifier("id"),
        level=level,
        heading=_heading(fields, needed=level > 0),
        hint=_hint(fields),
        checkpoints=tuple(_checkpoints(fields)),
        words=fields.bounds("words"),
        ledgers=fields.words("ledgers"),
        optional=fields.flag("optional", needed=False),
        zero_statement=_zero_statement(fields),
    )
    for code in spec.ledgers:
        if not _LEDGER.fullmatch(code):
            raise fields.error("ledgers", f"里有不认识的“{code}”", "改成台账的编号")
    fields.refuse_others()
    return spec


def _heading(fields: _Fields, *, needed: bool) -> str:
    heading = fields.pattern("heading", needed=needed)
    if not needed and heading:
        raise fields.error("heading", "不该有，导语没有标题", "删去标题")
    if _NUMBERED.match(heading):
        raise fields.error("heading", "带了序号", "删去序号，程序会自己编号")
    if heading.endswith(tuple(_END_MARKS)):
        raise fields.error("heading", "末尾有标点", "删去标点")
    return heading


def _hint(fields: _Fields) -> str:
    hint = fields.text("hint")
    if not hint.endswith("。") or "。" in hint[:-1]:
        raise fields.error("hint", "不是一句话", "写成一句，以句号结尾")
    return hint


def _zero_statement(fields: _Fields) -> str:
    statement = fields.pattern("zero_statement", needed=False)
    if statement and not statement.endswith("。"):
        raise fields.error("zero_statement", "没有以句号结尾", "补上句号")
    return statement


def _checkpoints(fields: _Fields) -> Iterator[Checkpoint]:
    for number, values in enumerate(fields.tables("checkpoints", needed=False), start=1):
        yield _checkpoint(_Fields(values, f"{fields.place}第{number}个检查要点"))


def _checkpoint(fields: _Fields) -> Checkpoint:
    point = Checkpoint(
        id=fields.identifier("id"),
        text=fields.text("text"),
        basis=fields.text("basis"),
        any_of=fields.words("any_of"),
        figure=fields.flag("figure", needed=False),
    )
    if point.text.endswith(tuple(_END_MARKS)):
        raise fields.error("text", "末尾有标点", "删去标点")
    if point.figure and not point.any_of:
        raise fields.error("figure", "要有数字，但没有写用词", "补上要点用词")
    for word in point.any_of:
        if not all(part.strip() for part in word.split(GAP)):
            raise fields.error("any_of", f"里的“{word}”缺了一半", "省略号前后都写上字")
    fields.refuse_others()
    return point


def _check_whole(template: ReportTemplate, fields: _Fields, name: str) -> None:
    if name != f"{template.id}.toml":
        raise fields.error("id", f"是“{template.id}”，与文件名不同", "把两处改成一样")
    for section_id in _repeated(spec.id for spec in template.sections):
        raise fields.error("sections", f"有两节的标识都是“{section_id}”", "改掉一个")
    for spec in template.sections:
        for point_id in _repeated(point.id for point in spec.checkpoints):
            raise fields.error("checkpoints", f"有两个标识都是“{point_id}”", "改掉一个")
    _check_levels(template.sections, fields)
    _check_required(template, fields)
    _check_advice(template, fields)
    _check_due(template, fields)


def _check_levels(sections: tuple[SectionSpec, ...], fields: _Fields) -> None:
    if not sections:
        raise fields.error("sections", "一节也没有", "至少写一节")
    for position, spec in enumerate(sections):
        if spec.level == 0 and position:
            raise fields.error("sections", f"里第{position + 1}节是导语", "把导语放在最前面")
        if spec.level == 2 and (not position or sections[position - 1].level == 0):
            raise fields.error("sections", f"里“{spec.heading}”上面没有大标题", "先写一个一级标题")


def _check_required(template: ReportTemplate, fields: _Fields) -> None:
    """The parts that a rule prescribes must stand at level 1 and in its order."""
    parts = [spec.id for spec in template.sections if spec.level == 1]
    for part in template.required:
        if part not in parts:
            raise fields.error("required", f"要求有“{part}”，章节里没有这一部分", "把这一部分补上")
    if [part for part in parts if part in template.required] != list(template.required):
        raise fields.error("required", "与章节的先后次序不一致", "按规定的次序排列章节")


def _check_advice(template: ReportTemplate, fields: _Fields) -> None:
    for spec in template.writable():
        if not spec.words[1]:
            name = spec.heading or "导语"
            raise fields.error("words", f"在“{name}”一节没有写", "写上最少和最多的字数")


def _check_due(template: ReportTemplate, fields: _Fields) -> None:
    """A due date must exist in every year, so 29 February is none."""
    try:
        datetime.date(2025, template.due_month, template.due_day)
    except ValueError:
        day = f"{template.due_month}月{template.due_day}日"
        raise fields.error("due", f"写成了{day}，没有这一天", "改成真实的日期") from None


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]
