"""People as an attribute of a case: who they are, who acts, and what takes two of them."""

from collections.abc import Callable
from dataclasses import dataclass

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.acting import LEAST_PREFIX, Acting, name_of, no_right, why_of
from tawthiq.case.members import Members
from tawthiq.case.parts import Parts
from tawthiq.ledger import question
from tawthiq.ledger.person_key import Ask, Signer
from tawthiq.record.entry import Draft
from tawthiq.record.permissions import permissions
from tawthiq.record.person import Approval, Confirmation, Person, Proposal, Standing, Verdict
from tawthiq.record.team import Team, decide


@dataclass(frozen=True, slots=True)
class People:
    """The people of one case."""

    parts: Parts

    @property
    def acting(self) -> Acting:
        """Whose acts this device enters."""
        return Acting(self.parts)

    @property
    def members(self) -> Members:
        """Who belongs to the case."""
        return Members(self.acting)

    @property
    def me(self) -> str:
        """The author id of who acts on this device; empty before anything was written."""
        return self.acting.me

    def state(self) -> Team:
        """Return the people, what waits, and what was agreed."""
        return self.acting.state()

    def take_up(self, name: str | None = None, ask: Ask | None = None) -> Person | None:
        """Let acts be signed by a person whose key is on this device; see Acting.take_up."""
        return self.acting.take_up(name, ask)

    def use(self, name: str) -> Person:
        """Let a person whose key is on this device be the one who acts here from now on."""
        person = self.take_up(name)
        if person is None:
            raise UsageError("team.unknown", f"nobody on this device is called {name!r}")
        self.parts.ledger.device.set_author(self.parts.ledger.case, person.author)
        return person

    def require(
        self, act: str, what: str | Callable[[], str], summary: str,
        shown: tuple[tuple[str, str], ...] = (), about: str = "", causes: tuple[str, ...] = (),
    ) -> Approval:  # fmt: skip
        """Return the approval of an act that takes two people where the case has two.

        `what` is SHA-256, in hex, over exactly what is to be done, and must not depend on
        the proposal or its answer; it may be a function that is called only when needed.
        `summary` is one sentence without protected or erased names; `shown` adds what one
        needs to judge, `causes` are the entries that it quotes; `about` is what earlier
        proposals are compared by (such as the audience). Where nobody agreed yet, the
        proposal is entered and RefusedError names who may answer it.
        """
        team, me = self.state(), self.me
        digest = what if isinstance(what, str) else what() if team.takes_two else ""
        found = decide(team, me, act, digest)
        can_sign = self._can_sign(team, me)
        if isinstance(found, Approval) and can_sign:
            return found
        reason, standing = ("role", None) if isinstance(found, Approval) else found
        if reason == "role" or not can_sign:
            raise no_right(team, me, act, can_sign=can_sign)
        if standing is not None and reason == "refused":
            says = f"{name_of(team, standing.answered_by)} said no" + why_of(standing.why)
            raise RefusedError("team.refused", f"this {act} was refused", reasons=[says])
        reasons = _changed(team, act, about) if standing is None else []
        proposal = Proposal(act, digest, summary, shown, about)
        key = standing.id if standing is not None else self._ask(proposal, causes)
        others = [p for p in team.holders(act, "second") if p.author != me]
        says = f"this {act} needs a second person"
        raise RefusedError("team.second", says, reasons=[*reasons, *_who_can(act, others, key)])

    def _ask(self, proposal: Proposal, causes: tuple[str, ...]) -> str:
        """Enter a proposal; return its id."""
        draft = Draft("proposal", to_plain(proposal), causes)
        (key,) = self.parts.ledger.append([draft])
        self.parts.views.refresh()
        return key

    def _can_sign(self, team: Team, me: str) -> bool:
        """Say whether acts are signed by the key of `me`; where nobody has a key, none is needed."""
        sign, held = self.parts.ledger.sign, team.people.get(me)
        if not any(person.is_keyed for person in team.people.values()):
            return True
        return isinstance(sign, Signer) and held is not None and held.key == sign.key

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
        self._may_answer(standing, team.people.get(self.me))
        said = Confirmation(standing.id, verdict, why)
        self.parts.ledger.append([Draft("confirmation", to_plain(said), (standing.id,))])
        self.parts.views.refresh()
        return self.find(standing.id)

    def question(self, prefix: str, passphrase: str | None = None) -> bytes:
        """Return a proposal as a file for a colleague, signed by who acts here.

        A locked case writes it only under a passphrase, which the colleague is told.
        """
        ledger, standing = self.parts.ledger, self.find(prefix)
        if ledger.keyring is not None and passphrase is None:
            says = "a locked case writes this file only with --file-passphrase-file FILE"
            raise UsageError("question.locked", says)
        if not isinstance(ledger.sign, Signer):
            raise no_right(self.state(), self.me, standing.proposal.act, can_sign=False)
        asker = name_of(self.state(), self.me)
        content = question.Content(ledger.case, standing.id, standing.proposal, asker)
        return question.write(question.ask(content, ledger.sign.private), passphrase)

    def take(self, data: bytes, passphrase: str | None = None) -> Standing:
        """Enter the answer that a colleague's file brings back.

        Raises UntrustedError where its signature does not verify, RefusedError where it
        answers something else, was taken already, or its key may not answer.
        """
        found, team = question.read_reply(data, passphrase), self.state()
        standing, answer = team.standings.get(found.of), found.said.answer
        if answer is None or found.case != self.parts.ledger.case or standing is None:
            raise RefusedError(
                "answer.other", "this file answers nothing that was asked in this case"
            )
        if answer.asked != standing.proposal.digest:
            raise RefusedError("answer.other", "this file answers other words than were asked here")
        person = team.of_key(answer.key)
        self._may_answer(standing, person)
        if person is not None and person.author in standing.said_by:
            says = f"{person.name} has answered this already"
            raise RefusedError("answer.again", says, reasons=["an answer is taken once"])
        self.parts.ledger.append([Draft("confirmation", to_plain(found.said), (standing.id,))])
        self.parts.views.refresh()
        return self.find(standing.id)

    def _may_answer(self, standing: Standing, person: Person | None) -> None:
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
    name = name_of(team, earlier[-1].answered_by)
    return [f"what {name} agreed to ({earlier[-1].id[:8]}) was other content: it has changed since"]
