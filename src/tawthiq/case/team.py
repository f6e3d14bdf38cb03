"""People as an attribute of a case: who they are, who acts, and what takes two of them."""

import contextlib
from dataclasses import dataclass

from tawthiq.base import ident
from tawthiq.base.errors import DamagedError, RefusedError, UsageError
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.ledger import person_key
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.ledger.person_key import Ask, Signer
from tawthiq.record.entry import Draft
from tawthiq.record.permissions import permissions
from tawthiq.record.person import (
    Approval,
    Confirmation,
    Person,
    Proposal,
    Standing,
    Stated,
    Verdict,
)
from tawthiq.record.team import Team, decide
from tawthiq.view import team as view

LEAST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class People:
    """The people of one case."""

    parts: Parts

    def state(self) -> Team:
        """Return the people, what waits, and what was agreed."""
        return view.team(self.parts.views, self._folder(here=True).founder)

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
        files = self._folder(here=False).keys() | self._folder(here=True).keys()
        if not files and name is None:
            return None
        team: Team | None = None
        with contextlib.suppress(DamagedError):
            team = self.state()
        if team is None:
            return None
        self._remember_founder()
        able = [p for p in team.people.values() if (p.key or p.asks) in files]
        person = _chosen(able, name, self.me)
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
        file = (self._folder(here=False).keys() | self._folder(here=True).keys())[key]
        wrap = self._case_key()
        ledger.sign = Signer(key, lambda: person_key.unwrapped(file, wrap, ask))

    def require(
        self, act: str, what: str, summary: str, shown: tuple[tuple[str, str], ...] = (),
        about: str = "",
    ) -> Approval:  # fmt: skip
        """Return the approval of an act that takes two people where the case has two.

        `what` is SHA-256, in hex, over exactly what is to be done, and must not depend on
        the proposal or its answer. `summary` is one sentence without protected or erased
        names; `shown` adds what one needs to judge; `about` is what earlier proposals are
        compared by (such as the audience). Where nobody agreed yet, the proposal is entered
        and RefusedError names who may answer it.
        """
        team, me = self.state(), self.me
        found = decide(team, me, act, what)
        if isinstance(found, Approval):
            return found
        reason, standing = found
        can_sign = me in team.people and self.parts.ledger.sign is not None
        if reason == "role" or not can_sign:
            raise _no_right(team, me, act, can_sign=can_sign)
        if standing is not None and reason == "refused":
            says = f"{_name(team, standing.answered_by)} said no" + _why(standing.why)
            raise RefusedError("team.refused", f"this {act} was refused", reasons=[says])
        reasons = []
        if standing is None:
            reasons += _changed(team, act, about)
            proposal = Proposal(act, what, summary, shown, about)
            (key,) = self.parts.ledger.append([Draft("proposal", to_plain(proposal))])
            self.parts.views.refresh()
        else:
            key = standing.id
        others = [p for p in team.holders(act, "second") if p.author != me]
        raise RefusedError(
            "team.second", f"this {act} needs a second person",
            reasons=[*reasons, *_who_can(act, others, key)],
        )  # fmt: skip

    def waiting(self) -> list[Standing]:
        """Return the proposals that wait for an answer; one that a later one replaced is left out."""
        team = self.state()
        latest = {(s.proposal.act, s.proposal.about or s.id): s for s in team.standings.values()}
        return [s for s in latest.values() if s.state == "waiting"]

    def find(self, prefix: str) -> Standing:
        """Return the one proposal whose id begins with `prefix`; UsageError for none or several."""
        found = [s for s in self.state().standings.values() if s.id.startswith(prefix)]
        if len(found) != 1 or len(prefix) < LEAST_PREFIX:
            how = (
                "more than one proposal has an id that begins"
                if found
                else "no proposal's id begins"
            )
            raise UsageError("team.unknown", f"{how} with {prefix!r}")
        return found[0]

    def answer(self, prefix: str, verdict: Verdict, why: str = "") -> Standing:
        """Answer a proposal with the key of who acts here; RefusedError where that cannot count."""
        standing, team = self.find(prefix), self.state()
        self.may_answer(standing, team.people.get(self.me))
        said = Confirmation(standing.id, verdict, why)
        self.parts.ledger.append([Draft("confirmation", to_plain(said), (standing.id,))])
        self.parts.views.refresh()
        return self.find(standing.id)

    def may_answer(self, standing: Standing, person: Person | None) -> None:
        """Raise RefusedError where an answer by this person does not count."""
        act = standing.proposal.act
        if person is None or not person.is_keyed:
            says = "only a person of the case with a key can answer"
            raise RefusedError("team.role", says, reasons=["'tawthiq user' lists the people"])
        if person.author == standing.by:
            says = "who asked cannot answer: it takes a second person"
            raise RefusedError(
                "team.self", says, reasons=["two different people, two different keys"]
            )
        if not permissions().may(person.roles, act, "second"):
            roles = ", ".join(permissions().holders(act, "second"))
            raise RefusedError("team.role", f"{person.name} may not answer this", reasons=[
                f"answering a proposal to {act} takes one of the roles: {roles}"])  # fmt: skip

    def new_person(self, name: str, roles: tuple[str, ...] = (), own: str | None = None) -> Person:
        """Make a key on this device for a person; the first is who acts here from then on.

        `own` is the person's own passphrase. The statement is signed by a lead who acts
        here, else by the new key itself: then a lead must still take the person in.
        """
        team, me = self.state(), self.me
        is_first = me not in team.people or team.people[me].key is None
        author = me if is_first and me else ident.random_id()
        self._approve_name(team, name, author)
        key = person_key.new_key()
        public = person_key.public_of(key)
        self._folder(here=True).keep(public, person_key.wrapped(key, self._case_key(), own))
        if is_first:
            self._remember_founder()
            self.parts.ledger.sign = Signer(public, lambda: key)
        if author == team.founder and not any(
            "lead" in p.roles and p.key for p in team.people.values()
        ):
            roles = tuple(dict.fromkeys(("lead", *roles)))
        return self._state(Stated(author, name, public, roles))

    def admit(self, name: str, key: str, roles: tuple[str, ...]) -> Person:
        """Vouch for a colleague's key that was handed over; only a lead's word counts."""
        team = self.state()
        _approve_key(key)
        held = next((p for p in team.people.values() if key in (p.key, p.asks)), None)
        author = held.author if held is not None else ident.random_id()
        self._approve_lead(team)
        self._approve_name(team, name, author)
        return self._state(Stated(author, name, key, roles or (held.roles if held else ())))

    def change(
        self, name: str, *, roles: tuple[str, ...] | None = None, is_in: bool = True
    ) -> Person:
        """Give a person other roles, or take the person out; a person may also leave alone."""
        team = self.state()
        person = _chosen(list(team.people.values()), name, "")
        if person is None:
            raise UsageError("team.unknown", f"nobody in this case is called {name!r}")
        if is_in or person.author != self.me:
            self._approve_lead(team)
        given = person.roles if roles is None else roles
        return self._state(Stated(person.author, person.name, person.key, given, is_in))

    def _state(self, stated: Stated) -> Person:
        self.parts.ledger.append([Draft("person", to_plain(stated))])
        self.parts.views.refresh()
        return self.state().people[stated.author]

    def _approve_lead(self, team: Team) -> None:
        if self.parts.ledger.sign is None:
            says = "make your own key first: tawthiq user add YOUR-NAME"
            raise UsageError("team.no-key", says)
        if not team.may(self.me, "people"):
            raise _no_right(team, self.me, "people", can_sign=True)

    def _approve_name(self, team: Team, name: str, author: str) -> None:
        taken = [p for p in team.people.values() if fold(p.name) == fold(name)]
        if not name.strip() or any(p.author != author for p in taken):
            says = (
                f"a person called {name!r} is in this case already"
                if name.strip()
                else "the name is empty"
            )
            raise UsageError("team.name", says)

    def _remember_founder(self) -> None:
        folder = self._folder(here=True)
        if folder.founder is None:
            logs = [act.log for act in view.acts(self.parts.views) if act.kind == "case"]
            if logs:
                folder.remember_founder(logs[0])

    def _folder(self, *, here: bool) -> PersonFolder:
        ledger = self.parts.ledger
        return PersonFolder(ledger.device.home, ledger.case if here else None)

    def _case_key(self) -> bytes | None:
        keyring = self.parts.ledger.keyring
        return keyring.derive(person_key.PURPOSE) if keyring is not None else None


def _chosen(people: list[Person], name: str | None, me: str) -> Person | None:
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


def _approve_key(key: str) -> None:
    if len(key) != 64 or any(char not in "0123456789abcdef" for char in key):
        raise UsageError("team.key", "a person's key is 64 hex digits")


def _name(team: Team, author: str | None) -> str:
    person = team.people.get(author or "")
    return (person.name if person else "") or f"person {str(author)[:8]}"


def _why(why: str) -> str:
    return f": {why}" if why else ""


def _no_right(team: Team, me: str, act: str, *, can_sign: bool) -> RefusedError:
    """Return the refusal that names who may."""
    part = "first" if permissions().needs_two(act) else "alone"
    holders = [f"{_name(team, p.author)} ({', '.join(p.roles)})" for p in team.holders(act, part)]
    reasons = ["it takes one of the roles: " + ", ".join(permissions().holders(act, part))]
    reasons += ["in this case: " + ", ".join(holders)] if holders else []
    if not can_sign:
        return RefusedError(
            "team.role", "no key of a person of this case is at hand on this device",
            reasons=[*reasons, "'tawthiq user add NAME' makes a key, --as NAME chooses a person"],
        )  # fmt: skip
    return RefusedError("team.role", f"{_name(team, me)} may not do this ({act})", reasons=reasons)


def _who_can(act: str, others: list[Person], key: str) -> list[str]:
    if not others:
        roles = " or ".join(permissions().holders(act, "second"))
        return [f"nobody else may answer: a lead gives a second person the role {roles}"]
    names = ", ".join(f"{p.name} ({', '.join(p.roles)})" for p in others)
    return [f"who may answer: {names}", f"they run: tawthiq confirm {key[:8]}"]


def _changed(team: Team, act: str, about: str) -> list[str]:
    """Say that an earlier agreement was to other content."""
    earlier = [
        s for s in team.standings.values()
        if about and (s.proposal.act, s.proposal.about, s.state) == (act, about, "confirmed")
    ]  # fmt: skip
    if not earlier:
        return []
    name = _name(team, earlier[-1].answered_by)
    return [f"what {name} agreed to ({earlier[-1].id[:8]}) was other content: it has changed since"]
