"""Protected people: code names for everybody, identities for who may know, each look entered."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tawthiq.base import digest
from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.case.parts import Parts
from tawthiq.case.team import People
from tawthiq.ledger import keyring
from tawthiq.ledger.form import Plain, Sealed
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.ledger import read_entry
from tawthiq.ledger.passphrase import strength
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.entry import Draft
from tawthiq.record.identity import LONGEST_CODE, Identity, Resolve, is_code
from tawthiq.view import queries, senders

EVERYONE = "*"
"""Stands for all code names where a `resolve` concerns all: names taken to mask them."""
_CLOSED = "what is sealed for protected people opens with their own passphrase only"
_KIND = b'"kind":"identity"'


@dataclass(frozen=True, slots=True)
class Protecting:
    """What concerns protected people; identities open only with their own key."""

    parts: Parts
    team: People

    def codes(self) -> dict[str, list[str]]:
        """Return each code name with its items; nothing of the people behind them."""
        found: dict[str, list[str]] = {}
        for key, item in queries.items(self.parts.views).items():
            if item.protected is not None:
                found.setdefault(item.protected, []).append(key)
        return found

    def state(self, identity: Identity) -> str:
        """Enter what is known of the person behind a code name; return the entry's id."""
        checked_code(identity.code)
        items = self.codes().get(identity.code, [])
        draft = Draft("identity", to_plain(identity), tuple(items), protected=True)
        return self.parts.ledger.append([draft])[0]

    def resolve(self, code: str, why: str) -> Identity:
        """Return who is behind a code name, after entering that it was asked, and why."""
        self._may(code)
        self._enter(code, why, "identity")
        found = [one for one in self._identities() if one.code == code]
        if not found:
            raise UsageError("protect.unknown", f"nothing is known of a protected person {code}")
        merged = found[0]
        for one in found[1:]:
            merged = _joined(merged, one)
        return merged

    def told(self, codes: Collection[str], why: str) -> Mapping[str, Mapping[str, str]]:
        """Return name and contact for each code name, for a handover that was allowed to."""
        known = {code: self.resolve(code, why) for code in sorted(codes)}
        return {
            code: {"names": ", ".join(one.all_names), "contact": one.contact or ""}
            for code, one in known.items()
        }

    def take_out(self, prefix: str, out: Path, why: str) -> str:
        """Write a protected item's own bytes to the new file `out`, after entering it."""
        items = queries.items(self.parts.views)
        keys = [key for key in items if prefix and key.startswith(prefix)]
        if len(keys) != 1 or items[keys[0]].protected is None:
            says = f"no one protected item has an id that begins with {prefix!r}"
            raise UsageError("item.unknown", says)
        item = items[keys[0]]
        code = item.protected or ""
        self._may(code)
        if out.resolve().is_relative_to(self.parts.folder.root.resolve()):
            says = f"{out} lies in the case's own folder; choose a place outside it"
            raise UsageError("protect.inside", says)
        vault = self._vault()
        with vault.open(item.sha256) as blob:
            self._enter(code, why, f"item {keys[0]}")
            try:
                with out.open("xb") as file:
                    digest.copy_hashed(blob, file)
            except FileExistsError:
                raise UsageError("protect.exists", f"{out} exists already") from None
        return keys[0]

    def opened(self, items: Collection[str], why: str) -> FolderVault:
        """Return a vault that opens these protected items too, after entering each look."""
        held = queries.items(self.parts.views)
        codes = {key: held[key].protected or "" for key in items}
        for code in dict.fromkeys(codes.values()):
            self._may(code)
        vault = self._vault()
        for key, code in codes.items():
            self._enter(code, why, f"item {key}")
        return vault

    def names(self) -> tuple[str, ...]:
        """Return the names of all protected people, so that they can be masked.

        Raises RefusedError where they are sealed and their key is not open: nobody could
        then see to it that a public page does not show one.
        """
        sealed = self._is_sealed()
        if sealed and self.parts.private is None:
            if not any(_KIND in row.header for row in self.parts.ledger.store.rows()):
                return ()
            why = "names of protected people are sealed: give their passphrase, so that they are masked"
            raise RefusedError("publish.protected", "the public dossier is refused", reasons=(why,))
        found = dict.fromkeys(n for one in self._identities() for n in senders.masked(one))
        if found and sealed:
            self._enter(EVERYONE, "masking of their names in what is published", "names")
        return tuple(found)

    def rewrap(self, passphrase: str) -> None:
        """Put the key of identities under another passphrase, for another person to keep.

        From then on the case's own passphrase opens no identity. Recovery codes still do.
        """
        if not self._is_sealed() or self.parts.private is None:
            raise UsageError("case.protected", _CLOSED)
        strength(passphrase)
        folder = self.parts.folder.keys
        one = keyring.of_purpose(keyring.read_keys(folder), keyring.PROTECTED)
        keyring.write_key(folder, keyring.rewrap(one, self.parts.private, passphrase))

    def _may(self, code: str) -> None:
        """Refuse who has a role in the case, but not one that may know protected people."""
        team, me = self.team.state(), self.team.me
        if not team.may(me, "read_protected"):
            who = ", ".join(person.name for person in team.holders("read_protected", "alone"))
            says = f"your role may not learn who {code} is; ask {who or 'a lead'}"
            raise RefusedError("protect.role", says)
        if self._is_sealed() and self.parts.private is None:
            raise UsageError("case.protected", _CLOSED)

    def _enter(self, code: str, why: str, what: str) -> None:
        if not why.strip():
            raise UsageError("protect.why", "say why the identity is needed (--why)")
        items = tuple(self.codes().get(code, ())) or senders.items_with(self.parts.views, code)
        self.parts.ledger.append([Draft("resolve", to_plain(Resolve(code, why, what)), items)])
        self.parts.views.refresh()

    def _is_sealed(self) -> bool:
        return self.parts.ledger.keyring is not None

    def _vault(self) -> FolderVault:
        ring = _ring(self.parts)
        return FolderVault(self.parts.folder.vault, Plain() if ring is None else Sealed(ring))

    def _identities(self) -> Iterator[Identity]:
        return (one for _, one in identities(self.parts))


def checked_code(code: str) -> str:
    """Return a code name; UsageError where it could not be one."""
    if not is_code(code):
        says = (
            f"a code name is one line of up to {LONGEST_CODE} letters, digits and signs without"
            " / and \\, and no space at its ends"
        )
        raise UsageError("protect.code", says)
    return code


def identities(parts: Parts) -> Iterator[tuple[str, Identity]]:
    """Yield what was stated of protected people with its entry, oldest first.

    It is never kept in the views; what is sealed under a key that is not open is left out.
    """
    ring = _ring(parts)
    for row in parts.ledger.store.rows():
        if _KIND in row.header:
            entry = read_entry(row, ring)
            if entry.payload is not None:
                yield entry.id, from_plain(Identity, entry.payload)


def _ring(parts: Parts) -> Keyring | None:
    ring = parts.ledger.keyring
    if ring is None:
        return None
    files = keyring.read_keys(parts.folder.keys)
    return keyring.ring_of(files, ring.case_key, parts.private)


def _joined(first: Identity, later: Identity) -> Identity:
    """Return two statements about one person as one; what was said later stands."""
    plain, newer = to_plain(first), to_plain(later)
    merged = {key: newer[key] or plain[key] for key in plain}
    merged["items"] = [*plain["items"], *newer["items"]]
    givers = [one.giver for one in (first, later) if one.giver]
    names = dict.fromkeys([*first.names, *later.names, *givers])
    return replace(from_plain(Identity, merged), names=tuple(names))
