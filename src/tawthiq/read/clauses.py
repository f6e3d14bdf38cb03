"""Where the subject of a cue begins and ends, and whether its content stands before it."""

from typing import Final

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.read.sentence import Sentence
from tawthiq.read.sources import holds_name

_LEADING: Final = frozenset({"leader", "member", "head", "chairman", "deputy", "representative"})
_CONTENT: Final = ("trigger", "find", "auxiliary", "body")
QUOTES: Final = frozenset('"“”«»')
BREAKS: Final = frozenset({";", ":", "—", "–", ".", "!", "?"})


def closes_content(s: Sentence, k: int, begin: int) -> bool:
    """Say whether only a date stands between the cue and the next comma, content before it."""
    if s.key(begin - 1) not in {",", "،"}:
        return False
    while k < len(s) and (
        s.key(k).isdigit()
        or any(s.at(kind, k) for kind in ("month", "weekday", "locative", "preposition"))
    ):
        k += 1
    return s.key(k) in {",", "،", ".", ";"}


def quoted_before(s: Sentence, begin: int) -> bool:
    """Say whether a quotation ends right before the subject: its words are content too."""
    return begin > 0 and any(s.raw(k) in {"”", "»", '"'} for k in range(max(begin - 2, 0), begin))


def before_verb(s: Sentence, k: int) -> int:
    """Step back over auxiliaries and adverbs, to the end of the subject."""
    while k > 0 and any(
        s.at(kind, k - 1) for kind in ("perfect", "auxiliary", "adverb", "do", "modal", "negation")
    ):
        k -= 1
    return k


def clause_begin(s: Sentence, end: int) -> int:
    """Return where the subject's clause begins: behind a quotation, a break or a cue."""
    k = end
    while k > 0:
        key = s.key(k - 1)
        if (
            key in QUOTES
            or (key in BREAKS and not (key == "." and len(s.key(k - 2)) < 5))
            or (
                s.at("subordinator", k - 1) is not None
                and key in {"that", "when", "after", "as", "while", "but", "ان", "بان"}
                and not (key == "but" and s.at("preposition", k) is not None)
            )
        ):
            break
        if s.at("cue", k - 1) is not None and s.at("source", k - 1) is None and end - k > 0:
            break
        k -= 1
    if k < end and s.key(k) == ",":
        k += 1
    return _after_last_content(s, k, end)


def _after_last_content(s: Sentence, begin: int, end: int) -> int:
    """For "CONTENT, SOURCE said" take only what stands behind the last comma but asides.

    A subject with an aside ("Salim, a farmer from X, said") begins before its commas;
    content does so too, but content has a trigger or a number of people in it.
    """
    commas = [k for k in range(begin, end) if s.key(k) in {",", "،"}]
    for comma in reversed(commas):
        content = any(s.has(kind, begin, comma) for kind in _CONTENT)
        if content and (
            s.has("source", comma + 1, end)
            or holds_name(s, comma + 1, end)
            or pronoun_of(s, comma + 1, end)
            or _opens_person(s, comma + 1, end)
        ):
            return _name_before(s, comma, commas) or comma + 1
    return begin


def _name_before(s: Sentence, comma: int, commas: list[int]) -> int:
    """Return where a name begins that a comma cuts from its post ("X, head of Y, told"); 0: none."""
    earlier = [k for k in commas if k < comma]
    first = earlier[-1] + 1 if earlier else 0
    named = 2 <= comma - first <= 5 and all(s.capital(k) for k in range(first, comma))
    return first if named and first else 0


def _opens_person(s: Sentence, k: int, end: int) -> bool:
    """Say whether an article or a number opens a person here, up to the verb of saying."""
    opened = s.at("article", k) or s.at("determiner", k) or read_number(s.keys, k)
    if not opened or s.has("trigger", k, end):
        return False
    return any(s.at("person", at) or s.key(at) in _LEADING for at in range(k + 1, min(k + 6, end)))


def pronoun_of(s: Sentence, begin: int, end: int) -> str | None:
    """Return the class of a pronoun that is the whole subject ("he", "the agency")."""
    for k in (begin, end - 1):
        for kind in ("anaphor_person", "anaphor"):
            mark = s.at(kind, k)
            if (
                mark is not None
                and mark.j == end
                and (mark.i == begin or (end - begin > 1 and s.key(k - 1) in {",", "and", "”"}))
            ):
                return kind
    mark = s.at("anaphor_person", begin) or s.at("anaphor", begin)
    return mark.rule.kind if mark is not None and mark.j == end else None


def ends_sentence(s: Sentence, k: int) -> bool:
    """Say whether hardly anything stands behind the cue: then it closes its content."""
    last = next((i for i in range(k, len(s)) if s.key(i) == ";"), len(s))
    rest = [i for i in range(k, last) if s.letters(i)]
    if any(s.at("negation", i) or s.at("trigger", i) for i in rest):
        return False  # "the police reported no losses" has content of its own
    dated = any(s.at("month", i) or s.at("weekday", i) for i in rest)
    if not dated and len(rest) <= 2 and any(s.key(i)[:1].isdigit() for i in range(k, len(s))):
        return False  # nor is "residents reported 15" only a tail
    if len(rest) <= 2:
        return True
    return all(
        s.at("weekday", i)
        or s.at("month", i)
        or s.at("preposition", i)
        or s.capital(i)
        or s.key(i)
        in {
            "statement",
            "interview",
            "telephone",
            "phone",
            "a",
            "the",
            "late",
            "earlier",
            "press",
            "conference",
        }
        for i in rest
    )
