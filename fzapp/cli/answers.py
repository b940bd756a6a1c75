"""How every command answers: exit statuses, one JSON object or Chinese lines, the archive it speaks of."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from fzapp.domain.errors import UserError
from fzapp.infra import paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fzapp.services.context import Services

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


def services(options: argparse.Namespace) -> Services:
    """The services of the archive a command speaks of. Raises `ArchiveUnusable`."""
    from fzapp.services.context import open_services  # noqa: PLC0415

    return open_services(options.archive or paths.data_folder(), paths.resources())


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
