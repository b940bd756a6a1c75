"""The tag and attribute names of WordprocessingML that reading needs, and what an element of it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from collections.abc import Iterator


class Element(Protocol):
    """An XML element as lxml gives it: as much of it as reading uses."""

    @property
    def tag(self) -> str:
        """The name with its namespace in braces."""
        ...

    @property
    def text(self) -> str | None:
        """The characters before the first child."""
        ...

    @overload
    def get(self, key: str, default: str) -> str: ...
    @overload
    def get(self, key: str) -> str | None: ...
    def get(self, key: str, default: str | None = None) -> str | None:
        """An attribute."""
        ...

    def find(self, path: str) -> Element | None:
        """The first child with a tag, or descendant with a path of tags."""
        ...

    def iter(self, tag: str) -> Iterator[Element]:
        """This element and all below it with a tag, in document order."""
        ...

    def iterchildren(self, tag: str) -> Iterator[Element]:
        """The children with a tag; twice as fast as `find` for one of them."""
        ...

    def __iter__(self) -> Iterator[Element]: ...


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

VAL = f"{_W}val"
STYLE_ID = f"{_W}styleId"
TYPE = f"{_W}type"
NUM_ID = f"{_W}numId"
ILVL = f"{_W}ilvl"
ABSTRACT_NUM_ID = f"{_W}abstractNumId"
EAST_ASIA = f"{_W}eastAsia"

PARAGRAPH = f"{_W}p"
PARAGRAPH_PROPERTIES = f"{_W}pPr"
RUN = f"{_W}r"
RUN_PROPERTIES = f"{_W}rPr"
TEXT = f"{_W}t"
TABLE = f"{_W}tbl"
ROW = f"{_W}tr"
CELL = f"{_W}tc"
CELL_PROPERTIES = f"{_W}tcPr"
GRID_SPAN = f"{_W}gridSpan"
BODY = f"{_W}body"
TEXT_BOX = f"{_W}txbxContent"
STYLE = f"{_W}style"
DEFAULTS = f"{_W}docDefaults"
DEFAULT_RUN = f"{_W}rPrDefault"

PARAGRAPH_STYLE = f"{_W}pStyle"
OUTLINE_LEVEL = f"{_W}outlineLvl"
ALIGNMENT = f"{_W}jc"
NUMBERING = f"{_W}numPr"
SIZE = f"{_W}sz"
BOLD = f"{_W}b"
FONTS = f"{_W}rFonts"
BASED_ON = f"{_W}basedOn"
NAME = f"{_W}name"
DELETED = f"{_W}del"

NUM = f"{_W}num"
ABSTRACT_NUM = f"{_W}abstractNum"
LEVEL = f"{_W}lvl"
LEVEL_OVERRIDE = f"{_W}lvlOverride"
START = f"{_W}start"
START_OVERRIDE = f"{_W}startOverride"
NUMBER_FORMAT = f"{_W}numFmt"
LEVEL_TEXT = f"{_W}lvlText"
LEVEL_RESTART = f"{_W}lvlRestart"
LEGAL = f"{_W}isLgl"
STYLE_LINK = f"{_W}numStyleLink"

BREAK = f"{_W}br"
RETURN = f"{_W}cr"
TAB = f"{_W}tab"
POSITION_TAB = f"{_W}ptab"
NO_BREAK_HYPHEN = f"{_W}noBreakHyphen"
ALTERNATE = f"{_MC}AlternateContent"
CHOICE = f"{_MC}Choice"
FALLBACK = f"{_MC}Fallback"

LEFT_OUT = frozenset(
    {
        DELETED, f"{_W}moveFrom", PARAGRAPH_PROPERTIES, RUN_PROPERTIES, f"{_W}instrText", f"{_W}delText",
        f"{_W}delInstrText", f"{_W}rt", f"{_W}sdtPr", f"{_W}sdtEndPr", f"{_W}tblPr", f"{_W}tblGrid", f"{_W}trPr",
        f"{_W}tcPr", f"{_W}sectPr", FALLBACK,
    }
)  # fmt: skip
"""Elements whose inside is no text: deletions, moves away, field codes, ruby readings, properties."""
