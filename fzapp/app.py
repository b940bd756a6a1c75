"""The composition root: paths, logs, archive, services, window."""

from __future__ import annotations

import contextlib
import datetime
import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from fzapp.domain.errors import ArchiveDamaged, PasswordNeeded, UserError
from fzapp.domain.unit import UnitProfile
from fzapp.infra import paths
from fzapp.infra.logs import LogSession
from fzapp.services.context import Services, open_services
from fzapp.services.safekeeping import restorable
from fzapp.ui import page_list, theme
from fzapp.ui.look import Look
from fzapp.ui.main_window import NAME, MainWindow
from fzapp.ui.messages import recovered_sentence, when
from fzapp.ui.window.archive_lock import ArchiveLock, Trouble
from fzapp.ui.window.crashes import Crashes
from fzapp.ui.window.qt_words import MissingWords
from fzapp.ui.window.tidying import Tidying

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from fzapp.services.doors import Key, Resealed
    from fzapp.services.restoring import Source
    from fzapp.services.safekeeping import KeptBackup
    from fzapp.services.salvaging import Salvaged
    from fzapp.services.writing import Recovered
    from fzapp.ui.jobs import JobContext
    from fzapp.ui.prompts import Kind

_log = logging.getLogger(__name__)

DONE, UNUSABLE = 0, 3
FILE_NAME = "archive.db"
TITLE_HEIGHT = 24
"""Logical pixels of the frame above a window; asking the style would load hundreds of names before the first picture."""


def place(window: QWidget, look: Look) -> None:
    """The whole screen at first, later where the window stood, and the whole of a screen that became too small."""
    room = window.screen().availableGeometry()
    # the frame is not there yet, and takes its room above
    if not look.geometry or not room.contains(window.geometry().adjusted(0, -TITLE_HEIGHT, 0, 0)):
        window.setGeometry(room)
        window.setWindowState(Qt.WindowState.WindowMaximized)


class Program(QObject):
    """One run of the window, from the lock to the last write."""

    def __init__(self, app: QApplication, archive_folder: Path, *, practice: bool) -> None:
        super().__init__()
        self._app = app
        self._folder = archive_folder
        self._practice = practice
        self._lock = ArchiveLock(archive_folder)
        self._services: Services | None = None
        self._logs = _logs("practice" if practice else "fzapp")
        self._crashes = Crashes()
        self._crashes.reported.connect(self._on_crash, Qt.ConnectionType.QueuedConnection)
        self._crashes.refused.connect(self._on_refused, Qt.ConnectionType.QueuedConnection)
        if self._logs is not None:
            self._logs.set_notify(self._crashes.notify)
        self.look = Look(app, paths.data_folder())
        self.window: QWidget | None = None
        self._backup: KeptBackup | None = None
        self._key: Key | None = None
        self.status = DONE

    def open(self) -> None:
        """Show the window, or the page that says why there is none."""
        try:
            self._lock.take(_now())
            if self._practice:
                self._fill_practice()
            self._services = open_services(self._folder, paths.resources(), self._key)
        except PasswordNeeded:
            self._ask_password()
            return
        except (Trouble, UserError) as error:
            self._show_trouble(error)
            return
        self.status = DONE
        self._services.wipe_copies()
        window = MainWindow(self._services, self.look, practice=self._practice)
        self.window = window
        self._guard(window)
        recovered = window.operations.run(self._services.writing.recover) or ()
        window.painted.connect(self._on_painted)
        window.restore_requested.connect(self._on_restore_wanted, Qt.ConnectionType.QueuedConnection)
        if recovered:
            self._tell_recovered(window, recovered)
        elif self._logs is not None and self._logs.previous_crash:
            window.prompter.tell("上次程序没有正常关闭，已经存下的内容都在。", "note")
        place(window, self.look)
        window.show()

    def close(self) -> None:
        """Let go of archive, lock and logs; once is enough."""
        if isinstance(self.window, MainWindow):
            with contextlib.suppress(RuntimeError):  # closed and gone already
                self.window.stop_work()
        self._let_go()
        self._lock.release()
        if self._logs is not None:
            self._logs.close()
        self._logs = None

    def _let_go(self) -> None:
        """Close the archive once nobody beside the window reads it; copies of its files go with it."""
        if self._services is not None:
            from fzapp.ui import jobs  # noqa: PLC0415  loaded behind the first picture

            jobs.wait_for_all()
            self._services.wipe_copies()
            self._services.close()
        self._services = None

    # --- the password ---------------------------------------------------------------------------

    def _ask_password(self) -> None:
        from fzapp.ui.window.password import PasswordWindow  # noqa: PLC0415  only for an archive that has one

        self.status = UNUSABLE
        self._show_icon()
        page = PasswordWindow(self._folder)
        page.opened.connect(self._on_password)
        self.window = page
        page.show()

    def _on_password(self, key: Key) -> None:
        self._key = key
        self._on_retry()

    def _guard(self, window: MainWindow) -> None:
        window.signals.reseal_requested.connect(self._on_reseal)
        if self._key is not None:
            from fzapp.ui.window.idle_lock import IdleLock  # noqa: PLC0415  only for an archive with a password

            IdleLock(window)

    def _on_reseal(self, new: Key | None) -> None:
        """Another password: the window goes, everything is written anew beside it, the window comes back."""
        from fzapp.services import doors  # noqa: PLC0415  only when it is needed

        folder, old = self._folder, self._key
        if not isinstance(self.window, MainWindow) or not self.window.page.leave():
            return

        def work(context: JobContext) -> doors.Resealed:
            return doors.change(folder, old, new, context.progress)

        words = "正在给资料加密……" if new else "正在去掉密码……"
        self._work_apart(words, work, partial(self._on_resealed, new), self._on_not_resealed)

    def _work_apart(
        self,
        words: str,
        work: Callable[[JobContext], object],
        then: Callable[..., None],
        otherwise: Callable[[UserError | None], None],
    ) -> None:
        """Work on an archive that nobody has open: a window of its own stands there in the meantime."""
        from fzapp.ui.jobs import Job  # noqa: PLC0415  only when it is needed
        from fzapp.ui.window.password import SealingWindow  # noqa: PLC0415

        before, shown = self.window, SealingWindow(words)
        self.window = shown
        shown.show()
        if before is not None:
            before.close()
        self._let_go()
        job = Job(work, self)
        job.progressed.connect(shown.show_progress)
        shown.stop_requested.connect(job.cancel)
        job.succeeded.connect(then)
        job.failed.connect(otherwise)
        job.cancelled.connect(partial(otherwise, None))
        job.start()

    def _on_resealed(self, new: Key | None, done: Resealed) -> None:
        self._key = new
        what = "密码设好了" if new else "密码去掉了"
        self._come_back(
            f"{what}：{done.rows}行资料、{done.backups}份备份、{done.files}个文件另写以后都核对过。", "done"
        )

    def _on_not_resealed(self, error: UserError | None) -> None:
        from fzapp.services import doors  # noqa: PLC0415  only when it is needed

        if self._key is not None and not doors.fits(self._folder, self._key):
            self._key = None  # it was too late to stop: what is wanted now is asked for
        self._come_back(
            str(error) if error else "停下了，密码没有换，资料保持原样。", "wrong" if error else "note"
        )

    def _come_back(self, sentence: str, kind: Kind) -> None:
        """Open again, and say what came of the work apart."""
        from fzapp.ui.window.password import SealingWindow  # noqa: PLC0415  it is loaded by now

        if isinstance(self.window, SealingWindow):
            self.window.release()
        self._on_retry()
        if isinstance(self.window, MainWindow):
            self.window.prompter.tell(sentence, kind)

    def _fill_practice(self) -> None:
        """The practice book is made when it is opened for the first time."""
        if not (self._folder / FILE_NAME).exists():
            from fzapp.services.practice import make_practice  # noqa: PLC0415  once in its life

            make_practice(self._folder, paths.resources())

    def _show_trouble(self, error: Trouble | UserError) -> None:
        from fzapp.ui.window.trouble import TroubleWindow  # noqa: PLC0415  only when it is needed

        self.status = UNUSABLE
        self._backup = restorable(self._folder, self._key) if isinstance(error, ArchiveDamaged) else None
        steps = error.steps if isinstance(error, Trouble) else _steps(error, self._backup)
        sentence = error.sentence if isinstance(error, Trouble) else str(error)
        words = f"用{when(self._backup.taken, _now())}的备份恢复" if self._backup else ""
        folder = self._folder if self._folder.is_dir() else None
        damaged = isinstance(error, ArchiveDamaged)
        page = TroubleWindow(sentence, steps, folder, words, damaged=damaged)
        if isinstance(error, Trouble) and error.takeover:
            page.offer_takeover(error.takeover)
            page.takeover_requested.connect(self._on_takeover)
        page.retry_requested.connect(self._on_retry)
        page.salvage_requested.connect(self._on_salvage)
        page.restore_requested.connect(self._on_restore)
        self.window = page
        page.show()

    def _on_takeover(self) -> None:
        """The user has said that the other computer has the archive no longer open."""
        self._lock.take_over()
        self._on_retry()

    def _on_restore(self) -> None:
        """Put the backup back, with the damaged file kept, and open."""
        from fzapp.services.restoring import restore  # noqa: PLC0415  only when it is needed

        if self._backup is None:
            return
        try:
            aside = restore(self._folder, self._backup.path, self._key)
        except UserError as error:
            self._show_again(Trouble(str(error), _steps(error, None)))
            return
        self._on_retry()
        if isinstance(self.window, MainWindow):
            taken = when(self._backup.taken, _now())
            self.window.prompter.tell(
                f"已经用{taken}的备份恢复，坏了的文件留在“{aside.name}”文件夹里。", "note"
            )

    def _on_salvage(self) -> None:
        """Read what can be read, put it in the place of the damaged file, which is kept, and open it."""
        from fzapp.services.salvaging import salvage_beside  # noqa: PLC0415  only when it is needed

        folder, key = self._folder, self._key

        def work(context: JobContext) -> Salvaged:
            return salvage_beside(folder, key, context.check)

        self._work_apart("正在抢救还能读的内容……", work, self._on_salvaged, self._on_not_salvaged)

    def _on_salvaged(self, done: Salvaged) -> None:
        from fzapp.services.restoring import restore  # noqa: PLC0415  only when it is needed

        try:
            restore(self._folder, done.database, self._key)
        except UserError as error:
            self._on_not_salvaged(error)
            return
        self._come_back(f"{done.told}坏了的文件留在资料文件夹里。", "note")
        if isinstance(self.window, MainWindow):
            from fzapp.ui.dialogs import salvage_list  # noqa: PLC0415  only when it is needed
            from fzapp.ui.paper_out import PaperOut  # noqa: PLC0415

            out = PaperOut(self.window.services, self.window.prompter)
            salvage_list.ask(self.window, salvage_list.Question(done, out, replacing=False))

    def _on_not_salvaged(self, error: UserError | None) -> None:
        from fzapp.ui.window.password import SealingWindow  # noqa: PLC0415  it is loaded by now

        if isinstance(self.window, SealingWindow):
            self.window.release()
        if error is None:
            self._on_retry()
        else:
            self._show_again(Trouble(str(error), _steps(error, None)))

    def _on_restore_wanted(self, backup: Source) -> None:
        """Close the archive, put the backup in its place, and open again; what was typed is committed first."""
        from fzapp.services.restoring import restore  # noqa: PLC0415  only when it is needed

        before = self.window
        if not isinstance(before, MainWindow) or not before.page.leave():
            return
        before.hide()
        before.stop_work()
        self._let_go()
        told: tuple[str, Kind] = ("已经恢复，换下的档案库没有删，留在资料文件夹里。", "done")
        try:
            restore(self._folder, backup.path, self._key, backup.key)
        except UserError as error:
            told = (str(error), "wrong")
        self._lock.release()
        self.open()
        before.deleteLater()
        if isinstance(self.window, MainWindow):
            self.window.prompter.tell(*told)

    def _show_again(self, error: Trouble) -> None:
        before = self.window
        self._show_trouble(error)
        if before is not None:
            before.close()

    def _on_retry(self) -> None:
        before = self.window
        self._lock.release()
        self.open()
        if before is not None:
            before.close()

    def _tell_recovered(self, window: MainWindow, recovered: Sequence[Recovered]) -> None:
        window.prompter.tell(recovered_sentence(recovered, window.services.archive.now()), "note")
        window.page.show_recovered(recovered)
        window.page.activate()

    def _on_painted(self) -> None:
        """What can wait until the user sees the window."""
        _log.info("the window is painted")  # a slow start is seen in the log; the benchmarks read it there
        from fzapp.ui.window.loading_ahead import LoadingAhead  # noqa: PLC0415  behind the first picture

        window = self.window
        if not isinstance(window, MainWindow) or self._services is None:
            return
        self._show_icon()
        window.evidence_reading.begin()
        LoadingAhead(window).begin()
        if paths.installed_as() is paths.InstalledAs.RUN:
            failed = window.services.updates.take_note()
            if failed is not None:
                window.prompter.tell(failed, "wrong")
        if not self._practice:
            window.keeper.begin()
            if _is_new(window.services):
                QTimer.singleShot(0, window, self._first_run)

    def _show_icon(self) -> None:
        from fzapp.ui.icons import program_icon  # noqa: PLC0415  the window starts without it

        self._app.setWindowIcon(program_icon(paths.resources()))

    def _first_run(self) -> None:
        from fzapp.ui.dialogs import first_run, new_report  # noqa: PLC0415  only on the first start
        from fzapp.ui.pages.doctor_page import DoctorPage  # noqa: PLC0415

        window = self.window
        if not isinstance(window, MainWindow):
            return
        services = window.services
        year = new_report.choices(services).year
        known = first_run.FirstRun(services.reports.unit(), year, self._folder, window.means)
        begun = first_run.ask(window, known)
        if begun is None:
            return
        if begun.first is first_run.First.MOVE:
            window.show_page(page_list.DOCTOR, DoctorPage.restore_folder)
            return
        if begun.unit != UnitProfile():
            window.operations.run(lambda: services.reports.set_unit(begun.unit))
        if begun.first is first_run.First.PRACTICE:
            window.commands.open_practice()
        elif begun.first is first_run.First.IMPORT:
            window.commands.choose_files()
        else:
            window.commands.new_report(begun.year)

    def _on_crash(self, details: str) -> None:
        from fzapp.ui.dialogs.crash import Crash, CrashDialog  # noqa: PLC0415  only when it is needed

        sound = self._is_sound()
        log = self._logs.log_path if self._logs is not None else None
        dialog = CrashDialog(self.window, Crash(details, log, sound))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rejected.connect(self._app.quit)
        if not sound:
            dialog.accepted.connect(self._app.quit)
        dialog.open()

    def _on_refused(self, sentence: str) -> None:
        if isinstance(self.window, MainWindow):
            self.window.prompter.tell(sentence, "wrong")
        else:
            self._on_crash(sentence)

    def _is_sound(self) -> bool:
        """Whether the archive still reads and writes."""
        if self._services is None:
            return True
        try:
            self._services.overview.current_report()
            self._services.archive.settle()
        except UserError:
            return False
        return True


def run_window(archive_folder: Path, *, practice: bool = False) -> int:
    """Open the window on the archive in `archive_folder`; answers the exit status when it is closed."""
    app = make_application()
    program = Program(app, archive_folder, practice=practice)
    program.open()
    tidying = Tidying(app)
    app.exec()
    program.close()
    tidying.stop()
    return program.status


def make_application() -> QApplication:
    """The one `QApplication`, speaking Chinese, sharp at every scaling."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    # asked for later, the style would be handed over as an object: hundreds of names to load before the first picture
    app = QApplication([NAME, "-style", theme.STYLE])
    app.setApplicationDisplayName("")
    install_translator(app)
    return app


def install_translator(app: QApplication) -> bool:
    """Qt's own words (file dialogs, 复制, 粘贴) in Chinese; False when the file is missing."""
    app.installTranslator(MissingWords(app))  # the one that was installed last is asked first
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(translator)


def _steps(error: UserError, backup: KeptBackup | None) -> tuple[str, ...]:
    """What to do, step by step, when the archive cannot be opened."""
    if backup is not None:
        return (
            "按下面的按钮，用最近一份能打开的备份接着用；备份以后写的内容要补写。",
            "坏了的文件不会删，留在资料文件夹里，可以交给技术人员看能不能找回。",
        )
    if isinstance(error, ArchiveDamaged):
        return (
            "先把整个资料文件夹复制一份，放在别处不要动。",
            "没有找到能打开的备份；U盘上或别的电脑上有备份的，用那一份恢复最完整。",
            "没有备份，按“抢救还能读的内容”：能读的收进新的档案库，救不回来的列成清单。",
        )
    return ("照上面说的处理好，然后按“再试一次”。",)


def _now() -> str:
    return datetime.datetime.now().isoformat(timespec="seconds")  # noqa: DTZ005  the clerk's own clock


def _is_new(services: Services) -> bool:
    return not services.reports.unit().full_name and not services.reports.all()


def _logs(name: str) -> LogSession | None:
    """The log of this run; a folder that cannot be written is told by the lock, in words."""
    try:
        return LogSession(paths.data_folder(), name)
    except OSError:
        return None
