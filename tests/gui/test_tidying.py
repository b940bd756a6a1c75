"""Objects that only hold each other are taken down by the thread of the window, in no other one.

Each in a process of its own: how Python searches is the same for all that runs in one.
"""

from __future__ import annotations

from tests.gui import own_process

_BEGINNING = """
import gc
import threading
from PySide6.QtCore import QCoreApplication, QEventLoop
from fzapp.ui.jobs import Job
from fzapp.ui.window.tidying import Tidying

class Held:
    "Holds itself, and tells in which thread it is taken down."
    def __init__(self):
        self.itself = self
    def __del__(self):
        told.append(threading.current_thread() is threading.main_thread())

def make_many():
    return len([[] for _ in range(5_000)])

def work():
    loop, job = QEventLoop(), Job(lambda _context: make_many())
    job.finished.connect(loop.quit)
    job.start()
    loop.exec()

told = []
application = QCoreApplication([])
"""


def said(script: str) -> list[str]:
    """What a new process prints, word by word."""
    return own_process.said(_BEGINNING + script).split()


def test_no_job_takes_down_what_belongs_to_the_window() -> None:
    assert said("""
tidying = Tidying(application)
Held()
work()
print(len(told))
gc.collect()
print(*told)
""") == ["0", "True"]


def test_without_it_a_job_does() -> None:
    """What the test above would see: Python searches where objects are made."""
    assert said("""
gc.collect()
Held()
work()
print(*told)
""") == ["False"]


def test_what_is_left_is_found_by_itself() -> None:
    assert said("""
tidying = Tidying(application)
Held()
kept = [[] for _ in range(5_000)]
print(tidying.look(), *told)
gc.collect()
print(tidying.look())
""") == ["0", "True", "None"]


def test_the_old_are_searched_too_after_many_looks() -> None:
    assert said("""
tidying = Tidying(application)
kept, reached = [], set()
for _ in range(200):
    kept.append([[] for _ in range(1_000)])
    reached.add(tidying.look())
print(*sorted(reached))
""") == ["0", "1", "2"]


def test_afterwards_python_does_it_again() -> None:
    assert said("""
tidying = Tidying(application)
print(gc.isenabled())
tidying.stop()
print(gc.isenabled())
""") == ["False", "True"]
