"""How every command answers: exit statuses, one JSON object or Chinese lines, the archive it speaks of."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from fzapp.domain.errors import PasswordNeeded, UserError
from fzapp.infra import paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.services.doors import Key

DONE, FOUND, WRONG, UNUSABLE, BUG = 0, 1, 2, 3, 70


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the call in Chinese and leaves with 2."""

    def error(self, message: str) -> NoReturn:
        """Raise `UserError` in place of argparse's English."""
        del message
        raise UserError("命令写得不对", f"用“{self.prog} --help”看写法")


class Commands(Protocol):
    """Where a group of commands is added: what argparse answers for `add_subparsers`."""

    def add_parser(self, name: str, **options: Any) -> Parser:  # noqa: ANN401  argparse's own words
        """Add one command and answer its parser."""
        ...


def archive_folder(options: argparse.Namespace) -> Path:
    """Where the archive lies that a command speaks of."""
    return options.archive or paths.data_folder()


def services(options: argparse.Namespace) -> Services:
    """The services of the archive a command speaks of. Raises `ArchiveUnusable`."""
    from fzapp.services.context import open_services  # noqa: PLC0415

    return open_services(archive_folder(options), paths.resources(), key(options))


def key(options: argparse.Namespace) -> Key | None:
    """The key of the archive, when it has a password. Raises `PasswordNeeded` or `WrongPassword`."""
    from fzapp.services import doors  # noqa: PLC0415

    folder = archive_folder(options)
    if not doors.is_sealed(folder):
        return None
    return doors.unlock(folder, password(options.password_file, "档案库的密码："))


def password(file: Path | None, question: str) -> str:
    """A password out of the first line of a file ("-" is stdin), or typed unseen where somebody sits.

    Never out of the command itself: everybody on the machine can list that. Raises `PasswordNeeded`.
    """
    if file is None:
        if not sys.stdin.isatty():
            raise PasswordNeeded("档案库设了密码", "把密码写进一个文件，用“--password-file 文件”给出")
        return getpass.getpass(question, stream=sys.stderr)
    if str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    from fzapp.services.user_files import read_file  # noqa: PLC0415

    lines = read_file(file).decode("utf-8-sig", "replace").splitlines()
    return lines[0] if lines else ""


def show(options: argparse.Namespace, answer: Mapping[str, object], lines: Sequence[str]) -> int:
    """Print `answer` as one JSON object, or `lines`; answer `DONE`."""
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for line in lines:
            print(line)
    return DONE


def fail(sentence: str, status: int) -> int:
    """Print one sentence where errors go; answer `status`."""
    print(sentence, file=sys.stderr)
    return status
