"""Victim sets: one draft for each group that a trigger struck, tied to the toll it belongs to."""

from dataclasses import replace
from typing import Final

from tawthiq.read.again import remember
from tawthiq.read.agents import doers
from tawthiq.read.arabic_places import summed
from tawthiq.read.attribution import Speech
from tawthiq.read.background import is_background, is_coded, is_war_toll
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.following import follow_on
from tawthiq.read.noun import Noun
from tawthiq.read.parsed import Parsed, base_draft
from tawthiq.read.parts import part_of
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame
from tawthiq.read.victims import (
    GENERIC,
    UNITS,
    Group,
    Tally,
    count_of,
    grouped,
    tally,
    total,
    victims,
)
from tawthiq.record.claim import Bind, Link, Victim

_BOTH_SIDES: Final = frozenset({"side", "group", "party", "faction", "tribe", "clan", "community"})
_ALL: Final = frozenset({"everyone", "everybody", "anyone"})
_HANDS: Final = frozenset({"monitor", "un"})


def _bare(p: Parsed, nouns: list[Noun]) -> list[Noun]:
    """Drop who is told of others ("…, an officer among them"), and a town that is no victim.

    "In Orvane, Tambari, a man was shot": the second name is where, not who.
    """
    nouns = [noun for noun in nouns if p.s.keys[noun.j : noun.j + 2] != ["among", "them"]]
    if len(nouns) != 2:
        return nouns
    name, other = nouns
    is_next = p.s.key(name.j) == "," and other.i == name.j + 1
    is_one = other.form == "singular" and p.s.key(other.i) in {"a", "an"}
    return nouns[1:] if name.name and is_next and is_one else nouns


def counted(p: Parsed, talk: Discourse, index: int) -> list[Draft]:
    """Return one draft for each victim set of a frame, then those of its parts."""
    frame = p.frames[index]
    if frame.combined and frame.event == "injury" and _is_dead_too(p, frame):
        return []
    nouns = [
        noun
        for noun in frame.patients.nouns
        if _counts(p, frame, noun) and not _is_known(p, talk, noun)
    ]
    groups = grouped(_bare(p, nouns))
    drafts: list[Draft] = []
    for position, group in enumerate(groups):
        draft = _group_draft(p, talk, index, group, beside=len(groups) > 1)
        behind = groups[position + 1].first.i if position + 1 < len(groups) else None
        own = p.scene.places_within(group.nouns[-1].j, behind) if len(groups) > 1 else ()
        if own and (behind is not None or (drafts and drafts[-1].place != own)):
            draft.place = own
        when = p.scene.times_within(group.nouns[-1].j, behind) if len(groups) > 1 else ()
        draft.time = when or draft.time
        remember(talk, draft)
        drafts.append(draft)
    for draft in drafts:
        draft.beside = [other for other in drafts if other is not draft]
    whole = summed(drafts) if p.s.pack.language == "ar" else drafts
    parts = [part_of(p, noun, _holder(drafts, groups, noun)) for noun in frame.patients.parts]
    return [*whole, *(draft for found in parts for draft in found)]


def _is_dead_too(p: Parsed, frame: Frame) -> bool:
    """Say whether the killing beside it stands for both ("nine killed and wounded")."""
    own = frame.patients.nouns
    return any(f.combined and f.event == "killing" and f.patients.nouns == own for f in p.frames)


def _counts(p: Parsed, frame: Frame, noun: Noun) -> bool:
    """Say whether a patient is people: no thing, and no bare name of an armed force's country."""
    if noun.kind in {"thing", "measure"}:
        return False
    if frame.event == "displacement" and noun.head is not None and noun.head.text("side"):
        return False  # fighters who fled are not displaced
    if noun.kind == "actor" and noun.amount is None and frame.voice in {"passive", "subject"}:
        return noun.form == "plural" and noun.actor is not None
    if noun.pronoun and p.s.key(noun.i) in _ALL:
        return True  # "shot everyone"
    return not (noun.pronoun and frame.event not in {"killing", "execution"})


def _is_known(p: Parsed, talk: Discourse, noun: Noun) -> bool:
    """Say whether "those killed" only points back to a toll that was given."""
    return noun.pronoun and p.s.key(noun.i) == "those" and talk.figure is not None


def _holder(drafts: list[Draft], groups: list[Group], part: Noun) -> Draft | None:
    """Return the draft of the last group before a part."""
    best = None
    for draft, group in zip(drafts, groups, strict=False):
        if best is None or group.first.i < part.i:
            best = draft
    return best


def _group_draft(
    p: Parsed, talk: Discourse, index: int, group: Group, *, beside: bool = False
) -> Draft:
    frame = p.frames[index]
    draft, speech = base_draft(p, talk, index)
    found = total(p.s, group.nouns)
    head = group.first.head
    unit = UNITS.get(frame.event, "other")
    if frame.event == "other" and group.first.zero:
        draft.event, unit = "killing", "persons_killed"  # no casualties: nobody was killed
    if head is not None and head.text("unit") == "families" and frame.event == "displacement":
        unit, found = (
            "families",
            tally(p.s, group.first) if group.first.amount is None else _stated(group.first, found),
        )
    if (
        frame.event == "killing"
        and speech.root_kind == "media"
        and frame.mark.rule.text("patient") == "adjective"
    ):
        draft.event, unit = "bodies_found", "bodies"
    if group.first.kind == "body" and group.first.possessive and group.first.form == "plural":
        found = _as_missing(talk, found)
    last = (group.labels or group.nouns)[-1]
    end = _each_side(p.s, last.j)
    found = _doubled(found) if end else found
    binds = _binds(group.first, found, speech)
    if frame.combined:
        unit = "persons_killed_or_injured"  # a union: it says of neither how many
        found = replace(found, rule=f"{p.s.pack.language}.count.combined")
    draft.victim = victims(p.s, group)
    if frame.mark.rule.flag("known_only"):
        draft.victim = _own_men(p, frame, draft.victim)
    draft.head = _head_word(p.s, group, beside=beside)
    draft.chain = _of_kin(draft.chain, group)
    start = group.first.i
    draft.count = [count_of(p.s, unit, found, start, max(end, last.j, start + 1), binds)]
    draft.rules.update(rule for noun in (*group.nouns, *group.labels) for rule in noun.rules)
    draft.rules.add(found.rule)
    if frame.voice == "toll":
        draft.rules.add(f"{p.s.pack.language}.count.toll")
        draft.series = "toll"
    follow_on(p, talk, index, draft, group.first)
    _mention(p, talk, frame, draft, max(last.j, start + 1))
    if group.first.zero and frame.event == "other":
        _own_losses(p, talk, draft)
    return draft


def _each_side(s: Sentence, j: int) -> int:
    """Return the word behind "on each side" near a number that counts for both sides, or 0."""
    for k in range(j, min(j + 4, len(s) - 1)):
        if s.key(k) in {"each", "either"} and s.key(k + 1) in _BOTH_SIDES:
            return k + 2
    return 0


def _doubled(found: Tally) -> Tally:
    twice = [None if end is None else 2 * end for end in (found.min, found.max)]
    return replace(found, min=twice[0], max=twice[1])


def _mention(p: Parsed, talk: Discourse, frame: Frame, draft: Draft, last: int) -> None:
    """Mark dead whom the text only mentions: they are no new toll."""
    if is_coded(p, frame, last):
        rule = f"{p.s.pack.language}.count.coded"
    elif is_war_toll(p, frame):
        rule = f"{p.s.pack.language}.count.war"
    elif is_background(p, talk, frame):
        rule = f"{p.s.pack.language}.count.background"
        talk.past = True
    else:
        return
    draft.count[0] = replace(draft.count[0], rule=rule)
    draft.rules.add(rule)


def _as_missing(talk: Discourse, found: Tally) -> Tally:
    """Let "their bodies" be as many as were taken before, where the text says how many."""
    before = talk.missing
    if before is None or found.min is not None:
        return found
    count = before.count[0]
    return Tally(count.min, count.max, count.kind, count.rule)


def _own_men(p: Parsed, frame: Frame, found: tuple[Victim, ...]) -> tuple[Victim, ...]:
    """Put those whom a side lost into that side, where no word of their own does."""
    side = next((noun.actor for noun in doers(p.s, p.items, frame, set()) if noun.actor), None)
    return tuple(replace(v, group=v.group or side) for v in found)


def _own_losses(p: Parsed, talk: Discourse, draft: Draft) -> None:
    """Read "no losses" beside a toll as somebody else's: it does not take the toll back."""
    figure = talk.figure
    if figure is not None and figure.sentence.paragraph == p.s.paragraph and figure.least:
        draft.event = "other"
        draft.count[0] = replace(draft.count[0], unit="other", binds="context")


def _head_word(s: Sentence, group: Group, *, beside: bool) -> str | None:
    """Return what a set is called, where the word tells it from others ("soldiers").

    Of sets `beside` one another in one list even a general word tells ("five hostages and
    six attackers").
    """
    noun = group.first
    if {"himself", "herself", "own", "suicide"} & set(s.keys[noun.head_i : noun.head_j]):
        return "attacker"
    if noun.head is None or len(group.nouns) > 1 or noun.kind == "deaths":
        return None
    if noun.head.id.endswith(GENERIC) and not beside:
        return None
    return s.span(noun.head_i, noun.head_j).text.casefold()


def _of_kin(chain: tuple[Link, ...], group: Group) -> tuple[Link, ...]:
    """A named person who speaks of "his parents" speaks as a relative."""
    if (
        not chain
        or chain[-1].kind != "witness"
        or not any(n.possessive and n.is_kin for n in group.nouns)
    ):
        return chain
    name = chain[-1].name or ""
    return (
        (*chain[:-1], replace(chain[-1], kind="relative"))
        if name[:1].isupper()
        and " " in name
        and (
            name.split()[0].casefold()
            not in {"a", "an", "another", "one", "the", "multiple", "some"}
        )
        else chain
    )


def _stated(noun: Noun, found: Tally) -> Tally:
    amount = noun.amount
    return Tally(amount.min, amount.max, amount.kind, amount.rule) if amount is not None else found


def _binds(noun: Noun, found: Tally, speech: Speech) -> Bind:
    if noun.amount is not None and noun.amount.ceiling and found.max is not None:
        return "ceiling"
    if found.kind in {"remainder", "fraction"}:
        return "part"
    if (
        speech.root_kind == "media"
        or (noun.kind == "body" and speech.root_kind in _HANDS)
        or speech.status.value in {"documented", "verified"}
    ):
        return "documented"
    return "stated"
