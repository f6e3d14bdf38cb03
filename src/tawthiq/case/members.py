"""The people of a case as a lead keeps them: keys made, keys vouched for, roles, leaving."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.base import ident
from tawthiq.base.errors import UsageError
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case.acting import Acting, chosen, no_right
from tawthiq.ledger import person_key
from tawthiq.ledger.person_key import Signer
from tawthiq.record.entry import Draft
from tawthiq.record.person import Person, Stated
from tawthiq.record.team import Team

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Members:
    """Who belongs to a case."""

    acting: Acting

    def add(self, name: str, roles: tuple[str, ...] = (), own: str | None = None) -> Person:
        """Make a key on this device for a person; the first is who acts here from then on.

        `own` is the person's own passphrase. The statement is signed by a lead who acts
        here, else by the new key itself: then a lead must still take the person in.
        """
        team, me = self.acting.state(), self.acting.me
        held = team.people.get(me)
        is_first = held is None or (held.key or held.asks) is None
        author = me if is_first and me else ident.random_id()
        self._approve_name(team, name, author)
        key = person_key.new_key()
        public = person_key.public_of(key)
        file = person_key.wrapped(key, self.acting.case_key(), own)
        self.acting.folder(here=True).keep(public, file)
        is_led = any("lead" in p.roles and p.is_keyed for p in team.people.values())
        if author == team.founder and not is_led:
            roles = tuple(dict.fromkeys(("lead", *roles)))
        stated = Stated(author, name, public, roles, erasures=_stood(team))
        if is_first or not (self._can_sign and team.may(me, "people")):
            return self._state_as(stated, key, lasting=is_first)
        return self._state(stated)

    def admit(self, name: str, key: str, roles: tuple[str, ...]) -> Person:
        """Vouch for a colleague's key that was handed over; only a lead's word counts."""
        team = self.acting.state()
        _approve_key(key)
        held = next((p for p in team.people.values() if key in (p.key, p.asks)), None)
        author = held.author if held is not None else ident.random_id()
        self._approve_lead(team)
        self._approve_name(team, name, author)
        given = roles or (held.roles if held else ())
        return self._state(Stated(author, name, key, given, erasures=_stood(team)))

    def change(
        self, name: str, *, roles: tuple[str, ...] | None = None, is_in: bool = True
    ) -> Person:
        """Give a person other roles, or take the person out; a person may also leave alone."""
        team = self.acting.state()
        person = chosen(list(team.people.values()), name, "")
        if person is None:
            raise UsageError("team.unknown", f"nobody in this case is called {name!r}")
        if is_in or person.author != self.acting.me:
            self._approve_lead(team)
        given = person.roles if roles is None else roles
        others = [p for p in team.holders("people", "alone") if p.author != person.author]
        if "lead" in person.roles and not others and not (is_in and "lead" in given):
            says = "a case keeps its last lead: give somebody else the role lead first"
            raise UsageError("team.last-lead", says)
        stated = Stated(person.author, person.name, person.key, given, is_in, _stood(team))
        return self._state(stated)

    @property
    def _can_sign(self) -> bool:
        return self.acting.parts.ledger.sign is not None

    def _state_as(self, stated: Stated, key: Ed25519PrivateKey, *, lasting: bool) -> Person:
        """Enter what a person states of themselves, signed by the key that it states."""
        ledger = self.acting.parts.ledger
        me, sign = self.acting.me, ledger.sign
        ledger.sign = Signer(str(stated.key), lambda: key)
        if lasting:
            ledger.device.set_author(ledger.case, stated.author)
            self.acting.remember_founder()
            return self._state(stated)
        ledger.device.act_as(ledger.case, stated.author)
        try:
            return self._state(stated)
        finally:
            ledger.sign = sign
            ledger.device.act_as(ledger.case, me)

    def _state(self, stated: Stated) -> Person:
        self.acting.parts.ledger.append([Draft("person", to_plain(stated))])
        self.acting.parts.views.refresh()
        return self.acting.state().people[stated.author]

    def _approve_lead(self, team: Team) -> None:
        if not self._can_sign:
            says = "make your own key first: tawthiq user add YOUR-NAME"
            raise UsageError("team.no-key", says)
        if not team.may(self.acting.me, "people"):
            raise no_right(team, self.acting.me, "people", can_sign=True)

    def _approve_name(self, team: Team, name: str, author: str) -> None:
        if len(name) > _LONGEST or not name.isprintable():
            says = f"a person's name is one line of up to {_LONGEST} characters"
            raise UsageError("team.name", says)
        taken = [p for p in team.people.values() if fold(p.name) == fold(name)]
        if not name.strip() or any(p.author != author for p in taken):
            how = (
                f"a person called {name!r} is in this case already" if taken else "a name is empty"
            )
            raise UsageError("team.name", how)


def _stood(team: Team) -> tuple[str, ...]:
    return tuple(sorted(team.erasures))


def _approve_key(key: str) -> None:
    if len(key) != 64 or any(char not in "0123456789abcdef" for char in key):
        raise UsageError("team.key", "a person's key is 64 hex digits")
