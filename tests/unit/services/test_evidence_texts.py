"""The words of files beside rows are found, whatever kind of file they are in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest

from fzapp.intake import plain_text
from fzapp.services.search import Scope
from tests.unit.intake.pdf_files import pdf, set_in_lines
from tests.unit.intake.word_files import binary_word

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES = {
    "通知.docx": word("关于开展调查的通知", "走访群众346户。"),
    "旧稿.doc": binary_word("讲法一课\r石桥村修渠\r"),
    "来函.pdf": pdf([set_in_lines(["县司法局来函", "核定案件27件。"])]),
    "名单.xlsx": workbook(("姓名", "村"), ("闻人雪", "柳湾村"), ("欧阳谷", 12)),
    "笔录.txt": "到 场 调 解，双方签字。".encode("gb18030"),
    "照片.jpg": b"\xff\xd8\xff\xe0 no words",
}


def read_all(services: Services) -> int:
    """Read and keep whatever is not known yet; how many files that were."""
    count = 0
    while files := services.evidence_texts.unread():
        for text in services.evidence_texts.read(files):
            services.evidence_texts.keep(text)
            count += 1
    return count


@pytest.fixture
def row(services: Services, tmp_path: Path) -> int:
    """A row with one file of each kind beside it, all read."""
    kind = services.ledgers.kind("L16")
    services.ledgers.add(kind, 2026, {kind.period_column: "2026-05-06"})
    (made,) = services.ledgers.rows(kind, 2026)
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    services.attachments.attach(made.id, [tmp_path / name for name in FILES])
    assert read_all(services) == len(FILES)
    return made.id


def names(services: Services, query: str) -> list[str]:
    return [hit.title for hit in services.search.find(query, (Scope.EVIDENCE,)).hits]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("346户", "通知.docx"),
        ("石桥村", "旧稿.doc"),
        ("27件", "来函.pdf"),
        ("柳湾", "名单.xlsx"),
        ("闻人雪 柳湾村", "名单.xlsx"),
        ("谷 12", "名单.xlsx"),
        ("到场调解", "笔录.txt"),
        ("笔录 签字", "笔录.txt"),
        ("zhaop", ""),
        ("zp", "照片.jpg"),
    ],
)
def test_a_word_of_a_file_leads_to_the_file(services: Services, row: int, query: str, name: str) -> None:
    del row
    assert names(services, query) == ([name] if name else [])


def test_a_hit_shows_the_line_and_the_text_around_it(services: Services, row: int) -> None:
    del row
    (hit,) = services.search.find("走访", (Scope.EVIDENCE,)).hits
    assert (hit.kind, hit.year, hit.text) == ("evidence", 2026, "走访群众346户。")
    assert [hit.text[a:b] for a, b in hit.spans] == ["走访"]
    around = services.search.around(hit)
    assert around.text == "关于开展调查的通知\n走访群众346户。"
    assert [around.text[a:b] for a, b in around.spans] == ["走访"]


def test_a_name_comes_before_a_text(services: Services, row: int, tmp_path: Path) -> None:
    (tmp_path / "乙.txt").write_text("附上笔录一份", encoding="utf-8")
    services.attachments.attach(row, [tmp_path / "乙.txt"])
    read_all(services)
    assert names(services, "笔录") == ["笔录.txt", "乙.txt"]


def test_what_is_taken_away_is_not_found(services: Services, row: int) -> None:
    services.attachments.remove([one.id for one in services.attachments.of_row(row)])
    assert names(services, "346户") == []
    assert names(services, "通知") == []


def test_nothing_is_read_twice_and_everything_after_a_rebuild(services: Services, row: int) -> None:
    del row
    assert read_all(services) == 0
    services.search.rebuild()
    assert names(services, "346户") == ["通知.docx"]
    assert read_all(services) == len(FILES)
    assert names(services, "346户") == ["通知.docx"]


def test_of_a_very_long_file_the_beginning_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "MOST_CHARACTERS", 10)
    target = tmp_path / "长.txt"
    target.write_text("一二三四五\n六七八九十甲乙\n丙", encoding="utf-8")
    text, whole = plain_text.plain_text(target)
    assert (text, whole) == ("一二三四五\n六七八九", False)
    target.write_text("一二三\n四五", encoding="utf-8")
    assert plain_text.plain_text(target) == ("一二三\n四五", True)
