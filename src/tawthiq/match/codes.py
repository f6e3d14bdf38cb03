"""Codes of incidents: given once, kept when claims come, go or are grouped anew.

A group keeps the code with which it shares most claims. A new one gets a code from its
place and days, so that the same material gives the same codes on every machine.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from tawthiq.base.ident import derived_id
from tawthiq.base.script import fold
from tawthiq.match.grouping import Group, Key
from tawthiq.match.where import Where
from tawthiq.record.incident import Incident

_SHORTEST, _LONGEST = 9, 19


def named(groups: Sequence[Group], known: Mapping[str, Incident], where: Where) -> dict[Key, str]:
    """Return the code of each group; `known` are the incidents as suggested before."""
    found = _kept(groups, known)
    taken = set(found.values())
    for group in groups:
        if group.key not in found:
            code = _fresh(group, taken, where)
            taken.add(code)
            found[group.key] = code
    return found


def _kept(groups: Sequence[Group], known: Mapping[str, Incident]) -> dict[Key, str]:
    codes: dict[str, list[str]] = {}
    for code in sorted(known):
        for claim in known[code].claims:
            codes.setdefault(claim, []).append(code)
    shared: list[tuple[int, str, Key]] = []
    for group in groups:
        counted = Counter(code for claim in group.claims for code in codes.get(claim, ()))
        # A claim over several places stands in several incidents: its own place and days win.
        shared += [
            (-2 * n - _is_alike(group, known[code]), code, group.key) for code, n in counted.items()
        ]
    found: dict[Key, str] = {}
    used: set[str] = set()
    for _, code, key in sorted(shared):
        if key not in found and code not in used:
            found[key] = code
            used.add(code)
    return found


def _is_alike(group: Group, incident: Incident) -> bool:
    return (
        fold(incident.place or "").strip() == group.place
        and incident.from_ == group.begin.isoformat()
    )


def _fresh(group: Group, taken: set[str], where: Where) -> str:
    """Return a code from place and days, longer where a shorter one is another incident's."""
    parts = [fold(where.names.get(group.place, group.place)), group.begin.isoformat()]
    if group.end != group.begin:
        parts.append(group.end.isoformat())
    if group.lane:
        parts.append(group.lane)
    whole = derived_id("IN-", *parts).upper()
    for length in range(_SHORTEST, _LONGEST + 1):
        if whole[:length] not in taken:
            return whole[:length]
    return derived_id("IN-", *parts, "again").upper()  # its old code went with its claims
