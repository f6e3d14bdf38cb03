"""One line, or a few, for a claim, an incident, a figure: as a terminal shows them."""

from collections.abc import Mapping

from tawthiq.cli.output import count
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Certificate, Figure
from tawthiq.record.incident import Incident

_RUNGS = {
    "verified_by_us": "verified by this team",
    "verified": "verified by a named body",
    "documented": "documented",
    "reported": "reported",
}


def claim_line(claim: Claim) -> str:
    """Return one claim on one line: state, numbers, who says so, the words."""
    numbers = ", ".join(count.phrase for count in claim.count) or claim.event
    root = claim.root
    who = (root.name or root.kind) if root is not None else "no source named"
    if claim.verifier is not None and claim.verifier.name:
        who += f", verified by {claim.verifier.name}"
    where = ", ".join(place.name for place in claim.place)
    tail = f"; {where}" if where else ""
    return f"{claim.id}  [{claim.review.state}] {numbers} ({who}{tail}): {_short(claim.quote.text)}"


def incident_line(incident: Incident) -> str:
    """Return one incident on one line."""
    when = incident.from_ if incident.from_ == incident.to else f"{incident.from_} to {incident.to}"
    return f"{incident.code}  {incident.place}, {when}: {count(len(incident.claims), 'claim')}"


def figure_lines(figure: Figure, claims: Mapping[str, Claim]) -> list[str]:
    """Return a figure in words: the number with its range, carriers, sturdiness and reasons."""
    head = f"* {_RUNGS[figure.standard]}: {number_words(figure)}"
    if not figure.because:
        return [head]
    lines = [head, f"    carried by {_list(figure.carriers)}{_via(figure)}"]
    sturdy = (
        f"at least {figure.sturdy:,} even if any one source is wrong"
        if figure.sturdy
        else "rests on one source"
    )
    items = (
        f"at least {figure.sturdy_by_item:,} without any one document"
        if figure.sturdy_by_item
        else "all of this comes from one document"
    )
    lines.append(f"    {sturdy}; {items}")
    for certificate in figure.certificates:
        lines += ["    " + line for line in certificate_lines(certificate, claims)]
    for account in figure.accounts:
        top = f"{account.hi:,}" if account.hi is not None else "or more"
        span = f"{account.lo:,}" if account.hi == account.lo else f"{account.lo:,} to {top}"
        span = f"{account.lo:,} or more" if account.hi is None else span
        as_of = f" (as of {account.as_of})" if account.as_of else ""
        lines.append(f"    version of {account.root}: {span}{as_of}")
    for claim in figure.contradictions:
        lines.append(f"    contradicted by {claim}: {_quote(claim, claims)}")
    return lines


def number_words(figure: Figure) -> str:
    """Return the number of a figure, never bare."""
    if figure.standard != "reported":
        return f"at least {figure.min:,}" if figure.min else "none yet"
    if figure.spread is None:
        return f"at least {figure.low:,}" if figure.low else "no number"
    lowest, highest, end = figure.spread
    span = f"{lowest:,}" if lowest == highest else f"{lowest:,} to {highest:,}"
    open_end = " or more" if end == "open" else ""
    return f"at least {figure.floor:,} forced by all sources together; versions: {span}{open_end}"


def certificate_lines(certificate: Certificate, claims: Mapping[str, Claim]) -> list[str]:
    """Return a certificate in words (figures.md §7)."""
    most = _times(certificate.at_most)
    lines = [f"because, nobody counted more than {most}, these count {certificate.total:,}:"]
    for step in certificate.steps:
        times = "" if step.times == 1 else f"{step.times} × "
        why = f" ({step.why})" if step.why else ""
        lines.append(f"  {times}at least {step.least:,}{why}: {_quote(step.claim, claims)}")
    return lines


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _quote(claim: str, claims: Mapping[str, Claim]) -> str:
    found = claims.get(claim)
    return f"{claim} “{_short(found.quote.text)}”" if found else claim


def flat(text: str) -> str:
    """Return words on one line, without the mark that an Arabic note has before its dates."""
    return " ".join(text.replace("\u200e", "").split())


def _short(text: str, most: int = 110) -> str:
    line = flat(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def _via(figure: Figure) -> str:
    relay = f", as relayed by {_list(figure.relayed_by)}" if figure.relayed_by else ""
    return relay + (", not checked by this team" if figure.standard == "verified" else "")


def _list(names: tuple[str, ...]) -> str:
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " and " + names[-1]
