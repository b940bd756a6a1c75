"""Checks (校核) on lines and files: reads the knowledge once, builds the facts, runs the rules."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fzapp.checks.facts import Given, facts_of
from fzapp.checks.knowledge import FILES, Knowledge, load_knowledge
from fzapp.domain.document import RecognisedReport, SourceLine
from fzapp.domain.errors import UserError
from fzapp.domain.finding import Severity
from fzapp.domain.unit import profile_from
from fzapp.services.user_files import read_file
from fzapp.text.quantities import find_quantities, load_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fzapp.checks.line_memo import LineMemo
    from fzapp.checks.release import ReleasePlace
    from fzapp.domain.finding import Finding
    from fzapp.domain.report import ReportContent
    from fzapp.domain.unit import UnitProfile
    from fzapp.text.quantities import QuantityLexicon
    from fzapp.text.typo_finder import TypoFinder

_SEVERITIES = {Severity.MUST: "必须改", Severity.SHOULD: "建议改", Severity.NOTE: "请留意"}


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the caller knows besides the text; None and "" are read from the text as far as possible."""

    year: int | None = None
    genre: str = ""
    unit: UnitProfile | None = None
    last_year: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The findings of a file with its lines as read and the time it took."""

    findings: tuple[Finding, ...]
    lines: tuple[str, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The answer of the command `check` (CLI.md)."""
        return {
            "findings": [_as_json(finding) for finding in self.findings],
            "seconds": round(self.seconds, 3),
            "lines": list(self.lines),
        }

    def as_lines(self) -> tuple[str, ...]:
        """One line a finding for a reader."""
        told = tuple(_as_line(finding) for finding in self.findings)
        return told or ("没有发现问题。",)


class CheckService:
    """Checks texts with the rules of a folder; what it needs is read when first asked for."""

    def __init__(self, rules_folder: Path, newer: Mapping[str, bytes] | None = None) -> None:
        """`newer` are files that take the place of those in the folder, by name."""
        self._folder = rules_folder
        self._newer = newer or {}

    @cached_property
    def knowledge(self) -> Knowledge:
        """The facts that the rules rest on."""
        files = {name: self._newer.get(name) or (self._folder / name).read_bytes() for name in FILES}
        return load_knowledge(files, self._typo_finder)

    def _typo_finder(self) -> TypoFinder:
        from fzapp.text.typo_finder import TypoFinder  # noqa: PLC0415  brings the dictionary
        from fzapp.text.typo_model import load_model  # noqa: PLC0415

        words = (self._folder / "typos.toml").read_bytes()
        return TypoFinder(load_model(words, (self._folder / "characters.bin").read_bytes()))

    @cached_property
    def _lexicon(self) -> QuantityLexicon:
        return load_lexicon((self._folder / "quantities.toml").read_bytes())

    def warm_up(self) -> None:
        """Read everything that the first check needs, the dictionary included."""
        _ = self.knowledge.typo_finder, self._lexicon

    def session(self, options: CheckOptions) -> CheckSession:
        """A check that is repeated while a text is written; one for each open report."""
        from fzapp.checks.line_memo import LineMemo  # noqa: PLC0415

        return CheckSession(self, options, LineMemo())

    def check_lines(
        self, lines: Sequence[SourceLine], options: CheckOptions, memo: LineMemo | None = None
    ) -> tuple[Finding, ...]:
        """The findings on a document given as lines; `memo` spares lines that it knows."""
        from fzapp.checks.engine import run  # noqa: PLC0415  rules are loaded with the first check
        from fzapp.checks.registry import RULES  # noqa: PLC0415
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        cells = tuple((line.number, line.hint.cell) for line in lines if line.hint.cell)
        given = Given(options.year, options.genre, options.unit, options.last_year, options.public, cells)
        read = memo.figures if memo else find_quantities
        facts = facts_of(recognise(lines), self._lexicon, given, read)
        return run(RULES, facts, self.knowledge, memo)

    def release_places(
        self, texts: Sequence[str], content: ReportContent, unit: UnitProfile
    ) -> tuple[ReleasePlace, ...]:
        """What must be decided before these lines are made public; none of them is passed over as residue."""
        from fzapp.checks.release import find  # noqa: PLC0415  once a year for a report

        facts = facts_of(
            RecognisedReport(content, lines=tuple(texts)), self._lexicon, Given(unit=unit, public=True)
        )
        return find(facts, self.knowledge)

    def check_text(self, text: str, options: CheckOptions) -> tuple[Finding, ...]:
        """The findings on a text, a paragraph a line."""
        lines = [SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1)]
        return self.check_lines(lines, options)

    def check_file(self, path: Path, options: CheckOptions) -> CheckAnswer:
        """The findings on a file, which is not imported. Raises `UserError`."""
        from fzapp.intake.documents import read_document  # noqa: PLC0415

        lines = read_document(path)
        began = time.perf_counter()
        findings = self.check_lines(lines, options)
        return CheckAnswer(findings, tuple(line.text for line in lines), time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class CheckSession:
    """Checks one text again and again: only what changed is looked at anew, the findings are those of a
    whole check (`CheckService.check_lines`). Not for two threads at once.
    """

    service: CheckService
    options: CheckOptions
    memo: LineMemo

    def check(self, lines: Sequence[SourceLine]) -> tuple[Finding, ...]:
        """The findings on the text as it stands now."""
        return self.service.check_lines(lines, self.options, self.memo)

    def check_text(self, text: str) -> tuple[Finding, ...]:
        """The findings on a text, a paragraph a line."""
        return self.check([SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1)])


def lines_of(path: Path) -> tuple[str, ...]:
    """The lines of last year's report, to compare with. Raises `UserError`."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415

    return tuple(line.text for line in read_document(path))


def unit_of(path: Path) -> UnitProfile:
    """A unit profile (本单位情况) from a file of `name = value` lines in TOML. Raises `UserError`."""
    try:
        raw = tomllib.loads(read_file(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"“{path.name}”不是本单位情况文件", "换一个由本程序导出的文件") from error
    try:
        return profile_from({"level": "", **raw})
    except ValueError as error:
        raise UserError(f"“{path.name}”里{error}", "改好这一处再试") from error


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "class": finding.finding_class.value,
        "line": finding.line,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "message": finding.message,
        "suggestion": finding.suggestions[0] if finding.suggestions else None,
        "suggestions": list(finding.suggestions),
        "severity": finding.severity.value,
        "basis": finding.basis,
    }


def _as_line(finding: Finding) -> str:
    place = f"第{finding.line}行" if finding.line else "全文"
    quote = f"“{finding.text[:30]}”" if finding.text else ""
    return f"{_SEVERITIES[finding.severity]}  {place}{quote}：{finding.message}依据：{finding.basis}。"
