"""Files looked at without touching the archive: their outline, figures, ledger rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.services.user_files import read_file

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.ledger_reading import LedgerReading


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, as the JSON of the command line and as lines for a reader."""

    answer: dict[str, Any]
    lines: tuple[str, ...]


def outline_of(path: Path) -> Answer:
    """The structure of a report file. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415  heavy, and the window starts without it
    from fzapp.intake.report_parser import outline_json, recognise  # noqa: PLC0415

    report = recognise(read_document(path))
    content = report.content
    lines = [f"标题：{content.title or '（没有）'}", f"主送机关：{content.addressee or '（没有）'}"]
    lines += ["　" * (heading.level - 1) + heading.number + heading.text for heading in report.headings]
    signature = content.signature.replace("\n", "、")
    lines += [f"署名：{signature or '（没有）'}", f"成文日期：{content.date_text or '（没有）'}"]
    lines += [f"去掉第{dropped.line}行：{dropped.text}（{dropped.why}）" for dropped in report.dropped]
    lines += list(report.notes)
    return Answer(outline_json(report), tuple(lines))


def figures_of(path: Path, resources: Path) -> Answer:
    """Every figure in a report file. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415
    from fzapp.text.quantities import figures_json, load_lexicon  # noqa: PLC0415

    lexicon = load_lexicon((resources / "rules" / "quantities.toml").read_bytes())
    source = [line.text for line in read_document(path)]
    answer: dict[str, Any] = figures_json(source, lexicon)
    answer["lines"] = source
    lines = tuple(f"第{figure['line']}行：{figure['text']}" for figure in answer["figures"])
    return Answer(answer, lines or ("没有找到数字。",))


def plain_text_of(path: Path) -> str:
    """The text of a file as the body of a section. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415

    read_file(path)
    return "\n".join(line.text.strip() for line in read_document(path) if line.text.strip())


def comparison_of(old: Path, new: Path) -> Answer:
    """Two reports sentence by sentence. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415
    from fzapp.text.similarity import Kinship, compare  # noqa: PLC0415

    found = compare([line.text for line in read_document(old)], [line.text for line in read_document(new)])
    pairs = [
        {
            "old_line": pair.old.line if pair.old else None,
            "new_line": pair.new.line if pair.new else None,
            "kind": pair.kind.value,
            "old": pair.old.text if pair.old else None,
            "new": pair.new.text if pair.new else None,
        }
        for pair in found.pairs
    ]
    told = (Kinship.SAME, Kinship.YEAR_ONLY, Kinship.FIGURE_KEPT)
    lines = [f"与往年相同的占{found.unchanged_ratio:.0%}。"]
    lines += [
        f"第{p.new.line}行{p.kind.label}：{p.new.text}" for p in found.pairs if p.new and p.kind in told
    ]
    return Answer({"pairs": pairs, "unchanged_ratio": round(found.unchanged_ratio, 4)}, tuple(lines))


def follow_up_of(old: Path, new: Path) -> Answer:
    """Problems and plans of last year's report answered in this year's. Raises `UserError`."""
    from fzapp.checks.followup import follow_up  # noqa: PLC0415
    from fzapp.intake.documents import read_document  # noqa: PLC0415
    from fzapp.intake.report_parser import recognise  # noqa: PLC0415
    from fzapp.text.similarity import copied  # noqa: PLC0415

    last, this = recognise(read_document(old)), recognise(read_document(new))
    answers = follow_up(last, this)
    items = [
        {
            "line": answer.item.line,
            "text": answer.item.text,
            "quote": answer.item.text,
            "part": answer.item.part.value,
            "status": answer.status.value,
            "this_lines": list(answer.lines),
        }
        for answer in answers
    ]
    runs = [{"last_line": one, "this_line": other} for one, other in copied(last.lines, this.lines)]
    lines = [f"{_STATUS[answer.status]}：{answer.item.text}" for answer in answers]
    lines += [f"第{run['this_line']}行照抄了去年第{run['last_line']}行。" for run in runs]
    return Answer({"items": items, "copied": runs}, tuple(lines) or ("去年的报告里没有找到不足和打算。",))


_STATUS = {"answered": "有回应", "partial": "部分回应", "unanswered": "没有回应"}


def ledger_of(path: Path, kind: str | None) -> Answer:
    """A workbook recognised as a ledger, nothing written. Raises `UserError`."""
    from fzapp.intake.ledger_json import reading_json  # noqa: PLC0415

    reading = _read_workbook(path, kind)
    name = f"{reading.kind.code} {reading.kind.name}" if reading.kind else "没有认出是哪一种台账"
    lines = [f"{name}，{len(reading.rows)}行。"]
    lines += [f"{p.sheet}第{p.row}行：{p.why}" for p in reading.problems]
    return Answer(reading_json(reading), (*lines, *reading.doubts, *reading.notes))


def refused_ledger(sentence: str) -> dict[str, Any]:
    """The JSON of a workbook that was refused, `sentence` says why."""
    return {"kind": None, "row_count": 0, "sheets": [], "problems": [], "stats": {}, "error": sentence}


def ledger_kinds_of() -> Answer:
    """All kinds of ledgers."""
    from fzapp.services.ledger_kinds import ledger_kinds  # noqa: PLC0415

    kinds = [
        {
            "code": kind.code,
            "id": kind.id,
            "name": kind.name,
            "office": kind.office,
            "columns": len(kind.columns),
        }
        for kind in ledger_kinds()
    ]
    return Answer({"kinds": kinds}, tuple(f"{k['code']}  {k['name']}  （{k['office']}）" for k in kinds))


def _read_workbook(path: Path, kind: str | None) -> LedgerReading:
    """Recognise a workbook as a ledger, of the kind named or of the likeliest one. Raises `UserError`."""
    from fzapp.intake.columns import recognise  # noqa: PLC0415  heavy, and the window starts without it
    from fzapp.intake.workbook import read_workbook  # noqa: PLC0415
    from fzapp.services.ledger_kinds import find_kind, ledger_kinds  # noqa: PLC0415

    wanted = find_kind(kind) if kind else None
    return recognise(read_workbook(path), ledger_kinds(), wanted)
