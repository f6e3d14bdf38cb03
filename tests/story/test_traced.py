"""What verbs ask of the kernel, seen by strace: no network, no file outside the chosen folders."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.adapters.authority import PEM, certificate
from tests.shape.source import imported, modules

pytestmark = pytest.mark.needs("strace")

PASSPHRASE = "eleven herons over the old weir"
REPORT = (
    "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.\n"
    "Of the victims, 7 were civilians.\n"
)
VERBS = (
    "init case", "preserve given", "items", "read", "claims", "match", "figures", "find killed",
    "user add Amina", "seal", "publish dossier", "sync stick", "export case.zip",
    "backup backups", "check", "doctor", "restore backups again", "import case.zip third",
)  # fmt: skip
OPENING = re.compile(r"\b(?:open|openat|creat)\((?P<told>.*)\) = \d")
MAKING = re.compile(
    r"\b(?:mkdir|mkdirat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|unlink|unlinkat"
    r"|rmdir|truncate|mknod|mknodat)\((?P<told>.*)\) = 0"
)
VIEWS = {"views.db", *(f"views.db-{more}" for more in ("journal", "wal", "shm"))}
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
MADE = re.compile(r"(?:clone3?|v?fork)\b.* = (\d+)(?: |$)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class Traced:
    """A machine of its own: what verbs did on it, line by line."""

    root: Path
    calls: dict[str, list[str]] = field(default_factory=dict)

    def run(self, *words: str, status: int = 0) -> list[str]:
        """Run one verb under strace; return its calls that name files or sockets."""
        trace = self.root.parent / "trace"
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.root / "home"), "LANG": "C.UTF-8",
            "TAWTHIQ_HOME": str(self.root / "home" / "device"), "TMPDIR": str(self.root / "tmp"),
            "XDG_RUNTIME_DIR": str(self.root / "tmp"), "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        done = subprocess.run(
            ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=network,%file,process", "-o", str(trace),
             sys.executable, "-m", "tawthiq.cli", "--case", "case", "--passphrase-file", "pass",
             *words],
            cwd=self.root, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == status, (words, done.stdout + done.stderr)
        return trace.read_text("utf-8", "replace").splitlines()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    """Do a day's work on a locked case; keep the calls of each verb."""
    one = machine(tmp_path_factory.mktemp("traced"))
    for verb in VERBS:  # the device remembers more than a backup that it restores
        one.calls[verb] = one.run(*verb.split(), status=1 if verb.startswith("restore") else 0)
    return one


def machine(folder: Path) -> Traced:
    """Return a machine with a passphrase file and something to preserve."""
    root = folder / "machine"
    for name in ("home", "tmp", "given", "backups"):
        (root / name).mkdir(parents=True)
    (root / "pass").write_text(PASSPHRASE + "\n", "utf-8")
    (root / "given" / "report.txt").write_text(REPORT, "utf-8")
    return Traced(root)


def outside(line: str, root: Path) -> str | None:
    """Return the path outside `root` that a call writes to, if it does."""
    opening, making = OPENING.search(line), MAKING.search(line)
    if opening is not None and WRITING.search(opening["told"]):
        paths = QUOTED.findall(opening["told"])[:1]
    elif making is not None:
        paths = QUOTED.findall(making["told"])
    else:
        return None
    absolute = [path for path in paths if path.startswith("/")]
    return next((p for p in absolute if not p.startswith((f"{root}/", "/dev/null"))), None)


def ours(lines: list[str]) -> set[str]:
    """Return the ids of the verb's processes, but of bubblewrap's: those write to memory only."""
    caged = {line.split()[0] for line in lines if "execve(" in line and "/bwrap" in line}
    started = [(line.split()[0], made[1]) for line in lines if (made := MADE.search(line))]
    found, seen = {lines[0].split()[0]}, 0
    while len(found) > seen:
        seen = len(found)
        found |= {child for parent, child in started if parent in found}
        found -= caged
    return found


class TestNothingGoesOut:
    """Only `stamp` speaks to a network, and only to the address that it was given."""

    def test_no_verb_opens_a_connection(self, day: Traced) -> None:
        """No socket of the internet's kinds is even made, from `init` to `restore`."""
        assert set(day.calls) == set(VERBS)
        found = [f"{verb}: {line}" for verb, lines in day.calls.items() for line in lines
                 if re.search(r"AF_INET|AF_PACKET|AF_VSOCK|sin_addr|sin6_addr", line)]  # fmt: skip
        assert found == []

    def test_one_module_can(self) -> None:
        """Of the whole program one module imports what speaks HTTP; the agent's is local."""
        speaks = {"http", "urllib.request", "ssl", "ftplib", "smtplib", "socketserver", "requests",
                  "httpx", "aiohttp", "asyncio", "xmlrpc", "trafilatura.downloads"}  # fmt: skip
        found = {
            module.name
            for module in modules()
            for name, _ in imported(module.tree)
            if any(name == one or name.startswith(f"{one}.") for one in speaks)
        }
        assert found == {"adapters/timestamp/ask.py"}
        assert [module.name for module in modules() if "AF_INET" in module.text] == []

    def test_stamp_does(self, tmp_path: Path) -> None:
        """The trace has teeth: `stamp` tries the one address, and nothing else."""
        one = machine(tmp_path)
        (one.root / "roots.pem").write_bytes(certificate("Some Root")[0].public_bytes(PEM))
        one.run("init", "case")
        words = ("--authority", "http://127.0.0.1:9/tsa", "--certificates", "roots.pem")
        tried = [line for line in one.run("stamp", *words, status=5) if "connect(" in line]
        inet = [line for line in tried if "AF_INET" in line]
        assert inet
        assert all('"127.0.0.1"' in line and "htons(9)" in line for line in inet)


class TestNothingIsWrittenElsewhere:
    """What a verb writes lies in the case, where it was told to, or in the device's own folder."""

    def test_no_file_outside(self, day: Traced) -> None:
        """No file is made, changed, moved or removed outside the folders of that machine."""
        for verb, lines in day.calls.items():
            own = ours(lines)
            found = {outside(line, day.root) for line in lines if line.split()[0] in own}
            assert found <= {None}, verb
        preserved = day.calls["preserve given"]
        assert {outside(line, Path("/nowhere")) for line in preserved} > {None}

    def test_the_temporary_folder_is_empty(self, day: Traced) -> None:
        """And what lay in it meanwhile was as closed as the case: only databases of views."""
        for verb, lines in day.calls.items():
            made = {
                match[1] for line in lines if "O_CREAT" in line and "O_TMPFILE" not in line
                if (match := re.search(r'"/[^"]*/machine/tmp/([^"]*)"', line))
            }  # fmt: skip
            named = {re.sub(r"^tawthiq-[^/]*/", "", name) for name in made}
            tried = {name for name in named if re.fullmatch(r"[a-z0-9_]{8}", name)}
            assert len(tried) <= 1, (verb, tried)  # Python tries whether the folder takes files
            assert named - tried <= VIEWS, (verb, named)
        assert list((day.root / "tmp").iterdir()) == []
