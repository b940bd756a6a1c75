"""Makes resources/rules/characters.bin: how often characters stand together in the words of jieba's dictionary.

.venv/bin/python installer/make_character_counts.py
"""

from __future__ import annotations

import math
import zlib
from array import array
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET = Path(__file__).resolve().parents[1] / "resources" / "rules" / "characters.bin"
LEAST_PAIR, LEAST_TRIPLE = 3, 8
STEP = 16
"""Levels to a doubling; fzapp.text.typo_model reads them back."""


def main() -> None:
    """Count, pack, write, and say how large it became."""
    pairs, triples = counted(dictionary().read_text(encoding="utf-8"))
    data = packed(pairs, "I", LEAST_PAIR, lambda text: ord(text[0]) << 16 | ord(text[1]))
    data += packed(
        triples, "Q", LEAST_TRIPLE, lambda text: ord(text[0]) << 32 | ord(text[1]) << 16 | ord(text[2])
    )
    TARGET.write_bytes(zlib.compress(data, 9))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def dictionary() -> Path:
    """The word list that jieba ships: word, frequency and part of speech a line."""
    found = find_spec("jieba")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "dict.txt"


def counted(words: str) -> tuple[Counter[str], Counter[str]]:
    """Pairs and triples of Chinese characters inside words, each weighted by the frequency of its word."""
    pairs: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    for line in words.splitlines():
        word, frequency, _ = line.split(" ")
        if all("\u4e00" <= character <= "\u9fff" for character in word):
            for start in range(len(word) - 1):
                pairs[word[start : start + 2]] += int(frequency)
            for start in range(len(word) - 2):
                triples[word[start : start + 3]] += int(frequency)
    return pairs, triples


def packed(counts: Counter[str], code: str, least: int, key: Callable[[str], int]) -> bytes:
    """Number of entries, sorted keys, and the logarithm of each count."""
    entries = sorted((key(text), count) for text, count in counts.items() if count >= least)
    keys = array(code, [entry[0] for entry in entries])
    levels = bytes(min(255, int(math.log2(count) * STEP)) for _, count in entries)
    return len(entries).to_bytes(4, "little") + keys.tobytes() + levels


if __name__ == "__main__":
    main()
