"""People of a case, and what they sign for one another: proposals and confirmations.

A person is an author id with a key (Ed25519, public half in hex). Two people are two
author ids with two keys; no program can know that two keys are two human beings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tawthiq.base import canon
from tawthiq.base.digest import sha256
from tawthiq.base.shape import to_plain

KINDS: Final = frozenset({"case", "person", "proposal", "confirmation", "erasure"})
"""Kinds of entries from which follows who may do what, and what two people agreed to."""

State = Literal["waiting", "confirmed", "refused"]
Verdict = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Stated:
    """The payload of a `person` entry: what somebody states of a person.

    `is_in` false takes the person out. `roles` count only where who signed may give them.
    `erasures` are those that stood when the person was taken in: none that one person made
    alone can be dated before that afterwards.
    """

    author: str
    name: str = ""
    key: str | None = None
    roles: tuple[str, ...] = ()
    is_in: bool = True
    erasures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What the case holds of one person after all valid statements.

    `key` is in force: a lead, or the founder, vouched for it. `asks` is a key that the
    person stated and nobody vouched for yet. `has_left` says that the person went out by
    an own signature; one who was taken out by another did not leave (see record.team).
    """

    author: str
    name: str = ""
    key: str | None = None
    roles: tuple[str, ...] = ()
    is_in: bool = True
    has_left: bool = False
    asks: str | None = None

    @property
    def is_keyed(self) -> bool:
        """Say whether this person can act by a key now."""
        return self.key is not None and self.is_in


@dataclass(frozen=True, slots=True)
class Act:
    """One entry by which people act, with the key that verifiably signed it (None: none).

    For a confirmation that came back in a file, `signer` is the key of who answered and
    `carrier` the key of who entered it.
    """

    id: str
    kind: str
    log: str
    author: str
    signer: str | None
    payload: Mapping[str, Any]
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The payload of a `proposal`: an act that needs a second person.

    `what` is SHA-256, in hex, over exactly what is to be done; `summary` is one sentence;
    `shown` are further lines, (label, words), that one needs to judge it. `about` names what
    an earlier proposal of the same act is compared with, such as the audience.
    """

    act: str
    what: str
    summary: str
    shown: tuple[tuple[str, str], ...] = ()
    about: str = ""

    @property
    def digest(self) -> str:
        """Return SHA-256, in hex, over the whole proposal: what a detached answer is bound to."""
        return sha256(canon.encode(to_plain(self))).hex()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a colleague signed away from the case; `asked` is the digest of the proposal seen."""

    key: str
    at: str
    asked: str
    signature: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The payload of a `confirmation`: the answer to the proposal with the entry id `of`.

    `answer` is there where a file brought it; then its key answers, not who entered it.
    """

    of: str
    verdict: Verdict
    why: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a proposal stands: who asked and who answered, by author id.

    `answered_by`, `why` and `entries` (proposal and answer) are of the answer that decides;
    `said_by` are all who answered. `is_one_device` warns that both keys lie on one device.
    """

    id: str
    proposal: Proposal
    by: str
    state: State = "waiting"
    answered_by: str | None = None
    why: str = ""
    entries: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()
    is_one_device: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """That an act may go ahead: how many people it rests on, who, and by which entries."""

    checked_by: int
    people: tuple[str, ...]
    causes: tuple[str, ...] = ()
