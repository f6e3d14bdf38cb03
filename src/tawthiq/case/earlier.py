"""The custody that came with items out of other packages, handed on with them."""

import csv
import io
from collections.abc import Iterator
from functools import partial

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.case.parts import Parts
from tawthiq.publish.exports import safe_cell
from tawthiq.publish.package.bag import Payload
from tawthiq.publish.package.custody import COLUMNS
from tawthiq.record.handover import Package, Taken
from tawthiq.view import queries

CUSTODY = "data/metadata/custody.csv"
EARLIER = "data/metadata/earlier/"
_GREATEST = 64 << 20


def taken_packages(parts: Parts) -> list[Taken]:
    """Return the packages that were taken in, oldest first."""
    query = "SELECT body FROM facts WHERE kind = 'handover' ORDER BY tick, key"
    found = []
    for (body,) in parts.views.ask(query):
        payload = canon.decode(body.encode())
        if isinstance(payload, dict) and payload.get("act") == "taken":
            try:
                found.append(from_plain(Taken, payload))
            except UsageError:  # such an entry can only come from elsewhere
                continue
    return found


def earlier_custody(parts: Parts, package: Package) -> Iterator[Payload]:
    """Yield the givers' own lists of custody, the rows of this package's items only.

    Rows are found by the digest of the bytes, which is the same in every case. Items of which
    a package does not tell everything bring no earlier custody along.
    """
    told = {each.item: each.sha256 for each in package.objects if each.shown == "full"}
    items = queries.items(parts.views)
    used: set[str] = set()
    for taken in taken_packages(parts):
        wanted = {told[kin.ours] for kin in taken.objects if kin.ours in told}
        for kin in taken.metadata if wanted else ():
            is_list = kin.path == CUSTODY or kin.path.startswith(EARLIER)
            if not is_list or kin.ours not in items:
                continue
            with parts.ledger.vault.open(items[kin.ours].sha256) as blob:
                rows = _rows(blob.read(_GREATEST), wanted)
            name = taken.package if kin.path == CUSTODY else kin.path.removeprefix(EARLIER)[:-4]
            path = f"{EARLIER}{_plain(name or 'package')}.csv"
            if rows and path not in used:
                used.add(path)
                yield Payload(path, partial(io.BytesIO, rows))


def _rows(data: bytes, wanted: set[str]) -> bytes:
    """Return the lines of a custody list for these digests, in its own form; empty: none."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        return b""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    kept = [row for row in rows if row.get("sha256") in wanted]
    for row in kept:
        writer.writerow([safe_cell(str(row.get(column) or "")) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig") if kept else b""


def _plain(name: str) -> str:
    """Return what a giver calls a package as a file's name."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in name)[:64]
