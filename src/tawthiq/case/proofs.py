"""Outside proofs as an attribute of a case: stamps, cosignatures, receipts, tiles."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from tawthiq.adapters.timestamp import ask, judge
from tawthiq.adapters.timestamp.certificates import read_certificates
from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, Error, RefusedError, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.case.parts import Parts
from tawthiq.case.stamping import Stamping, Step
from tawthiq.ledger import cosign, inclusion, note, stamps, tiles
from tawthiq.ledger.ledger import Ledger, plain_of, read_entry
from tawthiq.ledger.stamps import Stamp
from tawthiq.publish.consented import by_name, needs_consent
from tawthiq.record.authority import Authority
from tawthiq.record.entry import Draft, Entry
from tawthiq.record.finding_of_check import Found
from tawthiq.record.release import Held
from tawthiq.view import queries
from tawthiq.view.authorities import authorities, newest
from tawthiq.view.consents import consents
from tawthiq.view.fold import Views


class Proofs:
    """What others say of this case's heads, and what the case shows to others."""

    def __init__(self, parts: Parts) -> None:
        """Work on the open parts of a case."""
        self._parts = parts
        self._store = parts.ledger.store

    # --- whom the case trusts

    def trust(self, authority: Authority) -> str:
        """State an authority or a witness; return the entry's id, an old one where it says so."""
        known = authorities(self._parts.views)
        for entry, held in known.items():
            if held == authority == newest(known)[entry]:
                return entry
        (entry,) = self._parts.ledger.append([Draft("authority", to_plain(authority))])
        self._parts.views.refresh()
        return entry

    def trust_witness(self, key: str) -> str:
        """Trust the witness whose key this is, in C2SP's notation; return the entry's id."""
        parsed = cosign.parse_key(key)
        if parsed.sort != cosign.WITNESS:
            raise UsageError("key.witness", f"{parsed.name} is not the key of a witness")
        return self.trust(Authority("witness", parsed.name, key=str(parsed)))

    def trust_authority(self, url: str, certificates: str, name: str | None = None) -> str:
        """Trust a time stamping authority by its certificates (PEM text); return the entry's id."""
        host = urlsplit(ask.check_address(url)).hostname or url
        roots, between = read_certificates(certificates)
        return self.trust(Authority("rfc3161", name or host, url, roots, between))

    # --- time stamps

    def stamp(self) -> list[Step]:
        """Ask every authority for a stamp on the newest head of every log; keep what is true.

        Requests are durable before anything is sent. What is not answered rightly waits, and
        is sent again by the next call.
        """
        return Stamping(self._parts).run()

    def check(self) -> list[Found]:
        """Verify all that is held, offline: findings of step 7 of `check`."""
        return stamps_found(self._parts.ledger)

    # --- witnesses

    def request(self, old: int, log: str | None = None) -> str:
        """Return the request to a witness that saw `old` entries of a log (its id's beginning)."""
        chosen, head = self._head(log)
        return str(
            inclusion.consistency(old, head, lambda lo, hi: self._store.subtree(chosen, lo, hi))
        )

    def take(self, text: str) -> list[cosign.Cosignature]:
        """Keep the cosignatures in a note that came back from a witness; return those by the known.

        Raises UntrustedError where one does not verify, or the note is of another head.
        """
        known = tuple(authorities(self._parts.views).values())
        checkpoint = note.parse_checkpoint(text)[0]
        log = checkpoint.origin.rpartition("/")[2]
        head = dict(self._store.heads(log)).get(checkpoint.size)
        if head is None or note.parse_checkpoint(head)[0] != checkpoint:
            raise UsageError("seal.other", "this is not a head that the case signed")
        keys = [cosign.parse_key(one.key) for one in known if one.key]
        found = cosign.cosignatures(text, keys)
        with self._parts.ledger.writing() as writer:
            for one in found:
                body = one.line.encode()
                writer.add_stamp(Stamp(log, checkpoint.size, stamps.COSIGNATURE, body))
        return found

    # --- what is shown to others

    def log_keys(self) -> list[str]:
        """Return the public key of each log, as its first entry states it, in C2SP's notation."""
        case, found = self._parts.ledger.case, []
        for log in self._store.logs():
            row = next(self._store.log_rows(log))
            payload = self._parts.ledger.entry(row.id.hex()).payload or {}
            public = bytes.fromhex(str(payload.get("log_key", "")))
            found.append(note.verifier_key(note.origin_of(case, log), public))
        return found

    def prove(self, prefix: str, *, disclose: bool = False) -> str:
        """Return the receipt for one entry; `disclose` adds its payload, with the salt.

        The newest head that is cosigned by a known witness is taken, else the newest. Raises
        RefusedError for the payload of a protected person's entry.
        """
        entry = self._parts.ledger.entry(self._full(prefix))
        (row,) = self._store.find(entry.id)
        opened = None
        if disclose:
            ring = self._parts.ledger.keyring
            if ring is not None and entry.header.lock == ring.protected:
                says = "this entry concerns a protected person; it is not disclosed"
                raise RefusedError("prove.protected", says)
            if _concerns_a_testimony(entry, self._parts.views):
                says = "this entry concerns a testimony: 'handover' gives it, within its consent"
                raise RefusedError("prove.consent", says)
            opened = plain_of(row, entry.header, ring)
            if opened is None:
                raise UsageError("prove.erased", "the entry's payload was erased or is sealed")
        head = self._covering(row.log, row.index)
        size = note.parse_checkpoint(head)[0].size
        path = merkle.inclusion_proof(
            row.index, size, lambda lo, hi: self._store.subtree(row.log, lo, hi)
        )
        extra = inclusion.extra_of(row.header, opened)
        return str(inclusion.Receipt(row.index, tuple(path), head, extra))

    def _full(self, prefix: str) -> str:
        claims = [
            entry
            for claim, entry in queries.claim_entries(self._parts.views).items()
            if claim.startswith(prefix)
        ]
        return claims[0] if len(claims) == 1 else prefix

    def _covering(self, log: str, index: int) -> str:
        heads = {size: text for size, text in self._store.heads(log) if size > index}
        if not heads:
            raise DamagedError("ledger.head", f"no signed head of log {log[:8]} covers the entry")
        signed: dict[int, list[str]] = {}
        for size, line in self._cosigned(log, heads):
            signed.setdefault(size, []).append(line)
        size = max(signed, default=max(heads))
        return cosign.join(cosign.bare(heads[size]), signed.get(size, ()))

    def _cosigned(self, log: str, heads: dict[int, str]) -> Iterable[tuple[int, str]]:
        known = tuple(authorities(self._parts.views).values())
        for one in self._store.stamps(log):
            if one.kind == stamps.COSIGNATURE and one.size in heads:
                try:
                    line = one.body.decode()
                    judge.cosigned_by(line, heads[one.size], known)
                except (Error, UnicodeDecodeError):
                    continue  # `check` names it
                yield one.size, line

    def tiles(self, folder: Path, log: str | None = None) -> int:
        """Write one log (its id's beginning) as C2SP tiles into an empty folder."""
        chosen, head = self._head(log)
        size = note.parse_checkpoint(head)[0].size
        lines = [line for at, line in self._cosigned(chosen, {size: head}) if at == size]
        head = cosign.join(cosign.bare(head), lines)
        with self._parts.progress("writing tiles", size) as advance:
            return tiles.write_tiles(self._store, head, folder, advance)

    def write(self, folder: Path) -> list[Path]:
        """Write each stamped head and its time stamps into an empty folder, for `openssl ts`.

        LOG-SIZE.note is what was stamped, LOG-SIZE.N.tsr an answer over it; the roots and the
        certificates between of the authority lie beside it as N.roots.pem, N.chain.pem.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError("export.not-empty", f"{folder} is not an empty folder")
        known = tuple(authorities(self._parts.views).values())
        files: dict[str, bytes] = {}
        for number, one in enumerate(self._store.stamps(), 1):
            head = dict(self._store.heads(one.log)).get(one.size)
            if one.kind != stamps.TOKEN or head is None:
                continue
            try:
                authority, _ = judge.stamped_by(one.body, head, known)
            except Error:
                continue  # `check` names it
            name = f"{one.log}-{one.size}"
            files[f"{name}.note"] = cosign.bare(head).encode()
            files[f"{name}.{number}.tsr"] = one.body
            files[f"{name}.{number}.roots.pem"] = "".join(authority.roots).encode()
            files[f"{name}.{number}.chain.pem"] = "".join(authority.intermediates).encode()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (folder / name).write_bytes(data)
        except OSError as error:
            raise DamagedError(
                "export.write", f"cannot write {folder}: {error.strerror}"
            ) from error
        return sorted(folder / name for name in files)

    def _head(self, prefix: str | None) -> tuple[str, str]:
        """Return the one log whose id begins with `prefix`, with its newest head."""
        heads = self._parts.ledger.seal()
        found = [log for log in heads if log.startswith(prefix or "")]
        if len(found) != 1:
            says = "the case has several logs; name one with --log"
            raise UsageError("seal.log", says if found else "no log has an id that begins so")
        return found[0], heads[found[0]]


def stamps_found(ledger: Ledger) -> list[Found]:
    """Return what the stamps in a ledger are worth, offline, without views; step 7 of `check`.

    In a locked case that is not open they are counted.
    """
    held = ledger.store.stamps()
    logs = {one.log for one in held}
    heads = {(log, size): text for log in logs for size, text in ledger.store.heads(log)}
    known = []
    for row in ledger.store.rows() if held else ():
        if b'"kind":"authority"' in row.header:
            with contextlib.suppress(Error):  # a damaged one is named by other steps
                payload = read_entry(row, ledger.keyring).payload
                known += [] if payload is None else [from_plain(Authority, payload)]
    return judge.verify_stamps(held, heads, known)


def _concerns_a_testimony(entry: Entry, views: Views) -> bool:
    """Say whether an entry is an item that needs consent, or says something of one."""
    payload = entry.payload or {}
    key = entry.id if entry.header.kind == "item" else str(payload.get("item", ""))
    item = queries.items(views).get(key)
    if item is None:
        return False
    held = Held(key, item, (), None, None)
    return needs_consent(held, by_name(queries.sources(views)), consents(views))
