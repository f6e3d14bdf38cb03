"""Processes that share a case.

companion.py enter CASE HOME ROUNDS NUMBER   put blobs, half of them the same as others put
companion.py sweep CASE HOME 0               sweep what is older than two seconds, for ever
"""

import contextlib
import io
import os
import sys
import time
from pathlib import Path

from tests.ledger import made

from tawthiq.record.entry import Draft


def shared(at: int) -> bytes:
    """Return bytes that every process puts."""
    return f"shared {at} ".encode() * 300


def enter(case: made.Made, rounds: int, number: int) -> None:
    """Enter one item per round; each waits a little between its blob and its entry."""
    for at in range(rounds):
        data = shared(at) if at % 2 else f"own {number} {at} ".encode() * 300
        sha256 = case.vault.put(io.BytesIO(data))[0]
        time.sleep(0.01 * (at % 5))
        payload = made.item(sha256, f"note {at}.txt", "ab" * 32, len(data))
        entry = case.ledger.append([Draft("item", payload)], [sha256])[0]
        os.write(1, f"ack {entry} {sha256}\n".encode())


def sweep(case: made.Made) -> None:
    """Leave old rubbish and sweep, under the case's lock, as an opening does."""
    while True:
        os.utime(case.vault.find(case.put(os.urandom(200))), (0, 0))
        with case.store.writing():
            gone = case.vault.sweep(made.named(case))
        os.write(1, f"swept {gone}\n".encode())
        time.sleep(0.005)


def main(what: str, root: str, home: str, rounds: str, number: str = "0") -> None:
    """Do what the first word says."""
    with made.opened(Path(root), Path(home)) as case:
        if what == "enter":
            enter(case, int(rounds), int(number))
        else:
            with contextlib.suppress(KeyboardInterrupt):
                sweep(case)


if __name__ == "__main__":
    main(*sys.argv[1:])
