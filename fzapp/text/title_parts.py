"""The parts around the text of an official document, each told from one line.

Document number, signer, title, addressee, signature, date, note, imprint: GB/T 9704-2012, 7.2–7.4. All
functions look at a bounded piece of the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fzapp.text.numerals import DATE, YEAR
from fzapp.text.title_words import recognition_words

LONGEST_TITLE_LINE = 70
LONGEST_NAME = 40
_LONGEST_ADDRESSEE = 90
_SHORTEST_GLUED_TITLE = 10
_TAIL = 300

_BRACKETED_YEAR = r"[〔\[［【﹝(（]\s?((?:19|20)\d\d)\s?[〕\]］】﹞)）]"
_DOCUMENT_NUMBER = re.compile(
    rf"(?P<prefix>[\u4e00-\u9fffA-Za-z]{{1,40}}+(?:（[^（）]{{1,8}}）)?)\s?{_BRACKETED_YEAR}\s?第?\s?\d{{1,5}}\s?号"
)
_SIGNER = re.compile(r"签\s?发\s?人\s?[：:]\s?(?P<name>\S{1,12}(?:[ \u3000]\S{1,4}(?!\S)){0,5})")
_COPY_NUMBER = re.compile(r"(?:№|No\.?|份号[：:]?)?\s?\d{6}")
_NO_NAME = re.compile(r"[。，；！？,;!?]")
_SENTENCE_MARKS = re.compile(r"[。；！？;!?]")
_TITLE_TRAIT = re.compile("关于|(?:19|20)\\d\\d年")
_ROUND_END = re.compile(r"[（(][^（）()]{1,20}[）)]$")
_BLANKS = re.compile(r"\s+")
_LOOSE_DATE = (
    rf"{DATE}|{YEAR}\s?年\s?[\dXx×＊*_＿]{{0,3}}\s?月\s?[\dXx×＊*_＿]{{0,3}}\s?日|{YEAR}\s?年\s?"
    r"[0-9０-９一二三四五六七八九十]{1,2}\s?月|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}"
)
_DATE_LINE = re.compile(
    rf"[（(]?(?:(?:报告|成文|填报|汇报)?(?:日\s*期|时\s*间))?\s?[：:]?\s?(?P<date>{_LOOSE_DATE})\s?[）)]?"
)
_DATE_AT_END = re.compile(rf"(?P<date>{DATE})$")
_NOTE = re.compile(r"[（(](?P<text>[^（）()]{2,60})[）)]")
_NOTE_WORDS = re.compile(r"此件|公开发布|主动公开|依申请公开|不予公开|删减|联系人|联系电话|传真")
_CONTACT = re.compile(r"联\s?系\s?(?:人|电话|方式)\s?[：:]")
_IMPRINT = re.compile(
    r"(?:抄送|抄报|主送|印送|分送|报送|发送|呈报|呈送)[：:].{0,150}|.{2,30}\s(?P<date>.{6,16})\s?印发?|.{2,40}\d{1,2}日\s?印发"
)
_WIDE_GAP = re.compile("[\u3000\u00a0]{2,}| {4,}|\t+")
_SMALL_GAP = re.compile(r"\s{2,}")
_SIGNING_GAP = re.compile("[ \u3000\u00a0]{6,}")
_PERSON = re.compile(r"(?P<mark>[^\s：:]{2,12})(?:\s?[：:]\s?|　　|\s{4})(?P<name>[^：:\s][^：:]{0,15})")
"""述法人：and a name, or the name two characters behind the mark (GB/T 9704-2012, 7.3.5.3)."""
_ATTACHMENT_MARK = re.compile(
    r"附\s*件\s*(?P<number>[0-9０-９一二三四五六七八九十]{0,3})\s?(?P<colon>[：:]?)"
)
_ATTACHMENT_LIST = re.compile(r"附\s*[件表]?\s*(?P<number>\d{0,2})\s?[：:]\s?(?P<rest>\S.{0,300})")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: offsets and text."""

    start: int
    end: int
    text: str


def squeeze(text: str) -> str:
    """`text` without any blanks: for comparing titles and names."""
    return _BLANKS.sub("", text)


def document_number(line: str) -> Span | None:
    """The document number in a line: one that fills it or follows a title or leads the line.

    A number quoted inside a sentence is none: behind it only blanks, a signer or addressees may stand.
    """
    match = _DOCUMENT_NUMBER.search(line[:200])
    if match is None:
        return None
    start = match.start() + _title_within(match["prefix"])
    before, behind = line[: match.start()].strip(" \u3000\u00a0（("), line[match.end() :].lstrip("）)")
    if before and not ends_like_title(before):
        return None
    rest = behind.strip()
    if rest and behind[0] not in " \u3000\u00a0\t" and not addressee_end(rest):
        return None
    return Span(start, match.end(), line[start : match.end()])


def _title_within(prefix: str) -> int:
    """How much of the letters before the year still belongs to a title glued to the number."""
    best = 0
    for kind in recognition_words().title_kinds:
        end = prefix.rfind(kind, 0, len(prefix) - 1)
        if end >= 0 and end + len(kind) >= 6:
            best = max(best, end + len(kind))
    return best


def signer(line: str) -> Span | None:
    """The name behind 签发人： wherever it stands in a short line."""
    match = _SIGNER.search(line[:200])
    return Span(match.start(), match.end(), match["name"].strip()) if match else None


def is_head_mark(line: str) -> bool:
    """A copy number, an urgency or a disclosure mark in the head of a document (7.2.1–7.2.3)."""
    plain = squeeze(line)
    return (
        bool(_COPY_NUMBER.fullmatch(plain))
        or plain.strip("（）()[]【】★") in recognition_words().letterhead_marks
    )


def is_letterhead(line: str) -> bool:
    """The name of the issuing body with 文件 (7.2.4)."""
    plain = squeeze(line)
    return (
        2 < len(plain) <= LONGEST_NAME
        and plain.endswith(recognition_words().letterhead_endings)
        and not _NO_NAME.search(plain)
        and "关于" not in plain
    )


def ends_like_title(line: str) -> bool:
    """Whether a line ends with a kind of document (报告, 总结 …), notes in brackets left aside.

    A kind inside a name that is still open (关于印发《公开办法) or just closed is none.
    """
    plain = _ROUND_END.sub("", squeeze(line))
    return plain.count("《") <= plain.count("》") and plain.endswith(recognition_words().title_kinds)


def ends_weakly(line: str) -> bool:
    """Whether the kind a line ends with may also stand in the middle of a title (情况 …)."""
    plain = squeeze(line)
    words = recognition_words()
    strong = [kind for kind in words.title_kinds if kind not in words.weak_kinds]
    return plain.endswith(words.weak_kinds) and not plain.endswith(tuple(strong))


def may_be_title_line(line: str) -> bool:
    """Whether a line could be part of a title: short, and no sentence."""
    plain = line.strip()
    return (
        0 < len(plain) <= LONGEST_TITLE_LINE
        and not _SENTENCE_MARKS.search(plain)
        and plain[-1] not in "，,、：:"
    )


def is_organ_name(line: str) -> bool:
    """Whether a line is the name of a body and nothing else."""
    plain = without_seal(squeeze(line))
    return (
        2 <= len(plain) <= LONGEST_NAME
        and not _NO_NAME.search(plain)
        and "：" not in plain
        and ":" not in plain
        and plain.endswith(recognition_words().organ_endings)
    )


def without_seal(line: str) -> str:
    """A signature without the note that a seal goes there."""
    plain = line.strip()
    for mark in recognition_words().seal_marks:
        plain = plain.removesuffix(mark)
    return plain.strip()


def is_person(line: str) -> bool:
    """A signature of a person: 述法人：and a name."""
    return bool(person_parts(line))


def person_parts(line: str) -> tuple[str, str] | None:
    """What a person signs as, and the name; None when a line is no such signature."""
    match = _PERSON.fullmatch(line.strip()) if len(line) <= 60 else None
    if match is None or _NO_NAME.search(match["name"]):
        return None
    if not squeeze(match["mark"]).endswith(recognition_words().person_marks):
        return None
    return match["mark"], match["name"].strip()


def may_be_signature(line: str) -> bool:
    """Whether a line just above a date could be a signature: short and without any mark of a sentence."""
    plain = line.strip()
    if is_person(plain):
        return True
    return (
        0 < len(squeeze(plain)) <= LONGEST_NAME
        and not _NO_NAME.search(plain)
        and not plain.endswith(("：", ":", "、"))
    )


def addressee_span(line: str) -> Span | None:
    """The addressees at the beginning of a line, their colon included; a title may be glued before them."""
    head = line[:_LONGEST_ADDRESSEE]
    index = min((place for place in (head.find("："), head.find(":")) if place > 0), default=0)
    if not index or _SENTENCE_MARKS.search(head[:index]):
        return None
    for start in (_title_end(head[:index]), 0):
        if _are_addressees(head[start:index]):
            return Span(start, index + 1, head[start : index + 1])
    return None


def addressee_end(line: str) -> int:
    """How long the addressees are that a line begins with, their colon included; 0 when there are none."""
    span = addressee_span(line)
    return span.end if span and span.start == 0 else 0


def _are_addressees(text: str) -> bool:
    """Whether a text is a list of bodies or persons."""
    names, words = squeeze(text).rstrip("）)"), recognition_words()
    if len(names) < 2 or any(word in names for word in words.not_addressed):
        return False
    return names.startswith("各位") or names.endswith(("们", *words.addressed))


def _title_end(text: str) -> int:
    """Where a title ends that addressees are glued to; 0 when the text holds none."""
    words = recognition_words()
    strong = [kind for kind in words.title_kinds if kind not in words.weak_kinds]
    ends = [text.rfind(kind) + len(kind) for kind in strong if kind in text]
    end = max((place for place in ends if place >= _SHORTEST_GLUED_TITLE), default=0)
    return end if _TITLE_TRAIT.search(text[:end]) else 0


def date_line(line: str) -> str:
    """The date as written when a line is nothing else; "" otherwise."""
    if len(line) > 60:
        return ""
    match = _DATE_LINE.fullmatch(" ".join(line.split()))
    return match["date"] if match else ""


def note(line: str) -> str:
    """A note below the date （此件公开发布） as written (7.3.6); "" when the line is none."""
    plain = line.strip()
    match = _NOTE.fullmatch(plain) if len(plain) <= 70 else None
    noted = match and _NOTE_WORDS.search(match["text"])
    return plain if noted or (len(plain) <= 70 and _CONTACT.match(plain)) else ""


def is_imprint(line: str) -> bool:
    """A line of the imprint at the foot: copies and printing (7.4)."""
    plain = " ".join(line.split())
    return len(plain) <= 160 and bool(_IMPRINT.fullmatch(plain))


def attachment_mark(line: str) -> str:
    """附件 or 附件1 when a line is nothing else; "" otherwise. With a colon when it has one."""
    plain = line.strip().strip("【】[]")
    match = _ATTACHMENT_MARK.fullmatch(plain) if len(plain) <= 12 else None
    return f"附件{match['number']}{match['colon']}" if match else ""


def attachment_list(line: str) -> str:
    """What stands behind 附件： in a line (7.3.4); "" when it begins otherwise."""
    match = _ATTACHMENT_LIST.fullmatch(line.strip()) if len(line) <= 320 else None
    return match["number"] + ("." if match["number"] else "") + match["rest"] if match else ""


def tail_cuts(line: str) -> tuple[int, ...]:
    """Where signature, date and note begin that are glued to the end of a line, in order; empty when none.

    A date counts when a gap, a name or a note sets it apart: a sentence that ends with a date does not.
    """
    base = max(0, len(line) - _TAIL)
    tail = line[base:].rstrip()
    cuts: list[int] = []
    bracket = max(tail.rfind("（"), tail.rfind("("))
    if bracket >= 0 and note(tail[bracket:]):
        cuts.append(bracket)
        tail = tail[:bracket].rstrip()
    dated = _DATE_AT_END.search(tail)
    before = tail[: dated.start()] if dated else tail
    name = _name_start(before)
    if dated and (name is not None or cuts or _WIDE_GAP.search(before[-8:])):
        cuts.append(dated.start())
    if name is not None and (dated or name > 0):
        cuts.append(name)
    return tuple(base + cut for cut in reversed(cuts) if base + cut > 0)


def _name_start(text: str) -> int | None:
    """Where the name of a body or person begins that ends `text`, set apart by a full stop or a wide gap."""
    text = text.rstrip()
    stop = max(text.rfind(mark) for mark in "。！？；”") + 1
    start = stop + len(text[stop:]) - len(text[stop:].lstrip())
    if is_organ_name(text[start:]) or is_person(text[start:]):
        return start
    gaps = list(_SIGNING_GAP.finditer(text))
    if gaps and is_organ_name(text[gaps[-1].end() :]):
        return gaps[-1].end()
    return None


def signatures(line: str) -> tuple[str, ...]:
    """The names in a line of signatures: bodies that sign together stand apart by wide gaps."""
    if is_person(line):
        return (line.strip(),)
    parts = _SMALL_GAP.split(line.strip())
    if len(parts) > 1 and all(is_organ_name(part) for part in parts):
        return tuple(without_seal(part) for part in parts)
    return tuple(join_letters(without_seal(part)) for part in _WIDE_GAP.split(line.strip()) if part.strip())


def join_letters(name: str) -> str:
    """A name without the blanks that only spread its letters (国　务　院); a year stays one letter."""
    letters = name.split()
    spread = all(len(letter) == 1 or letter.isdecimal() for letter in letters)
    return "".join(letters) if spread else name
