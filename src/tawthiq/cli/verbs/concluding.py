"""finding, findings: sentences that people sign, with what speaks against them."""

from collections.abc import Iterator

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.cli.naming import namer
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.record.assessment import PROOFS
from tawthiq.record.figure import RUNGS
from tawthiq.record.finding import Concluded

_FAULTS = {
    "retracted": "was retracted", "rejected": "was rejected in review",
    "gone": "is no longer in the case", "withdrawn": "withdrawn",
    "changed": "the figure is another one now",
}  # fmt: skip


@click.command("finding")
@click.argument("which", required=False, metavar="[ID]")
@click.option("--words", default="", metavar="TEXT", help="The finding, in one sentence.")
@click.option("--standard", type=click.Choice(PROOFS), help="The standard of proof it meets.")
@click.option("--rests-on", multiple=True, metavar="ID", help="A claim, item, incident; repeat.")
@click.option("--figure", "figures", multiple=True, type=click.Choice(RUNGS),
              help="A degree of the whole case that it rests on.")  # fmt: skip
@click.option("--against", default="", metavar="TEXT", help="What speaks against it.")
@click.option("--why-not", default="", metavar="TEXT", help="Why that does not prevail.")
@click.option("--withdraw", is_flag=True, help="Withdraw the finding ID; needs --why.")
@click.option("--why", default="", metavar="TEXT", help="Why it is withdrawn.")
@verb
def finding_verb(
    shell: Shell,
    which: str | None,
    words: str,
    standard: str | None,
    rests_on: tuple[str, ...],
    figures: tuple[str, ...],
    against: str,
    why_not: str,
    withdraw: bool,  # noqa: FBT001 - Click passes by name
    why: str,
) -> None:
    """Write a finding; with an ID show it, or withdraw it.

    Where the case has two people it waits for a second signature: `tawthiq confirm`.
    """
    with opened(shell) as case:
        if which is not None:
            done = case.conclude.withdraw(which, why) if withdraw else case.conclude.find(which)
        elif standard is None:
            raise UsageError("usage", "a finding takes --standard " + "|".join(PROOFS))
        else:
            done = case.conclude(words, standard, rests_on, against, why_not, figures)
        _show(shell, case, done)


@click.command("findings")
@verb
def findings_verb(shell: Shell) -> None:
    """List the findings with their signatures, and what they rest on that no longer holds."""
    with opened(shell) as case:
        found = case.conclude.all()
        for one in found:
            _show(shell, case, one)
        if not found and not shell.as_json:
            shell.say("no finding was written yet: 'tawthiq finding' writes one")


def _show(shell: Shell, case: Case, one: Concluded) -> None:
    row = {**to_plain(one), "stands": one.stands}
    row |= {"by": namer(case)(one.author), "proposals": _proposals(case, one)}
    shell.row(row, "\n".join(_lines(case, one)))


def _lines(case: Case, one: Concluded) -> Iterator[str]:
    said, called = one.finding, namer(case)
    yield f"{one.id[:8]}  [{said.standard}] {said.words}"
    rests = [i[:17] for i in said.rests_on] + [f"figure {f.standard}" for f in said.figures]
    yield f"          rests on {', '.join(rests)}"
    yield f"          against it: {said.against}"
    yield f"          why that does not prevail: {said.why_not}"
    signed = {
        "alone": "signed by one person", "waiting": "waits for a second person",
        "confirmed": f"agreed to by {called(one.second)}",
        "refused": f"refused by {called(one.second)}" + (f": {one.why}" if one.why else ""),
    }[one.signed]  # fmt: skip
    yield f"          by {called(one.author)}, {one.at[:10]}; {signed}"
    for waiting in _proposals(case, one) if one.signed == "waiting" else ():
        yield f"          a second person runs: tawthiq confirm {waiting[:8]}"
    for ground, fault in (one.faults or {}).items():
        what = "" if ground == one.id else f"{ground[:17]} "
        yield f"          NO LONGER HOLDS: {what}{_FAULTS[fault]}"


def _proposals(case: Case, one: Concluded) -> list[str]:
    return case.conclude.proposals(one)
