"""What the torture tests run in processes of their own, to be killed, starved and recorded.

    worker.py enter CASE HOME COUNT       put blobs and enter items, COUNT times; 0 = for ever
    worker.py enter-normal ...            the same with synchronous=NORMAL: a mutant that loses
    worker.py enter-unsynced ...          the same with a vault that never syncs: another mutant

Each acknowledged step is one line on stdout: `ack ENTRY BLOB`. An error of ours ends it
with `error STATUS CODE`; a traceback is always a failure of the test.
"""

import os
import sys
from pathlib import Path

from tests.ledger import made

from tawthiq.base.errors import Error
from tawthiq.ledger import database, durable
from tawthiq.record.entry import Draft

BLOB = 3000


def say(line: str) -> None:
    """Write one line in one call, so that it is there or not."""
    os.write(1, f"{line}\n".encode())


def enter(case: made.Made, number: int) -> tuple[str, str]:
    """Put one blob, enter one item that names it and a claim; return entry and blob."""
    data = f"{os.getpid()} {number} ".encode() * (BLOB // (1 + number % 7) // 8)
    sha256 = case.put(data)
    payload = made.item(sha256, f"note {number}.txt", "ab" * 32, len(data))
    said = made.claim(number, "cd" * 32)
    drafts = [Draft("item", payload), *[Draft("claim", said)] * (number % 5)]
    return case.ledger.append(drafts, [sha256])[0], sha256


def mutate(mode: str) -> None:
    """Take away what a test must notice."""
    if mode == "enter-normal":
        pragmas = [p.replace("=FULL", "=NORMAL") for p in database.PRAGMAS]
        database.PRAGMAS = tuple(pragmas)
    if mode == "enter-unsynced":
        real, vault = os.fsync, made.FolderVault
        original = vault.put

        def put(self: made.FolderVault, *given: object) -> object:
            os.fsync = lambda _: None
            try:
                return original(self, *given)
            finally:
                os.fsync = real

        vault.put = put
    assert durable.os is os


def main(mode: str, root: str, home: str, count: str) -> None:
    """Do what the first word says."""
    mutate(mode)
    try:
        case = made.open_case(Path(root), Path(home))
        case.store.connection.execute("PRAGMA wal_autocheckpoint=12")  # checkpoints in the record
        number = 0
        while not int(count) or number < int(count):
            say(f"ack {' '.join(enter(case, number))}")
            number += 1
        case.close()
        say("closed")
    except Error as error:
        say(f"error {error.status} {error.code}")


if __name__ == "__main__":
    main(*sys.argv[1:])
