"""Which names and words an entry holds that must go with it: strong, weak, and whole texts.

Strong names are looked for everywhere. Weak ones (outlets, places, channels) are looked for
only as long as nothing that stays in the case uses them too: they are then no secret.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tawthiq.record.entry import Entry
from tawthiq.record.form import NAMES
from tawthiq.view.wording import strings, tokens

PERSONS = frozenset({"witness", "relative", "victim", "unnamed"})
LEAST_PHRASE = 3
_PHRASES = {
    "receipt": ("why", "promise", "note"),
    "review": ("why",),
    "retraction": ("why",),
    "consent": ("words", "note", "risks"),
    "proposal": ("summary",),
    "confirmation": ("why",),
    "judgement": ("why", "text"),
    "assessment": ("why",),
    "grade": ("why",),
    "finding": ("words", "against", "why_not"),
    "translation": ("why",),
}
_STRONG = {"receipt": ("giver",), "item": ("speaker", "protected"), "consent": ("guardian",),
           "source": ("name", "aliases"), "actor": ("name", "aliases")}  # fmt: skip
_WEAK = {"translation": ("translator", "tool"), "receipt": ("channel", "captures"), "item": ("outlet",), "consent": ("explained_by",),
         "grade": ("subject",),
         "place": ("name", "names", "parent")}  # fmt: skip

_NAMING = frozenset({*NAMES, "source", "protected", "told_by"}) - {"given"}
_WORDED = frozenset({"words", "description", "happened", "notes", "missing", "cause"})
_PLACED = frozenset({"place", "within", "origin", "burial_place", "by", "channel", "occupation"})


@dataclass(slots=True)
class Words:
    """Names and phrases by how widely they are looked for."""

    strong: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """Add what one entry that goes holds."""
        payload, kind = entry.payload, entry.header.kind
        if payload is None:
            return
        self.strong += _under(payload, _STRONG.get(kind, ()))
        self.weak += _under(payload, _WEAK.get(kind, ()))
        self._phrases(_under(payload, _PHRASES.get(kind, ())))
        if kind in {"item", "holding"}:
            self._file(payload)
        elif kind == "claim":
            self._claim(payload)
        elif kind == "review" and isinstance(payload.get("reading"), Mapping):
            self._claim(payload["reading"])
        elif kind == "record":
            self._record(payload)
        elif kind == "identity":
            self.strong += [text for key, text in strings(payload) if key not in {"code", "item"}]

    def _phrases(self, texts: Iterable[str]) -> None:
        for text in texts:
            (self.strong if len(tokens(text)) >= LEAST_PHRASE else self.weak).append(text)

    def _file(self, payload: Mapping[str, Any]) -> None:
        name = payload.get("name")
        text = str(name.get("text", "")) if isinstance(name, Mapping) else ""
        stem = text.rpartition(".")[0]
        self.strong += [text, *([stem] if stem else [])]
        self.strong += [part for part in str(payload.get("folder") or "").split("/") if part]

    def _claim(self, payload: Mapping[str, Any]) -> None:
        quote = payload.get("quote")
        self._phrases([str(quote.get("text", ""))] if isinstance(quote, Mapping) else [])
        for victim in _objects(payload.get("victim")):
            self.strong += _under(victim, ("name",))
        for link in _objects(payload.get("chain")):
            target = self.strong if link.get("kind") in PERSONS else self.weak
            target += _under(link, ("name",))
        for who in _objects(payload.get("perpetrator")):
            self.weak += _under(who, ("name",))
        for place in _objects(payload.get("place")):
            self.weak += _under(place, ("name", "within"))

    def _record(self, payload: Mapping[str, Any]) -> None:
        """Take a row's cells: names of people are strong, its own words are phrases."""
        for cell in _objects(payload.get("cells")):
            text = [str(cell.get("text", ""))]
            if cell.get("key") in _NAMING:
                self.strong += text
            elif cell.get("key") in _WORDED:
                self._phrases(text)
            elif cell.get("key") in _PLACED:
                self.weak += text
        self._phrases(_under(payload, ("extra",)))


def _under(payload: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    return [text for key in keys for _, text in strings(payload.get(key))]


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, (list, tuple)):
        yield from (one for one in value if isinstance(one, Mapping))
