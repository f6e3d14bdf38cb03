"""assess, grade, sources: what people think of events and of who speaks; never of readings."""

from collections.abc import Iterator

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.assessing import PARTIES, SourceRow
from tawthiq.case.case import Case
from tawthiq.cli.naming import namer
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, verb
from tawthiq.record.assessment import ELEMENTS, OUTCOMES, PROOFS, Assessed, Elements
from tawthiq.record.grade import Graded


@click.command("assess")
@click.argument("subject", required=False, metavar="[INCIDENT|CLAIM]")
@click.option("--element", type=click.Choice(ELEMENTS), help="Which part of what happened.")
@click.option("--verdict", type=click.Choice(OUTCOMES), help="What you find of it.")
@click.option("--standard", type=click.Choice(PROOFS), help="The standard of proof it meets.")
@click.option("--why", default="", help="Why, in a sentence.")
@click.option("--rests-on", multiple=True, metavar="ID", help="A claim, item, incident; repeat.")
@click.option("--history", is_flag=True, help="Show every assessment, replaced ones too.")
@verb
def assess_verb(
    shell: Shell,
    subject: str | None,
    element: str | None,
    verdict: str | None,
    standard: str | None,
    why: str,
    rests_on: tuple[str, ...],
    history: bool,  # noqa: FBT001 - Click passes by name
) -> None:
    """Judge what happened, element by element; without --element show what stands.

    Nothing said is "not examined". Your latest word on an element stands beside those of
    others. A review (accept, reject) judges the reading; this judges the event.
    """
    with opened(shell) as case:
        if element is None and verdict is None:
            _show_assessed(shell, case, subject, history=history)
            return
        if subject is None or element is None or verdict is None:
            says = "to assess takes an incident or claim, --element and --verdict"
            raise UsageError("usage", says)
        done = case.assess(subject, element, verdict, why, standard, rests_on)
        shell.row(_row(done, case), _line(done, case))


def _show_assessed(shell: Shell, case: Case, subject: str | None, *, history: bool) -> None:
    if history and subject is not None:
        for said in case.assess.history(subject):
            shell.row(_row(said, case), f"{said.said.element}: {_line(said, case)}")
        return
    found = case.assess.of(subject) if subject is not None else case.assess.all()
    checked = case.assess.verified()
    last = None
    for one in found:
        if not shell.as_json and one.subject != last:
            last = one.subject
            shell.say(f"{one.subject}{_verified(checked.get(one.subject))}")
        row = {
            "subject": one.subject, "element": one.element, "outcomes": list(one.outcomes),
            "disputed": one.is_disputed, "standing": [_row(a, case) for a in one.standing],
        }  # fmt: skip
        shell.row(row, "\n".join(_element_lines(one, case)))
    if not found and not shell.as_json:
        shell.say("nobody assessed anything yet")


def _element_lines(one: Elements, case: Case) -> Iterator[str]:
    disputed = "  DISAGREEMENT" if one.is_disputed else ""
    yield f"  {one.element.ljust(9)} {', '.join(one.outcomes)}{disputed}"
    for said in one.standing:
        yield f"    {_line(said, case)}"


def _line(one: Assessed, case: Case) -> str:
    said = one.said
    standard = f" ({said.standard})" if said.standard else ""
    rests = f"; rests on {', '.join(i[:12] for i in said.rests_on)}" if said.rests_on else ""
    who = namer(case)(one.author)
    return f"{said.outcome}{standard} by {who}, {one.at[:10]}: {said.why}{rests}"


def _row(one: Assessed, case: Case) -> dict[str, object]:
    return {**to_plain(one), "by": namer(case)(one.author)}


def _verified(aspects: frozenset[str] | None) -> str:
    return f"  verified by this team: {', '.join(sorted(aspects))}" if aspects else ""


@click.command("grade")
@click.argument("subject", metavar="SOURCE|CLAIM")
@click.argument("value", required=False, metavar="[A..F]")
@click.option("--credibility", metavar="1..6", help="How credible what this claim says is.")
@click.option("--why", default="", help="Why, in a sentence.")
@click.option("--dated", metavar="D", help="The day from which it holds (today without it).")
@verb
def grade_verb(
    shell: Shell,
    subject: str,
    value: str | None,
    credibility: str | None,
    why: str,
    dated: str | None,
) -> None:
    """Grade a source A to F, or what a claim says 1 to 6; without a grade show the history.

    A always reliable … E found invalid before, F cannot be judged; 1 confirmed … 5 improbable,
    6 cannot be judged. Neither touches the other. E and 5 stand beside the figures; F and 6
    change nothing.
    """
    with opened(shell) as case:
        if value is not None and credibility is not None:
            says = "a grade is of a source (A to F) or of a claim (--credibility 1 to 6), not both"
            raise UsageError("usage", says)
        if value is None and credibility is None:
            _graded(shell, case, subject)
        elif value is not None:
            done = case.grade.source(subject, value.upper(), why, dated)
            shell.row(_grade_row(done, case), _grade_line(done, case))
        else:
            done = case.grade.claim(subject, str(credibility), why, dated)
            shell.row(_grade_row(done, case), _grade_line(done, case))


def _graded(shell: Shell, case: Case, subject: str) -> None:
    claims = [c.id for c in case.read.claims() if c.id.startswith(subject)]
    is_claim = len(claims) == 1
    found = case.grade.history(
        "credibility" if is_claim else "reliability", claims[0] if is_claim else subject
    )
    for one in found:
        shell.row(_grade_row(one, case), _grade_line(one, case))
    if not found and not shell.as_json:
        shell.say("nobody graded it yet")


def _grade_row(one: Graded, case: Case) -> dict[str, object]:
    return {**to_plain(one), "since": one.since, "by": namer(case)(one.author)}


def _grade_line(one: Graded, case: Case) -> str:
    return f"{one.grade.subject}: {one.grade.value} since {one.since}, by {namer(case)(one.author)}: {one.grade.why}"


@click.command("sources")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--party", type=click.Choice(PARTIES), help="State the party class of NAME.")
@click.option("--side", metavar="GROUP", help="The armed group that a party speaks for.")
@click.option("--on", metavar="D", help="With the grades that held on this day.")
@verb
def sources_verb(
    shell: Shell, name: str | None, party: str | None, side: str | None, on: str | None
) -> None:
    """List who speaks: kind, party class, grade in force with who gave it and when, claims."""
    with opened(shell) as case:
        if party is not None:
            if name is None:
                raise UsageError("usage", "--party takes the name of a source")
            case.grade.state(name, party, side)
        rows = [
            row for row in case.grade.sources(on)
            if name is None or name.casefold() in row.source.name.casefold()
        ]  # fmt: skip
        for row in rows:
            shell.row(_source_row(row, case), _source_line(row, case))
        if not rows:
            shell.say("no source is called so" if name else "nobody speaks in this case yet")


def _source_row(row: SourceRow, case: Case) -> dict[str, object]:
    grade = _grade_row(row.grade, case) if row.grade is not None else None
    return {**to_plain(row.source), "grade": grade, "claims": row.claims}


def _source_line(row: SourceRow, case: Case) -> str:
    source, grade = row.source, row.grade
    party = f", {source.party}" if source.party != "none" else ""
    party += f" for {source.side}" if source.side else ""
    if grade is not None:
        told = f"{grade.grade.value} since {grade.since} by {namer(case)(grade.author)}"
    else:
        told = f"{source.reliability} as first stated" if source.reliability else "not graded"
    return f"{source.name} ({source.kind}{party}): {told}; {count(row.claims, 'claim')}"
