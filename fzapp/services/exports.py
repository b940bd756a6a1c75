"""Reports as Word files in the national format."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra import fonts
from fzapp.services.user_files import save_file

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.report import ReportContent
    from fzapp.word.blocks import Block
    from fzapp.word.profile import FormatProfile


@dataclass(frozen=True, slots=True)
class Exported:
    """A written file; `pages` as laid out on the national grid, `fonts_missing` on this machine."""

    output: Path
    pages: int
    seconds: float
    fonts_missing: tuple[str, ...]


class ExportService:
    """Writes Word files and gives the preview its pages; knows the format profiles, not the archive."""

    def __init__(self, profiles: Path) -> None:
        self._profiles = profiles

    def profile(self, name: str = "gbt9704") -> FormatProfile:
        """The format profile `name`. Raises `UserError` when there is none."""
        from fzapp.word.profile import load_profile  # noqa: PLC0415  the window starts without Word's part

        path = self._profiles / f"{name}.toml"
        if not path.is_file():
            raise UserError(f"没有名为“{name}”的格式", "在导出页里另选一种格式")
        return load_profile(path)

    def blocks(self, content: ReportContent, profile: FormatProfile) -> tuple[Block, ...]:
        """The report as a row of blocks, the same for Word, preview and print."""
        from fzapp.word.plan import plan  # noqa: PLC0415

        return plan(content, profile)

    def export_file(self, source: Path, output: Path, profile: str = "gbt9704") -> Exported:
        """Set a report file anew without touching the archive. Raises `UserError`."""
        from fzapp.intake.documents import read_document  # noqa: PLC0415
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        if source.resolve() == output.resolve():
            raise UserError("导出的文件不能和原文件同名", "换一个文件名，原文件保持不动")
        return self.export_content(recognise(read_document(source)).content, output, profile)

    def export_content(self, content: ReportContent, output: Path, profile: str = "gbt9704") -> Exported:
        """Write a document."""
        from fzapp.word.layout import page_count  # noqa: PLC0415
        from fzapp.word.profile import missing_fonts  # noqa: PLC0415
        from fzapp.word.render import DocumentProperties, render  # noqa: PLC0415

        start = time.perf_counter()
        chosen = self.profile(profile)
        blocks = self.blocks(content, chosen)
        author = content.signature.split("\n", 1)[0]
        moment = datetime.datetime.now(tz=datetime.UTC).replace(microsecond=0)
        save_file(output, render(blocks, chosen, DocumentProperties(content.title, author, moment)))
        seconds = time.perf_counter() - start
        missing = missing_fonts(chosen, fonts.installed())
        return Exported(output, page_count(blocks, chosen), round(seconds, 3), missing)
