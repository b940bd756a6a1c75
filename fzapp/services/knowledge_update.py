"""Newer knowledge for the checks from a file that comes on a stick: checked, dated, and taken back at will.

An update is a zip file with `manifest.json` and some of the files of resources/rules. It is kept beside the
archive; a setting says which one is in use, so that undo, history and backups cover the change.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from fzapp.checks.knowledge import FILES
from fzapp.domain.errors import UserError
from fzapp.infra import zips
from fzapp.services.checks import CheckOptions, CheckService
from fzapp.services.user_files import read_file, save_file
from fzapp.storage import settings
from fzapp.storage.changes import Op
from fzapp.storage.folder import KNOWLEDGE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fzapp.storage.archive import Archive
    from fzapp.storage.changes import Change

SCHEMA = 1
"""The form of update files that this program reads."""

SUFFIX = ".zip"
_FORMAT = "fzapp-knowledge"
_CHECKED = re.compile(r"^checked_on = ([0-9-]+)$", re.MULTILINE)
_MANIFEST = "manifest.json"
_SETTING = "knowledge_update"
_LARGEST = 4 * 1024 * 1024
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION = re.compile(r"[0-9A-Za-z.\-]{1,30}")
_SAMPLE = (
    "关于2025年法治建设工作情况的报告\n一、主要做法\n截止10月底，学习《中华人民共和国行政处罚法》12次。\n"
)


@dataclass(frozen=True, slots=True)
class KnowledgeState:
    """Which knowledge is in use: `version`, the day a person last checked it, who; `own` is the shipped one."""

    version: str
    checked_on: str
    checked_by: str = ""
    seal: str = ""

    @property
    def own(self) -> bool:
        """Whether it came with the program."""
        return not self.seal

    @property
    def told(self) -> str:
        """For the page."""
        by = f"，{self.checked_by}" if self.checked_by else ""
        kind = "随程序" if self.own else "更新"
        return f"知识：{kind} {self.version}，最近由人核对：{self.checked_on}{by}"


@dataclass(frozen=True, slots=True)
class KnowledgeUpdate:
    """An update that was read and found sound. `files` are by name, `data` is the file as it came."""

    state: KnowledgeState
    files: Mapping[str, bytes]
    data: bytes


class KnowledgeService:
    """Tells which knowledge is in use and changes it."""

    def __init__(self, archive: Archive, rules_folder: Path) -> None:
        self._archive = archive
        self._rules = rules_folder

    def state(self) -> KnowledgeState:
        """What is in use."""
        stored = settings.get(self._archive, _SETTING)
        if stored:
            return KnowledgeState(**json.loads(stored))
        return self._shipped()

    def files(self) -> Mapping[str, bytes]:
        """The files that take the place of the shipped ones; none when the update is gone or damaged."""
        state = self.state()
        if state.own:
            return {}
        try:
            update = self.read(self._kept(state))
        except UserError:
            return {}
        return update.files if update.state.seal == state.seal else {}

    def read(self, path: Path) -> KnowledgeUpdate:
        """Read an update and check it: form, hashes, and that a check with it runs. Raises `UserError`."""
        data = read_file(path)
        manifest, files = _opened(data)
        state = _state(manifest, sha256(data).hexdigest())
        if set(manifest["files"]) != set(files):
            raise _broken()
        for name, content in files.items():
            if sha256(content).hexdigest() != manifest["files"][name]:
                raise _broken()
        _try_out(self._rules, files)
        return KnowledgeUpdate(state, files, data)

    def install(self, update: KnowledgeUpdate) -> Change | None:
        """Use an update from now on. Raises `UserError` when it is older than what is in use."""
        if update.state.checked_on < self.state().checked_on:
            raise UserError("这个更新比现在用的知识还旧", "用新的更新文件，或先恢复随程序的知识")
        folder = self._archive.folder / KNOWLEDGE_FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        save_file(self._kept(update.state), update.data)
        return self._set(json.dumps(asdict(update.state), ensure_ascii=False))

    def take_back(self) -> Change | None:
        """Use the knowledge that came with the program again."""
        return self._set("")

    def _set(self, value: str) -> Change | None:
        with self._archive.transact(Op.CHANGE_SETTING) as transaction:
            settings.put(self._archive, transaction.write, _SETTING, value)
        return transaction.change

    def _kept(self, state: KnowledgeState) -> Path:
        return self._archive.folder / KNOWLEDGE_FOLDER / f"{state.seal[:16]}{SUFFIX}"

    def _shipped(self) -> KnowledgeState:
        """The newest day on which one of the shipped files was checked stands for all."""
        days = [_checked_on((self._rules / name).read_text(encoding="utf-8")) for name in FILES]
        return KnowledgeState(max(days), min(days))


def make_update(
    rules_folder: Path, sources: Sequence[Path], path: Path, *, version: str, checked_by: str
) -> KnowledgeState:
    """Write an update out of changed files of resources/rules; answer what its users will be told.

    It is dated by the newest day on which one of them was checked. Raises `UserError` for files that are
    no knowledge or that a check does not run with, so that nobody hands on what cannot be installed.
    """
    if not _VERSION.fullmatch(version):
        raise UserError("更新的版本写得不对", "用字母、数字、点和短横，30个字以内，比如2027.1")
    if path.suffix.lower() != SUFFIX:
        raise UserError("知识更新要存成压缩文件", f"把文件名的结尾写成 {SUFFIX}")
    files = {source.name: read_file(source) for source in sources}
    strange = sorted(files.keys() - set(FILES))
    if strange:
        raise UserError(f"“{strange[0]}”不是校核知识的文件", "从程序的知识文件里选改过的")
    _try_out(rules_folder, files)
    found = [_CHECKED.search(content.decode()) for content in files.values()]
    days = [one[1] for one in found if one and _DAY.fullmatch(one[1])]
    if len(days) < len(files):
        raise UserError("文件里没有写明哪天由人核对过", "在每个文件开头写上核对的日期")
    data = pack_update(files, version, max(days), checked_by)
    save_file(path, data)
    return KnowledgeState(version, max(days), checked_by, sha256(data).hexdigest())


def _try_out(rules_folder: Path, files: Mapping[str, bytes]) -> None:
    """A check with the new files must run, whatever it finds."""
    try:
        CheckService(rules_folder, files).check_text(_SAMPLE, CheckOptions(year=2025))
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise UserError("这个更新文件里的内容程序读不懂", "用新版本的程序，或换一个更新文件") from error


def _checked_on(text: str) -> str:
    """The day in the head of a file of rules, which is large: only the line is read."""
    found = _CHECKED.search(text)
    assert found is not None, "every file that is shipped names the day"
    return found[1]


def pack_update(
    files: Mapping[str, bytes], version: str, checked_on: str, checked_by: str, schema: int = SCHEMA
) -> bytes:
    """An update file; `checked_on` is ISO."""
    manifest = {
        "format": _FORMAT,
        "schema": schema,
        "version": version,
        "checked_on": checked_on,
        "checked_by": checked_by,
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False))
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _opened(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest and the files of knowledge in an update."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            named = {info.filename for info in archive.infolist()} - {_MANIFEST}
            if not named <= set(FILES) or any(info.file_size > _LARGEST for info in archive.infolist()):
                raise _broken()
            manifest = json.loads(archive.read(_MANIFEST))
            files = {name: archive.read(name) for name in named}
    except zips.DAMAGED as error:
        raise UserError("这不是知识更新文件", "换一个由法治部门或程序提供的更新文件") from error
    if not isinstance(manifest, dict):
        raise _broken()
    return manifest, files


def _state(manifest: dict[str, Any], seal: str) -> KnowledgeState:
    schema = manifest.get("schema")
    if manifest.get("format") != _FORMAT or not isinstance(schema, int):
        raise _broken()
    if schema > SCHEMA:
        raise UserError("这个更新文件要用更新版本的程序", "先升级程序，再装这个更新")
    version, day = str(manifest.get("version", "")), str(manifest.get("checked_on", ""))
    files = manifest.get("files")
    if not _VERSION.fullmatch(version) or not _DAY.fullmatch(day) or not isinstance(files, dict) or not files:
        raise _broken()
    return KnowledgeState(version, day, str(manifest.get("checked_by", ""))[:40], seal)


def _broken() -> UserError:
    return UserError("这个更新文件不完整或者被改过", "重新拷一份再装")
