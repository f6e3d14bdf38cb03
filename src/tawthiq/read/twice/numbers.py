"""Numbers that do not fit: parts and wholes, one number twice, tolls that fall, places abroad."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from tawthiq.base.script import fold
from tawthiq.read.twice.known import HARM, Known, day_of, places_of
from tawthiq.record.claim import Claim, Count, Span
from tawthiq.record.twice import Look

LEAST, LEAST_ELSEWHERE = 5, 10
"""Numbers below these are met twice by chance: in one text, and of other people elsewhere."""
_REVISED: Final = re.compile(
    r"revis|correct|lower|downward|reduc|earlier|previous|mistak|duplicat"
    r"|خفض|صحح|تصحيح|عدل|تراجع|مكرر|سابق", re.IGNORECASE)  # fmt: skip
_ALL: Final = re.compile(
    r":|\b(?:compris|consist|composed|made up|namely|all of them|that is)|وهم |موزع|يتوزع",
    re.IGNORECASE,
)
_STATED: Final = frozenset({"exact", "lower_bound", "upper_bound", "range", "approximate"})
Counted = tuple[Claim, Count]


def looks(claims: Sequence[Claim], known: Known) -> Iterator[Look]:
    """Yield what the numbers of the claims say against one another."""
    by_id = {claim.id: claim for claim in claims}
    told = [c for c in claims if c.polarity == "affirmed"]
    yield from _parts(told, by_id)
    yield from _again(told, known)
    yield from _falling(told, known)
    yield from _abroad(claims, known)


def _parts(claims: Sequence[Claim], by_id: Mapping[str, Claim]) -> Iterator[Look]:
    """Parts beside the number that holds them."""
    under: dict[tuple[str, int], list[Counted]] = defaultdict(list)
    for claim in claims:
        for count in claim.count:
            if count.whole is not None and count.share is None and count.min is not None:
                under[count.whole.claim, count.whole.count].append((claim, count))
    for (key, index), parts in under.items():
        holder = by_id.get(key)
        if holder is None or not 0 <= index < len(holder.count):
            continue
        whole = holder.count[index]
        top = whole.max if whole.max is not None else whole.min
        if top is None or whole.kind == "vague":
            continue
        yield from _too_many(holder, whole, top, parts)
        yield from _too_few(holder, whole, parts)


def _too_many(holder: Claim, whole: Count, top: int, parts: Sequence[Counted]) -> Iterator[Look]:
    """A part above its whole; or two that exclude one another and are above it together."""
    for claim, part in parts:
        if (part.min or 0) > top:
            yield _look("part_exceeds", [(holder, whole), (claim, part)])
            return
    for labels in (("woman", "man"), ("child", "adult")):
        apart = {label: [p for p in parts if _label(p[0]) == label] for label in labels}
        chosen = [found[0] for found in apart.values() if len(found) == 1]
        if len(chosen) == 2 and sum(part.min or 0 for _, part in chosen) > top:
            yield _look("part_exceeds", [(holder, whole), *chosen])


def _label(claim: Claim) -> str | None:
    if len(claim.victim) != 1:
        return None
    victim = claim.victim[0]
    if victim.age is not None:
        is_child = victim.age.max is not None and victim.age.max < 18
        return "child" if is_child else "adult" if (victim.age.min or 0) >= 18 else None
    return victim.sex


def _too_few(holder: Claim, whole: Count, parts: Sequence[Counted]) -> Iterator[Look]:
    """Parts that are said to be all of a whole, and do not give its sum."""
    if whole.min is None or whole.min != whole.max or whole.span is None or len(parts) < 2:
        return
    spans = [part.span for _, part in parts if part.span is not None]
    if len(spans) != len(parts) or holder.quote.text == "":
        return
    first = min(span.start for span in spans)
    begin = holder.quote.start
    between = holder.quote.text[max(0, whole.span.end - begin) : max(0, first - begin)]
    total = sum(part.min or 0 for _, part in parts)
    if _ALL.search(between) and all(p.min == p.max for _, p in parts) and total != whole.min:
        values = {"total": str(total)}
        yield _look("parts_short", [(holder, whole), *parts], values)


def _again(claims: Sequence[Claim], known: Known) -> Iterator[Look]:
    """One number in one text of people in other words, or in another place."""
    same: dict[tuple[str, int | None, int | None], list[Counted]] = defaultdict(list)
    for claim in claims:
        for count in claim.count:
            is_stated = count.kind in _STATED and count.whole is None
            if is_stated and _is_people(count) and (count.min or 0) >= LEAST:
                same[claim.item, count.min, count.max].append((claim, count))
    for several in same.values():
        words = {_what(count): (claim, count) for claim, count in reversed(several)}
        by_place: dict[frozenset[str], Counted] = {}
        for claim, count in several:
            if places := places_of(claim, known):
                by_place.setdefault(places, (claim, count))
        apart = _first_apart(by_place)
        if apart is not None and _is_one_number(apart):
            yield _look("other_place", apart, {"places": _names(apart)})
        elif len(words) > 1 and apart is None:
            yield _look("other_unit", sorted(words.values(), key=_start))


def _first_apart(by_place: Mapping[frozenset[str], Counted]) -> list[Counted] | None:
    """Return the counts of two sets of places that share none, and neither names inside the other."""
    listed = list(by_place.items())
    for n, (a, one) in enumerate(listed):
        for b, two in listed[n + 1 :]:
            within = {fold(r.within).strip() for c in (one[0], two[0]) for r in c.place if r.within}
            if not a & b and not within & (a | b):
                return [one, two]
    return None


def _is_one_number(apart: Sequence[Counted]) -> bool:
    """Say whether one number of two places is more than chance: of one kind, or great."""
    one, two = (count for _, count in apart)
    return _what(one) == _what(two) or (one.min or 0) >= LEAST_ELSEWHERE


def _is_people(count: Count) -> bool:
    return count.unit.startswith("persons_") or count.unit == "bodies"


def _what(count: Count) -> str:
    """Return what is counted, without the number and the words around it."""
    words = re.sub(r"[\d,.]+", " ", fold(count.phrase)).split()
    noun = words[-1] if words else ""
    return f"{count.unit} {noun}"


def _falling(claims: Sequence[Claim], known: Known) -> Iterator[Look]:
    """One source's toll of one place that is lower later, without a word that it was revised."""
    series: dict[tuple[object, ...], list[tuple[str, Claim, Count]]] = defaultdict(list)
    for claim in claims:
        root = claim.root
        day = claim.as_of or (claim.said.to if claim.said and not claim.said.partial else None)
        if root is None or not root.name or day_of(day) is None or claim.event not in HARM:
            continue
        times = tuple((when.from_, when.to) for when in claim.time)
        for count in claim.count:
            is_toll = count.binds == "stated" and count.whole is None and _is_people(count)
            if is_toll and count.min is not None and count.kind in _STATED:
                labels = tuple((v.status, v.role, v.sex, v.group) for v in claim.victim)
                key = (known.key(root.name), places_of(claim, known), times, count.unit, labels)
                series[key].append((str(day), claim, count))
    for kind, tolls in series.items():
        if not kind[1] and not kind[2]:
            continue
        tolls.sort(key=lambda toll: (toll[0], toll[1].id))
        for (before, one, old), (after, two, new) in pairwise(tolls):
            is_less = new.max is not None and new.max < (old.min or 0)
            if before < after and is_less and not _REVISED.search(fold(two.quote.text)):
                values = {"before": before, "after": after}
                yield _look("toll_falls", [(two, new), (one, old)], values)


def _abroad(claims: Sequence[Claim], known: Known) -> Iterator[Look]:
    """Places that the case, or the gazetteer, knows to lie in another country."""
    told: set[tuple[str, str]] = set()
    for claim in claims:
        for ref in claim.place:
            country = known.beyond(ref)
            if country is not None and claim.event in HARM and (claim.item, ref.name) not in told:
                told.add((claim.item, ref.name))
                words = (ref.span or claim.quote,)
                values = {"place": ref.name, "country": country}
                yield Look("abroad", claim.item, (claim.id,), words, values)


def _look(kind: str, counted: Sequence[Counted], values: Mapping[str, str] | None = None) -> Look:
    item = counted[0][0].item
    own = [(c, n) for c, n in counted if c.item == item]
    words: tuple[Span, ...] = tuple(n.span or c.quote for c, n in own)
    said = "; ".join(f"“{n.phrase}”" for _, n in counted)
    claims = tuple(dict.fromkeys(c.id for c, _ in counted))
    return Look(kind, item, claims, words, {"numbers": said, **(values or {})})


def _names(counted: Sequence[Counted]) -> str:
    return "; ".join(", ".join(ref.name for ref in claim.place) for claim, _ in counted)


def _start(counted: Counted) -> tuple[int, str]:
    claim, count = counted
    return (count.span or claim.quote).start, claim.id
