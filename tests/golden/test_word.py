"""The Word file of the sample, part by part, against the one that was looked at and found right.

After a wanted change: FZAPP_UPDATE_GOLDEN=1 python -m pytest tests/golden, then read the difference.
"""

from __future__ import annotations

import difflib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from fzapp.word.plan import plan
from fzapp.word.profile import national_profile
from fzapp.word.render import DocumentProperties, render
from tests.golden.sample import CONTENT

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path(__file__).parent / "data" / "report"
UPDATE = "FZAPP_UPDATE_GOLDEN"
MOMENT = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def exported(created: datetime) -> bytes:
    profile = national_profile()
    return render(plan(CONTENT, profile), profile, DocumentProperties(CONTENT.title, CONTENT.issuer, created))


def canonical(data: bytes) -> dict[str, str]:
    """Each part as canonical XML on many lines, moments masked."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            plain = etree.tostring(etree.fromstring(archive.read(name)), method="c14n")
            pretty = etree.tostring(etree.fromstring(plain), pretty_print=True, encoding="unicode")
            found[name] = MOMENT.sub(r"\1*", pretty)
    return found


def file_name(part: str) -> str:
    """The name under which a part is kept: one folder, no leading dots or brackets."""
    return re.sub(r"^_+|[\[\]]", "", part.replace("/", "-").replace("_rels-.rels", "package.rels")) + ".txt"


@pytest.fixture(scope="module")
def parts() -> Mapping[str, str]:
    found = canonical(exported(datetime(2027, 1, 18, 9, tzinfo=UTC)))
    if os.environ.get(UPDATE):
        DATA.mkdir(parents=True, exist_ok=True)
        for old in DATA.iterdir():
            old.unlink()
        for name, text in found.items():
            (DATA / file_name(name)).write_text(text, encoding="utf-8")
    return found


def test_parts_are_those_of_the_golden_file(parts: Mapping[str, str]) -> None:
    assert sorted(map(file_name, parts)) == sorted(path.name for path in DATA.iterdir())


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.stem)
def test_part_is_as_it_was(parts: Mapping[str, str], path: Path) -> None:
    (text,) = [text for name, text in parts.items() if file_name(name) == path.name]
    golden = path.read_text(encoding="utf-8")
    difference = "\n".join(
        difflib.unified_diff(golden.splitlines(), text.splitlines(), "golden", "now", lineterm="", n=2)
    )
    assert text == golden, f"{difference}\n{UPDATE}=1 takes the new one over"


def test_the_day_makes_no_difference_but_in_the_mask() -> None:
    first = exported(datetime(2027, 1, 18, 9, tzinfo=UTC))
    second = exported(datetime(2027, 2, 1, 8, tzinfo=UTC))
    assert first != second
    assert canonical(first) == canonical(second)


@pytest.mark.shared
def test_independent_judge_finds_nothing_in_the_file(shared: Path, tmp_path: Path) -> None:
    """The half of the judge that reads the file; tests/benchmarks/measure_export.py lays pages out too."""
    path = tmp_path / "report.docx"
    path.write_bytes(exported(datetime(2027, 1, 18, 9, tzinfo=UTC)))
    judge = shared / "tools" / "measure_gbt9704.py"
    command = [sys.executable, str(judge), "--json", "--no-render", str(path)]
    (report,) = json.loads(subprocess.run(command, check=False, capture_output=True, text=True).stdout)
    faults = [check["id"] for check in report["checks"] if check["status"] in ("fail", "warn")]
    assert faults == []
    assert report["score"]["total"]["of"] >= 40
