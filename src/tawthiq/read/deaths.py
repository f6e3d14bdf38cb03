"""Nouns of death or injury that are counted themselves: "nine deaths", «سبعة قتلى»."""

from tawthiq.read.arabic_frames import later_parts
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.slots import Frame


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
    elif at + 2 < len(items) and items[at + 1].kind == "colon":
        number = items[at + 2].noun
        if number is not None and number.amount is not None and number.kind == "number":
            frame.patients.nouns.append(number)
    return frame


def _between_dead_and_hurt(items: list[Item], at: int) -> Noun | None:
    """For "nine people, dead and wounded" (بين قتيل وجريح) return the nine: a union."""
    start = at - 2 if at > 1 and items[at - 1].kind == "and" else at
    if start < 2 or items[start - 1].kind != "preposition":
        return None
    lead, noun = items[start - 2].noun, items[start].noun
    if noun is None or noun.form != "singular" or lead is None or lead.amount is None:
        return None
    return lead


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
