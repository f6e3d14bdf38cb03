"""Random histories on three devices: appends, unions, re-openings; the model is a plain list."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from tests.ledger import made

from tawthiq.record.entry import Draft

DEVICES = ("one", "two", "three")


class Histories(RuleBasedStateMachine):
    """Three copies of one case, each written by its own device under its own wrong clock."""

    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.scratch = tempfile.TemporaryDirectory()
        self.open: dict[str, made.Made] = {}
        self.model: dict[str, set[str]] = {}
        self.written: dict[str, tuple[int, set[str]]] = {}

    @initialize(locked=st.booleans())
    def begin(self, locked: bool) -> None:  # noqa: FBT001 - drawn by name
        """Make the case on the first device; the others start from nothing of their own."""
        root = Path(self.scratch.name)
        first = made.new_case(root / "one", root / "home-one", locked=locked)
        self.open["one"] = first
        for name in DEVICES[1:]:
            self.open[name] = made.beside(first, root / name, root / f"home-{name}")
            made.take(self.open[name], first)
        held = {row.id.hex() for row in first.store.rows()}
        self.model = {name: set(held) for name in DEVICES}

    @rule(
        target=entries,
        device=st.sampled_from(DEVICES),
        count=st.integers(1, 40),
        year=st.integers(1980, 2090),
    )
    def append(self, device: str, count: int, year: int) -> tuple[str, str]:
        """Enter a batch; it comes back by id, above every tick held before."""
        case = self.open[device]
        case.ledger._clock = made.clock(f"{year}-01-01T00:00:00Z")
        before = {row.id.hex(): row.tick for row in case.store.rows()}
        ids = case.ledger.append([Draft("request", {"n": n}) for n in range(count)])
        assert len(set(ids)) == count
        now = {row.id.hex(): row.tick for row in case.store.rows()}
        new = set(now) - set(before)
        assert set(ids) <= new  # a new log opens with entries of its own
        assert min(now[each] for each in new) > max(before.values(), default=0)
        self.model[device] |= new
        return device, ids[0]

    @rule(entry=entries, device=st.sampled_from(DEVICES))
    def find(self, entry: tuple[str, str], device: str) -> None:
        """An entry is found where it is held, whole, with a proof that holds."""
        _, entry_id = entry
        if entry_id not in self.model[device]:
            return
        ledger = self.open[device].ledger
        assert ledger.entry(entry_id[:20]).id == entry_id
        proof, head = ledger.prove(entry_id)
        assert head in ledger.seal().values()
        assert len(proof) <= 12

    @rule(ours=st.sampled_from(DEVICES), theirs=st.sampled_from(DEVICES))
    def exchange(self, ours: str, theirs: str) -> None:
        """Take what another device holds; nothing is refused and nothing comes twice."""
        taken = made.take(self.open[ours], self.open[theirs])
        assert taken.refused == {}
        assert taken.entries == len(self.model[theirs] - self.model[ours])
        self.model[ours] |= self.model[theirs]

    @rule(device=st.sampled_from(DEVICES))
    def reopen(self, device: str) -> None:
        """Close and open again, as another process would."""
        root = Path(self.scratch.name)
        self.open[device].close()
        self.open[device] = made.open_case(root / device, root / f"home-{device}")

    @invariant()
    def holds_the_model(self) -> None:
        """Each copy holds exactly what it wrote or took, in logs without gaps."""
        for name, case in self.open.items():
            rows = list(case.store.rows())
            assert {row.id.hex() for row in rows} == self.model[name]
            assert sum(case.store.logs().values()) == len(rows)
            assert [row.position for row in rows] == sorted(row.position for row in rows)

    def teardown(self) -> None:
        """A last look: every copy checks clean, and equal copies have one view digest."""
        try:
            if self.model:
                self.look()
        finally:
            for case in self.open.values():
                case.close()
            self.scratch.cleanup()

    def look(self) -> None:
        """Check all copies."""
        digests: dict[frozenset[str], str] = {}
        for name, case in self.open.items():
            settings_of = [e for e in case.ledger.entries() if e.header.kind == "settings"]
            case.folder.write_toml(made.CASE, dict(settings_of[0].payload or {}))
            assert made.findings(case, views=False) == []
            views = made.views_of(case)
            digest = views.digest()
            views.close()
            assert digests.setdefault(frozenset(self.model[name]), digest) == digest


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=12, stateful_step_count=20)
