"""The index of texts: exact for every length, kept up inside the transaction, deleted things gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fzapp.storage import search, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.text.search_text import folded, holds, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.storage.connection import Key

REPORT = {
    "genre": "annual_report", "year": 2026, "stage": "draft", "title": "青石镇2026年报告", "subtitle": "",
    "doc_number": "", "issuer": "", "addressee": "", "signature": "", "date_text": "", "annotation": "",
    "attachments": "[]", "annexes": "[]", "due_date": "", "source_name": "", "source_hash": "", "dropped": "[]",
    "created_at": "", "edited_at": "",
}  # fmt: skip
SECTION = {
    "position": 0, "level": 1, "heading": "普法", "heading_end": "", "body": "", "spec": "", "state": "todo",
    "reason": "", "cursor": 0, "edited_at": "",
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path, key: Key | None) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "档案", key=key)
    yield opened
    opened.close()


def put(archive: Archive, body: str, heading: str = "普法") -> int:
    with archive.transact(Op.CREATE_REPORT) as transaction:
        report = transaction.write.insert(tables.REPORT, **REPORT)
        return transaction.write.insert(
            tables.SECTION, **(SECTION | {"report_id": report, "body": body, "heading": heading})
        )


def found(archive: Archive, query: str) -> list[search.Place]:
    return [search.place(key) for key in search.places(archive, words_of(query), 1000)]


@pytest.mark.parametrize("query", ["法", "100%", "12·4", "2", "（二）", "ABC", "ａｂｃ", "率 普法", "“八五”"])
def test_any_piece_of_text_is_found(archive: Archive, query: str) -> None:
    section = put(archive, "第一段。\n“八五”普法（二）12·4活动覆盖率100%，ABC。")
    assert search.Place(section, 2) in found(archive, query)


def test_headings_and_titles_are_found_and_other_texts_are_not(archive: Archive) -> None:
    section = put(archive, "普法宣传。", heading="依法行政")
    assert found(archive, "依法行政") == [search.Place(section, 0)]
    (title,) = found(archive, "青石镇")
    assert title.report_id
    assert found(archive, "行政依法") == []


def test_what_is_changed_deleted_or_undone_is_followed(archive: Archive) -> None:
    section = put(archive, "旧话。\n不变。")
    with archive.transact(Op.EDIT_SECTION) as transaction:
        transaction.write.update(tables.SECTION, section, body="新话。\n不变。")
    assert found(archive, "旧话") == []
    assert found(archive, "新话") == [search.Place(section, 1)]
    assert transaction.change is not None
    archive.revert(transaction.change)
    assert (found(archive, "新话"), found(archive, "旧话")) == ([], [search.Place(section, 1)])
    with archive.transact(Op.DELETE_REPORT) as transaction:
        transaction.write.delete(tables.SECTION, section)
    assert found(archive, "不变") == []
    assert search.sound(archive)


def test_a_transaction_that_fails_leaves_the_index_alone(archive: Archive) -> None:
    section = put(archive, "旧话。")
    with pytest.raises(ZeroDivisionError), archive.transact(Op.EDIT_SECTION) as transaction:
        transaction.write.update(tables.SECTION, section, body="新话。")
        raise ZeroDivisionError
    assert found(archive, "旧话")
    assert search.sound(archive)


def test_an_index_can_be_made_anew(archive: Archive) -> None:
    put(archive, "依法行政。")
    with archive.journal() as connection:
        connection.execute("insert into text_index (text_index) values ('delete-all')")
    assert not search.sound(archive)
    with archive.journal() as connection:
        search.rebuild(connection)
    assert search.sound(archive)
    assert found(archive, "依法")


def test_what_changes_while_it_is_made_anew_is_in_it(archive: Archive) -> None:
    first, gone, last = (put(archive, text) for text in ("甲话。", "乙话。", "丙话。"))
    with archive.journal() as connection:
        search.begin_anew(connection)
        assert search.go_on(connection, 2) == 2
    with archive.transact(Op.EDIT_SECTION) as transaction:
        transaction.write.update(tables.SECTION, first, body="甲新话。")
        transaction.write.delete(tables.SECTION, gone)
        transaction.write.update(tables.SECTION, last, body="丙新话。")
    put(archive, "丁话。")
    with archive.journal() as connection:
        assert search.go_on(connection) == 2
        assert search.go_on(connection) == 0
        search.take_new(connection)
    assert search.sound(archive)
    assert [bool(found(archive, word)) for word in ("甲新话", "甲话", "乙话", "丙新话", "丁话")] == [
        True,
        False,
        False,
        True,
        True,
    ]
    put(archive, "戊话。")
    assert found(archive, "戊话")


TEXT = st.text(st.sampled_from("法治镇年2026%·（）“”，。A a\n"), max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(bodies=st.lists(TEXT, max_size=6), query=st.text(st.sampled_from("法治镇年26%·（“，aA "), min_size=1))
def test_what_is_found_is_what_stands_there(archive: Archive, bodies: list[str], query: str) -> None:
    words = words_of(query)
    if not words:
        return
    keys = [put(archive, body, heading="") for body in bodies]
    wanted = {
        search.Place(key, number)
        for key, body in zip(keys, bodies, strict=True)
        for number, line in enumerate(body.split("\n"), 1)
        if holds("".join(folded(line).split()), words)
    }
    got = [place for place in found(archive, query) if place.section_id in keys]
    assert set(got) == wanted
