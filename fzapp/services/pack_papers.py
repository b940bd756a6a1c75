"""The papers of a package: catalogue, statistics, 移交清单, and what changed since the version before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.domain.report import ReportContent, SectionContent
from fzapp.infra.files import shown_name
from fzapp.package.bag import FileState
from fzapp.services import workbooks
from fzapp.services.list_papers import ListPaper
from fzapp.text.similarity import Kinship, compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fzapp.domain.ledger import LedgerKind
    from fzapp.package.bag import Verdict
    from fzapp.package.open_page import Listed
    from fzapp.services.exports import ExportService
    from fzapp.services.figure_text import LedgerFigure
    from fzapp.services.packing import Evidence
    from fzapp.word.blocks import Block


@dataclass(frozen=True, slots=True)
class Handover:
    """What the 移交清单 lists."""

    title: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, tuple[Listed, ...]], ...]
    gaps: tuple[str, ...]


def catalogue(evidence: Sequence[Evidence]) -> bytes:
    """目录.xlsx: every proof with what it proves."""
    rows = [
        (str(one.number), one.section, one.proves, one.copy.name, "" if not one.missing else "缺")
        for one in evidence
    ]
    header = ("序号", "章节", "证明什么", "文件", "备注")
    title = "佐证材料目录"
    rows = rows or [("", "", "没有佐证材料", "", "")]
    return workbooks.workbook([workbooks.Table(title, header, rows, (6, 36, 44, 44, 10), (title,))])


def statistics(figures: Iterable[LedgerFigure], kinds: Sequence[LedgerKind], year: int) -> bytes:
    """台账统计.xlsx: every statistic of the year with last year's beside it."""
    names = {kind.code: kind.name for kind in kinds}
    rows = [
        (
            names.get(figure.ledger, figure.ledger),
            figure.name.partition(".")[2],
            figure.told,
            figure.last_year_told,
        )
        for figure in figures
        if figure.known
    ]
    header = ("台账", "指标", f"{year}年", f"{year - 1}年")
    title = f"{year}年台账统计"
    return workbooks.workbook([workbooks.Table(title, header, rows, (34, 34, 18, 18), (title,))])


def verdicts_paper(package: str, verdicts: Sequence[Verdict], now: str) -> ListPaper:
    """核对结果: the files of a package that are not as they were written, looked at `now` (ISO local)."""
    wrong = [one for one in verdicts if one.state is not FileState.OK]
    rows = tuple((str(number), shown_name(one.path), one.state.label) for number, one in enumerate(wrong, 1))
    notes = (
        f"“{package}”的{len(verdicts)}个文件里有{len(wrong)}个不对",
        f"核对时间：{now.replace('T', ' ')[:16]}",
    )
    return ListPaper("报送包核对结果", notes, ("序号", "文件", "核对结果"), (1.0, 9.0, 4.0), rows)


COPIES = ("一式两份　第一份：存根，移交单位留存", "一式两份　第二份：回执，接收单位签收留存")
"""What tells the two copies of a 移交清单 apart."""


def handover(exports: ExportService, paper: Handover) -> bytes:
    """移交清单.docx: one call prints both copies."""
    return exports.document_of(handover_blocks(exports, paper), exports.profile(), "移交清单", "")


def handover_blocks(exports: ExportService, paper: Handover) -> tuple[Block, ...]:
    """The files, the hash, and lines to sign on, twice: one for each side, each with pages of its own."""
    from fzapp.word.blocks import FirstPage  # noqa: PLC0415

    first, second = (_copy(exports, paper, words) for words in COPIES)
    return (*first, FirstPage(), *second)


def _copy(exports: ExportService, paper: Handover, words: str) -> list[Block]:
    from fzapp.word.blocks import BlankLine, BodyParagraph, TableBlock  # noqa: PLC0415

    facts = "\n".join(f"{name}：{told}" for name, told in paper.facts)
    lead = SectionContent(0, body=f"{words}\n{facts}")
    profile = exports.profile()
    blocks: list[Block] = list(
        exports.blocks(ReportContent(title=f"移交清单\n{paper.title}", sections=(lead,)), profile)
    )
    rows = [
        (folder, file.words, "缺，没有随包报送" if file.missing else "")
        for folder, files in paper.files
        for file in files
    ]
    blocks.append(TableBlock((("类别", "文件", "备注"), *rows), weights=(6.0, 18.0, 6.0)))
    blocks += [BodyParagraph(f"报送前已知：{gap}。") for gap in paper.gaps]
    blocks += [
        BlankLine(),
        BodyParagraph("移交单位（盖章）：　　　　　　　　　移交人："),
        BodyParagraph("接收单位（盖章）：　　　　　　　　　接收人："),
        BodyParagraph("移交日期：　　　　年　　月　　日"),
    ]
    return blocks


def difference(exports: ExportService, before: dict[str, Any], now: dict[str, Any]) -> bytes:
    """与上一版的差别.docx: sentences and numbers that are not as they were handed in last time."""
    old, new = _lines(before), _lines(now)
    found = compare([line for _, line in old], [line for _, line in new])
    body = [f"本版V{now['version']}与V{before['version']}逐句比对。"]
    changed = [pair for pair in found.pairs if pair.kind is not Kinship.SAME]
    told = ""
    for pair in changed:
        where = new[pair.new.line - 1][0] if pair.new else old[pair.old.line - 1][0] if pair.old else ""
        if where != told:
            told = where
            body.append(f"【{where}】")
        if pair.old is None and pair.new is not None:
            body.append(f"新增：{pair.new.text}")
        elif pair.new is None and pair.old is not None:
            body.append(f"删去：{pair.old.text}")
        elif pair.old is not None and pair.new is not None:
            body += [f"原文：{pair.old.text}", f"改为：{pair.new.text}"]
    if not changed:
        body.append("正文没有改动。")
    body += list(_changed_numbers(before, now))
    content = ReportContent(title="与上一版的差别", sections=(SectionContent(0, body="\n".join(body)),))
    profile = exports.profile()
    return exports.document_of(exports.blocks(content, profile), profile, content.title, "")


def _changed_numbers(before: dict[str, Any], now: dict[str, Any]) -> Iterable[str]:
    old = {one["name"]: one["number"] for one in before["figures"] if one["name"]}
    for one in now["figures"]:
        was = old.get(one["name"])
        if was is not None and was != one["number"]:
            yield f"数字变动：{one['name']}由{was}改为{one['number']}。"


def _lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The lines of a report, each with the section it stands in."""
    return [
        (section["title"], line)
        for section in facts["sections"]
        for line in (section["title"], *section["text"].split("\n"))
        if line
    ]
