"""What all stamps about a case's heads are worth, one finding each; nothing is asked of anyone."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tawthiq.adapters.timestamp.token import response_of, token_of
from tawthiq.adapters.timestamp.verify import Stamped, verify_response
from tawthiq.base import instant
from tawthiq.base.errors import DamagedError, Error, UntrustedError
from tawthiq.ledger import cosign
from tawthiq.ledger.stamps import COSIGNATURE, REQUEST, TOKEN, Stamp
from tawthiq.record.authority import Authority
from tawthiq.record.finding_of_check import Found

STEP = 7
Heads = Mapping[tuple[str, int], str]
"""The signed heads by (log, size), as notes."""


def verify_stamps(
    stamps: Iterable[Stamp], heads: Heads, authorities: Iterable[Authority]
) -> list[Found]:
    """Return one finding per stamp: `note` where it holds, else `untrusted` or `damaged`.

    `heads` must have been found right before; without `authorities` (in a locked case that
    is not open) stamps are counted and not judged.
    """
    known, waiting, unjudged, found = tuple(authorities), 0, 0, []
    for stamp in stamps:
        what = f"log {stamp.log[:8]}, head of {stamp.size} entries"
        if stamp.kind == REQUEST:
            waiting += 1
        elif not known:
            unjudged += 1
        else:
            found.append(_finding(stamp, what, heads.get((stamp.log, stamp.size)), known))
    if waiting:
        says = f"{waiting} requests wait for the network; 'tawthiq stamp' sends them"
        found.append(Found(STEP, "note", "time stamps", says))
    if unjudged:
        says = f"{unjudged} are held; who made them is known only to the open case"
        found.append(Found(STEP, "note", "time stamps and cosignatures", says))
    return found


def _finding(stamp: Stamp, what: str, head: str | None, known: tuple[Authority, ...]) -> Found:
    if head is None:
        return Found(STEP, "damaged", what, "it is stamped, and is missing")
    try:
        says = judge(stamp, head, known)
    except DamagedError as error:
        return Found(STEP, "damaged", what, error.message)
    except Error as error:
        return Found(STEP, "untrusted", what, error.message)
    return Found(STEP, "note", what, says)


def judge(stamp: Stamp, head: str, known: Iterable[Authority]) -> str:
    """Say what one stamp shows of the head; raises UntrustedError or DamagedError otherwise."""
    if stamp.kind == TOKEN:
        if response_of(token_of(stamp.body)) != stamp.body:
            raise DamagedError("stamp.form", "a time stamp is damaged")
        one, stamped = stamped_by(stamp.body, head, known)
        return f"it was there at {stamped.time}, says {one.name} (signed by {stamped.signer})"
    if stamp.kind == COSIGNATURE:
        try:
            line = stamp.body.decode()
        except UnicodeDecodeError:
            raise DamagedError("stamp.form", "a cosignature is damaged") from None
        by = cosigned_by(line, head, known)
        try:
            seen = instant.render_instant(datetime.fromtimestamp(by.time, UTC))
        except (ValueError, OverflowError, OSError):
            seen = f"second {by.time}"
        return f"{by.witness} saw it at {seen}, and that it led on from what was seen before"
    raise DamagedError("stamp.form", f"a stamp of the unknown kind {stamp.kind!r:.40}")


def stamped_by(
    response: bytes, head: str, known: Iterable[Authority], nonce: int | None = None
) -> tuple[Authority, Stamped]:
    """Return which authority stamped a head, and when it says that was.

    What is stamped are the bytes of the note with the log's own signature alone.
    """
    stamped = cosign.bare(head).encode()
    failure: Error = UntrustedError("stamp.unknown", "no authority that the case trusts made it")
    for one in known:
        if one.sort != "rfc3161":
            continue
        try:
            digest = verify_response(response, lambda name: _digest(name, stamped), one, nonce)
        except Error as error:
            failure = error
            continue
        return one, digest
    raise failure


def cosigned_by(line: str, head: str, known: Iterable[Authority]) -> cosign.Cosignature:
    """Return the cosignature that a line is; UntrustedError where it is by nobody known."""
    keys = [cosign.parse_key(one.key) for one in known if one.sort == "witness" and one.key]
    found = cosign.cosignatures(cosign.join(cosign.bare(head), [line]), keys)
    if not found or found[0].line != line:
        raise UntrustedError("note.cosignature", "no witness that the case trusts cosigned it")
    return found[0]


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data).digest()
