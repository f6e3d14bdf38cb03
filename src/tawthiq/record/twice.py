"""What deserves a second look: nothing is repaired, it is only listed, with its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tawthiq.record.claim import Span

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
