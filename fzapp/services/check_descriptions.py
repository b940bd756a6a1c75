"""The findings of a check in words: for the command line, for paper and for comments in Word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fzapp.domain.finding import FindingClass, Severity
from fzapp.services.checks import CheckAnswer

if TYPE_CHECKING:
    from fzapp.domain.finding import Finding
    from fzapp.services.report_checks import PlacedFinding, ReportFindings, ReportSnapshot

SEVERITY_WORDS = {Severity.MUST: "必须改", Severity.SHOULD: "建议改", Severity.NOTE: "请留意"}

CLASS_WORDS = {
    FindingClass.ARITHMETIC: "数字算不对",
    FindingClass.INCONSISTENCY: "前后不一致",
    FindingClass.STALE_YEAR: "年份和旧内容",
    FindingClass.LAW_NAME: "法规名称",
    FindingClass.SET_PHRASE: "规范表述",
    FindingClass.OUTDATED_TERM: "过时说法",
    FindingClass.LEVEL_AGENCY: "层级和机构",
    FindingClass.PRIVACY: "个人信息",
    FindingClass.SENSITIVE: "保密和敏感",
    FindingClass.MISSING_SECTION: "结构和要件",
    FindingClass.DATE: "日期",
    FindingClass.RESIDUE: "占位和残留",
    FindingClass.NUMBERING: "序号",
    FindingClass.TYPO: "错别字",
    FindingClass.GRAMMAR: "语句",
    FindingClass.DUPLICATE_PARAGRAPH: "重复往年和前文",
    FindingClass.PUNCTUATION: "标点",
    FindingClass.FORMAT: "格式",
}
"""The classes as they are called on the screen, in the order in which they are listed."""

_QUOTED = 30


def described_check(snapshot: ReportSnapshot, found: ReportFindings) -> dict[str, Any]:
    """The answer of `report check` (CLI.md): as `check`, with section and place, without what is waived."""
    lines = tuple(line.text for line in snapshot.document.lines)
    answer = CheckAnswer(tuple(item.finding for item in found.open), lines, found.seconds).as_json()
    for entry, item in zip(answer["findings"], found.open, strict=True):
        entry["section"] = item.place.section or None
        entry["where"] = item.where
    answer["waived"] = len(found.items) - len(found.open)
    return answer


def printed_check(found: ReportFindings) -> tuple[str, ...]:
    """One line a finding for a reader."""
    lines = [one_line(item) for item in found.open]
    waived = len(found.items) - len(found.open)
    if waived:
        lines.append(f"另有{waived}条已写明原因，不再提示。")
    return tuple(lines) or ("没有发现问题。",)


def one_line(item: PlacedFinding) -> str:
    """Severity, place, quote, sentence, basis."""
    finding = item.finding
    quote = f"“{shortened(finding.text)}”" if finding.text else ""
    return (
        f"{SEVERITY_WORDS[finding.severity]}　{item.where}{quote}：{finding.message}依据：{finding.basis}。"
    )


def comment_words(finding: Finding) -> str:
    """What a comment in Word says: severity and sentence, what may stand there instead, the basis."""
    lines = [f"【{SEVERITY_WORDS[finding.severity]}】{finding.message}"]
    if finding.suggestions:
        lines.append("；".join(fix_words(finding.text, text) for text in finding.suggestions) + "。")
    lines.append(f"依据：{finding.basis}。")
    return "\n".join(lines)


def fix_words(old: str, new: str) -> str:
    """What a fix does: 改为“实效”, 删去“##”."""
    return f"改为“{shortened(new)}”" if new else f"删去“{shortened(old)}”"


def shortened(text: str, most: int = _QUOTED) -> str:
    """A quote of one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
