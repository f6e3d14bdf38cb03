"""The agent that keeps cases unlocked: real processes, real sockets, real signals."""

import contextlib
import os
import secrets
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.case import session
from tawthiq.case import session_wire as wire

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="finds the agent's process as Linux tells it"
)
CASE, OTHER = "aa" * 16, "bb" * 16
KEY, KEY_2 = bytes(range(32)), bytes(range(32, 64))


def door_of(home: Path) -> wire.Door:
    """Return the door, which must be there."""
    door = wire.read_door(home)
    assert door is not None
    return door


def pid_of(home: Path) -> int:
    """Return the agent's process, as the socket tells it."""
    with wire.connect(door_of(home)) as connection:
        return wire._peer(connection)[0]


def is_alive(pid: int) -> bool:
    """Say whether a process runs (one that waits for its parent is dead)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: object, seconds: float = 20) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def other_process(code: str, *arguments: str, **environment: str) -> str:
    """Run a few lines in a process of their own; return what they print."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def ended(home: Path) -> Iterator[None]:
    """Leaves no agent behind."""
    yield
    with contextlib.suppress(*wire.FAULTS, AssertionError):
        os.kill(pid_of(home), signal.SIGTERM)


class TestKeeping:
    """What is kept is found by the next verb, in any process, and by nobody else."""

    def test_found_by_another_process(self, home: Path) -> None:
        """The next verb finds it; one for another case does not."""
        session.keep(CASE, KEY)
        code = "import sys; from tawthiq.case import session; print(session.fetch(sys.argv[1]))"
        assert other_process(code, CASE) == str(KEY)
        assert other_process(code, OTHER) == "None"

    def test_nothing_kept_nothing_started(self, home: Path) -> None:
        """Asking starts no agent, and makes no folder."""
        assert session.fetch(CASE) is None
        assert (session.drop(), session.status(), session.lines()) == (0, [], [])
        assert not home.exists()

    def test_status(self, home: Path) -> None:
        """Which cases, and for how much longer."""
        session.keep(CASE, KEY, 2)
        session.keep(OTHER, KEY_2, 15)
        (first, left), (second, more) = session.status()
        assert (first, second) == (CASE, OTHER)
        assert 110 < left <= 120
        assert 890 < more <= 900
        assert session.lines()[1] == f"case {OTHER[:12]} is unlocked for 15 min more"

    def test_dropped(self, home: Path) -> None:
        """One, then the rest; an agent without keys ends."""
        session.keep(CASE, KEY)
        session.keep(OTHER, KEY_2)
        pid = pid_of(home)
        assert (session.drop(CASE), session.drop(CASE)) == (1, 0)
        assert (session.fetch(CASE), session.fetch(OTHER)) == (None, KEY_2)
        assert session.drop() == 1
        wait_until(lambda: not is_alive(pid))
        assert [path.name for path in wire.folder(home).iterdir()] == ["alive"]

    def test_kept_while_one_ends(self, home: Path) -> None:
        """An agent that is just ending loses nothing that is given to it."""
        for number in range(12):
            session.keep(CASE, KEY)
            session.drop()
            time.sleep(number * 0.1)
            session.keep(OTHER, KEY_2)
            assert session.fetch(OTHER) == KEY_2
            session.drop()

    def test_time_runs_out_and_is_renewed(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each use renews; without use it goes, and the agent with it."""
        monkeypatch.setenv("TAWTHIQ_LOCK_MINUTES", str(2 / 60))
        session.keep(CASE, KEY)
        pid = pid_of(home)
        for _ in range(4):
            time.sleep(1)
            assert session.fetch(CASE) == KEY
        wait_until(lambda: not session.status())
        assert session.fetch(CASE) is None
        wait_until(lambda: not is_alive(pid))

    @pytest.mark.parametrize("stated", ["soon", "-1", "nan", "1e9", "1.5.2"])
    def test_odd_setting(self, monkeypatch: pytest.MonkeyPatch, stated: str) -> None:
        """A setting that is no time is said, not guessed at."""
        monkeypatch.setenv("TAWTHIQ_LOCK_MINUTES", stated)
        with pytest.raises(UsageError) as error:
            session.keep(CASE, KEY)
        assert error.value.code == "session.minutes"

    def test_never(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With 0 nothing is kept."""
        monkeypatch.setenv("TAWTHIQ_LOCK_MINUTES", "0")
        session.keep(CASE, KEY)
        assert not home.exists()

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """A file where the device's folder should be: one sentence."""
        (tmp_path / "blocked").write_text("a file")
        with pytest.raises(UsageError) as error:
            session.keep(CASE, KEY, home=tmp_path / "blocked")
        assert error.value.code == "session.start"


class TestManyAtOnce:
    """Verbs that come together meet one agent."""

    def test_fifty_ask(self, home: Path) -> None:
        """All are answered, each with its own case's key."""
        session.keep(CASE, KEY)
        session.keep(OTHER, KEY_2)
        with ThreadPoolExecutor(50) as pool:
            found = list(pool.map(session.fetch, [CASE, OTHER] * 25))
        assert found == [KEY, KEY_2] * 25

    def test_eight_start(self, home: Path) -> None:
        """Eight verbs that find no agent start one between them."""
        cases = [f"{number:032x}" for number in range(8)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda case: session.keep(case, KEY), cases))
        assert [case for case, _ in session.status()] == cases
        pid = pid_of(home)
        session.drop()
        wait_until(lambda: not is_alive(pid))
        assert session.status() == []


class TestDeath:
    """An agent that dies takes its keys along and stands in nobody's way."""

    def test_killed(self, home: Path) -> None:
        """`kill -9` leaves a socket and a door; the next one clears them away."""
        session.keep(CASE, KEY)
        pid = pid_of(home)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(pid))
        assert wire.read_door(home) is not None
        assert session.fetch(CASE) is None
        assert (session.drop(), session.status()) == (0, [])
        session.keep(OTHER, KEY_2)
        assert (session.fetch(CASE), session.fetch(OTHER)) == (None, KEY_2)

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
    def test_ended(self, home: Path, number: int) -> None:
        """The system's signals at log-out lock everything and leave nothing."""
        session.keep(CASE, KEY)
        pid = pid_of(home)
        os.kill(pid, number)
        wait_until(lambda: not is_alive(pid))
        assert [path.name for path in wire.folder(home).iterdir()] == ["alive"]

    def test_logged_out(self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The folder that the system removes at log-out takes the keys with it."""
        (tmp_path / "run").mkdir()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
        session.keep(CASE, KEY)
        pid = pid_of(home)
        (tmp_path / "run").rmdir()
        wait_until(lambda: not is_alive(pid))

    def test_its_door_is_gone(self, home: Path) -> None:
        """An agent that nobody can find any more ends."""
        session.keep(CASE, KEY)
        pid = pid_of(home)
        (wire.folder(home) / "door").unlink()
        wait_until(lambda: not is_alive(pid))

    def test_stopped(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An agent that does not answer: a verb asks people instead, `lock` says so."""
        session.keep(CASE, KEY)
        pid = pid_of(home)
        monkeypatch.setattr(wire, "PATIENCE", 0.2)
        os.kill(pid, signal.SIGSTOP)
        try:
            assert session.fetch(CASE) is None
            with pytest.raises(UsageError) as error:
                session.drop()
            assert error.value.code == "session.silent"
            assert "does not answer" in session.lines()[0]
        finally:
            os.kill(pid, signal.SIGCONT)

    @pytest.mark.parametrize("left", [b"", b"x" * 32, b"x" * 32 + b"/nowhere", b"x" * 500])
    def test_a_door_that_leads_nowhere(self, home: Path, left: bytes) -> None:
        """Remains of whatever kind."""
        wire.folder(home).mkdir(parents=True)
        (wire.folder(home) / "door").write_bytes(left)
        assert session.fetch(CASE) is None
        session.keep(CASE, KEY)
        assert session.fetch(CASE) == KEY


class TestStrangers:
    """Who cannot read the device's folder learns nothing and stops nobody."""

    def test_private_files(self, home: Path) -> None:
        """Folder, door and socket are the owner's alone."""
        session.keep(CASE, KEY)
        assert stat.S_IMODE(wire.folder(home).stat().st_mode) == 0o700
        assert stat.S_IMODE((wire.folder(home) / "door").stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(door_of(home).address).stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(door_of(home).address).parent.stat().st_mode) == 0o700

    def test_a_long_path(self, tmp_path: Path) -> None:
        """Where a socket's name would be too long it lies in a private folder elsewhere."""
        home = tmp_path / ("long" * 20) / ("path" * 20)
        session.keep(CASE, KEY, home=home)
        assert session.fetch(CASE, home=home) == KEY
        place = Path(door_of(home).address).parent
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        pid = pid_of(home)
        session.drop(home=home)
        wait_until(lambda: not is_alive(pid))
        assert not place.exists()

    def test_another_secret(self, home: Path) -> None:
        """Refused, whatever is asked."""
        session.keep(CASE, KEY)
        door = door_of(home)
        for wrong in (bytes(32), secrets.token_bytes(32), door.secret[::-1]):
            with pytest.raises(wire.FAULTS):
                wire.connect(wire.Door(wrong, door.address))
        assert session.fetch(CASE) == KEY

    def test_an_agent_that_is_none(self, home: Path, tmp_path: Path) -> None:
        """A stranger's socket in the agent's place is given no key."""
        wire.folder(home).mkdir(parents=True)
        address = str(Path(os.path.relpath(tmp_path / "s", Path.cwd())))
        heard = bytearray()
        with socket.socket(socket.AF_UNIX) as unix, ThreadPoolExecutor(1) as pool:
            unix.bind(address)
            unix.listen()
            unix.settimeout(5)
            (wire.folder(home) / "door").write_bytes(b"s" * 32 + address.encode())

            def pose() -> None:
                peer, _ = unix.accept()
                with peer:
                    peer.sendall(struct.pack("!i", 32) + bytes(32))
                    heard.extend(peer.recv(4096))
                    peer.sendall(struct.pack("!i", 32) + bytes(32))
                    heard.extend(peer.recv(4096))

            posing = pool.submit(pose)
            assert session._offered(home, CASE, bytearray(KEY), 60) == "absent"
            posing.result()
        assert len(heard) == 4 + 64
        assert KEY not in heard
        assert b"s" * 32 not in heard

    def test_silent_and_slow(self, home: Path) -> None:
        """Peers that say nothing, or half, keep nobody waiting."""
        session.keep(CASE, KEY)
        with contextlib.ExitStack() as stack:
            for number in range(20):
                unix = stack.enter_context(socket.socket(socket.AF_UNIX))
                unix.connect(door_of(home).address)
                unix.sendall(b"\0\0\0\x40half"[: number % 9])
            begun = time.monotonic()
            assert session.fetch(CASE) == KEY
            assert time.monotonic() - begun < wire.PATIENCE

    @settings(max_examples=60)
    @given(junk=st.binary(max_size=200), known=st.booleans())
    def test_garbage(
        self, tmp_path_factory: pytest.TempPathFactory, *, junk: bytes, known: bool
    ) -> None:
        """Whatever bytes come, from strangers or from who has the secret: the agent lives."""
        home = shared_home(tmp_path_factory)
        if known:
            with contextlib.suppress(*wire.FAULTS), wire.connect(door_of(home)) as connection:
                connection.send_bytes(junk)
                connection.poll(0.01)
        else:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as unix:
                unix.connect(door_of(home).address)
                unix.sendall(junk)
        assert session.fetch(CASE, home=home) == KEY

    @pytest.mark.parametrize(
        "odd",
        [
            b"[]", b"null", b"{", b"[" * 4000, b'"x"', b"{}", b'{"do": "keep", "case": "aa"}',
            b'{"do": "keep", "case": "aa", "seconds": 1e99}', b"x" * 5000,
            b'{"do": "keep", "case": "aa", "seconds": NaN}', b'{"do": "fetch", "case": 7}',
            b'{"do": "keep", "case": "aa", "seconds": true}', b'{"do": "drop", "case": [1]}',
            b'{"do": "fetch", "case": ""}', b'{"do": ["keep"]}', b"\xff\xfe", b"",
        ],
    )  # fmt: skip
    def test_odd_questions(self, home: Path, odd: bytes) -> None:
        """From who has the secret: no answer, no harm."""
        session.keep(CASE, KEY)
        with wire.connect(door_of(home)) as connection:
            connection.send_bytes(odd)
            with contextlib.suppress(EOFError, ConnectionError):
                assert b"key" not in connection.recv_bytes()
        assert session.status()[0][0] == CASE
        assert session.fetch(CASE) == KEY

    @pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="becomes another user")
    def test_another_user(self, home: Path) -> None:
        """Refused even with the door's secret and a socket that is open to all."""
        session.keep(CASE, KEY)
        door = door_of(home)
        socket_path = Path(door.address)
        socket_path.chmod(0o666)
        socket_path.parent.chmod(0o711)
        code = (
            "import os, sys; from tawthiq.case import session_wire as wire\n"
            "os.chdir(sys.argv[1]); os.setgid(65534); os.setuid(int(sys.argv[3]))\n"
            "wire.is_own = lambda _: True\n"
            "try: wire.connect(wire.Door(bytes.fromhex(sys.argv[2]), sys.argv[4])); print('in')\n"
            "except wire.FAULTS as fault: print(type(fault).__name__)\n"
        )
        given = (str(socket_path.parent), door.secret.hex())
        assert other_process(code, *given, "65534", socket_path.name) in {
            "EOFError",
            "ConnectionResetError",
            "BrokenPipeError",
        }
        assert other_process(code, *given, "0", socket_path.name) == "in"


_HOMES: dict[int, Path] = {}


def shared_home(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of one agent that many examples of a test share."""
    home = _HOMES.setdefault(id(factory), factory.mktemp("shared") / "device")
    session.keep(CASE, KEY, 1, home=home)
    return home


class TestWhatItIs:
    """The agent has nothing of the verb that started it."""

    @pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads /proc")
    def test_detached(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No open files, environment, folder or terminal of its starter."""
        monkeypatch.setenv("TAWTHIQ_SECRET_WORD", "mountain-tea")
        with (home.parent / "open").open("w") as file:
            os.set_inheritable(file.fileno(), True)
            session.keep(CASE, KEY)
        pid = pid_of(home)
        assert os.getsid(pid) not in {os.getsid(0), 0}
        assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")
        opened = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
        own = {str(wire.folder(home) / "alive"), "/dev/null"}
        assert {name for name in opened if not name.startswith("socket:")} == own
        assert b"mountain-tea" not in Path(f"/proc/{pid}/environ").read_bytes()
        names = {pair.partition(b"=")[0] for pair in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")}  # fmt: skip
        assert names <= {b"", b"TAWTHIQ_HOME", b"PYTHONPATH", b"LC_CTYPE", *map(str.encode, session._PASSED_ON)}  # fmt: skip
