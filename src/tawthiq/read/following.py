"""How a number follows an earlier one: as a part, a remainder, an increment, a new vintage."""

from dataclasses import replace

from tawthiq.read.again import is_told_again
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.noun import Noun
from tawthiq.read.parsed import Parsed
from tawthiq.read.parts import as_part, carried_chain, opens_parts, restated
from tawthiq.read.sentence import Sentence
from tawthiq.read.victims import UNITS


def follow_on(p: Parsed, talk: Discourse, index: int, draft: Draft, noun: Noun) -> None:
    """Tie a remainder, a share, a part or an increment to the toll that it belongs to."""
    before = talk.figure if talk.figure is not None and _kindred(talk.figure, draft) else None
    count = draft.count[0]
    language = p.s.pack.language
    if p.frames[index].mark.rule.flag("part_if_known"):
        if before is None:
            least = replace(count, kind="lower_bound", max=None) if count.min is not None else count
        else:
            least, draft.whole = replace(count, binds="part"), before
            draft.chain = draft.chain if p.voices else carried_chain(before)
        draft.count[0] = least
        return
    base = restated(p.items, noun) if noun.amount is not None else None
    if before is not None and is_told_again(p, talk, p.frames[index], noun, before):
        draft.count[0] = replace(count, binds="part")
        draft.whole = before
        return
    part = noun.partitive or base is not None or opens_parts(p.items, noun)
    if noun.hurt and before is not None and before.sentence is p.s and before.series == "toll":
        draft.whole, draft.count[0] = before, replace(count, binds="part")
        return  # "climbed to ten after two of the wounded died"
    hurt = (noun.hurt or (base is not None and base.hurt)) and before is not None
    if not hurt and (
        noun.remainder or (noun.amount is not None and noun.amount.share is not None) or part
    ):
        draft.whole = before
        if noun.amount is not None and before is not None:
            draft.chain = draft.chain if p.voices else carried_chain(before)
        fresh = before is None and noun.partitive and p.frames[index].voice == "active"
        draft.count[0] = (
            as_part(count, before)
            if before or (part and not fresh)
            else replace(count, binds="stated")
        )
        return
    also = count.min is not None and _is_also(p, index, draft, before)
    others = (
        noun.other or _is_next(p.s, noun) or p.frames[index].mark.rule.text("patient") == "self"
    )
    here = _is_told_here(before, draft) or (_is_next(p.s, noun) and before is not None)
    here = here or _are_others(before, draft, noun)
    also = also or (others and count.min is not None and here) or _is_while(p, index, before)
    more = hurt or also or (noun.amount is not None and noun.amount.more)
    if before is not None and _is_held(p, before, draft, more=more):
        return
    if more and draft.event in UNITS and count.unit in {"persons_killed", "bodies"}:
        draft.count[0] = replace(
            count, kind="increment", binds="increment", rule=f"{language}.count.increment"
        )
        draft.series = "toll"
        draft.rules.update(
            {f"{language}.count.increment", *([] if hurt or also else [f"{language}.more"])}
        )
        if before is not None and before.root == draft.root and _may_be_one_toll(before, draft):
            draft.replaces, before.series = before, before.series or "toll"
    elif draft.series and before is not None and before.root == draft.root:
        draft.replaces = before
        before.series = before.series or "toll"


def _is_held(p: Parsed, before: Draft, draft: Draft, *, more: bool) -> bool:
    """Say whether one of two numbers of a sentence is the toll that the other raises; tie them.

    "The toll rose to 19 after two more died", "two more died, bringing the toll to 19":
    nineteen, not twenty-one.
    """
    if before.sentence is not p.s or before.root != draft.root:
        return False
    toll = f"{p.s.pack.language}.count.toll"
    if more and toll in before.rules:
        _hold(before, draft)
        return True
    if toll in draft.rules and before.count[0].binds == "increment":
        draft.replaces, before.replaces = before.replaces, None
        _hold(draft, before)
        return True
    return False


def _hold(toll: Draft, more: Draft) -> None:
    """Make those who died lately a part of the toll."""
    more.whole, more.series = toll, None
    part = as_part(more.count[0], toll)
    if part.kind == "increment":
        part = replace(part, kind="exact" if part.min == part.max else "lower_bound")
    more.count[0] = part


def _is_also(p: Parsed, index: int, draft: Draft, before: Draft | None) -> bool:
    """Say whether "also" adds to a toll of the same kind ("His driver was also killed")."""
    if before is None or before.root != draft.root:
        return False
    frame = p.frames[index]
    near = {p.s.key(k) for k in range(frame.i - 2, frame.j + 1)}
    labels = {(v.status, v.group) for v in before.victim} == {
        (v.status, v.group) for v in draft.victim
    }
    return bool(near & {"also", "ايضا"}) and labels and _may_be_one_toll(before, draft)


def _are_others(before: Draft | None, draft: Draft, noun: Noun) -> bool:
    """Say whether "two others were killed" adds to the toll of a sentence before it."""
    exact = noun.other and noun.amount is not None and noun.amount.kind == "exact"
    if not exact or before is None or before.root != draft.root:
        return False
    return _may_be_one_toll(before, draft)


def _is_while(p: Parsed, index: int, before: Draft | None) -> bool:
    """Say whether "…, while two were killed" sets a second number beside the first one."""
    nouns = p.frames[index].patients.nouns
    if before is None or before.sentence is not p.s or p.voices or len(nouns) != 1:
        return False
    lead = [item for item in p.items if item.j == nouns[0].i]
    amount = nouns[0].amount
    counted = amount is not None and amount.kind == "exact" and not nouns[0].partitive
    return counted and bool(lead) and lead[0].key == "while"


def _is_next(s: Sentence, noun: Noun) -> bool:
    """Say whether a noun is one more of those counted ("a third policeman died")."""
    if noun.form != "singular" or noun.amount is not None:
        return False
    return any(s.at("ordinal", k) is not None for k in range(noun.i, noun.head_i))


def _is_told_here(before: Draft | None, draft: Draft) -> bool:
    """Say whether "four others" are others than those whom the same sentence counts."""
    return before is not None and before.sentence is draft.sentence and before.root == draft.root


def _may_be_one_toll(before: Draft, draft: Draft) -> bool:
    """Say whether an increment may continue a toll: no two different places are named."""
    names = {place.name for place in before.place}
    return not draft.place or not names or draft.place[0].name in names


def _kindred(one: Draft, other: Draft) -> bool:
    """Say whether two claims count the dead, both of them, so that one may be of the other."""
    dead = {"killing", "execution", "bodies_found"}
    return one.event == other.event or {one.event, other.event} <= dead
