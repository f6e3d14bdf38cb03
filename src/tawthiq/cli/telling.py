"""Incidents in words, as a terminal shows them: why claims stand together, what is unsure."""

from collections.abc import Mapping

from tawthiq.case.incidents import Shown
from tawthiq.cli.output import count
from tawthiq.cli.words import claim_line, incident_line
from tawthiq.match.spots import Unplaced
from tawthiq.record.incident import Doubt, Incident, IncidentAct, Reason, Standing

_REASONS: Mapping[str, str] = {
    "same_place_day": "same place and day ({of})",
    "times_overlap": "times overlap within their precision ({of})",
    "place_inside": "{of} lies in this place",
    "by_person": "put here by a person",
    "same_side": "same responsible side: {of}",
    "same_number": "same number in another document: “{of}”",
    "same_root": "another document goes back to the same source: {of}",
    "relays": "relays {of}, which the case holds too",
    "other_side": "names another responsible side: {of}",
    "other_reach": "tells of another kind of violence ({of})",
    "several_fit": "a claim fits both, by its time or place",
    "next_day": "one place, on the same day or the next",
    "bodies_later": "bodies found in the same place within a week",
    "number_again": "one place within a week, the same number from another source",
    "number_elsewhere": "same day, number and side under another place name",
    "judged": "judged unsure by a person",
}
_REACH = {"far": "shelling or other fire from afar", "close": "by people who were there"}
_LACKS = {
    "place": "names no place where an incident can lie",
    "day": "names no day",
    "period": "tells of more than a month",
    "protected": "belongs to a protected item; 'tawthiq incident move' can place it",
}
_ACTS: Mapping[str, str] = {
    "same": "judged the same: {b} went into {a}",
    "different": "judged different: {a} and {b}",
    "unsure": "judged unsure: {a} and {b}",
    "split": "split: {claims} went from {a} to {into}",
    "move": "moved: {claims} went to {a}",
    "name": "named “{text}”",
    "undo": "undone: {undoes}",
}


def reason_words(reason: Reason) -> str:
    """Return a reason in words."""
    of = _REACH.get(reason.of or "", reason.of) if reason.kind == "other_reach" else reason.of
    return _REASONS[reason.kind].format(of=of)


def standing_line(standing: Standing) -> str:
    """Return an incident on one line, with its name and where it went."""
    incident = standing.incident
    if standing.replaced_by is not None:
        return f"{incident.code}  went into {standing.replaced_by}"
    if not incident.claims:
        where = f" ({incident.place}, {incident.from_})" if incident.place else ""
        return f"{incident.code}  holds no claim now{where}"
    name = f"  “{standing.name}”" if standing.name else ""
    by = "  [judged by a person]" if incident.state == "accepted" else ""
    return incident_line(incident) + name + by


def shown_lines(shown: Shown) -> list[str]:
    """Return an incident in full."""
    standing = shown.standing
    lines = [standing_line(standing)]
    if standing.came_from:
        lines.append(f"  came from: {', '.join(standing.came_from)}")
    lines += [f"  judged different from: {code}" for code in standing.different]
    for claim in shown.claims:
        lines.append("  " + claim_line(claim))
        for reason in (one for one in shown.reasons if one.claim == claim.id):
            mark = "speaks against:" if reason.against else "because:"
            lines.append(f"      {mark} {reason_words(reason)}")
    for doubt in shown.doubts:
        other = doubt.b if doubt.a == standing.incident.code else doubt.a
        lines.append(f"  unsure: may be the same as {other}: {_because(doubt)}")
    lines += [f"  {entry[:12]}: {act_words(act)}" for entry, act in shown.acts]
    return lines


def doubt_lines(doubt: Doubt, incidents: Mapping[str, Incident]) -> list[str]:
    """Return a pair that may be one event, with what hangs on it."""
    moves = ""
    if doubt.moves is not None:
        moves = (
            f" (if they are the same, the least number reported falls by {doubt.moves:,})"
            if doubt.moves
            else " (no number of the whole case hangs on it)"
        )
    lines = [f"{doubt.a} and {doubt.b}: {_because(doubt)}{moves}"]
    lines += ["    " + incident_line(incidents[c]) for c in (doubt.a, doubt.b) if c in incidents]
    return lines


def _because(doubt: Doubt) -> str:
    return "; ".join(dict.fromkeys(reason_words(reason) for reason in doubt.because))


def act_words(act: IncidentAct) -> str:
    """Return what a person judged, in words, with why."""
    a, b = act.codes[0] if act.codes else "", act.codes[1] if len(act.codes) > 1 else ""
    said = _ACTS[act.act].format(
        a=a, b=b, into=act.into, text=act.text, undoes=(act.undoes or "")[:12],
        claims=count(len(act.claims), "claim"),
    )  # fmt: skip
    return f"{said} ({act.why})" if act.why else said


def unplaced_line(one: Unplaced) -> str:
    """Return a claim that stands in no incident, and why."""
    return f"{one.claim}  {_LACKS[one.lacks]}"
