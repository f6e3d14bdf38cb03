"""Source phrases: which words name who speaks, of what kind, and the link they make.

The first named source wins over the group it stands in ("groups, including the Sahl
Observatory"); an apposition gives the kind of a name ("Salim Wardani, the mayor").
"""

from dataclasses import dataclass
from typing import Final

from tawthiq.kit.lexicon.pack import Rule
from tawthiq.read.arabic_names import arabic_end, with_article
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.record.claim import Link, LinkKind

_RELAYS: Final = frozenset({"agency", "outlet"})
_PRESS: Final = frozenset({"journalist", "photographer", "صحفي", "صحفيه", "صحافي"})
_NOT_NAMES: Final = (
    "month", "weekday", "determiner", "article", "preposition", "subordinator", "pronoun",
    "anaphor_person", "anaphor", "hedge", "negation", "and", "conditional", "vague",
)  # fmt: skip
_IN_NAMES: Final = frozenset({"toponym_part", "toponym_tail", "feature", "whole"})
_TITLES: Final = frozenset({"mr", "mrs", "ms", "dr", "prof", "sheikh", "hajji", "father"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source phrase: words of its name, its kind, and the rule that knew it."""

    i: int
    j: int
    kind: LinkKind
    rule: str | None = None


def body_named(s: Sentence, begin: int, end: int) -> Phrase | None:
    """For "the society said" find the body whose name ends in that word in this sentence."""
    if end - begin != 2 or s.at("determiner", begin) is None:
        return None
    word = s.key(begin + 1)
    for k in range(begin):
        if s.key(k) == word and s.capital(k):
            i = k
            while i > 0 and s.capital(i - 1) and s.letters(i - 1):
                i -= 1
            known = s.at("source", k)
            return Phrase(
                i,
                k + 1,
                _kind(known.rule) if known else "official",
                known.rule.id if known else None,
            )
    return None


def organisation(s: Sentence, begin: int, end: int) -> Phrase | None:
    """Take an armed or official body as the one that was asked, where no list knows it."""
    for k in range(begin, end):
        mark = s.at("actor", k) or s.at("person", k)
        if mark is not None:
            start = k
            while start > begin and (
                s.at("adjective", start - 1) or "-" in s.key(start - 1) or s.at("vague", start - 1)
            ):
                start -= 1
            return Phrase(start, mark.j, "party")
    return None


def asked_party(s: Sentence, before: int) -> Link | None:
    """Return whom "they did not respond" speaks of, where this sentence names them first."""
    phrase = organisation(s, 0, before)
    return link_of(s, phrase) if phrase is not None and phrase.i <= 1 else None


def holds_name(s: Sentence, begin: int, end: int) -> bool:
    """Say whether words `begin` to `end` hold a name."""
    return any(is_name(s, k) for k in range(begin, end))


def addressee(s: Sentence, k: int) -> list[Link]:
    """Read the agency behind "told": it stands before the speaker in the chain."""
    if s.key(k) == "the":
        k += 1
    mark = s.at("source", k)
    if mark is None and s.capital(k) and s.at("source", k + 1):
        mark = s.at("source", k + 1)
    if mark is None or mark.rule.text("kind") not in _RELAYS:
        return []
    start = k
    return [
        Link(s.span(start, mark.j).text, _kind(mark.rule), "relayed_by", span=s.span(start, mark.j))
    ]


def told(s: Sentence, begin: int, end: int) -> list[Link]:
    """Read "reviewed by AGENCY", "interviewed by AGENCY" inside a subject."""
    mark = s.has("seen_by", begin, end)
    return addressee(s, mark.j) if mark is not None else []


def is_name(s: Sentence, k: int) -> bool:
    """Say whether word `k` is (part of) a name by its capital."""
    if not s.capital(k) or not s.letters(k) or (k < 2 and s.key(k).endswith("ly")):
        return False
    if k == 0 and not (
        s.capital(1) or s.at("cue", 1) or s.at("stance", 1) or s.key(1) in {",", "'s", "’s"}
    ):
        return False
    return not any(s.at(kind, k) for kind in _NOT_NAMES)


def choose_source(s: Sentence, begin: int, end: int) -> Phrase | None:
    """Choose the source in words `begin` to `end`: a named one first, else the first."""
    known = _known(s, begin, end)
    inside = s.has("including", begin, end)
    if inside is not None:
        named = [phrase for phrase in known if phrase.i >= inside.j and _has_name(s, phrase)]
        if named:
            return named[0]
    if known:
        first = known[0]
        lead = _leading_name(s, begin, first.i)
        if lead is not None and s.key(lead[1] if lead[1] < len(s) else 0) in {",", "("}:
            return Phrase(*lead, first.kind, first.rule)
        if first.kind == "unnamed" or not _has_name(s, first):
            better = [p for p in known[1:] if _has_name(s, p) and _leads_by(s, first, p)]
            if better:
                return better[0]
        return first
    if s.pack.language == "ar":
        return _arabic_person(s, begin, end)
    name = _leading_name(s, begin, end)
    if name is None:
        return None
    honorific = s.has("honorific", name[0], name[1])
    kind: LinkKind = "official" if honorific and s.key(honorific.i) not in _TITLES else "witness"
    return Phrase(*name, kind)


def _arabic_person(s: Sentence, begin: int, end: int) -> Phrase | None:
    """Read an Arabic name as a witness's: two to four words that no list knows («أم خالد»)."""
    free = all(s.letters(k) and not set(s.marks[k]) - _IN_NAMES for k in range(begin, end))
    return Phrase(begin, end, "witness") if free and 1 < end - begin < 5 else None


def _leads_by(s: Sentence, first: Phrase, later: Phrase) -> bool:
    """Say whether "reports from REUTERS" or "REUTERS and groups" leads from one to the other."""
    between = {s.key(k) for k in range(first.j, later.i)}
    return bool(between & {"from", "by", "of", "and"}) and not between & {"told"}


def _has_name(s: Sentence, phrase: Phrase) -> bool:
    return (
        any(
            s.capital(k) and (k > 0 or s.at("source", k) is not None)
            for k in range(phrase.i, phrase.j)
        )
        or s.pack.language == "ar"
    )


def _known(s: Sentence, begin: int, end: int) -> list[Phrase]:
    """Return the sources that the lexicon knows in a range, each with its full phrase."""
    found: list[Phrase] = []
    k = begin
    while k < end:
        mark = s.at("source", k)
        if (
            mark is None
            or mark.j > end + 1
            or (mark.rule.flag("capital") and not (s.capital(mark.j - 1) and mark.j - 1 > 0))
        ):
            k += 1
            continue
        i, j = _widen(s, mark, begin, end)
        best = mark.rule
        # The words of the longest phrase are known already ("health ministry" is no ministry).
        inner = [s.at("source", m) for m in range(i, j) if not mark.i <= m < mark.j]
        for other in inner:
            if other is not None and _rank(other.rule) < _rank(best):
                best = other.rule
        best = _employer(s, mark, inner) or best
        found.append(Phrase(i, max(j, mark.j), _kind(best), best.id))
        k = max(j, mark.j)
    return found


def _employer(s: Sentence, mark: Mark, inner: list[Mark | None]) -> Rule | None:
    """Return the agency or outlet whose "journalist" a source is ("an AFP journalist")."""
    rules = [other.rule for other in (*inner, mark) if other is not None]
    if not any(s.key(other.j - 1) in _PRESS for other in (*inner, mark) if other is not None):
        return None
    return next((rule for rule in rules if rule.text("kind") in _RELAYS), None)


def _rank(rule: Rule) -> int:
    order = (
        "un",
        "monitor",
        "media",
        "witness",
        "relative",
        "party",
        "official",
        "agency",
        "outlet",
        "unnamed",
    )
    return order.index(rule.text("kind") or "unnamed")


def _kind(rule: Rule) -> LinkKind:
    kind = rule.text("kind")
    return kind if kind is not None else "unnamed"  # type: ignore[return-value]


def _widen(s: Sentence, mark: Mark, begin: int, end: int) -> tuple[int, int]:
    """Take the words that belong to a source's name: "the UK-based Sahl Observatory"."""
    if s.pack.language == "ar":
        return mark.i, arabic_end(s, mark, end)
    i, j = mark.i, mark.j
    while i > begin and _belongs(s, i - 1):
        i -= 1
    while i < mark.i and (
        s.at("determiner", i)
        or s.key(i).endswith("-based")
        or (s.at("article", i) and s.capital(i + 1) and s.capital(mark.i))
    ):
        i += 1
    opened = [k for k in range(i, mark.i) if s.at("determiner", k) and k > begin]
    i = opened[-1] + 1 if opened and s.at("source", i) is None else i  # "Meanwhile the …"
    while j < end:
        follow = s.at("source", j)
        if follow is not None:
            j = follow.j
        elif s.capital(j) and s.letters(j) and is_name(s, j):
            j += 1
        elif s.key(j) in {"of", "for"} and (
            s.capital(j + 1) or s.at("source", j + 1) or s.key(j + 1) == "the"
        ):
            j += 2 + (s.key(j + 1) == "the")
        elif (
            _kind(mark.rule) in {"witness", "official", "relative"}
            and s.key(j) in {"at", "in", "from"}
            and s.capital(j + 1)
        ):
            j += 1
            while j < end and s.capital(j):
                j += 1
            break
        elif (
            s.key(j) == "and"
            and s.at("source", j + 1)
            and not s.capital(j + 1)
            and not s.capital(i)
        ):
            j = s.marks[j + 1]["source"].j
        else:
            break
    return i, min(j, end)


def _belongs(s: Sentence, k: int) -> bool:
    if s.key(k) in {",", "and", "of", "by"} or s.at("cue", k) or s.at("trigger", k):
        return False
    if s.at("determiner", k) or s.at("article", k) or s.at("possessive", k) or s.at("more", k):
        return True
    if s.at("preposition", k) or s.at("and", k) or s.at("including", k) or s.at("auxiliary", k):
        return False
    return (
        s.capital(k)
        or any(s.at(kind, k) for kind in ("adjective", "vague", "actor", "source", "person"))
        or "-" in s.key(k)
        or s.key(k) in {"one", "two", "three", "four", "five", "six", "rights", "human", "local"}
    )


def _leading_name(s: Sentence, begin: int, end: int) -> tuple[int, int] | None:
    """Return the first run of capitalised words in a range."""
    k = begin
    while k < end and not is_name(s, k):
        if s.at("preposition", k) is not None:
            return None
        k += 1
    i = k
    while k < end and (is_name(s, k) or (s.key(k) in {".", "al", "bin"} and is_name(s, k + 1))):
        k += 1
    return (i, k) if k > i else None


def link_of(s: Sentence, phrase: Phrase) -> Link:
    """Return the link that a source phrase makes."""
    j = phrase.j
    if phrase.kind == "media" and s.key(j) == "from" and s.at("month", j + 1):
        j += 3 if s.key(j + 2).isdigit() else 2  # "One video from March 7" tells it from others
    span = s.span(phrase.i, j)
    return Link(with_article(s, phrase.i, span.text), phrase.kind, span=span)
