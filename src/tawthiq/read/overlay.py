"""A project's own rules: one TOML document laid over the pack of its language, and tried.

A document has the form of the shipped packs. It is taken only when each of its rules does
what its own examples say: a rule that never fires is a mistake that nobody would see.
"""

import tomllib
from typing import Any, Final

from tawthiq.base.errors import UsageError
from tawthiq.kit.lexicon.pack import FORMS, LANGUAGES, OWN, Rule, load_pack
from tawthiq.read.reader import fired

GREATEST: Final = 1 << 20
_TRIED_ON: Final = "2031-05-20"


def language_of(document: str) -> str:
    """Return the language whose pack `document` is laid over.

    UsageError("lexicon.overlay") says what is wrong with a document that has no one
    language, no rule, or a rule without what every rule needs.
    """
    rules = rules_of(document)
    languages = {str(rule.get("id", "")).partition(".")[0] for rule in rules}
    if len(languages) != 1 or not languages <= set(LANGUAGES):
        known = " or ".join(f"{language}." for language in LANGUAGES)
        raise _wrong(f"all ids of its rules have to begin with {known}, the same for all of them")
    language = languages.pop()
    shipped = load_pack(language).rules.values()
    for rule in rules:
        like = [one for one in shipped if one.kind == rule["class"]]
        if not like:
            raise _wrong(f"the rule {rule['id']!r} has a class that no rule of the pack has")
        _compare(rule, like)
    return language


def _compare(rule: dict[str, Any], like: list[Rule]) -> None:
    """Refuse what a rule says where no shipped rule of its class says anything of that sort."""
    known = {(key, type(value)) for one in like for key, value in one.says.items()}
    events = {one.says["event"] for one in like if "event" in one.says}
    for key, value in rule.items():
        if key not in OWN and (key, type(value)) not in known:
            raise _wrong(f"the rule {rule['id']!r} has {key}, which its class does not have so")
        if key in FORMS and not (isinstance(value, list) and all(map(_is_text, value))):
            raise _wrong(f"the rule {rule['id']!r} has {key} that is no list of words")
        if key == "event" and value not in events:
            raise _wrong(f"the rule {rule['id']!r} has an event that is not in the closed list")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def problems(document: str, below: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return one sentence for each rule that does not do what its examples say.

    `below` are the overlays that lie under this one. Raises what `language_of` raises.
    """
    language = language_of(document)
    try:
        pack = load_pack(language, (*below, document))
    except (TypeError, AttributeError, ValueError) as error:
        raise _wrong(f"a rule has a value of the wrong kind ({error})") from None
    found = []
    for rule in (pack.rules[table["id"]] for table in rules_of(document)):
        fires, spares = (
            rule.id in fired(text, language=language, dated=_TRIED_ON, packs=(pack,))
            for text in (rule.example, rule.counter)
        )
        if not fires:
            found.append(f"{rule.id} does not fire on its example: {rule.example}")
        if spares:
            found.append(f"{rule.id} fires on its counter-example: {rule.counter}")
    return tuple(found)


def rules_of(document: str) -> list[dict[str, Any]]:
    """Return the rules of a document as tables; raises what `language_of` raises."""
    if len(document) > GREATEST:
        raise _wrong("it is longer than a million characters")
    try:
        table = tomllib.loads(document)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(f"it is not TOML ({error})") from None
    rules = table.get("rule")
    if not isinstance(rules, list) or not rules or not all(isinstance(r, dict) for r in rules):
        raise _wrong("it has no [[rule]]")
    for rule in rules:
        if not all(isinstance(rule.get(key), str) for key in ("id", "class", "example", "counter")):
            raise _wrong(f"the rule {rule.get('id', '?')!r} lacks id, class, example or counter")
    return rules


def _wrong(says: str) -> UsageError:
    return UsageError("lexicon.overlay", f"this is no lexicon: {says}")
