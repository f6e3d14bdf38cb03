"""The cage: one bad file costs itself, never the batch, the parent or the machine."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tawthiq.base.errors import DamagedError
from tawthiq.kit.cage import Answer, Cage, Enclosure, Limits, Task, Unreadable, probe
from tawthiq.ledger.form import Readable, Sealed
from tawthiq.ledger.keyring import make_keys

HERE = Path(__file__).parent
NAMES = (
    "echo refuse stumble spin sleep hog die leave chatter flood forge nest call_out look spawn odd "
    "call_out_in_c surroundings"
)
TASKS = [Task(name, "cage_tasks", name) for name in NAMES.split()]
SMALL = Limits(cpu_seconds=1, wall_seconds=20, memory_bytes=400 << 20, output_bytes=1 << 20)
BARE = Enclosure("limits", why="the test wants none")


@pytest.fixture(params=["enclosed", "bare"])
def cage(request: pytest.FixtureRequest) -> Iterator[Cage]:
    """A cage as this machine allows it, and one without an enclosure."""
    enclosure = probe() if request.param == "enclosed" else BARE
    if request.param == "enclosed" and not enclosure.is_closed:
        pytest.skip(enclosure.describe())
    with Cage(TASKS, limits=SMALL, roots=[HERE], enclosure=enclosure) as made:
        yield made


def reason(outcome: Answer | Unreadable) -> tuple[str, str]:
    """Return code and clause of what must be unreadable."""
    assert isinstance(outcome, Unreadable)
    assert outcome.reason.startswith(("it ", "its "))
    assert "\n" not in outcome.reason
    return outcome.code, outcome.reason


def value(outcome: Answer | Unreadable) -> Any:  # noqa: ANN401 - JSON
    """Return the value of what must be an answer."""
    assert isinstance(outcome, Answer), outcome
    return outcome.value


class TestOneChildServesManyFiles:
    """Starting Python for each file would cost a hundred times the reading."""

    def test_contents_and_payload_arrive(self, cage: Cage, tmp_path: Path) -> None:
        """The task sees the payload and the files' exact bytes, in order."""
        paths = []
        for name, content in (("a", b"\x00first\r\n"), ("b", b""), ("c", "قرية".encode())):
            path = tmp_path / name
            path.write_bytes(content)
            paths.append(path)
        outcome = cage.call("echo", {"قرية": [1, None, "x"]}, paths)
        assert isinstance(outcome, Answer)
        assert outcome.value["payload"] == {"قرية": [1, None, "x"]}
        assert outcome.blob == b"\x00first\r\n" + "قرية".encode()

    def test_the_same_child_answers_again(self, cage: Cage) -> None:
        """Two calls, one process."""
        first, second = (cage.call("echo", {}) for _ in range(2))
        assert value(first) == value(second)

    def test_a_spent_child_is_replaced(self) -> None:
        """After `calls` files a fresh child takes over."""
        with Cage(TASKS, limits=Limits(calls=2), roots=[HERE], enclosure=BARE) as cage:
            numbers = [value(cage.call("echo", {}))["pid"] for _ in range(4)]
        assert numbers[0] == numbers[1] != numbers[2] == numbers[3]

    def test_what_libraries_print_does_not_disturb(self, cage: Cage) -> None:
        """Standard output is not the wire."""
        assert value(cage.call("chatter", {})) == "clean"

    def test_a_large_file_is_shown_instead_of_sent(self, cage: Cage, tmp_path: Path) -> None:
        """Beyond 32 MB no byte goes over the wire; the child sees the one file."""
        path = tmp_path / "large"
        with path.open("wb") as out:
            out.truncate(33 << 20)
        seen = value(cage.call("look", {"paths": [str(path)], "write": [str(path)]}, [path]))
        assert seen["seen"] == [str(path)]
        if cage.enclosure.is_closed:
            assert seen["written"] == []

    def test_several_threads_may_call(self) -> None:
        """With two children two threads work at once, and all answers come."""
        with (
            Cage(TASKS, limits=SMALL, size=2, roots=[HERE], enclosure=BARE) as cage,
            ThreadPoolExecutor(4) as pool,
        ):
            asked = [pool.submit(cage.call, "echo", {"n": n}) for n in range(40)]
            numbers = [value(one.result())["payload"]["n"] for one in asked]
        assert numbers == list(range(40))


class TestABadFileCostsItselfOnly:
    """Each way to fail gives one clause, and the next file is read."""

    @pytest.mark.parametrize(
        ("task", "payload", "code", "says"),
        [
            ("refuse", {}, "test.unfit", "it is not a list of ships"),
            ("stumble", {}, "cage.reader", "its reader failed (LookupError)"),
            ("spin", {}, "cage.cpu", "it took more than 1 seconds of processor time"),
            ("hog", {}, "cage.memory", "it needs more memory than a reader is given"),
            ("nest", {}, "cage.depth", "its parts are nested too deeply"),
            ("die", {"signal": 9}, "cage.killed", "its reader was killed by the system"),
            ("die", {"signal": 11}, "cage.crash", "its reader crashed (SIGSEGV)"),
            ("leave", {"status": 0}, "cage.ended", "its reader ended without an answer"),
            ("leave", {"status": 7}, "cage.ended", "its reader ended without an answer"),
            (
                "odd",
                {"what": "set"},
                "cage.answer",
                "its reader gave an answer that cannot be sent",
            ),
            (
                "odd",
                {"what": "nan"},
                "cage.answer",
                "its reader gave an answer that cannot be sent",
            ),
        ],
    )
    def test_one_clause_and_the_batch_goes_on(
        self, cage: Cage, task: str, payload: dict[str, object], code: str, says: str
    ) -> None:
        """The failure is named in words, and a call after it is answered."""
        assert reason(cage.call(task, payload)) == (code, says)
        assert value(cage.call("chatter", {})) == "clean"

    def test_a_child_that_hangs_is_ended_by_the_clock(self) -> None:
        """Waiting costs no processor time; the wall clock ends it."""
        limits = Limits(wall_seconds=1)
        with Cage(TASKS, limits=limits, roots=[HERE]) as cage:
            assert reason(cage.call("sleep", {})) == ("cage.wall", "it took more than 1 seconds")
            assert value(cage.call("chatter", {})) == "clean"

    def test_an_answer_that_is_too_long_is_refused(self, cage: Cage) -> None:
        """Neither side holds more than the limit."""
        code, says = reason(cage.call("flood", {"size": 3 << 20}))
        assert (code, says) == ("cage.output", "it gives 3.1 MB of text, more than the 1 MB taken")

    @pytest.mark.parametrize(
        "junk",
        [
            b"",
            b"TWQ1",
            b"HTTP/1.1 200 OK\r\n\r\n",
            b"TWQ1" + b"\xff" * 12,
            b"TWQ1" + (8).to_bytes(4, "big") + (0).to_bytes(8, "big") + b"not json",
            b"TWQ1" + (2).to_bytes(4, "big") + (0).to_bytes(8, "big") + b"[]",
            b"TWQ1" + (14).to_bytes(4, "big") + (1).to_bytes(8, "big") + b'{"answer": -5}x',
            b"TWQ1" + (13).to_bytes(4, "big") + (1).to_bytes(8, "big") + b'{"answer": 1}[',
        ],
    )
    def test_a_child_taken_over_may_send_anything(self, cage: Cage, junk: bytes) -> None:
        """Nonsense on the wire is one unreadable file; nothing in the parent believes it."""
        code, _ = reason(cage.call("forge", {"bytes": junk.hex()}))
        assert code in {"cage.ended", "cage.wire", "cage.output"}
        assert value(cage.call("chatter", {})) == "clean"

    def test_a_child_that_died_idle_costs_nothing(self) -> None:
        """Killed between two files: the next file is read by a fresh child."""
        with Cage(TASKS, limits=SMALL, roots=[HERE], enclosure=BARE) as cage:
            number = value(cage.call("echo", {}))["pid"]
            os.kill(number, signal.SIGKILL)
            cage._idle[0]._process.wait()
            assert value(cage.call("chatter", {})) == "clean"

    def test_a_missing_file_is_named_as_such(self, cage: Cage, tmp_path: Path) -> None:
        """A path that leads nowhere is one unreadable file."""
        code, _ = reason(cage.call("echo", {}, [tmp_path / "gone"]))
        assert code == "cage.no-file"

    def test_too_large_a_file_is_not_begun(self, tmp_path: Path) -> None:
        """What exceeds the input limit never reaches a child."""
        path = tmp_path / "x"
        path.write_bytes(bytes(2000))
        with Cage(TASKS, limits=Limits(input_bytes=1000), roots=[HERE]) as cage:
            assert reason(cage.call("echo", {}, [path])) == (
                "cage.input",
                "it has 2 kB, more than 1 kB",
            )

    def test_an_unknown_task_is_our_mistake(self, cage: Cage) -> None:
        """Only the functions of the table run."""
        with pytest.raises(KeyError):
            cage.call("os.system", {})

    def test_a_task_cannot_be_named_twice(self) -> None:
        """One name, one function."""
        with pytest.raises(ValueError, match="echo"):
            Cage([Task("echo", "a", "b"), Task("echo", "a", "c")])


@pytest.fixture
def listener() -> Iterator[int]:
    """A port of this machine that would notice a visitor."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        yield line.getsockname()[1]


class TestNothingGetsOut:
    """What a reader may not reach, it does not reach."""

    @pytest.fixture
    def closed(self) -> Iterator[Cage]:
        """A cage in bubblewrap."""
        if not probe().is_closed:
            pytest.skip(probe().describe())
        with Cage(TASKS, limits=SMALL, roots=[HERE]) as made:
            yield made

    @pytest.mark.parametrize("task", ["call_out", "spawn"])
    def test_python_code_is_refused_network_and_programs(self, cage: Cage, task: str) -> None:
        """Also without an enclosure."""
        assert reason(cage.call(task, {"port": 9}))[1] == "its reader failed (PermissionError)"

    @pytest.mark.enable_socket
    def test_the_kernel_refuses_the_network(self, closed: Cage, listener: int) -> None:
        """Machine code that asks the C library directly finds no network either."""
        assert value(closed.call("call_out_in_c", {"port": listener})) == "refused"

    @pytest.mark.enable_socket
    def test_the_attempt_would_succeed_outside(self, listener: int) -> None:
        """The test above has teeth: without an enclosure the same code gets through."""
        with Cage(TASKS, limits=SMALL, roots=[HERE], enclosure=BARE) as bare:
            assert value(bare.call("call_out_in_c", {"port": listener})) == "reached"

    def test_home_and_case_are_not_there(self, closed: Cage, tmp_path: Path) -> None:
        """A case beside the file, the home folder, other processes: none can be seen."""
        case = tmp_path / "case"
        case.mkdir()
        (case / "ledger.db").write_bytes(b"truth")
        secrets = [str(case / "ledger.db"), str(case), str(HERE.parent / "conftest.py")]
        hidden = [*secrets, "/proc/self", "/etc/passwd", "/home", "/var"]
        outside = ["/usr/x", "/x", str(tmp_path / "x"), str(HERE / "x")]
        given = tmp_path / "given"
        given.write_bytes(b"x")
        seen = value(closed.call("look", {"paths": hidden, "write": outside}, [given]))
        assert seen == {"seen": [], "written": []}

    def test_the_environment_stays_outside(
        self, cage: Cage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A pass phrase in a variable never reaches a reader."""
        monkeypatch.setenv("TAWTHIQ_PASSPHRASE", "x")
        names = set(value(cage.call("surroundings", {})))
        assert names <= {
            "PATH",
            "PWD",
            "TMPDIR",
            "LC_CTYPE",
            "OPENBLAS_NUM_THREADS",
            "OMP_NUM_THREADS",
        }

    def test_the_description_says_which(self, cage: Cage) -> None:
        """`doctor` prints what stands around the readers, and why not more."""
        text = cage.describe()
        assert ("bubblewrap: no network" in text) == cage.enclosure.is_closed
        if not cage.enclosure.is_closed:
            assert text.endswith("not enclosed: the test wants none")

    def test_without_bubblewrap_the_reason_is_said(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """No bwrap on the path, or one that the kernel refuses: limits only, and why."""
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "not installed" in probe.__wrapped__().describe()
        fake = tmp_path / "bwrap"
        fake.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        fake.chmod(0o755)
        assert "the kernel does not allow" in probe.__wrapped__().describe()

    def test_nothing_of_a_locked_case_without_walls(self, cage: Cage, tmp_path: Path) -> None:
        """An enclosed child gets it, deciphered on the way; a bare one gets nothing."""
        ring, _ = make_keys("four words for a test")
        note, path = tmp_path / "note.txt", tmp_path / "sealed"
        note.write_bytes(b"by the old mill")
        with note.open("rb") as source, path.open("wb") as target:
            Sealed(ring).write(source, target, None, protected=False)
        assert b"old mill" not in path.read_bytes()
        outcome = cage.call("echo", {}, [Readable(path, Sealed(ring))])
        if cage.enclosure.is_closed:
            assert isinstance(outcome, Answer)
            assert outcome.blob == b"by the old mill"
        else:
            assert reason(outcome)[0] == "cage.sealed"

    def test_other_systems_have_limits_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """On Windows there is not even a limit on memory, and the sentence says so."""
        monkeypatch.setattr(sys, "platform", "win32")
        assert probe.__wrapped__().describe().startswith("readers run with limits on time only")


class TestTheParentStaysWell:
    """No process, pipe or thread is left behind."""

    def test_children_end_with_the_cage(self) -> None:
        """After `close` the child is gone."""
        with Cage(TASKS, limits=SMALL, roots=[HERE], enclosure=BARE) as cage:
            number = value(cage.call("echo", {}))["pid"]
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)

    def test_a_child_that_does_not_start_is_an_error_of_the_machine(self) -> None:
        """No file is blamed where the cage itself cannot work."""
        broken = Enclosure("bubblewrap", ("/bin/false",))
        with (
            Cage(TASKS, roots=[HERE], enclosure=broken) as cage,
            pytest.raises(DamagedError) as caught,
        ):
            cage.call("echo", {})
        assert caught.value.code == "cage.no-child"

    def test_descriptors_do_not_pile_up(self) -> None:
        """Fifty children that die leave as many open descriptors as one."""
        folder = Path("/proc/self/fd")
        if not folder.exists():
            pytest.skip("this system lists no descriptors")
        with Cage(TASKS, limits=SMALL, roots=[HERE], enclosure=BARE) as cage:
            cage.call("leave", {"status": 1})
            before = len(list(folder.iterdir()))
            for _ in range(10):
                cage.call("leave", {"status": 1})
            assert len(list(folder.iterdir())) <= before
