"""Reports as Word files in the national format."""

from __future__ import annotations

import datetime
import re
import time
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.letterhead import PaperParts
from fzapp.infra import fonts
from fzapp.services.user_files import save_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fzapp.domain.report import ReportContent
    from fzapp.word.blocks import Block
    from fzapp.word.layout import Page
    from fzapp.word.profile import FormatProfile

NO_PARTS = PaperParts()
"""A text with nothing around it."""

NATIONAL = "gbt9704"
"""The format that is shipped and taken when none is named."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]+')
_LONGEST_NAME = 60
"""Characters of a proposed file name: 180 bytes on Linux, and room for a folder on Windows."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A written file; `pages` as laid out on the national grid, `fonts_missing` on this machine."""

    output: Path
    pages: int
    seconds: float
    fonts_missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfileName:
    """A format profile as listed: `id` names its file, `name` is shown."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StandInKind:
    """A kind of face (黑体, 仿宋): recognised by `signs` in a name; `families` stand in, the best first."""

    name: str
    signs: tuple[str, ...]
    families: tuple[str, ...]


class ExportService:
    """Writes Word files and gives the preview its pages; knows the format profiles, not the archive."""

    def __init__(self, profiles: Path) -> None:
        self._profiles = profiles
        self._own: Mapping[str, str] = {}

    def use_own(self, texts: Mapping[str, str]) -> None:
        """Know formats of the office's own: id → the text of a format file."""
        self._own = dict(texts)

    def profiles(self) -> tuple[ProfileName, ...]:
        """The format profiles there are, the national standard first.

        A file whose writing is damaged is listed by its file name: choosing it tells what is wrong.
        """
        found = [_named(path) for path in sorted(self._profiles.glob("*.toml"))]
        own = (_named_in(key, text) for key, text in sorted(self._own.items()))
        listed = [name for name in (*found, *own) if name is not None]
        return tuple(sorted(listed, key=lambda name: name.id != NATIONAL))

    def profile(self, name: str = NATIONAL) -> FormatProfile:
        """The format profile `name`. Raises `UserError` when there is none."""
        from fzapp.word.profile import (  # noqa: PLC0415  the window starts without Word's part
            load_profile,
            parse_profile,
        )

        if name in self._own:
            return parse_profile(self._own[name], name)
        path = self._profiles / f"{name}.toml"
        if not path.is_file():
            raise UserError(f"没有名为“{name}”的格式", "在导出页里另选一种格式")
        return load_profile(path)

    def stand_ins(self) -> tuple[StandInKind, ...]:
        """What is shown on the screen and printed instead of faces that are not installed."""
        data = tomllib.loads((self._profiles / "stand_ins.toml").read_text(encoding="utf-8"))
        return tuple(
            StandInKind(kind["name"], tuple(kind["signs"]), tuple(kind["families"])) for kind in data["kind"]
        )

    def blocks(
        self, content: ReportContent, profile: FormatProfile, parts: PaperParts = NO_PARTS
    ) -> tuple[Block, ...]:
        """The report with `parts` around it as a row of blocks, the same for Word, preview and print."""
        from fzapp.word.plan import plan  # noqa: PLC0415

        return plan(content, profile, parts)

    def pages(
        self, content: ReportContent, profile: FormatProfile, parts: PaperParts = NO_PARTS
    ) -> tuple[Page, ...]:
        """The report laid on pages, for preview, print and PDF: the lines and page ends of the Word file."""
        return self.pages_of(self.blocks(content, profile, parts), profile)

    def pages_of(self, blocks: Sequence[Block], profile: FormatProfile) -> tuple[Page, ...]:
        """Blocks of any document laid on pages."""
        from fzapp.word.layout import lay_out  # noqa: PLC0415

        return lay_out(blocks, profile)

    def document_of(self, blocks: Sequence[Block], profile: FormatProfile, title: str, office: str) -> bytes:
        """The Word file of blocks in any format, as bytes; `title` and `office` stand in its properties."""
        return _rendered(blocks, profile, title, office)

    def file_content(self, source: Path, output: Path) -> ReportContent:
        """A report file that is to be set anew. Raises `UserError`."""
        from fzapp.intake.documents import read_document  # noqa: PLC0415
        from fzapp.intake.report_parser import recognise  # noqa: PLC0415

        if source.resolve() == output.resolve():
            raise UserError("导出的文件不能和原文件同名", "换一个文件名，原文件保持不动")
        return recognise(read_document(source)).content

    def export_content(
        self,
        content: ReportContent,
        output: Path,
        profile: str = NATIONAL,
        *,
        parts: PaperParts = NO_PARTS,
        before_writing: Callable[[], object] = lambda: None,
        finish: Callable[[bytes], bytes] = lambda document: document,
    ) -> Exported:
        """Write a document, whole or not at all, after `finish` had its hands on it.

        What `before_writing` raises stops it. Raises `UserError`.
        """
        from fzapp.word.layout import page_count  # noqa: PLC0415
        from fzapp.word.profile import missing_fonts  # noqa: PLC0415

        start = time.perf_counter()
        chosen = self.profile(profile)
        blocks = self.blocks(content, chosen, parts)
        document = finish(_rendered(blocks, chosen, content.title, content.signature.split("\n", 1)[0]))
        before_writing()
        save_file(output, document)
        seconds = time.perf_counter() - start
        missing = missing_fonts(chosen, fonts.installed())
        return Exported(output, page_count(blocks, chosen), round(seconds, 3), missing)

    def rendered(self, blocks: Sequence[Block], title: str, profile: str = NATIONAL) -> bytes:
        """Blocks as a Word file that is written nowhere yet."""
        return _rendered(blocks, self.profile(profile), title, "")


def _rendered(blocks: Sequence[Block], profile: FormatProfile, title: str, author: str) -> bytes:
    from fzapp.word.render import DocumentProperties, render  # noqa: PLC0415

    moment = datetime.datetime.now(tz=datetime.UTC).replace(microsecond=0)
    return render(blocks, profile, DocumentProperties(title, author, moment))


def proposed_name(content: ReportContent, year: int, suffix: str) -> str:
    """A file name for a report that any system takes: 2026年度法治政府建设情况的报告.docx.

    What stands before 关于 (the issuing body) is left out, the year put in front when the title lacks it.
    """
    title = "".join(content.title.split())
    title = title.rpartition("关于")[2] or title
    title = title if str(year) in title else f"{year}年{title or '报告'}"
    return _FORBIDDEN.sub("", title)[:_LONGEST_NAME].strip(". ") + suffix


def printed_characters(content: ReportContent) -> int:
    """How many characters the document holds, blanks not counted, as Word counts them for Chinese."""
    texts = [
        content.doc_number,
        content.title,
        content.subtitle,
        content.addressee,
        content.signature,
        content.date_text,
    ]
    texts += [text for section in content.sections for text in (section.heading, section.body)]
    texts += [*content.attachments, content.annotation]
    texts += [text for annex in content.annexes for text in (annex.mark, annex.title, annex.body)]
    return len("".join("".join(texts).split()))


def _named(path: Path) -> ProfileName | None:
    """The name in a file of the format folder; None for a file that is no profile."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ProfileName(path.stem, path.stem)
    return _named_in(path.stem, text)


def _named_in(key: str, text: str) -> ProfileName | None:
    """The name in the text of a format; None for one that is no profile."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ProfileName(key, key)
    if "page" not in data:
        return None
    name = data.get("name")
    return ProfileName(key, name if isinstance(name, str) and name.strip() else key)
