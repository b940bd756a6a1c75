"""Words on Qt's own dialogs that its Chinese file does not have."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QTranslator


class MissingWords(QTranslator):
    """Kinds of files in the list of a file dialog; nothing else is answered."""

    _WORDS: ClassVar = {
        "Folder": "文件夹",
        "Drive": "磁盘",
        "File": "文件",
        "%1 File": "%1 文件",
        "Unknown": "未知",
    }

    def translate(
        self, _context: str, words: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        """None lets Qt go on looking."""
        return self._WORDS.get(words)
