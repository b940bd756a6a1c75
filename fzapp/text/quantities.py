"""Every figure in running Chinese official text: value, unit, kind, rounding, place and topic.

What counts: Arabic numerals with a meaning of quantity or time, also years in headings and names of
documents; Chinese numerals that count something (二十余次). What does not: set phrases, enumerators, hotlines,
days of observance, phone and identity numbers (GB/T 15835-2011 4.1, 4.2). The work takes time in proportion
to the length of the line, whatever stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fzapp.text.quantity_dates import Found, find_date, find_document_number
from fzapp.text.quantity_lexicon import QuantityLexicon, load_lexicon
from fzapp.text.quantity_measures import find_measure
from fzapp.text.quantity_model import Quantity, QuantityKind, QuantityValue
from fzapp.text.quantity_names import (
    CHINESE_MASKED,
    CODE,
    MASKED,
    TITLE,
    enumerator_end,
    name_end,
    name_flags,
)
from fzapp.text.quantity_numerals import NUMERAL_RUN, narrow, read_numeral, shortest
from fzapp.text.quantity_tables import NO_TABLE, in_table, next_head, serial_cells
from fzapp.text.quantity_topics import topic_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

__all__ = [
    "Quantity",
    "QuantityKind",
    "QuantityLexicon",
    "QuantityValue",
    "figures_json",
    "find_in_lines",
    "find_quantities",
    "load_lexicon",
]

_WITH_TOPIC = (QuantityKind.COUNT, QuantityKind.PERCENT, QuantityKind.AMOUNT)
_LONGEST_RUN = 20
"""A longer row of numerals is noise and is passed over without a try at each of its characters."""


def find_quantities(text: str, lexicon: QuantityLexicon) -> tuple[Quantity, ...]:
    """The figures of one line or paragraph from left to right; they never overlap."""
    plain = narrow(text)
    quantities: list[Quantity] = []
    topic, floor = "", 0
    for found in _found(plain, lexicon):
        counted = found.kind in _WITH_TOPIC
        if counted:
            topic = topic_of(plain, (floor, found.start, found.end), lexicon) or topic
        floor = found.end
        quantities.append(
            Quantity(
                found.start,
                found.end,
                text[found.start : found.end],
                _tidy(found),
                found.unit,
                found.kind,
                found.approximate,
                topic if counted else "",
            )
        )
    return tuple(quantities)


def _tidy(found: Found) -> QuantityValue:
    """The value without the zeros that a scale leaves behind (26.4万 → 264000); percentages as written."""
    if found.kind not in (QuantityKind.COUNT, QuantityKind.AMOUNT) or isinstance(found.value, str):
        return found.value
    if isinstance(found.value, tuple):
        return (shortest(found.value[0]), shortest(found.value[1]))
    return shortest(found.value)


def _found(text: str, lexicon: QuantityLexicon) -> Iterator[Found]:
    """Walk over the rows of numerals; after a figure or a name go on behind it."""
    flags = name_flags(text, lexicon.names)
    position = 0
    while match := NUMERAL_RUN.search(text, position):
        position = match.end()
        if position - match.start() > _LONGEST_RUN:
            continue
        for start in _starts(match.start(), match.end(), text):
            found, end = _at(text, start, flags, lexicon)
            if found:
                yield found
            if end > start:
                position = max(position, end)
                break


def _starts(start: int, end: int, text: str) -> range:
    """Where a figure may begin in a row: a row of digits as a whole, Chinese numerals at each character."""
    return range(start, start + 1) if text[start].isascii() else range(start, end)


def _at(text: str, start: int, flags: bytearray, lexicon: QuantityLexicon) -> tuple[Found | None, int]:
    """What begins at `start`: a figure with its end, a name (None and its end), or nothing (`start`)."""
    if flags[start] & CODE:
        return None, start
    if text[start].isascii():
        return _at_digit(text, start, flags, lexicon)
    if flags[start] & CHINESE_MASKED:
        return None, start
    found = find_date(text, start, lexicon) or find_measure(text, start, lexicon)
    if found:
        return found, found.end
    numeral = read_numeral(text, start, lexicon.units)
    return None, numeral.end if numeral else start


def _at_digit(text: str, start: int, flags: bytearray, lexicon: QuantityLexicon) -> tuple[Found | None, int]:
    """The figure or name that begins with the digit at `start`."""
    found = find_document_number(text, start, lexicon)
    if found:
        return found, found.end
    if flags[start] & (MASKED | TITLE):
        found = find_date(text, start, lexicon)
        if found is None or not _stands_in_name(text, found, flags[start]):
            return None, start
        return found, found.end
    end = max(enumerator_end(text, start, lexicon.units), name_end(text, start, lexicon))
    if end > start:
        return None, end
    found = find_date(text, start, lexicon) or find_measure(text, start, lexicon)
    return found, found.end if found else start


def _stands_in_name(text: str, found: Found, flag: int) -> bool:
    """Whether a date inside a name is a figure: any in a document name, a full year (2026年) in a quotation."""
    if flag & MASKED:
        return found.kind is QuantityKind.YEAR and text[found.end - 1] in "年度"
    return True


def find_in_lines(
    lines: Sequence[str],
    lexicon: QuantityLexicon,
    find: Callable[[str, QuantityLexicon], tuple[Quantity, ...]] = find_quantities,
) -> Iterator[tuple[int, Quantity]]:
    """(line number from 1, figure) of a whole document; cells of tables take the units of their columns.

    `find` reads one line: who looks at a text again and again hands in one that remembers.
    """
    serials = serial_cells(lines)
    head = NO_TABLE
    for index, line in enumerate(lines):
        head = next_head(line, head)
        if index in serials:
            continue
        for quantity in in_table(line, find(line, lexicon), head, lexicon):
            yield index + 1, quantity


def figures_json(lines: Sequence[str], lexicon: QuantityLexicon) -> dict[str, object]:
    """The answer of the command `figures` (CLI.md) for `lines`; line numbers are 1-based."""
    found = find_in_lines(lines, lexicon)
    return {"figures": [_figure_json(number, quantity) for number, quantity in found]}


def _figure_json(line: int, quantity: Quantity) -> dict[str, object]:
    """One figure in the form of CLI.md: amounts in 元, ranges as lists of two."""
    return {
        "line": line,
        "start": quantity.start,
        "end": quantity.end,
        "text": quantity.text,
        "value": _plain_value(quantity.value),
        "unit": quantity.unit,
        "kind": quantity.kind.value,
        "approximate": quantity.approximate,
        "topic": quantity.topic,
    }


def _plain_value(value: QuantityValue) -> object:
    """Numbers as JSON numbers, spans of dates as lists of their two ends."""
    if isinstance(value, tuple):
        return [_number(end) for end in value]
    if isinstance(value, str):
        return value.split("/") if "/" in value else value
    return _number(value)


def _number(value: Decimal) -> int | float:
    """A JSON number; this is the only place where a float is made, and it is printed at once."""
    whole = value.to_integral_value()
    return int(whole) if whole == value else float(value)
