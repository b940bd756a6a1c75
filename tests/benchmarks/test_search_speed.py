"""Searching 60,000 paragraphs: exact against plain substring truth, and how long it takes."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING

import pytest

from fzapp.infra import paths
from fzapp.storage import search, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.text.search_text import holds, words_of
from tests.benchmarks.figures import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

PARAGRAPHS, PER_SECTION, PER_REPORT = 60_000, 30, 20
COUNT_P95, FIRST_PAGE_P95 = 0.015, 0.060
"""Seconds, on 2 cores."""


def paragraphs() -> list[str]:
    """Sentences of the practice report in many orders, their numbers changed: about 210 characters each."""
    rnd = random.Random(7)
    text = (paths.resources() / "practice" / "report_last_year.txt").read_text("utf-8")
    sentences = [sentence for sentence in re.split("[。；\n]", text) if len(sentence) > 12]

    def changed(sentence: str) -> str:
        return re.sub(r"\d+", lambda found: str(rnd.randint(1, 10 ** len(found[0]))), sentence)

    return [
        f"{'。'.join(map(changed, rnd.sample(sentences, 4)))}。第{number}号" for number in range(PARAGRAPHS)
    ]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[str], float]]:
    texts = paragraphs()
    archive = Archive.open(tmp_path_factory.mktemp("search") / "档案")
    report = dict.fromkeys(tables.REPORT.columns, "") | {"year": 2020, "stage": "draft", "title": "报告"}
    section = dict.fromkeys(tables.SECTION.columns, "") | {"position": 0, "level": 1, "cursor": 0}
    with archive.transact(Op.CREATE_REPORT) as transaction:
        for first in range(0, PARAGRAPHS, PER_SECTION):
            if first % (PER_SECTION * PER_REPORT) == 0:
                key = transaction.write.insert(tables.REPORT, **report)
            body = "\n".join(texts[first : first + PER_SECTION])
            transaction.write.insert(tables.SECTION, **(section | {"report_id": key, "body": body}))
    start = time.perf_counter()
    with archive.journal() as connection:
        search.rebuild(connection)
    yield archive, texts, time.perf_counter() - start
    archive.close()


def queries(texts: list[str]) -> list[str]:
    rnd = random.Random(3)
    found: list[str] = []
    while len(found) < 200:
        text = rnd.choice(texts)
        length = rnd.randint(1, 8)
        at = rnd.randrange(len(text) - length)
        found.append(text[at : at + length])
    return found


def test_search_is_exact_and_quick(filled: tuple[Archive, list[str], float]) -> None:
    archive, texts, built = filled
    characters = sum(map(len, texts))
    counting: list[float] = []
    paging: list[float] = []
    wanted: list[tuple[str, tuple[str, ...], int]] = []
    for query in queries(texts):
        words = words_of(query)
        start = time.perf_counter()
        total = search.count(archive, words)
        middle = time.perf_counter()
        search.places(archive, words, 4000)
        paging.append(time.perf_counter() - start)
        counting.append(middle - start)
        wanted.append((query, words, total))
    for query, words, total in wanted[::10]:  # the truth takes a second for each
        assert total == sum(holds(text, words) for text in texts), query
    counting.sort()
    paging.sort()
    p95 = int(len(counting) * 0.95)
    print(
        f"\n{PARAGRAPHS}段 {characters / 1e6:.1f}百万字，建索引{characters / built / 1e6:.2f}百万字/秒，"
        f"计数p95 {counting[p95] * 1000:.1f}毫秒，首页p95 {paging[p95] * 1000:.1f}毫秒"
    )
    tell("search_index", built / characters * 1_000_000)
    tell("search_count_p95", counting[p95])
    tell("search_page_p95", paging[p95])
    assert counting[p95] <= COUNT_P95
    assert paging[p95] <= FIRST_PAGE_P95
