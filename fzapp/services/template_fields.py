"""The tables of a template file: fields with their type checked, which know in which line they stand."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from fzapp.domain.errors import UserError
from fzapp.domain.template import PLACEHOLDERS, placeholders_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MOST_CHARACTERS = 6000
"""No section is advised to be longer than this; a whole report should stay under 5,000."""

Path_: TypeAlias = tuple[str | int, ...]
"""Where something stands: ("sections", 3, "checkpoints", 0, "text"), counted from 0."""

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
    "period": "数据的起止",
    "closing": "数据截至",
    "statement": "数据截至的写法",
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
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_QUOTED = ("source", "basis")
_UNWELCOME = re.compile(
    r"(?<![申邀聘提报])请(?![示求])|抱歉|非法|无效|(?<![A-Za-z])(?!(?:LED|Word|Excel|PDF|WPS)(?![A-Za-z]))[A-Za-z]+"
)
_TABLE = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\s-]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")


class Fields:
    """One table of the file: gives fields with their type checked, and knows where it stands.

    `own` tables are of an office's own template: their words are the office's, and more may be missing.
    `lines` answers the lines of the file by path, when something is wrong; none for what was not read from a file.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        place: str,
        *,
        own: bool = False,
        lines: Callable[[], Mapping[Path_, int]] = dict,
        path: Path_ = (),
    ) -> None:
        self._values = values
        self._asked: set[str] = set()
        self._lines = lines
        self._path = path
        self.place = place
        self.own = own

    def inside(self, values: Mapping[str, Any], place: str, *path: str | int) -> Fields:
        """A table within this one."""
        return Fields(values, place, own=self.own, lines=self._lines, path=(*self._path, *path))

    def text(self, key: str, *, needed: bool = True) -> str:
        """A text without blanks around it."""
        value = self._value(key, str, "文字", needed=needed)
        text = "" if value is None else str(value).strip()
        if needed and not text:
            raise self.error(key, "是空的", "把它填上")
        return self._plain(key, text)

    def identifier(self, key: str) -> str:
        """A name for machines."""
        value = str(self._value(key, str, "文字"))
        if not _ID.fullmatch(value):
            raise self.error(key, f"写成了“{value}”", "改成小写字母、数字和下划线")
        return value

    def pattern(self, key: str, *, needed: bool = True, also: str = "") -> str:
        """A text with placeholders; `also` is one that may stand here only."""
        raw = str(self._value(key, str, "文字", needed=needed) or "")
        for placeholder in placeholders_in(raw):
            if placeholder not in (*PLACEHOLDERS, also):
                raise self.error(key, f"里有不认识的代号“{placeholder}”", "改成模板说明里列出的代号")
        if needed and not raw.strip():
            raise self.error(key, "是空的", "把它填上")
        self._plain(key, _PLACEHOLDER.sub("", raw))
        return raw.strip()

    def date(self, key: str, *, needed: bool = True) -> str:
        """An ISO date."""
        value = str(self._value(key, str, "文字", needed=needed) or "")
        if not value and not needed:
            return ""
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise self.error(key, f"写成了“{value}”", "改成四位年、两位月、两位日的样子") from None

    def integer(self, key: str) -> int:
        """A whole number."""
        return int(self._value(key, int, "整数") or 0)

    def flag(self, key: str, *, needed: bool = True) -> bool:
        """Yes or no; missing is no."""
        return bool(self._value(key, bool, "是或否", needed=needed))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts without blanks or repetitions; missing is empty."""
        values: list[Any] = list(self._value(key, list, "一串文字", needed=False) or ())
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(key, "里有空的或不是文字的一项", "逐项核对")
        for value in repeated(values):
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

    def table(self, key: str, *, needed: bool = True) -> Fields:
        """The fields of the table under `key`; without it, and where it is not needed, none."""
        value = self._value(key, dict, "一组内容", needed=needed)
        return self.inside(value or {}, self.place, key)

    def tables(self, key: str, *, needed: bool = True) -> list[dict[str, Any]]:
        """A list of tables."""
        values: list[Any] = list(self._value(key, list, "一组内容", needed=needed) or ())
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, "里有一项写法不对", "照着别的模板改")
        return values

    def refuse_others(self) -> None:
        """Refuse fields that nobody asked for: a misspelt one would otherwise be lost in silence."""
        for key in self._values:
            if key not in self._asked:
                where = self._where(key)
                raise UserError(f"{self.place}里有不认识的一项“{key}”{where}", "改正拼写或者删去")

    def error(self, key: str, what: str, todo: str, *at: str | int) -> UserError:
        """What is wrong with a field; `at` is a place within it that says the line better."""
        return UserError(f"{self.place}的“{_LABELS.get(key, key)}”{what}{self._where(key, *at)}", todo)

    def _where(self, *at: str | int) -> str:
        """（第12行）: the line of a place, or of the nearest table around it that is known; "" without a file."""
        path, lines = (*self._path, *at), self._lines()
        while path and path not in lines:
            path = path[:-1]
        return f"（第{lines.get(path, 1)}行）" if lines else ""

    def _plain(self, key: str, text: str) -> str:
        """`text` if a clerk may read it; sources and rule names are quoted as they are."""
        found = None if self.own or key in _QUOTED else _UNWELCOME.search(text)
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


def parse_toml(data: bytes, name: str) -> dict[str, Any]:
    """The values of a TOML file. Raises `UserError` with the line."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError(f"模板文件“{name}”的文字编码读不懂", "从原来的地方重新拷一份") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        last = len(data.splitlines())
        where = f"第{line[1]}行" if line else f"第{last}行（末尾）"
        raise UserError(f"模板文件“{name}”的{where}写法不对", "照着别的模板改") from error


def repeated(values: Iterable[str]) -> list[str]:
    """The values that stand more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def lines_of(data: bytes) -> dict[Path_, int]:
    """The line of every table and field of a TOML file, counted from 1."""
    found: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    path: Path_ = ()
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), 1):
        if table := _TABLE.match(line):
            names = tuple(part.strip() for part in table[2].split("."))
            path = _table_path(names, counts, in_list=table[1] == "[[")
            found.setdefault(path, number)
            found.setdefault(path[:-1] if isinstance(path[-1], int) else path, number)
        elif key := _KEY.match(line):
            found.setdefault((*path, key[1]), number)
    return found


def _table_path(names: tuple[str, ...], counts: dict[Path_, int], *, in_list: bool) -> Path_:
    """The path of a table: the last element of each list above it, and the next one of its own."""
    path: Path_ = ()
    for depth, name in enumerate(names, 1):
        path = (*path, name)
        if depth == len(names) and in_list:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
