"""Recognition of reports that no rule was tuned to, in all the shapes in which offices keep them.

    python -m tests.benchmarks.unseen_documents [--list] [--out FOLDER] [NAME...]

Prints a line a shape: headings found (line, level and text right), fields right, dropped lines, lost text.
`--list` prints every difference, `--out` keeps the documents.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from tests.benchmarks.unseen_model import Gold, Item, as_text, items, names, squeezed
from tests.benchmarks.unseen_word import FEATURES, as_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.document import RecognisedReport

TEXTS = ("utf8", "bom_crlf", "gb18030", "utf16")
SHAPES = (*TEXTS, *FEATURES)
_PERSON = re.compile("^(?:述法人|报告人|述职人)[：:]")


@dataclass(slots=True)
class Score:
    """How one reading compares with its gold."""

    found: int = 0
    extra: int = 0
    missed: int = 0
    fields: int = 0
    asked: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        """Whether nothing differs."""
        return not self.errors


def document(report: tuple[Item, ...], shape: str) -> tuple[bytes, str, Gold]:
    """A report in one shape: bytes, suffix and gold."""
    if shape in FEATURES:
        data, gold = as_word(report, shape)
        return data, ".docx", gold
    if shape == "utf8":
        text, gold = as_text(report)
        return text.encode(), ".txt", gold
    if shape == "bom_crlf":
        text, gold = as_text(report, indent="\u3000\u3000")
        return text.replace("\n", "\r\n").encode("utf-8-sig"), ".txt", gold
    if shape == "gb18030":
        text, gold = as_text(report, indent="    ")
        return text.encode("gb18030"), ".txt", gold
    text, gold = as_text(report, spaced=True)
    return text.replace("\n", "\r\n").encode("utf-16"), ".txt", gold


def score(gold: Gold, read: RecognisedReport) -> Score:
    """Compare a reading with its gold."""
    result = Score()
    _score_headings(gold, read, result)
    _score_fields(gold, read, result)
    dropped = {line.line for line in read.dropped} - gold.neutral
    for line in sorted(gold.dropped - dropped):
        result.errors.append(f"not dropped: line {line} {read.lines[line - 1][:30]}")
    for line in sorted(dropped - gold.dropped):
        result.errors.append(f"dropped: line {line} {read.lines[line - 1][:30]}")
    kept = squeezed(_all_text(read))
    for text in gold.texts:
        lost = [part for part in re.split("[：。；\t]", text) if squeezed(part) not in kept]
        result.errors += [f"lost: {part[:40]}" for part in lost]
    return result


def _all_text(read: RecognisedReport) -> str:
    parts = [part for section in read.content.sections for part in (section.heading, section.body)]
    parts += [part for annex in read.content.annexes for part in (annex.title, annex.body)]
    return "\n".join(parts)


def _score_headings(gold: Gold, read: RecognisedReport, result: Score) -> None:
    wanted = {(line, _plain(item.heading)): item.accept for line, item in gold.headings}
    for heading in read.headings:
        key = (heading.line, _plain(heading.text))
        if heading.line in gold.maybe:
            continue
        if heading.level in wanted.get(key, ()):
            result.found += 1
            del wanted[key]
        else:
            result.extra += 1
            result.errors.append(f"extra heading: {key} level {heading.level}, accepted {wanted.get(key)}")
    result.missed = len(wanted)
    result.errors += [f"missed heading: {key}" for key in wanted]


def _plain(text: str) -> str:
    return re.sub("[。：:；;，,]+$", "", squeezed(text))


def _score_fields(gold: Gold, read: RecognisedReport, result: Score) -> None:
    content = read.content
    pairs = {
        "title": (gold.title, content.title),
        "subtitle": (gold.subtitle, content.subtitle),
        "doc_number": (gold.doc_number, content.doc_number),
        "addressee": (gold.addressee, content.addressee),
        "signature": (gold.signature, content.signature),
        "date": (gold.date, read.date),
        "note": (gold.note, content.annotation),
        "attachments": ("|".join(gold.attachments), "|".join(content.attachments)),
        "annexes": (str(gold.annexes), str(len(content.annexes))),
    }
    result.asked = len(pairs)
    for name, (wanted, got) in pairs.items():
        same = _field(wanted) == _field(got)
        result.fields += same
        if not same:
            result.errors.append(f"{name}: {got!r} for {wanted!r}")


def _field(text: str) -> str:
    return _PERSON.sub("", re.sub("[、；;，,]", "", squeezed(text))).rstrip("：:")


def readings(reports: list[str], folder: Path) -> Iterator[tuple[str, str, Score]]:
    """Write every report in every shape, read it, score it: (report, shape, score)."""
    for name in reports:
        report = items(name)
        for shape in SHAPES:
            data, suffix, gold = document(report, shape)
            path = folder / f"{name}.{shape}{suffix}"
            path.write_bytes(data)
            try:
                yield name, shape, score(gold, recognise(read_document(path)))
            except UserError as error:
                yield name, shape, Score(errors=[f"refused: {error}"])


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("reports", nargs="*")
    parser.add_argument("--list", action="store_true", help="print every difference")
    parser.add_argument("--out", type=Path, help="keep the documents in this folder")
    arguments = parser.parse_args()
    totals: dict[str, Counter[str]] = {shape: Counter() for shape in SHAPES}
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name, shape, result in readings(arguments.reports or names(), folder):
            counts = {
                key: getattr(result, key)
                for key in ("found", "extra", "missed", "fields", "asked", "perfect")
            }
            totals[shape].update({**counts, "documents": 1})
            if arguments.list and result.errors:
                sys.stdout.write(f"{name} {shape}\n" + "".join(f"    {error}\n" for error in result.errors))
    sys.stdout.write(_table(totals))
    return 0


def _table(totals: dict[str, Counter[str]]) -> str:
    lines = [f"{'shape':<18}{'perfect':>9}{'headings':>10}{'extra':>7}{'missed':>8}{'F1':>9}{'fields':>11}"]
    everything: Counter[str] = sum(totals.values(), Counter())
    for shape, counts in (*totals.items(), ("all", everything)):
        both = 2 * counts["found"] + counts["extra"] + counts["missed"]
        lines.append(
            f"{shape:<18}{counts['perfect']:>5}/{counts['documents']:<3}{counts['found']:>10}{counts['extra']:>7}"
            f"{counts['missed']:>8}{2 * counts['found'] / both if both else 1:>9.4f}"
            f"{counts['fields']:>7}/{counts['asked']}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
