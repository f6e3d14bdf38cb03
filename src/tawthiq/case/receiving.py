"""Taking in a package that somebody brought, with the giver's custody and proofs kept."""

import io
import mimetypes
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tawthiq.base import instant
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.case.stages import Preserving
from tawthiq.preserve.bag import Bag, examine
from tawthiq.preserve.given_index import OBJECTS, Index, index_of
from tawthiq.preserve.given_proofs import verify
from tawthiq.preserve.intake import Kept
from tawthiq.record.entry import Draft
from tawthiq.record.handover import Kin, Proofs, Taken
from tawthiq.record.item import FileName, Holding, Item
from tawthiq.view import queries

PROOFS = "proofs.zip"
_BUNDLED = ("data/metadata/entries/", "data/metadata/heads/", "data/metadata/ledger/")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_KINDS = {".jsonld": "application/ld+json", ".json": "application/json", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Received:
    """What was taken in: the handover's entry, what it says, and what the bag left open."""

    entry: str
    taken: Taken
    loose: tuple[str, ...]
    failures: tuple[str, ...]


def receive(parts: Parts, root: Path) -> Received:
    """Preserve the objects of the bag in `root`, and its own papers, under one receipt.

    The bag is verified first; see bag.examine for what is refused. The receipt's giver is
    the bag's source organisation. Proofs that do not verify keep nothing out: they are named.
    """
    if root.absolute().is_relative_to(parts.folder.root.absolute()):
        raise UsageError("handover.inside", "a package inside the case's own folder is not taken")
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    with parts.progress("verifying", size) as advance:
        bag = examine(root, advance)
    index = index_of(bag)
    proofs = verify(bag, {each.item: each.sha256 for each in index.objects}) if index else Proofs()
    giver = (index.giver if index else bag.info.get("Source-Organization")) or None
    kept, failures, receipt = _objects(parts, bag, index, giver)
    papers = _papers(parts, bag, receipt, ours=index is not None)
    taken = Taken(
        package=index.package if index else bag.info.get("External-Identifier"),
        giver=giver,
        receipt=receipt,
        manifest_sha256=bag.manifest_sha256,
        objects=tuple(_kin(kept, index)),
        metadata=papers,
        proofs=proofs,
        events=index.events if index else 0,
    )
    causes = (receipt, *(kin.ours for kin in (*taken.objects, *papers)))
    entry = parts.ledger.append([Draft("handover", to_plain(taken), tuple(dict.fromkeys(causes)))])
    parts.views.refresh()
    return Received(entry[0], taken, bag.loose, failures)


def _objects(
    parts: Parts, bag: Bag, index: Index | None, giver: str | None
) -> tuple[dict[str, Kept], tuple[str, ...], str]:
    """Preserve the objects; return each by its path in the bag, failures and the receipt."""
    top = bag.root / (OBJECTS if index else "data")
    named = f"package {index.package}" if index else bag.info.get("External-Identifier")
    preserved = Preserving(parts)(
        top,
        giver=giver,
        channel="a package handed over" if index else "a bag handed over",
        why=index.why if index else bag.info.get("External-Description"),
        promise=f"handed over for: {index.purpose}" if index else None,
    )
    if not preserved.receipt:
        raise UsageError("handover.empty", "this bag holds no object that could be preserved")
    above = top.parent.relative_to(bag.root).as_posix()
    prefix = "" if above == "." else f"{above}/"
    kept = {f"{prefix}{one.item.folder}/{one.item.name.text}": one for one in preserved.kept}
    for path, one in kept.items():
        if bag.algorithm == "sha256" and bag.payload.get(path) != one.item.sha256:
            says = f"{show(path)} was changed while it was taken in ({named or 'a bag'})"
            raise DamagedError("handover.changed", says)
    failures = tuple(f"{each.path}: {each.reason}" for each in preserved.failures)
    return kept, failures, preserved.receipt


def _kin(kept: dict[str, Kept], index: Index | None) -> Iterator[Kin]:
    stated = {each.path: each for each in index.objects} if index else {}
    for path, one in sorted(kept.items()):
        theirs = stated.get(path)
        name = theirs.name if theirs is not None and theirs.name != one.item.name else None
        yield Kin(theirs.item if theirs else None, one.id, path, name)


def _papers(parts: Parts, bag: Bag, receipt: str, *, ours: bool) -> tuple[Kin, ...]:
    """Keep all that the bag says of itself; what are many small proofs becomes one file.

    They are items without a text view: nothing in them is read as a statement.
    """
    papers = list(bag.tags)
    papers += [path for path in bag.payload if ours and not path.startswith((OBJECTS, *_BUNDLED))]
    streams = [(path, bag.read(path, 4 << 30)) for path in papers]
    bundled = [path for path in bag.payload if ours and path.startswith(_BUNDLED)]
    if bundled:
        streams.append((PROOFS, _bundle(bag, bundled)))
    return _enter(parts, receipt, streams)


def _bundle(bag: Bag, paths: Sequence[str]) -> bytes:
    """Return the files as one plain zip, the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(paths):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), bag.read(path, 4 << 30))
    return out.getvalue()


def _enter(parts: Parts, receipt: str, streams: Sequence[tuple[str, bytes]]) -> tuple[Kin, ...]:
    now = instant.render_instant(instant.now())
    drafts, digests, known = [], [], {}
    for path, data in streams:
        sha256, size, _ = parts.ledger.vault.put(io.BytesIO(data))
        digests.append(sha256)
        folder, _, name = f"package/{path}".rpartition("/")
        before = queries.items_of_digest(parts.views, sha256)
        if before:
            known[path] = before[0]
            holding = Holding(before[0], receipt, FileName(name), folder)
            drafts.append(Draft("holding", to_plain(holding), (before[0], receipt)))
            continue
        item = Item(sha256, size, FileName(name), receipt, _kind(name), folder, now)
        drafts.append(Draft("item", to_plain(item), (receipt,)))
    ids = parts.ledger.append(drafts, digests)
    parts.views.refresh()
    return tuple(
        Kin(None, known.get(path, key), path) for key, (path, _) in zip(ids, streams, strict=True)
    )


def _kind(name: str) -> str:
    ending = Path(name).suffix.lower()
    return _KINDS.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
