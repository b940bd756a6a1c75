"""Which installed font shows each face of a format, and what stands in for one that is not installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fzapp.services.exports import StandInKind
    from fzapp.word.profile import FontRole, FormatProfile


@dataclass(frozen=True, slots=True)
class StandIn:
    """A face that is not installed and the family shown instead of it; `used` "" is the system's own."""

    wanted: str
    used: str


@dataclass(frozen=True, slots=True)
class Faces:
    """The family of each role, of digits and letters ("" where they follow the text), and the stand-ins."""

    families: Mapping[FontRole, str]
    digits: str
    stand_ins: tuple[StandIn, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The faces that are not installed, each once."""
        return tuple(stand_in.wanted for stand_in in self.stand_ins)


def choose_faces(
    profile: FormatProfile, installed: Iterable[str], kinds: Sequence[StandInKind] = ()
) -> Faces:
    """The first name of each chain that is among the `installed` families; else the nearest there is."""
    present = {_folded(name): name for name in installed}
    families: dict[FontRole, str] = {}
    stand_ins: dict[str, StandIn] = {}
    for role, font in profile.fonts.items():
        families[role] = _first(font.names, present)
        if not families[role]:
            families[role] = _nearest(font.names, present, kinds)
            stand_ins[font.names[0]] = StandIn(font.names[0], families[role])
    digits = _first((profile.digit_font,), present) if profile.digit_font else ""
    if profile.digit_font and not digits:
        stand_ins[profile.digit_font] = StandIn(profile.digit_font, "")
    return Faces(families, digits, tuple(stand_ins.values()))


def _first(names: Sequence[str], present: Mapping[str, str]) -> str:
    return next((present[_folded(name)] for name in names if _folded(name) in present), "")


def _nearest(names: Sequence[str], present: Mapping[str, str], kinds: Sequence[StandInKind]) -> str:
    """A face of the same kind, or "" when none is installed."""
    for kind in kinds:
        if any(sign in name for name in names for sign in kind.signs):
            return _first(kind.families, present)
    return ""


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()
