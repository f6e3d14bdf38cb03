"""Small problems for property tests: few atoms, few roots, every kind of statement."""

from hypothesis import strategies as st

from tawthiq.count.problem import Problem, Question, Statement

ATOMS = ("Qasr", "Tell", "Wadi", "Ayn")
DIMS = {"status": ("civilian", "fighter"), "perp": ("north", "south", "east")}


def some(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """Draw one or more of the values."""
    return st.frozensets(st.sampled_from(values), min_size=1)


def labels() -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """Draw labels in no, one or both dimensions."""
    return st.fixed_dictionaries({}, optional={d: some(values) for d, values in DIMS.items()})


places = st.none() | some(ATOMS)
questions = st.builds(Question, places, labels())


@st.composite
def statements(draw: st.DrawFn, name: str, roots: int, before: list[Statement]) -> Statement:
    """Draw a statement, sometimes a part or share of one that the same root made before."""
    root = f"root{draw(st.integers(0, roots - 1))}"
    wholes = [s.id for s in before if s.root == root and s.bind in ("stated", "fraction")]
    of = draw(st.none() | st.sampled_from(wholes)) if wholes else None
    lo, who = draw(st.integers(0, 9)), draw(labels())
    if of is not None:
        if draw(st.booleans()):
            share = draw(st.sampled_from(((1, 2), (1, 3), (2, 3))))
            return Statement(name, root, "fraction", who=who, of=of, frac=share)
        return Statement(name, root, "stated", lo, who=who, of=of)
    at = draw(places)
    bind = draw(st.sampled_from(("stated", "stated", "documented", "ceiling")))
    if bind == "ceiling":
        return Statement(name, root, "ceiling", None, draw(st.integers(8, 30)), at, who)
    if bind == "documented":
        rung = draw(st.sampled_from(("documented", "verified")))
        return Statement(name, root, "documented", lo, lo, at, who, std=rung)
    hi = draw(st.none() | st.just(lo + draw(st.integers(0, 3))))
    return Statement(name, root, "stated", lo, hi, at, who)


@st.composite
def problems(draw: st.DrawFn, most: int = 7, roots: int = 4) -> Problem:
    """Draw a problem of up to `most` statements by up to `roots` roots."""
    made: list[Statement] = []
    for number in range(draw(st.integers(1, most))):
        made.append(draw(statements(f"c{number}", roots, made)))
    return Problem(ATOMS, DIMS, tuple(made))
