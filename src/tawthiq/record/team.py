"""Who may do what in a case, and what two people agreed to: pure functions over their acts.

Every right goes back to the founder's log, which nobody else can write to. Until a lead has
a key, that log states people; from then on only a lead's signature does. Acts are folded in
the order of all entries (tick, log, index); one that its signer had no right to does nothing.

Three rules keep one person from doing alone what takes two. A key in force is replaced only
by its own signature, never by a lead. Both keys differ, whatever names they go by. And who was taken out by somebody else still counts
for whether the case has two people: it goes back to one only when a person leaves by an
own signature.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.permissions import Part, permissions
from tawthiq.record.person import Act, Approval, Confirmation, Person, Proposal, Standing, Stated

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a case by author id, proposals by entry id, and erasures that stand.

    `takes_two` says that the case has two people with keys.
    """

    founder: str | None
    people: Mapping[str, Person]
    takes_two: bool
    standings: Mapping[str, Standing]
    erasures: frozenset[str]

    def of_key(self, key: str | None) -> Person | None:
        """Return who acts by this key now."""
        found = [p for p in self.people.values() if p.is_keyed and p.key == key]
        return max(found, key=lambda person: len(person.roles), default=None)

    def may(self, author: str, act: str, part: Part = "alone") -> bool:
        """Say whether a person may do an act now; in a case without keys everybody may."""
        if not any(person.is_keyed for person in self.people.values()):
            return True
        person = self.people.get(author)
        return person is not None and person.is_keyed and permissions().may(person.roles, act, part)

    def holders(self, act: str, part: Part) -> tuple[Person, ...]:
        """Return who, having a key, may do the act or be its first or second key."""
        return tuple(
            p for p in self.people.values() if p.is_keyed and self.may(p.author, act, part)
        )


def roles(acts: Iterable[Act], founder_log: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return the roles of each person, by author id."""
    team = team_of(acts, founder_log)
    return {author: person.roles for author, person in team.people.items() if person.is_in}


def team_of(acts: Iterable[Act], founder_log: str | None = None) -> Team:
    """Fold acts, in order, into the team; `founder_log` is what this device remembers of it.

    Without it, the first `case` entry names the founder's log.
    """
    held = list(acts)
    founder_log = founder_log or next((act.log for act in held if act.kind == "case"), None)
    folding = _Folding(founder_log)
    for act in _in_order(held, founder_log):
        folding.take(act)
    return folding.result()


def _in_order(acts: Sequence[Act], founder_log: str | None) -> list[Act]:
    """Return acts with each person's statements about themselves after the person's last act.

    A log of one's own can be dated back. Without this a lead who leaves, or takes another
    key, at an invented early date would undo what that lead really did since, such as taking
    in a second person. The founder's log needs no such care: others hold its heads.
    """
    last = {act.signer: at for at, act in enumerate(acts)}

    def place(at: int) -> tuple[int, bool, int]:
        act = acts[at]
        is_own = act.kind == "person" and act.payload.get("author") == act.author
        is_last = is_own and act.signer is not None and act.log != founder_log
        return (last[act.signer] if is_last else at, is_last, at)

    return [acts[at] for at in sorted(range(len(acts)), key=place)]


def decide(team: Team, me: str, act: str, what: str) -> Approval | tuple[str, Standing | None]:
    """Return the approval of an act, or why there is none and the proposal that waits for it.

    `me` is who is about to do it, `what` the digest of exactly what is to be done. The
    reason is one of: role, propose, waiting, refused.
    """
    keyed = [person for person in team.people.values() if person.is_keyed]
    if not keyed:
        return Approval(1, (me,))
    first, second = team.may(me, act, "first"), team.may(me, act, "second")
    if not team.takes_two:
        return Approval(1, (me,)) if first else ("role", None)
    asked = [s for s in team.standings.values() if (s.proposal.act, s.proposal.what) == (act, what)]
    for standing in reversed(asked):
        if standing.state == "confirmed" and _still_holds(team, standing) and (first or second):
            return Approval(2, (standing.by, str(standing.answered_by)), standing.entries)
    latest = next((s for s in reversed(asked) if s.state != "confirmed"), None)
    if latest is not None:
        return latest.state, latest
    return ("propose" if first else "role"), None


def _still_holds(team: Team, standing: Standing) -> bool:
    """Say whether both who agreed may still: what the taken-out back-date does not count."""
    act, answered_by = standing.proposal.act, str(standing.answered_by)
    return team.may(standing.by, act, "first") and team.may(answered_by, act, "second")


class _Folding:
    """The team as far as the acts have been read."""

    def __init__(self, founder_log: str | None) -> None:
        self.founder_log = founder_log
        self.founder: str | None = None
        self.people: dict[str, Person] = {}
        self.has_keys = False  # somebody had a key
        self.has_led = False  # a lead had a key: the founder's log is not enough any more
        self.standings: dict[str, Standing] = {}
        self.answers: dict[str, dict[str, str]] = {}
        self.spent: set[str] = set()  # signatures of answers that came in files
        self.asked: dict[str, Act] = {}
        self.erasures: set[str] = set()
        self.unsigned: set[str] = set()  # erasures before anybody had a key
        self.alone: dict[str, str] = {}  # erasures that one person made, and who
        self.stood: dict[str, frozenset[str]] = {}  # those that stood when each came in

    def take(self, act: Act) -> None:
        """Let one act do what its signer had the right to."""
        rule = {
            "case": self._case, "person": self._person, "proposal": self._proposal,
            "confirmation": self._confirmation, "erasure": self._erasure,
        }.get(act.kind)  # fmt: skip
        if rule is not None:
            rule(act)

    def result(self) -> Team:
        """Return the team after the last act."""
        unsigned = set() if self.has_keys else self.unsigned
        stand = frozenset(self.erasures | self._alone() | unsigned)
        return Team(self.founder, self.people, self._takes_two(), self.standings, stand)

    def _alone(self) -> set[str]:
        """Return what one person erased and everybody who came in later found erased."""
        here = [p.author for p in self.people.values() if p.key is not None and not p.has_left]
        return {
            key
            for key, author in self.alone.items()
            if all(key in self.stood.get(other, ()) for other in here if other != author)
        }

    def _takes_two(self) -> bool:
        return sum(p.key is not None and not p.has_left for p in self.people.values()) > 1

    def _actor(self, act: Act) -> Person | None:
        """Return who did this, if their own key in force signed it."""
        person = self.people.get(act.author)
        is_theirs = person is not None and person.is_keyed and person.key == act.signer
        return person if is_theirs else None

    def _case(self, act: Act) -> None:
        self.founder_log = self.founder_log or act.log
        if act.log == self.founder_log and self.founder is None:
            self.founder = act.author
            held = self.people.get(act.author, Person(act.author))
            self.people[act.author] = replace(held, roles=("lead",))

    def _person(self, act: Act) -> None:
        stated = _read(Stated, act.payload)
        if stated is None or not stated.author:
            return
        actor, held = self._actor(act), self.people.get(stated.author, Person(stated.author))
        is_founding = not self.has_led and (act.log, act.author) == (self.founder_log, self.founder)
        is_own = actor is not None and actor.author == stated.author
        if is_founding or (actor and permissions().may(actor.roles, "people")):
            after = self._vouched(stated, held, is_own=is_own)
        elif is_own:
            left = held.has_left or not stated.is_in
            after = replace(held, name=stated.name or held.name, is_in=stated.is_in, has_left=left)
            after = replace(after, key=stated.key or held.key)
        else:
            after = _asked(act, stated, held)
        self._put(after, held)
        if after.key is not None and (held.key is None or held.has_left):
            self.stood[after.author] = frozenset(stated.erasures)

    def _vouched(self, stated: Stated, held: Person, *, is_own: bool) -> Person:
        """Return a person as the founder or a lead states it; a key in force stays in force."""
        key = (stated.key if is_own or held.key is None else None) or held.key
        known = tuple(role for role in permissions().roles if role in stated.roles)
        return replace(
            held, name=stated.name or held.name, key=key, roles=known, is_in=stated.is_in,
            has_left=(held.has_left or is_own) and not stated.is_in,
            asks=None if key is not None else held.asks,
        )  # fmt: skip

    def _put(self, after: Person, held: Person) -> None:
        """Keep a person's new state, unless it would leave the case without a lead."""
        if "lead" in held.roles and not ("lead" in after.roles and after.is_in):
            others = [p for p in self.people.values() if p.author != after.author]
            if not any(p.is_keyed and "lead" in p.roles for p in others):
                after = replace(
                    after, is_in=held.is_in, has_left=held.has_left,
                    roles=tuple(r for r in permissions().roles if r == "lead" or r in after.roles),
                )  # fmt: skip
        self.people[after.author] = after
        if after.key is not None:
            self.has_keys = True
            self.has_led = self.has_led or ("lead" in after.roles and after.is_in)

    def _proposal(self, act: Act) -> None:
        actor, proposal = self._actor(act), _read(Proposal, act.payload)
        if actor and proposal and permissions().may(actor.roles, proposal.act, "first"):
            self.standings[act.id] = Standing(act.id, proposal, actor.author, entries=(act.id,))
            self.asked[act.id] = act

    def _confirmation(self, act: Act) -> None:
        said = _read(Confirmation, act.payload)
        asked = self.standings.get(said.of) if said is not None else None
        if said is None or asked is None:
            return
        given = self.answers.setdefault(asked.id, {})
        able = [p for p in self._signers(act, said) if self._may_answer(p, asked)]
        if not able or act.signer == self.asked[asked.id].signer:
            return
        person = able[0]
        if said.answer is not None:  # a file: it counts once, and never over what was said since
            is_other = said.answer.asked != asked.proposal.digest
            if is_other or person.author in given or said.answer.signature in self.spent:
                return
            self.spent.add(said.answer.signature)
        given[person.author] = said.verdict
        self._settle(act, said, asked, person.author)

    def _signers(self, act: Act, said: Confirmation) -> list[Person]:
        """Return whose answer this is: by a file whoever has the key, else the author."""
        if said.answer is not None:
            return [p for p in self.people.values() if p.is_keyed and p.key == act.signer]
        return [actor] if (actor := self._actor(act)) is not None else []

    def _may_answer(self, person: Person, asked: Standing) -> bool:
        is_second = permissions().may(person.roles, asked.proposal.act, "second")
        return is_second and person.author != asked.by

    def _settle(self, act: Act, said: Confirmation, asked: Standing, author: str) -> None:
        """Let an answer decide: whoever says no stops it, until that same person says yes."""
        given = self.answers[asked.id]
        asked = replace(asked, said_by=tuple(given))
        self.standings[asked.id] = asked
        if said.verdict == "yes" and "no" in given.values():
            return
        self.standings[asked.id] = replace(
            asked, state="confirmed" if said.verdict == "yes" else "refused", answered_by=author,
            why=said.why, entries=(asked.id, act.id),
            is_one_device=said.answer is None and act.log == self.asked[asked.id].log,
        )  # fmt: skip

    def _erasure(self, act: Act) -> None:
        """Keep an erasure that stands; one made alone is looked at again at the end."""
        actor, what = self._actor(act), act.payload.get("what")
        if not self.has_keys:
            (self.erasures if act.log == self.founder_log else self.unsigned).add(act.id)
        elif actor is not None and self._takes_two():
            agreed = any(
                (s.proposal.act, s.proposal.what, s.state) == ("erase", what, "confirmed")
                for s in self.standings.values()
            )
            parts: tuple[Part, Part] = ("first", "second")
            if agreed and any(permissions().may(actor.roles, "erase", part) for part in parts):
                self.erasures.add(act.id)
        elif actor is not None and permissions().may(actor.roles, "erase", "first"):
            self.alone[act.id] = actor.author


def _asked(act: Act, stated: Stated, held: Person) -> Person:
    """Return a person who states a key that nobody vouched for: it is shown, no more."""
    if held.key is not None or act.author != stated.author:
        return held
    proves = stated.key is not None and act.signer == stated.key
    asks = stated.key if proves and held.asks is None else held.asks
    return replace(held, name=held.name or stated.name, asks=asks)


def _read(cls: type[T], payload: Mapping[str, Any]) -> T | None:
    try:
        return from_plain(cls, payload)
    except UsageError:
        return None
