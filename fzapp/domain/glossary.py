"""The words of the field: identifier → 中文. Labels and the naming test come from here.

Source: the vocabulary that township offices use in their own reports and ledgers, settled once so
that code, screens, command line and documents call one thing by one name.
"""

from __future__ import annotations

from types import MappingProxyType

TERMS = MappingProxyType(
    {
        "archive": "档案库",
        "report": "报告",
        "genre": "文种",
        "template": "模板",
        "section": "章节",
        "checkpoint": "检查要点",
        "hint": "填写提示",
        "unit_profile": "本单位情况",
        "office": "办所",
        "not_applicable": "不涉及",
        "ledger": "台账",
        "row": "台账行",
        "column": "列",
        "figure": "数字",
        "basis": "口径",
        "evidence": "佐证材料",
        "annex": "附件",
        "year_on_year": "同比",
        "responsible_person": "责任人",
        "confirmed_zero": "确认为零",
        "submission": "报送",
        "recipient": "收件单位",
        "due_date": "报送期限",
        "draft": "草稿",
        "final": "定稿",
        "finding": "问题",
        "waiver": "不再提示",
        "rectification": "整改",
        "revision": "版次",
        "practice": "练习本",
    }
)
"""One entry for each term; the key is the only English word used for it."""

SYNONYMS = MappingProxyType(
    {
        "dossier": "archive",
        "chapter": "section",
        "requirement": "checkpoint",
        "tip": "hint",
        "organisation": "unit_profile",
        "organization": "unit_profile",
        "department": "office",
        "inapplicable": "not_applicable",
        "register": "ledger",
        "logbook": "ledger",
        "metric": "figure",
        "indicator": "figure",
        "kpi": "figure",
        "proof": "evidence",
        "appendix": "annex",
        "yoy": "year_on_year",
        "owner": "responsible_person",
        "receiver": "recipient",
        "deadline": "due_date",
        "violation": "finding",
        "suppression": "waiver",
        "remediation": "rectification",
        "demo": "practice",
        "tutorial": "practice",
    }
)
"""English words that classes and modules do not use, each with the term that stands for it."""
