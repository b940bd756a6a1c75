"""From the headers of a sheet to the columns of a kind: by name, synonym, everyday question, likeness, content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fzapp.domain.ledger import Column, ColumnType, LedgerKind, TextShape
from fzapp.domain.ledger_reading import ColumnMatch
from fzapp.intake.cell_dates import read_date_cell
from fzapp.intake.cell_values import is_blank, option_names
from fzapp.intake.ledger_layout import is_filled, is_number
from fzapp.intake.ledger_words import bracketed, header_key, header_stem, ledger_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.intake.ledger_layout import Header, Layout
    from fzapp.intake.ledger_raw import RawSheet, RawValue

SURE = 0.85
"""From this score on a match is not asked about."""

LEAST = 0.5
_SAMPLE = 40
_COMMON_PENALTY = 0.04
_OTHER_GROUP = 0.3
_ANY_YEAR = 2024
_PARTS = re.compile(r"[/、及或和与]|（|）|\(|\)")
_GENERIC_BEFORE = ("是否", "本年", "本月", "全年", "实际", "主要", "具体", "有关", "相关")
_GENERIC_AFTER = ("情况", "名称", "信息", "内容", "姓名", "数量", "时间", "日期")
_FIGURE_ENDINGS = ("件数", "次数", "人数", "场次", "合计", "数")
_PHONE_LIKE = re.compile(r"\D{0,3}(?:1\d{9,10}|0\d{9,11})\D{0,3}")
_IDENTITY_LIKE = re.compile(r"\d{17}[\dXx]|\d{14,16}")


@dataclass(frozen=True, slots=True)
class KindIndex:
    """A kind with its headers as keys, made once for a recognition."""

    kind: LedgerKind
    exact: dict[str, Column]
    own: frozenset[str]
    written: tuple[tuple[str, Column], ...]


def index_of(kind: LedgerKind) -> KindIndex:
    """The headers of `kind`: names and synonyms, own columns before common ones."""
    exact: dict[str, Column] = {}
    written: list[tuple[str, Column]] = []
    own: set[str] = set()
    columns = {id(column) for column in kind.columns}  # comparing all their fields takes longer than the rest
    for column in kind.all_columns:
        for text in (column.name, *column.synonyms):
            key = header_key(text)
            if exact.setdefault(key, column) is column:
                written.append((key, column))
                if id(column) in columns:
                    own.add(key)
    return KindIndex(kind, exact, frozenset(own), tuple(written))


def vocabulary_of(indexes: Iterable[KindIndex]) -> frozenset[str]:
    """The keys of every header that any kind knows."""
    return frozenset(key for index in indexes for key in index.exact)


def summary_vocabulary(indexes: Iterable[KindIndex]) -> frozenset[str]:
    """The same with the names of figures, which head the columns of summary sheets (化解率, 受理)."""
    figures = {header_key(statistic.name) for index in indexes for statistic in index.kind.statistics}
    short = {name.removesuffix(ending) for name in figures for ending in _FIGURE_ENDINGS}
    return vocabulary_of(indexes) | figures | {name for name in short if len(name) > 1}


@dataclass(slots=True)
class Profile:
    """What the cells under a header look like; the shares are of the `filled` sample."""

    filled: int = 0
    dates: float = 0.0
    day_numbers: float = 0.0
    numbers: float = 0.0
    phones: float = 0.0
    identities: float = 0.0
    texts: list[str] = field(default_factory=list)


def profiles_of(sheet: RawSheet, layout: Layout) -> dict[int, Profile]:
    """The profile of each column, from the first rows of the body."""
    rows = [
        row
        for row in sheet.rows[layout.body_start : layout.body_start + 2 * _SAMPLE]
        if sum(map(is_filled, row)) > 2
    ]
    return {
        header.index: _profile(row[header.index] for row in rows[:_SAMPLE] if header.index < len(row))
        for header in layout.headers
    }


def _profile(values: Iterable[RawValue]) -> Profile:
    cells = [value for value in values if not is_blank(value)]
    found = Profile(filled=len(cells), texts=[plain(value) for value in cells if isinstance(value, str)])
    if not cells:
        return found
    size = len(cells)
    numbers = [value for value in cells if isinstance(value, Decimal)]
    found.dates = (
        sum(
            not isinstance(value, Decimal) and bool(read_date_cell(value, _ANY_YEAR, 1).iso)
            for value in cells
        )
        / size
    )
    found.day_numbers = sum(bool(read_date_cell(value, _ANY_YEAR).iso) for value in numbers) / size
    found.numbers = sum(is_number(value) or _starts_with_number(value) for value in cells) / size
    digits = [*found.texts, *(f"{value:f}" for value in numbers)]
    found.phones = sum(bool(_PHONE_LIKE.fullmatch(text)) for text in digits) / size
    found.identities = sum(bool(_IDENTITY_LIKE.fullmatch(text)) for text in digits) / size
    return found


def _starts_with_number(value: RawValue) -> bool:
    """Whether a text begins like a quantity (约200, 3.5万, 无), dates aside."""
    if not isinstance(value, str):
        return False
    text = plain(value)
    if text in ledger_words().zero:
        return True
    found = re.match(r"[约近超达共逾¥￥]?[\d一二三四五六七八九十百千两]+(?:[.,]\d+)*(?P<rest>.{0,6})$", text)
    return found is not None and not re.search(r"[年月日./-]", text[1:].replace(".", "", 1))


def match_columns(index: KindIndex, layout: Layout, profiles: dict[int, Profile]) -> tuple[ColumnMatch, ...]:
    """Each header of the sheet with the column it stands for, best pairs first; no column twice."""
    scored: list[tuple[float, int, int, Header, Column]] = []
    order = {column.id: place for place, column in enumerate(index.kind.all_columns)}
    for header in layout.headers:
        for column, score in _candidates(index, header).items():
            total = score + _fit(index.kind, order, column, profiles[header.index])
            if total >= LEAST:
                scored.append((total, order[column], header.index, header, _by_id(index.kind, column)))
    scored.sort(key=lambda item: (-item[0], item[1], item[2]))
    taken: dict[int, tuple[Column, float]] = {}
    used: set[str] = set()
    for score, _, place, _, column in scored:
        if place not in taken and column.id not in used:
            taken[place] = (column, min(score, 1.0))
            used.add(column.id)
    return tuple(_match(header, taken.get(header.index)) for header in layout.headers)


def _by_id(kind: LedgerKind, column_id: str) -> Column:
    return next(column for column in kind.all_columns if column.id == column_id)


def _match(header: Header, found: tuple[Column, float] | None) -> ColumnMatch:
    column, score = found or (None, 0.0)
    doubt = ""
    if column is not None and score < SURE:
        doubt = f"“{_flat(header.text)}”这一列当作“{column.name}”读入，看一看对不对"
    return ColumnMatch(
        letter=header.letter,
        index=header.index,
        header=header.text,
        group=header.group,
        column=column,
        score=round(score, 3),
        doubt=doubt,
        header_unit=bracketed(header.text) or bracketed(header.group),
    )


def _flat(text: str) -> str:
    return "".join(text.split())


def _candidates(index: KindIndex, header: Header) -> dict[str, float]:
    """How well each column answers to a header, by its words alone."""
    found: dict[str, float] = {}

    def offer(column: Column | None, score: float) -> None:
        if column is not None and score > found.get(column.id, 0.0):
            found[column.id] = score

    leaf, stem, group = header_key(header.text), header_stem(header.text), header_stem(header.group)
    if group:
        offer(index.exact.get(group + leaf) or index.exact.get(group + stem), 1.0)
        offer(index.exact.get(leaf + group) or index.exact.get(stem + group), 0.99)
    offer(index.exact.get(leaf), 1.0 if not group else 0.97)
    offer(index.exact.get(stem), 0.98 if not group else 0.96)
    for part in _PARTS.split(plain(header.text)):
        offer(index.exact.get(header_key(part)), 0.88)
    offer(index.exact.get(_bare(stem)), 0.86)
    for column, score in _asked(index.kind, leaf):
        offer(column, score)
    offer(index.exact.get(_unasked(leaf)), 0.9)
    for key, column in index.written:
        offer(column, _likeness(stem or leaf, key))
        if group:
            offer(column, _likeness(group + stem, key))
    if group:
        found = _under_their_group(index, group, found)
    common = {column.id for column in index.kind.common}
    return {name: score - _COMMON_PENALTY if name in common else score for name, score in found.items()}


def _under_their_group(index: KindIndex, group: str, found: dict[str, float]) -> dict[str, float]:
    """The scores, less for columns that are named alike but belong to another group of headers.

    Under 安置帮教 the header 在册人数 means the persons of that group, whatever 在册人数 means by itself: where the
    group's words stand in the name of some column, the columns without them are taken back.
    """
    words = _pairs(group)
    belonging = {column.id for key, column in index.written if words and words <= _pairs(key)}
    if not belonging:
        return found
    return {name: score if name in belonging else score - _OTHER_GROUP for name, score in found.items()}


def _bare(stem: str) -> str:
    """A header without the words that say little (是否化解 and 化解情况 are 化解)."""
    for word in _GENERIC_BEFORE:
        if stem.startswith(word) and len(stem) > len(word) + 1:
            stem = stem.removeprefix(word)
    for word in _GENERIC_AFTER:
        if stem.endswith(word) and len(stem) > len(word) + 1:
            stem = stem.removesuffix(word)
    return stem


def _unasked(key: str) -> str:
    """An everyday header without its question: 实到多少人 is 实到."""
    for question in ledger_words().questions:
        if question.word in key:
            return key.replace(question.word, "", 1).removesuffix("的")
    return ""


def _asked(kind: LedgerKind, key: str) -> Iterable[tuple[Column, float]]:
    """The columns that answer an everyday question, the most fitting question and column first."""
    score = 0.78
    for question in ledger_words().questions:
        if question.word not in key:
            continue
        answering = [column for column in kind.columns if question.ask in column.answers]
        for column in answering:
            yield column, score - 0.04 * answering.index(column)
        if answering:
            return
        score -= 0.05


def _likeness(stem: str, key: str) -> float:
    """How alike a header and a known one are: one within the other, else the share of pairs in common."""
    if len(key) < 2 or len(stem) < 2:
        return 0.0
    if key in stem:
        return 0.5 + 0.32 * len(key) / len(stem) + (0.05 if stem.endswith(key) else 0.0)
    if stem in key:
        return 0.45 + 0.35 * len(stem) / len(key)
    pairs, others = _pairs(stem), _pairs(key)
    shared = len(pairs & others)
    return 0.8 * 2 * shared / (len(pairs) + len(others)) if shared else 0.0


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _fit(kind: LedgerKind, order: dict[str, int], column_id: str, profile: Profile) -> float:
    """What the cells say for or against a column; 0 when there are too few to tell."""
    column = kind.all_columns[order[column_id]]
    if profile.filled < 2:
        return 0.0
    if column.type is ColumnType.DATE:
        return 0.05 if profile.dates + profile.day_numbers >= 0.5 else -0.45
    if column.type.is_quantity:
        return -0.45 if profile.numbers < 0.5 or profile.dates > 0.6 else 0.03
    if column.shape is TextShape.PHONE:
        return 0.03 if profile.phones >= 0.4 else -0.3
    if column.shape is TextShape.IDENTITY:
        return 0.03 if profile.identities >= 0.4 else -0.3
    if column.shape is TextShape.PERIOD:
        return 0.0
    return _text_fit(column, profile)


def _text_fit(column: Column, profile: Profile) -> float:
    if profile.dates > 0.7:
        return -0.3
    if column.type in (ColumnType.CHOICE, ColumnType.CHOICES) and column.options:
        names = option_names(column)
        listed = sum(text in names for text in profile.texts) / profile.filled
        return 0.06 if listed >= 0.5 else -0.3 if profile.numbers > 0.7 else 0.0
    if column.type is ColumnType.YES_NO:
        words = ledger_words()
        known = sum(text in words.yes or text in words.no for text in profile.texts) / profile.filled
        return 0.03 if known >= 0.5 else -0.15
    if column.shape is TextShape.PLAIN and (profile.phones > 0.7 or profile.identities > 0.7):
        return -0.4
    return 0.0


def personal_by_content(
    matches: Sequence[ColumnMatch], profiles: dict[int, Profile], kind: LedgerKind
) -> tuple[ColumnMatch, ...]:
    """The same, with unknown headers over phone or identity numbers taken for what they hold (DOMAIN.md 9.1)."""
    used = {match.column.id for match in matches if match.column}
    result: list[ColumnMatch] = []
    for match in matches:
        profile = profiles[match.index]
        if match.column is None and profile.filled > 1:
            shape = _personal_shape(profile)
            column = next(
                (item for item in kind.all_columns if item.shape is shape and item.id not in used), None
            )
            if shape is not None and column is not None:
                used.add(column.id)
                header = ColumnMatch(match.letter, match.index, match.header, match.group)
                match = _taken_for(header, column)
        result.append(match)
    return tuple(result)


def _personal_shape(profile: Profile) -> TextShape | None:
    if profile.identities > 0.6:
        return TextShape.IDENTITY
    return TextShape.PHONE if profile.phones > 0.6 else None


def _taken_for(match: ColumnMatch, column: Column) -> ColumnMatch:
    doubt = f"“{_flat(match.header)}”这一列看内容是{column.name}，当作个人信息读入"
    return ColumnMatch(match.letter, match.index, match.header, match.group, column, LEAST, doubt)
