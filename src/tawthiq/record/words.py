"""The words people see: one label file per language, each label with a note and a sample.

Code holds keys, `labels/en.toml` and `labels/ar.toml` hold words. A label is a table with
`text`, or with the plural categories of its language (CLDR: `one`, `other`, and in Arabic
`zero`, `two`, `few`, `many` too), and always a `note` (where it stands and what it means)
and a `sample` (a whole sentence or line in which it is right). `open` says why a word is
still uncertain. `[terms]` holds plain lists, such as wording that no page may use.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

Lang = Literal["en", "ar"]
LANGS: Final[tuple[Lang, ...]] = ("en", "ar")
CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class Label:
    """One label; `forms` maps a plural category to its text, `other` is always there."""

    forms: Mapping[str, str]
    note: str
    sample: str
    open: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """All labels of one language."""

    lang: Lang
    labels: Mapping[str, Label]
    lists: Mapping[str, tuple[str, ...]]

    def template(self, key: str, n: int | None = None) -> str:
        """Return the text of `key` with its `{…}` still open; `n` chooses the plural form."""
        forms = self.labels[key].forms
        return forms.get(plural(self.lang, n), forms["other"]) if n is not None else forms["other"]

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """Return the text of `key` with its values; `{n}` is written with thousands apart."""
        number = {} if n is None else {"n": f"{n:,}"}
        return self.template(key, n).format(**number, **values)

    def has(self, key: str) -> bool:
        """Say whether the language has this label."""
        return key in self.labels

    def terms(self, name: str) -> tuple[str, ...]:
        """Return a plain list of words, such as `banned`."""
        return self.lists[name]

    def uncertain(self) -> tuple[tuple[str, Label], ...]:
        """Return the labels whose wording is still open, by key."""
        return tuple((key, label) for key, label in self.labels.items() if label.open)


@lru_cache(maxsize=len(LANGS))
def words(lang: Lang) -> Words:
    """Return the words of a language, read once from its label file."""
    source = files("tawthiq.record") / "labels" / f"{lang}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    lists = {name: tuple(terms) for name, terms in table.pop("terms").items()}
    return Words(lang, dict(_labels("", table)), lists)


def plural(lang: Lang, n: int) -> str:
    """Return the CLDR plural category of a whole number in `lang`."""
    if lang == "en":
        return "one" if n == 1 else "other"
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    rest = n % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if rest >= 11 else "other"


def _labels(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Label]]:
    for name, entry in table.items():
        key = f"{prefix}{name}"
        if not isinstance(entry.get("sample"), str):
            yield from _labels(f"{key}.", entry)
            continue
        forms = {part: entry[part] for part in CATEGORIES if part in entry}
        forms.setdefault("other", entry.get("text", ""))
        yield key, Label(forms, entry["note"], entry["sample"], entry.get("open"))
