"""What one snapshot of a backup says: the files of a case at one moment, pure (backup-1)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.base import canon, instant
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import from_plain, to_plain

PIECE = 4 << 20
LEDGER_PIECE = 1 << 16
"""Sizes of the pieces files are cut into: a ledger changes in many places, a blob in none."""
FILES_IN_LIST, PARTS_IN_LIST = 1000, 20_000
_OBJECT = re.compile(r"[0-9a-f]{64}\Z")
_NAME = re.compile(
    r"(?P<number>\d{6})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{8}\Z", re.ASCII
)
_MEMBER = re.compile(
    r"case\.toml|ledger\.db|keys/[0-9a-f]{32}\.json|vault/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}"
)
_PLACE = tuple[str, int]


@dataclass(frozen=True, slots=True)
class File:
    """One file of the case: where it lies, its bytes' digest, the objects they are cut into."""

    path: str
    size: int
    sha256: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """How far a snapshot holds one log: its entries, its newest signed head, what is erased."""

    log: str
    size: int
    head: str | None
    erased: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The head of a snapshot; `lists` are the objects that list its files.

    `whole` says that nothing was found wrong with the case while it was taken.
    """

    name: str
    case: str
    folder: str
    files: int
    bytes: int
    lists: tuple[str, ...]
    logs: tuple[Log, ...]
    whole: bool = True
    format: int = 1

    @property
    def taken(self) -> str:
        """When it was taken."""
        return taken_at(self.name)

    def holds(self, place: _PLACE) -> bool:
        """Say whether it still has the payload of an entry (log, index) that is erased now."""
        log, index = place
        return any(
            each.log == log and index < each.size and index not in each.erased for each in self.logs
        )


def is_member(path: str) -> bool:
    """Say whether a snapshot may hold a file of this path; no other is ever written."""
    return bool(_MEMBER.fullmatch(path))


def is_object(name: str) -> bool:
    """Say whether `name` can be the name of an object."""
    return bool(_OBJECT.match(name))


def is_name(name: str) -> bool:
    """Say whether `name` can be the name of a snapshot."""
    return bool(_NAME.match(name)) and instant.is_instant(taken_at(name))


def taken_at(name: str) -> str:
    """Return the instant in a snapshot's name."""
    found = _NAME.match(name)
    if found is None:
        raise DamagedError("backup.snapshot", f"{name[:40]!r} is not the name of a snapshot")
    _, year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"


def next_name(names: Iterable[str], taken: str, digits: str) -> str:
    """Return the name of a snapshot taken at an instant; `digits` are 8 random hex digits.

    It begins with a number above those of `names`: clocks go wrong, and names must tell
    which snapshot is the newest.
    """
    numbers = [int(found["number"]) for found in map(_NAME.match, names) if found]
    moment = taken.replace("-", "").replace(":", "")
    return f"{max(numbers, default=0) + 1:06}-{moment}-{digits}"


def encode(snapshot: Snapshot) -> bytes:
    """Return the bytes of a snapshot's head."""
    return canon.encode(to_plain(snapshot))


def decode(data: bytes, name: str) -> Snapshot:
    """Return the head of a snapshot; raises DamagedError where it has another form."""
    try:
        snapshot = from_plain(Snapshot, canon.decode(data))
    except UsageError:
        snapshot = None
    if snapshot is None or snapshot.name != name or not all(map(is_object, snapshot.lists)):
        raise DamagedError("backup.snapshot", f"snapshot {name} is damaged")
    if snapshot.format != 1:
        says = f"snapshot {name} has format {snapshot.format}; use a newer Tawthiq"
        raise UsageError("backup.newer", says)
    return snapshot


def lists_of(files: Iterable[File]) -> list[bytes]:
    """Return the lists of a snapshot's files.

    Blobs are grouped by the first digits of their names, so that a list changes only with
    the blobs in it and most lists of the next snapshot are the ones of this.
    """
    ordered = sorted(files, key=lambda file: file.path)
    width = 0
    while len(ordered) > FILES_IN_LIST * 16**width and width < 3:
        width += 1
    groups: dict[str, list[File]] = {}
    for file in ordered:
        blob = file.path.startswith("vault/")
        groups.setdefault(file.path[-64:][:width] if blob else "-", []).append(file)
    runs = (run for _, group in sorted(groups.items()) for run in _runs(group))
    return [canon.encode({"files": to_plain(run)}) for run in runs]


def _runs(group: list[File]) -> Iterator[list[File]]:
    """Yield a group in runs that are not too long to be one object; a file is never cut."""
    run: list[File] = []
    parts = 0
    for file in group:
        if run and parts + len(file.parts) > PARTS_IN_LIST:
            yield run
            run, parts = [], 0
        run.append(file)
        parts += len(file.parts)
    yield run


def files_in(data: bytes) -> list[File]:
    """Return the files of one list; raises DamagedError for another form or a foreign path."""
    try:
        files = [from_plain(File, each) for each in canon.decode(data)["files"]]
    except (UsageError, KeyError, TypeError):
        files = None
    if files is None or not all(map(_is_sound, files)):
        raise DamagedError("backup.list", "a list of files is damaged")
    return files


def _is_sound(file: File) -> bool:
    piece = piece_of(file.path)
    return (
        is_member(file.path)
        and is_object(file.sha256)
        and all(map(is_object, file.parts))
        and file.size >= 0
        and len(file.parts) == -(-file.size // piece)
    )


def piece_of(path: str) -> int:
    """Return the size of the pieces that a file is cut into."""
    return LEDGER_PIECE if path == "ledger.db" else PIECE


def sizes_of(file: File) -> list[int]:
    """Return the sizes of the parts of a file."""
    piece = piece_of(file.path)
    return [min(piece, file.size - at) for at in range(0, file.size, piece)]


def to_drop(
    snapshots: Sequence[Snapshot], keep: int, erased: Collection[_PLACE]
) -> Mapping[str, str]:
    """Return which snapshots leave a folder, each with the reason: "erased" or "old".

    One that still holds what was erased goes whatever its age; of the others the newest
    `keep` stay. None goes while the newest was taken of a case that was not whole: one of
    them may be the last good copy.
    """
    ordered = sorted(snapshots, key=lambda each: each.name, reverse=True)
    if not ordered or not ordered[0].whole:
        return {}
    gone = {each.name: "erased" for each in ordered if any(map(each.holds, erased))}
    staying = [each.name for each in ordered if each.name not in gone]
    return gone | dict.fromkeys(staying[max(keep, 1) :], "old")
