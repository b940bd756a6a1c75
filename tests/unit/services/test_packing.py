"""报送包: signed reports only, everything that proves them inside, nothing personal, nothing half-written."""

from __future__ import annotations

import errno
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from openpyxl import load_workbook

from fzapp.domain.errors import UserError
from fzapp.domain.ledger import Privacy
from fzapp.package.bag import UNFINISHED, FileState, unfinished, verify
from fzapp.package.open_page import Listed
from fzapp.services import pack_journal, packing, restoring, safekeeping
from fzapp.services.pack_papers import COPIES, Handover, handover_blocks
from fzapp.storage import blobs, tables
from fzapp.storage.changes import Op
from tests.kept_files import lose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fzapp.services.context import Services
    from fzapp.services.packing import Packed
    from tests.unit.services.conftest import Clock

pytestmark = pytest.mark.parametrize("key", ["plain", "sealed"], indirect=True)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def signed(services: Services) -> int:
    """A signed report with one bound number from a ledger of two rows, a name among them."""
    kind = services.ledgers.kind("L04")
    name = next(c for c in kind.columns if c.type.value == "text" and c.privacy is Privacy.NONE)
    services.ledgers.add(kind, 2026, {name.id: "=石桥村集市普法"})
    services.ledgers.add(kind, 2026, {name.id: "石桥小学普法"})
    report = services.reports.create("annual_report", 2026)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    figure = next(f.name for f in services.figures.library(2026) if f.ledger == "L04" and f.value == 2)
    services.writing.save(section.id, f"全年开展普法{{{{{figure}}}}}场次 <b>&。", 0)
    services.freezes.freeze(report, "甲某某")
    return report


def packed(services: Services, report: int, stick: Path) -> Packed:
    return services.packs.pack(services.packs.plan(report), stick)


def test_a_draft_is_not_packed(services: Services) -> None:
    report = services.reports.create("annual_report", 2026)
    with pytest.raises(UserError, match="定稿"):
        services.packs.plan(report)


def test_a_package_holds_report_sources_ledgers_and_a_page_to_open(
    services: Services, signed: int, stick: Path
) -> None:
    made = packed(services, signed, stick)
    assert made.folder.name == "青石镇_2026年度法治政府建设情况报告_V1_20261201"
    paths = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    assert {"打开看.html", "移交清单.docx", "data/facts.json", "data/目录.xlsx"} <= paths
    for folder in ("1报告", "2数字出处表", "3台账汇总"):
        assert any(path.startswith(f"data/{folder}/") for path in paths)
    assert all(verdict.state is FileState.OK for verdict in verify(made.folder))
    assert max(len(path) for path in paths) <= 120


def test_the_page_shows_the_text_and_cannot_be_made_to_do_anything(
    services: Services, signed: int, stick: Path
) -> None:
    html = (packed(services, signed, stick).folder / "打开看.html").read_text(encoding="utf-8")
    assert "全年开展普法2场次 &lt;b&gt;&amp;。" in html
    assert "<script" not in html
    assert "http" not in html


def test_the_county_reads_facts_by_machine(services: Services, signed: int, stick: Path) -> None:
    folder = packed(services, signed, stick).folder
    facts = json.loads((folder / "data/facts.json").read_text(encoding="utf-8"))
    assert (facts["year"], facts["version"], facts["signed_by"]) == (2026, 1, "甲某某")
    assert facts["unit"]["name"] == "青石镇人民政府"
    assert any("普法2场次" in section["text"] for section in facts["sections"])
    (bound,) = (one for one in facts["figures"] if one["state"] == "ledger")
    assert (bound["number"].startswith("2"), bound["rows"]) == (True, 2)


def test_what_looks_like_a_formula_stays_text(services: Services, signed: int, stick: Path) -> None:
    folder = packed(services, signed, stick).folder / "data/3台账汇总"
    (path,) = (path for path in folder.iterdir() if path.name.startswith("L04"))
    cells = [c for row in load_workbook(io.BytesIO(path.read_bytes())).active.iter_rows() for c in row]
    (cell,) = (c for c in cells if c.value == "=石桥村集市普法")
    assert cell.data_type == "s"


def test_evidence_goes_along_once_and_what_is_gone_is_named(
    services: Services, signed: int, stick: Path
) -> None:
    archive = services.archive
    with archive.transact(Op.ROW_EVIDENCE) as transaction:
        blobs.keep(archive, transaction.write, "签到表.txt", "到场人员".encode(), "佐证")
        (file,) = archive.read("select id from evidence")
        for row in services.ledgers.rows(services.ledgers.kind("L04"), 2026):
            transaction.write.insert(
                tables.ROW_EVIDENCE, row_id=row.id, evidence_id=file["id"], caption="", added_at=""
            )
    plan = services.packs.plan(signed)
    (one,) = plan.evidence
    assert one.copy.name == "签到表.txt"
    made = services.packs.pack(plan, stick)
    assert (made.folder / "data" / one.path).read_text(encoding="utf-8") == "到场人员"
    lose(archive, one.copy.sha256, one.copy.name)
    again = services.packs.plan(signed)
    assert any("签到表.txt" in gap for gap in again.gaps)
    html = (services.packs.pack(again, stick).folder / "打开看.html").read_text(encoding="utf-8")
    assert "没有随包报送" in html


def test_a_second_package_is_the_next_version_with_its_differences(
    services: Services, signed: int, stick: Path, clock: Clock
) -> None:
    first = packed(services, signed, stick)
    clock.time = "2026-12-02T09:00:00"
    second = packed(services, signed, stick)
    assert (first.made.version, second.made.version) == (1, 2)
    assert (second.folder / "data/1报告/与上一版的差别.docx").is_file()
    assert [one.version for one in services.packs.made(signed)] == [2, 1]
    assert first.made.head != second.made.head


def test_the_report_that_corrects_a_signed_one_is_its_next_version(
    services: Services, signed: int, stick: Path
) -> None:
    first = packed(services, signed, stick)
    draft = services.versions.new_draft(signed)
    section = next(r.section for r in services.overview.tasks(draft) if r.section.level == 2)
    services.writing.save(section.id, "全年开展普法3场次。", 0)
    services.freezes.freeze(draft, "甲某某")
    assert not services.signing.is_sent(draft)
    second = packed(services, draft, stick)
    assert (first.made.version, second.made.version) == (1, 2)
    assert (second.folder / "data/1报告/与上一版的差别.docx").is_file()
    assert [one.version for one in services.packs.of_kin(signed)] == [2, 1]
    paper = Document(str(second.folder / "data/1报告/与上一版的差别.docx"))
    told = [one.text for one in paper.paragraphs if one.text]
    assert told[-1] == "新增：全年开展普法3场次。" or "改为：全年开展普法3场次。" in told
    assert any(one.startswith("【") and section.heading in one for one in told)
    assert [one.version for one in services.packs.made(draft)] == [2]


def test_evidence_that_is_only_named_is_told_apart_from_none(services: Services) -> None:
    report = services.reports.create("annual_report", 2026)
    kind = services.ledgers.kind("L04")
    services.ledgers.add(kind, 2026, {"evidence": "现场照片"})
    figure = next(f.name for f in services.figures.library(2026) if f.ledger == "L04" and f.value == 1)
    section = next(r.section for r in services.overview.tasks(report) if r.section.level == 2)
    services.writing.save(section.id, f"全年开展普法{{{{{figure}}}}}场次，到场200人。", 0)
    services.freezes.freeze(report, "甲某某")
    gaps = services.packs.plan(report).gaps
    assert "1个数的佐证材料只写了名称，文件没有放进来" in gaps
    assert "2个数中1个没有佐证材料" in gaps


def test_nothing_is_told_at_the_next_start_of_a_package_for_which_there_was_no_room(
    services: Services, signed: int, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(stick)._replace(free=1_100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    with pytest.raises(UserError, match=r"报送包要\d\.\dMB，只剩1\.1MB"):
        packed(services, signed, stick)
    shutil.rmtree(stick)
    assert pack_journal.broken_off(services.archive) == ""


def test_the_printed_hash_belongs_to_the_files(services: Services, signed: int, stick: Path) -> None:
    made = packed(services, signed, stick)
    html = (made.folder / "打开看.html").read_text(encoding="utf-8")
    assert made.made.head in html
    assert len(made.made.head) == 24


def test_a_missing_stick_is_told_and_nothing_is_noted(
    services: Services, signed: int, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="U盘"):
        packed(services, signed, tmp_path / "没有插")
    assert services.packs.made(signed) == ()


def test_a_stick_pulled_in_the_middle_leaves_nothing_that_looks_whole(
    services: Services, signed: int, stick: Path
) -> None:
    def pull(done: int, _total: int) -> None:
        if done == 2:
            raise OSError(5, "gone")

    with pytest.raises(UserError, match="没有写完"):
        services.packs.pack(services.packs.plan(signed), stick, pull)
    assert unfinished(stick)
    assert not [path for path in stick.iterdir() if path not in unfinished(stick)]
    assert services.packs.made(signed) == ()
    assert not list(services.archive.folder.rglob("报送包-*"))


def test_what_a_crash_leaves_of_a_package_is_wiped_at_the_next_start(
    services: Services, signed: int, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ledgers and proofs lie there in plain, also of an archive with a password."""
    monkeypatch.setattr(packing, "wipe", lambda _path: None)
    packed(services, signed, stick)
    left = list(services.archive.folder.rglob("*普法*.xlsx"))
    assert left
    services.wipe_copies()
    assert not any(path.exists() for path in left)
    assert not list(services.archive.folder.rglob("*.xlsx"))


def test_a_package_broken_off_is_told_at_the_next_start_until_it_is_gone(
    services: Services, signed: int, stick: Path
) -> None:
    def pull(_done: int, _total: int) -> None:
        raise OSError(5, "gone")

    assert pack_journal.broken_off(services.archive) == ""
    with pytest.raises(UserError, match="没有写完"):
        services.packs.pack(services.packs.plan(signed), stick, pull)
    told = pack_journal.broken_off(services.archive)
    assert "没有写完，不能交" in told
    assert str(stick) in told
    assert pack_journal.broken_off(services.archive) == told
    for folder in unfinished(stick):
        shutil.rmtree(folder)
    assert pack_journal.broken_off(services.archive) == ""
    packed(services, signed, stick)
    assert pack_journal.broken_off(services.archive) == ""


@pytest.fixture
def pull(monkeypatch: pytest.MonkeyPatch, stick: Path) -> Callable[[], None]:
    """Whatever is asked of the stick from now on, the system answers with an error."""

    def gone(path: Path) -> None:
        if path == stick or stick in path.parents:
            raise OSError(errno.ENOTCONN, "gone")

    def refusing(real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(path: Path, *given: object, **named: object) -> object:
            gone(path)
            return real(path, *given, **named)

        return asked

    def pull() -> None:
        for name in ("stat", "mkdir", "open", "rename"):
            monkeypatch.setattr(type(stick), name, refusing(getattr(type(stick), name)))

    return pull


def test_a_stick_that_is_pulled_is_told_in_a_sentence_whatever_the_system_says(
    services: Services, signed: int, stick: Path, pull: Callable[[], None]
) -> None:
    """Asked whether a folder is there, a system answers of a pulled stick that it cannot say."""
    plan = services.packs.plan(signed)
    with pytest.raises(UserError, match="没有写完"):
        services.packs.pack(plan, stick, lambda done, _all: pull() if done == 2 else None)
    assert "不能交" in pack_journal.broken_off(services.archive)
    with pytest.raises(UserError, match="U盘"):
        services.packs.pack(plan, stick)
    with pytest.raises(UserError, match="U盘"):
        restoring.back_up_whole(services.archive, stick)
    safekeeping.choose_second_place(services.archive, stick.parent)
    assert safekeeping.copy_elsewhere(services.archive, stick) is None


def test_a_stick_that_seems_to_be_there_and_cannot_be_read_is_not_taken_for_empty(
    services: Services, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a moment the system remembers the folder of a stick that is gone."""

    def refuse(_folder: Path) -> tuple[Path, ...]:
        raise OSError(errno.EIO, "gone")

    pack_journal.begin(services.archive, stick / "报送包")
    with monkeypatch.context() as patched:
        patched.setattr(pack_journal, "unfinished", refuse)
        pack_journal.give_up(services.archive)
    (stick / f"报送包{UNFINISHED}").mkdir()
    assert "不能交" in pack_journal.broken_off(services.archive)


def test_of_a_stick_that_is_not_there_it_is_told_once(services: Services, stick: Path) -> None:
    pack_journal.begin(services.archive, stick / "没有插" / "报送包")
    assert "U盘上" in pack_journal.broken_off(services.archive)
    assert pack_journal.broken_off(services.archive) == ""


def test_the_list_to_sign_comes_in_two_copies_with_the_hash(
    services: Services, signed: int, stick: Path
) -> None:
    made = packed(services, signed, stick)
    document = Document(str(made.folder / "移交清单.docx"))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert [sum(words in line for line in text) for words in COPIES] == [1, 1]
    assert sum(made.made.head in line for line in text) == 2
    assert sum("末条校验码" in line for line in text) == 2
    assert sum("接收人：" in line for line in text) == 2
    assert len(document.tables) == 2
    assert len(document.sections) == 2
    with zipfile.ZipFile(made.folder / "移交清单.docx") as parts:
        assert parts.read("word/document.xml").decode().count('<w:pgNumType w:start="1"/>') == 1


def test_each_copy_of_the_list_to_sign_is_counted_from_page_one(services: Services) -> None:
    """However long the list is: the two sides keep their own copies."""
    files = tuple(Listed(f"data/{number}.xlsx", f"第{number}份") for number in range(60))
    paper = Handover("青石镇报告", (("报送单位", "青石镇人民政府"),), (("3台账汇总", files),), ())
    exports = services.exports
    pages = exports.pages_of(handover_blocks(exports, paper), exports.profile())
    half = len(pages) // 2
    assert half > 1
    assert [page.number for page in pages] == [*range(1, half + 1)] * 2
