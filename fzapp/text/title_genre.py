"""Which genre a report is of, and which year it reports on, from its title and first words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from fzapp.text.numerals import YEAR, to_int
from fzapp.text.title_words import recognition_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_YEAR = re.compile(rf"({YEAR})\s?年")
_RANGE_END = re.compile(r"\d{4}\s?年?\s?[-—–~～至]+\s?(\d{4})\s?年")
_LEAD_YEAR = re.compile(rf"[^。]{{0,12}}?({YEAR})\s?年(?:度|来|以来|，|,|是|上半年|下半年|\d{{1,2}}月)?")
_LATE_MONTH = 6
"""A report signed in the first half of a year reports on the year before, unless it says otherwise."""


def guess_genre(title: str, lead: str, headings: Iterable[str]) -> str:
    """The id of the genre (annual_report …), or "".

    `lead` is the text before the first heading: its last sentence says what is reported.
    """
    genres = recognition_words().genres
    if title:
        for genre in genres:
            if any(_holds(title, word) for word in genre.title):
                return genre.id
    last = _last_sentence(lead)
    for genre in genres:
        if any(_holds(last, word) for word in genre.lead):
            return genre.id
    joined = "\n".join(headings)
    annual = genres[-1]
    return annual.id if any(_holds(joined, word) for word in annual.title) else ""


def _holds(text: str, word: str) -> bool:
    """Whether `text` holds the parts of `word` one after another in one line."""
    parts = word.split("…")
    for line in text.split("\n"):
        place = 0
        for part in parts:
            place = line.find(part, place)
            if place < 0:
                break
            place += len(part)
        else:
            return True
    return False


def _last_sentence(lead: str) -> str:
    """The sentence that leads on to the headings (现将…报告如下)."""
    sentences = [part for part in re.split("[。！？\n]", lead) if part.strip()]
    return sentences[-1] if sentences else ""


def guess_year(title: str, lead: str, headings: Iterable[str], signed: date | None) -> int | None:
    """The year reported on: from the title, the first words, the headings, at last from the date."""
    ranged = _RANGE_END.search(title)
    if ranged:
        return int(ranged[1])
    for text in (title, _opening(lead)):
        match = _YEAR.search(text)
        if match:
            return _whole(match[1])
    years = Counter(_whole(year) for heading in headings for year in _YEAR.findall(heading))
    if years:
        best = max(years.values())
        return min(year for year, count in years.items() if count == best)
    if signed is None:
        return None
    return signed.year - 1 if signed.month < _LATE_MONTH else signed.year


def _opening(lead: str) -> str:
    """The first words of a lead when they name a time (2027年以来，…)."""
    match = _LEAD_YEAR.match(lead.strip()[:60])
    return match[0] if match else ""


def _whole(year: str) -> int:
    """A matched year as a number."""
    return to_int(year) or 0
