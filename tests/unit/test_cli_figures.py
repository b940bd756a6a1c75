"""`report figures` and `report freeze` on the practice archive: counts, offers, a signed text that stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from fzapp.cli import main as cli
from fzapp.infra import paths
from fzapp.services.context import open_services

if TYPE_CHECKING:
    from pathlib import Path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def practice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    folder = tmp_path / "练习本"
    assert run(capsys, "practice", "-o", str(folder))[0] == 0
    return str(folder)


def report_of(capsys: pytest.CaptureFixture[str], archive: str, year: int) -> str:
    _, out, _ = run(capsys, "--archive", archive, "report", "list", "--json")
    return str(next(one["id"] for one in json.loads(out)["reports"] if one["year"] == year))


def figures(capsys: pytest.CaptureFixture[str], archive: str, report: str) -> dict[str, Any]:
    status, out, err = run(capsys, "--archive", archive, "report", "figures", report, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_numbers_are_told_with_their_ledgers(capsys: pytest.CaptureFixture[str], practice: str) -> None:
    report = report_of(capsys, practice, 2026)
    told = figures(capsys, practice, report)
    assert told["bound"] >= 40
    states = [figure["state"] for figure in told["figures"]]
    assert [states.count(state) for state in ("bound", "unbound", "differing")] == [
        told["bound"],
        told["unbound"],
        told["differing"],
    ]
    disputes = next(one for one in told["figures"] if one["name"] == "矛盾纠纷.受理件数")
    assert (disputes["value"], disputes["rows"], disputes["text"]) == (73, 73, "73")
    status, out, _ = run(capsys, "--archive", practice, "report", "figures", report)
    assert status == 0
    assert out.startswith("报告数字")


def test_a_report_with_gaps_is_not_signed(capsys: pytest.CaptureFixture[str], practice: str) -> None:
    report = report_of(capsys, practice, 2026)
    status, out, err = run(capsys, "--archive", practice, "report", "freeze", report, "--by", "陈镇长")
    assert (status, out) == (2, "")
    assert "空着" in err


def test_a_signed_report_stays_and_the_drift_is_told(
    capsys: pytest.CaptureFixture[str], practice: str, tmp_path: Path
) -> None:
    report = report_of(capsys, practice, 2026)
    body = tmp_path / "节.txt"
    body.write_text("本节没有数字。", encoding="utf-8")
    run(
        capsys,
        "--archive",
        practice,
        "report",
        "set",
        report,
        "government_services",
        "--text-file",
        str(body),
    )
    released = ("--release", "练习用的，不改")
    common = ("--archive", practice, "report", "freeze", report)
    status, out, err = run(capsys, *common, "--by", "陈镇长", *released)
    assert (status, err) == (0, "")
    assert "陈镇长" in out
    services = open_services(tmp_path / "练习本", paths.resources())
    before = services.reports.content(int(report))
    kind = services.ledgers.kind("L16")
    services.ledgers.remove(row.id for row in services.ledgers.rows(kind, 2026)[:3])
    assert services.reports.content(int(report)) == before
    services.close()
    drift = {one["name"]: one for one in figures(capsys, practice, report)["drift"]}
    assert (drift["矛盾纠纷.受理件数"]["then"], drift["矛盾纠纷.受理件数"]["now"]) == ("73", "70")


def test_a_stored_report_is_checked(capsys: pytest.CaptureFixture[str], practice: str) -> None:
    report = report_of(capsys, practice, 2026)
    status, out, _ = run(capsys, "--archive", practice, "report", "check", report, "--json")
    told = json.loads(out)
    assert status == 1
    assert told["waived"] == 0
    finding = next(one for one in told["findings"] if one["class"] == "stale_year")
    assert told["lines"][finding["line"] - 1][finding["start"] : finding["end"]] == finding["text"]
    assert finding["section"]
    status, out, _ = run(capsys, "--archive", practice, "report", "check", report)
    assert status == 1
    assert finding["where"] in out


def test_sources_are_listed_and_written(
    capsys: pytest.CaptureFixture[str], practice: str, tmp_path: Path
) -> None:
    report = report_of(capsys, practice, 2026)
    status, out, err = run(capsys, "--archive", practice, "report", "sources", report, "--json")
    assert (status, err) == (0, "")
    entries = json.loads(out)["entries"]
    disputes = next(one for one in entries if one["name"] == "矛盾纠纷.受理件数")
    assert (disputes["number"], disputes["row_numbers"], disputes["state"]) == ("73件", "1—73", "ledger")
    target = tmp_path / "出处.xlsx"
    status, out, err = run(capsys, "--archive", practice, "report", "sources", report, "-o", str(target))
    assert (status, err) == (0, "")
    assert target.stat().st_size > 2000
    assert "出处.xlsx" in out
    status, _, err = run(
        capsys, "--archive", practice, "report", "sources", report, "-o", str(tmp_path / "出处.txt")
    )
    assert status == 2
    assert "Word或Excel" in err


@pytest.mark.parametrize("own", [True, False])
def test_findings_go_into_the_word_file_as_comments(
    capsys: pytest.CaptureFixture[str], practice: str, tmp_path: Path, own: bool
) -> None:
    source = report_of(capsys, practice, 2026)
    output, again = tmp_path / "批注.docx", tmp_path / "再批注.docx"
    arguments = ["--archive", practice, "export", source, "-o", str(output), "--annotate", "--json"]
    if not own:
        assert run(capsys, *arguments[:-2])[0] == 0
        arguments[3], arguments[5] = str(output), str(again)
    status, out, err = run(capsys, *arguments)
    assert (status, err) == (0, "")
    written = output if own else again
    assert json.loads(out)["comments"] == len(list(Document(str(written)).comments)) > 3


def test_what_must_be_mended_stops_the_signing_here_as_in_the_window(
    capsys: pytest.CaptureFixture[str], practice: str, tmp_path: Path
) -> None:
    report = report_of(capsys, practice, 2026)
    body = tmp_path / "节.txt"
    body.write_text("联系电话13812345678，11月31日召开推进会。", encoding="utf-8")
    common = ("--archive", practice, "report")
    run(capsys, *common, "set", report, "government_services", "--text-file", str(body))
    status, out, err = run(capsys, *common, "freeze", report, "--by", "陈镇长", "--json")
    told = json.loads(out)
    assert (status, told["frozen"]) == (1, False)
    assert any(one["severity"] == "must" for one in told["findings"])
    assert "必须改" in err
    released = ("--release", "县里已经同意")
    status, out, err = run(capsys, *common, "freeze", report, "--by", "陈镇长", *released, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["by"] == "陈镇长"
    services = open_services(tmp_path / "练习本", paths.resources())
    assert "县里已经同意" in services.signing.steps(int(report))[-1].note
    services.close()
