"""Bringing in whole folders: everything is read and shown first, then stored batch by batch."""

from __future__ import annotations

import contextlib
import re
from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.infra.files import sha256_of, shown_name
from fzapp.services.bulk_storing import Storing
from fzapp.services.folder_scan import LeftOut, Refused, is_folder, scan
from fzapp.services.imports import Imported, genre_of
from fzapp.services.reading_apart import Readers, recognised_report
from fzapp.storage import reports as stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from fzapp.domain.document import RecognisedReport
    from fzapp.services.folder_scan import FoundFile
    from fzapp.services.imports import ImportService
    from fzapp.storage.archive import Archive

    Progress = Callable[[int, int, str], None]
    """Called with how many are done, of how many, and the name of the file at hand."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIRST, _AHEAD = 1990, 1
"""The years a name may mean: none before, and at most the coming one."""


class Standing(StrEnum):
    """Whether a file is wanted: new, the same bytes as another or as a stored one, the same words as another."""

    NEW = "new"
    SAME_FILE = "same_file"
    KNOWN = "known"
    SAME_TEXT = "same_text"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was read. `recognised` is None for a file whose bytes are here or in the archive already.

    `genre` and `year` are guesses; `genre_sure`, `year_sure` tell whether the text itself said so.
    `same_as` names the other file or the stored report.
    """

    path: Path
    where: str
    digest: str
    recognised: RecognisedReport | None
    genre: str
    year: int
    genre_sure: bool
    year_sure: bool
    standing: Standing = Standing.NEW
    same_as: str = ""
    year_from_name: bool = False

    @property
    def title(self) -> str:
        """The title that was recognised, or ""."""
        return "" if self.recognised is None else "".join(self.recognised.content.title.split())

    @property
    def characters(self) -> int:
        """Characters of the text without blanks."""
        if self.recognised is None:
            return 0
        return sum(len("".join(part.body.split())) for part in self.recognised.content.sections)

    @property
    def storable(self) -> bool:
        """Whether it can be taken at all."""
        return self.recognised is not None

    @property
    def proposed(self) -> bool:
        """Whether it is proposed: new, and looks like a report by its title or its year."""
        return self.standing is Standing.NEW and (self.genre_sure or self.year_sure)

    @property
    def note(self) -> str:
        """What to know about it, "" when nothing."""
        match self.standing:
            case Standing.KNOWN:
                return f"档案里已经有了：{self.same_as}"
            case Standing.SAME_FILE:
                return f"和“{self.same_as}”是同样的文件"
            case _:
                return "，".join(self._doubts())

    def _doubts(self) -> list[str]:
        doubts = [f"文字和“{self.same_as}”一样"] if self.standing is Standing.SAME_TEXT else []
        if not self.genre_sure and not self.year_sure:
            return [*doubts, "文种和年度都没有认出，看看是不是报告"]
        if not self.genre_sure:
            doubts.append("文种没有认出")
        if not self.year_sure:
            doubts.append("年度是按文件名猜的" if self.year_from_name else "年度没有认出，先按今年")
        dropped = len(self.recognised.dropped) if self.recognised else 0
        return [*doubts, f"{dropped}行不是正文，另外留着"] if dropped else doubts


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read of folders and files, nothing stored yet."""

    candidates: tuple[Candidate, ...]
    refused: tuple[Refused, ...]
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class Wanted:
    """A candidate as confirmed."""

    candidate: Candidate
    genre: str
    year: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of bringing in files and folders without asking."""

    imported: tuple[Imported, ...]
    refused: tuple[Refused, ...]
    duplicates: tuple[Candidate, ...]
    left_out: LeftOut


class BulkImports:
    """Looks beside the window, stores on the thread of the archive."""

    def __init__(self, archive: Archive, imports: ImportService) -> None:
        self._archive = archive
        self._imports = imports

    def known(self) -> dict[str, str]:
        """The hash of every original whose report is in the archive → how the report is called."""
        return {
            report.source_hash: f"{report.year}年{report.content.title or report.source_name}"
            for report in stored.list_reports(self._archive)
            if report.source_hash
        }

    def look(
        self,
        paths: Iterable[Path],
        known: Mapping[str, str],
        progress: Progress = lambda _done, _total, _note: None,
    ) -> Looked:
        """Read and recognise everything below `paths`; touches no archive, so it may run in a worker.

        `known` is what `known` answered before. `progress` may raise to stop. Raises `UserError` only when
        there is far too much.
        """
        found = scan(paths, lambda: progress(0, 0, ""))
        with contextlib.closing(Readers(len(found.files))) as readers:
            look = _Look(readers, known, int(self._archive.now()[:4]))
            for number, file in enumerate(found.files):
                progress(number, len(found.files), file.where)
                look.take(file)
            look.finish()
            look.compare_with_known()
        return Looked(tuple(look.candidates), (*found.refused, *look.refused), found.left_out)

    def storing(self, wanted: Sequence[Wanted]) -> Storing:
        """Make ready to store what was confirmed; nothing is written before `Storing.step`."""
        return Storing(self._archive, self._imports, wanted)

    def bring_in(self, paths: Sequence[Path], year: int | None = None, genre: str | None = None) -> Brought:
        """Store without asking. A file that is named is taken whatever is there; in folders only what is new."""
        folders = [path for path in paths if is_folder(path)]
        done: list[Imported] = []
        refused: list[Refused] = []
        for path in paths:
            if path not in folders:
                try:
                    done.append(self._imports.store(self._imports.read(path), year, genre))
                except UserError as error:
                    refused.append(Refused(str(path), str(error)))
        looked = self.look(folders, self.known())
        if folders and not looked.candidates and not looked.refused:
            nothing = UserError(
                f"文件夹“{folders[0].name}”里没有可以收进的报告", "检查里面有没有Word、PDF或文本文件"
            )
            refused.append(Refused(folders[0].name, str(nothing)))
        new = [one for one in looked.candidates if one.standing is Standing.NEW]
        storing = self.storing([Wanted(one, genre or one.genre, year or one.year) for one in new])
        try:
            with contextlib.closing(storing):
                while storing.step():
                    pass
        except UserError as error:
            refused.append(Refused(f"{storing.total - len(storing.report_ids)}份报告", str(error)))
        done += storing.told()
        return Brought(
            tuple(done),
            (*refused, *looked.refused, *storing.refused),
            tuple(one for one in looked.candidates if one.standing is not Standing.NEW),
            looked.left_out,
        )


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file on its way: `reading` is None when its content is known, or is being read for another file.

    A file that could not even be opened has its refusal in place of a digest.
    """

    file: FoundFile
    digest: str = ""
    refusal: UserError | None = None
    reading: Future[RecognisedReport | UserError] | None = None


class _Look:
    """Reads files a few at once, takes them in their order, and remembers what it has seen."""

    def __init__(self, readers: Readers, known: Mapping[str, str], this_year: int) -> None:
        self.candidates: list[Candidate] = []
        self.refused: list[Refused] = []
        self._readers = readers
        self._known = known
        self._this_year = this_year
        self._begun: deque[_Begun] = deque()
        self._seen = set(known)
        self._files: dict[str, str] = {}
        self._unread: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def take(self, file: FoundFile) -> None:
        """Begin to read a file; an earlier one becomes a candidate or is refused."""
        self._begun.append(self._begin(file))
        if len(self._begun) > self._readers.count + 1:
            self._finish(self._begun.popleft())

    def finish(self) -> None:
        """Wait for the files that are still being read."""
        while self._begun:
            self._finish(self._begun.popleft())

    def _begin(self, file: FoundFile) -> _Begun:
        from fzapp.intake.documents import bytes_of  # noqa: PLC0415  heavy, and not needed at the start

        try:
            data = bytes_of(file.path)
        except UserError as error:
            return _Begun(file, refusal=error)
        digest = sha256_of(data)
        reading = None if digest in self._seen else self._readers.submit(recognised_report, data)
        self._seen.add(digest)
        return _Begun(file, digest, reading=reading)

    def _finish(self, begun: _Begun) -> None:
        file, digest = begun.file, begun.digest
        try:
            if begun.refusal is not None:
                raise begun.refusal
            if digest in self._known:
                self._add_same(file, digest, Standing.KNOWN, self._known[digest])
            elif digest in self._files:
                self._add_same(file, digest, Standing.SAME_FILE, self._files[digest])
            elif begun.reading is None:
                self.refused.append(Refused(file.where, self._unread[digest]))
            else:
                self._add(file, digest, _answer(begun.reading))
        except UserError as error:
            self._unread[digest] = shown_name(str(error))
            self.refused.append(Refused(file.where, shown_name(str(error))))

    def compare_with_known(self) -> None:
        """A new file may hold the words of one that is in the archive: as .doc beside .docx.

        Known files are read only now, when there is something to compare them with.
        """
        if not any(one.standing is Standing.NEW for one in self.candidates):
            return
        texts: dict[str, str] = {}
        known = [one for one in self.candidates if one.standing is Standing.KNOWN]
        for one, reading in [(one, self._readers.submit(_read_again, one.path)) for one in known]:
            with contextlib.suppress(UserError):
                texts[_text_digest(_answer(reading))] = one.where
        if texts:
            self.candidates = [_beside(one, texts) for one in self.candidates]

    def _add_same(self, file: FoundFile, digest: str, standing: Standing, same_as: str) -> None:
        year = self._year_in_name(file.where) or self._this_year
        self.candidates.append(
            Candidate(
                file.path,
                file.where,
                digest,
                None,
                "",
                year,
                genre_sure=False,
                year_sure=False,
                standing=standing,
                same_as=same_as,
            )
        )

    def _add(self, file: FoundFile, digest: str, recognised: RecognisedReport) -> None:
        genre = genre_of(shown_name(file.path.name), recognised)
        named = self._year_in_name(file.where)
        text = _text_digest(recognised)
        other = self._texts.setdefault(text, file.where)
        self._files[digest] = file.where
        candidate = Candidate(
            file.path,
            file.where,
            digest,
            recognised,
            genre,
            recognised.year or named or self._this_year,
            genre_sure=bool(recognised.genre),
            year_sure=recognised.year is not None,
            year_from_name=named is not None,
        )
        if other != file.where:
            candidate = replace(candidate, standing=Standing.SAME_TEXT, same_as=other)
        self.candidates.append(candidate)

    def _year_in_name(self, where: str) -> int | None:
        """The year a file or, failing that, the nearest folder is named after."""
        for part in reversed(re.split(r"[\\/]", where)):
            years = [int(year) for year in _YEAR.findall(part)]
            fitting = [year for year in years if _FIRST <= year <= self._this_year + _AHEAD]
            if fitting:
                return fitting[0]
        return None


def _answer(reading: Future[RecognisedReport | UserError]) -> RecognisedReport:
    """What was read. Raises the `UserError` that was answered instead."""
    found = reading.result()
    if isinstance(found, UserError):
        raise found
    return found


def _read_again(path: Path) -> RecognisedReport | UserError:
    """A file that was read before: work for `Readers`."""
    from fzapp.intake.documents import bytes_of  # noqa: PLC0415

    try:
        return recognised_report(bytes_of(path))
    except UserError as error:
        return error


def _beside(candidate: Candidate, texts: Mapping[str, str]) -> Candidate:
    """The candidate, marked when its words are among `texts`."""
    if candidate.standing is not Standing.NEW or candidate.recognised is None:
        return candidate
    other = texts.get(_text_digest(candidate.recognised))
    return replace(candidate, standing=Standing.SAME_TEXT, same_as=other) if other else candidate


def _text_digest(recognised: RecognisedReport) -> str:
    """The same for the same words from title to date, whatever the file around them."""
    content = recognised.content
    head = (content.title, content.addressee, content.signature, content.date_text)
    parts = (part.heading + part.body for part in content.sections)
    return sha256_of("".join("".join((*head, *parts)).split()).encode())
