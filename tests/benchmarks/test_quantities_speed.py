"""How long the figures of a report take: 6,000 characters in less than 50 ms, a megabyte of noise in 1.5 s."""

from __future__ import annotations

import time
from typing import Any

import pytest

from fzapp.text.quantities import find_quantities, load_lexicon
from tests.benchmarks.score_figures import LEXICON_FILE

_PARAGRAPH = (
    "全年开展法治宣传36场，其中进村18场、进校6场，发放资料1.2万份，受众9800余人次；排查矛盾纠纷186件，"
    "化解179件，化解率96.2%，追回欠薪41.7万元。落实“三项制度”和青政办发〔2026〕3号文件，2026年12月4日前完成。"
)


@pytest.mark.parametrize("size", [6_000])
def test_a_report(benchmark: Any, size: int) -> None:
    lexicon = load_lexicon(LEXICON_FILE.read_bytes())
    lines = [_PARAGRAPH] * (size // len(_PARAGRAPH) + 1)
    figures = benchmark(lambda: [find_quantities(line, lexicon) for line in lines])
    assert sum(map(len, figures)) == 11 * len(lines)
    assert benchmark.stats.stats.min < 0.050


@pytest.mark.parametrize("noise", ["1", "一", "万", "“", "《", "（", "·", "约", " "])
def test_a_megabyte_of_noise(noise: str) -> None:
    lexicon = load_lexicon(LEXICON_FILE.read_bytes())
    start = time.perf_counter()
    assert find_quantities(noise * 1_000_000, lexicon) == ()
    assert time.perf_counter() - start < 1.5


def test_time_grows_with_the_length_alone() -> None:
    """A line crowded with figures takes ten times as long when it is ten times as long."""
    lexicon = load_lexicon(LEXICON_FILE.read_bytes())
    seconds = []
    for count in (4_000, 40_000):
        start = time.perf_counter()
        assert len(find_quantities("1件" * count, lexicon)) == count
        seconds.append(time.perf_counter() - start)
    assert seconds[1] < 20 * seconds[0]
