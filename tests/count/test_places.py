"""Places and cells: unknown never tightens a bound, and nothing adds without a licence."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.count import claims as made

from tawthiq.count import cells
from tawthiq.count.cells import Scope, build, cliques
from tawthiq.count.places import Places, gather, shown
from tawthiq.record.case_facts import Place, PlaceRelation
from tawthiq.record.claim import PlaceRef

TOLL = made.number(5, 5)


def places(*named: str, **more: object) -> Places:
    """Return the places that one claim each names."""
    claims = [made.claim(f"c{n}", TOLL, place=name) for n, name in enumerate(named)]
    return gather(claims, more.get("known", ()), more.get("relations", ()))  # type: ignore[arg-type]


class TestRelations:
    """Each relation has a ground; the rest is unknown."""

    def test_unknown(self) -> None:
        """Two names of two claims may be one place."""
        found = places("Tal Qamarin", "Bir Lamisan")
        assert found.relation("tal qamarin", "bir lamisan")[0] == "unknown"
        assert found.relation("tal qamarin", "tal qamarin")[0] == "same"

    def test_side_by_side(self) -> None:
        """One source that names two places in one sentence holds them apart."""
        both = made.claim("a", TOLL, place=("Tal Qamarin", "Bir Lamisan"))
        found = gather([both], (), ())
        relation, ground = found.relation("bir lamisan", "tal qamarin")
        assert (relation, ground) == ("disjoint", "named side by side by Sahl Monitor")

    def test_inside(self) -> None:
        """'X in Y' in the text nests; what lies apart keeps apart what is inside."""
        ref = PlaceRef("Mill Quarter", "neighbourhood", within="Marzahun")
        inner = made.claim("a", TOLL, place=())
        nested = type(inner)(**{**_fields(inner), "place": (ref,)})
        both = made.claim("b", TOLL, place=("Marzahun", "Tal Qamarin"))
        found = gather([nested, both], (), ())
        assert found.relation("mill quarter", "marzahun")[0] == "inside"
        assert found.relation("mill quarter", "tal qamarin")[0] == "disjoint"
        assert shown(found, ["mill quarter"]) == {"mill quarter": "Mill Quarter"}

    def test_known_places(self) -> None:
        """The case's own list nests, separates, and knows other spellings."""
        known = [
            Place("Valley", lat="1", lon="1"),
            Place("Mill Quarter", ("حي الطاحون",), parent="Valley"),
            Place("Tal Qamarin", ("تل قمرين",), parent="Valley"),
        ]
        found = places("Mill", "تل قمرين", known=known)
        assert found.key(PlaceRef("الطاحون", "neighbourhood")) == "mill quarter"
        assert found.relation("mill quarter", "tal qamarin")[0] == "disjoint"
        assert found.relation("tal qamarin", "valley")[0] == "inside"

    def test_people_decide(self) -> None:
        """A stated relation stands over what the list suggests."""
        known = [Place("A", parent="V"), Place("B", parent="V"), Place("C", parent="V")]
        stated = [
            PlaceRelation("A", "B", "unknown", "nobody knows"),
            PlaceRelation("C", "Z", "same", "one village, two names"),
            PlaceRelation("D", "A", "inside", "a farm of A"),
            PlaceRelation("D", "B", "disjoint", "across the river"),
        ]
        found = places("A", "B", "D", known=known, relations=stated)
        assert found.relation("a", "b")[0] == "unknown"
        assert found.key(PlaceRef("Z", "settlement")) == "c"
        assert found.relation("d", "a")[0] == "inside"
        assert found.relation("d", "b")[0] == "disjoint"

    def test_wide_and_near(self) -> None:
        """A country, or the case's own territory, is the whole case; 'near X' is not X."""
        found = Places(territory="Valley")
        assert found.key(PlaceRef("Anywhere", "country")) is None
        assert found.key(PlaceRef("Valley", "region")) is None
        assert found.key(PlaceRef("Tal Qamarin", "settlement", relation="near")) == (
            "near tal qamarin"
        )
        assert found.key(PlaceRef("Ridge", "admin1")) == "ridge (area)"


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}  # type: ignore[attr-defined]


def day(number: int) -> date:
    """Return a day of May 2031."""
    return date(2031, 5, number)


def scope(place: str | None, first: int | None = None, last: int | None = None) -> Scope:
    """Return where and when."""
    window = (day(first), day(last or first)) if first else None
    return Scope(frozenset({place}) if place else None, window)


class TestCells:
    """Atoms let people be shared exactly where nothing forbids it."""

    def overlap(self, a: Scope, b: Scope, found: Places) -> bool:
        """Say whether two scopes may hold one person."""
        grid = build([a, b], found)
        one, two = (grid.cover[s] if grid.cover[s] is not None else set(grid.atoms) for s in (a, b))
        return bool(one & two)  # type: ignore[operator]

    def test_days(self) -> None:
        """Windows separate only with a whole day between them."""
        found = places("Tal Qamarin")
        here = "tal qamarin"
        assert self.overlap(scope(here, 6), scope(here, 7), found)
        assert not self.overlap(scope(here, 6), scope(here, 8), found)
        assert self.overlap(scope(here, 6, 7), scope(here, 8), found)

    def test_unknown_places_share(self) -> None:
        """Places that may be one share people; places apart do not."""
        found = places("Tal Qamarin", "Bir Lamisan")
        assert self.overlap(scope("tal qamarin", 6), scope("bir lamisan", 6), found)
        found.apart["bir lamisan", "tal qamarin"] = "a person says so"
        assert not self.overlap(scope("tal qamarin", 6), scope("bir lamisan", 6), found)

    def test_whole_case_reaches_elsewhere(self) -> None:
        """A number for the whole case is never forced into the places that happen to be named."""
        found = places("Tal Qamarin")
        grid = build([Scope(), scope("tal qamarin")], found)
        assert grid.cover[Scope()] is None
        assert len(grid.atoms) > len(grid.cover[scope("tal qamarin")] or ())

    def test_one_event(self) -> None:
        """Windows of one event overlap pairwise after widening."""
        assert cells.is_one_event([scope("a", 6), scope("a", 7)])
        assert not cells.is_one_event([scope("a", 6), scope("a", 9)])

    @given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
    def test_cliques(self, pairs: list[tuple[int, int]]) -> None:
        """Every pair of neighbours lies in a clique, and every clique is complete."""
        graph: dict[str, set[str]] = {str(n): set() for n in range(8)}
        for a, b in pairs:
            if a != b:
                graph[str(a)].add(str(b))
                graph[str(b)].add(str(a))
        found = cliques(graph)
        assert all({str(a), str(b)} <= set().union(*found) for a, b in pairs)
        for a, b in pairs:
            assert a == b or any({str(a), str(b)} <= clique for clique in found)
        for clique in found:
            assert all(b in graph[a] for a in clique for b in clique if a != b)

    def test_too_many_cliques(self) -> None:
        """Beyond the limit whole connected parts are shared: weaker, never wrong."""
        size = 21  # 3 ** 7 maximal cliques
        graph = {str(n): {str(m) for m in range(size) if m // 3 != n // 3} for n in range(size)}
        assert cliques(graph) == [frozenset(graph)]

    @given(st.data())
    def test_shared_day_is_never_lost(self, data: st.DataObject) -> None:
        """Whatever else is asked, two scopes of one place and day share an atom."""
        first = data.draw(st.integers(1, 20))
        others = [
            scope("tal qamarin", n) for n in data.draw(st.lists(st.integers(1, 25), max_size=4))
        ]
        a = scope("tal qamarin", first)
        b = Scope(None, (day(first), day(first) + timedelta(days=1)))
        grid = build([a, b, *others], places("Tal Qamarin"))
        assert (grid.cover[a] or set()) & (grid.cover[b] or set())
