"""Export reports as Word files and let an independent judge measure them against GB/T 9704-2012.

    python -m tests.benchmarks.measure_export [--out FOLDER] [--no-render] [REPORT...]

Without reports: the invented sample, and all seeds and practice reports of the shared material beside
the checkout. Exit status 0 when every sample of ours reaches the aim, 1 when one does not, 77 when the
judge is not there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fzapp.intake.documents import read_document
from fzapp.intake.report_parser import recognise
from fzapp.word.plan import plan
from fzapp.word.profile import national_profile
from fzapp.word.render import DocumentProperties, render
from tests.golden.sample import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fzapp.domain.report import ReportContent

SHARED = Path(__file__).resolve().parents[3] / "shared"
JUDGE = SHARED / "tools" / "measure_gbt9704.py"
SKIPPED = 77
AIM = 100.0
OWN = "own"
WHEN = datetime(2027, 1, 18, 9, 0)  # noqa: DTZ001 - the office's own time


def contents(files: list[Path]) -> Iterator[tuple[str, ReportContent]]:
    """The reports to measure, by name."""
    if not files:
        yield OWN, CONTENT
        files = sorted((SHARED / "seeds").glob("*.txt"))
        files += [
            path
            for path in sorted((SHARED / "practice" / "reports").iterdir())
            if path.suffix in (".txt", ".docx")
        ]
    for path in files:
        yield path.name, recognise(read_document(path)).content


def export(content: ReportContent, path: Path) -> None:
    """Write `content` as a Word file to `path`."""
    profile = national_profile()
    properties = DocumentProperties(content.title, content.signature, WHEN)
    path.write_bytes(render(plan(content, profile), profile, properties))


def judged(files: list[Path], *, rendered: bool, pdfs: Path) -> list[dict[str, Any]]:
    """The judge's reports on `files`."""
    options = ["--json", "--pdf-dir", str(pdfs)] if rendered else ["--json", "--no-render"]
    command = [sys.executable, str(JUDGE), *options, *map(str, files)]
    return json.loads(subprocess.run(command, check=False, capture_output=True, text=True).stdout)


def table(reports: list[dict[str, Any]]) -> str:
    """One line a report: scores, and what failed."""
    lines: list[str] = []
    for report in reports:
        score = {basis: value["percent"] for basis, value in report["score"].items()}
        faults = [
            f"{check['id']} ({check['measured']})"
            for check in report["checks"]
            if check["status"] in ("fail", "warn")
        ]
        name = Path(report["file"]).stem
        lines.append(
            f"{name:28.28} standard {score['standard']:5.1f}  practice {score['practice']:5.1f}"
            f"  total {score['total']:5.1f}  pages {report['pages'] or '-':>2}  {'; '.join(faults)}"
        )
    return "\n".join(lines)


def main() -> int:
    """Export, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, help="keep the Word files and PDFs in this folder")
    parser.add_argument("--no-render", action="store_true", help="read the files only, without LibreOffice")
    arguments = parser.parse_args()
    if not JUDGE.exists():
        sys.stdout.write("the judge is not there: nothing measured\n")
        return SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        files: list[Path] = []
        for name, content in contents(arguments.reports):
            files.append(folder / f"{name}.docx")
            export(content, files[-1])
        reports = judged(files, rendered=not arguments.no_render, pdfs=folder)
    sys.stdout.write(table(reports) + "\n")
    own = [report for report in reports if Path(report["file"]).stem == OWN]
    return int(any(report["score"]["total"]["percent"] < AIM for report in own))


if __name__ == "__main__":
    sys.exit(main())
