"""What an erasure cannot reach from here, listed honestly: copies, packages, papers, disks."""

from collections.abc import Iterator, Mapping

from tawthiq.case.parts import Parts
from tawthiq.record.copies import newest
from tawthiq.record.entry import Entry
from tawthiq.view.consents import handovers, releases
from tawthiq.view.copies import copies
from tawthiq.view.derived import Reach

KNOWN = frozenset({"case.toml", "ledger.db", "vault", "views.db", "keys"})
ALWAYS = (
    "the originals from which it was preserved, and what was printed, mailed or told",
    "old blocks of the disk itself: an SSD keeps what was deleted for a while",
    "snapshots and backups of the operating system, its swap and hibernation files",
)


def out_of_reach(parts: Parts, found: Reach, entries: Mapping[str, Entry]) -> Iterator[str]:
    """Yield one sentence for each place that may still hold something of the set."""
    yield from _copies(parts, found)
    yield from _sticks(entries)
    items = {key for key, one in found.gone.items() if one.kind == "item"}
    for given in handovers(parts.views):
        if items & set(given.items):
            to = "a receiver" if found.wording.is_in(given.to) else given.to
            yield f"the package handed over to {to} (entry {given.entry[:12]}): ask for its deletion"
    for entry, release in releases(parts.views).items():
        if items & set(release.items or ()):
            day = entries[entry].header.time[:10] if entry in entries else "an earlier day"
            yield f"the {release.audience} dossier of {day} (entry {entry[:12]}), wherever it went"
    yield from _devices(parts)
    yield from _folder(parts)
    if found.unseen:
        yield (
            f"entries sealed for protected people ({len(found.unseen)}), which were not looked"
            " through: open the case with their key to be sure"
        )
    yield from ALWAYS


def _copies(parts: Parts, found: Reach) -> Iterator[str]:
    for copy in newest(copies(parts.views)):
        label = "whose name is erased" if found.wording.is_in(copy.label) else copy.label
        yield (
            f"the backup on {label} of {copy.taken[:10]}: the next backup to the same place drops what"
            " was erased"
        )


def _sticks(entries: Mapping[str, Entry]) -> Iterator[str]:
    made = [
        entry.header.time[:10]
        for entry in entries.values()
        if entry.header.kind == "exchange" and (entry.payload or {}).get("what") == "copy"
    ]
    if made:
        days = ", ".join(dict.fromkeys(made))
        yield f"copies made for exchange ({days}): each drops it at its next sync with this one"


def _devices(parts: Parts) -> Iterator[str]:
    ledger = parts.ledger
    own = set(ledger.device.logs(ledger.case))
    others = [log for log in ledger.store.logs() if log not in own]
    if others:
        yield (
            f"copies on other devices (logs {', '.join(log[:8] for log in others)}): they drop it"
            " at their next sync with this one"
        )


def _folder(parts: Parts) -> Iterator[str]:
    root = parts.folder.root
    for path in sorted(root.iterdir()):
        is_views = path.name.startswith(f"{parts.folder.views.stem}.")
        is_known = path.name in KNOWN or path.name.startswith(f"{parts.folder.ledger.name}-")
        if not is_known and not is_views:
            kind = "folder" if path.is_dir() else "file"
            yield f"the {kind} {path.name} inside the case's folder: delete it, or publish anew"
    working = [path for path in parts.folder.vault.glob("tmp/*") if any(path.glob("*"))]
    if working:
        yield "working files of another step in vault/tmp: they go when it ends, or within an hour"
