"""Templates of an office's own: copied, changed, sent along as a file; each change one operation, one undo."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fzapp.domain.errors import UserError
from fzapp.domain.template import OWN_GENRE, delivered_genre
from fzapp.services.template_text import template_text
from fzapp.services.templates import load_template
from fzapp.services.user_files import read_file, save_file
from fzapp.storage import own_genres as stored
from fzapp.storage.changes import Op

if TYPE_CHECKING:
    from pathlib import Path

    from fzapp.domain.template import ReportTemplate
    from fzapp.services.templates import TemplateLibrary
    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

SUFFIX = ".toml"
LONGEST_NAME = 40
_LARGEST = 500_000
_NUMBER = re.compile(rf"{OWN_GENRE}(\d+)")


def is_own(genre_id: str) -> bool:
    """Whether a genre is the office's own; those of the program are never changed."""
    return genre_id.startswith(OWN_GENRE)


class GenreEditing:
    """Saves own templates."""

    def __init__(self, archive: Archive, library: TemplateLibrary) -> None:
        self._archive = archive
        self._library = library

    def copy(self, genre_id: str) -> str:
        """Make an own template out of any other; answer its id.

        The prescribed order of the parts is not taken along: what the office makes of its copy is its own affair.
        """
        template = self._library.get(genre_id)
        return self.add(replace(template, name=self._free_name(template.name)))

    def add(self, template: ReportTemplate) -> str:
        """Store a template as a new own one, under a name that is free; answer its id. Raises `UserError`."""
        own = replace(
            template,
            id=self._next_id(delivered_genre(template.id)),
            name=self._free_name(template.name),
            required=(),
        )
        self.save(own)
        return own.id

    def save(self, template: ReportTemplate) -> Change | None:
        """Store an own template; None when nothing is changed by it. Raises `UserError` for what is wrong."""
        self.check(template)
        with self._archive.transact(Op.EDIT_GENRE) as transaction:
            stored.put(self._archive, transaction.write, template.id, template_text(template))
        return transaction.change

    def check(self, template: ReportTemplate) -> None:
        """Raise `UserError` for the first thing that is wrong with an own template; nothing is written."""
        if not is_own(template.id):
            raise UserError(f"“{template.name}”是程序自带的模板，不能改", "先复制一份，改复制的那份")
        if len(template.name) > LONGEST_NAME:
            raise UserError(f"模板名称超过了{LONGEST_NAME}个字", "写短一些")
        others = (name for key, name in self._library.names().items() if key != template.id)
        if template.name in others:
            raise UserError(f"已经有叫“{template.name}”的模板", "换一个名称")
        try:
            load_template(template_text(template).encode(), template.name, own=True)
        except UserError as error:
            raise UserError(_without_file(error.what), error.todo) from error

    def remove(self, genre_id: str) -> Change | None:
        """Take an own template away that no report was made from. Raises `UserError` for any other."""
        name = self._library.get(genre_id).name
        if not is_own(genre_id):
            raise UserError(f"“{name}”是程序自带的模板，不能去掉", "不用的话放着就行")
        if stored.in_use(self._archive, genre_id):
            raise UserError(f"有报告是照“{name}”写的，不能去掉", "不用的话放着就行")
        with self._archive.transact(Op.EDIT_GENRE) as transaction:
            stored.drop(self._archive, transaction.write, genre_id)
        return transaction.change

    def export(self, genre_id: str, path: Path) -> None:
        """Write a template as a file that another office can read. Raises `UserError`."""
        save_file(path, template_text(self._library.get(genre_id)).encode())

    def read(self, path: Path) -> ReportTemplate:
        """The template in a file, to be looked at and added; nothing is written.

        Raises `UserError` naming file, line and what is wrong.
        """
        data = read_file(path)
        if len(data) > _LARGEST:
            raise UserError(f"“{path.name}”太大，不是报告模板", "选从本程序导出的模板文件")
        return load_template(data, path.name, own=True)

    def _next_id(self, delivered: str) -> str:
        known = (_NUMBER.match(code) for code, _ in stored.definitions(self._archive))
        number = max((int(found[1]) for found in known if found), default=0) + 1
        return f"{OWN_GENRE}{number}_{delivered}".rstrip("_")

    def _free_name(self, name: str) -> str:
        taken = set(self._library.names().values())
        if name not in taken:
            return name
        stem = re.sub(r"（本单位\d*）$", "", name)[: LONGEST_NAME - 8]
        names = (f"{stem}（本单位{number if number > 1 else ''}）" for number in range(1, len(taken) + 2))
        return next(one for one in names if one not in taken)


def _without_file(what: str) -> str:
    """A complaint on a template that is no file: without file and line."""
    return re.sub(r"（第\d+行）$", "", what.replace("模板文件", "模板", 1))
