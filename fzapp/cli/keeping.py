"""Commands that keep the archive safe: backup, backups, restore, doctor, handover."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fzapp.cli import answers

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
    restore.add_argument(
        "--backup-password-file",
        type=Path,
        default=None,
        metavar="文件",
        help="备份的密码和档案库的不一样时用",
    )
    restore.add_argument("--preview", action="store_true", help="只看会变成什么样，不恢复")
    restore.set_defaults(run=_restore)

    salvage = commands.add_parser(
        "salvage", parents=[common], help="把损坏的档案库里还能读的内容收进一个新的，列出救不回来的"
    )
    salvage.add_argument("-o", "--output", type=Path, required=True, metavar="新文件夹")
    salvage.add_argument("--list", type=Path, default=None, metavar="文件", help="清单另存成Word文件")
    salvage.set_defaults(run=_salvage)

    password = commands.add_parser("password", parents=[common], help="给档案库设密码、换密码、去掉密码")
    password.add_argument(
        "--new-password-file", type=Path, default=None, metavar="文件", help="新密码写在这个文件的第一行"
    )
    password.add_argument("--remove", action="store_true", help="去掉密码")
    password.set_defaults(run=_password)

    doctor = commands.add_parser("doctor", parents=[common], help="检查档案库是否完好")
    doctor.add_argument("--rebuild-index", action="store_true", help="先重建查找索引，再检查")
    doctor.set_defaults(run=_doctor)

    handover = commands.add_parser(
        "handover", parents=[common], help="换人接手表：列出要交接的，或者存成Word"
    )
    handover.add_argument("-o", "--output", type=Path, default=None, metavar="文件")
    handover.set_defaults(run=_handover)


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
    from fzapp.services.doors import Key  # noqa: PLC0415

    # the archive itself is not opened: it may be the damaged one
    folder = answers.archive_folder(options)
    key = answers.key(options)
    file = options.backup_password_file or (options.password_file if key is None else None)
    other = Key(answers.password(file, "备份的密码：")) if file else None
    told = restoring.preview(folder, options.backup, key, other)
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
        aside = restoring.restore(folder, options.backup, key, other)
        replaced = aside.is_dir()
        answer["aside"] = str(aside) if replaced else ""
        lines.append(f"已恢复；原来的档案库没有删，放在：{aside}" if replaced else f"已恢复到：{folder}")
    return answers.show(options, answer, lines)


def _salvage(options: argparse.Namespace) -> int:
    from fzapp.infra import paths  # noqa: PLC0415
    from fzapp.services.exports import ExportService  # noqa: PLC0415
    from fzapp.services.list_papers import ListPapers  # noqa: PLC0415
    from fzapp.services.salvaging import salvage_to  # noqa: PLC0415

    done = salvage_to(answers.archive_folder(options), options.output, answers.key(options))
    if options.list is not None:
        ListPapers(ExportService(paths.resources() / "word")).save(done.paper(), options.list)
    answer: dict[str, object] = {
        "output": str(options.output),
        "counts": dict(done.counts),
        "lost": [{"what": one.what, "numbers": one.numbers, "why": one.told} for one in done.losses],
    }
    lines = [f"{done.told}新的档案库在：{options.output}"]
    lines += [f"{one.what}　{one.numbers}：{one.told}" for one in done.losses]
    answers.show(options, answer, lines)
    return answers.FOUND if done.losses else answers.DONE


def _password(options: argparse.Namespace) -> int:
    from fzapp.services import doors  # noqa: PLC0415

    folder = answers.archive_folder(options)
    old, new = answers.key(options), None
    if not options.remove:
        typed = answers.password(options.new_password_file, "新密码：")
        again = typed if options.new_password_file else answers.password(None, "再输一次：")
        wrong = doors.fault(typed, again)
        if wrong:
            return answers.fail(wrong, answers.WRONG)
        new = doors.Key(typed)
    elif old is None:
        return answers.fail("档案库没有设密码，不用去掉。", answers.WRONG)
    done = doors.change(folder, old, new)
    answer = {"sealed": new is not None, "rows": done.rows, "backups": done.backups, "files": done.files}
    lines = [f"已另写一份并核对：{done.rows}行资料、{done.backups}份备份、{done.files}个文件。"]
    lines.append("密码设好了，忘了密码谁也打不开。" if new else "密码去掉了，资料不再加密。")
    if done.left:
        lines.append(f"有{done.left}份备份用这个密码打不开，原样留着。")
    return answers.show(options, answer, lines)


def _doctor(options: argparse.Namespace) -> int:
    from fzapp.services.doctor import look_over  # noqa: PLC0415

    with closing(answers.services(options)) as services:
        if options.rebuild_index:
            services.search.rebuild()
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


def _handover(options: argparse.Namespace) -> int:
    with closing(answers.services(options)) as services:
        rows = services.handover.rows()
        written = services.handover.save(options.output) if options.output is not None else None
    answer: dict[str, object] = {"rows": [{"what": what, "told": told} for what, told in rows]}
    if written is not None:
        return answers.show(options, answer | {"output": str(written)}, [f"已存成：{written}"])
    return answers.show(options, answer, [f"{what}：{told}" for what, told in rows])
