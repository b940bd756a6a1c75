"""The pages of the window by their words: what a page asks for that wants another one shown."""

from __future__ import annotations

HOME, WRITE, LEDGERS, ARCHIVE, CHECK, EXPORT = "工作台", "写报告", "台账", "档案", "校核", "导出"
SUBMIT = "报送"
SETTINGS, HELP = "设置", "帮助"
SOURCES, FIGURES, TEMPLATES = "数字出处", "数字库", "报告模板"
COPYING = "雷同检查"
RELEASE = "公开稿"
DOCTOR, AUDIT, COLLECT, HANDOVER = "档案体检", "操作记录", "汇总报送包", "换人接手"
