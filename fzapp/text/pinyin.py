"""Finding Chinese names by the initials of their pinyin (jf for 纠纷), as clerks type them, and ordering by sound."""

from __future__ import annotations

from functools import lru_cache

_MARK = 0xE000
"""Where the marks of initials begin: characters that no text has (private use)."""

_FIRST_CHINESE = 0x3400
_BEHIND_LETTERS = "\x7f"


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """The first letter of each character's commonest reading in lower case; other characters as they are."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  a dictionary of 4 MB, needed when letters are typed

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def folded(text: str) -> str:
    """A long text with every Chinese character as the mark of its initial, all else as it is.

    For looking through very many rows: `letters_folded("jf") in folded(row)`. A mark is no letter, so
    initials are never found in words of Latin letters.
    """
    return text.translate(_marks())


def letters_folded(letters: str) -> str:
    """Letters as the marks that `folded` puts for initials."""
    return "".join(chr(_MARK + ord(letter)) for letter in letters.lower())


class _Marks(dict[int, int]):
    """The mark of each character, looked up when it is first met."""

    def __missing__(self, code: int) -> int:
        found = code
        if code >= _FIRST_CHINESE:
            letter = initials(chr(code))
            found = _MARK + ord(letter) if letter.isascii() and len(letter) == 1 else code
        self[code] = found
        return found


@lru_cache(maxsize=1)
def _marks() -> _Marks:
    return _Marks()


def by_sound(text: str) -> str:
    """What a text goes by in an order by pinyin: of each character the reading, then the character itself.

    Digits and letters come first, then 安 before 柏 before 青; characters of one reading stand together.
    """
    return text.translate(_sounds())


class _Sounds(dict[int, str]):
    """What each character goes by, looked up when it is first met; no reading begins another one's mark."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        found = f"{_BEHIND_LETTERS}{_reading(sign)}{sign}" if code >= _FIRST_CHINESE else sign
        self[code] = found
        return found


def _reading(sign: str) -> str:
    """The commonest reading with its tone as a digit: shi2."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(sign, style=Style.TONE3)[0]


@lru_cache(maxsize=1)
def _sounds() -> _Sounds:
    return _Sounds()


def matches(words: str, name: str) -> bool:
    """Whether every one of `words` (parted by blanks) stands in `name`, or in its initials."""
    lowered = name.lower()
    return all(word in lowered or _in_initials(word, name) for word in words.lower().split())


def _in_initials(word: str, name: str) -> bool:
    """Whether letters, digits among them, stand in the initials; digits alone say nothing that `name` does not."""
    return word.isascii() and word.isalnum() and not word.isdigit() and word in initials(name)
