"""Which processes of this computer run, and since when: the number alone tells little, the system gives it out again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

UNKNOWN = 0.0
"""The time of a process that is there, but of which the system says no more: it is another user's."""

_PROCESSES = Path("/proc")
_START, _ENDED = 19, ("Z", "X")
"""In /proc/N/stat behind the name: the place of the time of the start, in ticks since the system came up; states of
what has ended already."""
_ASK_LITTLE, _RUNS, _NO_SUCH = 0x1000, 259, 87
"""PROCESS_QUERY_LIMITED_INFORMATION, STILL_ACTIVE and ERROR_INVALID_PARAMETER of Windows."""
_EPOCH, _A_SECOND = 11_644_473_600, 10_000_000
"""Windows counts from 1601, in tenths of a millionth of a second."""


def started(process: int) -> float | None:
    """When a process was started, as `time.time` counts; None when there is none (any more), or `UNKNOWN`."""
    if process <= 0:
        return None
    return _started_in_windows(process) if os.name == "nt" else _started_in_linux(process)


def _started_in_linux(process: int) -> float | None:
    try:
        with suppress(PermissionError):  # then it is there, and somebody else's
            os.kill(process, 0)  # asks only whether it is there
    except (ProcessLookupError, OverflowError):
        return None
    with suppress(OSError, ValueError, IndexError, StopIteration):
        told = (_PROCESSES / str(process) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        if told[0] in _ENDED:
            return None
        system = (_PROCESSES / "stat").read_text("ascii", "replace").splitlines()
        came_up = next(float(line.split()[1]) for line in system if line.startswith("btime "))
        return came_up + int(told[_START]) / os.sysconf("SC_CLK_TCK")
    return UNKNOWN


def _started_in_windows(process: int) -> float | None:
    import ctypes  # noqa: PLC0415  only where a lock is in the way

    library: Any = ctypes  # what exists on Windows only
    kernel = _kernel(library)
    handle = kernel.OpenProcess(_ASK_LITTLE, 0, process)
    if not handle:
        return None if library.get_last_error() == _NO_SUCH else UNKNOWN
    try:
        state = ctypes.c_ulong(0)
        if kernel.GetExitCodeProcess(handle, ctypes.byref(state)) and state.value != _RUNS:
            return None  # it has ended, somebody only remembers it
        times = [ctypes.c_ulonglong(0) for _ in range(4)]
        if not kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
            return UNKNOWN
        return times[0].value / _A_SECOND - _EPOCH
    finally:
        kernel.CloseHandle(handle)


def _kernel(library: Any) -> Any:  # noqa: ANN401  functions found by name
    """The functions of Windows, told that a handle is as wide as an address."""
    kernel = library.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = library.c_void_p
    kernel.OpenProcess.argtypes = (library.c_ulong, library.c_int, library.c_ulong)
    kernel.GetExitCodeProcess.argtypes = (library.c_void_p, library.c_void_p)
    kernel.GetProcessTimes.argtypes = (library.c_void_p,) * 5
    kernel.CloseHandle.argtypes = (library.c_void_p,)
    return kernel
