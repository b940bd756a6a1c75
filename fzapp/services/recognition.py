"""Files looked at without touching the archive: their outline, figures, ledger rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.services.user_files import read_file

if TYPE_CHECKING:
    from pathlib import Path


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
    answer = figures_json(source, lexicon)
    answer["lines"] = source
    lines = tuple(f"第{figure['line']}行：{figure['text']}" for figure in answer["figures"])
    return Answer(answer, lines or ("没有找到数字。",))


def plain_text_of(path: Path) -> str:
    """The text of a file as the body of a section. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415

    read_file(path)
    return "\n".join(line.text.strip() for line in read_document(path) if line.text.strip())
