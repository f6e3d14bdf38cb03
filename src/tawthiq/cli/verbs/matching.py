"""match, incidents, incident, judge: which claims speak of one event; people decide."""

from collections.abc import Callable
from typing import Literal

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.cli.telling import act_words, doubt_lines, shown_lines, standing_line, unplaced_line
from tawthiq.cli.words import incident_line
from tawthiq.record.incident import Standing

Verdict = Literal["same", "different", "unsure"]


@click.command("match")
@verb
def match_verb(shell: Shell) -> None:
    """Suggest incidents; people and footage are not matched yet.

    A suggestion adds nothing up: 'tawthiq incidents --unsure' lists what may be one event.
    """
    with opened(shell) as case:
        for incident in case.match():
            shell.row(to_plain(incident), incident_line(incident))


@click.command("incidents")
@click.option("--unsure", is_flag=True, help="Pairs that may be one event, weightiest first.")
@click.option("--unplaced", is_flag=True, help="Claims of harm that stand in no incident.")
@click.option("--all", "everything", is_flag=True, help="Also codes that hold no claim now.")
@verb
def incidents_verb(
    shell: Shell,
    unsure: bool,  # noqa: FBT001 - Click passes by name
    unplaced: bool,  # noqa: FBT001 - Click passes by name
    everything: bool,  # noqa: FBT001 - Click passes by name
) -> None:
    """List incidents, as suggested or as people judged them."""
    with opened(shell) as case:
        if unsure:
            known = {incident.code: incident for incident in case.match.incidents()}
            for doubt in case.incidents.doubts():
                shell.row(to_plain(doubt), "\n".join(doubt_lines(doubt, known)))
        elif unplaced:
            for one in case.incidents.unplaced():
                shell.row(to_plain(one), unplaced_line(one))
        else:
            for standing in case.incidents(everything=everything):
                shell.row(_row(standing), standing_line(standing))


def _row(standing: Standing) -> dict[str, object]:
    """Return the row of an incident: its own keys, with what people made of it beside them."""
    plain = to_plain(standing)
    return plain.pop("incident") | plain  # type: ignore[no-any-return]


@click.command("incident")
@click.argument("what", nargs=-1, required=True, metavar="[ACTION] CODE...")
@click.option("--claims", help="For split: the claims that go, with commas between.")
@click.option("--to", "to", metavar="CODE", help="For move: the incident that the claim goes to.")
@click.option("--why", help="Why; for merge, split and move it must be said.")
@verb
def incident_verb(
    shell: Shell, what: tuple[str, ...], claims: str | None, to: str | None, why: str | None
) -> None:
    """Show an incident, or say what a person makes of it.

    incident CODE shows its claims with the reasons, what is unsure, and where it came from.
    incident merge A B --why WHY: the two are one event; B goes into A.
    incident split A --claims C1,C2 --why WHY: these claims speak of another event.
    incident move CLAIM --to CODE --why WHY puts one claim elsewhere.
    incident name CODE TEXT gives it a name; incident undo [ENTRY] takes the newest act back.
    """
    action, rest = what[0].lower(), what[1:]
    if action not in _NEEDS:
        if rest:
            known = ", ".join(_NEEDS)
            raise UsageError("usage", f"{what[0]!r} is none of: {known}; or give one code alone")
        with opened(shell) as case:
            shown = case.incidents.one(what[0])
            row = _row(shown.standing) | {
                "reasons": to_plain(shown.reasons), "doubts": to_plain(shown.doubts),
                "acts": [{"entry": entry} | to_plain(act) for entry, act in shown.acts],
            }  # fmt: skip
            shell.row(row, "\n".join(shown_lines(shown)))
        return
    _check(action, rest, claims, to, why)
    with opened(shell) as case:
        if action == "undo":
            entry, act = case.incidents.undo(rest[0] if rest else None, why or "")
            shell.row({"entry": entry} | to_plain(act), f"undone: {act_words(act)}")
            return
        done = _act(case, action, rest, claims or "", to or "", why or "")
        shell.row(_row(done), standing_line(done))


_NEEDS = {
    "merge": "incident merge A B --why WHY",
    "split": "incident split A --claims C1,C2 --why WHY",
    "move": "incident move CLAIM --to CODE --why WHY",
    "name": "incident name CODE TEXT",
    "undo": "incident undo [ENTRY]",
}


def _check(
    action: str, rest: tuple[str, ...], claims: str | None, to: str | None, why: str | None
) -> None:
    """Raise UsageError, with the whole sentence to type, where something is missing."""
    is_right = {
        "merge": len(rest) == 2 and bool(why),
        "split": len(rest) == 1 and bool(claims) and bool(why),
        "move": len(rest) == 1 and bool(to) and bool(why),
        "name": len(rest) >= 1,
        "undo": len(rest) <= 1,
    }[action]
    if not is_right:
        raise UsageError("usage", f"write: tawthiq {_NEEDS[action]}")


def _act(
    case: Case, action: str, rest: tuple[str, ...], claims: str, to: str, why: str
) -> Standing:
    acts: dict[str, Callable[[], Standing]] = {
        "merge": lambda: case.incidents.merge(rest[0], rest[1], why),
        "split": lambda: case.incidents.split(rest[0], _listed(claims), why),
        "move": lambda: case.incidents.move(rest[0], to, why),
        "name": lambda: case.incidents.name(rest[0], " ".join(rest[1:])),
    }
    return acts[action]()


def _listed(claims: str) -> list[str]:
    return [claim for claim in claims.replace(",", " ").split() if claim]


@click.command("judge")
@click.argument("a")
@click.argument("b")
@click.argument("verdict", type=click.Choice(["same", "different", "unsure"]))
@click.option("--why", required=True, help="What the judgement rests on.")
@verb
def judge_verb(shell: Shell, a: str, b: str, verdict: Verdict, why: str) -> None:
    """Judge whether two incidents are one event.

    Only incidents judged different, or plainly apart in place and time, are added up.
    """
    with opened(shell) as case:
        done = case.incidents.judge(a, b, verdict, why)
        shell.row(_row(done), standing_line(done))
