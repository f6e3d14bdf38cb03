"""Looking at a bag that somebody brought, before anything of it is taken in.

The folder is walked by hand first: links, pipes, names that lead elsewhere and lists that
are too long are refused before the validator of the Library of Congress (bagit) reads a
byte, for it follows what a manifest says. Nothing is ever fetched.
"""

import logging
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tawthiq.base.digest import sha256
from tawthiq.base.errors import DamagedError, RefusedError, UsageError
from tawthiq.base.script import show

MOST_FILES = 1_000_000
GREATEST_TAG = 256 << 20
DEEPEST = 64
ALGORITHMS = ("sha512", "sha256", "sha1", "md5")
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag that was found whole: its files as paths below `root`, with `/` between parts.

    `payload` is everything below `data/` with its digest by `algorithm`; `tags` are the other
    files that the bag vouches for; `loose` are those that nothing in it covers.
    """

    root: Path
    algorithm: str
    payload: Mapping[str, str]
    tags: tuple[str, ...]
    loose: tuple[str, ...]
    info: Mapping[str, str]
    manifest_sha256: str

    def read(self, path: str, most: int = GREATEST_TAG) -> bytes:
        """Return a file's bytes; one larger than `most` raises DamagedError."""
        with (self.root / path).open("rb") as file:
            found = file.read(most + 1)
        if len(found) > most:
            raise DamagedError("bag.large", f"{show(path)} is too large for what it is")
        return found


def examine(root: Path, advance: Advance | None = None) -> Bag:
    """Return the bag in `root` after all of it was verified.

    Raises UsageError where there is no bag, RefusedError for one that would have us follow
    links or fetch from elsewhere, DamagedError naming what is missing or differs.
    """
    root = root.resolve()
    if not (root / "bagit.txt").is_file():
        says = f"{show(str(root))} is no bag: it has no bagit.txt"
        raise UsageError("bag.none", says, path=str(root))
    files = dict(_files(root))
    if "fetch.txt" in files:
        says = "this bag wants files fetched from elsewhere; ask for a bag that holds them"
        raise RefusedError("bag.fetch", says)
    algorithm = next((a for a in ALGORITHMS if f"manifest-{a}.txt" in files), None)
    if algorithm is None:
        raise DamagedError("bag.manifest", "this bag has no manifest that can be read")
    for name, size in files.items():
        if "/" not in name and size > GREATEST_TAG:
            raise RefusedError("bag.large", f"{show(name)} is too large to be a list of files")
    for each in ALGORITHMS:
        for name in (f"manifest-{each}.txt", f"tagmanifest-{each}.txt"):
            if name in files:
                _listed(root / name, payload=name.startswith("m"))
    info = _validate(root, advance)
    payload = _listed(root / f"manifest-{algorithm}.txt", payload=True)
    return _bag(root, files, algorithm, payload, info)


def _bag(
    root: Path,
    files: Mapping[str, int],
    algorithm: str,
    payload: Mapping[str, str],
    info: Mapping[str, str],
) -> Bag:
    vouched = {"bagit.txt", "bag-info.txt"}
    for each in ALGORITHMS:
        vouched |= {f"manifest-{each}.txt", f"tagmanifest-{each}.txt"}
        if f"tagmanifest-{each}.txt" in files:
            vouched |= set(_listed(root / f"tagmanifest-{each}.txt", payload=False))
    others = sorted(path for path in files if not path.startswith("data/"))
    return Bag(
        root,
        algorithm,
        _found(payload, files),
        tuple(path for path in others if path in vouched),
        tuple(path for path in others if path not in vouched),
        info,
        sha256((root / f"manifest-{algorithm}.txt").read_bytes()).hex(),
    )


def _found(payload: Mapping[str, str], files: Mapping[str, int]) -> dict[str, str]:
    """Return the payload under the names that lie on disk, however their letters are composed."""
    there = {unicodedata.normalize("NFC", path): path for path in files}
    try:
        return {there[unicodedata.normalize("NFC", path)]: v for path, v in payload.items()}
    except KeyError as error:
        says = f"this bag is not whole; missing: {show(str(error.args[0]))}"
        raise DamagedError("bag.damaged", says) from None


def _files(root: Path) -> Iterator[tuple[str, int]]:
    """Yield (path, bytes) of every file; anything but files and folders is refused."""
    waiting, count = [("", root)], 0
    twins: dict[str, str] = {}
    while waiting:
        prefix, folder = waiting.pop()
        with os.scandir(folder) as listing:
            inside = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        for entry in inside:
            path, count = f"{prefix}{entry.name}", count + 1
            _approve(path, entry)
            if count > MOST_FILES:
                raise RefusedError("bag.many", "this bag holds more files than can be taken in")
            same = twins.setdefault(unicodedata.normalize("NFC", path), path)
            if same != path:
                says = f"two names in the bag differ only in how they are encoded: {show(path)}"
                raise RefusedError("bag.twins", says)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{path}/", Path(entry.path)))
            else:
                yield path, entry.stat(follow_symlinks=False).st_size


def _approve(path: str, entry: os.DirEntry[str]) -> None:
    mode = entry.stat(follow_symlinks=False).st_mode
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        kind = "a link" if stat.S_ISLNK(mode) else "neither a file nor a folder"
        raise RefusedError("bag.kind", f"{show(path)} in the bag is {kind}; nothing is followed")
    if path.count("/") > DEEPEST:
        raise RefusedError("bag.deep", "the folders of this bag are nested too deeply")
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        says = f"a name in the bag is not UTF-8: {show(path)}"
        raise RefusedError("bag.name", says) from None


def _listed(manifest: Path, *, payload: bool) -> dict[str, str]:
    """Return path -> digest of a manifest; one with an odd line is refused whole.

    bagit passes over lines that it does not understand; here they are an error.
    """
    name = manifest.name
    try:
        text = manifest.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise DamagedError("bag.manifest", f"{name} cannot be read as text") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        value, _, path = line.rstrip("\r").partition(" ")
        path = _decoded(path.strip().removeprefix("*").removeprefix("./"))
        if not _is_inside(path) or path.startswith("data/") is not payload:
            says = f"line {number} of {name} names a path that a bag may not hold: {show(path)}"
            raise RefusedError("bag.path", says)
        if path in found:
            raise RefusedError("bag.twice", f"{name} lists a file twice: {show(path)}")
        found[path] = value.lower()
    return found


def _decoded(path: str) -> str:
    return path.replace("%0D", "\r").replace("%0A", "\n")


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return (
        bool(path)
        and not path.startswith(("/", "~", "\\"))
        and not {"", ".", ".."} & set(parts)
        and "\\" not in path
        and "\0" not in path
        and parts[0][1:2] != ":"
    )


class _Heard(logging.Handler):
    """Hears from bagit which file it reads next; tells how many bytes those are."""

    def __init__(self, advance: Advance) -> None:
        super().__init__(logging.INFO)
        self.advance = advance

    def emit(self, record: logging.LogRecord) -> None:
        """Count a file as it is begun; bagit offers no other sign of life."""
        if record.levelno == logging.INFO and isinstance(record.args, tuple):
            path = Path(str(record.args[0]))
            if path.is_file():
                self.advance(path.stat().st_size)


def _validate(root: Path, advance: Advance | None) -> dict[str, str]:
    """Let bagit verify the whole bag, silently; return what bag-info.txt says."""
    import bagit  # noqa: PLC0415 - only whoever receives a bag needs it

    log = logging.getLogger("bagit")
    handler = _Heard(advance or (lambda _: None))
    before = (log.level, log.propagate)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False  # its messages name files, on standard error
    try:
        bag = bagit.Bag(str(root))
        bag.validate()
    except bagit.BagError as error:
        raise DamagedError("bag.damaged", _says(error)) from None
    except Exception as error:  # noqa: BLE001 - it meets odd bags with errors of many kinds
        kind = type(error).__name__
        raise DamagedError("bag.form", f"this is no sound bag ({kind})") from None
    finally:
        log.removeHandler(handler)
        log.setLevel(before[0])
        log.propagate = before[1]
    return {key: value[0] if isinstance(value, list) else value for key, value in bag.info.items()}


def _says(error: Exception) -> str:
    """Return one sentence that names what is missing or differs, at most five of each."""
    details = getattr(error, "details", None) or []
    words = {"FileMissing": "missing", "ChecksumMismatch": "differs", "UnexpectedFile": "unlisted"}
    named: dict[str, list[str]] = {}
    for detail in details:
        named.setdefault(words.get(type(detail).__name__, "wrong"), []).append(show(detail.path))
    if not named:
        return f"this bag is not whole: {show(str(error))}"
    parts = [f"{how}: {', '.join(_few(paths))}" for how, paths in named.items()]
    return f"this bag is not whole; {'; '.join(parts)}"


def _few(paths: list[str]) -> list[str]:
    rest = len(paths) - 5
    return [*paths[:5], f"and {rest} more"] if rest > 0 else paths
