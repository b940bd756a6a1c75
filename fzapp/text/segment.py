"""Chinese words and where they end. The dictionary is loaded on the first use: 0.7 s and 100 MB."""

from __future__ import annotations

import logging
import sys
import warnings
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from fzapp.infra import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_RESOURCE_FINDER = "pkg_resources"


class _Segmenter(Protocol):
    FREQ: dict[str, int]
    total: int

    def cut(self, sentence: str) -> Iterator[str]:
        """The words of `sentence` in order."""
        ...


def words(text: str) -> tuple[str, ...]:
    """The words of `text` in order; joined they are `text` again. The same text gives the same words."""
    return tuple(_segmenter().cut(text)) if text else ()


def boundaries(text: str) -> frozenset[int]:
    """The offsets strictly inside `text` at which a word ends and the next begins."""
    return frozenset(accumulate(map(len, words(text)))) - {len(text)}


def frequencies() -> tuple[dict[str, int], int]:
    """How often each word of the dictionary was counted (0 for beginnings of words), and the sum of all."""
    segmenter = _segmenter()
    return segmenter.FREQ, segmenter.total


@cache
def _segmenter() -> _Segmenter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jieba = _import_jieba()
    jieba.setLogLevel(logging.CRITICAL + 1)
    segmenter = jieba.Tokenizer()
    cache_folder = paths.data_folder() / "cache"
    if cache_folder.is_dir():
        # Its own folder, never the system's temporary one: that is shared, and what lies there is loaded as is.
        segmenter.tmp_dir = str(cache_folder)
        segmenter.cache_file = f"jieba-{jieba.__version__}.cache"
        segmenter.initialize()
    else:
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
        segmenter.initialized = True
    return segmenter


def _import_jieba() -> ModuleType:
    """Import jieba without setuptools' resource finder, which costs 0.12 s and warns of its own end."""
    hidden = _RESOURCE_FINDER not in sys.modules
    if hidden:
        sys.modules[_RESOURCE_FINDER] = None  # pyright: ignore[reportArgumentType]
    try:
        import jieba  # noqa: PLC0415 - loaded on first use
    finally:
        if hidden:
            del sys.modules[_RESOURCE_FINDER]
    return jieba
