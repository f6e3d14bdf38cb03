"""From noun phrases to counts and victims: who is one set, and how many they are."""

from dataclasses import dataclass, field
from typing import Final

from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.record.claim import Ages, Bind, Count, CountKind, Share, Victim

UNITS: Final = {
    "killing": "persons_killed",
    "execution": "persons_killed",
    "injury": "persons_injured",
    "disappearance": "persons_missing",
    "detention": "persons_detained",
    "displacement": "persons_displaced",
    "bodies_found": "bodies",
    "sexual_violence": "other",
}


# Rules of words that tell nobody from anybody: a total goes by them, no group.
GENERIC: Final = (".plain", ".victim", ".kin", ".family")
_SIDES: Final = {"state": "state_forces", "armed": "armed_group"}


@dataclass(slots=True)
class Tally:
    """What one noun, or one list of nouns, says about a number."""

    min: int | None
    max: int | None
    kind: CountKind
    rule: str
    share: Share | None = None


@dataclass(slots=True)
class Group:
    """One victim set: its nouns, and those whose labels join it without a number."""

    nouns: list[Noun] = field(default_factory=list)
    labels: list[Noun] = field(default_factory=list)

    @property
    def first(self) -> Noun:
        """The noun that leads the set."""
        return self.nouns[0]


def tally(s: Sentence, noun: Noun) -> Tally:
    """Return what a single noun says about a number."""
    language = s.pack.language
    if noun.zero:
        return Tally(0, 0, "exact", f"{language}.count.zero")
    if noun.remainder and noun.form == "singular":
        return Tally(1, 1, "remainder", f"{language}.count.remainder")
    if noun.remainder:
        return Tally(None, None, "remainder", f"{language}.count.remainder")
    amount = noun.amount
    if noun.head is not None and noun.head.text("unit") == "families":
        return Tally(None, None, "unquantified", f"{language}.count.families")
    if amount is not None:
        return Tally(amount.min, amount.max, amount.kind, amount.rule, amount.share)
    pair = noun.head.number("pair") if noun.head is not None else None
    if noun.form == "dual" or pair:
        return Tally(2, 2, "exact", f"{language}.count.exact")
    if noun.name:
        return Tally(1, 1, "exact", f"{language}.count.name")
    if noun.pronoun and noun.form == "plural":
        return Tally(None, None, "unquantified", f"{language}.count.pronoun")
    if noun.form == "singular":
        return Tally(1, 1, "exact", f"{language}.count.one")
    return Tally(None, None, "unquantified", f"{language}.count.unquantified")


def total(s: Sentence, nouns: list[Noun]) -> Tally:
    """Add up a list of nouns that name the members of one set."""
    if len(nouns) == 1:
        return tally(s, nouns[0])
    parts = [tally(s, noun) for noun in nouns]
    rule = f"{s.pack.language}.count.enumeration"
    if all(part.min is None for part in parts):
        return Tally(None, None, "unquantified", parts[0].rule)
    least = sum(2 if part.min is None else part.min for part in parts)
    tops = [part.max for part in parts]
    most = sum(top for top in tops if top is not None) if None not in tops else None
    kind: CountKind = "exact" if most == least else ("range" if most is not None else "lower_bound")
    return Tally(least, most, kind, rule)


def grouped(nouns: list[Noun]) -> list[Group]:
    """Split a list of patients into victim sets.

    "two soldiers and a civilian" are two sets, "his parents, brother and two children" is
    one, "nine women and children" is one set with two labels.
    """
    groups: list[Group] = []
    for noun in nouns:
        last = groups[-1] if groups else None
        if last is not None and _is_label(last.nouns[-1], noun):
            last.labels.append(noun)
        elif last is not None and (_same_set(last.nouns[-1], noun) or _is_more(last, noun)):
            last.nouns.append(noun)
        else:
            groups.append(Group([noun]))
    return groups


def _is_more(last: Group, noun: Noun) -> bool:
    """Say whether a bare number adds to the set before it ("seven rebels … and nine more")."""
    counted = last.first.amount
    if noun.amount is None or noun.head is not None or counted is None or counted.min is None:
        return False
    bare = noun.kind == "number" and counted.kind == noun.amount.kind == "exact"
    return noun.amount.more or (bare and last.first.head is not None)


def _is_label(before: Noun, noun: Noun) -> bool:
    """Say whether a bare plural shares the number before it ("nine women and children")."""
    bare = noun.amount is None and noun.form == "plural" and not (noun.possessive or noun.is_kin)
    counted = before.amount is not None and not before.other
    if noun.accusative and noun.form == "singular" and noun.amount is None and counted:
        return before.amount is not None and (before.amount.min or 0) > 10
    unknown = before.amount is None and before.form == "plural" and not before.possessive
    return bare and not noun.pronoun and not noun.remainder and (counted or unknown)


def _same_set(left: Noun, right: Noun) -> bool:
    if status_of(left) != status_of(right) or left.remainder or right.remainder or left.zero:
        return False
    if any(_is_uncounted(noun) for noun in (left, right)):
        return False  # "an officer and several soldiers": the open number stays with its own set
    return any(_is_single(noun) for noun in (left, right))


def _is_uncounted(noun: Noun) -> bool:
    """Say whether an open number counts a known word that is no kin and no "others"."""
    if noun.other or noun.is_kin or noun.possessive or noun.head is None:
        return False
    return noun.amount is not None and (noun.amount.vague or noun.amount.min is None)


def _is_single(noun: Noun) -> bool:
    return (
        noun.is_kin
        or noun.possessive
        or noun.other
        or noun.name
        or (noun.form in {"singular", "dual"} and noun.amount is None)
        or (noun.amount is not None and noun.amount.value == 1)
    )


def status_of(noun: Noun) -> tuple[str, ...]:
    """Return the victim statuses that a noun's own words state."""
    return noun.head.listed("status") if noun.head is not None else ()


def victims(s: Sentence, group: Group) -> tuple[Victim, ...]:
    """Return the victim leaves of a set: one for each noun, or one for joined labels."""
    if group.labels:
        nouns = [*group.nouns, *group.labels]
        statuses = tuple(dict.fromkeys(x for noun in nouns for x in status_of(noun)))
        if statuses:
            lone = _victim(s, group.first)
            span = s.span(group.first.head_i, max(nouns[-1].j, group.first.head_i + 1))
            sex = lone.sex if all(_says(noun, "sex") == lone.sex for noun in nouns) else None
            age = lone.age if all(_victim(s, noun).age == lone.age for noun in nouns) else None
            return (Victim(lone.name, statuses, lone.role, sex, age, lone.group, span),)
    nouns = [*group.nouns, *group.labels]
    return tuple(_victim(s, noun) for noun in nouns if not noun.zero or _is_of_a_kind(noun))


def _is_of_a_kind(noun: Noun) -> bool:
    """Say whether "no soldiers" says of whom nobody died; "nobody", "no people" does not."""
    if noun.kind != "person" or noun.head is None:
        return False
    return not noun.head.id.endswith(GENERIC)


def _says(noun: Noun, name: str) -> str | None:
    return noun.head.text(name) if noun.head is not None else None


def _victim(s: Sentence, noun: Noun) -> Victim:
    head = noun.head
    low = head.number("age_min") if head is not None else None
    high = head.number("age_max") if head is not None else None
    age = (
        Ages(*noun.age)
        if noun.age
        else (Ages(low, high) if low is not None or high is not None else None)
    )
    if age is not None and age.min is None and age.max is not None:
        age = Ages(0, age.max)
    person_group = head is not None and head.flag("group")
    side = _SIDES.get(head.text("side") or "") if head is not None else None
    span = s.span(noun.head_i, max(noun.head_j, noun.head_i + 1))
    return Victim(
        name=span.text if noun.name else (s.span(*noun.called).text if noun.called else None),
        status=status_of(noun),
        role=head.listed("role") if head is not None else (),
        sex=_says(noun, "sex"),
        age=age,
        group=span.text if person_group else noun.group or side,
        span=span,
    )


def count_of(s: Sentence, unit: str, found: Tally, i: int, j: int, binds: Bind) -> Count:
    """Return the count leaf for words `i` to `j`."""
    span = s.span(i, j)
    return Count(
        unit=unit, min=found.min, max=found.max, kind=found.kind, binds=binds,
        phrase=span.text, rule=found.rule, share=found.share, span=span,
    )  # fmt: skip


def of_whole(share: Share, least: int | None, most: int | None) -> tuple[int | None, int | None]:
    """Return least and greatest number that a share gives of a whole (501 for half of 1,001+)."""
    if least is None:
        return None, None
    if share.over is not None:
        p, q = share.over
        return least * p // q + 1, None
    if share.at_least is not None:
        p, q = share.at_least
        return -(-least * p // q), None
    p, q = share.exactly or (1, 1)
    return least * p // q, None if most is None else -(-most * p // q)
