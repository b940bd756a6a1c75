"""Finding Chinese names by the initials of their pinyin (jf for 纠纷), as clerks type them."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """The first letter of each character's commonest reading in lower case; other characters as they are."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  a dictionary of 4 MB, needed when letters are typed

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def matches(words: str, name: str) -> bool:
    """Whether every one of `words` (parted by blanks) stands in `name`, or in its initials."""
    wanted = words.lower().split()
    lowered = name.lower()
    return all(
        word in lowered or (word.isascii() and word.isalnum() and word in initials(name)) for word in wanted
    )
