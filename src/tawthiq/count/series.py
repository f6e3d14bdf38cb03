"""Vintages: which numbers of one source are updates of one toll (figures.md §2, §3).

A series is a source, a place, a kind of label, and a day. An update that names no day
("the toll rose to 15", "a further 2") speaks of the toll that its source gave for the same
place and labels, where there is exactly one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.count.admit import Admitted
from tawthiq.count.cells import Scope
from tawthiq.record.claim import Series

Who = Mapping[str, frozenset[str]]
Numbered = tuple[Admitted, str, Who]
Key = tuple[str, frozenset[str] | None, tuple[tuple[str, tuple[str, ...]], ...]]


def is_update(number: Admitted) -> bool:
    """Say whether the words continue an earlier number."""
    return number.count.binds == "increment" or number.claim.series != Series()


def with_days(
    numbers: Sequence[Numbered], scopes: Mapping[str, Scope], ids: Sequence[str]
) -> dict[str, Scope]:
    """Return the scopes with the day of the toll that each dayless update continues."""
    windows: dict[Key, set[object]] = {}
    for (number, root, who), key in zip(numbers, ids, strict=True):
        if number.count.whole is None and scopes[key].window is not None:
            windows.setdefault(_key(root, scopes[key], who), set()).add(scopes[key].window)
    found = dict(scopes)
    for (number, root, who), key in zip(numbers, ids, strict=True):
        scope = scopes[key]
        known = windows.get(_key(root, scope, who), set())
        if is_update(number) and scope.window is None and len(known) == 1:
            (window,) = known
            found[key] = Scope(scope.places, window)  # type: ignore[arg-type]
    return found


def continued(
    numbers: Sequence[Numbered], scopes: Mapping[str, Scope], ids: Sequence[str]
) -> dict[str, Who]:
    """Return, for an increment whose labels no toll has, those of the one toll it adds to.

    "A boy later died of his wounds" adds to "12 people were killed", which names no age.
    """
    tolls: dict[tuple[str, frozenset[str] | None], dict[str, Who]] = {}
    for (number, root, who), key in zip(numbers, ids, strict=True):
        if number.count.binds == "stated" and number.count.whole is None:
            tolls.setdefault((root, scopes[key].places), {})[repr(sorted(who.items()))] = who
    found: dict[str, Who] = {}
    for (number, root, who), key in zip(numbers, ids, strict=True):
        known = tolls.get((root, scopes[key].places), {})
        if number.count.binds == "increment" and who and len(known) == 1:
            (labels,) = known.values()
            if dict(labels) != dict(who):
                found[key] = labels
    return found


def vintage(number: Admitted, scope: Scope, who: Who) -> dict[str, Any]:
    """Return `series` and `asof` of a number; a source's later word replaces its earlier.

    Parts of a toll ("including 4 women") are a series of their own beside the totals.
    """
    claim, count = number.claim, number.count
    is_part = count.binds == "part" and count.share is None and bool(who)
    if number.denial or not (is_part or count.binds in {"stated", "increment"}):
        return {}
    day = claim.as_of or (claim.said.to if claim.said and not claim.said.partial else None)
    if day is None and not is_update(number):
        return {}
    try:
        asof = parse_day(day).toordinal() if day else 0
    except UsageError:
        asof = 0
    window = [edge.isoformat() for edge in scope.window] if scope.window else None
    places = sorted(scope.places) if scope.places is not None else None
    labels = sorted((k, sorted(v)) for k, v in who.items())
    series = repr((places, window, labels, "part" if is_part else ""))
    return {"series": series, "asof": asof * 2 + is_update(number)}


def _key(root: str, scope: Scope, who: Who) -> Key:
    return root, scope.places, tuple(sorted((k, tuple(sorted(v))) for k, v in who.items()))
