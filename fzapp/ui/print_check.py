"""打印自检: which printer there is, whether the faces of official documents are installed, and a page to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QPageSize
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fzapp.domain.errors import UserError
from fzapp.services.print_trial import trial_page
from fzapp.ui.paper_out import print_pages
from fzapp.ui.preview.faces import choose_faces
from fzapp.ui.widgets.basic import button, chip, label, set_chip

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from fzapp.services.exports import ExportService

NO_PRINTER = "不影响写报告。写好以后导出PDF或Word，拿到能打印的电脑上打印。"
LOOK_AT_IT = "页上写着要看哪三条。"
_NAMED = 3


class PrintCheck(QWidget):
    """Looks when it is first shown: asking the system for its printers takes a moment."""

    def __init__(self, exports: ExportService) -> None:
        super().__init__()
        self._exports = exports
        self._looked = False
        self.printer_chip = chip("还没看", "idle", name="print_printer_chip")
        self.printer = label(name="print_printer", wrap=True)
        self.fonts_chip = chip("还没看", "idle", name="print_fonts_chip")
        self.fonts = label(name="print_fonts", wrap=True)
        self.trial = button("打印测试页", self.print_trial, name="print_trial")
        self.said = label(role="muted", name="print_said", wrap=True)
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, part in enumerate((self.printer_chip, self.printer, self.trial)):
            grid.addWidget(part, 0, number)
        grid.addWidget(self.fonts_chip, 1, 0)
        grid.addWidget(self.fonts, 1, 1, 1, 2)
        column.addLayout(grid)
        column.addWidget(self.said)

    def showEvent(self, event: QShowEvent) -> None:
        """Look once, after the page stands on the screen."""
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            QTimer.singleShot(0, self, self.look)

    def look(self) -> None:
        """Say what there is to print with."""
        chosen, takes_a4 = default_printer()
        self.trial.setEnabled(bool(chosen))
        if not chosen:
            set_chip(self.printer_chip, "没有打印机", "attention")
            self.printer.setText(NO_PRINTER)
        else:
            set_chip(
                self.printer_chip, "有打印机" if takes_a4 else "没有A4纸", "good" if takes_a4 else "attention"
            )
            more = "" if takes_a4 else "，它的纸张里没有A4，公文要用A4纸"
            self.printer.setText(f"“{chosen}”{more}")
        profile = self._exports.profile()
        missing = choose_faces(profile, QFontDatabase.families(), self._exports.stand_ins()).missing
        set_chip(
            self.fonts_chip,
            f"缺{len(missing)}种字体" if missing else "字体齐全",
            "attention" if missing else "good",
        )
        more = "等" if len(missing) > _NAMED else ""
        self.fonts.setText(
            f"没有{'、'.join(missing[:_NAMED])}{more}，打印时用相近的字体代替；Word文件里写的仍是公文字体。"
            if missing
            else "公文要用的字体这台电脑上都有。"
        )

    def print_trial(self) -> None:
        """Print the page that says what to look for on it."""
        profile = self._exports.profile()
        try:
            pages = self._exports.pages(trial_page(profile), profile)
            printed = print_pages(pages, profile, self._exports.stand_ins(), self)
            said = f"{printed}{LOOK_AT_IT}" if printed else ""
        except UserError as error:
            said = str(error)
        self.said.setText(said)
        self.said.setVisible(bool(said))


def default_printer() -> tuple[str, bool]:
    """The name of the printer that is proposed, "" for none, and whether it takes A4."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415  only who prints waits for it

    names = QPrinterInfo.availablePrinterNames()
    if not names:
        return "", False
    chosen = QPrinterInfo.defaultPrinterName() or names[0]
    sizes = QPrinterInfo.printerInfo(chosen).supportedPageSizes()
    return chosen, not sizes or any(size.id() is QPageSize.PageSizeId.A4 for size in sizes)
