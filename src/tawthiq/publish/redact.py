"""What the public sees: quoted sentences, no private names, no protected items, coarse places."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tawthiq.base.script import fold
from tawthiq.publish.assessed import without
from tawthiq.publish.coarsen import coarsened
from tawthiq.publish.excerpts import Excerpt, excerpt
from tawthiq.publish.masks import Masks, masks
from tawthiq.publish.register import Register
from tawthiq.publish.voice import BETWEEN
from tawthiq.record.capture import Capture
from tawthiq.record.claim import Claim, Span
from tawthiq.record.figure import Figure
from tawthiq.record.item import FileName, Receipt
from tawthiq.record.release import Facts, Held
from tawthiq.record.words import LANGS, words

GROUPS = frozenset({"state_forces", "armed_group", "unidentified_armed", "civilians", "group"})
"""Kinds of perpetrators that are no individuals; a name without a kind may be one."""
DAY = len("2025-03-07")
PRIVATE_LINKS = frozenset({"witness", "relative", "victim"})


def redacted(facts: Facts) -> Facts:
    """Return the facts as `public` may see them; masks are made from the whole case."""
    hide = masks(
        _named(private_names(facts)),
        _named(likely_names(facts)),
        _place_names(facts),
        _named(known_names(facts)),
    )
    claims = tuple(_published(facts))
    excerpts = dict(_excerpts(facts, claims, hide))
    kept = {claim.id for claim in claims}
    numbers = _testimonies(facts, hide)
    unseen = {claim.id for claim in facts.claims} - kept
    unseen |= {held.id for held in facts.items} - set(excerpts)
    facts = without(replace(facts, people={}), unseen)
    shown = replace(
        facts,
        settings=replace(facts.settings, masked=()),
        claims=tuple(_moved(claim, excerpts[claim.item]) for claim in claims),
        items=tuple(
            _held(h, excerpts[h.id], hide, numbers.get(h.id))
            for h in facts.items
            if h.id in excerpts
        ),
        incidents=tuple(
            replace(i, claims=tuple(c for c in i.claims if c in kept)) for i in facts.incidents
        ),
        ladder=ladder_of(facts.ladder, kept),
        placed=ladder_of(facts.placed, kept),
        by_place=ladders_of(facts.by_place, kept),
        by_perpetrator=ladders_of(facts.by_perpetrator, kept),
        by_status=ladders_of(facts.by_status, kept),
        retracted={},
        gaps=tuple(_gaps(facts, set(excerpts))),
        heads=(),
    )
    shown = replace(shown, incidents=tuple(i for i in shown.incidents if i.claims))
    masked: Facts = _masked(coarsened(shown), hide)
    return replace(masked, heads=facts.heads)


def private_names(facts: Facts) -> Iterator[str | None]:
    """Yield the names that the public does not see for certain.

    Names given to the case's masks and sources marked private, each with its other
    spellings, everyone named as a victim, and protected people with their code names.
    """
    yield from facts.settings.masked
    yield from _other_spellings(facts)
    for source in facts.sources:
        if source.private:
            yield from (source.name, *source.aliases)
    for claim in facts.claims:
        yield from (victim.name for victim in claim.victim)
    yield from facts.protected_names
    yield from (held.item.protected for held in facts.items)


def _other_spellings(facts: Facts) -> Iterator[str]:
    """Yield how sources and accused persons that the case masks are written elsewhere."""
    hidden = {fold(name.strip()) for name in facts.settings.masked}
    for source in facts.sources:
        names = (source.name, *source.aliases)
        if hidden & {fold(name) for name in names}:
            yield from names
    actors: dict[str, set[str]] = {}
    for claim in facts.claims:
        for accused in claim.perpetrator:
            actors.setdefault(accused.actor or accused.name, set()).add(accused.name)
    for actor, spellings in actors.items():
        if hidden & {fold(name) for name in (actor, *spellings)}:
            yield from (actor, *sorted(spellings))


def known_names(facts: Facts) -> Iterator[str]:
    """Yield the names of groups, places and public sources that no mask takes for a person."""
    for source in facts.sources:
        if not source.private:
            yield from (source.name, *source.aliases, source.side or "")
    for claim in facts.claims:
        for actor in claim.perpetrator:
            if actor.kind in GROUPS:
                yield from (actor.name, actor.actor or "")
    for place in facts.places:
        yield from (place.name, *place.names)


def likely_names(facts: Facts) -> Iterator[str | None]:
    """Yield what may name a private person or only describe one.

    Witnesses, relatives and victims who speak, and perpetrators that are no known group.
    """
    public = {
        fold(name)
        for source in facts.sources
        if not source.private
        for name in (source.name, *source.aliases, source.side or "")
    }
    for claim in facts.claims:
        links = (link.name for link in claim.chain if link.kind in PRIVATE_LINKS)
        actors = (actor.name for actor in claim.perpetrator if actor.kind not in GROUPS)
        yield from (name for name in (*links, *actors) if name and fold(name) not in public)


def _named(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name.strip()))


def _place_names(facts: Facts) -> Iterator[str]:
    for place in facts.places:
        yield from (place.name, *place.names)
    for claim in facts.claims:
        yield from (ref.name for ref in claim.place)


def _published(facts: Facts) -> Iterator[Claim]:
    """Yield the claims that a person accepted and that come from an item free to show."""
    register = Register(facts)
    for claim in register.used():
        held = register.held.get(claim.item)
        if held is None or held.item.protected is not None or held.text is None:
            continue
        if claim.review.state != "suggested":
            yield replace(claim, review=replace(claim.review, by=None))


def _excerpts(facts: Facts, claims: Iterable[Claim], hide: Masks) -> Iterator[tuple[str, Excerpt]]:
    quotes: dict[str, list[Span]] = {}
    for claim in claims:
        quotes.setdefault(claim.item, []).append(claim.quote)
    for held in facts.items:
        if held.id in quotes and held.text is not None:
            yield held.id, excerpt(held.text, quotes[held.id], hide)


def _testimonies(facts: Facts, hide: Masks) -> dict[str, int]:
    """Number the items whose speaker or giver is hidden, in an order that tells nothing."""
    found = [
        held.id
        for held in facts.items
        if held.item.protected is None
        and any(
            name and hide.mask(name) != name
            for name in (held.item.speaker, *(receipt.giver for receipt in held.receipts))
        )
    ]
    shuffled = sorted(found, key=lambda item: hashlib.sha256(item.encode()).digest())
    return {item: number for number, item in enumerate(shuffled, 1)}


def _held(held: Held, shown: Excerpt, hide: Masks, testimony: int | None) -> Held:
    """Return an item as the public sees it; `testimony` numbers it where its giver is hidden.

    The digest goes where a name was hidden: whoever guesses the name could prove it. The
    name of the file goes, and times of day, where they could lead to a hidden giver.
    """
    name = held.item.name
    has_masks = shown.has_masks or hide.mask(name.text) != name.text or testimony is not None
    file_name = FileName(name.text) if testimony is None else FileName(_testimony(testimony))
    dated = held.item.dated
    item = replace(
        held.item,
        name=file_name,
        sha256="" if has_masks else held.item.sha256,
        folder="",
        modified_at=None,
        dated=dated and dated[:DAY] if testimony is not None else dated,
    )
    view = held.view and replace(
        held.view, sha256=None, characters=len(shown.text), parts=(), facts=()
    )
    receipts = tuple(_receipt(r, by_day=testimony is not None) for r in held.receipts)
    return Held(held.id, item, receipts, view, shown.text)


def _testimony(number: int) -> str:
    return BETWEEN.join(words(lang).say("redact.testimony", number=number) for lang in LANGS)


def _gaps(facts: Facts, shown: set[str]) -> Iterator[str]:
    """Yield the gaps that name no item which the public does not see."""
    hidden = [held.item for held in facts.items if held.id not in shown]
    names = {name for item in hidden for name in (item.protected, item.name.text) if name}
    yield from (gap for gap in facts.gaps if not any(name in gap for name in names))


def _receipt(receipt: Receipt, *, by_day: bool) -> Receipt:
    kept = tuple(Capture(shape=c.shape, holds=c.holds, lacks=c.lacks) for c in receipt.captures)
    received = receipt.received_at[:DAY] if by_day else receipt.received_at
    return Receipt(received_at=received, channel=receipt.channel, captures=kept)


def _moved(value: Any, shown: Excerpt) -> Any:  # noqa: ANN401 - walks records of every type
    """Return a record with its spans carried over into the excerpt."""
    if isinstance(value, Span):
        return shown.move(value)
    return _walk(value, lambda part: _moved(part, shown))


def _masked(value: Any, hide: Masks) -> Any:  # noqa: ANN401 - walks records of every type
    """Return a record with every text in it masked, keys of mappings too.

    Spans and held texts are masked already, as excerpts, and their offsets must stand.
    """
    if isinstance(value, str):
        return hide.mask(value)
    if isinstance(value, Span):
        return value
    if isinstance(value, Held):
        return replace(_walk(value, lambda part: _masked(part, hide)), text=value.text)
    return _walk(value, lambda part: _masked(part, hide))


def _walk(value: Any, change: Any) -> Any:  # noqa: ANN401 - walks records of every type
    if isinstance(value, tuple):
        return tuple(change(part) for part in value)
    if isinstance(value, Mapping):
        return _apart((change(key), change(part)) for key, part in value.items())
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: change(getattr(value, f.name)) for f in fields(value)}
        return type(value)(**changed)
    return value


def _apart(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping in which keys that became equal are told apart by a number."""
    table: dict[str, Any] = {}
    for key, value in pairs:
        unique, number = key, 2
        while unique in table:
            unique, number = f"{key} ({number})", number + 1
        table[unique] = value
    return table


def ladders_of(
    table: Mapping[str, tuple[Figure, ...]], kept: set[str]
) -> dict[str, tuple[Figure, ...]]:
    """Return ladders whose figures name only the claims that are kept."""
    return {scope: ladder_of(ladder, kept) for scope, ladder in table.items()}


def ladder_of(ladder: tuple[Figure, ...], kept: set[str]) -> tuple[Figure, ...]:
    """Return a ladder whose figures name only the claims that are kept."""
    return tuple(_figure(figure, kept) for figure in ladder)


def _figure(figure: Figure, kept: set[str]) -> Figure:
    """Return a figure that names only claims the public sees; its numbers stay."""

    def only(claims: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(claim for claim in claims if claim in kept)

    return replace(
        figure,
        because=only(figure.because),
        contradictions=only(figure.contradictions),
        contested=only(figure.contested),
        unquantified=only(figure.unquantified),
        beside=tuple(beside for beside in figure.beside if beside.claim in kept),
    )
