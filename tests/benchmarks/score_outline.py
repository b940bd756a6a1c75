"""Measure recognition against the gold outlines of the practice set and the corpus beside the checkout.

    python tests/benchmarks/score_outline.py [--out DIR] [--list]

Writes the outline JSON of every document to DIR (default: a temporary folder), scores each with the
functions of practice/score.py, and prints one table.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT))

FIELDS = ("title", "doc_number", "addressee", "signature", "date")


def load_scorer() -> ModuleType:
    """The checker of the practice set, imported by its path."""
    spec = importlib.util.spec_from_file_location("practice_score", SHARED / "practice" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_sets() -> list[tuple[str, Path, dict[str, Any]]]:
    """Name, document and gold outline of everything there is gold for."""
    found: list[tuple[str, Path, dict[str, Any]]] = []
    for path in sorted((SHARED / "practice" / "reports").glob("*.outline.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        found.append((path.name.removesuffix(".outline.json"), path.parent / gold["source"], gold))
    for path in sorted((SHARED / "corpus" / "outline").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = gold["source"]
        document = SHARED / "corpus" / source if "/" in source else SHARED / "seeds" / source
        found.append((path.stem, document, _flat(gold)))
    return found


def _flat(gold: dict[str, Any]) -> dict[str, Any]:
    """Corpus gold in the form of the practice set: one noise entry a line."""
    noise = []
    for entry in gold["noise"]:
        lines = entry["line"] if isinstance(entry["line"], list) else [entry["line"]]
        noise.extend({**entry, "line": line} for line in lines)
    return {**gold, "noise": noise}


def score(
    scorer: ModuleType, gold: dict[str, Any], answer: dict[str, Any], lines: list[str]
) -> dict[str, Any]:
    """The scorer's result, with the start columns compared where the gold has them."""
    result = scorer.score_outline(gold, answer, lines)
    columns = {
        (h["start_line"], h["number_as_written"], h["start_col"])
        for h in gold["headings"]
        if "start_col" in h
    }
    result["columns"] = (len(columns & set(answer["places"])), len(columns))
    return result


def say(*words: object, end: str = "\n") -> None:
    """Write a line of the table."""
    sys.stdout.write(" ".join(map(str, words)) + end)


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out")
    parser.add_argument("--list", action="store_true", help="print every difference")
    arguments = parser.parse_args()
    from fzapp.intake.documents import read_document
    from fzapp.intake.report_parser import outline_json, recognise

    out = Path(arguments.out or tempfile.mkdtemp(prefix="outline-"))
    out.mkdir(parents=True, exist_ok=True)
    scorer, total = load_scorer(), Counter()
    say(f"{'document':<16}{'heads':>7}{'TP':>5}{'FP':>4}{'FN':>4}{'cols':>9}{'drop':>9}{'ms':>8}  fields")
    for name, document, gold in gold_sets():
        begin = time.perf_counter()
        report = recognise(read_document(document))
        seconds = time.perf_counter() - begin
        answer = outline_json(report)
        (out / f"{name}.outline.json").write_text(
            json.dumps(answer, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        places = [(heading.line, heading.number, heading.column) for heading in report.headings]
        result = score(scorer, gold, {**answer, "places": places}, list(report.lines))
        heads, drop = result["heads"], result["drop"]
        wrong = [field for field in FIELDS if not result["fields"][field][2]]
        total.update({key: heads[key] for key in ("tp", "fp", "fn")})
        total.update({f"drop_{key}": drop[key] for key in ("tp", "fp", "fn")})
        total.update({"fields": len(FIELDS) - len(wrong), "asked": len(FIELDS)})
        columns = "/".join(map(str, result["columns"]))
        dropped = "-".join(str(drop[key]) for key in ("tp", "fp", "fn"))
        say(
            f"{name:<16}{len(gold['headings']):>7}{heads['tp']:>5}{heads['fp']:>4}{heads['fn']:>4}{columns:>9}"
            f"{dropped:>9}{seconds * 1000:>8.1f}  {'all right' if not wrong else 'WRONG ' + ' '.join(wrong)}"
        )
        if arguments.list:
            for error in result["errors"]:
                say("      ", *error)
    precision, recall, f1 = scorer.prf(total["tp"], total["fp"], total["fn"])
    say(
        f"\nheadings P {precision:.4f} R {recall:.4f} F1 {f1:.4f}; fields {total['fields']} of {total['asked']}",
        end="",
    )
    say(f"; dropped TP {total['drop_tp']} FP {total['drop_fp']} FN {total['drop_fn']}; written to {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
