"""A disk that can lose power: system calls of a real process, replayed with what was not synced lost.

`record` runs a program under strace and keeps every call that changes a file, with its
bytes. `Disk` replays them as the strictest file system that POSIX allows: a write is
durable after fsync of its file, a name after fsync of its folder; anything else may be
there after a power cut, wholly, in part (sectors of 512 bytes, in any order), or not.
"""

import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,close,write,pwrite64,fsync,fdatasync,ftruncate,rename,link,unlink,unlinkat,mkdir,rmdir"
)
_LINE = re.compile(r"\d+ +(\w+)\((.*)\) = (-?\d+)")
_PART = re.compile(r'"((?:\\x[0-9a-f]{2})*)"|(?:\d+|AT_FDCWD)<[^>]*>|[^,"]+')


@dataclass(frozen=True)
class Call:
    """One system call that succeeded: its name, its strings as bytes, its other words, its result."""

    name: str
    texts: tuple[bytes, ...]
    words: tuple[str, ...]
    result: int


def record(command: list[str], trace: Path, env: dict[str, str]) -> list[Call]:
    """Run a program; return its calls in order. It must succeed."""
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-o", str(trace)]
    subprocess.run(
        [*strace, "-e", f"trace={CALLS}", *command],
        env=env, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return list(parse(trace.read_text("ascii")))


def parse(text: str) -> Iterator[Call]:
    """Yield the calls of a trace that succeeded."""
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None or int(found[3]) < 0:
            continue
        texts, words = [], []
        for part in _PART.finditer(found[2]):
            if part[1] is not None:
                texts.append(bytes.fromhex(part[1].replace("\\x", "")))
            else:
                words.append(part[0].strip())
        yield Call(found[1], tuple(texts), tuple(w for w in words if w), int(found[3]))


@dataclass
class File:
    """One inode: what is durable, and the changes since, in order."""

    folder: bool = False
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def content(self, chance: random.Random | None, *, everything: bool = False) -> bytes:
        """Return the bytes after a power cut: none of the pending ones, all, or some."""
        data = bytearray(self.durable)
        for offset, change in self.pending if everything or chance else ():
            if change is None:
                if everything or _coin(chance):
                    data[offset:] = bytes(max(0, offset - len(data)))
                continue
            whole = everything or _coin(chance)
            for at in range(0, len(change), SECTOR):
                if whole or _coin(chance):
                    part = change[at : at + SECTOR]
                    data.extend(bytes(max(0, offset + at - len(data))))
                    data[offset + at : offset + at + len(part)] = part
        return bytes(data)

    def sync(self) -> None:
        """Make everything durable."""
        self.durable = bytearray(self.content(None, everything=True))
        self.pending.clear()


def _coin(chance: random.Random | None) -> bool:
    return chance is not None and chance.random() < 0.5


Change = tuple[str, File | None]


class Disk:
    """All files below some roots, their names, and which of both a power cut would keep."""

    def __init__(self, roots: list[Path]) -> None:
        """Begin with what lies below `roots`; all of that is durable."""
        self.roots = tuple(f"{root}/" for root in roots)
        self.live: dict[str, File] = {}
        self.handles: dict[int, tuple[File, int]] = {}
        self.said: list[str] = []
        for root in roots:
            for path in [root, *root.rglob("*")]:
                file = File(path.is_dir(), bytearray(b"" if path.is_dir() else path.read_bytes()))
                self.live[str(path)] = file
        self.durable = dict(self.live)
        self.pending: list[tuple[set[str], list[Change]]] = []

    def apply(self, call: Call) -> bool:
        """Replay one call; say whether anything changed that a power cut may tell apart."""
        at = (
            int(call.words[0].partition("<")[0])
            if call.words and call.words[0][0].isdigit()
            else -1
        )
        if call.name == "openat":
            return self._open(call)
        if call.name == "close":
            return bool(self.handles.pop(at, None)) and False
        if call.name in ("rename", "link", "unlink", "unlinkat", "mkdir", "rmdir"):
            return self._name(call)
        if call.name == "write" and at == 1:
            self.said += call.texts[0].decode().splitlines()
            return True
        if at not in self.handles:
            return False
        file, position = self.handles[at]
        if call.name in ("fsync", "fdatasync"):
            self._sync(file)
        elif call.name == "ftruncate":
            file.pending.append((int(call.words[1]), None))
        elif call.name == "pwrite64":
            file.pending.append((int(call.words[2]), call.texts[0][: call.result]))
        elif call.name == "write":
            file.pending.append((position, call.texts[0][: call.result]))
            self.handles[at] = (file, position + call.result)
        return True

    def after_power_cut(self, chance: random.Random | None) -> dict[str, bytes | None]:
        """Return the files left (None: a folder); without `chance` nothing pending survives."""
        names = dict(self.durable)
        for _, changes in self.pending:
            if _coin(chance):
                _rename(names, changes)
        return {
            path: None if file.folder else file.content(chance)
            for path, file in names.items()
            if self._reachable(path, names)
        }

    def _reachable(self, path: str, names: dict[str, File]) -> bool:
        parents = [str(each) for each in Path(path).parents]
        inside = [each for each in parents if f"{each}/".startswith(self.roots)]
        return all(each in names for each in inside)

    def _open(self, call: Call) -> bool:
        path = call.texts[0].decode()
        if not path.startswith(self.roots) and f"{path}/" not in self.roots:
            return False
        if path.endswith("-shm"):  # the index of a write-ahead log lives in memory, and is remade
            return False
        created = path not in self.live
        if created:
            assert "O_CREAT" in call.words[-1] or "O_CREAT" in call.words[1], call
            self._change([(path, File())])
        file = self.live[path]
        if any("O_TRUNC" in word for word in call.words) and not created:
            file.pending.append((0, None))
        self.handles[call.result] = (file, 0)
        return created

    def _name(self, call: Call) -> bool:
        paths = [text.decode() for text in call.texts]
        if call.name == "unlinkat" and not paths[0].startswith("/"):
            folder = bytes.fromhex(call.words[0].partition("<")[2].rstrip(">").replace("\\x", ""))
            paths[0] = f"{folder.decode()}/{paths[0]}"
        if not paths[-1].startswith(self.roots) or paths[-1].endswith("-shm"):
            return False
        if call.name == "mkdir":
            self._change([(paths[0], File(folder=True))])
        elif call.name == "link":
            self._change([(paths[1], self.live[paths[0]])])
        elif call.name == "rename":
            self._change([(paths[1], self.live[paths[0]]), (paths[0], None)])
        else:
            self._change([(paths[0], None)])
        return True

    def _change(self, changes: list[Change]) -> None:
        _rename(self.live, changes)
        self.pending.append(({str(Path(path).parent) for path, _ in changes}, changes))

    def _sync(self, file: File) -> None:
        if not file.folder:
            file.sync()
            return
        folder = next(path for path, found in self.live.items() if found is file)
        for folders, changes in self.pending:
            if folder in folders:
                _rename(self.durable, changes)
        self.pending = [(f, changes) for f, changes in self.pending if folder not in f]


def _rename(names: dict[str, File], changes: list[Change]) -> None:
    for path, file in changes:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def lay_out(files: dict[str, bytes | None], frm: Path, to: Path) -> None:
    """Write files that lay below `frm` to the same places below `to`."""
    for path, data in sorted(files.items()):
        target = to / Path(path).relative_to(frm)
        if data is None:
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
