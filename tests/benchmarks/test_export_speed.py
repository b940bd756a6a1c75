"""Export of a report of 20 pages beside plain python-docx writing the same paragraphs."""

from __future__ import annotations

import io
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import docx
from docx.shared import Pt

from fzapp.domain.report import ReportContent, SectionContent
from fzapp.word.blocks import BodyParagraph, HeadingBlock
from fzapp.word.plan import plan
from fzapp.word.profile import national_profile
from fzapp.word.render import DocumentProperties, render
from tests.benchmarks.figures import tell
from tests.golden.sample import ENFORCEMENT, LEAD, MEDIATION, PROBLEMS, STUDY

if TYPE_CHECKING:
    from collections.abc import Callable

    from fzapp.word.blocks import Block

MOST = 1.3
"""How many times python-docx' time an export may take."""

ROUNDS = 15


def long_report() -> ReportContent:
    """About 11,500 characters: 20 pages."""
    texts = [STUDY, MEDIATION, PROBLEMS, LEAD, ENFORCEMENT.split("\n")[0]]
    sections = [SectionContent(0, body=LEAD)]
    for part in range(5):
        sections.append(SectionContent(1, f"第{part + 1}方面工作情况"))
        sections += [SectionContent(2, f"事项{item + 1}", body="\n".join(texts * 2)) for item in range(2)]
    return ReportContent(
        title="青石镇2026年度法治政府建设情况报告",
        addressee="县人民政府：",
        sections=tuple(sections),
        signature="青石镇人民政府",
        date_text="2027年1月18日",
    )


def export(content: ReportContent) -> bytes:
    profile = national_profile()
    properties = DocumentProperties(content.title, content.signature, datetime(2027, 1, 18, 9))  # noqa: DTZ001
    return render(plan(content, profile), profile, properties)


def plain(blocks: tuple[Block, ...]) -> bytes:
    """What a script with python-docx does: a heading or a paragraph in 16 pt for each."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, HeadingBlock):
            paragraph = document.add_heading(block.number + block.text, block.level)
        elif isinstance(block, BodyParagraph):
            paragraph = document.add_paragraph()
            paragraph.add_run(block.text).font.size = Pt(16)
        else:
            continue
        paragraph.paragraph_format.line_spacing = Pt(28)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def seconds(job: Callable[[], object]) -> float:
    start = perf_counter()
    job()
    return perf_counter() - start


def test_export_is_as_fast_as_plain_writing() -> None:
    content = long_report()
    blocks = plan(content, national_profile())
    pairs = [(seconds(lambda: export(content)), seconds(lambda: plain(blocks))) for _ in range(ROUNDS)]
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    tell("export_word", ours)
    tell("export_word_plain", theirs)
    assert ours <= MOST * theirs, f"{ours:.4f} s against {theirs:.4f} s"


def test_export_time(benchmark: Callable[..., object]) -> None:
    content = long_report()
    benchmark(export, content)
