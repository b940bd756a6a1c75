"""A cell as an office typed it, to a value: dates in six habits, 约200, 3.5万, 无, phones, identity numbers.

A reader never guesses: what cannot be read has no value and a reason in words. Quantities are `Decimal`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fzapp.domain.ledger import Column, ColumnType, Mark, TextShape, Value
from fzapp.domain.ledger_reading import ProblemCode
from fzapp.intake.cell_dates import DateCell, read_date_cell
from fzapp.intake.ledger_words import ledger_words, plain
from fzapp.text.numerals import to_decimal

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.intake.ledger_raw import RawValue

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_LARGEST_SHARE = Decimal(2)
"""A number up to this in a column of percentages is a share (0.985), a larger one is in percent already."""

_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|[2-8]\d{6,7}|(?:400|800)-?\d{3}-?\d{4}")
_MOBILE_LENGTH, _LEAST_MOBILE = 11, 7
_MASKED = re.compile(r"[*×]|[Xx]{2,}")
_PHONE_MARKS = re.compile(r"[\s()（）+-]")
_PHONE_PARTS = re.compile(r"[/、，,;；\n]+")
_IDENTITY = re.compile(r"\d{17}[\dX]")
_OLD_IDENTITY = re.compile(r"\d{15}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SEPARATORS = re.compile(r"[、，,;；/+\n]+|\s{2,}")
_BRACKET_NOTE = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_SPACED_DIGITS = re.compile(r"(?<=\d)[\s,，](?=\d{3}(?!\d))")
_MONEY_UNIT = re.compile(r"(?:元整?|圆整?|块钱?|人民币)$")
_WIDE_DIGIT = re.compile(r"[０-９．，]")
_LONGEST_BLANK = 4
_LAST_BLANK = re.compile(r"\s+")
_EXCEL_EPOCH = date(1899, 12, 30)
_CHINESE_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两")


class Cell(NamedTuple):
    """What was read: the value, how it was understood, and what is wrong ("" and None: nothing)."""

    value: Value = None
    mark: str = ""
    code: ProblemCode | None = None
    why: str = ""


BLANK = Cell()


def reader_for(
    column: Column, year: int | None = None, month: int | None = None, header_unit: str = ""
) -> Callable[[RawValue], Cell]:
    """The function that reads the cells of `column`.

    `year` and `month` complete dates that leave them out; `header_unit` is the unit in the header (万元).
    """
    if column.type is ColumnType.DATE:
        return lambda raw: _date_cell(read_date_cell(raw, year, month))
    if column.type is ColumnType.INTEGER:
        return _serial if column.shape is TextShape.SERIAL else lambda raw: read_integer(raw, column.unit)
    if column.type is ColumnType.MONEY:
        factor = ledger_words().money.get(plain(header_unit), _ONE)
        return lambda raw: read_money(raw, factor)
    if column.type is ColumnType.PERCENT:
        return read_percent
    if column.type is ColumnType.YES_NO:
        return read_yes_no
    if column.type is ColumnType.CHOICE:
        names = option_names(column)
        return lambda raw: read_choice(raw, names)
    if column.type is ColumnType.CHOICES:
        names = option_names(column)
        return lambda raw: read_choices(raw, names)
    return _TEXT_READERS.get(column.shape, read_text)


def option_names(column: Column) -> dict[str, str]:
    """Every way of writing an option, to the option."""
    return {
        plain(written): option.name
        for option in column.options
        for written in (*option.synonyms, option.name)
    }


def is_blank(raw: RawValue) -> bool:
    """Whether a cell holds nothing: empty, blanks, or a sign for nothing (／, —)."""
    return raw is None or (
        isinstance(raw, str) and (not (text := plain(raw)) or text in ledger_words().blank)
    )


def as_text(raw: RawValue) -> str:
    """A cell as a person reads it."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, Decimal):
        return f"{raw:f}"
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.isoformat(" ") if raw.time() != time() else raw.date().isoformat()
    return str(raw)


def _date_cell(found: DateCell) -> Cell:
    if found.why:
        return Cell(found.iso or None, "", ProblemCode.BAD_DATE, found.why)
    return Cell(found.iso or None, found.mark)


def formula_error(raw: RawValue) -> Cell | None:
    """What a cell with a failed formula gives; None for any other cell."""
    if isinstance(raw, str) and raw[:1] == "#" and raw.strip() in ledger_words().errors:
        return Cell(None, "", ProblemCode.FORMULA_ERROR, f"公式出错（{raw.strip()}），没有算出结果")
    return None


def read_integer(raw: RawValue, unit: str = "") -> Cell:
    """A count: 200, 约200, 200余, 3.5万, ２００, 1,200, 2条, 无 (zero)."""
    if isinstance(raw, Decimal) and raw >= 0 and raw == raw.to_integral_value():
        return Cell(raw)
    found = _quantity(raw, unit)
    value = found.value
    if not isinstance(value, Decimal):
        return found
    if value < 0:
        return Cell(None, "", ProblemCode.NOT_A_NUMBER, f"“{as_text(raw)}”小于0")
    if value != value.to_integral_value():
        return Cell(None, "", ProblemCode.NOT_A_NUMBER, f"“{as_text(raw)}”不是整数")
    return found._replace(value=value.to_integral_value())


def _serial(raw: RawValue) -> Cell:
    """A serial number; anything that is no number simply is none."""
    found = _quantity(raw, "")
    return found if isinstance(found.value, Decimal) else BLANK


def read_money(raw: RawValue, factor: Decimal = _ONE) -> Cell:
    """An amount in 元; `factor` is that of the header (万元: 10,000), for numbers without a unit."""
    if isinstance(raw, str):
        text = _BRACKET_NOTE.sub("", plain(raw)).lstrip("¥￥$")
        amount = _MONEY_UNIT.sub("", text)
        number = _number_in(amount, "") or _number_in(_SPACED_DIGITS.sub("", amount), "")
        if number is None:
            return _no_number(raw)
        if amount != text or any(scale in amount for scale in "百千万亿"):
            return Cell(_tidy(number[0]), number[1] or Mark.CONVERTED)
        return Cell(_tidy(number[0] * factor), number[1] or _how_written(raw))
    if isinstance(raw, Decimal):
        # most amounts are whole 元: the number of the file itself will do, and takes no room a second time
        return Cell(raw if factor == _ONE and raw.same_quantum(_ONE) else _tidy(raw * factor))
    found = _quantity(raw, "")
    return found._replace(value=_tidy(found.value * factor)) if isinstance(found.value, Decimal) else found


def _tidy(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def read_percent(raw: RawValue) -> Cell:
    """A percentage in percent: 98.5%, 0.985, 98.5, 百分之九十八."""
    if isinstance(raw, str):
        text = plain(raw)
        if text.startswith("百分之"):
            value = to_decimal(text.removeprefix("百分之"))
            return Cell(value) if value is not None else _no_number(raw)
        if text.endswith("%"):
            number = _number_in(text[:-1], "")
            return Cell(number[0], number[1]) if number else _no_number(raw)
    found = _quantity(raw, "")
    if isinstance(found.value, Decimal) and abs(found.value) <= _LARGEST_SHARE:
        return found._replace(value=_tidy(found.value * _HUNDRED))
    return found


def _quantity(raw: RawValue, unit: str) -> Cell:
    """A number in any writing."""
    if isinstance(raw, Decimal):
        return Cell(raw)
    if raw is None:
        return BLANK
    if isinstance(raw, bool):
        return Cell(Decimal(raw))
    if isinstance(raw, (date, datetime)):
        return _number_shown_as_date(raw)
    if isinstance(raw, (time, timedelta)):
        return _no_number(str(raw))
    number = _number_in(plain(raw), unit) or _number_in(plain(_SPACED_DIGITS.sub("", raw)), unit)
    return Cell(number[0], number[1] or _how_written(raw)) if number else _no_number(raw)


def _number_shown_as_date(raw: date) -> Cell:
    """A small number in a cell that was formatted as a date; a real date is no number."""
    day = raw.date() if isinstance(raw, datetime) else raw
    if day.year < 1930:
        return Cell(Decimal((day - _EXCEL_EPOCH).days))
    return _no_number(as_text(raw))


def _how_written(raw: str) -> str:
    if _WIDE_DIGIT.search(raw):
        return Mark.FULL_WIDTH
    return Mark.CONVERTED if any(char in _CHINESE_NUMERALS for char in raw) else Mark.NUMBER_AS_TEXT


def _no_number(raw: str) -> Cell:
    """A text that holds no number: nothing, zero in words, or a reason."""
    if is_blank(raw):
        return BLANK
    if plain(raw) in ledger_words().zero:
        return Cell(Decimal(0))
    return formula_error(raw) or Cell(None, "", ProblemCode.NOT_A_NUMBER, f"“{raw.strip()}”不是数")


def _number_in(text: str, unit: str) -> tuple[Decimal, str] | None:
    """The number of a text such as 约200余人, with its mark; None when it is not one number."""
    words = ledger_words()
    before = next((word for word in words.approximate_before if text.startswith(word)), "")
    mark = Mark.APPROXIMATE if before and before not in words.exact_before else ""
    rest, rounded = _without_tail(text.removeprefix(before), unit)
    if rounded:
        mark = Mark.APPROXIMATE
    if rest[:1] and rest[0] in "百千万亿" and mark:
        rest = f"一{rest}"  # 近百, 百余
    value = _signed(rest)
    return None if value is None else (value, mark)


def _signed(text: str) -> Decimal | None:
    """A number with an optional sign; digits of Chinese numerals alone (一二三) are no quantity."""
    negative = text[:1] in ("-", "−")
    value = to_decimal(text[1:] if negative or text[:1] == "+" else text)
    return None if value is None else -value if negative else value


def _without_tail(text: str, unit: str) -> tuple[str, bool]:
    """`text` without the counter, 余 and a bracketed note behind the number; whether it was rounded."""
    words = ledger_words()
    text = _BRACKET_NOTE.sub("", text)
    approximate = False
    for _ in range(3):
        tail = next((word for word in words.approximate_after if text.endswith(word)), "")
        if tail:
            text, approximate = text.removesuffix(tail), True
            continue
        counter = next((word for word in (unit, *words.counters) if word and text.endswith(word)), "")
        if not counter or counter == text:
            break
        text = text.removesuffix(counter)
    inner = next((word for word in ("余", "多", "几") if word in text[1:]), "")
    if inner:  # 1千余, 200余, 3万多: also before the unit (二十余万)
        text, approximate = text.replace(inner, "", 1), True
    return text, approximate


def read_choice(raw: RawValue, names: dict[str, str]) -> Cell:
    """A choice: the option it is a writing of, else the text as written."""
    text = as_text(raw)
    if not text:
        return BLANK
    found = names.get(plain(text))
    if found is not None:
        return Cell(found)
    if is_blank(text):
        return BLANK
    failed = formula_error(raw)
    return failed or Cell(_LAST_BLANK.sub(" ", text), Mark.UNLISTED if names else "")


def read_choices(raw: RawValue, names: dict[str, str]) -> Cell:
    """Several choices, parted by 、 or another mark."""
    text = as_text(raw)
    if is_blank(text) or text in ledger_words().zero:
        return BLANK
    whole = names.get(plain(text))
    parts = (whole,) if whole else tuple(
        names.get(plain(part), part.strip()) for part in _SEPARATORS.split(text) if part.strip()
    )  # fmt: skip
    unlisted = names and any(part not in names.values() for part in parts)
    return formula_error(raw) or Cell(parts, Mark.UNLISTED if unlisted else "")


def read_yes_no(raw: RawValue) -> Cell:
    """是 or 否 in any of their ways (√, 有, 已), also with a word behind (是，5月已办)."""
    if isinstance(raw, bool):
        return Cell(raw)
    text, words = plain(as_text(raw)), ledger_words()
    if text in words.yes:
        return Cell(True)
    if text in words.no:
        return Cell(False)
    if is_blank(text):
        return BLANK
    first = _SEPARATORS.split(_BRACKET_NOTE.sub("", text))[0]
    if first in words.yes or first in words.no:
        return Cell(first in words.yes, Mark.REMAINDER)
    if text[0] in "不未无否没":
        return Cell(False, Mark.REMAINDER)
    return formula_error(raw) or Cell(True, Mark.REMAINDER)


def read_text(raw: RawValue) -> Cell:
    """A text; 无 and ／ are no text. What begins with = stays a text and is never computed."""
    if isinstance(raw, str):
        text = raw.strip()
        if len(text) > _LONGEST_BLANK and text[0] != "#":
            return Cell(text)
        if is_blank(text) or text in ("无", "没有"):
            return BLANK
        return formula_error(text) or Cell(text)
    return Cell(as_text(raw) or None)


def _read_code(raw: RawValue) -> Cell:
    """A number given by an office: text, whatever it looks like; ／ and 无 are none."""
    found = read_text(raw)
    return found._replace(value=plain(found.value)) if isinstance(found.value, str) else found


def _read_village(raw: RawValue) -> Cell:
    found = read_text(raw)
    return found._replace(value=plain(found.value)) if isinstance(found.value, str) else found


def _read_period(raw: RawValue) -> Cell:
    """A month or quarter as written; a date typed there is taken as its month."""
    if isinstance(raw, (date, datetime)):
        return Cell(raw.isoformat()[:7])
    return read_text(raw)


def read_phone(raw: RawValue) -> Cell:
    """A phone number (mobile of 11 digits, or fixed); several may stand in a cell, masked ones pass."""
    if isinstance(raw, str) and _MOBILE.fullmatch(raw):
        return Cell(raw)
    text = plain(as_text(raw))
    if is_blank(text) or text in ("无", "没有"):
        return BLANK
    if _MASKED.search(text):
        return Cell(text)
    for part in _PHONE_PARTS.split(text):
        wrong = _phone_fault(part)
        if wrong:
            return formula_error(raw) or Cell(text, "", ProblemCode.BAD_PHONE, wrong)
    return Cell(text)


def _phone_fault(text: str) -> str:
    """What is wrong with a phone number, "" when nothing."""
    digits = _PHONE_MARKS.sub("", text)
    if digits.startswith("86") and len(digits) == 13:
        digits = digits[2:]
    if _PHONE.fullmatch(text) or _PHONE.fullmatch(digits):
        return ""
    if re.fullmatch(r"\d(?:\.\d+)?[Ee]\+?\d+", text):
        return "电话被表格程序写成了科学计数法"
    if digits.isdigit() and digits.startswith("1") and len(digits) >= _LEAST_MOBILE:
        if len(digits) == _MOBILE_LENGTH:
            return "手机号的开头不对"
        return f"手机号{'只' if len(digits) < _MOBILE_LENGTH else ''}有{len(digits)}位"
    return "不像电话号码"


def read_identity(raw: RawValue) -> Cell:
    """A citizen identity number; its check digit is that of GB 11643-1999. Masked ones pass."""
    text = plain(as_text(raw)).upper()
    if is_blank(text) or text == "无":
        return BLANK
    if "*" in text or _OLD_IDENTITY.fullmatch(text):
        return Cell(text)
    wrong = _identity_fault(text)
    if wrong:
        return formula_error(raw) or Cell(text, "", ProblemCode.BAD_ID_CHECKSUM, wrong)
    return Cell(text)


def _identity_fault(text: str) -> str:
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", text):
        return "身份证号被表格程序写成了科学计数法"
    if not _IDENTITY.fullmatch(text):
        return f"身份证号应为18位，这里有{len(text)}位" if len(text) != 18 else "身份证号里有不该有的字符"
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    if _CHECK_DIGITS[total % 11] == text[17]:
        return ""
    if text.endswith("000"):
        return "身份证号末几位被表格程序改成了0"
    return "身份证号校验码不对"


def sex_of_identity(text: str) -> str:
    """男 or 女 as the identity number says; "" when it does not."""
    if not _IDENTITY.fullmatch(text):
        return ""
    return "男" if int(text[16]) % 2 else "女"


_TEXT_READERS: dict[TextShape, Callable[[RawValue], Cell]] = {
    TextShape.PHONE: read_phone,
    TextShape.IDENTITY: read_identity,
    TextShape.CODE: _read_code,
    TextShape.VILLAGE: _read_village,
    TextShape.PERIOD: _read_period,
}
