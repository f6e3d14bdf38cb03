"""Histories split over three devices with wrong clocks give one view, however they meet."""

import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger import made

from tawthiq.record.entry import Draft
from tawthiq.view import replay
from tawthiq.view.fold import Views

DEVICES = ("one", "two", "three")
PLACES = ("Upper Marl", "Tall Nahr", "Reed Hollow")

ACTS = st.lists(
    st.tuples(
        st.sampled_from(DEVICES),
        st.sampled_from(["place", "claim", "review", "item", "take", "look"]),
        st.sampled_from(DEVICES),
        st.integers(0, 5),
    ),
    max_size=25,
)


class Copies:
    """Three copies of one case, each with its own device, clock and views."""

    def __init__(self, root: Path, years: tuple[int, int, int], *, locked: bool) -> None:
        self.cases: dict[str, made.Made] = {}
        self.views: dict[str, Views] = {}
        first = made.new_case(root / "one", root / "home-one", locked=locked)
        made.fill(first, 12)
        for name, year in zip(DEVICES, years, strict=True):
            case = first
            if name != "one":
                case = made.beside(first, root / name, root / f"home-{name}")
            case.ledger._clock = made.clock(f"{year}-01-01T00:00:00Z", -3600)
            self.cases[name] = case
            self.take(name, "one")
            self.views[name] = made.views_of(case)

    def take(self, ours: str, theirs: str) -> None:
        """Bring over another copy's blobs, then its logs."""
        mine, other = self.cases[ours], self.cases[theirs]
        if ours == theirs:
            return
        for name in sorted(made.named(other)):
            with other.vault.open(name) as file:
                mine.vault.put(file)
        assert made.take(mine, other).refused == {}

    def act(self, device: str, what: str, other: str, number: int) -> None:
        """Do one thing on one device."""
        ledger = self.cases[device].ledger
        if what == "place":
            ledger.append(
                [Draft("place", {"name": PLACES[number % 3], "lat": f"{number}.{device}"})]
            )
        elif what == "claim":
            ledger.append([Draft("claim", made.claim(number, "ab" * 32, made.WORDS[number % 4]))])
        elif what == "review":
            verdict = {"claim": f"clm{number:08d}", "verdict": "accepted", "why": device}
            ledger.append([Draft("review", verdict)] * 2)
        elif what == "item":
            made.fill(self.cases[device], 3, seed=number)
        elif what == "take":
            self.take(device, other)
        else:
            self.views[device].refresh()

    def meet(self, chance: random.Random) -> None:
        """Exchange in random order until nobody has anything new."""
        for _ in range(3):
            pairs = [(a, b) for a in DEVICES for b in DEVICES if a != b]
            for ours, theirs in chance.sample(pairs, len(pairs)):
                self.take(ours, theirs)
                if chance.random() < 0.3:
                    self.views[ours].refresh()

    def close(self) -> None:
        """Let go of everything."""
        for name in DEVICES:
            self.views[name].close()
            self.cases[name].close()


@settings(max_examples=12)
@given(
    acts=ACTS,
    years=st.tuples(*[st.integers(1971, 2099)] * 3),
    chance=st.randoms(use_true_random=False),
    locked=st.booleans(),
)
def test_one_view_whatever_the_order(
    acts: list[tuple[str, str, str, int]],
    years: tuple[int, int, int],
    chance: random.Random,
    locked: bool,  # noqa: FBT001 - drawn by name
) -> None:
    """Three views that grew in different orders, and a replay from nothing: one digest."""
    root = Path(tempfile.mkdtemp())
    copies = Copies(root, years, locked=locked)
    try:
        for act in acts:
            copies.act(*act)
        copies.meet(chance)
        digests = set()
        for name in DEVICES:
            copies.views[name].refresh()
            digests.add(copies.views[name].digest())
            connection = replay.build(":memory:", copies.cases[name].ledger)
            digests.add(replay.digest_of(connection))
            connection.close()
        assert len(digests) == 1
    finally:
        copies.close()
        shutil.rmtree(root)
