"""What an installed program must be able to do, tried on this very machine: `fzapp --self-test [--report FILE]`.

Each check runs alone in a folder that is removed afterwards; one that fails says why and stops no
other. The archive of the user is never opened. Exit status 0 when all pass, else 1.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import json
import os
import pkgutil
import sqlite3
import sys
import tempfile
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.report import ReportContent, SectionContent
from fzapp.infra import files, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

SAMPLE = ReportContent(
    title="青石镇自检报告",
    addressee="青石县人民政府：",
    sections=(SectionContent(level=1, heading="主要工作", body="全年调解纠纷37件，化解36件。"),),
    signature="青石镇人民政府",
    date_text="2026年1月5日",
)
NEEDED_FOLDERS = ("genres", "help", "icons", "ledgers", "look", "practice", "rules", "word")
LATE_PAGE = "fzapp.ui.pages.help_page"
SECONDS_TO_READ = 60


class CheckFailed(Exception):
    """A check did not find what it must; the message is the Chinese reason."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check; `detail` is what was found or why it failed."""

    name: str
    ok: bool
    detail: str


def main(arguments: Sequence[str]) -> int:
    """Run every check, print the results, write them to --report when asked; 0 or 1."""
    parser = argparse.ArgumentParser(prog="fzapp --self-test", add_help=False)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--json", action="store_true")
    options, _ = parser.parse_known_args(list(arguments))
    checks = run(options.report)
    if options.json:
        print(json.dumps(summary(checks), ensure_ascii=False))
    else:
        for check in checks:
            print(f"{'通过' if check.ok else '没有通过'}  {check.name}：{check.detail}")
    return 0 if all(check.ok for check in checks) else 1


def run(report_file: Path | None = None) -> list[Check]:
    """Every check in order; the results also go to `report_file` as JSON."""
    checks = [_run_one(name, check) for name, check in CHECKS]
    if report_file is not None:
        text = json.dumps(summary(checks), ensure_ascii=False, indent=1)
        files.write_atomic(report_file, text.encode())
    return checks


def summary(checks: Sequence[Check]) -> dict[str, object]:
    """The results as CLI.md tells them."""
    return {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}


def _run_one(name: str, check: Callable[[Path], str]) -> Check:
    """One check in a folder of its own; whatever goes wrong is its result."""
    with tempfile.TemporaryDirectory(prefix="fzapp-", ignore_cleanup_errors=True) as folder:
        try:
            return Check(name, True, check(Path(folder)))
        except CheckFailed as failure:
            return Check(name, False, str(failure))
        except Exception as error:  # noqa: BLE001  a check that breaks in any way is a result to report
            return Check(name, False, f"出错：{type(error).__name__}: {error}")


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise CheckFailed(reason)


# --- without a window ----------------------------------------------------------------------------


def check_resources(_folder: Path) -> str:
    """Every folder of data files is there, and every fact file can be read."""
    root = paths.resources()
    for name in NEEDED_FOLDERS:
        _require(any((root / name).glob("*.*")), f"缺少资源文件夹 {name}")
    tables = sorted(root.rglob("*.toml"))
    for path in tables:
        tomllib.loads(path.read_text(encoding="utf-8"))
    return f"{len(tables)}个数据文件都能读取"


def check_modules(_folder: Path) -> str:
    """Every module of the program can be loaded, with all that it asks of libraries at once.

    Pages and commands are loaded when they are first used: what was left out of the installed program
    would otherwise show on that day.
    """
    import fzapp  # noqa: PLC0415  its path is asked for, nothing of it

    found = sorted(each.name for each in pkgutil.walk_packages(fzapp.__path__, "fzapp."))
    for name in found:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    _require(LATE_PAGE in found, f"缺少程序模块 {LATE_PAGE}")
    return f"{len(found)}个模块都能加载"


def check_data_folder(_folder: Path) -> str:
    """The user's data folder can be written; nothing stays behind in it."""
    data = paths.data_folder()
    nearest = next(folder for folder in (data, *data.parents) if folder.is_dir())
    with tempfile.TemporaryDirectory(prefix=".fzapp-", dir=nearest):
        pass
    return "可以写入"


def check_full_text_search(_folder: Path) -> str:
    """SQLite comes with FTS5, which search is built on."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create virtual table t using fts5(body)")
        connection.execute("insert into t values ('矛 盾 纠 纷 排 查')")
        hits = connection.execute("select count(*) from t where t match '\"纠 纷\"'").fetchone()[0]
    finally:
        connection.close()
    _require(hits == 1, "检索不到刚写入的内容")
    return f"SQLite {sqlite3.sqlite_version}"


def check_archive(folder: Path) -> str:
    """The practice archive is made, with its reports and ledgers, and holds them when it is opened again."""
    from fzapp.services.context import open_services  # noqa: PLC0415  only while this check runs
    from fzapp.services.practice import make_practice  # noqa: PLC0415

    made = make_practice(folder / "练习 本", paths.resources())
    services = open_services(folder / "练习 本", paths.resources())
    try:
        reports = [services.reports.get(report.id) for report in services.reports.all()]
        characters = sum(len(section.body) for report in reports for section in report.sections)
    finally:
        services.close()
    _require(len(reports) == made > 0, "重新打开后报告少了")
    _require(characters > 0, "重新打开后报告是空的")
    return f"{made}份报告、{characters}个字，重新打开后都在"


def check_password(folder: Path) -> str:
    """An archive with a password is no database to anybody without it, and opens with it."""
    from fzapp.domain.errors import PasswordNeeded  # noqa: PLC0415  only while this check runs
    from fzapp.services.context import open_services  # noqa: PLC0415
    from fzapp.storage.connection import Key  # noqa: PLC0415

    place = folder / "加密 档案库"
    open_services(place, paths.resources(), Key("自检的密码")).close()
    _require(not any(b"SQLite format" in file.read_bytes() for file in place.glob("*.db")), "没有加密")
    try:
        open_services(place, paths.resources()).close()
    except PasswordNeeded:
        open_services(place, paths.resources(), Key("自检的密码")).close()
        return "没有密码打不开，有密码能打开"
    raise CheckFailed("没有密码也打开了")


def check_second_process(folder: Path) -> str:
    """The program starts itself a second time, where foreign files are read."""
    from fzapp.infra.helper import Helper  # noqa: PLC0415  only while this check runs
    from fzapp.services.exports import ExportService  # noqa: PLC0415
    from fzapp.services.reading_apart import recognised_report  # noqa: PLC0415

    file = folder / "报告.docx"
    ExportService(paths.resources() / "word").export_content(SAMPLE, file)
    helper = Helper()
    try:
        read = helper.call(SECONDS_TO_READ, recognised_report, file.read_bytes())
    finally:
        helper.close()
    _require(not isinstance(read, UserError) and read.content.title == SAMPLE.title, "没有读出标题")
    return "另一个进程读出了报告"


def check_segmentation(_folder: Path) -> str:
    """The dictionary of words is complete."""
    from fzapp.text import segment  # noqa: PLC0415  0.7 s, only while this check runs

    found = segment.words("矛盾纠纷排查化解")
    _require("纠纷" in found or "矛盾纠纷" in found, f"分词结果不对：{'/'.join(found)}")
    return "/".join(found)


def check_initials(_folder: Path) -> str:
    """The dictionary of readings is complete: names are found by their first letters."""
    from fzapp.text.pinyin import initials  # noqa: PLC0415  4 MB, only while this check runs

    found = initials("矛盾纠纷")
    _require(found == "mdjf", f"拼音首字母不对：{found}")
    return f"矛盾纠纷是{found}"


def check_workbook(folder: Path) -> str:
    """A workbook is written and read back by the two libraries that ledgers use."""
    import openpyxl  # noqa: PLC0415
    import python_calamine  # noqa: PLC0415

    path = folder / "台账.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    _require(sheet is not None, "新建的工作簿没有工作表")
    rows = [["村", "件数"], ["青石村", 37]]
    for row in rows:
        sheet.append(row)  # pyright: ignore[reportOptionalMemberAccess, reportUnknownArgumentType]
    workbook.save(path)
    read = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    _require(read == rows, "读回的内容和写入的不一样")
    return "写入的内容原样读回"


def check_word(folder: Path) -> str:
    """A report is exported in the national format, and its text read back."""
    from fzapp.intake.documents import read_document  # noqa: PLC0415
    from fzapp.services.exports import ExportService  # noqa: PLC0415

    target = folder / "报告.docx"
    exported = ExportService(paths.resources() / "word").export_content(SAMPLE, target)
    text = "\n".join(line.text for line in read_document(target))
    for wanted in (SAMPLE.title, SAMPLE.sections[0].body, SAMPLE.signature):
        _require(wanted in text, f"导出的 Word 文件里没有“{wanted}”")
    fonts = "、".join(exported.fonts_missing)
    return f"导出并读回，本机缺字体：{fonts}" if fonts else "导出并读回，公文字体齐全"


# --- with a window, drawn where nobody sees it -----------------------------------------------------


def _application() -> QApplication:
    """The one application of this process, made when there is none yet.

    Windows draws unshown windows by itself, and its fonts are known to its own platform alone; elsewhere
    the platform without a screen does.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform != "win32":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QApplication(sys.argv[:1])


def check_platform(_folder: Path) -> str:
    """The part of Qt that talks to an X screen finds every system library it asks for.

    Elsewhere than on Linux the window below is drawn by the system's own part already.
    """
    from PySide6.QtCore import QLibraryInfo  # noqa: PLC0415

    if sys.platform != "linux":
        return "和画出窗口一并检查"
    plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / "libqxcb.so"
    _require(plugin.is_file(), f"缺少 {plugin.name}")
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise CheckFailed(f"打不开窗口，缺少系统库：{error}") from error
    return f"{plugin.name} 可以加载"


def check_window(folder: Path) -> str:
    """The window of the program is drawn, on an empty archive."""
    from fzapp.services.context import open_services  # noqa: PLC0415
    from fzapp.ui.look import Look  # noqa: PLC0415
    from fzapp.ui.main_window import MainWindow  # noqa: PLC0415

    application = _application()
    services = open_services(folder / "window", paths.resources())
    try:
        window = MainWindow(services, Look(application, folder))
        shades = _shades(window.grab().toImage())
        window.deleteLater()
    finally:
        services.close()
    _require(shades > 8, "窗口画出来是空白的")
    return f"在 {application.platformName()} 上画出{shades}种颜色"


def _shades(image: QImage) -> int:
    """The number of different colours in a picture: 1 when nothing was drawn on it."""
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def check_chinese_fonts(_folder: Path) -> str:
    """This machine has a font that shows Chinese."""
    from PySide6.QtGui import QFontDatabase  # noqa: PLC0415

    _application()
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    _require(bool(families), "本机没有中文字体，文字会显示成方块")
    return f"{len(families)}种，如{families[0]}"


def check_pdf(folder: Path) -> str:
    """A page is printed into a PDF file, as print and preview do, and its text read back."""
    from PySide6.QtGui import QPageSize, QPainter  # noqa: PLC0415
    from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415

    from fzapp.intake.documents import document_of  # noqa: PLC0415

    _application()
    target = folder / "页.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter()
    _require(painter.begin(printer), "打印不能开始")
    painter.drawText(100, 200, SAMPLE.title)
    painter.end()
    data = target.read_bytes()
    _require(data.startswith(b"%PDF") and len(data) > 1000, "生成的 PDF 文件不完整")
    read = "".join(line.text for line in document_of(data, apart=True))
    _require(SAMPLE.title in read, "PDF 文件里读不出写入的字")
    return f"一页，{len(data) // 1024 + 1} KB，读回的字相同"


def check_translation(_folder: Path) -> str:
    """Qt's own buttons speak Chinese."""
    from PySide6.QtCore import QLibraryInfo, QTranslator  # noqa: PLC0415

    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    _require(translator.load("qtbase_zh_CN", folder), "缺少界面的中文翻译文件")
    word = translator.translate("QPlatformTheme", "Cancel")
    _require(word == "取消", f"按钮的译文不对：{word}")
    return f"Cancel 显示为{word}"


CHECKS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("资源文件", check_resources),
    ("程序模块", check_modules),
    ("数据文件夹", check_data_folder),
    ("全文检索", check_full_text_search),
    ("档案库", check_archive),
    ("档案库密码", check_password),
    ("第二个进程", check_second_process),
    ("中文分词", check_segmentation),
    ("拼音首字母", check_initials),
    ("台账表格", check_workbook),
    ("导出 Word", check_word),
    ("界面插件", check_platform),
    ("画出窗口", check_window),
    ("中文字体", check_chinese_fonts),
    ("打印 PDF", check_pdf),
    ("中文按钮", check_translation),
)
