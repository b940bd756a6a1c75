"""The county's side: packages of many towns read, verified, checked; which of them count, and what they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.finding import FindingClass, Severity
from fzapp.infra.files import shown_name
from fzapp.package.bag import UNFINISHED, FileState, extent, verify
from fzapp.package.facts import PATH as FACTS
from fzapp.package.facts import Facts, read_facts
from fzapp.services.checks import CheckOptions
from fzapp.text.pinyin import by_sound
from fzapp.text.sentences import sentences
from fzapp.text.similarity import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from fzapp.domain.template import ReportTemplate
    from fzapp.package.bag import Extent
    from fzapp.services.checks import CheckService
    from fzapp.services.templates import TemplateLibrary

MOST = 200
"""Packages taken at once: a county has fewer towns."""
LEAST_ALIKE = 30
"""Characters from which the same sentence in two towns is told: shorter ones are set phrases."""
MOST_ALIKE = 2_000
_DEEPEST = 3
"""Folders below the chosen one in which packages are looked for."""
_PACKED = (".zip", ".rar", ".7z")
_MOST_SEALED, _MOST_UNSEALED = 4_000_000_000, 300_000_000
"""Bytes of a package that are read through while many are collected: a seal knows the sizes, without one anything may have
been put in. What is larger is looked over by itself.
"""
_NAMED = 5
"""Folders without a package that are named one by one."""
_BROKEN_OFF = "这一份没有写完，让报送单位重新生成。"


@dataclass(frozen=True, slots=True)
class Collected:
    """A package that was read: `wrong` names files that are not as written, `missing` legal parts without text.

    `findings` counts what the checks found in its text, by class. `unread` says why the files of a package were
    not looked through; "" when they were.
    """

    folder: Path
    facts: Facts
    wrong: tuple[str, ...]
    missing: tuple[str, ...]
    findings: dict[FindingClass, int]
    unread: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether every file was looked at and is as it was written."""
        return not self.wrong and not self.unread


@dataclass(frozen=True, slots=True)
class Refused:
    """A folder that is no package that can be used."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The packages of one genre and year, those that could not be read, and those that do not count.

    `due` is the day the county set, ISO; "" leaves it to what each town has recorded. `expected` names the
    units that are to hand in, as the county writes them; empty when it keeps no list.
    """

    packages: tuple[Collected, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[Refused, ...] = ()
    about: str = ""
    due: str = ""
    expected: tuple[str, ...] = ()

    def is_late(self, one: Collected) -> bool:
        """Whether a package was made after the day it was due."""
        return bool(self.due_of(one)) and one.facts.made_at[:10] > self.due_of(one)

    def due_of(self, one: Collected) -> str:
        """The day a package was due."""
        return self.due or one.facts.due_date


@dataclass(frozen=True, slots=True)
class Alike:
    """A sentence that several towns have in common, as the first of them writes it."""

    text: str
    section: str
    units: tuple[str, ...]


def packages_in(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Refused, ...]]:
    """The packages among `paths` and in their folders, each once, and what lies beside them unread.

    Links are passed over. Raises `UserError` for what is no folder, and for too many.
    """
    found: dict[Path, None] = {}
    beside: list[Refused] = []
    for path in paths:
        if not path.is_dir() or path.is_symlink():
            raise UserError(f"“{shown_name(path.name)}”不是文件夹", "选报送包，或者放着报送包的文件夹")
        packages = list(_packages(path, _DEEPEST))
        found |= {one.resolve(): None for one in packages if not one.name.endswith(UNFINISHED)}
        beside += [
            Refused(shown_name(one.name), _BROKEN_OFF) for one in packages if one.name.endswith(UNFINISHED)
        ]
        beside += _beside(path, packages)
    if len(found) > MOST:
        raise UserError(f"一次放进了{len(found)}个报送包，最多{MOST}个", "分几次汇总")
    return tuple(found), tuple(beside)


def _packages(folder: Path, depth: int) -> Iterator[Path]:
    """A package, or those in a folder: many a town puts its package into a folder of its own."""
    if (folder / "bagit.txt").is_file() or folder.name.endswith(UNFINISHED):
        yield folder
    elif depth:
        for one in _listed(folder):
            if one.is_dir() and not one.is_symlink():
                yield from _packages(one, depth - 1)


def _listed(folder: Path) -> list[Path]:
    """What is in a folder; nothing in one that cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _beside(folder: Path, packages: Sequence[Path]) -> Iterator[Refused]:
    """Packed packages, which have to be unpacked first, and folders without one."""
    if folder in packages:
        return
    for one in _listed(folder):
        if one.suffix.lower() in _PACKED and one.is_file():
            yield Refused(shown_name(one.name), "这是压缩包，先解压，再汇总。")
    empty = [
        shown_name(one.name)
        for one in _listed(folder)
        if one.is_dir() and not any(one == found or one in found.parents for found in packages)
    ]
    if empty and packages:
        more = f"等{len(empty)}个" if len(empty) > _NAMED else ""
        yield Refused(f"{'、'.join(empty[:_NAMED])}{more}", "这里面没有报送包。")


def collect(
    paths: Iterable[Path],
    library: TemplateLibrary,
    checks: CheckService,
    progress: Callable[[int, int], None] = lambda _d, _t: None,
) -> Collection:
    """Read, verify and check every package. Of each town the newest version counts, of one genre and year.

    What `progress` raises stops it. Raises `UserError` when there is no package.
    """
    folders, beside = packages_in(paths)
    if not folders:
        raise UserError("这里没有报送包", "选里面有报送包的文件夹；是压缩包的先解压")
    read: list[Collected] = []
    refused: list[Refused] = []
    for done, folder in enumerate(folders):
        progress(done, len(folders))
        try:
            facts = read_facts(folder)
            unread = _too_much(extent(folder))
            verdicts = () if unread else verify(folder, partial(progress, done, len(folders)))
        except UserError as error:
            refused.append(Refused(shown_name(folder.name), shown_name(str(error))))
            continue
        wrong = tuple(
            f"{_told(one.path)}：{one.state.label}" for one in verdicts if one.state is not FileState.OK
        )
        missing = tuple(_missing(facts, library))
        read.append(Collected(folder, facts, wrong, missing, _findings(facts, checks), unread))
    about, counted, left_out = _counted(read, library)
    return Collection(counted, tuple(refused), (*left_out, *beside), about)


def _too_much(found: Extent) -> str:
    """Why a package is not read through while many are collected; "" when it is."""
    if found.bytes <= (_MOST_SEALED if found.sealed else _MOST_UNSEALED):
        return ""
    told = f"有{found.bytes / 1e6:.0f}MB" if found.sealed else f"没有封条，又有{found.bytes / 1e6:.0f}MB"
    return f"{told}，汇总时没有逐个文件核对，到“报送”页单独核对这一份"


def _told(path: str) -> str:
    """What a file of a package is called where it is told that something is wrong with it."""
    return "汇总用的内容" if path == FACTS else shown_name(path)


def _counted(
    read: Sequence[Collected], library: TemplateLibrary
) -> tuple[str, tuple[Collected, ...], tuple[Refused, ...]]:
    """What the collection is about, one package for each town, and why the others do not count."""
    kinds = Counter((one.facts.genre, one.facts.year) for one in read)
    if not kinds:
        return "", (), ()
    main = max(kinds, key=lambda kind: (kinds[kind], kind[1]))
    about = _kind_told(main, library)
    left_out: list[Refused] = []
    towns: dict[str, list[Collected]] = {}
    for one in read:
        kind = (one.facts.genre, one.facts.year)
        if kind == main:
            towns.setdefault(one.facts.unit, []).append(one)
        else:
            why = f"这是{_kind_told(kind, library)}，这次汇总的是{about}，没有算进去。"
            left_out.append(Refused(shown_name(one.folder.name), why))
    counted: list[Collected] = []
    for unit in sorted(towns, key=by_sound):
        best = max(towns[unit], key=lambda one: (one.facts.version, one.is_sound, one.facts.made_at))
        counted.append(best)
        left_out += [
            Refused(shown_name(one.folder.name), _not_counted(one, best))
            for one in towns[unit]
            if one is not best
        ]
    return about, tuple(counted), tuple(left_out)


def _kind_told(kind: tuple[str, int], library: TemplateLibrary) -> str:
    genre, year = kind
    name = library.get(genre).name if genre in library.names() else "别的报告"
    return f"{year}{name}" if name.startswith("年") else f"{year}年{name}"


def _not_counted(one: Collected, best: Collected) -> str:
    """Why another package of the same town counts."""
    other = shown_name(best.folder.name)
    if one.facts.version < best.facts.version:
        return f"已经有V{best.facts.version}，以“{other}”为准。"
    if one.facts == best.facts:
        return f"和“{other}”是同一份，只算一次。"
    return f"和“{other}”都是V{one.facts.version}，内容却不一样，向报送单位问清以哪一份为准。"


def _findings(facts: Facts, checks: CheckService) -> dict[FindingClass, int]:
    """What the checks find in the text that was handed in."""
    lines = [line for one in facts.sections for line in (one.title, *one.text.split("\n")) if line.strip()]
    found = checks.check_text(
        "\n".join([facts.title, *lines]), CheckOptions(year=facts.year, genre=facts.genre)
    )
    return Counter(one.finding_class for one in found if one.severity is not Severity.NOTE)


def _missing(facts: Facts, library: TemplateLibrary) -> Iterator[str]:
    """Legal parts of the genre that have no text."""
    if facts.genre not in library.names():
        return
    template = library.get(facts.genre)
    for wanted in template.required:
        parts = [place for place, section in enumerate(facts.sections) if section.spec == wanted]
        if not parts or not any(_has_text(facts, place) for place in parts):
            yield _heading(template, wanted)


def _has_text(facts: Facts, place: int) -> bool:
    """Whether a section or one below it says something."""
    own = facts.sections[place]
    if own.text.strip():
        return True
    for section in facts.sections[place + 1 :]:
        if section.level <= own.level:
            return False
        if section.text.strip():
            return True
    return False


def _heading(template: ReportTemplate, wanted: str) -> str:
    found = next((spec.heading for spec in template.sections if spec.id == wanted), wanted)
    return found.replace("{year}", "").replace("{next_year}", "").lstrip("年")


def alike(packages: Sequence[Collected]) -> tuple[Alike, ...]:
    """Sentences that stand in the reports of several towns, word for word but for marks and years."""
    seen: dict[str, Alike] = {}
    for package in packages:
        unit = package.facts.unit
        for section in package.facts.sections:
            for sentence in sentences(section.text.split("\n")):
                key = normalised(sentence.text)
                if len(key) < LEAST_ALIKE:
                    continue
                known = seen.setdefault(key, Alike(sentence.text, section.title, (unit,)))
                if unit not in known.units:
                    seen[key] = replace(known, units=(*known.units, unit))
    return tuple(one for one in seen.values() if len(one.units) > 1)[:MOST_ALIKE]
