"""The word lists of resources/rules/recognition.toml, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from fzapp.infra.paths import resources


@dataclass(frozen=True, slots=True)
class GenreWords:
    """By what a genre is known: words of the title, words of the lead; … is a gap."""

    id: str
    title: tuple[str, ...]
    lead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecognitionWords:
    """All lists; for what each is, see the comments of the resource file."""

    title_kinds: tuple[str, ...]
    weak_kinds: tuple[str, ...]
    letterhead_endings: tuple[str, ...]
    letterhead_marks: frozenset[str]
    organ_endings: tuple[str, ...]
    addressed: tuple[str, ...]
    not_addressed: tuple[str, ...]
    person_marks: tuple[str, ...]
    seal_marks: tuple[str, ...]
    glued_headings: tuple[str, ...]
    genres: tuple[GenreWords, ...]


@cache
def recognition_words() -> RecognitionWords:
    """The lists as data."""
    data = tomllib.loads((resources() / "rules" / "recognition.toml").read_text(encoding="utf-8"))
    organ = data["organ"]
    return RecognitionWords(
        title_kinds=tuple(data["title"]["kinds"]),
        weak_kinds=tuple(data["title"]["weak_kinds"]),
        letterhead_endings=tuple(data["title"]["letterhead_endings"]),
        letterhead_marks=frozenset(data["letterhead"]["marks"]),
        organ_endings=tuple(organ["endings"]),
        addressed=(*organ["endings"], *organ["addressed"]),
        not_addressed=tuple(organ["not_addressed"]),
        person_marks=tuple(organ["person_marks"]),
        seal_marks=tuple(organ["seal_marks"]),
        glued_headings=tuple(sorted(data["glued"]["headings"], key=len, reverse=True)),
        genres=tuple(
            GenreWords(genre["id"], tuple(genre["title"]), tuple(genre["lead"])) for genre in data["genre"]
        ),
    )
