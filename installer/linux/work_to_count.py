"""A short day's work, done by the Python that counts which way its branches go (count_branches.sh).

    PYTHONPATH=CHECKOUT:PACKAGES python work_to_count.py FOLDER      works in FOLDER, which is made anew

A practice archive, a report of it written for Word and checked, and above all the start of the window.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def main(folder: Path) -> int:
    """Do it; 1 when a command failed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ |= {"FZAPP_DATA": str(folder / "data"), "QT_QPA_PLATFORM": "offscreen"}
    from fzapp.__main__ import main as run  # noqa: PLC0415  reads where it works when it is loaded

    archive, paper = str(folder / "archive"), str(folder / "report.docx")
    failed = run(["practice", "-o", archive])
    failed |= run(["--archive", archive, "export", "2", "-o", paper])
    run(["check", paper])  # says by its status that there is something to mend
    open_window(Path(archive))
    return int(failed != 0)


def open_window(archive: Path) -> None:
    """Start the window and leave it as soon as it is painted."""
    from fzapp.ui.window import binding  # noqa: PLC0415  as the program does it, in its order

    binding.load()
    from fzapp import app  # noqa: PLC0415
    from fzapp.ui.main_window import MainWindow  # noqa: PLC0415

    application = app.make_application()
    program = app.Program(application, archive, practice=True)
    program.open()
    if not isinstance(program.window, MainWindow):
        raise TypeError("the window did not open")
    program.window.painted.connect(application.quit)
    application.exec()
    program.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
