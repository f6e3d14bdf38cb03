"""What a release rested on, and what a withdrawal reaches: releases, handovers, every rung."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.publish.consented import Recipient, used
from tawthiq.publish.register import Register, supports
from tawthiq.record.consent import GROUND, Consent, Consents, compared
from tawthiq.record.figure import Degree, Figure
from tawthiq.record.release import Facts, Release


def rests_on(facts: Facts, files_sha256: str, left_out: Sequence[str] = ()) -> Release:
    """Return the record of a release: what it shows and rests on, with its numbers."""
    register = Register(facts)
    figures = [figure for question in register.questions for figure in question.ladder]
    claims = tuple(dict.fromkeys(claim for figure in figures for claim in supports(figure)))
    shown = dict.fromkeys(held.id for held in used(facts))
    shown.update(dict.fromkeys(register.claims[c].item for c in claims if c in register.claims))
    return Release(
        audience=facts.audience,
        files_sha256=files_sha256,
        view=facts.view_digest,
        partner=facts.partner,
        items=tuple(shown),
        claims=claims,
        ladder=tuple(map(degree, facts.ladder)),
        left_out=tuple(left_out),
        checked_by=facts.checked_by,
    )


def is_rested_on(release: Release, items: Iterable[str]) -> bool | None:
    """Say whether a release used one of these items; None where it does not tell."""
    if release.items is None:
        return None
    return not set(release.items).isdisjoint(items)


def withdrawn_since(
    acts: Iterable[tuple[str, Release | Consent]],
    consents: Consents,
    codes: Mapping[str, str | None],
) -> dict[str, tuple[str, ...]]:
    """Return, for each release, the items that it used and that were withdrawn since.

    `acts` are releases and consents with their entries, in the order of the record; `codes`
    gives the code name of each item that is held, None where it has none. A release counts
    as touched while the no to what it did stands: to keeping, to analysing, or to its purpose.
    """
    subjects = _by_subject(codes)
    found: dict[str, dict[str, None]] = {}
    before: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for entry, act in acts:
        if isinstance(act, Release):
            purposes = frozenset(map(compared, (*GROUND, *purposes_of(act))))
            before[entry] = (purposes, frozenset(act.items or ()))
        elif act.state != "granted":
            items = subjects.get(compared(act.subject), ())
            gone = [i for i in items if consents.standing(i, codes[i], act.purpose).is_no]
            for release, (purposes, used_then) in before.items():
                if compared(act.purpose) in purposes:
                    touched = dict.fromkeys(i for i in gone if i in used_then)
                    found.setdefault(release, {}).update(touched)
    return {entry: tuple(gone) for entry, gone in found.items() if gone}


def _by_subject(codes: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Return the items that each subject of a consent stands for."""
    subjects: dict[str, list[str]] = {}
    for item, code in codes.items():
        for name in (item, code):
            if name is not None:
                subjects.setdefault(compared(name), []).append(item)
    return subjects


def purposes_of(release: Release) -> tuple[str, ...]:
    """Return the purposes of consent that a release to its audience rests on."""
    if release.audience == "public":
        return ("publish_anonymous", "publish_named")
    return (
        ()
        if release.audience == "internal"
        else (Recipient(release.audience, release.partner).purpose,)
    )


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
        if self.before.floor == self.after.floor:
            return "moves"
        return "falls" if self.after.floor < self.before.floor else "rises"


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
