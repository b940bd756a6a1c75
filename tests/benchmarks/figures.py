"""Where the measuring modules leave their figures for the table of `python -m tests.benchmarks`."""

from __future__ import annotations

import json
import os
from pathlib import Path

TOLD_IN = "FZAPP_BENCHMARK_FIGURES"
"""Names the file in the environment; without it nothing is kept, and a module runs as it does alone."""


def tell(name: str, value: float) -> None:
    """Leave a figure under the name that promises.toml knows; of the same one told again the last counts."""
    file = os.environ.get(TOLD_IN)
    if file:
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([name, value]) + "\n")


def told(file: Path) -> dict[str, float]:
    """All figures left in a file."""
    if not file.exists():
        return {}
    return dict(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
