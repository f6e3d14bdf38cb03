"""What an erasure reaches: a pure function over all entries, with a reason for each.

From the entries named it goes down to what was made from them (texts, claims, reviews,
consents, incidents that rest on nothing else), and up to receipts left without an item. An
entry that also rests on others goes if it holds the erased words, and stays otherwise.
Whatever else holds an erased name is listed for a person to decide on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tawthiq.base.script import fold
from tawthiq.record.entry import Entry
from tawthiq.record.erasure import Reached
from tawthiq.view.saying import Words
from tawthiq.view.wording import Wording, strings

NEVER: Final = frozenset({"case", "device", "person"})
"""Kinds on which keys and rights rest."""
ACTS_KEPT: Final = frozenset({
    "release", "handover", "copy", "exchange", "import", "erasure", "settings", "proposal",
    "confirmation", "authority",
})  # fmt: skip
"""Kinds that say that something was done: they go only where they hold the erased words."""
ANEW: Final = frozenset({
    "settings", "release", "handover", "copy", "exchange", "import", "source", "actor", "place",
    "place_relation", "request",
})  # fmt: skip
"""Kinds that are entered again without the erased words."""
PEOPLE: Final = frozenset({"identity", "resolve", "consent"})
MADE_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("item",), "chat": ("item",), "claim": ("item",), "holding": ("item",), "consent": ("subject",),
    "review": ("claim",), "retraction": ("claim",),
}  # fmt: skip
_REASONS: Final = {
    "text": "it is the text of the item",
    "chat": "it says where the messages of the item stand",
    "claim": "it quotes the item",
    "holding": "it says that the item came again",
    "review": "it judges what is erased",
    "retraction": "it speaks of what is erased",
    "consent": "it is what the giver said about the item",
}


@dataclass(frozen=True, slots=True)
class Material:
    """All entries in fold order but those erased before; folded texts of items by item.

    `read` gives the text of a blob by its digest.
    """

    entries: Mapping[str, Entry]
    read: Callable[[str], str]
    folded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reach:
    """The set, what is linked to it but stays, what is to be decided on, and the words looked for.

    `unseen` are entries that are sealed under a key that is not open.
    """

    gone: Mapping[str, Reached]
    stays: Mapping[str, Reached]
    undecided: Mapping[str, Reached]
    wording: Wording
    unseen: tuple[str, ...] = ()


def reach(material: Material, seeds: Mapping[str, str], names: Iterable[str] = ()) -> Reach:
    """Return what erasing `seeds` (entry ids with the reason to show) reaches.

    `names` are looked for beside those that the entries themselves state.
    """
    return _Reaching(material, seeds, tuple(names)).run()


class _Reaching:
    """The growing set."""

    def __init__(
        self, material: Material, seeds: Mapping[str, str], names: tuple[str, ...]
    ) -> None:
        self.material = material
        self.names = names
        self.entries = material.entries
        self.claims = {
            str(e.payload["id"]): e.id
            for e in self.entries.values()
            if e.header.kind == "claim" and e.payload is not None and "id" in e.payload
        }
        self.gone: dict[str, Reached] = {}
        self.stays: dict[str, Reached] = {}
        self.wording = Wording(())
        self.strong = Wording(())
        for key, reason in seeds.items():
            self._take(self.entries[key], reason)

    def run(self) -> Reach:
        """Grow until nothing is reached any more."""
        size = 0
        while size != len(self.gone):
            size = len(self.gone)
            self.stays.clear()
            for entry in self.entries.values():
                if entry.id not in self.gone:
                    self._made_from(entry)
            self._receipts()
            self._people()
            self._hear()
            for entry in self.entries.values():
                if entry.id not in self.gone:
                    self._linked(entry)
        undecided = {one.entry: one for one in self._undecided()}
        unseen = tuple(
            e.id for e in self.entries.values()
            if e.payload is None and e.header.lock is not None and e.id not in self.gone
        )  # fmt: skip
        return Reach(self.gone, self.stays, undecided, self.wording, unseen)

    def _take(self, entry: Entry, reason: str, *, anew: bool = False) -> None:
        kind = entry.header.kind
        if kind in NEVER:
            self._keep(entry, "keys and rights rest on it: it cannot be erased")
        else:
            self.gone[entry.id] = Reached(entry.id, kind, reason, anew or kind in ANEW)

    def _keep(self, entry: Entry, reason: str) -> None:
        self.stays[entry.id] = Reached(entry.id, entry.header.kind, reason)

    def _made_from(self, entry: Entry) -> None:
        """Take what was made from one thing that goes; an item whose only receipt goes."""
        kind = entry.header.kind
        if kind in MADE_FROM:
            if any(parent in self.gone for parent in self._parents(entry, MADE_FROM[kind])):
                self._take(entry, _REASONS[kind])
        elif kind == "item" and self.gone.keys() & {self._receipt(entry), *entry.header.causes.ids}:
            again = [r for r in self._again(entry.id) if r not in self.gone]
            by_receipt = self._receipt(entry) in self.gone
            if again:
                self._keep(entry, f"its bytes also came with receipt {again[0][:12]}")
            else:
                way = "it came with the receipt" if by_receipt else "it was packed in it"
                self._take(entry, way)

    def _parents(self, entry: Entry, keys: Iterable[str]) -> list[str]:
        if entry.payload is None:
            return list(entry.header.causes.ids)
        named = [self._entry(entry.payload.get(key)) for key in keys]
        return [key for key in named if key is not None]

    def _entry(self, name: object) -> str | None:
        """Return the entry that an id in a payload names: its own, or a claim's."""
        if not isinstance(name, str):
            return None
        return name if name in self.entries else self.claims.get(name)

    def _receipt(self, entry: Entry) -> str:
        if entry.payload is None:
            return next(iter(entry.header.causes.ids), "")
        return str(entry.payload.get("receipt", ""))

    def _again(self, item: str) -> list[str]:
        return [
            self._receipt(e) for e in self._of("holding")
            if e.payload is not None and e.payload.get("item") == item
        ]  # fmt: skip

    def _of(self, *kinds: str) -> Iterator[Entry]:
        return (e for e in self.entries.values() if e.header.kind in kinds)

    def _receipts(self) -> None:
        """Take receipts that are left without an item; say of the others what still needs them."""
        users: dict[str, list[str]] = {}
        for entry in self._of("item", "holding"):
            receipts = [self._receipt(entry)]
            if entry.payload is None and entry.header.kind == "holding":
                receipts = list(entry.header.causes.ids)
            for receipt in receipts:
                users.setdefault(receipt, []).append(entry.id)
        for receipt, held in users.items():
            left = [key for key in held if key not in self.gone]
            if receipt in self.gone or len(left) == len(held) or not self._is_receipt(receipt):
                continue
            if left:
                self._keep(self.entries[receipt], f"{len(left)} other items came with it")
            else:
                self._take(self.entries[receipt], "no item is left that came with it")

    def _is_receipt(self, key: str) -> bool:
        return key in self.entries and self.entries[key].header.kind == "receipt"

    def _people(self) -> None:
        """Take what is held of a protected person of whom no item is left."""
        codes: dict[str, bool] = {}
        for entry in self._of("item"):
            code = (entry.payload or {}).get("protected")
            if isinstance(code, str):
                key = fold(code)
                codes[key] = codes.get(key, True) and entry.id in self.gone
        for entry in self._of(*PEOPLE):
            if entry.id in self.gone:
                continue
            if entry.payload is None:
                causes = entry.header.causes.ids
                if causes and all(cause in self.gone for cause in causes):
                    self._take(entry, "it is about what is erased")
                continue
            found = {codes[fold(t)] for _, t in strings(entry.payload) if fold(t) in codes}
            if found == {True}:
                self._take(entry, "no item is left of this protected person")

    def _hear(self) -> None:
        """Gather the words of what goes; weak ones that something that stays uses are left out."""
        words, texts = Words(strong=[*self.names]), list[str]()
        for key in self.gone:
            entry = self.entries[key]
            words.take(entry)
            blob = (entry.payload or {}).get("sha256")
            if entry.header.kind == "text" and isinstance(blob, str):
                texts.append(self.material.read(blob))
        weak, used = Wording(words.weak), set[tuple[str, ...]]()
        for entry in self._of("item", "claim"):
            if words.weak and entry.id not in self.gone:
                for _, text in strings(entry.payload):
                    used.update(weak.found_in(text))
        kept = [name for name in words.weak if not set(weak.found_in(name)) & used]
        self.strong = Wording(words.strong)
        self.wording = Wording([*words.strong, *kept], texts)

    def _links(self, entry: Entry) -> set[str]:
        links = set(entry.header.causes.ids)
        for _, text in strings(entry.payload):
            found = self._entry(text)
            if found is not None and found != entry.id:
                links.add(found)
        return links

    def _linked(self, entry: Entry) -> None:
        """Decide on an entry of another kind that came from, or names, something that goes."""
        kind = entry.header.kind
        if kind in MADE_FROM or kind in NEVER or kind in {"item", "receipt"}:
            return
        links = self._links(entry)
        keys = self._places(entry)
        if kind == "erasure" and keys:
            self._take(entry, "its reason holds erased words; this erasure takes its place")
        if entry.id in self.gone or not links & set(self.gone):
            return
        left = (self.entries[key] for key in links - set(self.gone) if key in self.entries)
        others = [one.id for one in left if one.header.kind not in ACTS_KEPT]
        if kind in ACTS_KEPT and not keys:
            self._keep(entry, "it says that something was done, without the erased words")
        elif kind in ACTS_KEPT and self._holds_up(entry):
            self._keep(entry, f"an erasure rests on it, although it holds words ({_listed(keys)})")
        elif kind not in ACTS_KEPT and not others:
            self._take(entry, "it rests on what is erased and on nothing else")
        elif keys:
            self._take(entry, f"it holds erased words ({_listed(keys)})", anew=kind == "incident")
        else:
            self._keep(
                entry, f"it rests on other entries too ({len(others)}), and holds no word of it"
            )

    def _places(self, entry: Entry) -> tuple[str, ...]:
        return self.wording.places_in(entry.payload) if entry.payload is not None else ()

    def _holds_up(self, entry: Entry) -> bool:
        """Say whether this is a proposal or an answer on which an erasure rests."""
        payload: Mapping[str, Any] = entry.payload or {}
        if entry.header.kind == "confirmation":
            asked = self.entries.get(str(payload.get("of", "")))
            payload = (asked.payload or {}) if asked is not None else {}
        return entry.header.kind in {"proposal", "confirmation"} and payload.get("act") == "erase"

    def _undecided(self) -> Iterator[Reached]:
        """Yield entries that are not linked to the set but hold a name of it."""
        for entry in self.entries.values():
            kind = entry.header.kind
            if entry.id in self.gone or entry.payload is None:
                continue
            is_statement = kind not in {"item", "claim", "text", "receipt", "holding"}
            test = self.wording if is_statement else self.strong
            keys = test.places_in(entry.payload, quotes=is_statement)
            if kind == "item" and self.strong.names_in(self.material.folded.get(entry.id, "")):
                keys = (*keys, "its text")
            if not keys:
                continue
            if kind in NEVER or self._holds_up(entry):
                says = f"holds an erased name ({_listed(keys)}) and cannot be erased"
                self._keep(entry, says)
            else:
                yield Reached(entry.id, kind, f"holds an erased name ({_listed(keys)})")


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(keys)
