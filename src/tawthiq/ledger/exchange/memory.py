"""What a device remembers of an exchange: the newest heads of all logs, and what each copy held.

HOME/cases/<case>/<log>.head          the newest head that this device signed or saw of a log
HOME/cases/<case>/peers/<copy>.json   the heads that a copy held when an exchange with it ended
"""

import json
from collections.abc import Mapping
from pathlib import Path

from tawthiq.base.errors import Error
from tawthiq.ledger import note
from tawthiq.ledger.device import Device
from tawthiq.ledger.durable import make_folders, write_durably

_GREATEST = 1 << 24


def remember_heads(device: Device, case: str, heads: Mapping[str, str]) -> None:
    """Keep verified heads of logs, each only where it is newer than what is remembered."""
    with device.signing(case):
        known = device.remembered(case)
        for log, text in heads.items():
            if size_of(text) > size_of(known.get(log)):
                device.remember(case, log, text)


def size_of(text: str | None) -> int:
    """Return how many entries a head covers; 0 where it is none."""
    try:
        return note.parse_checkpoint(text or "")[0].size
    except Error:
        return 0


def seen_at(device: Device, case: str, copy: str) -> dict[str, str]:
    """Return the heads that a copy held when the last exchange with it ended."""
    try:
        with _path(device, case, copy).open("rb") as file:
            found = json.loads(file.read(_GREATEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(log): str(text) for log, text in found.items()} if isinstance(found, dict) else {}


def note_seen(device: Device, case: str, copy: str, heads: Mapping[str, str]) -> None:
    """Keep what a copy holds now; of each log the newest head it ever held."""
    if not copy:
        return
    known = seen_at(device, case, copy)
    both = {log: max((known.get(log, ""), heads.get(log, "")), key=size_of)
            for log in sorted({*known, *heads})}  # fmt: skip
    if both != known:
        path = _path(device, case, copy)
        make_folders(path.parent, 0o700)
        write_durably(path, json.dumps(both, sort_keys=True).encode())


def shortened(seen: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Return the logs of which a copy holds less than it held: log -> (entries now, then)."""
    return {log: (size_of(now.get(log)), size_of(text)) for log, text in seen.items()
            if size_of(now.get(log)) < size_of(text)}  # fmt: skip


def _path(device: Device, case: str, copy: str) -> Path:
    return device.home / "cases" / case / "peers" / f"{copy}.json"
