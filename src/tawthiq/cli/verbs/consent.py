"""consent, releases: what a person allows, and which dossiers a withdrawal touches."""

from collections.abc import Iterator
from typing import Any

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.case.consent import Recorded
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.publish.rested import Change
from tawthiq.record.consent import FORMS
from tawthiq.record.words import words

SHORT = 12
STATES = ("granted", "refused", "withdrawn")
_HOW = {
    "falls": "falls: less supports it now",
    "stays": "stays: other sources carry it",
    "rises": "rises",
    "moves": "stays, but its range moves",
}


@click.command("consent")
@click.argument("subject", metavar="[ITEM|CODE]", required=False)
@click.argument("purpose", required=False)
@click.option("--granted", is_flag=True, help="The person agrees.")
@click.option("--refused", is_flag=True, help="The person does not agree.")
@click.option("--withdrawn", is_flag=True, help="The person no longer agrees.")
@click.option("--form", type=click.Choice(FORMS), help="How it was given.")
@click.option("--language", metavar="LANG", help="In which language it was explained.")
@click.option("--date", metavar="DATE", help="When it was given (YYYY-MM-DD).")
@click.option("--explained-by", metavar="WHO", help="Who explained the purpose and the risks.")
@click.option("--risks", metavar="TEXT", help="Which risks were explained; empty: none were.")
@click.option("--child", is_flag=True, help="The person is a child; needs --guardian.")
@click.option("--guardian", metavar="WHO", help="Who spoke for a child.")
@click.option("--words", "own_words", metavar="TEXT", help="The person's own words.")
@click.option("--note", metavar="TEXT", help="A remark.")
@click.option("--until", metavar="DATE", help="When it has to be looked at again.")
@click.option("--hold", metavar="WHY", help="Keep it for the law although its day has passed.")
@click.option("--lift-hold", metavar="WHY", help="End such a hold.")
@click.option("--overdue", is_flag=True, help="List what should have been looked at by now.")
@click.option("--to-erase", is_flag=True, help="List what may no longer be kept.")
@verb
def consent_verb(shell: Shell, subject: str | None, purpose: str | None, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Show what a person allows for each purpose, or enter it for one PURPOSE.

    Without a purpose: the table of all purposes of an item, or of a protected person by
    code name. Nothing is granted by default.
    """
    states = [state for state in STATES if given.pop(state)]
    with opened(shell) as case:
        if given["overdue"] or given["to_erase"]:
            _lists(shell, case, given)
        elif subject is None:
            raise UsageError("consent.subject", "name an item or a protected person's code name")
        elif given["hold"] is not None or given["lift_hold"] is not None:
            _hold(shell, case, subject, given)
        elif purpose is None and not states:
            for row in case.consent.table(subject):
                shell.row(row, "\n".join(_table_lines(row)))
        elif purpose is None or len(states) != 1:
            says = "name one purpose and one of --granted, --refused, --withdrawn"
            raise UsageError("consent.state", says)
        else:
            said = {k: v for k, v in given.items() if k in _FIELDS} | {"words": given["own_words"]}
            _recorded(shell, case, case.consent(subject, purpose, states[0], **said))  # type: ignore[arg-type]


@click.command("releases")
@verb
def releases_verb(shell: Shell) -> None:
    """List the dossiers that were written, and what of each was withdrawn since."""
    with opened(shell) as case:
        for row in case.consent.releases():
            shell.row(row, _release_line(row))


_FIELDS = frozenset({
    "form", "language", "date", "explained_by", "risks", "child", "guardian", "note", "until",
})  # fmt: skip


def _lists(shell: Shell, case: Case, given: dict[str, Any]) -> None:
    if given["overdue"]:
        for row in case.consent.overdue():
            what = f"{row['subject'][:SHORT]} {row['purpose']} ({_state(row['state'])})"
            shell.row(row, f"{what}: due {row['until']}{_held(row)}")
    if given["to_erase"]:
        for row in case.consent.to_erase():
            who = row["code"] or "item"
            text = f"{who} {row['item'][:SHORT]}: keeping it was {_state(row['state'])}"
            shell.row(row, f"{text}; to be erased{_held(row)}")


def _hold(shell: Shell, case: Case, subject: str, given: dict[str, Any]) -> None:
    lift = given["lift_hold"] is not None
    why = given["lift_hold"] if lift else given["hold"]
    entry = case.consent.hold(subject, why, lift=lift, until=given["until"])
    said = "no longer held" if lift else "held for the law"
    shell.row({"entry": entry, "hold": why, "lifts": lift}, f"{said}: {why}")


def _recorded(shell: Shell, case: Case, done: Recorded) -> None:
    for warning in done.warnings:
        shell.say(f"warning: {warning}")
    plain: dict[str, Any] = {"entry": done.entry, "consent": to_plain(done.consent)}
    plain |= {"warnings": list(done.warnings), "impact": to_plain(done.impact)}
    lines = [f"{done.consent.purpose}: {_state(done.consent.state)}"]
    if done.impact is not None:
        plain["impact"]["changes"] = [
            {**to_plain(change), "how": change.how} for change in done.impact.changes
        ]
        lines += _impact_lines(case, done)
    shell.row(plain, "\n".join(lines))


def _impact_lines(case: Case, done: Recorded) -> Iterator[str]:
    if done.impact is None:
        return
    rows = {row["release"]: row for row in case.consent.releases()}
    for entry in done.impact.releases:
        yield f"  used in {_release_line(rows[entry])}"
    for row in case.consent.given_out():
        if row["handover"] in done.impact.handovers:
            yield f"  was handed over to {row['to']} on {row['day']}  {row['handover'][:SHORT]}"
    if done.impact.unknown:
        yield f"  {len(done.impact.unknown)} older releases do not say what they used"
    if not done.impact.releases and not done.impact.handovers:
        yield "  no release and no handover of this case used it"
    for change in done.impact.changes:
        yield f"  {_change_line(change)}"


def _change_line(change: Change) -> str:
    rung = words("en").say(f"rung.{change.standard}.title")
    before, after = change.before, change.after
    if not before.floor and not after.floor:
        return f"{rung}: none before, none now"
    return f"{rung}: at least {before.floor:,} before, at least {after.floor:,} now; {_HOW[change.how]}"


def _release_line(row: dict[str, Any]) -> str:
    whom = f"{row['audience']} ({row['partner']})" if row["partner"] else row["audience"]
    gone = len(row["withdrawn"])
    noun = "testimony" if gone == 1 else "testimonies"
    mark = f"; {gone} {noun} withdrawn since" if gone else ""
    mark += f"; {len(row['erased'])} of its items erased since" if row["erased"] else ""
    return f"{row['release'][:SHORT]}  {row['day']}  {whom}{mark}"


def _table_lines(row: dict[str, Any]) -> Iterator[str]:
    due = f", to be looked at again by {row['until']}" if row["until"] else ""
    yield f"{row['purpose']}: {_state(row['state'])}{due}{_held(row)}"
    for one in row["history"]:
        parts = [one["date"] or one["entered"][:10], _state(one["state"]), one["form"] or ""]
        parts.append(f"explained by {one['explained_by']}" if one["explained_by"] else "")
        parts.append(f"entered by {one['by']}" if one["by"] else "")
        parts.append(f"for a child, by {one['guardian']}" if one["guardian"] else "")
        yield f"    {', '.join(part for part in parts if part)}  [{one['entry'][:SHORT]}]"
    if row["unheard"]:
        yield "    a grant was entered without knowing of the no before it: ask the person again"
    if row["except"]:
        yield f"    otherwise for: {', '.join(key[:SHORT] for key in row['except'])}"


def _held(row: dict[str, Any]) -> str:
    return f"; held for the law: {row['hold']}" if row["hold"] else ""


def _state(state: str) -> str:
    return state.replace("_", " ")
