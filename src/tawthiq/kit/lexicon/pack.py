"""A lexicon pack: the rules of one language, compiled into one table of phrases."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from tawthiq.base.errors import UsageError
from tawthiq.kit.lexicon.inflect import inflect
from tawthiq.kit.lexicon.numbers import NUMBER_WORDS
from tawthiq.kit.lexicon.words import keys_of

LANGUAGES: Final = ("en", "ar")
FORMS: Final = ("forms", "base", "past", "ing", "noun", "singular", "plural", "dual", "post")
OWN: Final = frozenset({"id", "class", "example", "counter", "inflect", *FORMS})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its class, the forms it matches, and what it says of them.

    `example` must make the rule fire, `counter` must not.
    """

    id: str
    kind: str
    forms: Mapping[str, tuple[str, ...]]
    example: str
    counter: str
    says: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return what the rule says under `name`, where that is text."""
        value = self.says.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """Return what the rule says under `name`, where that is a whole number."""
        value = self.says.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the words that the rule lists under `name`; empty where it lists none."""
        return tuple(self.says.get(name, ()))

    def flag(self, name: str) -> bool:
        """Say whether the rule sets `name`."""
        return self.says.get(name) is True


class Term(NamedTuple):
    """One phrase of a rule, as a text may hold it: which rule, in which form, how many words."""

    rule: Rule
    form: str
    length: int


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The compiled rules of one language.

    `terms` maps keys joined by spaces to the terms they stand for; `lengths` gives for a
    first key the numbers of words to try, longest first; `known` holds every key that
    keeps its first letter when Arabic clitics are split. `sha256` is that of the files.
    """

    language: str
    rules: Mapping[str, Rule]
    terms: Mapping[str, tuple[Term, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    known: frozenset[str]
    sha256: str

    def rule(self, name: str) -> Rule:
        """Return a rule by its id without the language ("count.exact")."""
        return self.rules[f"{self.language}.{name}"]


@cache
def load_pack(language: str, overlays: tuple[str, ...] = ()) -> Pack:
    """Load the pack that ships for a language, under overlays (TOML documents), the last on top.

    UsageError("lexicon.language") if there is none for the language.
    """
    if language not in LANGUAGES:
        raise UsageError("lexicon.language", f"there is no lexicon for the language {language!r}")
    return build_pack(language, [*_shipped(language), *overlays])


def _shipped(language: str) -> list[str]:
    folder = resources.files("tawthiq.kit.lexicon").joinpath(language)
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    return [entry.read_text(encoding="utf-8") for entry in files]


def build_pack(language: str, documents: Iterable[str]) -> Pack:
    """Compile TOML documents into a pack; a later rule replaces an earlier one of the same id."""
    digest = hashlib.sha256()
    rules: dict[str, Rule] = {}
    for document in documents:
        plain = document.replace("\r\n", "\n").encode()
        digest.update(len(plain).to_bytes(8, "big") + plain)
        for table in tomllib.loads(document).get("rule", ()):
            rule = _rule(table)
            rules[rule.id] = rule
    terms = _terms(rules.values())
    lengths: dict[str, set[int]] = {}
    known = set(NUMBER_WORDS)
    for phrase in terms:
        keys = phrase.split(" ")
        lengths.setdefault(keys[0], set()).add(len(keys))
        known.update(keys)
    return Pack(
        language=language,
        rules=rules,
        terms=terms,
        lengths={key: tuple(sorted(sizes, reverse=True)) for key, sizes in lengths.items()},
        known=frozenset(key for key in known if len(key) > 1),
        sha256=digest.hexdigest(),
    )


def digest_of(packs: Iterable[Pack]) -> str:
    """Return one SHA-256 for several packs, in the order of their languages."""
    ordered = sorted(packs, key=lambda pack: pack.language)
    return hashlib.sha256("\n".join(pack.sha256 for pack in ordered).encode()).hexdigest()


def _rule(table: Mapping[str, Any]) -> Rule:
    try:
        listed = {name: tuple(table[name]) for name in FORMS if name in table}
        return Rule(
            id=table["id"],
            kind=table["class"],
            forms=inflect(table.get("inflect", ""), listed),
            example=table["example"],
            counter=table["counter"],
            says={name: value for name, value in table.items() if name not in OWN},
        )
    except KeyError as error:
        message = f"the rule {table.get('id', '?')!r} lacks {error.args[0]!r}"
        raise UsageError("lexicon.rule", message) from None


def _terms(rules: Iterable[Rule]) -> dict[str, tuple[Term, ...]]:
    terms: dict[str, list[Term]] = {}
    for rule in rules:
        for form, phrases in rule.forms.items():
            for phrase in phrases:
                keys = keys_of(phrase)
                listed = terms.setdefault(" ".join(keys), [])
                if all(term.rule is not rule for term in listed):
                    listed.append(Term(rule, form, len(keys)))
    return {key: tuple(listed) for key, listed in terms.items()}
