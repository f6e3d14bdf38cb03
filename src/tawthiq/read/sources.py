"""Who says it: attributions inside a sentence, and the chain of links that each gives.

Three shapes: SOURCE cue CONTENT · CONTENT, SOURCE cue (or "cue SOURCE") · according to
SOURCE. A verifier is kept apart from the speakers. The first named source wins over the
group it stands in ("groups, including the Sahl Observatory").
"""

from dataclasses import dataclass, field, replace
from typing import Final

from tawthiq.kit.lexicon.pack import Rule
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.record.claim import Link, LinkKind, Span

_QUOTES: Final = frozenset("\"“”«»")
_BREAKS: Final = frozenset({";", ":", "—", "–", ".", "!", "?"})
_RELAYS: Final = frozenset({"agency", "outlet"})
_NOT_NAMES: Final = (
    "month", "weekday", "determiner", "article", "preposition", "subordinator", "pronoun",
    "anaphor_person", "anaphor", "hedge", "negation", "and", "conditional", "vague",
)  # fmt: skip


@dataclass(slots=True)
class Voice:
    """An attribution: its cue at words `i` to `j`, its links, and what it governs.

    `reach` is "after" (content behind the cue), "before" (content ahead of it) or "all".
    """

    i: int
    j: int
    reach: str
    links: list[Link]
    status: str
    polarity: str = "affirmed"
    span: Span | None = None
    pronoun: str | None = None
    spare: list[Link] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    begin: int = 0
    verifier: bool = False
    stance: bool = False
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source phrase: words of its name, its kind, and the rule that knew it."""

    i: int
    j: int
    kind: LinkKind
    rule: str | None = None


def find_voices(s: Sentence) -> list[Voice]:
    """Return the attributions of a sentence in order of their cues."""
    voices: list[Voice] = []
    k = 0
    while k < len(s):
        here = s.marks[k]
        voice = None
        if "verified_by" in here:
            voice = _by(s, here["verified_by"], verifier=True)
        elif "seen_by" in here:
            voice = None
        elif "according" in here:
            voice = _by(s, here["according"], verifier=False)
        elif "cue" in here or "stance" in here:
            mark = here.get("cue") or here["stance"]
            voice = _cued(s, mark) or _continued(s, mark, voices)
        elif k < 2:
            voice = _shown(s, k)
        if voice is None and "reportedly" in here:
            voice = _reportedly(s, here["reportedly"])
        if voice is not None:
            voices.append(voice)
            k = max(voice.j, k + 1)
        else:
            k += 1
    return voices


def _by(s: Sentence, mark: Mark, *, verifier: bool) -> Voice | None:
    """Read "according to SOURCE", "verified by SOURCE"."""
    end = _phrase_end(s, mark.j)
    phrase = _phrase(s, mark.j, end)
    if phrase is None:
        return None
    role = "verifier" if verifier else "speaker"
    link = replace(_link(s, phrase), role=role)
    links = [*_told(s, phrase.j, end), link]
    reach = "all" if mark.i < 2 or verifier else "before"
    rules = [mark.rule.id, *([phrase.rule] if phrase.rule else [])]
    return Voice(
        mark.i, max(phrase.j, mark.j), reach, links, "verified" if verifier else "asserted",
        span=s.span(mark.i, mark.j), rules=rules, verifier=verifier,
    )  # fmt: skip


def _phrase_end(s: Sentence, k: int) -> int:
    end = k
    while end < len(s) and s.key(end) not in _BREAKS | _QUOTES | {","} and end - k < 16:
        if end > k and (s.at("cue", end) or s.at("subordinator", end)) and not s.at("source", end):
            break
        end += 1
    return end


def _reportedly(s: Sentence, mark: Mark) -> Voice | None:
    link = Link(None, "unnamed", span=s.span(mark.i, mark.j))
    if s.at("cue", mark.i) and s.key(mark.i - 1) not in {"was", "were", "is", "are", "been"}:
        return None
    return Voice(mark.i, mark.j, "all", [link], "alleged", span=link.span, rules=[mark.rule.id])


def _continued(s: Sentence, mark: Mark, voices: list[Voice]) -> Voice | None:
    """Read "but admitted that": the subject is that of the voice before."""
    back = mark.i
    while back > 0 and (s.at("adverb", back - 1) or s.at("perfect", back - 1)):
        back -= 1
    if not voices or s.key(back - 1) not in {"and", "but", "و"} or mark.form == "ing":
        return None
    last = voices[-1]
    voice = _voice(s, mark, list(last.links), "after", [])
    voice.pronoun, voice.begin, voice.stance = last.pronoun, mark.i, mark.rule.kind == "stance"
    return voice


def _shown(s: Sentence, k: int) -> Voice | None:
    """Read a video as source at the head of a sentence: "In one video, armed men …"."""
    if s.key(0) not in {"in", "في"} or k != 1:
        return None
    end = next((i for i in range(1, min(len(s), 12)) if s.key(i) in {",", "،"}), 0)
    phrase = _phrase(s, 1, end) if end else None
    if phrase is None or phrase.kind != "media":
        return None
    rules = [phrase.rule] if phrase.rule else []
    return Voice(0, 1, "all", [_link(s, phrase)], "asserted", rules=rules)


def _cued(s: Sentence, mark: Mark) -> Voice | None:
    """Read SOURCE cue and cue SOURCE; a cue without a source is no attribution."""
    rule = mark.rule
    if s.pack.language == "ar":
        return _verb_first(s, mark) or _subject_first(s, mark)
    found = _subject_first(s, mark)
    if found is None and mark.form == "past":
        found = _verb_first(s, mark)
    if found is None and rule.kind == "stance":
        phrase = _phrase(s, 0, _before_verb(s, mark.i)) or _organisation(s, 0, mark.i)
        found = _voice(s, mark, [_link(s, phrase)], "after", []) if phrase else None
    if found is not None:
        found.stance = rule.kind == "stance"
        found.speaks = rule.text("event") == "condemnation"
    return found


def _voice(s: Sentence, mark: Mark, links: list[Link], reach: str, rules: list[str]) -> Voice:
    rule = mark.rule
    return Voice(
        mark.i, mark.j, reach, links, rule.text("status") or "asserted",
        rule.text("polarity") or "affirmed", s.span(mark.i, mark.j), rules=[rule.id, *rules],
    )  # fmt: skip


def _subject_first(s: Sentence, mark: Mark) -> Voice | None:
    end = _before_verb(s, mark.i)
    begin = _clause_begin(s, end)
    pronoun = _pronoun(s, begin, end)
    if pronoun is not None:
        voice = _voice(s, mark, [], "after", [])
        voice.pronoun = pronoun
        voice.begin = begin
        named = _phrase(s, begin, end)
        if named is not None:
            voice.spare = [_link(s, named)]
            voice.rules.extend([named.rule] if named.rule else [])
    elif begin == 0 and (another := s.at("another_media", 0)) is not None and s.key(another.j) in {",", "video", "clip"}:
        link = Link("Another video", "media", span=s.span(0, another.j))
        voice = _voice(s, mark, [link], "after", [another.rule.id])
    else:
        phrase = _phrase(s, begin, end) or _the_body(s, begin, end)
        if phrase is None:
            return None
        rules = [phrase.rule] if phrase.rule else []
        voice = _voice(s, mark, [_link(s, phrase)], "after", rules)
        voice.begin = phrase.i
    outer = _told(s, begin, end) or _addressee(s, mark.j)
    voice.links = [*outer, *voice.links]
    if outer and outer[0].span is not None and s.key(mark.j) == outer[0].span.text.casefold():
        voice.j = mark.j + 1
    if begin > 0 and (_ends_sentence(s, voice.j) or _closes_content(s, voice.j, begin)):
        voice.reach = "before"
    elif _quoted_before(s, begin):
        voice.reach = "all"
    return voice


def _closes_content(s: Sentence, k: int, begin: int) -> bool:
    """Say whether only a date stands between the cue and the next comma, content before it."""
    if s.key(begin - 1) not in {",", "،"}:
        return False
    while k < len(s) and (s.key(k).isdigit() or any(s.at(kind, k) for kind in ("month", "weekday", "locative", "preposition"))):
        k += 1
    return s.key(k) in {",", "،", "."}


def _the_body(s: Sentence, begin: int, end: int) -> Phrase | None:
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
            return Phrase(i, k + 1, _kind(known.rule) if known else "official", known.rule.id if known else None)
    return None


def _quoted_before(s: Sentence, begin: int) -> bool:
    """Say whether a quotation ends right before the subject: its words are content too."""
    return begin > 0 and any(s.raw(k) in {"”", "»", '"'} for k in range(max(begin - 2, 0), begin))


def _organisation(s: Sentence, begin: int, end: int) -> Phrase | None:
    """Take an armed or official body as the one that was asked, where no list knows it."""
    for k in range(begin, end):
        mark = s.at("actor", k) or s.at("person", k)
        if mark is not None:
            start = k
            while start > begin and (s.at("adjective", start - 1) or "-" in s.key(start - 1) or s.at("vague", start - 1)):
                start -= 1
            return Phrase(start, mark.j, "party")
    return None


def asked_party(s: Sentence, before: int) -> Link | None:
    """Return whom "they did not respond" speaks of, where this sentence names them first."""
    phrase = _organisation(s, 0, before)
    return _link(s, phrase) if phrase is not None and phrase.i <= 1 else None


def _before_verb(s: Sentence, k: int) -> int:
    """Step back over auxiliaries and adverbs, to the end of the subject."""
    while k > 0 and any(
        s.at(kind, k - 1) for kind in ("perfect", "auxiliary", "adverb", "do", "modal", "negation")
    ):
        k -= 1
    return k


def _clause_begin(s: Sentence, end: int) -> int:
    """Return where the subject's clause begins: behind a quotation, a break or a cue."""
    k = end
    while k > 0:
        key = s.key(k - 1)
        if key in _QUOTES or key in _BREAKS or s.at("subordinator", k - 1) is not None and key in {"that", "when", "after", "as", "while", "but", "ان", "بان"}:
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
        if any(s.has(kind, begin, comma) for kind in ("trigger", "find", "auxiliary", "body")):
            if s.has("source", comma + 1, end) or _name_in(s, comma + 1, end) or _pronoun(s, comma + 1, end):
                return comma + 1
    return begin


def _name_in(s: Sentence, begin: int, end: int) -> bool:
    return any(_is_name(s, k) for k in range(begin, end))


def _pronoun(s: Sentence, begin: int, end: int) -> str | None:
    """Return the class of a pronoun that is the whole subject ("he", "the agency")."""
    for k in (begin, end - 1):
        for kind in ("anaphor_person", "anaphor"):
            mark = s.at(kind, k)
            if mark is not None and mark.j == end and (mark.i == begin or end - begin > 1 and s.key(k - 1) in {",", "and", "”"}):
                return kind
    mark = s.at("anaphor_person", begin) or s.at("anaphor", begin)
    return mark.rule.kind if mark is not None and mark.j == end else None


def _verb_first(s: Sentence, mark: Mark) -> Voice | None:
    """Read "said the mayor", "قال شاهد"."""
    end = _phrase_end(s, mark.j)
    arabic = s.pack.language == "ar"
    if arabic:
        stop = next((k for k in range(mark.j, end) if s.key(k) in {"ان", "بان", "عن"}), end)
        end = stop
    pronoun = s.at("anaphor_person", mark.j)
    if pronoun is not None and not arabic:
        return None
    begin = mark.j
    while begin < end and s.key(begin) in {"ل", "في", "ب"}:
        begin += 1
    if not arabic and s.at("source", begin) is None and not s.at("determiner", begin) and not s.at("article", begin) and not _is_name(s, begin):
        return None
    phrase = _phrase(s, begin, end)
    if phrase is None or (not arabic and phrase.i > begin + 2):
        return None
    reach = "after" if arabic or mark.i == 0 else "before"
    rules = [phrase.rule] if phrase.rule else []
    voice = _voice(s, mark, [*_told(s, phrase.j, end), _link(s, phrase)], reach, rules)
    voice.j = max(mark.j, phrase.j)
    return voice


def _ends_sentence(s: Sentence, k: int) -> bool:
    """Say whether hardly anything stands behind the cue: then it closes its content."""
    rest = [i for i in range(k, len(s)) if s.letters(i)]
    if len(rest) <= 2:
        return True
    date_like = all(
        s.at("weekday", i) or s.at("month", i) or s.at("preposition", i) or s.key(i) in {"statement", "interview", "telephone", "phone", "a", "the", "late", "earlier", "press", "conference"}
        for i in rest
    )
    return date_like


def _addressee(s: Sentence, k: int) -> list[Link]:
    """Read the agency behind "told": it stands before the speaker in the chain."""
    if s.key(k) in {"the"}:
        k += 1
    mark = s.at("source", k)
    if mark is None and s.capital(k) and s.at("source", k + 1):
        mark = s.at("source", k + 1)
    if mark is None or mark.rule.text("kind") not in _RELAYS:
        return []
    start = k
    return [Link(s.span(start, mark.j).text, _kind(mark.rule), "relayed_by", span=s.span(start, mark.j))]


def _told(s: Sentence, begin: int, end: int) -> list[Link]:
    """Read "reviewed by AGENCY", "interviewed by AGENCY" inside a subject."""
    mark = s.has("seen_by", begin, end)
    return _addressee(s, mark.j) if mark is not None else []


def _is_name(s: Sentence, k: int) -> bool:
    if not s.capital(k) or not s.letters(k):
        return False
    if k == 0 and not (s.capital(1) or s.at("cue", 1) or s.at("stance", 1) or s.key(1) in {",", "'s", "’s"}):
        return False
    return not any(s.at(kind, k) for kind in _NOT_NAMES)


def _phrase(s: Sentence, begin: int, end: int) -> Phrase | None:
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
        if first.kind in {"unnamed"} or not _has_name(s, first):
            better = [p for p in known[1:] if _has_name(s, p) and _leads_by(s, first, p)]
            if better:
                return better[0]
        return first
    if s.pack.language == "ar":
        free = all(s.letters(k) and not s.marks[k] for k in range(begin, end))
        return Phrase(begin, end, "witness") if free and 1 < end - begin < 5 else None
    name = _leading_name(s, begin, end)
    if name is None:
        return None
    honorific = s.has("honorific", name[0], name[1])
    kind: LinkKind = "official" if honorific and s.key(honorific.i) not in _TITLES else "witness"
    return Phrase(*name, kind)


_TITLES: Final = frozenset({"mr", "mrs", "ms", "dr", "prof", "sheikh", "hajji", "father"})


def _leads_by(s: Sentence, first: Phrase, later: Phrase) -> bool:
    """Say whether "reports from REUTERS" or "REUTERS and groups" leads from one to the other."""
    between = {s.key(k) for k in range(first.j, later.i)}
    return bool(between & {"from", "by", "of", "and"}) and not between & {"told"}


def _has_name(s: Sentence, phrase: Phrase) -> bool:
    return any(
        s.capital(k) and (k > 0 or s.at("source", k) is not None) for k in range(phrase.i, phrase.j)
    ) or s.pack.language == "ar"


def _known(s: Sentence, begin: int, end: int) -> list[Phrase]:
    """Return the sources that the lexicon knows in a range, each with its full phrase."""
    found: list[Phrase] = []
    k = begin
    while k < end:
        mark = s.at("source", k)
        if mark is None or mark.j > end + 1 or (
            mark.rule.flag("capital") and not (s.capital(mark.j - 1) and mark.j - 1 > 0)
        ):
            k += 1
            continue
        i, j = _widen(s, mark, begin, end)
        best = mark.rule
        inner = [s.at("source", m) for m in range(i, j)]
        for other in inner:
            if other is not None and _rank(other.rule) < _rank(best):
                best = other.rule
        found.append(Phrase(i, max(j, mark.j), _kind(best), best.id))
        k = max(j, mark.j)
    return found


def _rank(rule: Rule) -> int:
    order = ("un", "monitor", "media", "witness", "relative", "party", "official", "agency", "outlet", "unnamed")
    return order.index(rule.text("kind") or "unnamed")


def _kind(rule: Rule) -> LinkKind:
    kind = rule.text("kind")
    return kind if kind is not None else "unnamed"  # type: ignore[return-value]


def _widen(s: Sentence, mark: Mark, begin: int, end: int) -> tuple[int, int]:
    """Take the words that belong to a source's name: "the UK-based Sahl Observatory"."""
    if s.pack.language == "ar":
        return _widen_arabic(s, mark, end)
    i, j = mark.i, mark.j
    while i > begin and _belongs(s, i - 1):
        i -= 1
    while i < mark.i and (
        s.at("determiner", i) or s.key(i).endswith("-based") or (s.at("article", i) and s.capital(i + 1) and s.capital(mark.i))
    ):
        i += 1
    while j < end:
        follow = s.at("source", j)
        if follow is not None:
            j = follow.j
        elif s.capital(j) and s.letters(j) and _is_name(s, j):
            j += 1
        elif s.key(j) in {"of", "for"} and (s.capital(j + 1) or s.at("source", j + 1) or s.key(j + 1) == "the"):
            j += 2 + (s.key(j + 1) == "the")
        elif _kind(mark.rule) in {"witness", "official", "relative"} and s.key(j) in {"at", "in", "from"} and s.capital(j + 1):
            j += 1
            while j < end and s.capital(j):
                j += 1
            break
        elif s.key(j) == "and" and s.at("source", j + 1) and not s.capital(j + 1) and not s.capital(i):
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
    return s.capital(k) or any(
        s.at(kind, k) for kind in ("adjective", "vague", "actor", "source", "person")
    ) or "-" in s.key(k) or s.key(k) in {"one", "two", "three", "four", "five", "six", "rights", "human", "local"}


def _widen_arabic(s: Sentence, mark: Mark, end: int) -> tuple[int, int]:
    j = mark.j
    while j < end and j - mark.j < 4 and s.letters(j):
        if s.at("source", j):
            j = s.marks[j]["source"].j
        elif not s.marks[j] or s.at("feature", j):
            j += 1
        elif s.key(j) == "ل" and j + 1 < end:
            j += 2
        elif s.key(j) == "في" and s.at("feature", j + 1) and _kind(mark.rule) in {"official", "witness"}:
            j += 3
        else:
            break
    return mark.i, j


def _leading_name(s: Sentence, begin: int, end: int) -> tuple[int, int] | None:
    """Return the first run of capitalised words in a range."""
    k = begin
    while k < end and not _is_name(s, k):
        if s.at("preposition", k) is not None:
            return None
        k += 1
    i = k
    while k < end and (_is_name(s, k) or s.key(k) in {".", "al", "bin"} and _is_name(s, k + 1)):
        k += 1
    return (i, k) if k > i else None


def _link(s: Sentence, phrase: Phrase) -> Link:
    j = phrase.j
    if phrase.kind == "media" and s.key(j) == "from" and s.at("month", j + 1):
        j += 3 if s.key(j + 2).isdigit() else 2  # "One video from March 7" tells it from others
    span = s.span(phrase.i, j)
    return Link(span.text, phrase.kind, span=span)
