"""The page of keys: what is held, for how long, and that nothing is left of what is dropped."""

import time
from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tawthiq.case.session_keys import KEY_BYTES, MOST_KEYS, Keys, waking_clock

CASES = st.sampled_from(["aa", "bb", "cc", "dd"])


class Hands:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def key(byte: int) -> bytearray:
    """Return a key of one byte's value."""
    return bytearray([byte]) * KEY_BYTES


class Model(RuleBasedStateMachine):
    """Any order of keeping, asking, dropping and waiting agrees with a table of times."""

    def __init__(self) -> None:
        super().__init__()
        self.hands = Hands()
        self.keys = Keys(self.hands)
        self.held: dict[str, tuple[int, float, float]] = {}

    def _pass(self) -> None:
        self.held = {c: v for c, v in self.held.items() if v[2] > self.hands.now}

    @rule(case=CASES, byte=st.integers(1, 255), seconds=st.integers(1, 100))
    def keep(self, case: str, byte: int, seconds: int) -> None:
        """A later key of a case takes the place of an earlier one."""
        assert self.keys.keep(case, key(byte), seconds) == "kept"
        self.held[case] = (byte, seconds, self.hands.now + seconds)

    @rule(case=CASES)
    def fetch(self, case: str) -> None:
        """What is held is found, and its time begins anew."""
        into = bytearray(KEY_BYTES)
        found = self.keys.fetch(case, into)
        assert found == (case in self.held)
        if found:
            byte, seconds, _ = self.held[case]
            assert into == key(byte)
            self.held[case] = (byte, seconds, self.hands.now + seconds)

    @rule(case=st.none() | CASES)
    def drop(self, case: str | None) -> None:
        """One, or all."""
        wanted = [name for name in self.held if case in {None, name}]
        assert sorted(self.keys.drop(case)) == sorted(wanted)
        for name in wanted:
            del self.held[name]

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        """Time passes, asleep or awake."""
        self.hands.now += seconds
        self._pass()

    @invariant()
    def nothing_else_is_in_the_page(self) -> None:
        """The page holds the keys of the table and zeros."""
        assert self.keys.status().keys() == self.held.keys()
        left = bytes(self.keys._page)
        for byte, _, _ in self.held.values():
            assert bytes(key(byte)) in left
        assert set(left) <= {0, *(byte for byte, _, _ in self.held.values())}


TestAnyOrder = Model.TestCase


class TestPage:
    """The page has an end, and a last day."""

    def test_full(self) -> None:
        """One more than there is room for is refused; a dropped one makes room."""
        keys = Keys(Hands())
        for number in range(MOST_KEYS):
            assert keys.keep(f"{number}", key(1), 10) == "kept"
        assert keys.keep("more", key(2), 10) == "full"
        assert keys.keep("0", key(3), 10) == "kept"
        keys.drop("5")
        assert keys.keep("more", key(2), 10) == "kept"

    def test_closed(self) -> None:
        """Closing waits for nothing and leaves zeros; an empty page alone closes on demand."""
        keys = Keys(Hands())
        keys.keep("aa", key(7), 10)
        assert not keys.close(only_empty=True)
        assert keys.close()
        assert not any(bytes(keys._page))
        assert keys.keep("aa", key(7), 10) == "closed"

    @pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="a clock of Linux")
    def test_the_clock_counts_sleep(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of the clocks of Linux only one runs on in suspend."""
        asked: list[int] = []
        clock: Callable[[int], float] = time.clock_gettime
        monkeypatch.setattr(time, "clock_gettime", lambda n: (asked.append(n), clock(n))[1])
        assert waking_clock() <= waking_clock()
        assert set(asked) == {time.CLOCK_BOOTTIME}
