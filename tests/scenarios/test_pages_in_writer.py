"""Pages as LibreOffice Writer sets them from the Word file end where ours do: text, marks at line ends, tables."""

from __future__ import annotations

import random
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from fzapp.word.blocks import BodyParagraph, HeadingBlock, PageBreak, TableBlock
from fzapp.word.layout import lay_out
from fzapp.word.profile import national_profile
from fzapp.word.render import DocumentProperties, render
from tests.benchmarks.measure_papers import convert, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fzapp.word.blocks import Block

pytestmark = [pytest.mark.office, pytest.mark.slow]
PROFILE = national_profile()
WHEN = DocumentProperties("报告", "青石镇人民政府", datetime(2027, 1, 18, 9, 0))  # noqa: DTZ001 - the office's own time
ROWS = (
    ("序号", "小组", "化解（件）"),
    *((str(index), f"第{index}调解小组", str(index * 7)) for index in range(1, 7)),
)
CHARACTERS = "把调解室建到集市边上遇事多商量办法总比困难多"


def set_by_us(blocks: Sequence[Block]) -> list[list[str]]:
    """The lines of our pages without blanks."""
    found: list[list[str]] = []
    for page in lay_out(blocks, PROFILE):
        texts = ["".join(f.text for f in sorted(line.fragments, key=lambda f: f.x)) for line in page.lines]
        found.append(["".join(text.split()) for text in texts if text.strip()])
    return found


def set_by_writer(papers: dict[str, Sequence[Block]], folder: Path) -> dict[str, list[list[str]]]:
    """The lines of Writer's pages of several papers, without blanks."""
    files = [folder / f"{name}.docx" for name in papers]
    for path, blocks in zip(files, papers.values(), strict=True):
        path.write_bytes(render(blocks, PROFILE, WHEN))
    convert(files, folder, as_read=False)
    pages = {path.stem: lines_of(path.with_suffix(".pdf"), PROFILE) for path in files}
    return {name: [["".join(line.split()) for line in page] for page in pages[name]] for name in pages}


def sentences(chance: random.Random, many: int) -> str:
    """Text with a mark every few characters. No numbers: how wide they are depends on the fonts at hand."""
    parts: list[str] = []
    for _ in range(many):
        parts += chance.choices(CHARACTERS, k=chance.randint(2, 12))
        parts.append(chance.choice("，，、；。"))
    return "".join(parts)


def test_tables_go_over_to_the_next_page_at_the_same_row(tmp_path: Path) -> None:
    papers: dict[str, Sequence[Block]] = {
        f"{name}{above}": [
            *[BodyParagraph(f"第{CHARACTERS[:k]}段") for k in range(above)],
            table,
            BodyParagraph("完"),
        ]
        for name, table in (
            ("plain", TableBlock(ROWS)),
            ("titled", TableBlock(ROWS, "表1　化解情况", unit="单位：件")),
        )
        for above in (13, 16, 18, 19, 20, 21)
    }
    long = TableBlock((ROWS[0], *(row for _ in range(6) for row in ROWS[1:])), "表2　各组情况")
    papers["begun"] = [BodyParagraph("见下表。"), PageBreak(), long, BodyParagraph("完")]
    writer = set_by_writer(papers, tmp_path)
    for name, blocks in papers.items():
        assert writer[name] == set_by_us(blocks), name


def test_lines_of_text_end_at_the_same_character_and_no_hanging_mark_is_lost(tmp_path: Path) -> None:
    chance = random.Random(8)
    blocks: list[Block] = []
    for number in range(25):
        if number % 8 == 0:
            blocks.append(HeadingBlock(1 + number // 8 % 2, "一、", "把规矩立在前面", keep_next=True))
        blocks.append(BodyParagraph(sentences(chance, chance.randint(2, 14))))
    ours = set_by_us(blocks)
    assert any(len(line) == 29 and line[-1] in "，、；。" for page in ours for line in page)
    assert set_by_writer({"text": blocks}, tmp_path)["text"] == ours
