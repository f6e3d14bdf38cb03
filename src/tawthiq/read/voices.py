"""Who says it: the attributions inside a sentence, and what each of them governs.

Three shapes: SOURCE cue CONTENT · CONTENT, SOURCE cue (or "cue SOURCE") · according to
SOURCE. A verifier is kept apart from the speakers.
"""

from dataclasses import replace

from tawthiq.read.clauses import (
    BREAKS,
    QUOTES,
    before_verb,
    clause_begin,
    closes_content,
    ends_sentence,
    pronoun_of,
    quoted_before,
)
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.read.sources import (
    addressee,
    body_named,
    choose_source,
    is_name,
    link_of,
    organisation,
    told,
)
from tawthiq.read.speakers import (
    by_report,
    closing_source,
    named_before_who,
    own_count,
    quoted_source,
    speaking_person,
)
from tawthiq.read.voice import Voice, voice_of
from tawthiq.record.claim import Link

_NEWS = frozenset({"انباء", "معلومات", "تقارير", "شايعات", "روايات", "مزاعم", "اخبار"})


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
            own_count(s, voice, mark, voices)
        elif k < 2:
            voice = _shown(s, k)
        elif s.key(k) == ":":
            voice = closing_source(s, k)
        if voice is None and k == 0 and s.pack.language == "ar":
            voice = _headline(s)
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
    phrase = choose_source(s, mark.j, end)
    if phrase is None:
        return None if verifier else by_report(s, mark)
    link = link_of(s, phrase)
    link = replace(link, role="verifier") if verifier else link
    links = [*told(s, phrase.j, end), link]
    reach = "all" if mark.i < 2 or verifier else "before"
    rules = [mark.rule.id, *([phrase.rule] if phrase.rule else [])]
    return Voice(
        mark.i, max(phrase.j, mark.j), reach, links, "verified" if verifier else "asserted",
        span=s.span(mark.i, mark.j), rules=rules, verifier=verifier,
    )  # fmt: skip


def _phrase_end(s: Sentence, k: int) -> int:
    end = k
    while end < len(s) and s.key(end) not in BREAKS | QUOTES | {","} and end - k < 16:
        if s.key(end) == "report":  # "according to a report by …"
            end += 1
            continue
        if end > k and (s.at("cue", end) or s.at("subordinator", end)) and not s.at("source", end):
            break
        end += 1
    return end


def _reportedly(s: Sentence, mark: Mark) -> Voice | None:
    link = Link(None, "unnamed", span=s.span(mark.i, mark.j))
    if s.at("cue", mark.i) and s.key(mark.i - 1) not in {"was", "were", "is", "are", "been"}:
        return None
    polarity = mark.rule.text("polarity") or "affirmed"
    return Voice(
        mark.i, mark.j, "all", [link], "alleged", polarity, link.span, rules=[mark.rule.id]
    )


def _continued(s: Sentence, mark: Mark, voices: list[Voice]) -> Voice | None:
    """Read "but admitted that": the subject is that of the voice before."""
    back = mark.i
    while back > 0 and (s.at("adverb", back - 1) or s.at("perfect", back - 1)):
        back -= 1
    if not voices or s.key(back - 1) not in {"and", "but", "و"} or mark.form == "ing":
        return None
    last = voices[-1]
    voice = voice_of(s, mark, list(last.links), "after", [])
    voice.pronoun, voice.begin, voice.stance = last.pronoun, mark.i, mark.rule.kind == "stance"
    return voice


def _shown(s: Sentence, k: int) -> Voice | None:
    """Read a video as source at the head of a sentence: "In one video, armed men …"."""
    if s.key(0) not in {"in", "في"} or k != 1:
        return None
    end = next((i for i in range(1, min(len(s), 12)) if s.key(i) in {",", "،"}), 0)
    phrase = choose_source(s, 1, end) if end else None
    if phrase is None or phrase.kind != "media":
        return None
    rules = [phrase.rule] if phrase.rule else []
    return Voice(0, 1, "all", [link_of(s, phrase)], "asserted", rules=rules)


def _cued(s: Sentence, mark: Mark) -> Voice | None:
    """Read SOURCE cue and cue SOURCE; a cue without a source is no attribution."""
    rule = mark.rule
    if s.key(mark.i) in {"allegedly", "purportedly"}:
        return None  # "the army allegedly killed": that is not the army's word
    if s.pack.language == "ar":
        if s.key(mark.i - 1) in {"التي", "الذي"} and s.key(mark.i - 2) in _NEWS:
            return None  # «نفت الشرطة الأنباء التي تحدثت عن …»
        return _verb_first(s, mark) or _subject_first(s, mark)
    behind = s.key(mark.i - 1) == "," and s.key(mark.i) in {"say", "says", "said"}
    behind = behind and s.at("source", mark.j) is not None
    found = _verb_first(s, mark) if behind else None  # "…, says UN"
    found = found or _checked(s, mark) or _subject_first(s, mark)
    if found is None and (mark.form == "past" or s.key(mark.i) in {"says", "say"}):
        found = _verb_first(s, mark)
    if found is None and rule.kind == "stance":
        phrase = choose_source(s, 0, before_verb(s, mark.i)) or organisation(s, 0, mark.i)
        found = voice_of(s, mark, [link_of(s, phrase)], "after", []) if phrase else None
    if found is not None:
        found.stance = rule.kind == "stance"
        found.speaks = rule.text("event") == "condemnation"
    return found


def _checked(s: Sentence, mark: Mark) -> Voice | None:
    """Read "a video verified by Nour Agency shows …": the video speaks, the agency checked it."""
    check = s.has("verified_by", 0, mark.i)
    phrase = choose_source(s, 0, check.i) if check is not None and check.i else None
    if phrase is None or phrase.kind != "media":
        return None
    rules = [phrase.rule] if phrase.rule else []
    return voice_of(s, mark, [link_of(s, phrase)], "after", rules)


def _subject_first(s: Sentence, mark: Mark) -> Voice | None:
    end = before_verb(s, mark.i)
    named = named_before_who(s, end)
    if named is not None:
        voice = voice_of(s, mark, [link_of(s, named)], "after", [named.rule] if named.rule else [])
        voice.begin = named.i
        return voice
    begin = clause_begin(s, end)
    pronoun = pronoun_of(s, begin, end)
    if pronoun is not None:
        voice = voice_of(s, mark, [], "after", [])
        voice.pronoun = pronoun
        voice.begin = begin
        named = choose_source(s, begin, end)
        if named is not None:
            voice.spare = [link_of(s, named)]
            voice.rules.extend([named.rule] if named.rule else [])
    elif (
        begin == 0
        and (another := s.at("another_media", 0)) is not None
        and s.key(another.j) in {",", "video", "clip"}
    ):
        link = Link("Another video", "media", span=s.span(0, another.j))
        voice = voice_of(s, mark, [link], "after", [another.rule.id])
    else:
        phrase = choose_source(s, begin, end) or body_named(s, begin, end)
        phrase = phrase or speaking_person(s, begin, end, mark)
        if phrase is None:
            return None
        rules = [phrase.rule] if phrase.rule else []
        voice = voice_of(s, mark, [link_of(s, phrase)], "after", rules)
        voice.begin = phrase.i
    quoted = quoted_source(s, mark)
    if quoted is not None:  # "Nour Agency quoted an official as saying"
        voice.links = [replace(x, role="relayed_by") for x in voice.links] + [link_of(s, quoted)]
        voice.j = max(quoted.j, voice.j)
        return voice
    outer = told(s, begin, end) or addressee(s, mark.j)
    voice.links = [*outer, *voice.links]
    if outer and outer[0].span is not None and s.words[mark.j : mark.j + 1]:
        told_to = outer[0].span
        while voice.j < len(s) and mark.j <= voice.j and s.words[voice.j].start < told_to.end:
            if s.words[mark.j].start > told_to.start + 4 or told_to.start < s.words[mark.j].start:
                break
            voice.j += 1
    if begin > 0 and (ends_sentence(s, voice.j) or closes_content(s, voice.j, begin)):
        voice.reach = "before"
    elif quoted_before(s, begin):
        voice.reach = "all"
    return voice


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
    if (
        not arabic
        and s.at("source", begin) is None
        and not s.at("determiner", begin)
        and not s.at("article", begin)
        and not is_name(s, begin)
    ):
        return None
    phrase = choose_source(s, begin, end)
    if phrase is None or (not arabic and phrase.i > begin + 2):
        return None
    if arabic and (s.has("trigger", begin, phrase.i) or s.has("find", begin, phrase.i)):
        return None  # «أعلن مقتل طفل»: no subject is named
    reach = "after" if arabic or mark.i == 0 else "before"
    rules = [phrase.rule] if phrase.rule else []
    outer = addressee(s, phrase.j + 1) if arabic and s.key(phrase.j) == "ل" else []
    links = [*told(s, phrase.j, end), *outer, link_of(s, phrase)]
    voice = voice_of(s, mark, links, reach, rules)
    voice.j = max(mark.j, phrase.j)
    return _quoting(s, mark, voice) if arabic else voice


def _quoting(s: Sentence, mark: Mark, voice: Voice) -> Voice:
    """Read «نقلت وكالة نور عن مسؤول قوله»: who relays it, then who said it."""
    if not s.key(mark.i).startswith(("نقل", "تنقل")) or s.key(voice.j) != "عن":
        return voice
    end = _phrase_end(s, voice.j + 1)
    quoted = choose_source(s, voice.j + 1, end)
    if quoted is None:
        return voice
    relays = [replace(link, role="relayed_by") for link in voice.links]
    voice.links = [*relays, link_of(s, quoted)]
    voice.rules.extend([quoted.rule] if quoted.rule else [])
    voice.j = quoted.j
    return voice


def _headline(s: Sentence) -> Voice | None:
    """Read «وزارة الصحة: ثلاثة شهداء في …»: a source and a colon at the head of a sentence."""
    colon = next((k for k in range(1, min(len(s), 10)) if s.key(k) == ":"), 0)
    mark = s.at("source", 0)
    if not colon or mark is None:
        return None
    phrase = choose_source(s, 0, colon)
    near = phrase is not None and (phrase.j >= colon - 3 or s.key(phrase.j) == "عن")
    if phrase is None or phrase.i > 0 or not near:
        return None
    rules = [phrase.rule] if phrase.rule else []
    links = [link_of(s, phrase)]
    quoted = choose_source(s, phrase.j + 1, colon) if s.key(phrase.j) == "عن" else None
    if quoted is not None:  # «رويترز عن مسؤول أمني: …»
        links = [replace(links[0], role="relayed_by"), link_of(s, quoted)]
    return Voice(0, colon, "after", links, "asserted", rules=rules)
