"""Comments in a Word file that is there already: at their places, its text untouched."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from fzapp.domain.errors import UserError
from fzapp.word.comments import Author, Comment, paragraph_texts, with_comments

AUTHOR = Author("法治报告助手", "校核", "2027-01-05T08:00:00Z")


def made(*paragraphs: tuple[str, ...]) -> bytes:
    """A file whose paragraphs have these runs."""
    document = Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for index, text in enumerate(runs):
            paragraph.add_run(text).bold = bool(index % 2)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def commented(data: bytes) -> list[tuple[str, str]]:
    """(what is marked, what is said) of every comment."""
    document = Document(io.BytesIO(data))
    found: list[tuple[str, str]] = []
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for comment in document.comments:
        inside, parts = False, []
        for node in document.element.body.iter():
            if node.get(f"{name}id") == str(comment.comment_id):
                inside = node.tag == f"{name}commentRangeStart"
            elif inside and node.tag == f"{name}t":
                parts.append(node.text or "")
        found.append(("".join(parts), comment.text))
    return found


def test_a_comment_stands_at_its_characters() -> None:
    data = made(("全镇截止10月", "底完成任务。"), ("第二段",))
    copy = with_comments(
        data, [Comment(0, 2, 4, "应为“截至”。\n依据：词义。"), Comment(0, 5, 9, "跨两段")], AUTHOR
    )
    assert commented(copy) == [("截止", "应为“截至”。\n依据：词义。"), ("0月底完", "跨两段")]
    assert paragraph_texts(copy) == paragraph_texts(data)
    runs = Document(io.BytesIO(copy)).paragraphs[0].runs
    assert [run.text for run in runs if run.bold] == ["底完", "成任务。"]


def test_comments_that_are_there_stay() -> None:
    once = with_comments(made(("甲乙丙丁",)), [Comment(0, 0, 2, "先说的")], AUTHOR)
    twice = with_comments(once, [Comment(0, 1, 3, "后说的")], AUTHOR)
    assert commented(twice) == [("甲乙", "先说的"), ("乙丙", "后说的")]
    assert [c.author for c in Document(io.BytesIO(twice)).comments] == ["法治报告助手"] * 2


def test_a_paragraph_without_text_takes_one_too() -> None:
    copy = with_comments(made(("",), ("正文",)), [Comment(0, 0, 0, "没有成文日期，要补上。")], AUTHOR)
    assert commented(copy) == [("", "没有成文日期，要补上。")]


def test_the_other_parts_are_the_same_bytes() -> None:
    data = made(("正文",))
    copy = with_comments(data, [Comment(0, 0, 2, "看这里")], AUTHOR)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(copy)) as new:
        assert old.read("word/styles.xml") == new.read("word/styles.xml")
        assert {*new.namelist()} - {*old.namelist()} <= {"word/comments.xml"}


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(UserError, match="批注写不进去"):
        paragraph_texts(b"PK nothing")
