"""What the styles of a Word file say about a paragraph: name, outline level, alignment, size, weight, number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fzapp.intake import docx_names as names

if TYPE_CHECKING:
    from fzapp.intake.docx_names import Element

_HIGHEST_OUTLINE = 8
_DEEPEST_STYLE = 16
"""Styles that one may be based on in turn: Word allows eleven."""

_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """Properties of a paragraph or style; None and "" are unset. `size` in points, `outline` 1-based.

    `number` is (list id, level); a list id of "0" takes the number away.
    """

    name: str = ""
    outline: int | None = None
    alignment: str = ""
    size: float | None = None
    font: str = ""
    bold: bool | None = None
    number: tuple[str, int] | None = None


class Styles:
    """The paragraph styles of a document, with what they inherit; unknown ids give an empty look."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._read: dict[str, tuple[Look, str]] = {}
        self._resolved: dict[str, Look] = {}
        self.default_id = ""
        self._defaults = Look()
        for element in root if root is not None else ():
            if element.tag == names.DEFAULTS:
                run = element.find(f"{names.DEFAULT_RUN}/{names.RUN_PROPERTIES}")
                self._defaults = run_look(run) if run is not None else self._defaults
            elif element.tag == names.STYLE and element.get(names.TYPE, "paragraph") == "paragraph":
                self._add(element)

    def _add(self, element: Element) -> None:
        """Keep one style; most are never asked for, so it is read only then."""
        identity = element.get(names.STYLE_ID, "")
        self._styles[identity] = element
        if element.get(names.STYLE_ID) and element.get(names.STYLE_ID.replace("styleId", "default")) in (
            "1",
            "true",
        ):
            self.default_id = identity

    def look(self, identity: str) -> Look:
        """All properties of a style, inherited ones included."""
        identity = identity or self.default_id
        known = self._resolved.get(identity)
        if known is None:
            known = self._resolved[identity] = self._resolve(identity)
        return known

    def _resolve(self, identity: str) -> Look:
        """Walk up the chain of styles, no further than Word does; a ring ends where it closes."""
        element = self._styles.get(identity)
        title = _value(element, names.NAME, identity) if element is not None else ""
        look, seen = Look(), set[str]()
        while identity in self._styles and identity not in seen and len(seen) < _DEEPEST_STYLE:
            seen.add(identity)
            own, identity = self._own(identity)
            look = over(look, own)
        return replace(over(look, self._defaults), name=title)

    def _own(self, identity: str) -> tuple[Look, str]:
        """What is written in a style itself, and the style it is based on."""
        known = self._read.get(identity)
        if known is None:
            element = self._styles[identity]
            known = self._read[identity] = (_own_look(element), _value(element, names.BASED_ON, ""))
        return known

    def list_of(self, identity: str) -> str:
        """The list id a style is numbered with (w:numStyleLink); "" when none."""
        number = self.look(identity).number
        return number[0] if number else ""


def over(upper: Look, lower: Look) -> Look:
    """`upper` with what it leaves unset taken from `lower`."""
    return Look(
        upper.name or lower.name,
        lower.outline if upper.outline is None else upper.outline,
        upper.alignment or lower.alignment,
        lower.size if upper.size is None else upper.size,
        upper.font or lower.font,
        lower.bold if upper.bold is None else upper.bold,
        lower.number if upper.number is None else upper.number,
    )


def _value(style: Element, tag: str, otherwise: str) -> str:
    """The value of a child of a style; `otherwise` when there is no such child."""
    found = style.find(tag)
    return otherwise if found is None else found.get(names.VAL, "")


def _own_look(element: Element) -> Look:
    """The properties written in a style itself."""
    paragraph = element.find(names.PARAGRAPH_PROPERTIES)
    run = element.find(names.RUN_PROPERTIES)
    look = paragraph_look(paragraph) if paragraph is not None else Look()
    return over(look, run_look(run)) if run is not None else look


def paragraph_look(properties: Element) -> Look:
    """Outline level, alignment and number of paragraph properties."""
    outline = alignment = number = None
    for element in properties:
        if element.tag == names.OUTLINE_LEVEL:
            level = _whole(element.get(names.VAL))
            outline = level + 1 if 0 <= level <= _HIGHEST_OUTLINE else 0
        elif element.tag == names.ALIGNMENT:
            alignment = element.get(names.VAL, "")
        elif element.tag == names.NUMBERING:
            number = _number(element)
    aligned = {"start": "left", "end": "right", "distribute": "both"}.get(alignment or "", alignment or "")
    return Look(outline=outline, alignment=aligned, number=number)


def _number(element: Element) -> tuple[str, int] | None:
    """List id and level; a level without an id belongs to the list of the style."""
    level = element.find(names.ILVL)
    listed = element.find(names.NUM_ID)
    identity = listed.get(names.VAL, "") if listed is not None else ""
    depth = _whole(level.get(names.VAL)) if level is not None else 0
    return (identity, max(0, depth)) if identity or level is not None else None


def run_look(properties: Element) -> Look:
    """Size, weight and East Asian font of run properties."""
    size = None
    font = ""
    for element in properties:
        if element.tag == names.SIZE:
            half_points = _whole(element.get(names.VAL))
            size = half_points / 2 if half_points > 0 else None
        elif element.tag == names.FONTS:
            font = element.get(names.EAST_ASIA, "")
    return Look(size=size, font=font, bold=run_weight(properties))


def run_weight(properties: Element) -> bool | None:
    """Whether run properties say bold; None when they say nothing."""
    found = next(properties.iterchildren(names.BOLD), None)
    return found.get(names.VAL, "1") not in _OFF if found is not None else None


def _whole(text: str | None) -> int:
    """A whole number of an attribute; -1 when it is none."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else -1
