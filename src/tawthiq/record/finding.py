"""A finding: a sentence that a person signs, with its standard and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tawthiq.record.assessment import Proof
from tawthiq.record.figure import Degree

Signed = Literal["alone", "waiting", "confirmed", "refused"]
Fault = Literal["retracted", "rejected", "gone", "withdrawn", "changed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The payload of a `finding`.

    `rests_on` are ids of claims, items, incidents and other entries; `figures` are degrees of
    the whole case as they stood when it was written. `against` is what speaks against it,
    `why_not` why that does not prevail.
    """

    words: str
    standard: Proof
    rests_on: tuple[str, ...]
    against: str
    why_not: str
    figures: tuple[Degree, ...] = ()


@dataclass(frozen=True, slots=True)
class Concluded:
    """A finding with where it stands.

    `author` and `second` are author ids; `signed` says whether a second person agreed, or the
    case has only one. `faults` names what it rests on that no longer holds, by id; the
    finding's own id there says that it was withdrawn.
    """

    id: str
    finding: Finding
    author: str
    at: str
    signed: Signed = "alone"
    second: str | None = None
    why: str = ""
    faults: Mapping[str, Fault] | None = None

    @property
    def stands(self) -> bool:
        """Say whether nothing that it rests on has fallen, and nobody withdrew or refused it."""
        return not self.faults and self.signed in {"alone", "confirmed"}
