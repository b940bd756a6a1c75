"""The command line: thin, prints JSON or Chinese lines, no logic.

Exit status: 0 done, 1 done and something was found, 2 wrong use or input (one sentence on stderr),
3 the archive cannot be used, 70 a bug (traceback in the log, one sentence on stderr).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers, exports, files, keeping, ledgers, release, reports, searching
from fzapp.domain.errors import ArchiveUnusable, UserError
from fzapp.infra import logs, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answer the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        if "--self-test" in arguments:
            from fzapp import selftest  # noqa: PLC0415  loads everything there is

            return selftest.main([a for a in arguments if a != "--self-test"])
        options = _parser().parse_args(
            arguments, argparse.Namespace(archive=None, json=False, password_file=None)
        )
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except ArchiveUnusable as error:
        return answers.fail(str(error), answers.UNUSABLE)
    except UserError as error:
        return answers.fail(str(error), answers.WRONG)
    except BrokenPipeError:
        # whoever read the answer has enough of it; Python must not complain again when it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return answers.DONE
    except KeyboardInterrupt:
        return answers.fail("已停止，没有留下半成品。", answers.WRONG)
    except Exception as error:  # noqa: BLE001  the last line of defence: a bug is never silent
        logs.record_bug(paths.data_folder(), error)
        return answers.fail("程序内部出错，已记入日志，档案库没有受影响。", answers.BUG)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _parser() -> answers.Parser:
    common = answers.Parser(add_help=False)
    # before or behind the command: a default of the command's own would undo what stands before it
    common.add_argument(
        "--archive", type=Path, default=argparse.SUPPRESS, metavar="文件夹", help="档案库所在文件夹"
    )
    common.add_argument(
        "--password-file",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="文件",
        help="档案库设了密码时，密码写在这个文件的第一行；“-”是从标准输入读",
    )
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="输出一个JSON对象")
    parser = answers.Parser(prog="fzapp", description="法治报告助手的命令行", parents=[common])
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="命令", parser_class=answers.Parser
    )
    for group in (files, reports, ledgers, searching, exports, release, keeping):
        group.add(commands, common)
    return parser
