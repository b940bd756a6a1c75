"""Reports that no rule was made from, in every shape in which offices keep them: nothing is misread or lost.

The reports are those of tests/benchmarks/unseen_documents.py, which reads each of them in all shapes; here
each is read once as text and once as a Word file of another shape, and goes through the archive to Word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.infra import paths
from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from fzapp.services.context import Services, open_services
from tests.benchmarks.unseen_documents import TEXTS, document, score
from tests.benchmarks.unseen_model import items, names
from tests.benchmarks.unseen_word import FEATURES
from tests.scenarios.test_round_trip import body, headings, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = names()
WITHOUT_SECTIONS = ("u09_statistics",)
"""Numbered 1. 2. 3. throughout: its headings become the first level, as its sections are."""


def written(name: str, shape: str, folder: Path) -> Path:
    data, suffix, _ = document(items(name), shape)
    path = folder / f"{name}{suffix}"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        *((name, TEXTS[place % len(TEXTS)]) for place, name in enumerate(NAMES)),
        *((name, FEATURES[place % len(FEATURES)]) for place, name in enumerate(NAMES)),
    ],
)
def test_every_part_is_found(name: str, shape: str, tmp_path: Path) -> None:
    gold = document(items(name), shape)[2]
    assert score(gold, recognise(read_document(written(name, shape, tmp_path)))).errors == []


@pytest.mark.parametrize("shape", [shape for shape in FEATURES if "+" in shape])
def test_habits_may_meet_in_one_file(shape: str, tmp_path: Path) -> None:
    for name in ("u04_leader", "u12_joint_signature"):
        gold = document(items(name), shape)[2]
        assert score(gold, recognise(read_document(written(name, shape, tmp_path)))).errors == []


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(tmp_path_factory.mktemp("unseen") / "archive", paths.resources())
    yield opened
    opened.close()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_on_the_way_to_word(services: Services, name: str, tmp_path: Path) -> None:
    source, target = written(name, "utf8", tmp_path), tmp_path / "导出.docx"
    before = recognise(read_document(source))
    stored = services.imports.store(services.imports.read(source))
    services.exports.export_content(services.reports.content(stored.report_id), target)
    after = recognise(read_document(target))
    if name not in WITHOUT_SECTIONS:
        assert headings(after) == headings(before)
    assert body(after) == body(before)
    assert after.date == before.date
    for part in ("title", "subtitle", "addressee", "signature", "attachments", "annotation"):
        wanted, found = getattr(before.content, part), getattr(after.content, part)
        if part == "signature":
            wanted, found = wanted.replace("：", ""), found.replace("：", "")
        assert spelled(found) == spelled(wanted), part
    wanted = [(annex.mark, annex.title) for annex in before.content.annexes]
    assert [(annex.mark, annex.title) for annex in after.content.annexes] == wanted
