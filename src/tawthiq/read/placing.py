"""Which place a name means: candidates with reasons, one chosen only where the words decide.

A step of its own behind the reader, and pure: the same claims, country and gazetteer give
the same candidates in the same order. Only a name's exact key may be chosen; names that
merely look alike are shown and never taken. What decides, in this order: the container
that the words state, the case's country, the kind of place that the words state, how many
people live there. Where these leave two places, the name stays open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from tawthiq.kit.gazetteer.keys import bare_name, norm_key
from tawthiq.kit.gazetteer.row import Sense
from tawthiq.read.containers import WEIGHT, inside_town
from tawthiq.read.containers import held as how_held
from tawthiq.record.claim import Candidate, Claim, PlaceRef

REASONS: Final = (
    "exact_name", "similar_name", "inside_container", "same_area", "near_container",
    "outside_container", "container_unknown", "country_of_case", "abroad", "kind_fits",
    "kind_differs", "only_one", "most_people_by_far", "several", "container_elsewhere_in_text",
    "point_of_container",
)  # fmt: skip
"""The words of `Candidate.because`."""

MARGIN: Final = 10
LARGE: Final = 300_000
MOST: Final = 6
_SETTLED: Final = frozenset({"city", "village"})
_FITS: Final[Mapping[str, frozenset[str]]] = {
    "settlement": _SETTLED, "near_settlement": _SETTLED,
    "neighbourhood": frozenset({"neighbourhood"}), "admin1": frozenset({"admin1"}),
    "admin2": frozenset({"admin2"}), "admin3": frozenset({"admin3"}),
    "region": frozenset({"area"}), "country": frozenset({"country"}),
}  # fmt: skip
_IN_TOWN: Final = frozenset({"neighbourhood", "street", "exact_site"})
_DEEPEST: Final = 3


class Gazetteer(Protocol):
    """What placing asks of a gazetteer."""

    @property
    def digest(self) -> str:
        """SHA-256 of what the gazetteer was made of."""

    def exact(self, name: str) -> tuple[Sense, ...]:
        """Return the places that bear exactly this name, largest first."""

    def alike(self, name: str, country: str | None) -> tuple[Sense, ...]:
        """Return places whose name has the same consonants."""

    def country_code(self, text: str | None) -> str | None:
        """Return the ISO code for a code or a country's name."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sense with its reasons; `held` is how the stated container speaks of it."""

    sense: Sense
    because: tuple[str, ...]
    held: str | None
    is_home: bool
    is_exact: bool
    is_kind: bool

    @property
    def order(self) -> tuple[bool, int, bool, bool, int, str]:
        """The place in the list of candidates: the likeliest first."""
        held = WEIGHT.get(self.held or "", 1)
        people = -self.sense.population
        return (not self.is_exact, -held, not self.is_home, not self.is_kind, people, self.sense.id)

    def candidate(self, *also: str) -> Candidate:
        """Return it as a leaf of a claim."""
        s = self.sense
        return Candidate(s.id, s.name, s.feature, s.country, s.lat, s.lon, (*self.because, *also))


def place_claims(
    claims: Iterable[Claim], gazetteer: Gazetteer, country: str | None
) -> tuple[Claim, ...]:
    """Return the claims of one text with candidates for their places, and what decided.

    `country` is the case's: an ISO code or an English name; None or another text is no
    prior. The gazetteer's digest is noted beside that of the reader's rules.
    """
    given = tuple(claims)
    text = _Text(gazetteer, gazetteer.country_code(country), _homes(given))
    return tuple(
        replace(
            claim,
            place=tuple(text.placed(ref) for ref in claim.place),
            reader=replace(claim.reader, gazetteer_sha256=gazetteer.digest),
        )
        for claim in given
    )


def _homes(claims: Sequence[Claim]) -> dict[str, str]:
    """Return the container of each name that the text states in one way only."""
    stated: dict[str, dict[str, str]] = {}
    for claim in claims:
        for ref in claim.place:
            if ref.within:
                stated.setdefault(norm_key(ref.name), {})[norm_key(ref.within)] = ref.within
    return {key: next(iter(ways.values())) for key, ways in stated.items() if len(ways) == 1}


class _Text:
    """The names of one text: what one mention states holds for the others."""

    def __init__(self, gazetteer: Gazetteer, country: str | None, homes: Mapping[str, str]) -> None:
        self._gazetteer = gazetteer
        self._country = country
        self._homes = homes
        self._done: dict[tuple[str, str, str | None], tuple[tuple[Candidate, ...], str | None]] = {}

    def placed(self, ref: PlaceRef) -> PlaceRef:
        """Return a place with its candidates, and with what is chosen, if anything is."""
        key = (ref.name, ref.precision, ref.within)
        if key not in self._done:
            self._done[key] = self._resolve(ref.name, ref.precision, ref.within, 0)
        candidates, chosen = self._done[key]
        return replace(ref, candidates=candidates, chosen=chosen)

    def _resolve(
        self, name: str, precision: str, within: str | None, depth: int
    ) -> tuple[tuple[Candidate, ...], str | None]:
        stated = within or self._homes.get(norm_key(name))
        elsewhere = ("container_elsewhere_in_text",) if stated and not within else ()
        if norm_key(stated or "") == norm_key(name):
            stated = None
        if precision in _IN_TOWN:
            return self._in_town(name, precision, stated, elsewhere, depth)
        holders = self._senses_of_container(stated)
        weighed = self._weigh(name, precision, holders, stated)
        best, why = _decide(weighed, precision, self._country, is_held=bool(stated))
        return _listed(weighed, best, (*why, *elsewhere))

    def _senses_of_container(self, stated: str | None) -> tuple[Sense, ...]:
        """Return what the container may be: inside the case's country, where it is there."""
        found = [*self._gazetteer.exact(stated or "")]
        bare = bare_name(stated or "")
        if bare != stated:
            found += [sense for sense in self._gazetteer.exact(bare) if sense not in found]
        home = [s for s in found if s.country == self._country or s.feature == "country"]
        return tuple(home or found)

    def _weigh(
        self, name: str, precision: str, holders: Sequence[Sense], stated: str | None
    ) -> list[_Weighed]:
        exact = self._gazetteer.exact(name)
        if not exact and bare_name(name) != name:
            exact = self._gazetteer.exact(bare_name(name))
        alike: tuple[Sense, ...] = ()
        if self._country and not any(sense.country == self._country for sense in exact):
            found = self._gazetteer.alike(name, self._country)
            alike = tuple(sense for sense in found if sense not in exact)
        pairs = [(sense, True) for sense in exact] + [(sense, False) for sense in alike]
        weighed = [
            self._one(sense, precision, holders, stated, is_exact=is_exact)
            for sense, is_exact in pairs
        ]
        return sorted(weighed, key=lambda one: one.order)

    def _one(
        self, sense: Sense, precision: str, holders: Sequence[Sense], stated: str | None,
        *, is_exact: bool,
    ) -> _Weighed:  # fmt: skip
        is_kind = sense.feature in _FITS.get(precision, frozenset())
        is_home = self._country is not None and sense.country == self._country
        held = how_held(sense, holders) if stated else None
        because = ["exact_name" if is_exact else "similar_name"]
        because += [held] if held else []
        if self._country is not None:
            because.append("country_of_case" if is_home else "abroad")
        because.append("kind_fits" if is_kind else "kind_differs")
        return _Weighed(sense, tuple(because), held, is_home, is_exact, is_kind)

    def _in_town(
        self, name: str, precision: str, stated: str | None, elsewhere: tuple[str, ...], depth: int
    ) -> tuple[tuple[Candidate, ...], str | None]:
        """Place what lies in a town: in its stated town, or at that town's point, or nowhere."""
        weighed = self._weigh(name, precision, (), None) if precision == "neighbourhood" else []
        if stated is None or depth >= _DEEPEST:
            return _listed(weighed, None, ())
        around, chosen = self._resolve(stated, "settlement", None, depth + 1)
        town = next((one for one in around if one.id == chosen), None)
        if town is None:
            shown, _ = _listed(weighed, None, ())
            return (*shown, *around)[:MOST], None
        inside = [
            (one, how)
            for one in weighed
            if one.is_exact and one.is_kind and (how := inside_town(one.sense, town)) is not None
        ]
        if len(inside) == 1:
            one, how = inside[0]
            return _listed(weighed, one, (how, "only_one", *elsewhere))
        point = replace(town, because=(*town.because, "point_of_container", *elsewhere))
        if len(inside) > 1:
            shown, _ = _listed(weighed, None, ())
            return (*shown, point)[:MOST], None
        return (point, *_listed(weighed, None, ())[0])[:MOST], town.id


def _listed(
    weighed: Sequence[_Weighed], best: _Weighed | None, why: tuple[str, ...]
) -> tuple[tuple[Candidate, ...], str | None]:
    """Return candidates, the chosen one first, and its id."""
    if best is None:
        return tuple(one.candidate(*why) for one in weighed[:MOST]), None
    rest = [one.candidate() for one in weighed if one is not best]
    return (best.candidate(*why), *rest)[:MOST], best.sense.id


def _decide(
    weighed: Sequence[_Weighed], precision: str, country: str | None, *, is_held: bool
) -> tuple[_Weighed | None, tuple[str, ...]]:
    """Return what the words decide for, with the reason; None where they leave it open."""
    able = [w for w in weighed if w.is_exact and w.is_kind and w.held != "outside_container"]
    if is_held:
        inside = [w for w in able if WEIGHT.get(w.held or "", 0) >= 2]
        if inside:
            surest = [w for w in inside if w.held == "inside_container"] or inside
            return _one_of(surest)
    if precision == "country":
        return _one_of(able)
    if country is not None:
        return _one_of([w for w in able if w.is_home])
    is_large = any(w.sense.population >= LARGE for w in able)
    return _one_of(able) if is_large else (None, ())


def _one_of(able: Sequence[_Weighed]) -> tuple[_Weighed | None, tuple[str, ...]]:
    """Return the only one, or the one with ten times the people of the next."""
    if not able:
        return None, ()
    if len(able) == 1:
        return able[0], ("only_one",)
    first, second = sorted(able, key=lambda w: (-w.sense.population, w.sense.id))[:2]
    if first.sense.population >= MARGIN * max(second.sense.population, 1):
        return first, ("most_people_by_far",)
    return None, ("several",)
