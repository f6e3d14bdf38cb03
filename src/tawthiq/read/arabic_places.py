"""Sets of one Arabic list that were struck in different places: "nine in X and four in Y"."""

from dataclasses import replace

from tawthiq.read.draft import Draft
from tawthiq.record.claim import Count, CountKind


def summed(drafts: list[Draft]) -> list[Draft]:
    """Put the sum of a list before its sets where only their places tell them apart.

    The list says that all of them died; each set is a part of the sum, in its own place.
    """
    first = drafts[0] if len(drafts) > 1 else None
    if first is None or not all(_may_be_added(first, draft) for draft in drafts):
        return drafts
    if len({tuple(place.name for place in draft.place) for draft in drafts}) < len(drafts):
        return drafts
    whole = replace(first, count=[_sum(drafts)], beside=[], rules={*first.rules, _RULE})
    whole.place = tuple(place for draft in drafts for place in draft.place)
    whole.head = None
    for draft in drafts:
        draft.count[0] = replace(draft.count[0], binds="part")
        draft.whole = whole
    return [whole, *drafts]


_RULE = "ar.count.enumeration"


def _may_be_added(first: Draft, draft: Draft) -> bool:
    one, other = first.count[0], draft.count[0]
    if other.min is None or other.unit != one.unit or other.binds != "stated" or not draft.place:
        return False
    return draft.whole is None and [v.status for v in draft.victim] == [
        v.status for v in first.victim
    ]


def _sum(drafts: list[Draft]) -> Count:
    counts = [draft.count[0] for draft in drafts]
    least = sum(count.min or 0 for count in counts)
    tops = [count.max for count in counts]
    most = None if None in tops else sum(top or 0 for top in tops)
    kind: CountKind = "exact" if most == least else "range" if most is not None else "lower_bound"
    spans = [count.span for count in counts if count.span is not None]
    start, end = spans[0].start, spans[-1].end
    text = drafts[0].sentence.text[start:end]
    return replace(
        counts[0], min=least, max=most, kind=kind, rule=_RULE, phrase=text,
        span=replace(spans[0], text=text, end=end),
    )  # fmt: skip
