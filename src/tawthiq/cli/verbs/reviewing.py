"""claims, accept, reject, edit: does the source say this? Each reading with its reasons."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.case.table import Table
from tawthiq.cli.claim_page import claim_page
from tawthiq.cli.naming import is_sure, namer
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, verb
from tawthiq.cli.words import claim_line
from tawthiq.record.claim import Claim
from tawthiq.record.editing import changes
from tawthiq.record.review import RuleRate, rules_of

STATES = ("suggested", "accepted", "edited", "rejected")
_NONE_YET = (
    "no claims yet: 'tawthiq read' suggests some from texts, 'tawthiq enter' takes them down"
)
_NONE_THERE = "no claim is so; 'tawthiq claims' lists all"
F = TypeVar("F", bound=Callable[..., Any])


@click.command("claims")
@click.argument("which", required=False, metavar="[ITEM|CLAIM]")
@click.option("--item", metavar="ID", help="Only those of one item, sentence by sentence.")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--rule", metavar="RULE", help="Only those that a rule had a part in.")
@click.option("--by", "order", type=click.Choice(["item", "figure"]), default="item",
              help="figure: what nobody reviewed, most deaths first, then doubtful rules.")  # fmt: skip
@click.option("--rules", "by_rule", is_flag=True, help="How the readings of each rule fared.")
@verb
def claims_verb(
    shell: Shell,
    which: str | None,
    item: str | None,
    state: str | None,
    rule: str | None,
    order: str,
    by_rule: bool,  # noqa: FBT001 - Click passes by name
) -> None:
    """List claims with the state of their review; one CLAIM is shown in its sentence."""
    with opened(shell) as case:
        if by_rule:
            for rate in case.review.rules():
                shell.row(_rate(rate), _rate_line(rate))
            return
        if which is not None and item is None:
            items = [key for key in case.preserve.items() if which and key.startswith(which)]
            if len(items) != 1:
                _one(shell, case, which)
                return
            item = items[0]
        found = case.review.choose(item=item, rule=rule, states=(state,) if state else ())
        if order == "figure":
            kept = {claim.id for claim in found}
            found = Table(claim for claim in case.review.waiting() if claim.id in kept)
        _list(shell, case, found, by_sentence=item is not None and order == "item")
        if not found:
            is_chosen = any(part is not None for part in (item, state, rule)) or order == "figure"
            shell.say(_NONE_THERE if is_chosen else _NONE_YET)


def _one(shell: Shell, case: Case, prefix: str) -> None:
    try:
        seen = case.review.seen(prefix)
    except UsageError as error:
        says = f"{error.message}, and no one item's id does; 'tawthiq claims' lists all claims"
        raise UsageError(error.code, says) from None
    row = {
        **to_plain(seen.claim), "before": seen.before, "after": seen.after,
        "sentence": seen.sentence, "paragraph": seen.paragraph, "rules": list(seen.rules),
        "history": to_plain(seen.history), "first": to_plain(seen.first),
    }  # fmt: skip
    row |= {"retracted": seen.retracted} if seen.retracted is not None else {}
    shell.row(row, "\n".join(claim_page(seen, namer(case))))


def _list(shell: Shell, case: Case, found: Sequence[Claim], *, by_sentence: bool) -> None:
    retracted, last = case.read.retracted(), None
    places = case.review.places(found[0].item) if by_sentence and found else {}
    for claim in found:
        why = retracted.get(claim.id) or retracted.get(claim.item)
        if by_sentence and not shell.as_json and claim.quote != last:
            last = claim.quote
            number, paragraph = places[claim.quote]
            place = f", paragraph {paragraph}" if paragraph is not None else ""
            shell.say(f"sentence {number}{place}")
        row = {**to_plain(claim), "rules": list(rules_of(claim))}
        row |= {"retracted": why} if why is not None else {}
        tail = f"  RETRACTED: {why}" if why is not None else ""
        shell.row(row, claim_line(claim) + tail)


def _rate(rate: RuleRate) -> dict[str, object]:
    return {**to_plain(rate), "percent": rate.percent}


def _rate_line(rate: RuleRate) -> str:
    share = "nobody judged one yet" if rate.percent is None else f"{rate.percent} % accepted"
    parts = [f"{rate.accepted} accepted", f"{rate.edited} edited", f"{rate.rejected} rejected"]
    return f"{rate.rule}: {count(rate.shown, 'reading')}, {', '.join(parts)}; {share}"


def choosing(command: F) -> F:
    """Give a verb the ways of choosing claims."""
    options = (
        click.argument("claims", nargs=-1, metavar="[CLAIM...]"),
        click.option("--item", metavar="ID", help="Those of one item that nobody reviewed."),
        click.option("--sentence", metavar="N|TEXT", help="Of one sentence of the item."),
        click.option("--paragraph", type=int, metavar="N", help="Of one paragraph of the item."),
        click.option("--rule", metavar="RULE", help="Those that a rule had a part in."),
        click.option("--why", help="Why; rejecting several needs it."),
        click.option("--yes", is_flag=True, help="Do not ask before several are changed."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("accept")
@choosing
@verb
def accept_verb(shell: Shell, **given: Any) -> None:  # noqa: ANN401 - see choosing
    """The source says this; several at once by sentence, paragraph or rule."""
    _review(shell, "accept", given)


@click.command("reject")
@choosing
@verb
def reject_verb(shell: Shell, **given: Any) -> None:  # noqa: ANN401 - see choosing
    """The source does not say this; several at once need --why."""
    _review(shell, "reject", given)


def _review(shell: Shell, act: str, given: dict[str, Any]) -> None:
    how = {key: given[key] for key in ("item", "sentence", "paragraph", "rule")}
    is_chosen = any(value is not None for value in how.values())
    if not given["claims"] and not is_chosen:
        says = f"name claims, or choose them: {act} --item ID [--sentence N] or --rule RULE"
        raise UsageError("usage", says)
    why = given["why"]
    with opened(shell) as case:
        states = ("suggested",) if is_chosen else ()
        found = case.review.choose(*given["claims"], **how, states=states)
        if not found:
            says = "nothing is chosen: no claim there waits for review"
            raise UsageError("review.nothing", says)
        if act == "reject" and len(found) > 1 and not (why or "").strip():
            says = f"{count(len(found), 'claim')} would be rejected: say why with --why TEXT"
            raise UsageError("review.why", says)
        if is_chosen or len(found) > 1:
            asks = f"{act.capitalize()} {count(len(found), 'claim')}?"
            if not is_sure(shell, [claim_line(c) for c in found], asks, yes=given["yes"]):
                shell.say("nothing was changed")
                return
        enter = case.review.accept if act == "accept" else case.review.reject
        for claim in enter(*(claim.id for claim in found), why=why):
            shell.row(to_plain(claim), claim_line(claim))


@click.command("edit")
@click.argument("claim")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", required=True,
              help="Such as count.0.min=27, place.0.name=Tal Qamarin; may be repeated.")  # fmt: skip
@click.option("--why", required=True, help="Why the reading is changed.")
@verb
def edit_verb(shell: Shell, claim: str, sets: tuple[str, ...], why: str) -> None:
    """Replace a reading by your own; the old one is kept, and figures use yours.

    FIELD is named as `tawthiq claims CLAIM` shows it. place.+.name=X adds a place; an empty
    value clears; words (span, phrase) must stand in the preserved text.
    """
    pairs = []
    for one in sets:
        field, sign, value = one.partition("=")
        if not sign:
            raise UsageError("usage", f"--set takes FIELD=VALUE, not {one!r}")
        pairs.append((field.strip(), value))
    with opened(shell) as case:
        before = case.review.seen(claim).claim
        done = case.review.edit(before.id, pairs, why)
        told = changes(before, done)
        row = {**to_plain(done), "changes": [list(change) for change in told]}
        lines = [claim_line(done), *(f"  {path}: {old} → {new}" for path, old, new in told)]
        shell.row(row, "\n".join(lines))
