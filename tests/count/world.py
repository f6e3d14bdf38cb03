"""A simulated world: people who were harmed, and recorders who know some of them late.

Recorders are partial (each sees a share of the people, and dependent ones see through
another's eyes), late (a death is found days after it happened), wrong about labels now and
then, and two of them know one village by another name, which a person has judged "unsure".
Every counted person is real; that is all a floor needs (figures.md §9).
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tawthiq.count.problem import Problem, Question, Statement

VILLAGES = ("Qasr", "Tell", "Wadi")
TWIN = "Tell by its other name"
SIDES = ("north", "south")
STATUS = ("civilian", "fighter")
DAYS = 12
CUT = 6


@dataclass(frozen=True)
class Person:
    """Someone killed: where, when, found when, by whom, as what."""

    village: str
    day: int
    found: int
    side: str
    status: str


@dataclass(frozen=True)
class World:
    """The people, and the problem that the recorders' statements pose."""

    people: tuple[Person, ...]
    problem: Problem

    def truth(self, question: Question) -> int:
        """Return how many people a question is really about."""
        return sum(
            (question.at is None or not atoms_of(p).isdisjoint(question.at))
            and all(getattr(p, dim) in values for dim, values in question.who.items())
            for p in self.people
        )


def half(day: int) -> str:
    """Name the half of the time that a day lies in."""
    return "early" if day <= CUT else "late"


def atom(village: str, when: str) -> str:
    """Name one atom."""
    return f"{village} {when}"


def twins(when: str) -> str:
    """Name the joint atom of the village and its other name."""
    return f"{atom('Tell', when)}&{atom(TWIN, when)}"


ATOMS = tuple(
    atom(place, when) for when in ("early", "late") for place in (*VILLAGES, TWIN)
) + tuple(twins(when) for when in ("early", "late"))


def atoms_of(person: Person) -> frozenset[str]:
    """Return the atoms where a person may be looked for; of Tell, under both names."""
    when = half(person.day)
    if person.village != "Tell":
        return frozenset({atom(person.village, when)})
    return frozenset({atom("Tell", when), atom(TWIN, when), twins(when)})


def place(name: str, halves: Iterable[str] = ("early", "late")) -> frozenset[str]:
    """Return the atoms of a village as a source names it, joint ones among them."""
    found = {atom(name, when) for when in halves}
    if name in ("Tell", TWIN):
        found |= {twins(when) for when in halves}
    return frozenset(found)


def people(chance: random.Random) -> tuple[Person, ...]:
    """Draw the people."""
    drawn = []
    for _ in range(chance.randint(1, 40)):
        day = chance.randint(1, DAYS)
        lag = chance.choice((0, 0, 1, 3, 8))
        drawn.append(
            Person(
                chance.choice(VILLAGES), day, day + lag, chance.choice(SIDES), chance.choice(STATUS)
            )
        )
    return tuple(drawn)


class Recorder:
    """One root: the people it has heard of, with the labels it gives them."""

    def __init__(
        self, name: str, heard: Iterable[Person], errors: float, chance: random.Random
    ) -> None:
        """Hear of some people; give a wrong label with probability `errors`."""
        self.name, self._chance = name, chance
        self.calls_tell = chance.choice(("Tell", TWIN))
        self.known = tuple(self._as_heard(person, errors) for person in heard)
        self._count = 0

    def _as_heard(self, person: Person, errors: float) -> Person:
        if self._chance.random() < errors:
            person = replace(person, side=self._chance.choice(SIDES))
        if self._chance.random() < errors:
            person = replace(person, status=self._chance.choice(STATUS))
        return person

    def statements(self) -> list[Statement]:
        """Return what it says: some of the things that recorders say."""
        kinds: tuple[Callable[[int], list[Statement]], ...] = (
            self._toll,
            self._villages,
            self._updates,
            self._parts,
            self._file,
        )
        said: list[Statement] = []
        for kind in self._chance.sample(kinds, self._chance.randint(1, 3)):
            said += kind(self._chance.choice((CUT, DAYS, DAYS + 8)))
        return said

    def _say(self, number: int | None, **facts: object) -> Statement:
        self._count += 1
        name = f"{self.name}-{self._count:02d}"
        said = Statement(name, self.name, "stated", number)
        return replace(said, **{"hi": number, **facts})  # type: ignore[arg-type]

    def _by(self, asof: int) -> list[Person]:
        return [p for p in self.known if p.found <= asof]

    def _window(self, asof: int) -> tuple[str, ...]:
        return ("early",) if asof <= CUT else ("early", "late")

    def _toll(self, asof: int) -> list[Statement]:
        """Everything it knows by a day: a total with a cut-off, exact or "at least"."""
        number = len(self._by(asof))
        halves = self._window(asof)
        names = (*VILLAGES[::2], self.calls_tell)
        at = frozenset().union(*(place(name, halves) for name in names))
        top = self._chance.choice((number, None))
        return [self._say(number, hi=top, at=at, asof=asof, cum=True)]

    def _villages(self, asof: int) -> list[Statement]:
        """Each village by itself, as it calls it."""
        said = []
        for village in VILLAGES:
            name = self.calls_tell if village == "Tell" else village
            number = sum(p.village == village for p in self._by(asof))
            if number:
                vague = self._chance.random() < 0.2
                at = place(name, self._window(asof))
                said.append(self._say(number, at=at, asof=asof, vague=vague, cum=True))
        return said

    def _updates(self, asof: int) -> list[Statement]:
        """A toll of one village that rises, then a further number."""
        village = self._chance.choice(("Qasr", "Wadi"))
        days = sorted(self._chance.sample(range(1, DAYS + 9), 3))
        known = [sum(p.village == village for p in self._by(day)) for day in days]
        row = [
            self._say(number, at=place(village), series=village, asof=day)
            for number, day in zip(known[:2], days[:2], strict=True)
        ]
        more = known[2] - known[1]
        further = self._say(more, at=place(village), series=village, asof=days[2])
        return [*row, replace(further, bind="increment")]

    def _parts(self, asof: int) -> list[Statement]:
        """A total, a part by status, and "most by one side" where that is what it counts."""
        known = self._by(asof)
        whole = self._say(len(known), asof=asof)
        civilians = sum(p.status == "civilian" for p in known)
        said = [
            whole,
            self._say(civilians, of=whole.id, who={"status": frozenset({"civilian"})}),
        ]
        for side in SIDES:
            if 2 * sum(p.side == side for p in known) > len(known):
                share = self._say(None, of=whole.id, who={"side": frozenset({side})})
                said.append(replace(share, bind="fraction", frac=(1, 2)))
        return said

    def _file(self, asof: int) -> list[Statement]:
        """What it holds on some people of one village: names, marked frames."""
        village = self._chance.choice(("Qasr", "Wadi"))
        held = [p for p in self._by(asof) if p.village == village and self._chance.random() < 0.7]
        said = self._say(len(held), at=place(village), std="documented", asof=asof)
        return [replace(said, bind="documented")] if held else []


def simulate(seed: int, *, errors: float = 0.0) -> World:
    """Return a world and what four recorders say of it; `errors` is the rate of wrong labels."""
    chance = random.Random(seed)
    real = people(chance)
    recorders: list[Recorder] = []
    for number in range(4):
        seen: Iterable[Person] = real
        if recorders and chance.random() < 0.5:  # hears what another has heard
            seen = [p for p in real if p in chance.choice(recorders).known] or real
        coverage = chance.choice((0.3, 0.7, 1.0))
        heard = [p for p in seen if chance.random() < coverage]
        recorders.append(Recorder(f"recorder {number}", heard, errors, chance))
    said = tuple(s for recorder in recorders for s in recorder.statements())
    return World(real, Problem(ATOMS, {"side": SIDES, "status": STATUS}, said))


def questions() -> list[Question]:
    """Return questions about places, halves, sides and status."""
    asked = [Question()]
    asked += [Question(place(name)) for name in ("Qasr", "Wadi")]
    asked += [Question(place(name, ("early",))) for name in ("Qasr", "Wadi")]
    asked += [Question(place("Tell") | place(TWIN)), Question(place("Qasr") | place("Wadi"))]
    asked += [Question(None, {"side": frozenset({side})}) for side in SIDES]
    asked += [Question(None, {"status": frozenset({status})}) for status in STATUS]
    return asked
