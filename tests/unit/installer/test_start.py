"""installer/start.py: programs opened from the installed one find the environment as the user set it."""

from __future__ import annotations

import pytest

from installer.start import leave_no_trace


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ({"LD_LIBRARY_PATH": "/opt/fzapp/_internal"}, {}),
        (
            {"LD_LIBRARY_PATH": "/opt/fzapp/_internal:/own", "LD_LIBRARY_PATH_ORIG": "/own"},
            {"LD_LIBRARY_PATH": "/own"},
        ),
        ({"LANG": "zh_CN.UTF-8"}, {"LANG": "zh_CN.UTF-8"}),
    ],
)
def test_our_libraries_are_not_handed_on(inside: dict[str, str], outside: dict[str, str]) -> None:
    leave_no_trace(inside)
    assert inside.pop("PYINSTALLER_RESET_ENVIRONMENT") == "1"
    assert inside == outside
