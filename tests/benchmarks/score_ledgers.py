"""Scores ledger import on a practice set: python tests/benchmarks/score_ledgers.py [SET …] [--list] [--json FOLDER].

SET is a folder with ledgers/ and score.py beside or above it (default: the shared practice set). Prints the
table of score.py, the seconds of each file, and with --list every difference from the gold answers.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fzapp.domain.errors import UserError  # noqa: E402
from fzapp.intake.columns import recognise  # noqa: E402
from fzapp.intake.ledger_json import reading_json  # noqa: E402
from fzapp.intake.workbook import read_workbook  # noqa: E402
from fzapp.services.ledger_kinds import ledger_kinds  # noqa: E402

DEFAULT = ROOT.parent / "shared" / "practice"


def answer(path: Path) -> dict[str, Any]:
    """What the program says about a workbook."""
    try:
        return reading_json(recognise(read_workbook(path), ledger_kinds()))
    except UserError as error:
        return {"error": str(error)}


def judge_of(practice: Path) -> Any:
    """score.py of the set as a module."""
    script = next(
        folder / "score.py" for folder in (practice, *practice.parents) if (folder / "score.py").exists()
    )
    spec = importlib.util.spec_from_file_location("practice_score", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def differences(gold: dict[str, Any], out: dict[str, Any]) -> list[str]:
    """What is missing and what is too much, in words."""
    if gold.get("expect") == "error":
        return []
    found: list[str] = []
    neutral = {(item["sheet"], item["row"]) for item in gold["infos"] + gold.get("total_row_problems", [])}
    wanted = {(item["sheet"], item["row"]): item for item in gold["problems"]}
    told = {(item["sheet"], item["row"]): item for item in out.get("problems", [])}
    found += [f"problem missed {item}" for place, item in wanted.items() if place not in told]
    found += [
        f"problem extra {item}"
        for place, item in told.items()
        if place not in wanted and place not in neutral
    ]
    stats = out.get("stats", {})
    for name, value in gold["stats"].items():
        if abs(float(stats.get(name) or 0) - value) > 0.011 or name not in stats:
            found.append(f"stat {name}: {stats.get(name)} instead of {value}")
    for sheet in gold["sheets"]:
        columns = next(
            (item["columns"] for item in out.get("sheets", []) if item["name"] == sheet["name"]), {}
        )
        for column in sheet["columns"] if sheet["role"] == "data" else []:
            header = "".join(column["header"].split())
            if columns.get(header) != column["field"]:
                found.append(f"column {header}: {columns.get(header)} instead of {column['field']}")
        headers = next(
            (item["header_rows"] for item in out.get("sheets", []) if item["name"] == sheet["name"]), None
        )
        if sheet["role"] == "data" and headers != sheet["header_rows"]:
            found.append(f"header of {sheet['name']}: {headers} instead of {sheet['header_rows']}")
        role = next((item["role"] for item in out.get("sheets", []) if item["name"] == sheet["name"]), None)
        if role != sheet["role"]:
            found.append(f"role of {sheet['name']}: {role} instead of {sheet['role']}")
    return found


def main() -> None:
    """Scores every set that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", type=Path, help="folder for the answers")
    arguments = parser.parse_args()
    for practice in arguments.sets:
        judge = judge_of(practice)
        for path in sorted((practice / "ledgers").glob("*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            started = time.perf_counter()
            out = answer(path.parent / gold["file"])
            seconds = time.perf_counter() - started
            score = judge.score_ledger(gold, out)
            told = " ".join(f"{key} {value}" for key, value in score.items())
            sys.stdout.write(f"{told} {seconds:.3f} s {out.get('error') or ''}\n")
            if arguments.json:
                target = arguments.json / f"{gold['id']}.ledger.json"
                target.write_text(json.dumps(out, ensure_ascii=False, indent=1), encoding="utf-8")
            for line in differences(gold, out) if arguments.list else []:
                sys.stdout.write(f"      {line}\n")


if __name__ == "__main__":
    main()
