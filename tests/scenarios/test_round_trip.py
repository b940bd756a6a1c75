"""File → archive → Word → recognised again: the same headings and the same text, character for character.

Only three things may differ: residue that was dropped (and listed), the spelling and sequence of heading
numbers, which the program makes itself, and what the standard prescribes of the closing: the spelling of
the date and of the marks around it, and the gap in place of a colon before the name of a person who signs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fzapp.infra import paths
from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from fzapp.services.context import Services, open_services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.document import RecognisedReport

SHARED = Path(__file__).resolve().parents[3] / "shared"
REAL = [
    *sorted((SHARED / "seeds").glob("*.txt")),
    *sorted((SHARED / "practice" / "reports").glob("*.txt")),
    *sorted((SHARED / "practice" / "reports").glob("*.docx")),
]
OWN = [paths.resources() / "practice" / "report_last_year.txt"]
_WIDE = str.maketrans(":()", "：（）")
_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．）)]|[㈠-㈩①-⑳])\s*"
)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = open_services(tmp_path / "archive", paths.resources())
    yield opened
    opened.close()


def headings(report: RecognisedReport) -> list[tuple[int, str, bool]]:
    return [(heading.level, squeezed(heading.text), heading.inline_body) for heading in report.headings]


def squeezed(text: str) -> str:
    return "".join(text.split())


def spelled(part: object) -> str:
    return squeezed(str(part)).translate(_WIDE)


def body(report: RecognisedReport) -> list[str]:
    """The text of all sections, paragraph by paragraph, numbers of headings taken off, cells apart."""
    found: list[str] = []
    for section in report.content.sections:
        lines = section.body.split("\n") if section.body else []
        found += [
            _NUMBER.sub("", cell).strip() for line in lines for cell in line.split("\t") if cell.strip()
        ]
    return [squeezed(line) for line in found if line]


def through_archive_and_word(services: Services, source: Path, target: Path) -> RecognisedReport:
    stored = services.imports.store(services.imports.read(source))
    services.exports.export_content(services.reports.content(stored.report_id), target)
    return recognise(read_document(target))


@pytest.mark.parametrize("source", [*OWN, *REAL], ids=lambda path: path.name)
def test_nothing_is_lost_on_the_way(services: Services, source: Path, tmp_path: Path) -> None:
    before = recognise(read_document(source))
    after = through_archive_and_word(services, source, tmp_path / "导出.docx")
    assert headings(after) == headings(before)
    assert body(after) == body(before)
    one, two = before.content, after.content
    assert after.date == before.date
    for part in ("title", "subtitle", "addressee", "signature", "attachments", "annotation"):
        wanted, found = getattr(one, part), getattr(two, part)
        if part == "signature":
            wanted, found = str(wanted).replace("：", ""), str(found).replace("：", "")
        assert spelled(found) == spelled(wanted), part


PERSONAL = """2026年度履行推进法治建设第一责任人职责情况述法报告
青石镇党委书记　甲某某

按照要求，现将本人一年来的履职情况述法如下：
一、履职情况
全年专题学法4次。

述法人：甲某某
2027年1月12日
"""


def test_a_report_of_one_person_keeps_name_line_and_signature(services: Services, tmp_path: Path) -> None:
    source = tmp_path / "述法.txt"
    source.write_text(PERSONAL, encoding="utf-8")
    after = through_archive_and_word(services, source, tmp_path / "导出.docx").content
    assert after.title == "2026年度履行推进法治建设第一责任人职责情况述法报告"
    assert after.subtitle == "青石镇党委书记　甲某某"
    assert after.signature == "述法人　　甲某某"


@pytest.mark.parametrize("source", OWN, ids=lambda path: path.name)
def test_a_second_journey_changes_nothing_at_all(services: Services, source: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "一.docx", tmp_path / "二.docx"
    through_archive_and_word(services, source, first)
    through_archive_and_word(services, first, second)
    assert [line.text for line in read_document(first)] == [line.text for line in read_document(second)]
