"""Prints how well the checks find planted errors, by class; run by hand, needs ../shared.

The practice reports are judged by their own score.py, the seeds by their answer key, and the texts edited
by professionals give the rate of false findings. Notes (请留意) are left out, as the issue counts.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import Any

from fzapp.domain.finding import FindingClass
from fzapp.services.checks import CheckAnswer, CheckOptions, CheckService, lines_of
from tests.benchmarks.practice_judge import SHARED, judge

ROOT = Path(__file__).resolve().parents[2]
EDITED = ("001", "003", "005", "007", "009", "011", "013", "016", "021")


def practice(service: CheckService, folder: Path) -> Counter[tuple[str, str]]:
    """Write the findings of every practice report; count by (severity, class)."""
    told: Counter[tuple[str, str]] = Counter()
    reports = SHARED / "practice/reports"
    for gold in sorted(reports.glob("*.errors.json")):
        name = gold.name.removesuffix(".errors.json")
        path = reports / (name if name.endswith(".docx") else f"{name}.txt")
        last = reports / f"{name.split('.')[0]}_lastyear.txt"
        options = CheckOptions(last_year=lines_of(last) if last.exists() else ())
        answer = service.check_file(path, options)
        told.update((f.severity.value, f.finding_class.value) for f in answer.findings)
        (folder / f"{name}.findings.json").write_text(
            json.dumps(answer.as_json(), ensure_ascii=False), "utf-8"
        )
    return told


def overlaps(finding: Any, entry: dict[str, Any], text: str) -> bool:
    """Whether a finding lies on the quote of an answer of the seeds."""
    if entry["scope"] == "document":
        return finding.line == 0 and any(word in entry["description"] for word in key_words(finding.message))
    starts = [m.start() for m in re.finditer(re.escape(entry["quote"]), text)]
    length = len(entry["quote"])
    return finding.line == entry["line"] and any(
        finding.start < s + length and s < finding.end for s in starts
    )


def key_words(message: str) -> list[str]:
    """The words of a message on the whole document that an answer may share."""
    return [w for w in ("标题", "署名", "主送", "半角", "第一责任人") if w in message]


def seeds(service: CheckService) -> None:
    """Recall over the answers of the seeds by grade and way of detection."""
    entries = json.loads((SHARED / "domain/seed_errors_dev.json").read_text("utf-8"))
    answers: dict[str, CheckAnswer] = {}
    tally: Counter[tuple[str, str, bool]] = Counter()
    for entry in entries:
        path = SHARED / "seeds" / entry["file"]
        answer = answers.setdefault(entry["file"], service.check_file(path, CheckOptions()))
        text = answer.lines[entry["line"] - 1] if entry["line"] else ""
        hit = any(overlaps(f, entry, text) for f in answer.findings)
        way = "human" if entry["detect"] == "human" else "machine"
        tally[entry["severity"], way, hit] += 1
        if not hit and way == "machine" and entry["severity"] in "AB":
            print(
                "  missed",
                entry["id"],
                entry["severity"],
                entry["quote"] or entry["description"],
                "→",
                entry["fix"],
            )
    for grade in "ABC":
        for way in ("machine", "human"):
            yes, no = tally[grade, way, True], tally[grade, way, False]
            print(f"  {grade} {way}: {yes} of {yes + no}")


def edited(service: CheckService, *, show: bool) -> None:
    """False findings per 1,000 characters in texts edited by professionals."""
    characters = found = 0
    for name in EDITED:
        answer = service.check_file(SHARED / f"corpus/reports/{name}.txt", CheckOptions())
        real = [f for f in answer.findings if f.severity != "note"]
        characters += sum(len(line) for line in answer.lines)
        found += len(real)
        for f in real if show else ():
            print("  ", name, f.line, f.rule, f.text[:40], "|", f.message)
    print(f"  {found} findings in {characters} characters: {1000 * found / characters:.3f} per 1,000")


def write_scores(found: dict[str, Any]) -> None:
    """Keep precision and recall by class where the help reads them."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    kinds = [kind.value for kind in FindingClass if found["tp"].get(kind) or found["fn"].get(kind)]
    blocks = [
        f'[[score]]\nclass = "{kind}"\nplanted = {found["tp"].get(kind, 0) + found["fn"].get(kind, 0)}\n'
        f"right = {found['tp'].get(kind, 0)}\nwrong = {found['fp'].get(kind, 0)}\n"
        for kind in kinds
    ]
    clean = found["clean_fp_per_1000"]
    head = (
        "# Measured by tests/benchmarks/score_checks.py --write; notes (请留意) left out.\n"
        f'source = "Practice reports with planted errors, judged by their own key"\nchecked_on = "{today}"\n'
        f'note = "“请留意”不计；没有错误的报告里，每千字误报{clean:.2f}处。"\n\n'
    )
    (ROOT / "resources/rules/scores.toml").write_text(head + "\n".join(blocks), "utf-8")


def main() -> None:
    """Print everything."""
    service = CheckService(ROOT / "resources/rules")
    with tempfile.TemporaryDirectory() as folder:
        told = practice(service, Path(folder))
        for which in ("txt", "docx"):
            scores = judge().run(
                Namespace(
                    set=str(SHARED / "practice"),
                    out=folder,
                    map=None,
                    ignore_severity="note",
                    format=which,
                    list="--list" in sys.argv and which == "txt",
                    json=None,
                )
            )
            if which == "txt" and "--write" in sys.argv:
                write_scores(scores["findings"])
    print("\n== by severity", dict(sum((Counter({k[0]: v}) for k, v in told.items()), Counter())))
    print("\n== SEEDS 000 001 003")
    seeds(service)
    print("\n== TEXTS EDITED BY PROFESSIONALS")
    edited(service, show="--list" in sys.argv)


if __name__ == "__main__":
    main()
