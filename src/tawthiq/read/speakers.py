"""Speakers that no list of sources knows: "two priests who escaped said", "NAME, who said he"."""

from typing import Final

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.read.sources import Phrase, choose_source, link_of
from tawthiq.read.voice import Voice, voice_of
from tawthiq.record.claim import Link

_SAYS: Final = frozenset({
    "said", "says", "told", "tells", "recounted", "recalled", "added", "testified", "stated",
    "explained", "claimed", "wrote", "say", "tell",
})  # fmt: skip
_REPORTS: Final = frozenset(
    {"report", "statement", "study", "findings", "document", "network", "group"}
)
_COUNTS: Final = frozenset({"documented", "estimated", "verified", "found"})
_LAST: Final = 6
_FAR: Final = 16
_HEADS: Final = frozenset({"leader", "member", "head", "chairman", "deputy", "representative"})


def speaking_person(s: Sentence, begin: int, end: int, cue: Mark) -> Phrase | None:
    """Read a person without a name as who says it: "a man", "three people with knowledge".

    Only in front of a plain verb of saying, and only where the phrase opens the subject.
    """
    if s.pack.language != "en" or s.key(cue.i) not in _SAYS or s.key(cue.j) in {"as", "to"}:
        return None
    if end != cue.i or not 0 < end - begin <= _FAR:
        return None
    k = begin
    while k < end and (s.at("adverb", k) or s.key(k) in {"but", "and", "another"}):
        k += 1
    head = person_at(s, k, end)
    return Phrase(k, head, "witness") if head else None


def person_at(s: Sentence, k: int, end: int) -> int:
    """Return the word behind a person's noun that an article or a number opens; 0: none."""
    number = read_number(s.keys, k)
    if number is not None:
        first = number[1]
    elif s.at("article", k) or s.at("determiner", k) or s.at("possessive", k):
        first = k + 1
    else:
        return 0
    for at in range(first, min(first + 4, end)):
        mark = s.at("person", at)
        if mark is not None and mark.rule.text("unit") is None:
            return mark.j
        if s.key(at) in _HEADS:
            return at + 1
        aged = s.key(at).endswith("-old")
        if not (s.letters(at) or aged) or s.at("trigger", at) or s.at("preposition", at):
            return 0
    return 0


def named_before_who(s: Sentence, end: int) -> Phrase | None:
    """Read "Salim Wardani, who said …": the one right before "who" speaks."""
    if s.key(end - 1) != "who" or end < 2:
        return None
    last = end - 1 - (s.key(end - 2) == ",")
    begin = last
    while begin > 0 and s.key(begin - 1) not in {",", ";", ":", "to", "by", "and"}:
        begin -= 1
        if s.at("cue", begin) or s.at("according", begin):
            begin += 1
            break
    return choose_source(s, begin, last) if last - begin in range(1, 8) else None


def own_count(s: Sentence, voice: Voice | None, mark: Mark, voices: list[Voice]) -> None:
    """Let "he" of "said he had counted" be who said it."""
    if voice is None or voice.pronoun is None or not voices or not voices[-1].links:
        return
    last = voices[-1]
    said = s.at("cue", last.i)
    if said is not None and _says_of_own_count(s, mark, voice.begin, said):
        voice.links, voice.pronoun, voice.spare = list(last.links), last.pronoun, []


def by_report(s: Sentence, mark: Mark) -> Voice | None:
    """Read "according to the report": whose report it is the sentences before say."""
    if s.at("determiner", mark.j) is None or s.key(mark.j + 1) not in _REPORTS:
        return None
    voice = voice_of(s, mark, [], "all" if mark.i < 2 else "before", [])
    voice.j, voice.pronoun, voice.status = mark.j + 2, "anaphor", "asserted"
    voice.spare = [Link("the " + s.key(mark.j + 1), "unnamed", span=s.span(mark.j, mark.j + 2))]
    return voice


def _says_of_own_count(s: Sentence, mark: Mark, begin: int, before: Mark | None) -> bool:
    """Say whether "he had counted" stands right behind "said": the speaker counted."""
    if before is None or mark.rule.text("status") not in _COUNTS:
        return False
    between = {s.key(k) for k in range(before.j, begin)}
    return before.j <= begin and between <= {"that"}


def quoted_source(s: Sentence, mark: Mark) -> Phrase | None:
    """Return whom an outlet quotes: "quoted a security official as saying"."""
    if s.key(mark.i) not in {"quoted", "cited", "quotes", "cites"}:
        return None
    for k in range(mark.j + 1, min(mark.j + _FAR, len(s) - 1)):
        if s.key(k) == "as" and s.key(k + 1) in {"saying", "stating", "reporting"}:
            return choose_source(s, mark.j, k)
    return None


def closing_source(s: Sentence, colon: int) -> Voice | None:
    """Read "54 dead in Tell Warda: relief agency": a source behind the colon of a headline."""
    last = len(s) - (s.key(len(s) - 1) == ".")
    if s.pack.language != "en" or not 0 < last - colon - 1 <= _LAST:
        return None
    phrase = choose_source(s, colon + 1, last)
    if phrase is None or phrase.i > colon + 2 or phrase.j < last:
        return None
    rules = [phrase.rule] if phrase.rule else []
    return Voice(colon, phrase.j, "before", [link_of(s, phrase)], "asserted", rules=rules)
