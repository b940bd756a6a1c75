"""Invented reports of every shape: genres, with and without 版头版记, with and without annexes, 3 to 25 pages.

From 15 pages on the table of the annex goes over to another page.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING

from fzapp.domain.letterhead import DocumentNumber, PaperChoice, PaperParts
from fzapp.domain.report import Annex, ReportContent, SectionContent
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.services.exports import NO_PARTS
from fzapp.services.templates import TemplateLibrary, heading_for, title_for
from fzapp.word.layout import page_count
from fzapp.word.plan import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.template import ReportTemplate
    from fzapp.word.profile import FormatProfile

YEAR, PAGES, ANNEXES = 2026, (3, 8, 15, 25), (0, 2)
UNIT = UnitProfile("镇", "青石镇人民政府", "青石镇", "清河县人民政府", "青政")
_WHO = ("镇党委、政府", "镇综合行政执法队", "司法所", "各村（社区）", "镇便民服务中心", "平安法治办公室")
_DID = (
    "组织学法{0}次，{1}人次参加",
    "排查矛盾纠纷{0}件，化解{1}件，化解率98.{2}%",
    "审查合同{0}份，提出意见{1}条，采纳{1}条",
    "办理行政处罚案件{0}件，没有被复议撤销",
    "开展“送法下乡”{0}场，发放资料{1}份",
    "修订《议事决策规则》等制度{0}项",
    "受理申请{0}件，按时办结{1}件",
)
_HOW = (
    "做到有人管、有记录、有回音",
    "把问题解决在村里、解决在当时",
    "群众办事少跑了路，干部办事有了章法",
    "每季度看一次进度，年底逐项对账",
    "对照去年反馈的问题，一条一条改",
)


_LONG_TABLE = 15
"""Pages from which the table of an annex is a long one."""

_PLAIN_SHARE = 0.4
"""Sentences without a number: lines of characters alone are what a line is counted by."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A cell of the matrix: `name` says which."""

    name: str
    content: ReportContent
    parts: PaperParts


def papers(profile: FormatProfile, lengths: tuple[int, ...] = PAGES) -> Iterator[Paper]:
    """Every cell, always the same."""
    library = TemplateLibrary(paths.resources() / "genres")
    for genre in library.names():
        for pages in lengths:
            for annexes in ANNEXES:
                for dressed in (False, True):
                    name = f"{genre}-{pages:02}-{annexes}-{'head' if dressed else 'bare'}"
                    parts = _parts(joint=pages % 2 == 0, upward=annexes > 0) if dressed else NO_PARTS
                    content = _content(library.get(genre), pages, annexes, parts, profile)
                    yield Paper(name, content, parts)


def _parts(*, joint: bool, upward: bool) -> PaperParts:
    names = ("中共青石镇委员会", "青石镇人民政府")
    return PaperChoice(
        with_letterhead=True,
        with_imprint=True,
        issuers=names if joint else names[1:],
        number=DocumentNumber("青政", YEAR + 1, 7),
        upward=upward,
        signers=("王某某", "李某")[: 2 if joint else 1],
        copies_to="清河县人大常委会办公室，清河县监察委员会，清河县人民法院，清河县司法局" if joint else "",
        printer="青石镇党政办公室",
        printed_on=f"{YEAR + 1}年1月18日",
    ).parts


def _content(
    template: ReportTemplate, pages: int, annexes: int, parts: PaperParts, profile: FormatProfile
) -> ReportContent:
    """A report whose text and annexes take `pages` pages, or as few as its sections and annexes need."""
    chance = random.Random(f"{template.id} {pages} {annexes} {parts.imprint is None}")
    rows = 8 if pages < _LONG_TABLE else 40
    found = tuple(_annex(index + 1, chance, annexes, rows) for index in range(annexes))
    content = ReportContent(
        title=title_for(template, UNIT, YEAR),
        addressee="清河县人民政府：",
        sections=tuple(
            SectionContent(spec.level, heading_for(spec, UNIT, YEAR))
            for spec in template.sections
            if not spec.optional
        ),
        attachments=tuple(annex.title for annex in found),
        signature="\n".join(parts.letterhead.issuers) if parts.letterhead else UNIT.full_name,
        date_text=f"{YEAR + 1}年1月18日",
        annexes=found,
    )
    content = replace(content, sections=tuple(_longer(one, chance) for one in content.sections))
    for index in cycle(range(len(content.sections))):
        if page_count(plan(content, profile, replace(parts, imprint=None)), profile) >= pages:
            return content
        content = _grown(content, index, _paragraph(chance, chance.choice((1, 2, 3, 5))))
    raise AssertionError("every text grows")


def _longer(section: SectionContent, chance: random.Random) -> SectionContent:
    return replace(section, body=_paragraph(chance, 1))


def _grown(content: ReportContent, index: int, text: str) -> ReportContent:
    """`content` with `text` at the end of a section."""
    section = content.sections[index]
    longer = replace(section, body=f"{section.body}\n{text}")
    return replace(content, sections=(*content.sections[:index], longer, *content.sections[index + 1 :]))


def _paragraph(chance: random.Random, sentences: int) -> str:
    return "".join(_sentence(chance) for _ in range(sentences))


def _sentence(chance: random.Random) -> str:
    if chance.random() < _PLAIN_SHARE:
        return f"{chance.choice(_WHO)}坚持把讲法和办事放在一起，{chance.choice(_HOW)}。"
    many = chance.randint(3, 480)
    did = chance.choice(_DID).format(many, max(1, many - chance.randint(0, 2)), chance.randint(0, 9))
    return f"{chance.choice(_WHO)}{did}，{chance.choice(_HOW)}。"


def _annex(number: int, chance: random.Random, of: int, rows: int) -> Annex:
    mark = f"附件{number}" if of > 1 else "附件"
    if number == 1:
        return Annex(mark, "矛盾纠纷排查化解情况统计表", _table(chance, rows))
    return Annex(mark, "法治建设工作清单", "\n".join(_paragraph(chance, 2) for _ in range(4)))


def _table(chance: random.Random, rows: int) -> str:
    """A table as it stands in a text: a header and `rows` rows."""
    body = [
        f"{index}\t第{index}调解小组\t{chance.randint(5, 90)}\t{chance.randint(5, 90)}"
        for index in range(1, rows + 1)
    ]
    return "\n".join(["序号\t小组\t排查（件）\t化解（件）", *body])
