"""The index of evidence: what is referred to is found, what is not is gone, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.storage import blobs, evidence_index, row_evidence, tables
from fzapp.storage.archive import Archive
from fzapp.storage.changes import Op
from fzapp.storage.evidence_index import EvidenceText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fzapp.storage.changes import Change

ROW = {
    "kind": "L16", "year": 2025, "happened": "2025-03-04", "cells": "{}", "digest": "d", "source": "",
    "added_at": "", "edited_at": "",
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "档案")
    yield opened
    opened.close()


def attach(archive: Archive, name: str = "笔录.txt", data: bytes = b"x") -> Change:
    with archive.transact(Op.ROW_EVIDENCE) as transaction:
        row = transaction.write.insert(tables.LEDGER_ROW, **ROW)
        row_evidence.attach(archive, transaction.write, row, name, data)
    assert transaction.change is not None
    return transaction.change


def read_all(archive: Archive, body: str = "到场调解。\n签字确认12件。", why: str = "") -> None:
    for one in evidence_index.unread(archive):
        with archive.journal() as connection:
            evidence_index.put(connection, EvidenceText(one.digest, body, why))


def found(archive: Archive, word: str) -> bool:
    return bool(evidence_index.holding(archive, word))


@pytest.mark.parametrize("word", ["调", "到场调解。", "12", "认12件", "。"])
def test_any_piece_of_a_line_is_found(archive: Archive, word: str) -> None:
    attach(archive)
    assert not found(archive, word)
    read_all(archive)
    assert found(archive, word)
    assert evidence_index.sound(archive)


@pytest.mark.parametrize("word", ["解。签", "12件到", "水渠"])
def test_nothing_is_found_across_lines(archive: Archive, word: str) -> None:
    attach(archive)
    read_all(archive)
    assert not found(archive, word)


def test_what_is_taken_away_is_gone_and_comes_back_with_undo(archive: Archive) -> None:
    attach(archive)
    read_all(archive)
    (link,) = row_evidence.of_row(archive, 1)
    with archive.transact(Op.ROW_EVIDENCE) as transaction:
        row_evidence.detach(transaction.write, link.id)
    assert not found(archive, "调解")
    assert evidence_index.files(archive) == ()
    assert evidence_index.sound(archive)
    assert transaction.change is not None
    archive.revert(transaction.change)
    assert found(archive, "调解")
    assert evidence_index.unread(archive) == ()


def test_undoing_that_a_file_came_takes_it_out_of_the_index(archive: Archive) -> None:
    change = attach(archive)
    read_all(archive)
    undone = archive.revert(change)
    assert not found(archive, "调解")
    archive.revert(undone)
    assert found(archive, "调解")


def test_a_file_beside_two_rows_stays_until_both_are_gone(archive: Archive) -> None:
    attach(archive, "一.txt")
    attach(archive, "二.txt")
    read_all(archive)
    (file,) = evidence_index.files(archive)
    assert (file.name, file.captions, file.year) == ("二.txt", ("一.txt",), 2025)
    for row_id in (1, 2):
        assert found(archive, "调解")
        with archive.transact(Op.ROW_EVIDENCE) as transaction:
            row_evidence.detach_all(archive, transaction.write, [row_id])
    assert not found(archive, "调解")


def test_a_file_that_only_a_figure_names_is_found(archive: Archive) -> None:
    with archive.transact(Op.EDIT_FIGURE) as transaction:
        digest = blobs.keep(archive, transaction.write, "来函.txt", b"y", "manual_figure")
        values = dict.fromkeys(tables.OWN_FIGURE.columns, "") | {"year": 2025}
        key = transaction.write.insert(
            tables.OWN_FIGURE, **values | {"evidence": f'[["{digest}", "来函.txt"]]'}
        )
    read_all(archive)
    assert found(archive, "调解")
    with archive.transact(Op.EDIT_FIGURE) as transaction:
        transaction.write.delete(tables.OWN_FIGURE, key)
    assert not found(archive, "调解")


def test_the_original_of_a_report_is_not_read(archive: Archive) -> None:
    with archive.transact(Op.IMPORT_REPORT) as transaction:
        blobs.keep(archive, transaction.write, "报告.docx", b"z", "imported_report")
    assert evidence_index.unread(archive) == ()
    assert evidence_index.files(archive) == ()


def test_a_file_without_text_is_read_once(archive: Archive) -> None:
    attach(archive, "照片.jpg")
    read_all(archive, "", "这是一张图片。")
    assert evidence_index.unread(archive) == ()
    assert evidence_index.sound(archive)


def test_the_index_is_made_anew_and_files_are_read_anew(archive: Archive) -> None:
    attach(archive)
    read_all(archive)
    with archive.journal() as connection:
        connection.execute("insert into evidence_index (evidence_index) values ('delete-all')")
    assert not evidence_index.sound(archive)
    with archive.journal() as connection:
        evidence_index.rebuild(connection)
    assert evidence_index.sound(archive)
    assert found(archive, "调解")
    assert len(evidence_index.unread(archive)) == 1
    read_all(archive, "换了读法。")
    assert (found(archive, "调解"), found(archive, "读法")) == (False, True)
    assert evidence_index.sound(archive)
