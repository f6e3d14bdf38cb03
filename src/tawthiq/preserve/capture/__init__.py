"""Web captures brought as files: what was captured, when, and what is missing."""

import hashlib
from pathlib import Path

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.kit.cage import Cage, Unreadable
from tawthiq.preserve.capture.found import Found, One, find
from tawthiq.preserve.capture.tasks import DESCRIBE, PAYLOAD, TASKS
from tawthiq.record.capture import Capture, Member

__all__ = ["TASKS", "Found", "find", "payload", "recognise", "recognise_all"]

_PICTURES = 20
_NONSENSE = Unreadable("cage.wire", "its reader answered nothing that can be understood")


def recognise(root: Path, cage: Cage) -> Capture | Unreadable | None:
    """Describe the capture that a file or folder is.

    Ordinary files and folders cost a look at names and first bytes. What is foreign is
    parsed in a child of `cage`, which must know `TASKS`.

    Returns:
        The capture; None where `root` is none; or why it could not be read. Of a table of
        many captures (auto-archiver's `db.csv`) the first: see `recognise_all`.
    """
    found = recognise_all(root, cage)
    if isinstance(found, Unreadable):
        return found
    return found[0] if found else None


def recognise_all(root: Path, cage: Cage) -> tuple[Capture, ...] | Unreadable:
    """Describe every capture that a file or folder holds; an empty tuple for none."""
    found = find(root)
    if found is None:
        return ()
    handed = _handed(found)
    request = {
        "shape": found.shape,
        "names": [one.name for one in found.files],
        "media": [one.name for one in found.media],
        "handed": [
            {"name": one.name, "part": part, "media_type": one.media_type} for part, one in handed
        ],
    }
    outcome = cage.call(DESCRIBE.name, request, [one.path for _, one in handed])
    if isinstance(outcome, Unreadable):
        return outcome
    try:
        return tuple(from_plain(Capture, one) for one in outcome.value)
    except (UsageError, TypeError):
        return _NONSENSE


def payload(path: Path, member: Member, cage: Cage) -> bytes | Unreadable:
    """Take one payload out of a WARC or WACZ; its digest is compared with the member's."""
    most = cage.limits.output_bytes - (1 << 16)
    request = {"inside": member.inside, "offset": member.offset, "most": most}
    outcome = cage.call(PAYLOAD.name, request, [path])
    if isinstance(outcome, Unreadable):
        return outcome
    if hashlib.sha256(outcome.blob).hexdigest() != member.sha256:
        return Unreadable("capture.digest", "its payload is not the one that was described")
    return outcome.blob


def _handed(found: Found) -> list[tuple[str, One]]:
    """Return the files whose bytes the child needs, each with its part."""
    images = [one for one in found.media if one.media_type.startswith("image/")]
    extra = images if found.shape == "auto-archiver" else []  # only its record tells which is which
    return [
        *(("page", one) for one in found.pages),
        *(("note", one) for one in found.notes),
        *(("picture", one) for one in found.pictures[:_PICTURES]),
        *(("image", one) for one in extra[:_PICTURES]),
    ]
