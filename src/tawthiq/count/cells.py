"""Atoms of the world: places crossed with days, cut no finer than the claims can tell.

A person harmed is in one place at one time. Places whose relation is unknown share joint
cells (maximal cliques), so that people of one may be people of the other. Windows are
widened by one day at their end: then two windows overlap exactly when they are not a
whole day apart (figures.md §3), for claims and questions alike. Cells that no scope tells
apart are merged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tawthiq.count import events
from tawthiq.count.cliques import cliques
from tawthiq.count.events import Different
from tawthiq.count.places import Places

ELSEWHERE = "\uffffelsewhere"
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 28)

Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when: place keys (None: anywhere in the case), a window (None: any time).

    `incidents` are codes where a person judged incidents different (None: any incident).
    """

    places: frozenset[str] | None = None
    window: Window | None = None
    incidents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The atoms, and which of them each scope covers (None: all of them)."""

    atoms: tuple[str, ...]
    cover: Mapping[Scope, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Judgements:
    """What is judged of incidents: pairs that are `different`, and groups that may be one.

    Each group of `joins` lists, per incident, the scopes of its claims.
    """

    different: Different = frozenset()
    joins: Sequence[Sequence[frozenset[Scope]]] = ()


def build(
    stated: Iterable[Scope],
    places: Places,
    asked: Iterable[Scope] = (),
    judgements: Judgements | None = None,
) -> Grid:
    """Return the atoms that the scopes `stated` by claims and `asked` by questions tell apart.

    Only what is stated can lie elsewhere or at another time: where every claim names a
    place and a day, a question about "any time" asks about those days.
    """
    claimed = set(stated)
    wanted = sorted({*claimed, *asked}, key=_order)
    reach = [_reach(scope, places) for scope in wanted]
    spots = _spots(wanted, places)
    if not spots or any(scope.places is None for scope in claimed):
        spots.append(frozenset({ELSEWHERE}))
    here = [_mask(_holds_place(r, spot) for r in reach) for spot in spots]
    spans = _spans(wanted, is_open=any(scope.window is None for scope in claimed))
    then = [_mask(_holds_time(s.window, span) for s in wanted) for span in spans]
    signatures = {there & when for there in here for when in then} - {0}
    if judgements is not None:
        signatures = _judged(signatures, wanted, judgements)
    atoms = {signature: f"a{n:05d}" for n, signature in enumerate(sorted(signatures))}
    covered: list[set[str]] = [set() for _ in wanted]
    for signature, atom in atoms.items():
        left = signature
        while left:
            lowest = left & -left
            covered[lowest.bit_length() - 1].add(atom)
            left ^= lowest
    cover = {
        scope: None if scope == Scope() else frozenset(found)
        for scope, found in zip(wanted, covered, strict=True)
    }
    return Grid(tuple(atoms.values()) or ("a00000",), cover)


def _mask(holds: Iterable[bool]) -> int:
    """Return a whole number whose bit n is set where the n-th scope holds."""
    return sum(1 << n for n, held in enumerate(holds) if held)


def _judged(signatures: set[int], wanted: Sequence[Scope], judgements: Judgements) -> set[int]:
    """Keep incidents apart that are judged different; join those that may be one."""
    number = {scope: n for n, scope in enumerate(wanted)}
    tagged = [(1 << n, scope.incidents) for n, scope in enumerate(wanted) if scope.incidents]
    apart = events.apart(signatures, tagged, judgements.different)
    found = set(apart)
    for group in judgements.joins:
        masks = [sum(1 << number[scope] for scope in scopes) for scopes in group]
        found |= events.joined(apart, masks, tagged, judgements.different)
    return found


def is_one_event(scopes: Sequence[Scope]) -> bool:
    """Say whether no two windows are a whole day apart."""
    windows = [scope.window for scope in scopes if scope.window is not None]
    latest, earliest = max(a for a, _ in windows), min(b for _, b in windows)
    return latest <= earliest + timedelta(days=1)


def _order(scope: Scope) -> tuple[list[str], tuple[date, date], list[str]]:
    window = scope.window or (FIRST_DAY, FIRST_DAY)
    return sorted(scope.places or ()), window, sorted(scope.incidents or ())


def _reach(scope: Scope, places: Places) -> frozenset[str] | None:
    if scope.places is None:
        return None
    return scope.places.union(*(places.inner(key) for key in scope.places))


def _holds_place(reach: frozenset[str] | None, spot: frozenset[str]) -> bool:
    return reach is None or bool(reach & spot)


def _holds_time(window: Window | None, span: Window) -> bool:
    if window is None:
        return True
    return window[0] <= span[0] and span[1] <= window[1] + timedelta(days=1)


def _spots(scopes: Sequence[Scope], places: Places) -> list[frozenset[str]]:
    """Return the place cells: each place's own, and joint cells of unknown pairs."""
    named = sorted({key for scope in scopes for key in scope.places or ()})
    inner = {key for name in named for key in places.inner(name)}
    everything = sorted({*named, *inner})
    may_share = {key: set[str]() for key in everything}
    for a, b in places.unknown_pairs(everything):
        may_share[a].add(b)
        may_share[b].add(a)
    spots = [frozenset({key}) for key in everything]
    return spots + [clique for clique in cliques(may_share) if len(clique) > 1]


def _spans(scopes: Sequence[Scope], *, is_open: bool) -> list[Window]:
    """Return the elementary stretches of time that the widened windows cut."""
    windows = [scope.window for scope in scopes if scope.window is not None]
    cuts = {edge for a, b in windows for edge in (a, b + timedelta(days=2))}
    inside = sorted(cuts)
    spans = [(a, b - timedelta(days=1)) for a, b in pairwise(inside)]
    if is_open or not windows:
        outer = inside[0] if inside else LAST_DAY
        if outer > FIRST_DAY:
            spans.append((FIRST_DAY, outer - timedelta(days=1)))
        if inside and inside[-1] <= LAST_DAY:
            spans.append((inside[-1], LAST_DAY))
    return spans
