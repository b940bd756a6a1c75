"""The practice reports and the real reports: at least 97 of 100 figures right, of every kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fzapp.text.quantities import load_lexicon
from tests.benchmarks.score_figures import LEXICON_FILE, practice_inputs, score, seed_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.score_figures import Case


@pytest.mark.shared
@pytest.mark.parametrize("inputs", [practice_inputs, seed_inputs])
def test_figures_of_the_practice_material(inputs: Callable[[], list[Case]]) -> None:
    total, errors = score(inputs(), load_lexicon(LEXICON_FILE.read_bytes()))
    found, extra, missed = total["span"], total["fp"], total["fn"]
    assert found > 30
    assert total["value"] / (found + extra) >= 0.97, errors
    assert total["value"] / (found + missed) >= 0.97, errors
    assert total["kind"] / found >= 0.97
    assert total["approx_ok"] / found >= 0.97
