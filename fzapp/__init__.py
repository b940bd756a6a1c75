"""法治报告助手 (fzapp): an offline desk for the rule-of-law reports of a township office."""
