"""Numbers that count nobody harmed: attackers, vehicles, messages, sites, interviewees."""

from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.victims import count_of, tally
from tawthiq.record.claim import Count

_MOST: Final = 6


def context_counts(
    s: Sentence, items: list[Item], used: set[int], event: str, spoken: list[tuple[int, int]]
) -> tuple[list[Count], set[str]]:
    """Return the counts of a sentence that no frame took, and their rules; they bind nothing.

    `spoken` are the offsets of its sources: "six survivors said" counts nobody.
    """
    found: list[Count] = []
    rules: set[str] = set()
    for item in items:
        noun = item.noun
        if noun is None or id(noun) in used or noun.amount is None or noun.kind == "measure":
            continue
        if noun.amount.share is not None or noun.partitive or noun.remainder:
            continue
        if noun.kind == "number" and s.key(noun.i - 1) in {",", "("}:
            continue  # an age behind a name
        at = s.words[noun.head_i].start
        if any(start <= at < end for start, end in spoken):
            continue
        tallied = tally(s, noun)
        rules.update(noun.rules, [f"{s.pack.language}.count.context"])
        found.append(count_of(s, unit_of(s, noun, event), tallied, noun.i, noun.j, "context"))
    return found[:_MOST], rules


def unit_of(s: Sentence, noun: Noun, event: str) -> str:
    """Return the unit of a noun that is nobody's victim."""
    thing = s.at("thing", noun.head_i)
    if noun.kind == "actor" and thing is not None:
        return thing.rule.text("unit") or "other"
    if noun.head is None:
        return "other"
    unit = noun.head.text("unit")
    if unit is not None:
        return unit
    if event == "evidence_basis" and noun.kind == "person":
        return "interviewees"
    if noun.actor == "unidentified_armed":
        return "attackers"
    if noun.actor == "civilians":
        return "other"
    if noun.actor is not None or "combatant" in noun.head.listed("status"):
        return "fighters"
    return "other"
