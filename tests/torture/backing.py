"""One backup in a process of its own, to be killed and starved.

    backing.py CASE HOME STICK

Says `ack SNAPSHOT` once it is taken and old ones are dropped, or `error STATUS CODE`.
"""

import sys
from pathlib import Path

from tests.ledger import made
from tests.torture.worker import say

from tawthiq.base.errors import Error
from tawthiq.ledger.backup import retiring, shelf, taking
from tawthiq.ledger.backup.keys import BackupKeys
from tawthiq.ledger.backup.shelf import Shelf

FOLDER = "fedcba9876543210fedcba9876543210"
KEYS = BackupKeys(bytes(32))
KEPT = 2


def back_up(root: Path, home: Path, stick: Path) -> str:
    """Take one snapshot; return its name."""
    with made.opened(root, home) as case, shelf.writing(stick):
        kept = Shelf(stick, KEYS)
        taken = taking.take(
            case.folder, case.vault, kept, (made.CASE, FOLDER), "2031-05-20T06:00:00Z"
        )
        retiring.retire(kept, KEPT, ())
    return taken.head.name


def main(root: str, home: str, stick: str) -> None:
    """Do it, and say what came of it."""
    try:
        say(f"ack {back_up(Path(root), Path(home), Path(stick))}")
    except Error as error:
        say(f"error {error.status} {error.code}")


if __name__ == "__main__":
    main(*sys.argv[1:])
