"""Numbers that count nobody harmed: attackers, vehicles, messages, sites, interviewees."""

from dataclasses import replace
from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.nouns import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.victims import count_of, tally
from tawthiq.record.claim import Count

_MOST: Final = 6


def context_counts(s: Sentence, items: list[Item], used: set[int], event: str) -> list[Count]:
    """Return the counts of a sentence that no frame took; they bind nothing."""
    found: list[Count] = []
    for item in items:
        noun = item.noun
        if noun is None or id(noun) in used or noun.amount is None or noun.kind == "measure":
            continue
        if noun.amount.share is not None or noun.partitive or noun.remainder:
            continue
        tallied = replace(tally(s, noun))
        found.append(count_of(s, unit_of(noun, event), tallied, noun.i, noun.j, "context"))
    return found[:_MOST]


def unit_of(noun: Noun, event: str) -> str:
    """Return the unit of a noun that is nobody's victim."""
    if noun.head is None:
        return "other"
    unit = noun.head.text("unit")
    if unit is not None:
        return unit
    if event == "evidence_basis" and noun.kind == "person":
        return "interviewees"
    if noun.actor == "unidentified_armed":
        return "attackers"
    if noun.actor is not None or "combatant" in noun.head.listed("status"):
        return "fighters"
    return "other"
