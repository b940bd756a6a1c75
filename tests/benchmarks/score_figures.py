"""Prints how well figures are recognised in the practice reports; run by hand, needs ../shared."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from fzapp.intake.documents import read_document
from fzapp.text.quantities import QuantityLexicon, figures_json, load_lexicon
from tests.benchmarks.practice_judge import SHARED, judge

ROOT = Path(__file__).resolve().parents[2]
LEXICON_FILE = ROOT / "resources/rules/quantities.toml"

Case = tuple[str, list[str], dict[str, Any]]
"""(name, lines, gold)."""


def practice_inputs() -> list[Case]:
    """Every practice report, as text and as Word paragraphs."""
    cases: list[Case] = []
    for path in sorted((SHARED / "practice/reports").glob("*.figures.json")):
        name = path.name.removesuffix(".figures.json")
        gold = json.loads(path.read_text("utf-8"))
        suffix = "" if name.endswith(".docx") else ".txt"
        lines = [line.text for line in read_document(path.with_name(f"{name}{suffix}"))]
        cases.append((name, lines, gold))
    return cases


def seed_inputs() -> list[Case]:
    """The real reports, their gold in the form of the practice set; implied zeros are optional."""
    cases: list[Case] = []
    for path in sorted((SHARED / "corpus/figures").glob("*.json")):
        raw = json.loads(path.read_text("utf-8"))
        lines = (SHARED / "seeds" / raw["source"]).read_bytes().decode("utf-8").split("\n")
        figures = [
            {
                **figure,
                "end": figure["col"] + len(figure["quote"]),
                "optional": figure["quote"].startswith("全年无"),
                "context": figure["topic"],
            }
            for figure in raw["figures"]
        ]
        cases.append((path.stem, lines, {"figures": figures}))
    return cases


def score(cases: list[Case], lexicon: QuantityLexicon) -> tuple[Counter[str], list[str]]:
    """Hits and misses over `cases`, and a line for every miss."""
    practice = judge()
    total: Counter[str] = Counter()
    misses: list[str] = []
    for name, lines, gold in cases:
        result, _, errors = practice.score_figures(gold, figures_json(lines, lexicon), lines)
        total.update(result)
        misses += [" ".join(str(word) for word in (name, *error)) for error in errors]
    return total, misses


def report(title: str, cases: list[Case], lexicon: QuantityLexicon) -> str:
    """One line of figures and one a miss."""
    total, misses = score(cases, lexicon)
    found, extra, missed, value = (total[key] for key in ("span", "fp", "fn", "value"))
    line = (
        f"{title}: span P {found / (found + extra):.3f} R {found / (found + missed):.3f} · "
        f"value P {value / (found + extra):.3f} R {value / (found + missed):.3f} · "
        f"kind {total['kind'] / found:.3f} · unit {total['unit'] / found:.3f} · "
        f"approximate {total['approx_ok'] / found:.3f} · optional {total['optional']}"
    )
    return "\n  ".join([line, *misses]) + "\n"


def main() -> int:
    """Score both sets."""
    if not SHARED.is_dir():
        sys.stdout.write("no practice material beside the checkout: nothing to score\n")
        return 0
    lexicon = load_lexicon(LEXICON_FILE.read_bytes())
    sys.stdout.write(report("practice", practice_inputs(), lexicon))
    sys.stdout.write(report("seeds", seed_inputs(), lexicon))
    return 0


if __name__ == "__main__":
    sys.exit(main())
