"""Annotated copies: of files from outside and of own reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx import Document

from fzapp.domain.errors import UserError
from fzapp.services.checks import CheckOptions
from fzapp.services.file_checks import check_file
from tests.unit.services.test_report_checks import check, store

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

TEXT = "青石镇2026年法治工作总结\n\n一、主要做法\n截止10月底,各项任务完成。\n"


def said(path: Path) -> str:
    return "\n".join(comment.text for comment in Document(str(path)).comments)


def test_a_file_is_checked_without_the_archive(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(TEXT, encoding="utf-8")
    found = check_file(services.checking.checks, path, CheckOptions())
    (item,) = [item for item in found.items if item.finding.text == "截止"]
    assert item.where == "第4段"
    assert item.paragraph == "截止10月底,各项任务完成。"
    assert item.fixes == ()
    assert services.reports.all() == ()


def test_a_text_file_becomes_a_word_file_with_comments(services: Services, tmp_path: Path) -> None:
    path, output = tmp_path / "总结.txt", tmp_path / "批注.docx"
    path.write_text(TEXT, encoding="utf-8")
    found = check_file(services.checking.checks, path, CheckOptions())
    count = services.checking.annotations.annotate_file(path, found.items, output)
    assert count == len(found.items) == len(list(Document(str(output)).comments))
    assert "截至" in said(output)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_word_file_keeps_everything(services: Services, tmp_path: Path) -> None:
    path, output = tmp_path / "总结.docx", tmp_path / "批注.docx"
    document = Document()
    for line in TEXT.split("\n"):
        document.add_paragraph(line)
    document.save(str(path))
    before = path.read_bytes()
    found = check_file(services.checking.checks, path, CheckOptions())
    services.checking.annotations.annotate_file(path, found.items, output)
    assert path.read_bytes() == before
    assert [p.text for p in Document(str(output)).paragraphs] == [
        p.text for p in Document(str(path)).paragraphs
    ]
    assert "【必须改】" in said(output)


def test_the_original_is_never_the_target(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(UserError, match="同名"):
        services.checking.annotations.annotate_file(path, (), path)


def test_an_own_report_is_exported_with_comments(services: Services, tmp_path: Path) -> None:
    report_id = store(services)
    snapshot = services.checking.reports.snapshot(report_id)
    found = check(services, report_id)
    output = tmp_path / "批注.docx"
    content = services.reports.content(report_id)
    services.checking.annotations.annotate_report(content, snapshot.document, found.open, output)
    document = Document(str(output))
    assert len(list(document.comments)) == len(found.open)
    comment = next(c for c in document.comments if "截至" in c.text)
    paragraph = next(p for p in document.paragraphs if "截止10月底" in p.text)
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    starts = [node.get(f"{name}id") for node in paragraph._p.iter(f"{name}commentRangeStart")]
    assert str(comment.comment_id) in starts
