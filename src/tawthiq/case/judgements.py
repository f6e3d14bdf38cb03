"""What people's judgements mean for figures and dossiers: grades in force, elements, findings."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tawthiq.base import instant
from tawthiq.base.canon import encode
from tawthiq.base.digest import sha256
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case import resting
from tawthiq.case.events import picture
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.record import assessment
from tawthiq.record.assessment import Assessed, Elements
from tawthiq.record.case_facts import Request, Source
from tawthiq.record.entry import Header
from tawthiq.record.figure import Degree, Figure
from tawthiq.record.finding import Concluded, Fault, Finding
from tawthiq.record.grade import Graded, in_force
from tawthiq.record.request import State, state_of
from tawthiq.record.team import Team
from tawthiq.view import judged, queries
from tawthiq.view.fold import Views
from tawthiq.view.team import team

ACT = "confirm"


@dataclass(frozen=True, slots=True)
class Weights:
    """What judgements give the count: aspects checked by us, grades of sources and claims."""

    checked: dict[str, frozenset[str]] = field(default_factory=dict)
    reliability: dict[str, str] = field(default_factory=dict)
    credibility: dict[str, str] = field(default_factory=dict)


def today() -> str:
    """Return the day (UTC) as YYYY-MM-DD."""
    return instant.render_instant(instant.now())[:10]


def people(ledger: Ledger, views: Views) -> Team:
    """Return the people of the case as this device knows them."""
    return team(views, PersonFolder(ledger.device.home, ledger.case).founder)


def elements(ledger: Ledger, views: Views, known_by: str | None = None) -> tuple[Elements, ...]:
    """Return what stands of each element that somebody assessed, as known on a day."""
    found = judged.assessments(views)
    if not found:
        return ()
    known = people(ledger, views)
    found = [_keyed(one, known) for one in found if known_by is None or one.at[:10] <= known_by]
    return assessment.standing(_now(found, views))


def _now(found: Sequence[Assessed], views: Views) -> Iterator[Assessed]:
    """Yield assessments under the code that their incident bears now."""
    claims = {row[0] for row in views.ask("SELECT id FROM claims")}
    if all(one.said.subject in claims for one in found):
        yield from found
        return
    resolve = picture(views).judged.resolve
    for one in found:
        subject = one.said.subject
        now = subject if subject in claims else resolve(subject)
        yield replace(one, said=replace(one.said, subject=now))


def _keyed(one: Assessed, known: Team) -> Assessed:
    """Return an assessment with its key only where that is its author's key in force."""
    person = known.people.get(one.author)
    is_theirs = person is not None and person.is_keyed and person.key == one.key
    return one if is_theirs else replace(one, key=None)


def weights(
    ledger: Ledger, views: Views, dropped: Collection[str] = (), known_by: str | None = None
) -> Weights:
    """Return what judgements give the count; items in `dropped` are held for nothing."""
    on = known_by or today()
    found = [g for g in grades(views) if known_by is None or g.at[:10] <= known_by]
    reliability = {k: g.grade.value for k, g in in_force(found, "reliability", on).items()}
    credibility = {k: g.grade.value for k, g in in_force(found, "credibility", on).items()}
    standing = elements(ledger, views, known_by)
    if not standing:
        return Weights({}, reliability, credibility)
    gone = {*dropped, *queries.retracted(views)}
    held = [item for item in queries.items(views) if item not in gone]
    items_of = dict(views.ask("SELECT id, item FROM claims"))
    pairs = _pairs(people(ledger, views))
    return Weights(assessment.checked(standing, items_of, held, pairs), reliability, credibility)


def _pairs(known: Team) -> list[tuple[str, str]]:
    """Return (first, second) of the people of whom one may confirm what the other did."""
    return [
        (a.author, b.author)
        for a in known.holders(ACT, "first")
        for b in known.holders(ACT, "second")
        if a.author != b.author and a.key != b.key
    ]


def grades(views: Views) -> list[Graded]:
    """Return all grades in order, those of sources under the name that the case has for them."""
    names = {
        fold(name).strip(): source.name
        for source in queries.sources(views)
        for name in (source.name, *source.aliases)
    }
    found = []
    for one in judged.grades(views):
        subject = one.grade.subject
        if one.grade.scale == "reliability":
            subject = names.get(fold(subject).strip(), subject)
        found.append(replace(one, grade=replace(one.grade, subject=subject)))
    return found


def graded(views: Views, on: str | None = None) -> list[Source]:
    """Return the case's sources, each with the reliability that holds on a day."""
    held = in_force(grades(views), "reliability", on or today())
    return [
        replace(source, reliability=held[source.name].grade.value)
        if source.name in held
        else source
        for source in queries.sources(views)
    ]


def digest(finding: Finding) -> str:
    """Return SHA-256, in hex, over a finding: what a second person agrees to."""
    return sha256(encode(to_plain(finding))).hex()


def concluded(ledger: Ledger, views: Views, ladder: Sequence[Figure] = ()) -> list[Concluded]:
    """Return the findings with their signatures and what no longer holds, in order.

    `ladder` are the figures of the whole case now; without it none is compared.
    """
    found = judged.findings(views)
    if not found:
        return []
    known, faults = people(ledger, views), _Faults(views, ladder)
    return [_concluded(key, said, head, known, faults) for key, said, head in found]


def _concluded(key: str, said: Finding, head: Header, known: Team, faults: "_Faults") -> Concluded:
    what = digest(said)
    answers = [
        s for s in known.standings.values() if (s.proposal.act, s.proposal.what) == (ACT, what)
    ]
    first = next((s for s in answers if s.state == "confirmed"), answers[-1] if answers else None)
    one = Concluded(key, said, head.author, head.time, faults=faults.of(key, said))
    if first is None:
        return replace(one, signed="waiting" if known.takes_two else "alone")
    return replace(one, signed=first.state, second=first.answered_by, why=first.why)


class _Faults:
    """Looks up what of a finding's grounds has fallen."""

    def __init__(self, views: Views, ladder: Sequence[Figure]) -> None:
        self._claims = {claim.id: claim for claim in queries.claims(views)}
        self._gone = queries.retracted(views)
        self._known = {
            *queries.items(views),
            *_codes(views),
            *(row[0] for row in views.ask("SELECT entry FROM facts")),
        }
        self._degrees: dict[str, Degree] = {f.standard: Degree(f.standard, f.basis, f.floor, f.low, f.high)
                         for f in ladder}  # fmt: skip

    def of(self, key: str, said: Finding) -> dict[str, Fault]:
        """Return each fallen ground with why; the finding's own id where it was withdrawn."""
        found: dict[str, Fault] = {key: "withdrawn"} if key in self._gone else {}
        for ground in said.rests_on:
            if (fault := self._fault(ground)) is not None:
                found[ground] = fault
        for figure in said.figures:
            now = self._degrees.get(figure.standard)
            if now is not None and _number(now) != _number(figure):
                found[figure.standard] = "changed"
        return found

    def _fault(self, ground: str) -> Fault | None:
        claim = self._claims.get(ground)
        if claim is not None and claim.review.state == "rejected":
            return "rejected"
        if {ground, claim.item if claim is not None else ground} & set(self._gone):
            return "retracted"
        return None if claim is not None or ground in self._known else "gone"


def _number(figure: Degree) -> tuple[str, int, int]:
    return figure.basis, figure.floor, figure.low


def _codes(views: Views) -> list[str]:
    """Return the codes, old ones too, that lead to an incident that holds claims."""
    found = picture(views).judged
    held = {code for code, now in found.standing.items() if now.incident.claims}
    return [code for code in (*found.standing, *found.gone_to) if found.resolve(code) in held]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a dossier may show of people's judgements; nothing of it rests on protected items."""

    assessed: tuple[Elements, ...]
    findings: tuple[Concluded, ...]
    requests: tuple[Request, ...]
    request_states: tuple[State, ...]


def shown(ledger: Ledger, views: Views, ladder: Sequence[Figure]) -> Shown:
    """Return what people judged, without what speaks of or rests on protected items."""
    sheltered = resting.protected_ids(views)
    asked = [r for r in judged.requests(views).values() if r.about not in sheltered]
    assessed = tuple(
        replace(one, standing=standing)
        for one in elements(ledger, views)
        if one.subject not in sheltered
        and (standing := tuple(a for a in one.standing if not sheltered & {*a.said.rests_on}))
    )
    found = concluded(ledger, views, ladder)
    return Shown(
        assessed=assessed,
        findings=tuple(f for f in found if not sheltered & {*f.finding.rests_on}),
        requests=tuple(asked),
        request_states=tuple(state_of(request, today()) for request in asked),
    )
