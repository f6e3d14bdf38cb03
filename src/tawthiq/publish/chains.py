"""Who speaks: original sources counted once, and the chains that brought their words."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tawthiq.base.script import fold
from tawthiq.publish.register import UNTOLD, Register
from tawthiq.publish.statements import ChainLink, chain, link_name
from tawthiq.publish.voice import Voice
from tawthiq.record.claim import Claim


@dataclass(frozen=True, slots=True)
class Root:
    """One original source: how it is named, what it is, and the claims that end at it."""

    anchor: str
    name: Markup
    kind: Markup
    party: Markup | None
    reliability: str | None
    is_named: bool
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One chain as it occurs, outermost first, with the claims that came along it."""

    links: tuple[ChainLink, ...]
    claims: tuple[str, ...]


def roots(register: Register, voice: Voice) -> tuple[Root, ...]:
    """Return the original sources, those with most claims first.

    A body that only kept silent, or only said what it could not check, is none.
    """
    groups: dict[tuple[bool, str], list[Claim]] = {}
    for claim in register.used():
        root = claim.root
        if root is None or claim.event in UNTOLD:
            continue
        source = register.source(root.name)
        named = source.name if source else root.name
        key = (named is not None, fold(named) if named else root.kind)
        groups.setdefault(key, []).append(claim)
    order = sorted(groups.items(), key=lambda group: (-len(group[1]), not group[0][0], group[0][1]))
    return tuple(
        _root(number, claims, register, voice, is_named=key[0])
        for number, (key, claims) in enumerate(order, 1)
    )


def ways(register: Register, voice: Voice) -> tuple[Way, ...]:
    """Return the chains, the longest first, each with the claims that came along it."""
    groups: dict[tuple[tuple[str, str], ...], list[Claim]] = {}
    for claim in register.used():
        key = tuple((fold(link.name or ""), link.kind) for link in claim.speakers)
        if key and claim.event not in UNTOLD:
            groups.setdefault(key, []).append(claim)
    order = sorted(groups.items(), key=lambda group: (-len(group[0]), -len(group[1]), group[0]))
    return tuple(
        Way(chain(claims[0], voice), tuple(claim.id for claim in claims)) for _, claims in order
    )


def _root(
    number: int, claims: Sequence[Claim], register: Register, voice: Voice, *, is_named: bool
) -> Root:
    link = claims[0].root
    assert link is not None  # noqa: S101 - groups are made of claims with a root
    source = register.source(link.name)
    return Root(
        anchor=f"source-{number}",
        name=voice.called(source.name) if source else link_name(link, voice),
        kind=voice.term("source", source.kind if source else link.kind),
        party=voice.term("party", source.party) if source and source.party != "none" else None,
        reliability=source.reliability if source else None,
        is_named=is_named,
        claims=tuple(claim.id for claim in claims),
    )
