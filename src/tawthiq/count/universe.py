"""Scopes: sets of atoms and of labels as bit masks, and how they lie to one another.

A label that a source gives is a *set* of values ("by A or B" is {A, B, A&B}), and the whole
dimension with "not stated" where it gives none. So a person counted under a wide label never
satisfies a narrower question, and a source's total less its named part is never the number
of anybody else (figures.md §1, §2). Atoms are no labels: everyone is in one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tawthiq.base.errors import UsageError

Marks = frozenset[tuple[str, bool]]
NO_MARKS: Marks = frozenset()
MANY = 200


class Scope(NamedTuple):
    """Atoms, labels by dimension, and marks: in or not in a group that only `s` knows.

    A mark is the source's own label without a dimension: "in the file that it keeps",
    "not in the 595"; no question ever asks for one.
    """

    at: int
    who: tuple[int, ...]
    marks: Marks = NO_MARKS


def inside(inner: Scope, outer: Scope) -> bool:
    """Whether everyone described by `inner` is also described by `outer`."""
    return (
        inner.at & outer.at == inner.at
        and (
            inner.who == outer.who
            or all(a & b == a for a, b in zip(inner.who, outer.who, strict=True))
        )
        and outer.marks <= inner.marks
    )


def meet(one: Scope, two: Scope) -> Scope | None:
    """Return what both describe, or None where nobody can be both."""
    at = one.at & two.at
    if not at:
        return None
    who = tuple(a & b for a, b in zip(one.who, two.who, strict=True))
    if not all(who):
        return None
    if one.marks == two.marks:
        return Scope(at, who, one.marks)
    marks = one.marks | two.marks
    if any((name, not side) in marks for name, side in marks):
        return None
    return Scope(at, who, marks)


def cover_both(one: Scope, two: Scope) -> Scope:
    """Return the narrowest scope that holds both."""
    who = tuple(a | b for a, b in zip(one.who, two.who, strict=True))
    return Scope(one.at | two.at, who, one.marks & two.marks)


def meets(scopes: Iterable[Scope], cap: int) -> list[Scope] | None:
    """Return all meets of one or more scopes, each once; None when there are over `cap`."""
    found: dict[Scope, None] = {}
    for scope in scopes:
        new = [m for m in (meet(scope, cell) for cell in found) if m is not None]
        found[scope] = None
        found.update(dict.fromkeys(new))
        if len(found) > cap:
            return None
    return list(found)


def cells(scopes: Iterable[Scope], cap: int) -> list[Scope] | None:
    """Return the cells of an account, None when there are over `cap`.

    A cell is where someone was (atoms that the scopes do not tell apart) and how the source
    describes him: the meet of the labels of some of the statements about that place.
    """
    listed = list(dict.fromkeys(scopes))
    found: list[Scope] = []
    for atoms, members in blocks([scope.at for scope in listed]):
        here = [Scope(atoms, listed[n].who, listed[n].marks) for n in bits(members)]
        described = meets(here, cap - len(found))
        if described is None:
            return None
        found += described
    return found if len(found) <= cap else None


def blocks(masks: Sequence[int]) -> list[tuple[int, int]]:
    """Return the atoms by the sets that hold them: (atoms, bit mask of set numbers) each."""
    found: list[tuple[int, int]] = []
    for number, mask in enumerate(masks):
        left, split = mask, []
        for atoms, members in found:
            common = atoms & mask
            if not common:
                split.append((atoms, members))
                continue
            left &= ~common
            split.append((common, members | 1 << number))
            if common != atoms:
                split.append((atoms & ~common, members))
        if left:
            split.append((left, 1 << number))
        found = split
    return found


def bits(mask: int) -> list[int]:
    """Return the positions of a mask's ones."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def apart(masks: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Split sets of atoms into groups that share none: (all atoms, positions) of each."""
    groups: list[tuple[int, list[int]]] = []
    seen = 0
    for place in sorted(range(len(masks)), key=lambda n: -masks[n].bit_count()):
        mask = masks[place]
        if not mask & seen:
            groups.append((mask, [place]))
        else:
            _put(groups, mask, place)
        seen |= mask
    return [(at, sorted(members)) for at, members in sorted(groups, key=lambda g: min(g[1]))]


def _put(groups: list[tuple[int, list[int]]], mask: int, place: int) -> None:
    """Add a set to the groups that it meets, and make them one."""
    hit = []
    for number, (at, members) in enumerate(groups):
        common = at & mask
        if common == mask:
            members.append(place)
            return
        if common:
            hit.append(number)
    at, members = mask, [place]
    for number in reversed(hit):
        at |= groups[number][0]
        members += groups[number][1]
        del groups[number]
    groups.append((at, members))


class Frame:
    """The atoms and labels of one problem as bit positions."""

    def __init__(self, atoms: Sequence[str], dims: Mapping[str, Sequence[str]]) -> None:
        """Number the atoms and, per dimension, the values; one more bit is "not stated"."""
        self.atoms = tuple(atoms)
        self._atom = {name: bit for bit, name in enumerate(atoms)}
        self._dim = {name: place for place, name in enumerate(dims)}
        self._values = [{v: 1 << bit for bit, v in enumerate(dims[d])} for d in dims]
        self.whole = (1 << len(self.atoms)) - 1
        self.anyone = tuple((2 << len(values)) - 1 for values in self._values)

    def at(self, atoms: Iterable[str] | None) -> int:
        """Return the mask of atoms; None is the whole case."""
        if atoms is None:
            return self.whole
        try:
            places = [self._atom[name] for name in atoms]
        except KeyError as missing:
            raise UsageError("problem.atom", f"{missing.args[0]!r} is no atom here.") from None
        if len(places) < MANY:
            return sum(1 << place for place in set(places))
        digits = bytearray(b"0" * len(self.atoms))
        for place in places:
            digits[-1 - place] = 49
        return int(digits, 2)

    def who(
        self, labels: Mapping[str, Iterable[str]], base: tuple[int, ...] | None = None
    ) -> tuple[int, ...]:
        """Return label masks; dimensions not named stay as in `base` (or unrestricted)."""
        if not labels:
            return base or self.anyone
        masks = list(base or self.anyone)
        for name, values in labels.items():
            try:
                place = self._dim[name]
                masks[place] = sum(self._values[place][value] for value in set(values))
            except KeyError as missing:
                message = f"{missing.args[0]!r} is no dimension or label here."
                raise UsageError("problem.label", message) from None
        return tuple(masks)

    def names(self, at: int) -> frozenset[str]:
        """Return the atoms of a mask."""
        return frozenset(name for bit, name in enumerate(self.atoms) if at >> bit & 1)
