"""What a figure counts: the noun behind it (42个行政村) or before it (发放宣传资料1.2万份)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fzapp.text.quantity_lexicon import QuantityLexicon, TopicWords

_CLAUSE_MARKS = '.，。；、：:,;！？!?（(）)《》\n\t “”"'
_LOOK_BACK = 40
_LONGEST_TOPIC = 16
_CLOSING = {"”": "“", "》": "《", ")": "(", "）": "（"}


def topic_of(text: str, span: tuple[int, int, int], lexicon: QuantityLexicon) -> str:
    """The topic of the figure at `span` (end of the figure before it, start, end), or "".

    A noun behind the unit wins, then the clause before the figure without time words, verbs and links.
    """
    floor, start, end = span
    behind = _noun_behind(text, end, lexicon)
    if behind:
        return behind
    if floor:
        floor += len(lexicon.approximate.after.at(text, floor))
    noun = _noun_before(text, (max(floor, start - _LOOK_BACK, 0), start), lexicon)
    return noun if len(noun) > 1 else ""


def _noun_behind(text: str, end: int, lexicon: QuantityLexicon) -> str:
    """The noun right behind the figure, with the words that describe it: 68名机关干部."""
    position = end
    while word := lexicon.topics.modifiers.at(text, position):
        position += len(word)
    noun = lexicon.chinese.nouns.at(text, position)
    return text[end : position + len(noun)] if noun else ""


def _noun_before(text: str, span: tuple[int, int], lexicon: QuantityLexicon) -> str:
    """The clause before the figure, stripped to its noun; a quoted name at its end is kept."""
    words = lexicon.topics
    floor, finish = span[0], _without_blanks(text, span[1])
    while finish > floor and (word := words.links.before(text, finish)):
        if lexicon.approximate.not_before.before(text, finish):
            break
        finish = _without_blanks(text, finish - len(word))
    finish = max(finish, floor)
    tail = ""
    while finish > floor and text[finish - 1] in _CLOSING:
        opening = text.rfind(_CLOSING[text[finish - 1]], floor, finish)
        if opening < 0:
            break
        inner = text[opening:finish]
        if inner[0] in "“《":
            return inner.strip("“”《》") + tail
        tail, finish = inner + tail, opening
    begin = finish
    while begin > floor and text[begin - 1] not in _CLAUSE_MARKS:
        begin -= 1
    return (_last_noun(_stripped(text[begin:finish], words), words) + tail)[-_LONGEST_TOPIC:]


def _without_blanks(text: str, position: int) -> int:
    """`position` moved left over blanks (two at most, as between a noun and its number)."""
    for _ in range(2):
        if text[position - 1 : position] == " ":
            position -= 1
    return position


def _stripped(clause: str, words: TopicWords) -> str:
    """`clause` without leading time words and verbs; a verb stays when hardly anything is left (化解率)."""
    position = 0
    while position < len(clause) and not words.keep.at(clause, position):
        word = words.lead.at(clause, position)
        if not word:
            word = words.verbs.at(clause, position)
            if not word or len(clause) - position - len(word) < 2:
                break
        position += len(word)
    return clause[position:]


def _last_noun(clause: str, words: TopicWords) -> str:
    """What follows the last verb inside `clause`, when at least two characters do."""
    for position in range(len(clause) - 2, 0, -1):
        word = words.inner.before(clause, position)
        if word:
            return clause[position:]
    return clause
