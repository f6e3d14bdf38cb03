"""What a release rested on, and what a withdrawal reaches: releases, handovers, every rung."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.publish.consented import used
from tawthiq.publish.register import Register, supports
from tawthiq.record.figure import Figure
from tawthiq.record.release import Degree, Facts, Release


def rests_on(facts: Facts, files_sha256: str, left_out: Sequence[str] = ()) -> Release:
    """Return the record of a release: what it shows and rests on, with its numbers."""
    register = Register(facts)
    figures = [figure for question in register.questions for figure in question.ladder]
    claims = tuple(dict.fromkeys(claim for figure in figures for claim in supports(figure)))
    used = dict.fromkeys(held.id for held in _used(facts))
    used.update(dict.fromkeys(register.claims[c].item for c in claims if c in register.claims))
    return Release(
        audience=facts.audience,
        files_sha256=files_sha256,
        view=facts.view_digest,
        partner=facts.partner,
        items=tuple(shown),
        claims=claims,
        ladder=tuple(map(degree, facts.ladder)),
        left_out=tuple(left_out),
    )


def is_rested_on(release: Release, items: Iterable[str]) -> bool | None:
    """Say whether a release used one of these items; None where it does not tell."""
    if release.items is None:
        return None
    return not set(release.items).isdisjoint(items)


@dataclass(frozen=True, slots=True)
class Change:
    """One rung before and after: does its least number fall, stay on other support, or move?"""

    standard: str
    before: Degree
    after: Degree

    @property
    def how(self) -> str:
        """`falls`, `rises`, `stays` (nothing differs) or `moves` (only its range does)."""
        if self.before == self.after:
            return "stays"
        before, after = self.before.floor, self.after.floor
        if before == after:
            return "moves" if self.before.low == self.after.low else _way(self)
        return "falls" if after < before else "rises"


@dataclass(frozen=True, slots=True)
class Impact:
    """What a withdrawal reaches: releases and handovers that used it, and every rung.

    `unknown` are releases that do not say what they rested on.
    """

    releases: tuple[str, ...]
    handovers: tuple[str, ...]
    unknown: tuple[str, ...]
    changes: tuple[Change, ...]


def impact(
    items: Iterable[str],
    releases: Mapping[str, Release],
    handovers: Mapping[str, Sequence[str]],
    before: Sequence[Figure],
    after: Sequence[Figure],
) -> Impact:
    """Return what the withdrawal of `items` reaches.

    `handovers` gives the items of each package by its entry; `before` and `after` are the
    ladders of one question with and without what was withdrawn.
    """
    withdrawn = set(items)
    rested = {entry: is_rested_on(release, withdrawn) for entry, release in releases.items()}
    return Impact(
        releases=tuple(entry for entry, is_used in rested.items() if is_used),
        handovers=tuple(e for e, given in handovers.items() if not withdrawn.isdisjoint(given)),
        unknown=tuple(entry for entry, is_used in rested.items() if is_used is None),
        changes=tuple(
            Change(one.standard, degree(one), degree(other))
            for one, other in zip(before, after, strict=True)
        ),
    )


def degree(figure: Figure) -> Degree:
    """Return the numbers of one rung."""
    return Degree(figure.standard, figure.basis, figure.floor, figure.low, figure.high)


def _way(change: Change) -> str:
    return "falls" if change.after.low < change.before.low else "rises"
