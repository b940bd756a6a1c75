"""版头 and 版记: what stands above the red line of an official document, and at the foot of its last page."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COPY_NUMBER = re.compile(r"\d{6}")
_PREFIX = re.compile(r"[^\s〔〕\[\]()【】\d]{1,20}")
_NUMBER = re.compile(r"\s*(\S+?)\s*[〔\[［【(（]\s*(\d{4})\s*[〕\]］】)）]\s*第?\s*(\d{1,4})\s*号\s*")
URGENCIES = ("特急", "加急")
"""Degrees of urgency that stand on a document (GB/T 9704-2012, 7.2.3)."""

LAST_NUMBER = 9999


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """发文字号: 青政〔2026〕3号. `number` 0 is one that was not given out yet."""

    prefix: str = ""
    year: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        """As it is printed: full year in 〔〕, no leading zero, no 第 (GB/T 9704-2012, 7.2.5); "" without a number."""
        return f"{self.prefix}〔{self.year}〕{self.number}号" if self.prefix and self.number else ""

    @property
    def fault(self) -> str:
        """What is wrong with it in Chinese, "" for nothing."""
        if self.prefix and not _PREFIX.fullmatch(self.prefix):
            return f"发文机关代字“{self.prefix}”里有空格、括号或数字"
        if self.number and not self.prefix:
            return "发文字号没有写机关代字"
        if not 0 <= self.number <= LAST_NUMBER:
            return "发文顺序号应在1到9999之间"
        return ""


def number_from(text: str) -> DocumentNumber | None:
    """The number that a text writes out, in whatever brackets; None when it is none."""
    found = _NUMBER.fullmatch(text)
    return DocumentNumber(found[1], int(found[2]), int(found[3])) if found else None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """版头 (GB/T 9704-2012, 7.2): the issuing bodies, one a name, the leading one first.

    `ending` is 文件 or ""; `number` is the 发文字号 as printed, "" for none. `signers` (签发人) are named on
    a document that goes upwards, `upward`, and nowhere else. `copy_number` has six digits; a classified
    document is not written on a PC like this, so there is no degree of secrecy.
    """

    issuers: tuple[str, ...]
    ending: str = "文件"
    number: str = ""
    upward: bool = False
    signers: tuple[str, ...] = ()
    copy_number: str = ""
    urgency: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with it in Chinese, "" for nothing."""
        if not self.issuers:
            return "版头没有写发文机关"
        if self.upward and not self.signers:
            return "上行文的版头没有写签发人"
        if self.copy_number and not _COPY_NUMBER.fullmatch(self.copy_number):
            return f"份号“{self.copy_number}”不是六位数字"
        if self.urgency and self.urgency not in URGENCIES:
            return f"紧急程度“{self.urgency}”不是特急或加急"
        return ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 (GB/T 9704-2012, 7.4): who gets a copy ("" for nobody), who prints and sends, on which day."""

    printer: str
    printed_on: str
    copies_to: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with it in Chinese, "" for nothing."""
        if not self.printer:
            return "版记没有写印发机关"
        return "" if self.printed_on else "版记没有写印发日期"


@dataclass(frozen=True, slots=True)
class PaperParts:
    """What is put around the text of a document; None leaves a part out."""

    letterhead: Letterhead | None = None
    imprint: Imprint | None = None


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """What the office wants around one report; the parts that are not `with_` it are kept all the same."""

    with_letterhead: bool = False
    with_imprint: bool = False
    issuers: tuple[str, ...] = ()
    ending: str = "文件"
    number: DocumentNumber = DocumentNumber()
    upward: bool = True
    signers: tuple[str, ...] = ()
    copy_number: str = ""
    urgency: str = ""
    copies_to: str = ""
    printer: str = ""
    printed_on: str = ""

    @property
    def parts(self) -> PaperParts:
        """The parts that are wanted."""
        letterhead = Letterhead(
            self.issuers,
            self.ending,
            self.number.text,
            self.upward,
            self.signers,
            self.copy_number,
            self.urgency,
        )
        imprint = Imprint(self.printer, self.printed_on, self.copies_to)
        return PaperParts(
            letterhead if self.with_letterhead else None, imprint if self.with_imprint else None
        )

    @property
    def fault(self) -> str:
        """What is wrong with the wanted parts in Chinese, "" for nothing."""
        parts = self.parts
        faults = (
            self.number.fault if parts.letterhead else "",
            parts.letterhead.fault if parts.letterhead else "",
            parts.imprint.fault if parts.imprint else "",
        )
        return next(filter(None, faults), "")
