"""The kinds of files that more than one page asks for."""

from __future__ import annotations

from fzapp.ui.prompts import FileKind

WORD = FileKind("Word文件", (".docx",))
EXCEL = FileKind("Excel文件", (".xlsx",))
PDF = FileKind("PDF文件", (".pdf",))
REPORTS = FileKind("报告（Word、WPS、PDF、文本）", (".docx", ".doc", ".wps", ".pdf", ".txt"))
