"""A witness: what a colleague's device remembers of others' logs, and cosigns when they grew.

HOME/witness/key                  the witness's name and private key (raw, hex), a line each
HOME/witness/cases/<case>/...     the newest head seen of each log, as a Device keeps them
"""

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.base import ident, merkle
from tawthiq.base.errors import DamagedError, UntrustedError, UsageError
from tawthiq.ledger import cosign, note
from tawthiq.ledger.device import Device
from tawthiq.ledger.durable import make_folders, write_durably
from tawthiq.ledger.inclusion import Request, parse_request

_ORIGIN = re.compile(r"tawthiq/([0-9a-f]{32})/([0-9a-f]{32})")


class Witness:
    """This device as a witness of logs that are not its own."""

    def __init__(self, home: Path) -> None:
        """Use the device's own folder `home`; the key is made at the first call."""
        self._folder = home / "witness"
        self._memory = Device(self._folder)

    def key(self, name: str | None = None) -> cosign.VerifierKey:
        """Return the public key; `name` is what it will be called when it is made now."""
        own, private = self._own(name)
        return cosign.VerifierKey(own, cosign.WITNESS, private.public_key().public_bytes_raw())

    def cosign(self, text: str, log: cosign.VerifierKey, time: int) -> str:
        """Return the head in `text`, cosigned at `time`; it is remembered before it is signed.

        `text` is a head or a request. Raises UntrustedError where the log's key did not sign
        the head, or where the head is older than one seen before or does not lead to it;
        UsageError where the proof that it does is missing.
        """
        request = parse_request(text)
        head = note.open_checkpoint(request.head, cosign.log_key(log).public)
        origin = _ORIGIN.fullmatch(head.origin)
        if not origin or head.origin != log.name or head.size < 1:
            raise UntrustedError("witness.origin", "this is not the head of the log of that key")
        case, name = origin.groups()
        own, private = self._own(None)
        with self._memory.signing(case):
            seen = self._memory.remembered(case).get(name)
            if seen is not None:
                _follows(note.open_checkpoint(seen, log.public), head, request)
            self._memory.remember(case, name, cosign.bare(request.head))
        return cosign.join(request.head, [cosign.cosign(request.head, own, private, time)])

    def _own(self, name: str | None) -> tuple[str, Ed25519PrivateKey]:
        path = self._folder / "key"
        if not path.exists():
            self._make(path, name or f"witness/{ident.random_id()[:16]}")
        try:
            own, seed = path.read_text("utf-8").splitlines()
            private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        except (OSError, ValueError):
            raise DamagedError("witness.key", f"{path} does not hold a witness's key") from None
        if name not in (None, own):
            raise UsageError("witness.name", f"this device's witness is called {own} already")
        return own, private

    def _make(self, path: Path, name: str) -> None:
        if not cosign.is_name(name):
            raise UsageError("witness.name", "a witness's name has no blanks and no plus")
        try:
            make_folders(self._folder, 0o700)
        except OSError as error:
            says = f"cannot make {self._folder}: {error.strerror}"
            raise DamagedError("device.write", says) from error
        seed = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        write_durably(path, f"{name}\n{seed}\n".encode())


def _follows(seen: note.Checkpoint, head: note.Checkpoint, request: Request) -> None:
    """Raise unless `head` is the head `seen` or one that it is proved to have grown into."""
    if head.size < seen.size:
        says = f"this witness saw {seen.size} entries, and now {head.size}: it was rolled back"
        raise UntrustedError("witness.rolled-back", says)
    if head.size == seen.size:
        if head.root != seen.root:
            says = f"another head of {seen.size} entries was seen before: the log was forked"
            raise UntrustedError("witness.fork", says)
        return
    if request.old != seen.size:
        says = f"this witness saw {seen.size} entries; ask for 'seal --consistency {seen.size}'"
        raise UsageError("witness.proof", says)
    try:
        merkle.verify_consistency(seen.size, head.size, request.path, seen.root, head.root)
    except merkle.Reject as reject:
        says = f"the log does not lead on from the {seen.size} entries seen before: {reject}"
        raise UntrustedError("witness.fork", says) from None
