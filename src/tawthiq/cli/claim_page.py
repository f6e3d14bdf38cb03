"""One claim on a terminal: its words marked in their place, its fields, how it came about."""

from collections.abc import Callable, Iterator

from tawthiq.case.reviewing import Seen
from tawthiq.cli.words import claim_line, flat
from tawthiq.record.claim import (
    Claim,
    Count,
    Link,
    Means,
    Perpetrator,
    PlaceRef,
    Span,
    Victim,
    When,
)
from tawthiq.record.editing import changes

Named = Callable[[str | None], str]
Grounded = Count | PlaceRef | When | Perpetrator | Victim | Means | Link
_KEY = 17


def claim_page(seen: Seen, called: Named) -> list[str]:
    """Return all that a reviewer needs of one claim, line by line.

    The words that a field rests on stand in [brackets], the sentence after a >.
    """
    claim = seen.claim
    where = f"{seen.name}, sentence {seen.sentence}"
    where += f", paragraph {seen.paragraph}" if seen.paragraph is not None else ""
    lines = [f"{claim.id}  [{claim.review.state}] {claim.event}, {claim.polarity}", where, ""]
    lines += [f"      …{flat(seen.before)}"] if seen.before.strip() else []
    lines.append(f"    > {flat(marked(claim))}")
    lines += [f"      {flat(seen.after)}…"] if seen.after.strip() else []
    lines.append("")
    lines += [f"  {key.ljust(_KEY)}{value}" for key, value in fields(claim)]
    lines += [f"  {'rules'.ljust(_KEY)}{', '.join(seen.rules) or 'none: a person read it'}"]
    if seen.retracted is not None:
        lines.append(f"  RETRACTED: {seen.retracted}")
    return [*lines, *_history(seen, called)]


def marked(claim: Claim) -> str:
    """Return the sentence with the words that fields rest on in brackets."""
    begins, ends = set(), set()
    for span in _spans(claim):
        if claim.quote.start <= span.start < span.end <= claim.quote.end:
            begins.add(span.start - claim.quote.start)
            ends.add(span.end - claim.quote.start)
    out, depth = [], 0
    for at, character in enumerate([*claim.quote.text, ""]):
        if at in ends and depth:
            out.append("]")
            depth = 0
        if at in begins and not depth:
            out.append("[")
            depth = 1
        out.append(character)
    return "".join(out)


def _spans(claim: Claim) -> Iterator[Span]:
    leaves: tuple[tuple[Grounded, ...], ...] = (
        claim.count, claim.place, claim.time, claim.perpetrator, claim.victim, claim.means,
        claim.chain,
    )  # fmt: skip
    return (leaf.span for part in leaves for leaf in part if leaf.span is not None)


def fields(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield what the reading says, field by field; what the words do not say is left out."""
    for number, count in enumerate(claim.count):
        yield f"count.{number}", _count(count)
    for number, place in enumerate(claim.place):
        within = f", in {place.within}" if place.within else ""
        near = "near " if place.relation == "near" else ""
        yield f"place.{number}", f"{near}{place.name} ({place.precision}{within})"
        for one in place.candidates:
            is_chosen = "chosen" if one.id == place.chosen else "perhaps"
            where = f"{one.feature}, {one.country or '?'}, {one.lat or '?'}, {one.lon or '?'}"
            because = ", ".join(word.replace("_", " ") for word in one.because)
            yield "", f"{is_chosen} {one.name} ({where}): {because}; {one.id}"
    for number, when in enumerate(claim.time):
        part = f", {when.part_of_day}" if when.part_of_day else ""
        days = when.from_ if when.from_ == when.to else f"{when.from_} to {when.to}"
        yield f"time.{number}", f"{days} ({when.precision}{part})"
    for number, who in enumerate(claim.perpetrator):
        yield f"perpetrator.{number}", f"{who.hedge + ' ' if who.hedge else ''}{who.name}"
    for number, victim in enumerate(claim.victim):
        labels = (victim.name, *victim.status, *victim.role, victim.sex, victim.group)
        yield f"victim.{number}", ", ".join(filter(None, labels)) or "not described"
    for number, means in enumerate(claim.means):
        yield f"means.{number}", means.value + ("" if means.stated else " (concluded)")
    yield "status", claim.status.value
    yield "who says so", " ← ".join(_link(link) for link in claim.speakers) or "nobody named"
    if claim.verifier is not None:
        yield "verified by", _link(claim.verifier)


def _count(count: Count) -> str:
    least = "?" if count.min is None else f"{count.min:,}"
    most = "or more" if count.max is None else f"to {count.max:,}"
    span = least if count.min == count.max and count.min is not None else f"{least} {most}"
    return f"{count.unit} {span} ({count.kind}, {count.binds}): “{count.phrase}”"


def _link(link: Link) -> str:
    carried = ", carried over" if link.carried else ""
    return f"{link.name or 'unnamed'} ({link.kind}{carried})"


def _history(seen: Seen, called: Named) -> Iterator[str]:
    reader = seen.first.reader
    yield "  history"
    yield f"    read by {reader.name} {reader.version}: {claim_line(seen.first)}"
    before = seen.first
    for step in seen.history:
        why = f": {step.why}" if step.why else ""
        yield f"    {step.at[:16].replace('T', ' ')}  {step.verdict} by {called(step.author)}{why}"
        if step.reading is not None:
            for path, old, new in changes(before, step.reading):
                yield f"      {path}: {old} → {new}"
            before = step.reading
