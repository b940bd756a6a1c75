"""The pinned Qt binding keeps count of its references.

Some versions of the binding drop one reference to True or None with each call from C++; after some
hundred calls Python 3.11 aborts the whole process, and with it whatever is not saved. Each trial runs
in a process of its own, since a failing one takes its process along.
"""

from __future__ import annotations

import subprocess
import sys

EMITS = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    plain = Signal()
    counted = Signal(int)

application = QCoreApplication([])
sender = Sender()
sender.plain.emit()
before = sys.getrefcount(True)
for number in range({calls}):
    sender.plain.emit()
    sender.counted.emit(number)
assert before - 10 < sys.getrefcount(True) < before + 10, (before, sys.getrefcount(True))
"""

CALLS = """
import sys
from PySide6.QtWidgets import QApplication, QLabel

application = QApplication([])
label = QLabel()
label.setText("一")
before = sys.getrefcount(None)
for number in range({calls}):
    label.setText("二")
assert before - 10 < sys.getrefcount(None) < before + 10, (before, sys.getrefcount(None))
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_emitting_signals_loses_no_reference() -> None:
    done = run(EMITS.format(calls=100_000))
    assert done.returncode == 0, done.stderr


def test_two_hundred_thousand_calls_lose_no_reference() -> None:
    done = run(CALLS.format(calls=200_000))
    assert done.returncode == 0, done.stderr
