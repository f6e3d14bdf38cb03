"""From the frames of a sentence to its claims: one for each event and victim set."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tawthiq.read.agents import by_noun, doers, means, perpetrator
from tawthiq.read.attribution import Speech, speech_for
from tawthiq.read.context import context_counts
from tawthiq.read.dates import Mention, find_dates
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.frames import Frame, find_frames
from tawthiq.read.items import Item, build_items
from tawthiq.read.nouns import Noun
from tawthiq.read.places import find_places
from tawthiq.read.polarity import polarity_of
from tawthiq.read.scene import Scene, scene_of
from tawthiq.read.sentence import Sentence
from tawthiq.read.sources import Voice, find_voices
from tawthiq.read.victims import UNITS, Group, Tally, count_of, grouped, of_whole, tally, total, victims
from tawthiq.record.claim import Bind, Count, Link, Perpetrator, When


VIOLENT: Final = frozenset(
    {"killing", "execution", "injury", "attack", "shelling", "raid", "arson", "looting"}
    | {"detention", "disappearance", "sexual_violence", "displacement", "bodies_found"}
)
_GENERIC: Final = (".plain", ".victim", ".kin", ".family")
_SIDE_NAMES: Final = frozenset({"state_forces", "armed_group"})
_HANDS: Final = frozenset({"monitor", "un"})
_DONE: Final = VIOLENT | {"perpetrator_identity", "responsibility", "incitement"}


@dataclass(slots=True)
class Parsed:
    """A sentence taken apart: items, dates, frames, attributions, places and times."""

    s: Sentence
    items: list[Item]
    dates: dict[int, Mention]
    frames: list[Frame]
    voices: list[Voice]
    scene: Scene


def parse(s: Sentence, talk: Discourse, dated: date | None) -> Parsed:
    """Take a sentence apart; pronouns get the sources that the discourse knows."""
    dates = find_dates(s)
    items = build_items(s, dates)
    voices = [talk.resolve(voice) for voice in find_voices(s)]
    scene = scene_of(s, find_places(s, items), dates, voices, dated, talk)
    return Parsed(s, items, dates, find_frames(s, items), voices, scene)


def claims_of(p: Parsed, talk: Discourse, said: When | None) -> list[Draft]:
    """Return the drafts of a sentence in the order of the text."""
    drafts: list[Draft] = []
    events: set[str] = set()
    for index, frame in enumerate(p.frames):
        made = _counting(p, talk, index) if frame.counts else []
        if not made:
            plain = _plain(p, talk, index)
            if frame.event in events:
                _enrich(drafts, plain)
            elif not _is_bare(p, frame, plain):
                made = [plain]
        events.update(draft.event for draft in made)
        drafts.extend(made)
        talk.tell(made)
    drafts = _without_echo(drafts)
    _tell_apart(drafts)
    used = {id(noun) for frame in p.frames for noun in (*frame.patients.nouns, *frame.patients.parts)}
    used |= {id(noun) for frame in p.frames for noun in frame.agents}
    drafts.extend(_partitives(p, talk, drafts, used))
    _add_context(p, drafts, used)
    for draft in drafts:
        draft.said = p.scene.said or said
        draft.as_of = p.scene.as_of
    return drafts


def _tell_apart(drafts: list[Draft]) -> None:
    """Name the groups of one sentence that stand side by side, so that they are not one toll.

    "nine villagers and two soldiers" are two groups; without a label of their own the nine
    would pass for everybody. A generic word ("people") is a total and gets none.
    """
    dead = [
        d for d in drafts
        if d.count and d.whole is None and d.event in {"killing", "execution"} and d.head
        and d.polarity == "affirmed" and d.victim
    ]
    if len({draft.head for draft in dead}) < 2:
        return
    for draft in dead:
        draft.beside = [other for other in dead if other is not draft]
        draft.victim = tuple(
            replace(victim, group=draft.head) if victim.group in {None, *_SIDE_NAMES} else victim
            for victim in draft.victim
        )


def _without_echo(drafts: list[Draft]) -> list[Draft]:
    """Drop a killing without victims where the same sentence counts the dead."""
    counted = any(d.count and d.event in {"killing", "execution", "bodies_found"} for d in drafts)
    return [d for d in drafts if d.count or d.event != "killing" or not counted]


def _add_context(p: Parsed, drafts: list[Draft], used: set[int]) -> None:
    """Hang the sentence's other numbers on its first event without one (a basis first)."""
    if not drafts:
        return
    basis = [draft for draft in drafts if draft.event == "evidence_basis"]
    first = (basis or [draft for draft in drafts if not draft.count] or drafts)[0]
    spoken = [
        (link.span.start, link.span.end)
        for voice in p.voices
        for link in voice.links
        if link.span is not None and not link.carried
    ]
    found, rules = context_counts(p.s, p.items, used, first.event, spoken)
    first.count.extend(found)
    first.rules.update(rules)


def _enrich(drafts: list[Draft], plain: Draft) -> None:
    """Let a second mention of an event say who did it, where the first did not."""
    for draft in drafts:
        if draft.event == plain.event and not draft.count and not draft.perpetrator:
            draft.perpetrator = plain.perpetrator


def _is_bare(p: Parsed, frame: Frame, plain: Draft) -> bool:
    """Say whether a frame adds no claim: a title's event, a verb without a patient."""
    if p.s.title:
        return True
    patient = frame.mark.rule.text("patient")
    if patient is None:
        placed = any(place.precision != "country" for place in plain.place)
        return frame.event == "killing" and not placed
    return frame.event not in {"sexual_violence", "displacement"} or frame.mark.form != "noun"


def _base(p: Parsed, talk: Discourse, index: int) -> tuple[Draft, Speech]:
    """Return a draft with everything but victims and numbers."""
    frame = p.frames[index]
    speech = speech_for(p.s, p.voices, frame, talk)
    nexts = p.frames[index + 1].i if index + 1 < len(p.frames) else len(p.s)
    first = p.frames[0].i
    draft = Draft(p.s, frame.event, p.s.quote)
    draft.chain, draft.status, draft.aspects = speech.chain, speech.status, dict(speech.aspects)
    draft.polarity = polarity_of(p.s, p.items, frame, speech.voice)
    draft.perpetrator = _doers(p, frame, speech, draft.rules) if frame.event in _DONE else ()
    draft.means = means(p.s, 0, len(p.s), draft.rules) if frame.counts or frame.event in {"attack", "shelling"} else ()
    draft.place = p.scene.places_for(frame.i, nexts, first)
    draft.time = p.scene.times_for(frame.i, nexts, first)
    draft.chain = talk.named_media(p.s, draft.chain, draft.place, draft.time)
    draft.rules.update(frame.rules, speech.rules, p.scene.rules)
    draft.rules.update(speech.voice.rules if speech.voice is not None else ())
    return draft, speech


def _doers(p: Parsed, frame: Frame, speech: Speech, rules: set[str]) -> tuple[Perpetrator, ...]:
    """Return who did it; a party that says "it killed" says so of itself."""
    struck = {id(n) for other in p.frames for n in (*other.patients.nouns, *other.patients.parts)}
    nouns = doers(p.s, p.items, frame, struck)
    rules.update(rule for noun in nouns for rule in noun.rules)
    found = tuple(perpetrator(p.s, p.items, noun) for noun in nouns)
    if found or frame.voice != "active" or speech.root_kind != "party" or speech.voice is None:
        return found
    between = {p.s.key(k) for k in range(speech.voice.j, frame.i)}
    if between & {"it", "they", "we", "he"} or between <= {"to", "have", "having", "killing"}:
        root = speech.chain[-1]
        return (Perpetrator(root.name or "", None, None, None, root.span),)
    return found


def _plain(p: Parsed, talk: Discourse, index: int) -> Draft:
    draft, _ = _base(p, talk, index)
    return draft


def _counting(p: Parsed, talk: Discourse, index: int) -> list[Draft]:
    """Return one draft for each victim set of a frame, then those of its parts."""
    frame = p.frames[index]
    nouns = [noun for noun in frame.patients.nouns if _counts(frame, noun)]
    groups = grouped(nouns)
    drafts: list[Draft] = []
    for position, group in enumerate(groups):
        draft = _group_draft(p, talk, index, group)
        behind = groups[position + 1].first.i if position + 1 < len(groups) else None
        own = p.scene.places_within(group.nouns[-1].j, behind) if len(groups) > 1 else ()
        if own and (behind is not None or drafts and drafts[-1].place != own):
            draft.place = own
        when = p.scene.times_within(group.nouns[-1].j, behind) if len(groups) > 1 else ()
        draft.time = when or draft.time
        drafts.append(draft)
    for draft in drafts:
        draft.beside = [other for other in drafts if other is not draft]
    for noun in frame.patients.parts:
        drafts.extend(_part(p, noun, _holder(drafts, groups, noun)))
    return drafts


def _counts(frame: Frame, noun: Noun) -> bool:
    """Say whether a patient is people: no thing, and no bare name of an armed force's country."""
    if noun.kind in {"thing", "measure"}:
        return False
    if noun.kind == "actor" and noun.amount is None and frame.voice in {"passive", "subject"}:
        return noun.form == "plural" and noun.actor is not None
    return not (noun.pronoun and frame.event not in {"killing", "execution"})


def _holder(drafts: list[Draft], groups: list[Group], part: Noun) -> Draft | None:
    """Return the draft of the last group before a part."""
    best = None
    for draft, group in zip(drafts, groups, strict=False):
        if best is None or group.first.i < part.i:
            best = draft
    return best


def _group_draft(p: Parsed, talk: Discourse, index: int, group: Group) -> Draft:
    frame = p.frames[index]
    draft, speech = _base(p, talk, index)
    found = total(p.s, group.nouns)
    head = group.first.head
    unit = UNITS.get(frame.event, "other")
    if frame.event == "other" and group.first.zero:
        draft.event, unit = "killing", "persons_killed"  # no casualties: nobody was killed
    if head is not None and head.text("unit") == "families" and frame.event == "displacement":
        unit, found = "families", tally(p.s, group.first) if group.first.amount is None else _stated(group.first, found)
    if frame.event == "killing" and speech.root_kind == "media" and frame.mark.rule.text("patient") == "adjective":
        draft.event, unit = "bodies_found", "bodies"
    binds = _binds(group.first, found, speech)
    if frame.combined and found.min is not None:
        found = Tally(0, found.max, "upper_bound" if found.max is None else "range", f"{p.s.pack.language}.count.combined")
        binds = "context"
    draft.victim = victims(p.s, group)
    draft.head = _head_word(p.s, group)
    draft.chain = _of_kin(draft.chain, group)
    last = (group.labels or group.nouns)[-1]
    start = group.first.i
    draft.count = [count_of(p.s, unit, found, start, max(last.j, start + 1), binds)]
    draft.rules.update(rule for noun in (*group.nouns, *group.labels) for rule in noun.rules)
    draft.rules.add(found.rule)
    if frame.voice == "toll":
        draft.rules.add(f"{p.s.pack.language}.count.toll")
        draft.series = "toll"
    _follow_on(p, talk, index, draft, group.first)
    return draft


def _head_word(s: Sentence, group: Group) -> str | None:
    """Return what a set is called, where the word tells it from others ("soldiers")."""
    noun = group.first
    if s.key(noun.head_i) in {"himself", "herself"}:
        return "attacker"
    if noun.head is None or noun.head.id.endswith(_GENERIC) or len(group.nouns) > 1:
        return None
    return s.span(noun.head_i, noun.head_j).text.casefold()


def _of_kin(chain: tuple[Link, ...], group: Group) -> tuple[Link, ...]:
    """A named person who speaks of "his parents" speaks as a relative."""
    if not chain or chain[-1].kind != "witness" or not any(n.possessive and n.is_kin for n in group.nouns):
        return chain
    name = chain[-1].name or ""
    return (*chain[:-1], replace(chain[-1], kind="relative")) if name[:1].isupper() and " " in name and (
        not name.split()[0].casefold() in {"a", "an", "another", "one", "the", "multiple", "some"}
    ) else chain


def _stated(noun: Noun, found: Tally) -> Tally:
    amount = noun.amount
    return Tally(amount.min, amount.max, amount.kind, amount.rule) if amount is not None else found


def _binds(noun: Noun, found: Tally, speech: Speech) -> Bind:
    if noun.amount is not None and noun.amount.ceiling and found.max is not None:
        return "ceiling"
    if found.kind in {"remainder", "fraction"}:
        return "part"
    if speech.root_kind == "media" or noun.kind == "body" and speech.root_kind in _HANDS or speech.status.value in {"documented", "verified"}:
        return "documented"
    return "stated"


def _follow_on(p: Parsed, talk: Discourse, index: int, draft: Draft, noun: Noun) -> None:
    """Tie a remainder, a share, a part or an increment to the toll that it belongs to."""
    before = talk.figure if talk.figure is not None and _kindred(talk.figure, draft) else None
    count = draft.count[0]
    language = p.s.pack.language
    if p.frames[index].mark.rule.flag("part_if_known"):
        if before is None:
            least = replace(count, kind="lower_bound", max=None) if count.min is not None else count
        else:
            least, draft.whole = replace(count, binds="part"), before
            draft.chain = draft.chain if p.voices else _carried_chain(before)
        draft.count[0] = least
        return
    part = noun.partitive or p.s.has("of_victims", 0, noun.i) is not None
    if noun.remainder or (noun.amount is not None and noun.amount.share is not None) or part:
        draft.whole = before
        if noun.amount is not None and before is not None:
            draft.chain = draft.chain if p.voices else _carried_chain(before)
        draft.count[0] = _as_part(count, before) if before or part else replace(count, binds="stated")
        return
    more = noun.amount is not None and noun.amount.more
    if more and draft.event in UNITS and count.unit in {"persons_killed", "bodies"}:
        draft.count[0] = replace(count, kind="increment", binds="increment", rule=f"{language}.count.increment")
        draft.series = "toll"
        draft.rules.update({f"{language}.more", f"{language}.count.increment"})
        if before is not None and before.root == draft.root and _may_be_one_toll(before, draft):
            draft.replaces, before.series = before, before.series or "toll"
    elif draft.series and before is not None and before.root == draft.root:
        draft.replaces = before
        before.series = before.series or "toll"


def _may_be_one_toll(before: Draft, draft: Draft) -> bool:
    """Say whether an increment may continue a toll: no two different places are named."""
    names = {place.name for place in before.place}
    return not draft.place or not names or draft.place[0].name in names


def _kindred(one: Draft, other: Draft) -> bool:
    """Say whether two claims count the dead, both of them, so that one may be of the other."""
    dead = {"killing", "execution", "bodies_found"}
    return one.event == other.event or {one.event, other.event} <= dead


def _carried_chain(before: Draft) -> tuple:  # type: ignore[type-arg]
    return tuple(replace(link, carried=True) for link in before.chain)


def _as_part(count: Count, whole: Draft | None) -> Count:
    if count.share is None:
        return replace(count, binds="part")
    parent = whole.count[0] if whole is not None and whole.count else None
    least, most = of_whole(count.share, parent.min if parent else None, parent.max if parent else None)
    return replace(count, min=least, max=most, binds="part")


def _part(p: Parsed, noun: Noun, holder: Draft | None) -> list[Draft]:
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
    draft.count = [_as_part(count, holder)]
    draft.whole = holder
    language = p.s.pack.language
    draft.rules.update({found.rule, f"{language}.count.part", *noun.rules, *holder.rules})
    if found.share is not None:
        draft.rules.add(f"{language}.count.share")
    return [draft]


def _partitives(
    p: Parsed, talk: Discourse, drafts: list[Draft], used: set[int]
) -> list[Draft]:
    """Read parts of the last toll that no trigger of this sentence carries."""
    whole = next((draft for draft in drafts if draft.count and draft.whole is None and draft.count[0].binds != "context"), talk.figure)
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
        if lead in {"preposition", "auxiliary", "of"} or (lead == "of_victims" and noun.kind != "number"):
            continue
        if not (noun.partitive or (opened is not None and at > opened and noun.amount is not None) or (share and _has_by(p, at))):
            continue
        parent = last if share and found and noun.partitive else whole
        made = _part(p, noun, parent)
        _predicate(p, at, made[0])
        if parent is not whole:
            made[0].whole = parent
        elif not drafts or whole not in drafts:
            made[0].chain = tuple(p.voices[0].links) if p.voices and p.voices[0].links else _carried_chain(whole)
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
