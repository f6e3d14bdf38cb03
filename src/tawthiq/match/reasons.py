"""Why claims stand together, and what speaks against it, claim by claim."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tawthiq.base.script import fold
from tawthiq.match.spots import Spot, is_number, number_key
from tawthiq.match.where import Where
from tawthiq.record.claim import Claim
from tawthiq.record.incident import Incident, Reason

KINDS = (
    "same_place_day", "times_overlap", "place_inside", "by_person",
    "same_side", "same_number", "same_root", "relays", "other_side", "other_reach",
)  # fmt: skip
OUTLETS = frozenset({"outlet", "agency"})


def reasons(
    incident: Incident,
    claims: Mapping[str, Claim],
    spots: Mapping[str, Sequence[Spot]],
    where: Where,
    sides: Mapping[str, str],
) -> tuple[Reason, ...]:
    """Return the reasons of each claim of an incident that stands, in the incident's order.

    `sides` maps folded spellings of armed groups to one key each.
    """
    held = [claims[key] for key in incident.claims if key in claims]
    shared = _Shared(held, spots, sides)
    found: list[Reason] = []
    for claim in held:
        found += _places(claim, incident, spots.get(claim.id, ()), where)
        found += shared.of(claim)
    return tuple(dict.fromkeys(found))


def _places(
    claim: Claim, incident: Incident, spots: Sequence[Spot], where: Where
) -> Iterator[Reason]:
    key = where.key(incident.place) if incident.place else None
    inside = [s for s in spots if s.place == key or (key and key in where.around(s.place))]
    dated = [s for s in inside if incident.from_ and incident.to and not _apart(s, incident)]
    if not dated:
        yield Reason(claim.id, "by_person")
        return
    spot = dated[0]
    if spot.place != key:
        yield Reason(claim.id, "place_inside", where.names.get(spot.place, spot.place))
    if spot.is_day and incident.from_ == incident.to:
        yield Reason(claim.id, "same_place_day", incident.from_)
    else:
        yield Reason(claim.id, "times_overlap", f"{spot.begin} to {spot.end}")


def _apart(spot: Spot, incident: Incident) -> bool:
    begin, end = incident.from_ or "", incident.to or ""
    return spot.end.isoformat() < begin or end < spot.begin.isoformat()


class _Shared:
    """What the claims of one incident have in common; each claim is looked up once."""

    def __init__(
        self,
        claims: Sequence[Claim],
        spots: Mapping[str, Sequence[Spot]],
        sides: Mapping[str, str],
    ) -> None:
        self._sides_of = sides
        self._spots = spots
        self._sides = Counter(key for claim in claims for key in self._named(claim))
        self._accused = sum(bool(claim.perpetrator) for claim in claims)
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._roots: dict[str, set[str]] = defaultdict(set)
        self._reach = {self._how(claim) for claim in claims} - {None}
        for claim in claims:
            for count in claim.count:
                if is_number(count):
                    self._numbers[number_key(count)].add(claim.item)
            if claim.root is not None and claim.root.name:
                self._roots[fold(claim.root.name)].add(claim.item)

    def of(self, claim: Claim) -> Iterator[Reason]:
        """Yield what one claim shares with others, and where it differs."""
        yield from self._side(claim)
        for count in claim.count:
            if is_number(count) and len(self._numbers[number_key(count)]) > 1:
                yield Reason(claim.id, "same_number", count.phrase)
        root = claim.root
        if root is not None and root.name and len(self._roots[fold(root.name)]) > 1:
            yield Reason(claim.id, "same_root", root.name)
        for link in claim.speakers[:-1]:
            others = self._roots.get(fold(link.name), set()) if link.name else set()
            if others - {claim.item}:
                yield Reason(claim.id, "relays", link.name)
        how = self._how(claim)
        if how is not None and len(self._reach) > 1:
            yield Reason(claim.id, "other_reach", how, against=True)

    def _side(self, claim: Claim) -> Iterator[Reason]:
        own = self._named(claim)
        for key, name in own.items():
            if self._sides[key] > 1:
                yield Reason(claim.id, "same_side", name)
        agreeing = max((self._sides[key] for key in own), default=0)
        if own and agreeing == 1 and self._accused > 1:
            yield Reason(claim.id, "other_side", " / ".join(own.values()), against=True)

    def _named(self, claim: Claim) -> dict[str, str]:
        names = (one.name for one in claim.perpetrator)
        return {self._sides_of.get(fold(n).strip(), fold(n).strip()): n for n in names}

    def _how(self, claim: Claim) -> str | None:
        spots = self._spots.get(claim.id, ())
        return spots[0].reach if spots else None
