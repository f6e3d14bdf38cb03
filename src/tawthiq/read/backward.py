"""Collect the nouns that end before a verb, over auxiliaries, asides and brackets."""

from typing import Final

from tawthiq.read.asides import aside
from tawthiq.read.collect import JOINS, Gathered, antecedent, is_patient, is_share
from tawthiq.read.items import Item

_BLAMED: Final = frozenset({"accused", "suspected", "convicted", "guilty"})
_THOUGHT: Final = frozenset({"known", "thought", "believed", "feared", "understood"})
_SKIPPED_BACK: Final = frozenset(
    {"adverb", "auxiliary", "negation", "perfect", "reportedly", "modal", "do", "averted"}
)


def _before_bracket(items: list[Item], at: int) -> int:
    """Return the index before a bracket that closes at `at`."""
    for index in range(at - 1, max(at - 20, -1), -1):
        if items[index].kind == "open":
            return index - 1
    return at - 1


def before(items: list[Item], at: int, *, reduced: bool = True) -> Gathered:
    """Collect the nouns that end before a trigger, going back over auxiliaries and asides.

    `reduced` is False for verbs that never stand right behind whom they describe ("died").
    """
    got = _before(items, at, reduced=reduced)
    if not got.nouns and at >= 0 and items[at].kind == "auxiliary":
        got.nouns = antecedent(items, at)
    return got


def _before(items: list[Item], at: int, *, reduced: bool) -> Gathered:
    got = Gathered()
    begun = at
    at = _back_over_verb(items, at)
    bound = _is_bound(items, at, begun, reduced=reduced)
    while at >= 0:
        item = items[at]
        if item.kind == "comma":
            at = aside(items, at, got)
            continue
        if item.kind == "close":
            at = _before_bracket(items, at)
            continue
        if not got.nouns and (passed := _passed(items, at)):
            at -= passed
            continue
        if item.kind != "noun" or item.noun is None or _says_again(items, at, got):
            break
        lead = _lead(items, at, got)
        bound = bound and not item.noun.name and not _is_whose(items, at)
        if lead in {"preposition", "of", "aligned", "seen_by", "according"} and not bound:
            at -= 2
            continue
        bound = False
        if not got.nouns and (passed := _passed_noun(items, at)):
            at -= passed
            continue
        if lead == "including":
            at = _included(items, at, got)
            continue
        if not is_patient(item.noun):
            break
        if is_share(item) and _earlier_noun(items, at):
            got.parts.insert(0, item.noun)
            at -= 1
            continue
        if got.age is not None and got.age < 120:
            item.noun.age, got.age = item.noun.age or (got.age, got.age), None
        got.nouns.insert(0, item.noun)
        at = _join_back(items, at - 1)
    return got


def _lead(items: list[Item], at: int, got: Gathered) -> str:
    """Return the kind of what leads to a noun; "" where that does not keep it from the verb."""
    lead = items[at - 1].kind if at else ""
    if lead == "including" and not got.nouns and _opens_list(items, at):
        return ""  # "These include 136 civilians killed": nobody else is spoken of
    if lead == "of" and at > 1 and not got.nouns and _is_body(items[at - 2]):
        return ""  # "the bodies of nine men were found shot dead"
    return lead


def _opens_list(items: list[Item], at: int) -> bool:
    """Say whether "these include" opens a sentence, so that the list is no part of a toll in it."""
    noun, whole = items[at].noun, items[at - 2].noun if at > 1 else None
    if whole is not None and whole.amount is not None:
        return False  # "seven persons including two policemen were killed"
    return at <= 2 and noun is not None and noun.amount is not None and not _is_who(items, at)


def _is_body(item: Item) -> bool:
    return item.noun is not None and item.noun.kind == "body" and item.noun.amount is None


def _passed(items: list[Item], at: int) -> int:
    """Return how many items to go back over before the subject is met; 0: none."""
    item = items[at]
    if _is_reduced(items, at):
        return 1  # "two people wounded in X have died": the subject stands before "wounded"
    if item.kind == "of" and at and items[at - 1].key in _BLAMED:
        return 2  # "a man accused of theft was beaten to death"
    if item.kind == "of" and at and items[at + 1].kind == "other":
        return 1  # "a supporter of the opposition was killed"
    if item.kind in {"date", "adverb", "other"}:
        return 1 + (at > 1 and item.kind == "date" and items[at - 1].kind == "preposition")
    return 0


def _passed_noun(items: list[Item], at: int) -> int:
    """Return how many items to go back from a noun that only describes the subject; 0: none."""
    if at > 3 and items[at - 1].key == "be" and items[at - 2].key == "to":
        subject = items[at - 4].noun  # "six men believed to be rebels were killed"
        return 4 if subject is not None and subject.amount is not None else 0
    if at < 2 or is_patient(items[at].noun):
        return 0
    lead, before_it = items[at - 1].kind, items[at - 2].kind
    if lead == "adverb":
        return 2  # "six of the people on board the boat were killed"
    return 3 if lead == "other" and before_it == "preposition" else 0


def _included(items: list[Item], at: int, got: Gathered) -> int:
    """Take a noun behind "including" as a part, or alone where "who" ties the verb to it."""
    noun = items[at].noun
    assert noun is not None  # noqa: S101 - the caller looked
    if not got.nouns and _is_who(items, at):
        noun.hurt = True  # "wounding ten, including a boy who later died": he alone died
        got.nouns.append(noun)
        return -1
    got.parts.insert(0, noun)
    return at - 2


def _is_who(items: list[Item], at: int) -> bool:
    """Say whether "who" follows a noun and ties the verb to it alone."""
    return at + 1 < len(items) and items[at + 1].key in {"who", "whom"}


def _is_whose(items: list[Item], at: int) -> bool:
    """Say whether a noun only says whose a counted one is ("two members of a local group")."""
    if at < 2 or items[at - 1].kind != "of":
        return False
    counted = items[at - 2].noun
    if counted is None or counted.kind != "person":
        return False
    whose = items[at].noun
    force = whose is not None and whose.kind in {"actor", "thing"}
    return counted.amount is not None or (counted.form == "singular" and force)


def _says_again(items: list[Item], at: int, got: Gathered) -> bool:
    """Say whether a noun only says whose part is counted ("of those 15 people, 11 were killed")."""
    return bool(got.nouns) and at > 0 and items[at - 1].kind == "of_victims"


def _is_bound(items: list[Item], at: int, begun: int, *, reduced: bool) -> bool:
    """Say whether the noun right before belongs to the verb whatever leads to it.

    So it is without an auxiliary ("spoke of nine people killed in X") and behind "who".
    """
    between = items[at + 1 : begun + 1]
    if any(item.kind == "subordinator" for item in between):
        return True
    if between and between[0].kind == "adverb" and between[1:2] and between[1].key in _THOUGHT:
        return True  # "the ages of all 49 children now known to have been killed"
    if not reduced or (not between and at >= 0 and not is_patient(items[at].noun)):
        return False
    return not between and at >= 0 and items[at].kind == "noun"


def _is_reduced(items: list[Item], at: int) -> bool:
    """Say whether a trigger only describes the noun right before it."""
    item = items[at]
    return (
        item.kind == "trigger"
        and item.mark is not None
        and item.mark.form == "past"
        and at > 0
        and items[at - 1].kind == "noun"
    )


def _earlier_noun(items: list[Item], at: int) -> bool:
    """Say whether a counted noun stands before a share set between commas."""
    if at < 2 or items[at - 1].kind != "comma":
        return False
    noun = items[at - 2].noun
    return noun is not None and is_patient(noun)


def _back_over_verb(items: list[Item], at: int) -> int:
    while at >= 0:
        item = items[at]
        if (
            item.kind in _SKIPPED_BACK
            or (item.key == "since" and at and items[at - 1].kind == "perfect")
            or (item.key == "to" and at and items[at - 1].kind in {"reportedly", "cue"})
            or (item.key in {"reported", "confirmed"} and at and items[at - 1].kind == "noun")
            or (item.key == "to" and at and items[at - 1].key in _THOUGHT)
            or (item.key in _THOUGHT and items[at + 1].key == "to")
            or (item.key == "now" and items[at + 1].key in _THOUGHT)
            or (item.kind == "cue" and at and items[at - 1].kind == "auxiliary")
            or (
                item.kind == "subordinator"
                and item.mark is not None
                and at
                and (items[at - 1].kind in {"noun", "comma"})
            )
        ):
            at -= 1
        elif item.kind in {"and", "or"} and at and items[at - 1].kind in {"trigger", "find"}:
            at -= 2
        elif item.kind == "and" and at > 1 and _is_other_passive(items, at - 1):
            at -= 2  # "were hit and killed"
        elif item.kind in {"trigger", "find"} and at and items[at - 1].kind == "auxiliary":
            at -= 1
        else:
            break
    return at


def _is_other_passive(items: list[Item], at: int) -> bool:
    """Say whether a verb that no list knows stands behind an auxiliary ("were hit")."""
    return items[at].kind == "other" and items[at - 1].kind == "auxiliary"


def _join_back(items: list[Item], at: int) -> int:
    """Step over "and" or a comma before a noun, or stop (−1) where the slot ends."""
    if at < 0 or items[at].kind not in JOINS:
        return -1
    back = at
    while back >= 0 and items[back].kind in JOINS:
        back -= 1
    if back < 0 or items[back].kind != "noun":
        return -1
    if items[back].kind == "noun" and not _joins(items, back):
        return -1
    if back == at - 1 and items[at].kind == "comma" and _is_counted_after_name(items, at):
        return -1  # "in Kampala, Uganda, hundreds were killed"
    return back


def _is_counted_after_name(items: list[Item], at: int) -> bool:
    """Say whether only a comma stands between a name and a counted noun: that is no list."""
    left, right = items[at - 1].noun, items[at + 1].noun if at + 1 < len(items) else None
    if left is None or right is None or not left.name or right.amount is None:
        return False
    return at < 2 or items[at - 2].kind == "comma"


def _joins(items: list[Item], at: int) -> bool:
    """Say whether the noun at `at` stands in the same list, and in no phrase of its own."""
    noun = items[at].noun
    lead = items[at - 1].kind if at else ""
    if lead in {"trigger", "find"} or (lead == "auxiliary" and noun and not noun.amount):
        return False
    return is_patient(noun) and lead not in {"preposition", "according", "seen_by", "averted"}
