"""Who acts on this device: people's keys at hand, and the author that entries bear."""

import contextlib
from dataclasses import dataclass

from tawthiq.base.errors import DamagedError, RefusedError, UsageError
from tawthiq.base.script import fold
from tawthiq.case.parts import Parts
from tawthiq.ledger import person_key
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.ledger.person_key import Ask, Signer
from tawthiq.record.permissions import Part, permissions
from tawthiq.record.person import Person
from tawthiq.record.team import Team
from tawthiq.view import team as view

LEAST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose acts this device enters in one case."""

    parts: Parts

    def state(self) -> Team:
        """Return the people, what waits, and what was agreed."""
        return view.team(self.parts.views, self.folder(here=True).founder)

    @property
    def me(self) -> str:
        """The author id of who acts on this device; empty before anything was written."""
        return self.parts.ledger.device.author(self.parts.ledger.case) or ""

    def take_up(self, name: str | None = None, ask: Ask | None = None) -> Person | None:
        """Let acts be signed by a person whose key is on this device, from now on.

        `name` chooses one of several (by name, or by the beginning of author id or key);
        `ask` gives the person's own passphrase when the first act needs it. Without `name`
        it is the device's person in this case, if that one has a key. Raises UsageError
        where `name` has no key here.
        """
        files = self.folder(here=False).keys() | self.folder(here=True).keys()
        if not files and name is None:
            return None
        team: Team | None = None
        with contextlib.suppress(DamagedError):
            team = self.state()
        if team is None:
            return None
        self.remember_founder()
        able = [p for p in team.people.values() if (p.key or p.asks) in files]
        person = chosen(able, name, self.me)
        if person is not None:
            self.act_as(person, ask, lasting=name is None)
        return person

    def act_as(self, person: Person, ask: Ask | None = None, *, lasting: bool = False) -> None:
        """Sign by the person's key; `lasting` also for later openings on this device."""
        ledger, key = self.parts.ledger, str(person.key or person.asks)
        if person.author != self.me:
            if lasting:
                ledger.device.set_author(ledger.case, person.author)
            else:
                ledger.device.act_as(ledger.case, person.author)
        file = (self.folder(here=False).keys() | self.folder(here=True).keys())[key]
        wrap = self.case_key()
        ledger.sign = Signer(key, lambda: person_key.unwrapped(file, wrap, ask))

    def remember_founder(self) -> None:
        """Keep in the device's folder which log founded the case."""
        folder = self.folder(here=True)
        if folder.founder is None:
            logs = [act.log for act in view.acts(self.parts.views) if act.kind == "case"]
            if logs:
                folder.remember_founder(logs[0])

    def folder(self, *, here: bool) -> PersonFolder:
        """Return the people's part of the device's folder: for this case (here), or for none."""
        ledger = self.parts.ledger
        return PersonFolder(ledger.device.home, ledger.case if here else None)

    def case_key(self) -> bytes | None:
        """Return the key that wraps people's keys in a locked case."""
        keyring = self.parts.ledger.keyring
        return keyring.derive(person_key.PURPOSE) if keyring is not None else None


def chosen(people: list[Person], name: str | None, me: str) -> Person | None:
    """Return who is meant: by name or the beginning of an id, else the device's own person."""
    if name is None:
        own = [p for p in people if p.author == me]
        return own[0] if own else (people[0] if len(people) == 1 else None)
    found = [p for p in people if p.name and fold(p.name) == fold(name)]
    if not found and len(name) >= LEAST_PREFIX:
        found = [p for p in people if p.author.startswith(name) or (p.key or "").startswith(name)]
    if len(found) != 1:
        how = "more than one person is" if found else "nobody with a key on this device is"
        raise UsageError("team.unknown", f"{how} called {name!r}; 'tawthiq user' lists the people")
    return found[0]


def name_of(team: Team, author: str | None) -> str:
    """Return how a person is called in a sentence."""
    person = team.people.get(author or "")
    return (person.name if person else "") or f"person {str(author)[:8]}"


def why_of(why: str) -> str:
    """Return a reason as the end of a sentence."""
    return f": {why}" if why else ""


def no_right(team: Team, me: str, act: str, *, can_sign: bool) -> RefusedError:
    """Return the refusal that names who may."""
    part: Part = "first" if permissions().needs_two(act) else "alone"
    holders = [f"{name_of(team, p.author)} ({', '.join(p.roles)})" for p in team.holders(act, part)]
    reasons = ["it takes one of the roles: " + ", ".join(permissions().holders(act, part))]
    reasons += ["in this case: " + ", ".join(holders)] if holders else []
    if not can_sign:
        return RefusedError(
            "team.role", "no key of a person of this case is at hand on this device",
            reasons=[*reasons, "'tawthiq user add NAME' makes a key, --as NAME chooses a person"],
        )  # fmt: skip
    return RefusedError(
        "team.role", f"{name_of(team, me)} may not do this ({act})", reasons=reasons
    )
