"""What deserves a second look: nothing is repaired, it is only listed, with its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tawthiq.record.claim import Span
from tawthiq.record.words import Words

KINDS = (
    "after_document", "weekday", "two_days", "part_exceeds", "parts_short", "other_unit",
    "other_place", "toll_falls", "age", "fates", "abroad", "relayed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at twice, in one item.

    `kind` is one of KINDS; `claims` are the claims it rests on (none where it is the text
    alone), `words` the exact words in the item's text view, `values` what the sentence of
    its kind names.
    """

    kind: str
    item: str
    claims: tuple[str, ...] = ()
    words: tuple[Span, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A text to look at: its item, its text view, the day and the outlet it states or came with."""

    item: str
    text: str
    dated: str | None = None
    outlet: str | None = None


def spoken(look: Look, words: Words) -> dict[str, str]:
    """Return the values of a look in one language: what is told of a person is translated."""
    values = dict(look.values)
    if "fates" in values:
        told = [_fate(fate, words) for fate in values["fates"].split(", ")]
        values["fates"] = " / ".join(told)
    return values


def sentence(look: Look, words: Words) -> str:
    """Return what a look says, in one sentence."""
    return words.say(f"twice.{look.kind}", None, **spoken(look, words))


def _fate(fate: str, words: Words) -> str:
    denied = fate.startswith("not ")
    said = words.say(f"twice.fate_{fate.removeprefix('not ')}")
    return words.say("twice.fate_not", fate=said) if denied else said
