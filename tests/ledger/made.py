"""Small invented cases for the tests of ledger, vault and views."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tawthiq.base.shape import to_plain
from tawthiq.ledger import keyfile
from tawthiq.ledger.device import Device
from tawthiq.ledger.exchange import union
from tawthiq.ledger.exchange.incoming import Terms
from tawthiq.ledger.exchange.union import Taken
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.form import Plain, Sealed
from tawthiq.ledger.inspect import inspect
from tawthiq.ledger.keyfile import Slot
from tawthiq.ledger.keyring import CASE as CASE_KEY
from tawthiq.ledger.keyring import PROTECTED, KeyFile, Keyring, write_key
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.case_facts import Settings
from tawthiq.record.entry import Draft
from tawthiq.record.finding_of_check import Found
from tawthiq.view.fold import Views
from tawthiq.view.inspect import inspect_views

CASE = "0123456789abcdef0123456789abcdef"
_PRIVATE = X25519PrivateKey.from_private_bytes(b"p" * 32)
_PUBLIC = _PRIVATE.public_key().public_bytes_raw()
PASSPHRASE = "seven lamps under the old mill"
RING = Keyring(b"c" * 32, _PUBLIC)
"""The keys of every locked case made here, as a session holds them."""
FULL = Keyring(b"c" * 32, _PUBLIC, b"p" * 32)
PLACES = ("Upper Marl", "Tall Nahr", "قرية الوادي", "Reed Hollow")
WORDS = ("at least 27 people were killed", "قتل ثلاثة", "no one was hurt", "more than a dozen")


@dataclass
class Made:
    """An open case: its folder, its ledger, and the device that writes to it."""

    folder: CaseFolder
    ledger: Ledger
    device: Device

    @property
    def store(self) -> SqliteStore:
        """The ledger's store."""
        assert isinstance(self.ledger.store, SqliteStore)
        return self.ledger.store

    @property
    def vault(self) -> FolderVault:
        """The ledger's vault."""
        assert isinstance(self.ledger.vault, FolderVault)
        return self.ledger.vault

    def put(self, data: bytes) -> str:
        """Keep bytes in the vault; return their digest."""
        return self.vault.put(BytesIO(data))[0]

    def close(self) -> None:
        """Let go of the files."""
        self.vault.close()
        self.store.close()


def clock(start: str = "2025-03-20T08:00:00Z", step: int = 60) -> Callable[[], datetime]:
    """Return a clock that begins at `start` and moves by `step` seconds at each look."""
    moment = datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    ticks = iter(range(10**9))
    return lambda: moment + timedelta(seconds=step * next(ticks))


def new_case(root: Path, home: Path, case: str = CASE, *, locked: bool = False) -> Made:
    """Make a case with its first two entries."""
    root.mkdir(parents=True)
    folder = CaseFolder(root)
    if locked:
        lay_keys(folder)
    SqliteStore.create(folder.ledger).close()
    made = open_case(root, home, case)
    settings = to_plain(Settings("An invented case", fictional=True, locked=locked))
    stated: dict[str, object] = {"case": case, "format": 1}
    if locked:
        stated["locks"] = [RING.lock, RING.protected]
    made.ledger.append([Draft("case", stated), Draft("settings", settings)])
    folder.write_toml(case, settings)
    return made


def lay_keys(folder: CaseFolder) -> None:
    """Lay key files beside a case, wrapped under PASSPHRASE at hardly any cost."""
    write_key(folder.keys, KeyFile(RING.lock, CASE_KEY, (_slot(b"c" * 32, CASE_KEY, RING.lock),)))
    slot = _slot(b"p" * 32, PROTECTED, RING.protected)
    write_key(folder.keys, KeyFile(RING.protected, PROTECTED, (slot,), _PUBLIC.hex()))


def _slot(secret: bytes, purpose: str, lock: str) -> Slot:
    bare = Slot("passphrase", "5a" * 16, "00" * 12, "", 64, 4, 1)
    key = keyfile._key(bare, keyfile._stretched(bare, PASSPHRASE), f"{purpose} {lock}")
    return replace(bare, wrapped=AESGCM(key).encrypt(bytes(12), secret, None).hex())


def open_case(root: Path, home: Path, case: str | None = None) -> Made:
    """Open a case for the device in `home`; without `case` its settings name it, or it is CASE."""
    folder, device = CaseFolder(root), Device(home)
    case = case or (folder.case_id() if folder.toml.exists() else CASE)
    ring = RING if folder.is_locked else None
    store, form = SqliteStore(folder.ledger), Sealed(ring) if ring is not None else Plain()
    ledger = Ledger(case, store, FolderVault(folder.vault, form), device, clock(), ring)
    return Made(folder, ledger, device)


@contextmanager
def opened(root: Path, home: Path, case: str | None = None) -> Iterator[Made]:
    """Open a case for a while."""
    made = open_case(root, home, case)
    try:
        yield made
    finally:
        made.close()


def claim(number: int, item: str, text: str = WORDS[0]) -> dict[str, Any]:
    """Return the payload of one claim."""
    return {
        "id": f"clm{number:08d}",
        "item": item,
        "quote": {"text": text, "start": 0, "end": len(text)},
        "event": "killing",
        "reader": {"name": "person", "version": "1", "rules_sha256": None},
        "place": [{"name": PLACES[number % len(PLACES)], "precision": "settlement"}],
    }


def item(sha256: str, name: str, receipt: str, size: int) -> dict[str, Any]:
    """Return the payload of one item."""
    shown = {"text": name, "bytes_hex": None}
    return {
        "sha256": sha256, "bytes": size, "name": shown, "receipt": receipt,
        "media_type": "text/plain", "folder": "", "modified_at": None, "dated": None,
        "outlet": None, "protected": None,
    }  # fmt: skip


def fill(made: Made, entries: int = 60, seed: int = 1) -> list[str]:
    """Enter receipts, items with blobs and text views, claims, reviews; return their ids."""
    chance = random.Random(seed)
    ledger = made.ledger
    ids = list(ledger.append([Draft("receipt", {"received_at": "2025-03-20T08:00:00Z"})]))
    receipt = ids[0]
    items: list[str] = []
    number = 0
    while len(ids) < entries:
        if number % 9 == 0:
            text = f"{WORDS[number % 4]} in {PLACES[number // 9 % 3]} ({seed}.{number})"
            sha256 = made.put(text.encode())
            payload = item(sha256, f"note {number}.txt", receipt, len(text.encode()))
            items += ledger.append([Draft("item", payload, (receipt,))], [sha256])
            view = {"item": items[-1], "reader": "text", "sha256": sha256, "characters": len(text)}
            ids += [items[-1], *ledger.append([Draft("text", view, (items[-1],))], [sha256])]
        else:
            at = chance.choice(items)
            said = claim(1000 * seed + number, at, WORDS[number % 4])
            drafts = [Draft("claim", said, (at,))]
            verdict = {"claim": said["id"], "verdict": "accepted", "why": None}
            drafts += [Draft("review", verdict)] * (number % 2)
            ids += ledger.append(drafts[: entries - len(ids)])
        number += 1
    return ids


def beside(made: Made, root: Path, home: Path) -> Made:
    """Make an empty copy of a case, which has the same keys and holds no entry yet."""
    root.mkdir()
    if made.folder.is_locked:
        lay_keys(CaseFolder(root))
    SqliteStore.create(CaseFolder(root).ledger).close()
    return open_case(root, home, made.ledger.case)


def take(ours: Made, theirs: Made) -> Taken:
    """Take into one copy what another holds beyond it; sealed entries are opened on the way."""
    terms = Terms(keyring=ours.ledger.keyring)
    return union.take(ours.ledger.case, ours.store, theirs.store, terms)


def named(made: Made) -> set[str]:
    """Return the digests of all blobs that entries name."""
    found = ((entry.payload or {}).get("sha256") for entry in made.ledger.entries())
    return {sha256 for sha256 in found if isinstance(sha256, str)}


def findings(made: Made, against: str | None = None, *, views: bool = True) -> list[Found]:
    """Run the whole check: steps 1 to 8, and 9 for the views."""
    remembered = made.device.remembered(made.ledger.case)
    seen = inspect(made.folder, remembered, against, keyring=made.ledger.keyring)
    return seen.found + (inspect_views(made.folder, made.ledger) if views else [])


def status(found: list[Found]) -> int:
    """Return the exit status of a check with these findings."""
    levels = {each.level for each in found}
    return 3 if "damaged" in levels else 1 if "untrusted" in levels else 0


def views_of(made: Made) -> Views:
    """Open the views of a case."""
    return Views(made.folder.views, made.ledger)
