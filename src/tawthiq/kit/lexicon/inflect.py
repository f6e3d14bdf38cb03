"""Forms that a rule need not list: regular English verbs and nouns, Arabic dual and case.

A rule says `inflect = "en-verb"` and lists base forms; this makes the others when the
pack is loaded, so that what the engine matches is always a plain list of words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

Forms = Mapping[str, tuple[str, ...]]
_VOWELS: Final = frozenset("aeiou")
_TA: Final = "ة"


def inflect(how: str, forms: Forms) -> dict[str, tuple[str, ...]]:
    """Return `forms` with what the named inflection adds; listed forms come first."""
    return _WAYS[how](forms) if how else dict(forms)


def _en_verb(forms: Forms) -> dict[str, tuple[str, ...]]:
    """From `base` make third person, past and -ing; a phrase inflects its first word."""
    grown = {name: list(words) for name, words in forms.items()}
    for phrase in forms.get("base", ()):
        verb, space, rest = phrase.partition(" ")
        _add(grown, "base", [_plural(verb) + space + rest])
        _add(grown, "past", [_with_ed(verb) + space + rest])
        _add(grown, "ing", [_with_ing(verb) + space + rest])
    return _frozen(grown)


def _en_noun(forms: Forms) -> dict[str, tuple[str, ...]]:
    grown = {name: list(words) for name, words in forms.items()}
    _add(grown, "plural", [_plural(word) for word in forms.get("singular", ())])
    return _frozen(grown)


def _ar_noun(forms: Forms) -> dict[str, tuple[str, ...]]:
    """From `singular` make the accusative and the dual; both case endings of the plural."""
    grown = {name: list(words) for name, words in forms.items()}
    for word in forms.get("singular", ()):
        if word.endswith(_TA):
            stem = word[:-1] + "ت"
        else:
            stem = word
            _add(grown, "singular", [word + "ا"])
        _add(grown, "dual", [stem + "ان", stem + "ين"])
    for word in forms.get("plural", ()):
        if word.endswith("ون"):
            _add(grown, "plural", [word[:-2] + "ين"])
        elif not word.endswith(("ين", "ات", "ا", "ى", "ء", _TA)) and " " not in word:
            _add(grown, "plural", [word + "ا"])
    taken = set(grown.get("plural", ()))
    grown["dual"] = [word for word in grown.get("dual", ()) if word not in taken]
    return _frozen(grown)


_OWNERS: Final = ("ه", "ها", "هم", "هما", "هن", "ي", "نا", "ك", "كم")


def _ar_kin(forms: Forms) -> dict[str, tuple[str, ...]]:
    """From `base` make "his brother" … "our brother" and both duals; `singular` stays as listed.

    `plural` are stems too ("أبناء" gives "أبنائهم", "أبناؤه").
    """
    grown = {name: list(words) for name, words in forms.items() if name not in {"base", "plural"}}
    for word in forms.get("base", ()):
        stem = word[:-1] + "ت" if word.endswith(_TA) else word
        _add(grown, "singular", [stem + owner for owner in _OWNERS])
        _add(grown, "dual", [stem + "ان", stem + "ين"])
        _add(grown, "dual", [stem + case + owner for case in "اي" for owner in _OWNERS[:5]])
    for word in forms.get("plural", ()):
        stems = [word[:-1] + carrier for carrier in "ءئؤ"] if word.endswith("ء") else [word]
        _add(grown, "plural", [word, *(stem + owner for stem in stems for owner in _OWNERS)])
    taken = {*grown.get("singular", ()), *grown.get("plural", ())}
    grown["dual"] = [word for word in grown.get("dual", ()) if word not in taken]
    return _frozen(grown)


def _ar_verb(forms: Forms) -> dict[str, tuple[str, ...]]:
    """From `base`, a past "he …", make the other persons of the past and the present."""
    grown = {name: list(words) for name, words in forms.items() if name != "base"}
    for phrase in forms.get("base", ()):
        verb, space, rest = phrase.partition(" ")
        weak = verb[-1] in "ىي"
        stem = verb[:-1] if weak else verb
        kept = verb[:-1] + "ي" if verb.endswith("ي") else stem
        bare = verb[1:] if verb[0] in "اأ" and len(verb) > 3 else verb
        short = bare[:-1] if weak else bare
        past = [verb, kept + "ت", stem + "وا", kept + "تا", *([] if weak else [stem + "ا"])]
        present = [*(person + bare for person in "يت"), f"ي{short}ون", f"ي{short}وا"]
        _add(grown, "past", [word + space + rest for word in (*past, *present)])
    return _frozen(grown)


def _add(grown: dict[str, list[str]], name: str, words: Iterable[str]) -> None:
    listed = grown.setdefault(name, [])
    listed.extend(word for word in words if word not in listed)


def _frozen(grown: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in grown.items()}


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubles(verb: str) -> bool:
    """Say whether a one-syllable verb doubles its last letter ("gun" → "gunned")."""
    tail = verb[-3:]
    short = sum(letter in _VOWELS for letter in verb) == 1
    return (
        short
        and len(tail) == 3
        and tail[1] in _VOWELS
        and tail[2] not in "aeiouwxy"
        and (tail[0] not in _VOWELS)
    )


def _with_ed(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _doubles(verb) else "") + "ed"


def _with_ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "ye")):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if _doubles(verb) else "") + "ing"


_WAYS: Final[dict[str, Callable[[Forms], dict[str, tuple[str, ...]]]]] = {
    "en-verb": _en_verb,
    "en-noun": _en_noun,
    "ar-noun": _ar_noun,
    "ar-kin": _ar_kin,
    "ar-verb": _ar_verb,
}
