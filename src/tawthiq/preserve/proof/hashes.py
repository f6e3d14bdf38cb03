"""auto-archiver's list of hashes, over which its time stamp tokens were made.

`hashes.txt` holds bare hex digests, one a line, of the files at the top of the run only. So a
token covers a file if its digest stands there, and says nothing of previews and what hangs on
other files.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tawthiq.base.errors import UsageError

GREATEST = 4 << 20
NAME = "hashes.txt"
TOKEN_PREFIX = "timestamp_token_"  # noqa: S105 - the beginning of a file's name
_BY_LENGTH = {64: "sha256", 128: "sha3_512", 96: "sha384", 40: "sha1", 32: "md5"}
_LINE = re.compile(r"[0-9a-fA-F]{32,128}")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which files a list of hashes names, which it does not, and digests that no file has."""

    covered: tuple[str, ...]
    not_covered: tuple[str, ...]
    without_file: tuple[str, ...]


def parse_hashes(data: bytes) -> tuple[str, ...]:
    """Return the digests in a list; UsageError where it holds anything else."""
    try:
        lines = data[: GREATEST + 1].decode("ascii").split()
    except UnicodeDecodeError:
        lines = [""]
    if not lines or len(data) > GREATEST or not all(map(_LINE.fullmatch, lines)):
        raise UsageError("proof.hashes", "this is not a list of hashes as auto-archiver writes it")
    return tuple(line.lower() for line in lines)


def algorithms(digests: Iterable[str]) -> tuple[str, ...]:
    """Return the algorithms by which files must be hashed to be found in a list.

    auto-archiver uses SHA-256 or SHA3-512; 128 digits can also be SHA-512.
    """
    lengths = {len(one) for one in digests}
    found = {_BY_LENGTH[length] for length in lengths if length in _BY_LENGTH}
    return tuple(sorted(found | ({"sha512"} if 128 in lengths else set())))


def coverage(digests: Iterable[str], files: Mapping[str, Iterable[str]]) -> Coverage:
    """Say which `files` (name -> their digests) a list covers, and which of its lines no file has."""
    wanted = tuple(dict.fromkeys(digests))
    found = {name: set(held) for name, held in files.items()}
    covered = tuple(sorted(name for name, held in found.items() if held & set(wanted)))
    everything = {one for held in found.values() for one in held}
    return Coverage(
        covered,
        tuple(sorted(set(found) - set(covered))),
        tuple(one for one in wanted if one not in everything),
    )
