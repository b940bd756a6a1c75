"""Judge a matrix of invented reports, and compare the PDF made by Qt with LibreOffice's of the same Word file.

    python -m tests.benchmarks.measure_papers [--out FOLDER] [--lengths 3,8] [--no-judge] [--as-read]

Compared are the number of pages and the lines on each page. LibreOffice 7 overlooks that a paragraph wants no
room between Chinese and digits (w:autoSpaceDE) and puts a fifth of a character there, which Word does not:
unless --as-read is given this is put right between its reading of the file and its pages. Where a line ends in
another place than ours the cause is named, see `Cause`. Exit status 0 when the aims are reached, 1 when not, 77
without LibreOffice.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fzapp.infra import paths
from fzapp.services.exports import ExportService
from fzapp.ui.preview.pdf_file import pdf_file
from fzapp.word.layout import lay_out
from fzapp.word.lines import HANGING
from fzapp.word.plan import plan
from fzapp.word.profile import POINTS_PER_MM, national_profile
from fzapp.word.render import DocumentProperties, render
from tests.benchmarks.measure_export import JUDGE, SKIPPED, WHEN, judged
from tests.benchmarks.paper_matrix import PAGES, papers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.word.profile import FormatProfile

_ROOM, _NO_ROOM = 'style:text-autospace="ideograph-alpha"', 'style:text-autospace="none"'
_PDF = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""With the blank pages that LibreOffice prints but leaves out of a PDF unless told otherwise."""

STANDARD_AIM, TOTAL_AIM = 100.0, 98.0
_WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>', re.DOTALL
)
_SAME_LINE = 6.0
_BEHIND_A_NUMBER = re.compile(r"[0-9A-Za-z%][，。、；：？！]$")


class Cause(StrEnum):
    """Why LibreOffice ends a line elsewhere. It asks the rules of the language of the last letter or digit, and
    those of English join a closing quotation mark with the digits behind it and let no mark hang.
    """

    QUOTE = "LibreOffice 不在后引号和数字之间回行"
    HANGING = "LibreOffice 不让数字后面的标点悬在行外"
    LOST = "LibreOffice 印不出悬在行外的标点"
    FOLLOWS = "前面的行不同，表头重复在另一面"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Difference:
    """A file whose two PDFs differ: `pages` of each, the pages with other counts of lines, and the causes."""

    name: str
    pages: tuple[int, int]
    lines: tuple[tuple[int, int, int], ...]
    causes: tuple[Cause, ...]

    def __str__(self) -> str:
        told = "，".join(f"第{page}面 {qt}/{office} 行" for page, qt, office in self.lines[:6])
        causes = "；".join(dict.fromkeys(self.causes))
        return f"{self.name}：Qt {self.pages[0]} 面，LibreOffice {self.pages[1]} 面；{told}（{causes}）"


def write(folder: Path, profile: FormatProfile, lengths: tuple[int, ...]) -> list[Path]:
    """Every paper as Word file and as Qt's PDF (.qt.pdf); the Word files."""
    kinds = ExportService(paths.resources() / "word").stand_ins()
    files: list[Path] = []
    for paper in papers(profile, lengths):
        blocks = plan(paper.content, profile, paper.parts)
        path = folder / f"{paper.name}.docx"
        properties = DocumentProperties(paper.content.title, paper.content.signature, WHEN)
        path.write_bytes(render(blocks, profile, properties))
        pages = lay_out(blocks, profile)
        path.with_suffix(".qt.pdf").write_bytes(pdf_file(pages, profile, kinds, paper.content.title))
        files.append(path)
    return files


def convert(files: list[Path], folder: Path, *, as_read: bool) -> None:
    """LibreOffice's PDF of each file, beside it."""
    if as_read:
        _office(_PDF, files, folder)
        return
    _office("fodt", files, folder)
    read = [path.with_suffix(".fodt") for path in files]
    for path in read:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(_ROOM, _NO_ROOM), encoding="utf-8")
    _office(_PDF, read, folder)


def _office(kind: str, files: list[Path], folder: Path) -> None:
    office = shutil.which("soffice") or "soffice"
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True)


def lines_of(pdf: Path, profile: FormatProfile) -> list[list[str]]:
    """The lines within the type area of each page."""
    text = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    top, foot = profile.top * POINTS_PER_MM - 6, (profile.height - profile.bottom) * POINTS_PER_MM + 6
    pages: list[list[str]] = []
    for page in text.split("<page ")[1:]:
        words = sorted(
            ((float(low) + float(high)) / 2, float(left), word)
            for left, low, high, word in _WORD.findall(page)
        )
        lines: list[list[tuple[float, str]]] = []
        above = 0.0
        for middle, left, word in words:
            if top < middle < foot:
                if not lines or middle - above > _SAME_LINE:
                    lines.append([])
                lines[-1].append((left, html.unescape(word)))
                above = middle
        pages.append(["".join(word for _, word in sorted(line)) for line in lines])
    return pages


def differences(files: list[Path], profile: FormatProfile) -> list[Difference]:
    """The files whose two PDFs do not agree in the lines of each page."""
    found: list[Difference] = []
    for path in files:
        qt = lines_of(path.with_suffix(".qt.pdf"), profile)
        office = lines_of(path.with_suffix(".pdf"), profile)
        counts = list(map(len, qt)), list(map(len, office))
        if counts[0] != counts[1]:
            apart = [(n, a, b) for n, (a, b) in enumerate(zip(*counts, strict=False), 1) if a != b]
            found.append(
                Difference(path.stem, (len(qt), len(office)), tuple(apart), tuple(causes(qt, office)))
            )
    return found


def causes(qt: list[list[str]], office: list[list[str]]) -> Iterator[Cause]:
    """Why the lines of two PDFs of one text differ: a cause for each place where they part."""
    ours, theirs = list(chain.from_iterable(qt)), list(chain.from_iterable(office))
    parting = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for tag, start, end, other, behind in parting:
        if tag == "replace":
            yield _cause(ours[start], ours[start + 1 :], theirs[other])
        elif tag != "equal":
            again = {*ours[start:end], *theirs[other:behind]} <= {*ours} & {*theirs}
            yield Cause.FOLLOWS if again else Cause.OTHER


def _cause(ours: str, below: list[str], theirs: str) -> Cause:
    if ours[:-1] == theirs and ours[-1:] in HANGING:
        return Cause.LOST
    if ours.endswith("”") and below and below[0][:1].isdigit():
        return Cause.QUOTE
    return Cause.HANGING if _BEHIND_A_NUMBER.search(ours) else Cause.OTHER


def verdict(reports: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """What the judge says in lines, and whether the aims are reached."""
    worst = {basis: min(one["score"][basis]["percent"] for one in reports) for basis in ("standard", "total")}
    mean = sum(one["score"]["total"]["percent"] for one in reports) / len(reports)
    faults: dict[str, list[str]] = {}
    for report in reports:
        for check in report["checks"]:
            if check["status"] in ("fail", "warn"):
                said = f"{Path(report['file']).stem} {check['status']} {check['measured']}"
                faults.setdefault(check["id"], []).append(said)
    lines = [f"{name}：{len(found)} 份，{'；'.join(found)}" for name, found in faults.items()]
    full = sum(one["score"]["standard"]["percent"] >= STANDARD_AIM for one in reports)
    lines.append(
        f"{len(reports)} files, {full} with all of the standard, lowest standard {worst['standard']}"
    )
    lines.append(f"lowest total {worst['total']}, mean {mean:.2f}")
    return lines, worst["standard"] >= STANDARD_AIM and worst["total"] >= TOTAL_AIM


def main() -> int:
    """Write, judge, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, help="keep the files in this folder")
    parser.add_argument("--lengths", default=",".join(map(str, PAGES)), help="pages, e.g. 3,8")
    parser.add_argument("--no-judge", action="store_true", help="compare the PDFs alone")
    parser.add_argument("--as-read", action="store_true", help="LibreOffice's pages as it reads the file")
    arguments = parser.parse_args()
    if not shutil.which("soffice") or not (JUDGE.exists() or arguments.no_judge):
        sys.stdout.write("LibreOffice or the judge is not there: nothing measured\n")
        return SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        profile = national_profile()
        files = write(folder, profile, tuple(map(int, arguments.lengths.split(","))))
        good, lines = True, list[str]()
        if not arguments.no_judge:
            lines, good = verdict(judged(files, rendered=True, pdfs=folder / "judged"))
        convert(files, folder, as_read=arguments.as_read)
        apart = differences(files, profile)
        lines += [str(one) for one in apart]
        lines += [
            f"{cause}：{n}" for cause, n in Counter(chain.from_iterable(one.causes for one in apart)).items()
        ]
        lines.append(f"Qt and LibreOffice agree on {len(files) - len(apart)} of {len(files)} files")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(not good or bool(apart))


if __name__ == "__main__":
    sys.exit(main())
