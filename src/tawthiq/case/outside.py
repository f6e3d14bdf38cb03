"""Reading one proof file without a case: a receipt, a head, a time stamp, an OpenTimestamps proof."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tawthiq.adapters.timestamp.certificates import GREATEST, read_certificates
from tawthiq.adapters.timestamp.token import is_response, parse_token, token_of
from tawthiq.adapters.timestamp.verify import verify_token
from tawthiq.base import instant
from tawthiq.base.errors import Error, UntrustedError, UsageError
from tawthiq.ledger import cosign, inclusion, note
from tawthiq.preserve.proof import hashes, opentimestamps
from tawthiq.record.authority import Authority

State = Literal["holds", "open", "fails"]
_BESIDE = (".crt", ".ots", ".tsr", ".pem")


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader has besides the proof.

    `keys` are those of the log and of witnesses, `certificates` an authority's as PEM text,
    `files` what the proof may be about.
    """

    keys: tuple[str, ...] = ()
    certificates: str | None = None
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What one proof file shows: whether it holds, is open or fails, in sentences and as JSON."""

    sort: str
    state: State
    says: tuple[str, ...]
    more: dict[str, Any]


def examine(path: Path, given: Given) -> Shown:
    """Say what the proof in `path` shows; raises UsageError where it is no known kind."""
    data = read(path, inclusion.GREATEST)
    try:
        if data.startswith(opentimestamps.MAGIC):
            return _anchor(data, given)
        if data.startswith(inclusion.FIRST_LINE[:4].encode()):
            return _receipt(data, given)
        if data.startswith(b"tawthiq/"):
            return _head(data, given)
        if data.startswith(b"\x30"):
            return _token(data, path, given)
    except UsageError:
        raise
    except Error as error:
        return Shown("proof", "fails", (error.message,), {"error": error.code})
    says = f"{path.name} is no tlog-proof, head, time stamp or OpenTimestamps proof"
    raise UsageError("proof.kind", says, path=str(path))


def read(path: Path, most: int) -> bytes:
    """Return a file's bytes; UsageError where it cannot be read or is larger than `most`."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        says = f"cannot read {path}: {error.strerror}"
        raise UsageError("proof.file", says, path=str(path)) from error
    if len(data) > most:
        raise UsageError("proof.file", f"{path.name} is too large for a proof", path=str(path))
    return data


def files_of(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that `paths` name, those below folders in order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))


def _digest(path: Path, algorithm: str) -> bytes:
    try:
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, algorithm).digest()
    except OSError as error:
        says = f"cannot read {path}: {error.strerror}"
        raise UsageError("proof.file", says, path=str(path)) from error


# --- receipts


def _keys(given: Given) -> tuple[cosign.VerifierKey, list[cosign.VerifierKey]]:
    """Return the one log's key and the witnesses' that were given."""
    keys = [cosign.parse_key(text) for text in given.keys]
    logs = [key for key in keys if key.sort == cosign.LOG]
    if len(logs) != 1:
        why = "this needs the key of its log: --key, as 'seal --keys' prints it"
        raise UsageError("proof.key", why)
    return logs[0], [key for key in keys if key.sort == cosign.WITNESS]


def _head(data: bytes, given: Given) -> Shown:
    """Look at a head alone: who signed and cosigned it."""
    log, witnesses = _keys(given)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Shown("head", "fails", ("the head is damaged",), {})
    head = note.open_checkpoint(text, log.public)
    if head.origin != log.name:
        raise UntrustedError("receipt.log", f"this is a head of the log {head.origin}")
    cosigned = cosign.cosignatures(text, witnesses)
    missing = sorted({key.name for key in witnesses} - {one.witness for one in cosigned})
    says = [f"the log signed that it has {head.size} entries"]
    says += [f"{one.witness} cosigned it" for one in cosigned]
    says += [f"{name} did NOT cosign it" for name in missing]
    seen = [{"witness": one.witness, "time": one.time} for one in cosigned]
    more: dict[str, Any] = {"log": log.name, "size": head.size, "cosigned": seen}
    return Shown("head", "fails" if missing else "holds", tuple(says), more)


def _receipt(data: bytes, given: Given) -> Shown:
    log, witnesses = _keys(given)
    shown = inclusion.verify_receipt(inclusion.parse_receipt(data), log, witnesses)
    more: dict[str, Any] = {
        "entry": shown.entry,
        "kind": shown.header.kind,
        "index": shown.header.index,
        "time": shown.header.time,
        "log": log.name,
        "size": shown.head.size,
        "payload": shown.payload,
        "cosigned": [{"witness": one.witness, "time": one.time} for one in shown.cosigned],
    }
    first = (
        f"entry {shown.entry[:12]} ({shown.header.kind}) is entry {shown.header.index} of the"
        f" {shown.head.size} that the log signed; its device's clock said {shown.header.time}"
    )
    says = [first]
    says += [f"{one.witness} cosigned that head" for one in shown.cosigned]
    state: State = "holds"
    for path in given.files:
        fits = _names(shown.payload, path)
        more.setdefault("files", []).append({"name": path.name, "fits": fits})
        says.append(f"{path.name}: {_FITS[fits]}")
        state = state if fits else "fails" if fits is False else "open"
    return Shown("tlog-proof", state, tuple(says), more)


_FITS = {
    True: "is the file that the entry names",
    False: "is NOT the file that the entry names",
    None: "cannot be compared, the entry's payload is not disclosed or names no file",
}


def _names(payload: dict[str, Any] | None, path: Path) -> bool | None:
    stated = (payload or {}).get("sha256")
    return None if stated is None else bool(stated == _digest(path, "sha256").hex())


# --- RFC 3161


def _token(data: bytes, path: Path, given: Given) -> Shown:
    bare = token_of(data) if is_response(data) else data
    token = parse_token(bare)
    moment = instant.render_instant(token.moment)
    more: dict[str, Any] = {"time": moment, token.algorithm: token.imprint.hex()}
    stamped = [f for f in given.files if _digest(f, token.algorithm) == token.imprint]
    if given.files and not stamped:
        why = f"it is over other bytes than any file that was given ({token.algorithm})"
        raise UntrustedError("stamp.other", why)
    says = [f"{one.name}: this is what was stamped" for one in stamped]
    pem, beside = given.certificates, False
    if pem is None:
        found = [
            read(f, GREATEST).decode("ascii", "replace") for f in given.files if f.suffix == ".crt"
        ]
        pem, beside = "\n".join(found), True
    state: State = "open"
    if pem.strip():
        authority = Authority("rfc3161", "given", None, *read_certificates(pem))
        signed = verify_token(bare, lambda _: token.imprint, authority)
        says.append(f"stamped at {moment}, signed by {signed.signer}")
        more["signer"] = signed.signer
        state = "open" if beside or not stamped else "holds"
    else:
        says.append(f"it says {moment}; its signature was not verified, for want of certificates")
    if pem.strip() and beside:
        says.append(
            "its certificates lay beside it, where anyone can put some: give those that the"
            " authority publishes with --certificates"
        )
    if not stamped:
        says.append("give the file that was stamped with --of to see that it is this one")
    for one in stamped:
        says += _covered(one, [f for f in given.files if f not in (one, path)], more)
    return Shown("rfc3161", state, tuple(says), more)


def _covered(listed: Path, files: list[Path], more: dict[str, Any]) -> list[str]:
    """Say which of the other files a stamped list of hashes covers, if it is one."""
    try:
        digests = hashes.parse_hashes(read(listed, hashes.GREATEST))
    except UsageError:
        return []
    media = [
        f for f in files if f.suffix not in _BESIDE and not f.name.startswith(hashes.TOKEN_PREFIX)
    ]
    wanted = hashes.algorithms(digests)
    found = hashes.coverage(
        digests, {str(f): [_digest(f, name).hex() for name in wanted] for f in media}
    )
    more["covered"], more["not_covered"] = list(found.covered), list(found.not_covered)
    more["without_file"] = list(found.without_file)
    says = [f"it lists {len(digests)} hashes, so it covers {len(found.covered)} of the other files"]
    says += [f"NOT covered: {name}" for name in found.not_covered]
    says += [f"no file has the listed hash {digest[:12]}…" for digest in found.without_file]
    return says


# --- OpenTimestamps


def _anchor(data: bytes, given: Given) -> Shown:
    proof = opentimestamps.parse_proof(data)
    more: dict[str, Any] = {proof.algorithm: proof.digest.hex(), "attestations": []}
    about = [f for f in given.files if _digest(f, proof.algorithm) == proof.digest]
    if given.files and not about:
        why = f"the proof starts from another file ({proof.algorithm} {proof.digest.hex()})"
        raise UntrustedError("proof.other", why)
    says = [f"{one.name}: the proof starts from this file" for one in about]
    if not about:
        says = [f"it starts from a file with the {proof.algorithm} {proof.digest.hex()}"]
    for one in proof.attestations:
        root = None if one.commitment is None else one.commitment[::-1].hex()
        more["attestations"].append(
            {"sort": one.sort, "calendar": one.calendar, "height": one.height, "merkle_root": root}
        )
        says.append(_attested(one, root))
    return Shown("opentimestamps", "open", tuple(says), more)


def _attested(one: opentimestamps.Attestation, root: str | None) -> str:
    if one.sort == "pending":
        return f"promised only, by the calendar {one.calendar}: it has to be upgraded there"
    if one.height is None:
        return f"an attestation of a kind that is not known ({one.sort})"
    shown = root or "that cannot be computed on this system"
    return (
        f"{one.sort} block {one.height}, if that block has the Merkle root {shown}: this needs"
        " the block's header to be checked fully"
    )
