"""Commands that keep the archive safe: backup, backups, restore, doctor."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers
from fzapp.infra import paths

if TYPE_CHECKING:
    import argparse


def add(commands: answers.Commands, common: answers.Parser) -> None:
    """Add what keeps the archive safe."""
    backup = commands.add_parser("backup", parents=[common], help="备份档案库")
    backup.add_argument("-o", "--output", type=Path, default=None, metavar="文件夹")
    backup.set_defaults(run=_backup)

    listing = commands.add_parser("backups", parents=[common], help="列出备份")
    listing.set_defaults(run=_backups)

    restore = commands.add_parser("restore", parents=[common], help="从备份恢复")
    restore.add_argument("backup", type=Path, metavar="备份")
    restore.add_argument("--preview", action="store_true", help="只看会变成什么样，不恢复")
    restore.set_defaults(run=_restore)

    doctor = commands.add_parser("doctor", parents=[common], help="检查档案库是否完好")
    doctor.set_defaults(run=_doctor)


def _backup(options: argparse.Namespace) -> int:
    from fzapp.services.restoring import back_up_whole  # noqa: PLC0415
    from fzapp.services.safekeeping import back_up_now  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        if options.output is None:
            made = back_up_now(services.archive)
        else:
            made = back_up_whole(services.archive, options.output)
    return answers.show(options, {"output": str(made)}, [f"已备份并打开核对：{made}"])


def _backups(options: argparse.Namespace) -> int:
    from fzapp.services.safekeeping import list_backups  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        found = list_backups(services.archive)
    rows = [{"path": str(b.path), "taken": b.taken, "reason": b.reason, "bytes": b.size} for b in found]
    lines = [f"{b.taken.replace('T', ' ')}  {b.reason}  {b.size / 1e6:.1f}MB  {b.path}" for b in found]
    return answers.show(options, {"backups": rows}, lines or ["还没有备份。"])


def _restore(options: argparse.Namespace) -> int:
    from fzapp.services import restoring  # noqa: PLC0415

    # the archive itself is not opened: it may be the damaged one
    folder: Path = options.archive or paths.data_folder()
    told = restoring.preview(folder, options.backup)
    answer: dict[str, object] = {
        "backup": str(told.path),
        "last_change": told.taken,
        "counts": [{"what": what, "now": now, "then": then} for what, now, then in told.counts],
        "come": list(told.come),
        "go": list(told.go),
    }
    lines = [f"{what}：现在{now}，恢复后{then}" for what, now, then in told.counts]
    lines += [f"会回来：{title}" for title in told.come]
    lines += [f"会不见：{title}" for title in told.go]
    if not options.preview:
        aside = restoring.restore(folder, options.backup)
        answer["aside"] = str(aside)
        lines.append(f"已恢复；原来的档案库没有删，放在：{aside}")
    return answers.show(options, answer, lines)


def _doctor(options: argparse.Namespace) -> int:
    from fzapp.services.doctor import look_over  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        found = look_over(services.archive)
    whole = all(one.ok for one in found)
    answer: dict[str, object] = {
        "ok": whole,
        "checks": [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in found],
    }
    answers.show(
        options, answer, [f"{'好' if one.ok else '要处理'}  {one.name}：{one.detail}" for one in found]
    )
    return answers.DONE if whole else answers.FOUND
