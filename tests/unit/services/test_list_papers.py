"""Lists on paper: every row is in the Word file, whatever stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx
import pytest

from fzapp.domain.errors import UserError
from fzapp.services.list_papers import ListPaper

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.services.context import Services

PAPER = ListPaper(
    "没有导入的文件清单",
    ("共2个文件没有导入。",),
    ("序号", "文件", "原因和办法"),
    (4.0, 24.0, 32.0),
    (("1", "空.docx", "“空.docx”是空文件，重新复制一份。"), ("2", "a\nb\t<c>&.doc", "")),
)


def test_every_row_is_in_the_word_file(services: Services, tmp_path: Path) -> None:
    path = services.list_papers.save(PAPER, tmp_path / "清单.docx")
    document = docx.Document(str(path))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        list(PAPER.headings),
        list(PAPER.rows[0]),
        ["2", "a b <c>&.doc", "—"],
    ]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert PAPER.title in "".join(texts)
    assert any("共2个文件没有导入" in text for text in texts)


def test_a_long_list_takes_several_pages(services: Services) -> None:
    rows = PAPER.rows * 60
    long = ListPaper(PAPER.title, PAPER.notes, PAPER.headings, PAPER.weights, rows)
    assert len(services.list_papers.pages(long)) > 1


def test_a_folder_that_is_gone_is_told(services: Services, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不存在"):
        services.list_papers.save(PAPER, tmp_path / "没有" / "清单.docx")


def test_lines_to_sign_on_stand_below_a_row_of_the_list(services: Services) -> None:
    for count in range(1, 24):
        rows = tuple((str(number), f"{number}.docx", "重新复制一份。") for number in range(1, count + 1))
        signed = ListPaper(
            PAPER.title, PAPER.notes, PAPER.headings, PAPER.weights, rows, ("承办人：", "批准人：")
        )
        *_, last = services.list_papers.pages(signed)
        texts = [fragment.text for line in last.lines for fragment in line.fragments]
        assert texts[-2:] == ["承办人：", "批准人："]
        assert f"{count}.docx" in texts, count
