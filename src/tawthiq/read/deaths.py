"""Nouns of death or injury that are counted themselves: "nine deaths", «سبعة قتلى»."""

from tawthiq.read.arabic_frames import later_parts
from tawthiq.read.collect import parts_behind
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.slots import Frame

_FAR = 12


def deaths_frame(noun: Noun, items: list[Item], at: int) -> Frame:
    """Read a noun that is itself counted: "nine deaths"."""
    mark = noun.deaths
    assert mark is not None  # noqa: S101 - the caller looked
    between = _between_dead_and_hurt(items, at)
    frame = Frame(at, noun.i, noun.j, mark, mark.rule.text("event") or "killing", voice="head")
    frame.rules.append(mark.rule.id)
    behind = items[at + 2].noun if at + 2 < len(items) and items[at + 1].kind == "and" else None
    if behind is not None and behind.deaths is not None and behind.amount is None and noun.amount:
        joined = behind.form == "plural" or items[at + 2].key.endswith("ا")
        frame.combined = joined and behind.deaths.rule is not mark.rule
    if between is not None:
        frame.patients.nouns.append(between)
        frame.combined = True
        return frame
    if _is_open_union(items, at):
        return frame
    union = _union_lead(items, at, noun)
    if union is not None:
        frame.combined = True
        frame.patients.nouns.append(union)
        return frame
    if _is_negated(items, at):
        noun.zero = True
    if (
        noun.amount is not None
        or noun.zero
        or noun.form in {"dual", "singular"}
        or (mark.rule.id.startswith("ar."))
    ):
        frame.patients.nouns.append(noun)
        if mark.rule.id.startswith("ar."):
            frame.patients.parts = later_parts(items, noun)
    elif at + 2 < len(items) and (items[at + 1].kind == "colon" or _is_put(items, at)):
        number = items[at + 2].noun
        if number is not None and number.amount is not None and number.kind == "number":
            frame.patients.nouns.append(number)
            frame.patients.parts = parts_behind(items, at + 3)
    return frame


def _is_put(items: list[Item], at: int) -> bool:
    """Say whether "estimated the fatalities at 108" gives the number behind."""
    verbs = [item.key for item in items[max(at - 3, 0) : at]]
    return items[at + 1].key == "at" and any(v.startswith(("put", "estimat")) for v in verbs)


def _between_dead_and_hurt(items: list[Item], at: int) -> Noun | None:
    """For "nine people, dead and wounded" (بين قتيل وجريح) return the nine: a union."""
    start = at - 2 if at > 1 and items[at - 1].kind == "and" else at
    if start < 2 or items[start - 1].kind != "preposition":
        return None
    lead, noun = items[start - 2].noun, items[start].noun
    if noun is None or noun.form != "singular":
        return None
    if lead is not None and lead.amount is not None:
        return lead
    return _spoken_of(items, start - 2) if items[start - 1].key == "بين" else None


def _spoken_of(items: list[Item], at: int) -> Noun | None:
    """Return the counted people of a clause («قوة من 15 جندياً … بين قتيل وجريح»)."""
    for index in range(at, max(at - _FAR, -1), -1):
        noun = items[index].noun
        if items[index].kind in {"stop", "cue"}:
            return None
        if noun is not None and noun.kind == "person" and noun.amount is not None:
            return noun
    return None


def _is_open_union(items: list[Item], at: int) -> bool:
    """Say whether «بين قتيل وجريح» stands without a number: it counts nobody."""
    start = at - 2 if at > 1 and items[at - 1].kind == "and" else at
    noun = items[start].noun
    if not start or items[start - 1].key != "بين" or noun is None:
        return False
    return noun.amount is None and noun.form == "singular" and noun.deaths is not None


def _is_negated(items: list[Item], at: int) -> bool:
    """Say whether "did not cause" stands before a noun of death in its clause."""
    for item in reversed(items[max(at - 6, 0) : at]):
        if item.kind in {"comma", "stop", "cue", "and", "subordinator"}:
            return False
        if item.kind == "negation":
            return True
    return False


def _union_lead(items: list[Item], at: int, noun: Noun) -> Noun | None:
    """For the second noun of «70 قتيلاً وجريحاً» return the first: both count one union."""
    lead = items[at - 2].noun if at >= 2 and items[at - 1].kind == "and" else None
    if lead is None or lead.deaths is None or lead.amount is None or noun.deaths is None:
        return None
    bare = noun.amount is None and items[at].key.endswith("ا")
    return lead if bare and lead.deaths.rule is not noun.deaths.rule else None
