"""Write docs/format/vectors/backup.json anew; run only when the format gets a new version.

The key is published on purpose: what it seals is secret to nobody.
"""

import hashlib
import json
from pathlib import Path

from tests.ledger import made

from tawthiq.ledger.backup import keys, snapshot
from tawthiq.ledger.backup.keys import BackupKeys, Envelope
from tawthiq.ledger.backup.snapshot import File, Log, Snapshot

TARGET = Path(__file__).parents[2] / "docs" / "format" / "vectors" / "backup.json"
SECRET = hashlib.sha256(b"tawthiq published test key of a backup").digest()
FOLDER = "fedcba9876543210fedcba9876543210"
NAME = "000007-20310520T060000Z-0badcafe"
TEXT = b"At least 27 people were killed in Upper Marl on 7 March, a monitor said.\n"


def main() -> None:
    """Compute and write."""
    opened = BackupKeys(SECRET)
    part = opened.name(TEXT)
    sha256 = hashlib.sha256(TEXT).hexdigest()
    blob = File(f"vault/{sha256[:2]}/{sha256[2:4]}/{sha256}", len(TEXT), sha256, (part,))
    (listed,) = snapshot.lists_of([blob])
    head = Snapshot(NAME, made.CASE, FOLDER, 1, len(TEXT), (opened.name(listed),),
                    (Log("a" * 32, 3, None, (1,)),))  # fmt: skip
    vectors = {
        "key": SECRET.hex(),
        "object": {"plain": TEXT.decode(), "name": part, "sealed": opened.seal(part, TEXT).hex()},
        "list": {"plain": listed.decode(), "name": opened.name(listed)},
        "snapshot": {
            "name": NAME, "plain": snapshot.encode(head).decode(),
            "sealed": opened.seal_snapshot(NAME, snapshot.encode(head)).hex(),
            "taken": snapshot.taken_at(NAME),
        },
        "envelope": keys.encode(Envelope(FOLDER, made.CASE, open=SECRET.hex())).decode(),
        "paths": {
            "taken": ["case.toml", "ledger.db", f"keys/{'0' * 32}.json", blob.path],
            "refused": ["../case.toml", "views.db", "keys/x.json", "vault/00/11/" + "ab" * 32,
                        "/ledger.db", "case.toml/", f"vault/ab/cd/ABCD{'0' * 60}"],
        },
    }  # fmt: skip
    TARGET.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
