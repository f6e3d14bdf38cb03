"""Parts of a toll: "including", "of the victims", "most of them", "more than half by"."""

from dataclasses import replace
from typing import Final

from tawthiq.read.agents import by_noun, perpetrator
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.frames import dead_spoken_of, opening
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.parsed import Parsed
from tawthiq.read.victims import GENERIC, Group, count_of, of_whole, tally, victims
from tawthiq.record.claim import Count, Link, Perpetrator, Victim

_ALIVE: Final = frozenset(
    {"alive", "survived", "survive", "rescued", "escaped", "recovering", "freed"}
)
_LIVING: Final = frozenset({"survivors", "survivor", "witnesses", "residents", "relatives"})
_OF_THEM: Final = frozenset({"منهم", "منهن", "منهما"})


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


def opens_parts(items: list[Item], noun: Noun) -> bool:
    """Say whether "of the victims" stands before a noun."""
    return any(item.kind == "of_victims" and item.i < noun.i for item in items)


def restated(items: list[Item], noun: Noun) -> Noun | None:
    """Return the whole that stands before a number: "of those 15 people, 11", "of the 40 …, 3"."""
    at = next((k for k, item in enumerate(items) if item.noun is noun), 0)
    if at < 3 or items[at - 1].kind != "comma":
        return None
    lead = items[at - 3]
    opened = lead.kind in {"of", "of_victims"} or lead.key in {"among", "بين"}
    return items[at - 2].noun if opened else None


def part_of(p: Parsed, noun: Noun, holder: Draft | None) -> list[Draft]:
    """Return the draft of a part: the holder's event, its own victims, number and doers."""
    if holder is None:
        return []
    draft = Draft(p.s, holder.event, p.s.quote)
    for name in ("polarity", "status", "chain", "perpetrator", "means", "place", "time"):
        setattr(draft, name, getattr(holder, name))
    draft.aspects = dict(holder.aspects)
    draft.victim = _within(_labelled(p, noun, victims(p.s, Group([noun], noun.also))), holder)
    unit = holder.count[0].unit if holder.count else "persons_killed"
    found = tally(p.s, noun)
    count = count_of(p.s, unit, found, noun.i, max(noun.j, noun.i + 1), "part")
    draft.count = [as_part(count, holder)]
    draft.whole = holder
    draft.perpetrator = _doers(p, noun) or draft.perpetrator
    language = p.s.pack.language
    draft.rules.update({found.rule, f"{language}.count.part", *noun.rules, *holder.rules})
    if found.share is not None:
        draft.rules.add(f"{language}.count.share")
    return [draft]


def _within(found: tuple[Victim, ...], holder: Draft) -> tuple[Victim, ...]:
    """Leave out what a part shares with its whole, and no group beside the whole's own.

    Commanders among the rebels are rebels: a label of their own would set them beside.
    """
    status = {victim.status for victim in holder.victim}
    grouped = any(victim.group for victim in holder.victim)
    return tuple(
        replace(
            v, group=None if grouped else v.group, status=() if status == {v.status} else v.status
        )
        for v in found
    )


def _labelled(p: Parsed, noun: Noun, found: tuple[Victim, ...]) -> tuple[Victim, ...]:
    """Let a part that no other label tells from its whole go by its own word ("the imam")."""
    if noun.head is None or noun.head.id.endswith(GENERIC):
        return found
    word = p.s.span(noun.head_i, noun.head_j).text.casefold()
    return tuple(
        replace(v, group=word) if not (v.status or v.sex or v.age or v.group) else v for v in found
    )


def _doers(p: Parsed, noun: Noun) -> tuple[Perpetrator, ...]:
    """Return who is named right behind a share ("more than half by the militia")."""
    at = next((k for k, item in enumerate(p.items) if item.noun is noun), None)
    if at is None or not _has_by(p, at):
        return ()
    return tuple(perpetrator(p.s, p.items, doer) for doer in by_noun(p.s, p.items, at + 1))


def partitives(p: Parsed, talk: Discourse, drafts: list[Draft], used: set[int]) -> list[Draft]:
    """Read parts of the last toll that no trigger of this sentence carries."""
    whole = next((draft for draft in drafts if _is_whole(draft)), talk.figure)
    if whole is None or not whole.count:
        return []
    opened = next((k for k, item in enumerate(p.items) if item.kind == "of_victims"), None)
    closed = _end_of_parts(p, opened)
    lead = opening(p.s, p.items)
    if opened is None and lead and (dead_spoken_of(p.s, p.items) or _points_to(p, lead, whole)):
        opened = next(k for k, item in enumerate(p.items) if item.noun is lead)
    found: list[Draft] = []
    for at, item in enumerate(p.items):
        noun = item.noun
        if noun is None or id(noun) in used:
            continue
        within = opened if closed is None or at < closed else None
        if not (
            _is_part(p, at, noun, within) or _trails(p, at) or _is_of_whole(p, at, noun, whole)
        ):
            continue
        of_part = found and noun.partitive and _is_share_of(noun)
        parent = found[-1] if of_part else whole
        (made,) = part_of(p, noun, parent)
        _predicate(p, at, made)
        if parent is whole and whole not in drafts:
            spoken = tuple(p.voices[0].links) if p.voices else ()
            made.chain = spoken or carried_chain(whole)
        used.add(id(noun))
        found.append(made)
    return found


def _end_of_parts(p: Parsed, opened: int | None) -> int | None:
    """Return where a clause of its own ends the parts ("…, and evidence shows that 58 …")."""
    if opened is None:
        return None
    for at in range(opened + 1, len(p.items)):
        if p.items[at].kind in {"cue", "stop"} or p.items[at].key == "that":
            return at
    return None


def _trails(p: Parsed, at: int) -> bool:
    """Say whether counted people stand before "among those killed" ("two women among the dead")."""
    noun, items = p.items[at].noun, p.items
    if noun is None or noun.kind != "person" or noun.amount is None:
        return False
    while at + 2 < len(items) and items[at + 1].kind in {"and", "comma"} and items[at + 2].noun:
        at += 2
    mark = p.s.at("of_victims", items[at + 1].i) if at + 1 < len(items) else None
    return mark is not None and p.s.key(mark.i) in {"among", "amongst"} and mark.j - mark.i > 2


def _is_whole(draft: Draft) -> bool:
    if draft.event == "sexual_violence" or not draft.count:
        return False
    return draft.whole is None and draft.count[0].binds != "context"


def _is_share_of(noun: Noun) -> bool:
    return noun.amount is not None and noun.amount.share is not None


def _is_part(p: Parsed, at: int, noun: Noun, opened: int | None) -> bool:
    """Say whether a noun that no trigger took is a part of the toll spoken of."""
    if noun.kind in {"thing", "measure", "body"}:
        return False
    if _is_alive(p, noun) or not _LIVING.isdisjoint(p.s.keys[noun.i : noun.j]):
        return False  # "of the ten, one has been found alive"
    if p.s.key(noun.j - 1) == "which" and _is_share_of(noun):
        return False  # "22 cases, most of which": things
    lead = p.items[at - 1].kind if at else ""
    if lead in {"preposition", "auxiliary", "of"}:
        return False
    behind = p.items[at + 2].noun if at + 2 < len(p.items) else None
    again = behind is not None and restated(p.items, behind) is noun
    if lead == "of_victims" and (noun.kind != "number" or again):
        return False  # "of those 15 people" is the whole itself
    if at and p.items[at - 1].key == "ال":
        return False  # and so is "هؤلاء الـ 15"
    if noun.partitive or (opened is not None and at > opened and noun.amount is not None):
        return True
    return _is_share_of(noun) and bool(_doers(p, noun))


def _is_alive(p: Parsed, noun: Noun) -> bool:
    """Say whether the words right behind a part say that it lives."""
    for k in range(noun.j, min(noun.j + 6, len(p.s))):
        if p.s.key(k) in {",", ";", "and", "while", "who"}:
            return False
        if p.s.key(k) in _ALIVE:
            return True
    return False


def _points_to(p: Parsed, noun: Noun, whole: Draft) -> bool:
    """Say whether "the nine" repeats the number of a toll that was given."""
    amount = noun.amount
    again = amount is not None and amount.value is not None and p.s.key(noun.i) == "the"
    return again and amount is not None and amount.value == whole.count[0].min


def _is_of_whole(p: Parsed, at: int, noun: Noun, whole: Draft) -> bool:
    """Read "three of the nine" and a sentence's own «اثنان منهم»."""
    if noun.kind != "number" or noun.amount is None or at + 1 >= len(p.items):
        return False
    if p.s.key(noun.j) in _OF_THEM:
        return whole.sentence is not p.s
    behind = p.items[at + 2].noun if at + 2 < len(p.items) else None
    return p.items[at + 1].kind == "of" and behind is not None and _points_to(p, behind, whole)


def _has_by(p: Parsed, at: int) -> bool:
    return at + 1 < len(p.items) and p.s.at("by", p.items[at + 1].i) is not None


def _predicate(p: Parsed, at: int, draft: Draft) -> None:
    """Take the labels behind "were": "595 were civilians and unarmed combatants"."""
    if at + 2 < len(p.items) and p.items[at + 1].kind == "of" and p.items[at + 2].noun is not None:
        at += 2  # "three of the nine were women"
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
