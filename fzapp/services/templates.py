"""Genre templates: read from TOML, checked, filled in for a unit and a year."""

from __future__ import annotations

import datetime
import re
from functools import partial
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.template import (
    CLOSING_MARK,
    OWN_GENRE,
    Checkpoint,
    ReportTemplate,
    SectionSpec,
    fill_pattern,
    placeholders_in,
)
from fzapp.services.template_fields import Fields, lines_of, parse_toml, repeated
from fzapp.text.coverage import GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from fzapp.domain.unit import UnitProfile

_ID = re.compile(r"[a-z][a-z0-9_]*")
_LEDGER = re.compile(r"L(?:0[1-9]|[12][0-9]|3[01])|U\d\d")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[.．、]|第[一二三四五六七八九十]+[章节])"
)
_END_MARKS = "。；;：:，,、.！!"
_HEAD = re.compile(rb"^\s*\[", re.MULTILINE)


class TemplateLibrary:
    """The genres of a folder, one TOML file each, named by its id, and the office's own behind them.

    A file is read when asked for. Raises `UserError` when a genre does not exist or its file cannot be used.
    """

    def __init__(self, folder: Path, own: Iterable[tuple[str, str]] = ()) -> None:
        self._folder = folder
        self._loaded: dict[str, ReportTemplate] = {}
        self._own: dict[str, ReportTemplate] = {}
        self._texts: dict[str, str] = {}
        self.use_own(own)

    def use_own(self, definitions: Iterable[tuple[str, str]]) -> None:
        """Take these, id and text of the file, for the office's own genres."""
        texts = dict(definitions)
        self._own = {key: kept for key, kept in self._own.items() if self._texts.get(key) == texts.get(key)}
        self._texts = texts

    def names(self) -> dict[str, str]:
        """The name of every genre by its id, in the order of the list; reads the heads of the files only."""
        heads = [(path.stem, _head_of(_read(path), path.name)) for path in self._files()]
        heads.sort(key=lambda pair: (pair[1].integer("order"), pair[0]))
        own = {genre_id: self.get(genre_id).name for genre_id in self._texts}
        return {genre_id: head.text("name") for genre_id, head in heads} | own

    def get(self, genre_id: str) -> ReportTemplate:
        """The template of a genre."""
        if genre_id.startswith(OWN_GENRE):
            return self._get_own(genre_id)
        if genre_id not in self._loaded:
            path = self._folder / f"{genre_id}.toml"
            if not _ID.fullmatch(genre_id) or not path.is_file():
                raise UserError(f"没有“{genre_id}”这个文种的模板", "在文种列表里另选一个")
            self._loaded[genre_id] = load_template(_read(path), path.name)
        return self._loaded[genre_id]

    def all(self) -> tuple[ReportTemplate, ...]:
        """Every template, in the order of the list."""
        return tuple(self.get(genre_id) for genre_id in self.names())

    def _get_own(self, genre_id: str) -> ReportTemplate:
        if genre_id not in self._own:
            if genre_id not in self._texts:
                raise UserError(f"没有“{genre_id}”这个文种的模板", "在文种列表里另选一个")
            name = f"{genre_id}.toml"
            self._own[genre_id] = load_template(self._texts[genre_id].encode(), name, own=True)
        return self._own[genre_id]

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.toml"))


def load_template(data: bytes, name: str, *, own: bool = False) -> ReportTemplate:
    """The template in `data`, the bytes of a TOML file called `name`.

    An office's `own` may be called anything and need not say what it rests on. Raises `UserError` naming
    file, section, field and line when anything is missing, unknown or unlawful.
    """
    values = parse_toml(data, name)
    fields = Fields(values, f"模板文件“{name}”", own=own, lines=partial(lines_of, data))
    due, period = fields.table("due"), fields.table("period", needed=False)
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
        basis=fields.text("basis", needed=not own),
        valid_from=fields.date("valid_from", needed=not own),
        source=fields.text("source", needed=not own),
        checked_on=fields.date("checked_on", needed=not own),
        required=fields.words("required"),
        order=fields.integer("order"),
        closing=_closing(period),
        closing_statement=_closing_statement(period),
    )
    due.refuse_others()
    period.refuse_others()
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


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"模板文件“{path.name}”读不出来", "检查文件还在不在、有没有读取权限") from error


def _head_of(data: bytes, name: str) -> Fields:
    """The fields before the first table: a head is complete TOML by itself and quickly read."""
    table = _HEAD.search(data)
    head = data[: table.start()] if table else data
    return Fields(parse_toml(head, name), f"模板文件“{name}”")


def _sections(fields: Fields) -> Iterator[SectionSpec]:
    for number, values in enumerate(fields.tables("sections"), start=1):
        name = values.get("heading") or ("导语" if values.get("level") == 0 else f"第{number}节")
        yield _section(fields.inside(values, f"{fields.place}“{name}”一节", "sections", number - 1))


def _section(fields: Fields) -> SectionSpec:
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


def _closing(period: Fields) -> str:
    closing = period.text("closing", needed=False)
    if closing:
        try:
            datetime.date.fromisoformat(f"2025-{closing}")
        except ValueError:
            todo = "改成两位月、两位日的样子，如06-30"
            raise period.error("closing", f"写成了“{closing}”", todo) from None
    return closing


def _closing_statement(period: Fields) -> str:
    statement = period.pattern("statement", needed=False, also=CLOSING_MARK.strip("{}"))
    if statement and (CLOSING_MARK not in statement or not statement.endswith("。")):
        raise period.error("statement", "没有写明截至何时，或者没有以句号结尾", "照着别的模板改")
    return statement


def _heading(fields: Fields, *, needed: bool) -> str:
    heading = fields.pattern("heading", needed=needed)
    if not needed and heading:
        raise fields.error("heading", "不该有，导语没有标题", "删去标题")
    if _NUMBERED.match(heading):
        raise fields.error("heading", "带了序号", "删去序号，程序会自己编号")
    if heading.endswith(tuple(_END_MARKS)):
        raise fields.error("heading", "末尾有标点", "删去标点")
    return heading


def _hint(fields: Fields) -> str:
    hint = fields.text("hint", needed=not fields.own)
    if fields.own:
        return hint
    if not hint.endswith("。") or "。" in hint[:-1]:
        raise fields.error("hint", "不是一句话", "写成一句，以句号结尾")
    return hint


def _zero_statement(fields: Fields) -> str:
    statement = fields.pattern("zero_statement", needed=False)
    if statement and not statement.endswith("。"):
        raise fields.error("zero_statement", "没有以句号结尾", "补上句号")
    return statement


def _checkpoints(fields: Fields) -> Iterator[Checkpoint]:
    for number, values in enumerate(fields.tables("checkpoints", needed=False), start=1):
        place = f"{fields.place}第{number}个检查要点"
        yield _checkpoint(fields.inside(values, place, "checkpoints", number - 1))


def _checkpoint(fields: Fields) -> Checkpoint:
    point = Checkpoint(
        id=fields.identifier("id"),
        text=fields.text("text"),
        basis=fields.text("basis", needed=not fields.own),
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


def _check_whole(template: ReportTemplate, fields: Fields, name: str) -> None:
    if not fields.own and name != f"{template.id}.toml":
        raise fields.error("id", f"是“{template.id}”，与文件名不同", "把两处改成一样")
    ids = [spec.id for spec in template.sections]
    for section_id in repeated(ids):
        last = len(ids) - 1 - ids[::-1].index(section_id)
        raise fields.error("sections", f"有两节的标识都是“{section_id}”", "改掉一个", last, "id")
    for number, spec in enumerate(template.sections):
        for point_id in repeated(point.id for point in spec.checkpoints):
            at = ("sections", number, "checkpoints")
            raise fields.inside({}, fields.place, *at[:2]).error(
                "checkpoints", f"有两个标识都是“{point_id}”", "改掉一个", _last_point(spec, point_id), "id"
            )
    _check_levels(template.sections, fields)
    _check_required(template, fields)
    if not fields.own:
        _check_advice(template, fields)
    _check_due(template, fields)


def _last_point(spec: SectionSpec, point_id: str) -> int:
    return max(number for number, point in enumerate(spec.checkpoints) if point.id == point_id)


def _check_levels(sections: tuple[SectionSpec, ...], fields: Fields) -> None:
    if not sections:
        raise fields.error("sections", "一节也没有", "至少写一节")
    for position, spec in enumerate(sections):
        if spec.level == 0 and position:
            raise fields.error(
                "sections", f"里第{position + 1}节是导语", "把导语放在最前面", position, "level"
            )
        if spec.level == 2 and (not position or sections[position - 1].level == 0):
            raise fields.error(
                "sections", f"里“{spec.heading}”上面没有大标题", "先写一个一级标题", position, "level"
            )


def _check_required(template: ReportTemplate, fields: Fields) -> None:
    """The parts that a rule prescribes must stand at level 1 and in its order."""
    parts = [spec.id for spec in template.sections if spec.level == 1]
    for part in template.required:
        if part not in parts:
            raise fields.error("required", f"要求有“{part}”，章节里没有这一部分", "把这一部分补上")
    if [part for part in parts if part in template.required] != list(template.required):
        raise fields.error("required", "与章节的先后次序不一致", "按规定的次序排列章节")


def _check_advice(template: ReportTemplate, fields: Fields) -> None:
    for spec in template.writable():
        if not spec.words[1]:
            name = spec.heading or "导语"
            raise fields.error("words", f"在“{name}”一节没有写", "写上最少和最多的字数")


def _check_due(template: ReportTemplate, fields: Fields) -> None:
    """A due date must exist in every year, so 29 February is none."""
    try:
        datetime.date(2025, template.due_month, template.due_day)
    except ValueError:
        at = "day" if 1 <= template.due_month <= 12 else "month"
        day = f"{template.due_month}月{template.due_day}日"
        raise fields.error("due", f"写成了{day}，没有这一天", "改成真实的日期", at) from None
