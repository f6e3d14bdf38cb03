"""Through whom a verified number reached us, where a figure does not say it already.

A chain names an item's own outlet only for sentences in the outlet's own voice. A check
that such an item tells of was still relayed by that outlet, and the page must say so.
"""

from collections.abc import Mapping
from dataclasses import replace

from tawthiq.publish.register import Register
from tawthiq.record.figure import Figure
from tawthiq.record.release import Facts

Ladders = Mapping[str, tuple[Figure, ...]]


def with_relays(facts: Facts) -> Facts:
    """Return the facts with every verified figure naming the outlets that relayed it."""
    register = Register(facts)

    def told(ladders: Ladders) -> dict[str, tuple[Figure, ...]]:
        return {words: tuple(_told(f, register) for f in rungs) for words, rungs in ladders.items()}

    return replace(
        facts,
        ladder=tuple(_told(figure, register) for figure in facts.ladder),
        placed=tuple(_told(figure, register) for figure in facts.placed),
        by_place=told(facts.by_place),
        by_perpetrator=told(facts.by_perpetrator),
        by_status=told(facts.by_status),
    )


def outlet_of(item: str, register: Register) -> str | None:
    """Return the outlet of an item: as received, or as its own voice names itself."""
    held = register.held.get(item)
    if held is not None and held.item.outlet:
        return held.item.outlet
    voices = {
        claim.root.name
        for claim in register.facts.claims
        if claim.item == item and claim.root and claim.root.kind == "outlet" and claim.root.name
    }
    return voices.pop() if len(voices) == 1 else None


def _told(figure: Figure, register: Register) -> Figure:
    if figure.standard != "verified" or figure.relayed_by or not figure.because:
        return figure
    items = dict.fromkeys(
        register.claims[claim].item for claim in figure.because if claim in register.claims
    )
    outlets = dict.fromkeys(outlet_of(item, register) for item in items)
    relayed = tuple(name for name in outlets if name and name not in figure.verifiers)
    return replace(figure, relayed_by=relayed)
