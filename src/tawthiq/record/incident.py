"""An incident: harm alleged at one time and place; it holds claims, never numbers."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["same", "different", "unsure"]
Act = Literal["same", "different", "unsure", "split", "move", "name", "undo"]
REGROUPED = "regrouped"
"""State of a suggestion whose claims a later run put elsewhere: its code leads there."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Claims that speak of one event, as suggested or as people judged it.

    `code` is short and stable; `place` and the dates are as the claims state them, None
    where no claim does; `claims` are claim ids in order. `state` is `accepted` once a person
    merged, split or moved something of it.
    """

    code: str
    place: str | None
    within: str | None
    from_: str | None
    to: str | None
    claims: tuple[str, ...]
    state: str = "suggested"


@dataclass(frozen=True, slots=True)
class IncidentAct:
    """What a person judged about incidents; the payload of a `judgement` entry.

    `codes` are the incidents it is about: two for `same` (the second goes into the first),
    `different` and `unsure`; one, the old one, for `split`; where to, for `move`; the one
    named for `name`. `claims` are those split off or moved, `into` is the code that a split
    gave, `text` the name, `undoes` the entry that an `undo` takes back.
    """

    act: Act
    codes: tuple[str, ...]
    why: str
    claims: tuple[str, ...] = ()
    into: str | None = None
    text: str | None = None
    undoes: str | None = None
    about: Literal["incidents"] = "incidents"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim stands in an incident, or what speaks against it.

    `kind` is a word of the closed list in match.reasons; `of` is what it names: a place, a
    side, a number in its words, a source.
    """

    claim: str
    kind: str
    of: str | None = None
    against: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An incident with what people made of it.

    `came_from` are the codes merged into it or that it was split from, `replaced_by` is
    where a code went that stands no longer. `different` and `unsure` are codes that a person
    judged so against this one.
    """

    incident: Incident
    name: str | None = None
    came_from: tuple[str, ...] = ()
    replaced_by: str | None = None
    different: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two incidents that may be one event, and why they may be.

    `judged` says that a person, not a machine, is unsure. `moves` is by how many people the
    least number reported falls if they are the same; None where it was not worked out.
    """

    a: str
    b: str
    because: tuple[Reason, ...]
    judged: bool = False
    moves: int | None = None
