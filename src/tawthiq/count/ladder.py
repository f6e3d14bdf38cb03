"""The ladder of figures for a question, from a case's evidence (figures.md §6, §13).

One compiled problem answers the whole case and every narrower question, so that all
tables of one dossier rest on the same atoms.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.count import cells, words
from tawthiq.count.compile import Compiled, Evidence, compile_case
from tawthiq.count.places import Places, gather
from tawthiq.count.problem import Answer, answer_all
from tawthiq.count.profile import Profile, load
from tawthiq.count.statement import Problem, Question
from tawthiq.record.claim import PlaceRef
from tawthiq.record.figure import RUNGS, Account, Beside, Figure, Rung, Scope

VOCABULARY: Mapping[str, set[str]] = {
    "status": {"civilian", "combatant", "hors_de_combat", "state_forces", "armed_group"},
    "sex": {"woman", "man"},
    "age": {"child", "adult"},
}
Basis = Literal["accepted", "suggested"]
Ladder = tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The whole-case ladder and those of narrower questions, under the words of their scope."""

    ladder: Ladder
    by_place: Mapping[str, Ladder]
    by_perpetrator: Mapping[str, Ladder]
    by_status: Mapping[str, Ladder]
    places_of: Mapping[str, str]
    placed: Ladder


def ladder(evidence: Evidence, scope: Scope, profile: str, basis: Basis) -> Ladder:
    """Return the figures of one question, one per rung, lowest claim to proof last."""
    rules, found = load(profile), _places(evidence)
    _understood(scope, found)
    grid_scope = _cells(scope, found)
    compiled = compile_case(evidence, rules, basis, scope.event, [grid_scope])
    _labels_known(scope, compiled)
    question = _question(scope, grid_scope, compiled)
    answer = answer_all(_with_labels(compiled.problem, question), [question])[0]
    return _figures(_Asked(scope, grid_scope, question, answer), compiled, rules, basis)


def tables(evidence: Evidence, profile: str, basis: Basis) -> Tables:
    """Return the ladders of the whole case, of each place, perpetrator and status named."""
    rules, found = load(profile), _places(evidence)
    place_scopes = _place_scopes(evidence, found)
    named = tuple(scope.places[0] for scope in place_scopes.values())
    narrow = [_cells(scope, found) for scope in (*place_scopes.values(), Scope(places=named))]
    compiled = compile_case(evidence, rules, basis, "killed", narrow)
    groups = {
        "whole": {"": Scope()},
        "placed": {"": Scope(places=named)},
        "place": place_scopes,
        "perp": _label_scopes(compiled, "perp"),
        "status": _label_scopes(compiled, "status"),
    }
    asked = [
        (group, name, scope, _cells(scope, found))
        for group, scopes in groups.items()
        for name, scope in scopes.items()
    ]
    questions = [_question(scope, at, compiled) for _, _, scope, at in asked]
    answers = answer_all(compiled.problem, questions)
    made: dict[str, dict[str, Ladder]] = {group: {} for group in groups}
    for (group, name, scope, at), question, answer in zip(asked, questions, answers, strict=True):
        one = _Asked(scope, at, question, answer)
        made[group][name] = _figures(one, compiled, rules, basis)
    return Tables(
        ladder=made["whole"][""],
        by_place=made["place"],
        by_perpetrator=made["perp"],
        by_status=made["status"],
        places_of=_known(evidence, found),
        placed=made["placed"][""] if named else (),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    scope: Scope
    cells: cells.Scope
    question: Question
    answer: Answer


def _places(evidence: Evidence) -> Places:
    found = gather(evidence.claims, evidence.places, evidence.relations)
    found.territory = evidence.territory
    return found


def _cells(scope: Scope, found: Places) -> cells.Scope:
    keys = [found.key(PlaceRef(name, "settlement")) for name in scope.places]
    places = None if not keys or None in keys else frozenset(key for key in keys if key)
    if scope.from_ is None and scope.to is None:
        return cells.Scope(places)
    begin = parse_day(scope.from_) if scope.from_ else cells.FIRST_DAY
    end = parse_day(scope.to) if scope.to else cells.LAST_DAY
    return cells.Scope(places, (begin, end))


def _place_scopes(evidence: Evidence, found: Places) -> dict[str, Scope]:
    """Return a question per place that claims or the case name, by the name to show."""
    keys = {
        key: found.names[key]
        for claim in evidence.claims
        if claim.count
        for ref in claim.place
        if (key := found.key(ref)) is not None and ref.relation == "in"
    }
    keys |= {key: found.names[key] for key in found.known if key in found.parents}
    territory = evidence.territory
    return {name: Scope(places=(name,)) for _, name in sorted(keys.items()) if name != territory}


def _label_scopes(compiled: Compiled, dimension: str) -> dict[str, Scope]:
    """Return a question per set of labels that some source gives ("civilians and unarmed")."""
    shown = compiled.labels.shown if dimension == "perp" else {}
    sets = {
        tuple(sorted(value for value in statement.who[dimension] if "&" not in value))
        for statement in compiled.problem.statements
        if dimension in statement.who
    }
    named = [tuple(shown.get(value, value) for value in values) for values in sorted(sets)]
    return {" / ".join(names): Scope(labels={dimension: names}) for names in named}


def _question(scope: Scope, at: cells.Scope, compiled: Compiled) -> Question:
    who = {
        dimension: frozenset().union(
            *(compiled.labels.question(dimension, value) for value in values)
        )
        for dimension, values in scope.labels.items()
    }
    return Question(at=compiled.grid.cover.get(at), who=who)


def _understood(scope: Scope, found: Places) -> None:
    """Raise UsageError for a place that nothing names or a window that ends before it begins.

    A typing error must not read as "nobody".
    """
    known = set(found.names)
    for name in scope.places:
        key = found.key(PlaceRef(name, "settlement"))
        if key is not None and key not in known:
            raise UsageError("figures.place", f"no claim and no list of this case names {name!r}")
    if scope.from_ and scope.to and parse_day(scope.from_) > parse_day(scope.to):
        raise UsageError("figures.days", f"{scope.from_} lies after {scope.to}")


def _labels_known(scope: Scope, compiled: Compiled) -> None:
    """Raise UsageError for a label that no source gives and no vocabulary has."""
    for dimension, values in scope.labels.items():
        known = set(compiled.problem.dims.get(dimension, ())) | VOCABULARY.get(dimension, set())
        shown = {compiled.labels.shown.get(value, value) for value in known if "&" not in value}
        for value in values:
            if not compiled.labels.question(dimension, value) & known:
                listed = ", ".join(sorted(shown)) or "none"
                says = f"no source gives the label {dimension}={value!r}; known are: {listed}"
                raise UsageError("figures.label", says)


def _with_labels(problem: Problem, question: Question) -> Problem:
    """Return the problem with the labels asked for, which no source may have given."""
    dims = dict(problem.dims)
    for dimension, values in question.who.items():
        dims[dimension] = tuple(sorted({*dims.get(dimension, ()), *values}))
    return dataclasses.replace(problem, dims=dims)


def _figures(asked: _Asked, compiled: Compiled, rules: Profile, basis: Basis) -> Ladder:
    return tuple(_figure(rung, asked, compiled, rules, basis) for rung in RUNGS)


def _figure(rung: Rung, asked: _Asked, compiled: Compiled, rules: Profile, basis: Basis) -> Figure:
    answer, reported = asked.answer, rung == "reported"
    floor = answer.floor[rung]
    certificate = answer.certificates.get(rung)
    because = tuple(dict.fromkeys(compiled.origin[c].claim.id for c in answer.because[rung]))
    low = answer.low if reported else floor
    here = _in_scope(asked, compiled)
    return Figure(
        scope=asked.scope,
        standard=rung,
        basis=basis,
        profile=rules.name,
        min=low,
        max=_ceiling(asked, compiled),
        floor=floor,
        sturdy=answer.sturdy_by_rung[rung],
        sturdy_by_item=answer.sturdy_by_item_by_rung[rung],
        low=low,
        high=answer.high if reported else None,
        spread=answer.spread if reported else None,
        accounts=_accounts(answer, compiled) if reported else (),
        because=because,
        contradictions=_claims(answer.contradictions, compiled) if reported else (),
        contested=_contested(here, compiled) if reported else (),
        unquantified=_unquantified(here, compiled) if reported else (),
        beside=_beside(asked, compiled) if reported else (),
        certificates=words.certificates(certificate, compiled) if certificate else (),
        carriers=tuple(dict.fromkeys(compiled.roots[c] for c in answer.because[rung])),
        verifiers=words.verifiers(answer.because[rung], compiled) if rung == "verified" else (),
        relayed_by=words.relays(answer.because[rung], compiled),
    )


def _claims(ids: Iterable[str], compiled: Compiled) -> tuple[str, ...]:
    return tuple(dict.fromkeys(compiled.origin[key].claim.id for key in ids))


def _in_scope(asked: _Asked, compiled: Compiled) -> list[str]:
    """Return the statements that speak of the question's atoms."""
    at = asked.question.at
    found = []
    for key, scope in compiled.scopes.items():
        cover = compiled.grid.cover.get(scope)
        if at is None or cover is None or cover & at:
            found.append(key)
    return found


def _ceiling(asked: _Asked, compiled: Compiled) -> int | None:
    """Return the lowest admitted ceiling on exactly this question, or None."""
    tops = [
        statement.hi
        for statement in compiled.problem.statements
        if statement.bind == "ceiling"
        and statement.admitted
        and statement.hi is not None
        and statement.at == asked.question.at
        and dict(statement.who) == dict(asked.question.who)
    ]
    return min(tops, default=None)


def _accounts(answer: Answer, compiled: Compiled) -> tuple[Account, ...]:
    found = []
    for account in answer.accounts:
        numbers = [compiled.origin[key] for key in account.claims]
        days = [n.claim.as_of or (n.claim.said.to if n.claim.said else None) for n in numbers]
        as_of = max((day for day in days if day), default=None)
        claims = tuple(dict.fromkeys(n.claim.id for n in numbers))
        found.append(Account(account.root, account.lo, account.hi, as_of, claims))
    return tuple(found)


def _contested(here: Sequence[str], compiled: Compiled) -> tuple[str, ...]:
    """Return claims of different sources that give one group of people other labels (§8)."""
    statements = {s.id: s for s in compiled.problem.statements if s.id in set(here) and s.admitted}
    found: set[str] = set()
    listed = sorted(statements.values(), key=lambda s: s.id)
    for n, a in enumerate(listed):
        for b in listed[n + 1 :]:
            if a.root == b.root or a.at != b.at or a.of or b.of:
                continue
            shared = set(a.who) & set(b.who)
            if any(not set(a.who[d]) & set(b.who[d]) for d in shared):
                found |= {a.id, b.id}
    return _claims(sorted(found), compiled)


def _unquantified(here: Sequence[str], compiled: Compiled) -> tuple[str, ...]:
    silent = [key for key in here if compiled.origin[key].count.kind == "unquantified"]
    return _claims(sorted(silent), compiled)


def _beside(asked: _Asked, compiled: Compiled) -> tuple[Beside, ...]:
    wanted = asked.cells.places
    found = {}
    for aside in compiled.aside:
        keys = {compiled.places.key(ref) for ref in aside.claim.place}
        if aside.is_shown and (wanted is None or keys & wanted):
            found[aside.claim.id, aside.reason] = Beside(aside.claim.id, aside.reason)
    return tuple(found.values())


def _known(evidence: Evidence, found: Places) -> dict[str, str]:
    """Return the case's own place for each place as claims name it, where there is one."""
    known = {}
    for claim in evidence.claims:
        for ref in claim.place:
            key = found.key(ref)
            if key is not None and key in found.known:
                known[ref.name] = found.known[key]
    return known
