"""What people made of suggested incidents: merged, split, moved, named, judged; with lineage.

Acts are taken in the order in which they were entered and win over suggestions, now and
after every later run. An act undone counts as never done.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tawthiq.base.errors import UsageError
from tawthiq.base.ident import derived_id
from tawthiq.match.spots import Spot
from tawthiq.match.where import Where
from tawthiq.record.incident import REGROUPED, Incident, IncidentAct, Standing, Verdict

Acts = Mapping[str, IncidentAct]


@dataclass(slots=True)
class Judged:
    """The incidents of a case with people's acts on them.

    `gone_to` maps a merged code to the one it went into; `home` maps a claim and the code it
    was split from ("": wherever it was) to the code that a person put it under; `verdicts` two codes in order to what was last judged of them.
    """

    standing: dict[str, Standing]
    gone_to: dict[str, str] = field(default_factory=dict)
    home: dict[tuple[str, str], str] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    def resolve(self, code: str) -> str:
        """Return where a code stands now: itself, or what it was merged into."""
        while code in self.gone_to:
            code = self.gone_to[code]
        return code

    def home_of(self, claim: str, code: str) -> str:
        """Return the incident in which a claim stands that was suggested for `code`."""
        code = self.resolve(self.home.get((claim, ""), code))
        seen = {code}
        while (claim, code) in self.home:
            code = self.resolve(self.home[claim, code])
            if code in seen:
                break
            seen.add(code)
        return code

    def find(self, prefix: str) -> Standing:
        """Return the incident that a code, or the beginning of one, names; old codes too."""
        wanted = prefix.strip().upper()
        known = {*self.standing, *self.gone_to}
        found = [wanted] if wanted in known else [c for c in known if wanted and c.startswith(wanted)]  # fmt: skip
        if len(found) != 1:
            how = "more than one incident has a code that begins" if found else "no incident has a code that begins"  # fmt: skip
            raise UsageError("incident.unknown", f"{how} with {prefix!r}; 'tawthiq incidents' lists them")  # fmt: skip
        return self.standing[found[0]]

    def current(self) -> list[Standing]:
        """Return the incidents that hold claims, in order of place, day and code."""
        held = [s for s in self.standing.values() if s.incident.claims and s.replaced_by is None]
        return sorted(held, key=lambda s: (s.incident.place or "", s.incident.from_ or "", s.incident.code))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """What judgements stand on: the spots of claims, places, and the claims that stand.

    A person may put a claim without place or day into an incident, so `stand` holds more
    claims than `spots`.
    """

    spots: Mapping[str, Sequence[Spot]]
    where: Where
    stand: frozenset[str]


def judged(entered: Iterable[Incident], acts: Acts, ground: Ground) -> Judged:
    """Return the incidents as people left them.

    `entered` are all suggestions, latest form of each code; `acts` by entry id in the order
    entered.
    """
    base = {incident.code: incident for incident in entered}
    found = Judged({c: Standing(replace(i, claims=())) for c, i in base.items()})
    undone = {act.undoes for act in acts.values() if act.act == "undo"}
    live = [act for entry, act in acts.items() if entry not in undone and act.act != "undo"]
    suggested = [i for i in base.values() if i.state != REGROUPED]
    _regrouped(found, base, {code for act in live for code in act.codes})
    touched: set[str] = set()
    for act in live:
        _take(found, act, touched)
    _settle(found, suggested, ground, {found.resolve(code) for code in touched})
    return found


def _regrouped(found: Judged, base: Mapping[str, Incident], judged_on: set[str]) -> None:
    """Lead the codes that later runs emptied to where most of their claims are now.

    One that a person judged keeps its claims: what a person said wins over a later run.
    """
    now: dict[str, list[str]] = defaultdict(list)
    for incident in base.values():
        if incident.state != REGROUPED:
            for claim in incident.claims:
                now[claim].append(incident.code)
    for code, incident in sorted(base.items()):
        if incident.state != REGROUPED:
            continue
        if code in judged_on:
            found.home |= {(claim, ""): code for claim in incident.claims}
            continue
        counted = Counter(to for claim in incident.claims for to in now.get(claim, ()))
        if counted:
            to = min(counted, key=lambda one: (-counted[one], one))
            found.gone_to[code] = to
            found.standing[code] = replace(found.standing[code], replaced_by=to)
            came = tuple(dict.fromkeys([*found.standing[to].came_from, code]))
            found.standing[to] = replace(found.standing[to], came_from=came)


def _take(found: Judged, act: IncidentAct, touched: set[str]) -> None:
    """Apply one act; what it names and nothing knows any more is made anew, empty."""
    for code in (*act.codes, *((act.into,) if act.into else ())):
        if code not in found.standing:
            found.standing[code] = Standing(Incident(code, None, None, None, None, ()))
    first = found.resolve(act.codes[0])
    if act.act == "name":
        found.standing[first] = replace(found.standing[first], name=act.text or None)
    elif act.act == "move":
        touched |= {first}
        for claim in act.claims:
            found.home = {key: to for key, to in found.home.items() if key[0] != claim}
            found.home[claim, ""] = first
    elif act.act == "split" and act.into:
        touched |= {first, act.into}
        found.home |= {(claim, first): act.into for claim in act.claims}
        found.standing[act.into] = replace(
            found.standing[act.into], came_from=(*found.standing[act.into].came_from, first)
        )
        found.verdicts[_pair(first, act.into)] = "different"
    elif act.act == "same" and len(act.codes) == 2:
        second = found.resolve(act.codes[1])
        if first != second:
            touched |= {first}
            found.gone_to[second] = first
            kept = found.standing[first]
            came = tuple(dict.fromkeys([*kept.came_from, second]))
            found.standing[first] = replace(kept, came_from=came)
            found.standing[second] = replace(found.standing[second], replaced_by=first)
    elif act.act in {"different", "unsure"} and len(act.codes) == 2:
        second = found.resolve(act.codes[1])
        if first != second:
            found.verdicts[_pair(first, second)] = "different" if act.act == "different" else "unsure"  # fmt: skip


def _settle(
    found: Judged,
    suggested: Sequence[Incident],
    ground: Ground,
    touched: set[str],
) -> None:
    """Give every claim to its incident, and each incident its place, days and verdicts."""
    held: dict[str, dict[str, None]] = defaultdict(dict)
    for incident in suggested:
        for claim in (claim for claim in incident.claims if claim in ground.stand):
            held[found.home_of(claim, incident.code)][claim] = None
    for claim, come_from in found.home:
        if not come_from and claim in ground.stand:
            held[found.home_of(claim, "")][claim] = None
    verdicts: dict[tuple[str, str], Verdict] = {}
    for (a, b), verdict in found.verdicts.items():
        if found.resolve(a) != found.resolve(b):
            verdicts[_pair(found.resolve(a), found.resolve(b))] = verdict
    found.verdicts = verdicts
    against: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (a, b), verdict in sorted(verdicts.items()):
        against[a][verdict].append(b)
        against[b][verdict].append(a)
    for code, one in found.standing.items():
        claims = tuple(held.get(code, ()))
        incident = replace(one.incident, claims=claims)
        if code in touched:
            incident = replace(_framed(incident, ground), state="accepted")
        found.standing[code] = replace(
            one,
            incident=incident,
            different=tuple(against[code]["different"]) if code in against else (),
            unsure=tuple(against[code]["unsure"]) if code in against else (),
        )


def _framed(incident: Incident, ground: Ground) -> Incident:
    """Return an incident that people made, with the place and days that its claims give."""
    own = [spot for claim in incident.claims for spot in ground.spots.get(claim, ())]
    if not own:
        return incident
    counted = Counter(spot.place for spot in own)
    key = min(counted, key=lambda place: (-counted[place], place))
    here = [spot for spot in own if spot.place == key]
    return replace(
        incident,
        place=ground.where.names.get(key, key),
        from_=min(spot.begin for spot in here).isoformat(),
        to=max(spot.end for spot in here).isoformat(),
    )


def split_code(code: str, claims: Sequence[str], taken: Iterable[str]) -> str:
    """Return a code for claims split off an incident; the same on every machine."""
    held = set(taken)
    whole = derived_id("IN-", code, *sorted(claims)).upper()
    return next((whole[:n] for n in range(9, len(whole) + 1) if whole[:n] not in held), whole)


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
