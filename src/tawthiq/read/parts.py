"""Parts of a toll: "including", "of the victims", "most of them", "more than half by"."""

from dataclasses import replace

from tawthiq.read.agents import by_noun, perpetrator
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.noun import Noun
from tawthiq.read.parsed import Parsed
from tawthiq.read.victims import Group, count_of, of_whole, tally, victims
from tawthiq.record.claim import Count, Link


def carried_chain(before: Draft) -> tuple[Link, ...]:
    """Return the chain of an earlier claim, marked as carried over."""
    return tuple(replace(link, carried=True) for link in before.chain)


def as_part(count: Count, whole: Draft | None) -> Count:
    """Return a count as part of a whole; a share gets the number that it gives of it."""
    if count.share is None:
        return replace(count, binds="part")
    parent = whole.count[0] if whole is not None and whole.count else None
    least, most = of_whole(
        count.share, parent.min if parent else None, parent.max if parent else None
    )
    return replace(count, min=least, max=most, binds="part")


def part_of(p: Parsed, noun: Noun, holder: Draft | None) -> list[Draft]:
    """Return the draft of a part: the holder's event, its own victims and number."""
    if holder is None:
        return []
    group = Group([noun], noun.also)
    draft = Draft(p.s, holder.event, p.s.quote)
    for name in ("polarity", "status", "chain", "perpetrator", "means", "place", "time"):
        setattr(draft, name, getattr(holder, name))
    draft.aspects = dict(holder.aspects)
    draft.victim = victims(p.s, group)
    unit = holder.count[0].unit if holder.count else "persons_killed"
    found = tally(p.s, noun)
    count = count_of(p.s, unit, found, noun.i, max(noun.j, noun.i + 1), "part")
    draft.count = [as_part(count, holder)]
    draft.whole = holder
    language = p.s.pack.language
    draft.rules.update({found.rule, f"{language}.count.part", *noun.rules, *holder.rules})
    if found.share is not None:
        draft.rules.add(f"{language}.count.share")
    return [draft]


def partitives(p: Parsed, talk: Discourse, drafts: list[Draft], used: set[int]) -> list[Draft]:
    """Read parts of the last toll that no trigger of this sentence carries."""
    whole = next(
        (
            draft
            for draft in drafts
            if draft.count and draft.whole is None and draft.count[0].binds != "context"
        ),
        talk.figure,
    )
    if whole is None or not whole.count:
        return []
    opened = next((k for k, item in enumerate(p.items) if item.kind == "of_victims"), None)
    found: list[Draft] = []
    last = whole
    for at, item in enumerate(p.items):
        noun = item.noun
        if noun is None or id(noun) in used or noun.kind in {"thing", "measure", "body"}:
            continue
        share = noun.amount is not None and noun.amount.share is not None
        lead = p.items[at - 1].kind if at else ""
        if lead in {"preposition", "auxiliary", "of"} or (
            lead == "of_victims" and noun.kind != "number"
        ):
            continue
        if not (
            noun.partitive
            or (opened is not None and at > opened and noun.amount is not None)
            or (share and _has_by(p, at))
        ):
            continue
        parent = last if share and found and noun.partitive else whole
        made = part_of(p, noun, parent)
        _predicate(p, at, made[0])
        if parent is not whole:
            made[0].whole = parent
        elif not drafts or whole not in drafts:
            made[0].chain = (
                tuple(p.voices[0].links) if p.voices and p.voices[0].links else carried_chain(whole)
            )
            made[0].quote = p.s.quote
        agents = by_noun(p.s, p.items, at + 1) if _has_by(p, at) else []
        if agents:
            made[0].perpetrator = tuple(perpetrator(p.s, p.items, agent) for agent in agents)
        elif share and _has_by(p, at):
            continue
        used.add(id(noun))
        found.extend(made)
        last = made[0]
    return found


def _has_by(p: Parsed, at: int) -> bool:
    return at + 1 < len(p.items) and p.s.at("by", p.items[at + 1].i) is not None


def _predicate(p: Parsed, at: int, draft: Draft) -> None:
    """Take the labels behind "were": "595 were civilians and unarmed combatants"."""
    if at + 2 >= len(p.items) or p.items[at + 1].kind != "auxiliary":
        return
    labels: list[Noun] = []
    k = at + 2
    while k < len(p.items) and (noun := p.items[k].noun) is not None and noun.amount is None:
        labels.append(noun)
        if k + 2 < len(p.items) and p.items[k + 1].kind in {"and", "or"}:
            k += 2
        else:
            break
    if labels:
        draft.victim = victims(p.s, Group([labels[0]], labels[1:]))
