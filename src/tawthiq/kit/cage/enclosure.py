"""What stands around a child: bubblewrap where the kernel allows it, else limits only.

Inside bubblewrap a child sees a read-only system, the Python that runs it and our code; no
network, no home, no case, no /proc, and an empty /tmp of its own. Whether the kernel allows
it is found by trying, once, and never assumed: a container may lack user namespaces.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import which

from tawthiq.kit.cage.child import START

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/etc/ld.so.cache")
_TMP_BYTES = 80 << 20
_PROBE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Enclosure:
    """How children are enclosed: `kind`, the command that does it, why no stronger one."""

    kind: str
    program: tuple[str, ...] = ()
    why: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether the kernel keeps the child from the network and from other files."""
        return bool(self.program)

    def describe(self) -> str:
        """Return one sentence for `doctor` and the dossier's page on method."""
        if self.is_closed:
            return "readers run in bubblewrap: no network, no home, no case, read-only system"
        limits = "time" if sys.platform == "win32" else "time and memory"
        return f"readers run with limits on {limits} only, not enclosed: {self.why}"


@cache
def probe() -> Enclosure:
    """Find the strongest enclosure that this machine allows; tried once per process."""
    if sys.platform != "linux":
        return Enclosure("limits", why=f"bubblewrap does not exist on {sys.platform}")
    program = which("bwrap", path=os.environ.get("PATH", os.defpath))
    if program is None:
        return Enclosure("limits", why="bubblewrap (bwrap) is not installed")
    for options in (("--disable-userns",), ()):
        enclosure = Enclosure("bubblewrap", (program, *options))
        if _starts([*command(enclosure, ()), "-I", "-S", "-c", "pass"]):
            return enclosure
    return Enclosure("limits", why="the kernel does not allow bubblewrap here")


def _starts(line: Sequence[str]) -> bool:
    """Whether a child begins and ends well under this command."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own argument list
            line, check=False, capture_output=True, env={}, timeout=_PROBE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def python() -> str:
    """Return the real interpreter: a venv's is a link or, on Windows, a launcher."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def import_roots(extra: Iterable[Path] = ()) -> tuple[str, ...]:
    """Return the folders that a child imports from: ours, and the installed packages."""
    own = str(Path(__file__).resolve().parents[3])
    installed = [p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
    return tuple(dict.fromkeys([own, *installed, *map(str, extra)]))


def command(enclosure: Enclosure, roots: Sequence[str], shown: Sequence[Path] = ()) -> list[str]:
    """Return the command up to the interpreter; `shown` are the files that a child may read."""
    if not enclosure.is_closed:
        return [python()]
    line = [
        *enclosure.program,
        *("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"),
        *("--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"),
        *("--dev", "/dev", "--size", str(_TMP_BYTES), "--tmpfs", "/tmp"),  # noqa: S108 - its own
    ]
    for place in _system():
        line += place
    for root in roots:
        visible = root if Path(root).name.endswith("-packages") else _own_package(root)
        line += ["--ro-bind", visible, visible]
    for path in shown:
        line += ["--ro-bind", str(path), str(path)]
    return [*line, "--remount-ro", "/", "--chdir", "/tmp", "--", python()]  # noqa: S108


def start(roots: Sequence[str]) -> list[str]:
    """Return the arguments for the interpreter; they follow `command`."""
    return ["-I", "-S", "-X", "utf8", "-c", START, *roots]


def environment(enclosure: Enclosure) -> dict[str, str]:
    """Return the little of the environment that an interpreter needs to start.

    Number libraries get one thread: a child may start none, and each would cost memory.
    """
    wanted = () if enclosure.is_closed else ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {name: os.environ[name] for name in wanted if name in os.environ} | single


def _own_package(root: str) -> str:
    """Show our package, not the folder around it, which may be anything of the user's."""
    package = Path(root) / "tawthiq"
    return str(package) if package.is_dir() else root


def _system() -> list[list[str]]:
    """Return the binds for the system and for the interpreter, each path once."""
    binds: list[list[str]] = []
    for place in _SYSTEM:
        if Path(place).is_symlink():
            binds.append(["--symlink", str(Path(place).readlink()), place])
        elif Path(place).exists():
            binds.append(["--ro-bind", place, place])
    home_of_python = Path(python()).parents[1]
    interpreter = dict.fromkeys((str(home_of_python), sys.base_prefix))
    outside = [p for p in interpreter if not p.startswith("/usr") and p != "/"]
    return binds + [["--ro-bind", place, place] for place in outside]
