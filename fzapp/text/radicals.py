"""Radicals that look like characters, as PDF files give them and copying from one carries them on.

Many Chinese fonts show a radical and the character of the same look with one glyph, and who writes a PDF often
notes the first of both: ⻘⽯ looks like 青石, and no search, check or comparison finds it.
"""

from __future__ import annotations

import re
import unicodedata

_LOOKS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧"
    "⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍"
    "⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_REALS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"""Unicode 14.0, EquivalentUnifiedIdeograph.txt, U+2E81 to U+2EF3; of the Kangxi radicals Unicode itself says as much."""

_REAL = dict(zip(_LOOKS, _REALS, strict=True)) | {
    chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
_RADICAL = re.compile(r"[\u2e81-\u2ef3\u2f00-\u2fd5]")


def with_characters(text: str) -> str:
    """`text` with the characters that its radicals look like: as long as before, and the same to the eye."""
    return _RADICAL.sub(lambda found: _REAL.get(found[0], found[0]), text)
