"""The pages of a PDF file as pieces of text with their places. The only user of pypdf.

Read in a process of its own (`fzapp.intake.documents`): pypdf bounds what a file may unpack to, and what it
does not bound is ended by the clock.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fzapp.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdf import PageObject

MOST_PAGES = 400
"""A report has twenty; a book of four hundred can still be kept as evidence, and found by its name."""

_CONVERT = "用WPS打开它，存成Word文档后再导入"
_BROKEN = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, RecursionError,
    ArithmeticError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf raises for damaged files beside its own errors."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Text set in one go: its place in points from the lower left corner of the page, its size in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The text of a page in the order in which it is drawn; `pictures` says whether it shows any."""

    segments: tuple[Segment, ...]
    pictures: bool


def pages_of(data: bytes) -> Iterator[PdfPage]:
    """The pages one after the other. Raises UserError when the file is locked, damaged or far too long."""
    from pypdf import PdfReader  # noqa: PLC0415  loaded on first use
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("这个PDF加了密码", "用能打开它的软件去掉密码，另存后再导入")
        if len(reader.pages) > MOST_PAGES:
            raise UserError(f"这个PDF超过{MOST_PAGES}页，不像一份报告", "确认没有选错文件")
        for page in reader.pages:
            yield PdfPage(tuple(_segments(page)), _shows_pictures(page))
    except DependencyError as error:
        raise UserError("这个PDF加了保护，文字读不出来", _CONVERT) from error
    except (PyPdfError, *_BROKEN) as error:
        raise UserError("这个PDF已损坏，读不出来", f"能打开的话，{_CONVERT}") from error


def _segments(page: PageObject) -> list[Segment]:
    """What is drawn on a page; blanks that pypdf puts into gaps stand in segments of their own."""
    found: list[Segment] = []

    def take(
        text: str, current: Sequence[float], placed: Sequence[float], _font: object, size: float
    ) -> None:
        plain = text.replace("\n", "")
        if plain:
            x = placed[4] * current[0] + placed[5] * current[2] + current[4]
            y = placed[4] * current[1] + placed[5] * current[3] + current[5]
            scale = abs(placed[3] * current[3]) or abs(placed[1] * current[1]) or 1.0
            found.append(Segment(plain, float(x), float(y), float(size) * scale))

    page.extract_text(visitor_text=take)
    return found


def _shows_pictures(page: PageObject) -> bool:
    """Whether a page draws a picture: a scanned page is one and nothing else."""
    resources: Any = page.get("/Resources")
    drawn: Any = resources.get_object().get("/XObject") if resources is not None else None
    if drawn is None:
        return False
    return any(one.get_object().get("/Subtype") == "/Image" for one in drawn.get_object().values())
