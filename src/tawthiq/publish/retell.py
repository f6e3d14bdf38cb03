"""Sentences that other stages wrote in English, told again in the page's language.

Reasons, derivations and gaps reach a dossier as English sentences of fixed form. Each form
is a label under `told`; its English text, read backwards, gives the values that the
sentence carries. A sentence of no known form is shown as it came, marked as English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from tawthiq.publish.voice import Voice
from tawthiq.record.words import words

_BLANK = re.compile(r"\\\{(\w+)\\\}")
_AS_IT_CAME: Final = Markup('<span lang="en" dir="ltr">{}</span>')


def retold(sentence: str, voice: Voice) -> Markup:
    """Return an English sentence of another stage in the voice's language."""
    for key, form in _forms():
        match = form.fullmatch(sentence)
        if match is not None:
            return voice.say(key, None, **_values(match.groupdict(), voice))
    return _AS_IT_CAME.format(voice.name(sentence))


def _values(found: Mapping[str, str], voice: Voice) -> dict[str, object]:
    speech = voice.words
    return {
        name: voice.say(f"stage.{value}")
        if name == "stage" and speech.has(f"stage.{value}")
        else _value(name, value, voice)
        for name, value in found.items()
    }


def _value(name: str, value: str, voice: Voice) -> Markup:
    """Return a value: a number as it is, a sentence of known form retold, words as a name."""
    if name in {"least", "whole"} and value.replace(",", "").isdigit():
        return Markup("{}").format(value)
    if name == "day":
        return voice.day(value)
    for key, form in _forms():
        match = form.fullmatch(value)
        if match is not None and not match.groupdict():
            return voice.say(key)
    return voice.filed(value)


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return every known form with its label, the most particular first."""
    english = words("en")
    forms = []
    for key in english.labels:
        if key.startswith("told."):
            pattern = _BLANK.sub(r"(?P<\1>.+?)", re.escape(english.template(key)))
            forms.append((key, re.compile(pattern, re.DOTALL)))
    return tuple(sorted(forms, key=lambda form: (-len(form[1].pattern), form[0])))
