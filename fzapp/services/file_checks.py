"""Checks of files that are not imported: read, looked through, told; the file itself is never touched."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from fzapp.services.checked_document import DocumentPart, PartPlace
from fzapp.services.report_checks import PlacedFinding, with_waiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fzapp.domain.document import SourceLine
    from fzapp.domain.finding import Finding
    from fzapp.domain.waiver import Waiver
    from fzapp.services.checks import CheckOptions, CheckService


@dataclass(frozen=True, slots=True)
class FileFindings:
    """The answer of a check of a file; `lines` as read, `seconds` of computing."""

    path: Path
    lines: tuple[SourceLine, ...]
    items: tuple[PlacedFinding, ...]
    seconds: float

    @property
    def open(self) -> tuple[PlacedFinding, ...]:
        """Those that are not waived."""
        return tuple(item for item in self.items if item.waiver is None)

    @property
    def characters(self) -> int:
        """The length without blanks."""
        return sum(not c.isspace() for line in self.lines for c in line.text)


def check_file(
    checks: CheckService,
    path: Path,
    options: CheckOptions,
    known: Iterable[Waiver] = (),
    stop: Callable[[], object] = lambda: None,
) -> FileFindings:
    """Look a file through; runs on any thread, `stop` may raise to end it. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415

    lines = read_document(path)
    checks.warm_up()
    stop()
    began = time.perf_counter()
    found = checks.check_lines(lines, options)
    stop()
    seen: Counter[str] = Counter()
    waivers = tuple(known)
    items = tuple(with_waiver(_placed(finding, lines, seen), 0, waivers) for finding in found)
    return FileFindings(path, tuple(lines), items, time.perf_counter() - began)


def _placed(finding: Finding, lines: tuple[SourceLine, ...], seen: Counter[str]) -> PlacedFinding:
    identity = f"{finding.rule}\n{finding.text or finding.message}"
    seen[identity] += 1
    seal = sha256(f"{identity}\n{seen[identity]}".encode()).hexdigest()[:24]
    part = DocumentPart.FILE if finding.line else DocumentPart.WHOLE
    where = f"第{finding.line}段" if finding.line else part.label
    text = lines[finding.line - 1].text if finding.line else ""
    return PlacedFinding(finding, PartPlace(part, 0, finding.start, finding.end), where, text, seal)
