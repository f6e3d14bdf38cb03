"""Taking files in: receipt, bytes into the vault, items, then the text that claims quote.

What was preserved stays preserved: items are entered in batches as the bytes arrive, and
a file that cannot be read, or kills its parser, never stops the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tawthiq.base.digest import copy_hashed
from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.kit.cage import UnfitError
from tawthiq.ledger import erasing
from tawthiq.ledger.ledger import Ledger
from tawthiq.preserve.chats import HEAD_BYTES, Chats, begins_as_chat, entered, identities
from tawthiq.preserve.chats.archive import ZIP, asked, unpacked
from tawthiq.preserve.entering import enter_batch
from tawthiq.preserve.taking import Advance, Kept, Preserved, Reading, Stated, Taken
from tawthiq.preserve.text.packed import BROKEN
from tawthiq.preserve.walk import Failure, Given, walk
from tawthiq.record.entry import Draft
from tawthiq.view import queries
from tawthiq.view.fold import Views

__all__ = ["Kept", "Preserved", "Reading", "Stated", "Taken", "make_texts", "run"]
BATCH_FILES = 128
BATCH_BYTES = 256 << 20
_SNIFFED_BYTES = 4096
ERASED = "these bytes were erased from this case; 'tawthiq log' shows the erasure"


def run(
    ledger: Ledger,
    views: Views,
    reading: Reading,
    paths: Sequence[Path],
    stated: Stated,
    advance: Advance | None = None,
) -> Preserved:
    """Preserve all files below `paths`, with one receipt; make the text views of the new ones.

    Raises UsageError for a path that does not exist and the error of the first file when
    nothing at all could be kept; everything else is listed in the result.
    """
    files, failures = walk(paths, stated.protected)
    preserved = Preserved(failures=failures)
    chats = Chats.of(ledger, stay_open=stated.senders_open, order=stated.date_order)
    act = _Act(ledger, views, reading, stated, chats, preserved, erasing.blocked(ledger))
    for given in files:
        taken = act.take(given, advance)
        if taken is not None and taken.media_type == ZIP and stated.protected is None:
            act.unpack(taken)
        elif taken is not None:
            act.add(taken)
    act.enter()
    make_texts(ledger, views, reading, chats, preserved)
    return preserved


@dataclass(slots=True)
class _Act:
    """One act of receiving while it goes on; `gone` are the labels of erased bytes."""

    ledger: Ledger
    views: Views
    reading: Reading
    stated: Stated
    chats: Chats
    preserved: Preserved
    gone: frozenset[str]
    batch: list[Taken] = field(default_factory=list)

    def take(self, given: Given, advance: Advance | None = None) -> Taken | None:
        """Put a file's bytes into the vault; None, and a failure listed, where that fails."""
        chats = None if self.stated.protected else self.chats
        try:
            taken = _keep(self.ledger, self.reading, given, advance, chats)
        except OSError as error:
            self._failed(given, f"it cannot be read: {error.strerror}")
            return None
        except (UnfitError, *BROKEN) as error:
            self._failed(given, f"it cannot be read: {error}")
            return None
        if self.gone and _is_erased(self.ledger, self.views, taken.sha256, self.gone):
            self._failed(given, ERASED)
            return None
        return taken

    def add(self, taken: Taken) -> None:
        """Add a file to the batch; enter the batch when it is large."""
        self.batch.append(taken)
        many = len(self.batch) >= BATCH_FILES
        if many or sum(one.bytes for one in self.batch) >= BATCH_BYTES:
            self.enter()

    def enter(self) -> None:
        """Enter the batch."""
        enter_batch(self.ledger, self.views, self.batch, self.stated, self.chats, self.preserved)
        self.batch = []

    def unpack(self, zipped: Taken) -> None:
        """Add an archive, and where it holds a chat, its members."""
        try:
            with unpacked(zipped.given.path, zipped.given.path.name) as members:
                self._with_members(zipped, members)
        except (UnfitError, *BROKEN) as error:
            why = error.reason if isinstance(error, UnfitError) else "it is damaged"
            self.preserved.unreadable.append(
                Failure(_called(zipped.given, self.stated), f"could not be unpacked: {why}")
            )
            if zipped.sha256 not in {one.item.sha256 for one in self.preserved.kept}:
                self.add(zipped)

    def _with_members(self, zipped: Taken, members: Sequence[Given]) -> None:
        texts = {id(one): self.take(one) for one in asked(members) if self._is_chat(one)}
        chat = next((one.chat for one in texts.values() if one is not None and one.chat), None)
        self.add(replace(zipped, beside=chat))
        if not texts:
            return
        self.enter()
        kept = next(k for k in reversed(self.preserved.kept) if k.item.sha256 == zipped.sha256)
        below = "/".join(filter(None, (kept.item.folder, kept.item.name.text)))
        for one in members:
            taken = texts[id(one)] if id(one) in texts else self._member(one)
            if taken is not None:
                inner = one.folder.removeprefix(zipped.given.path.name)
                given = replace(one, folder=below + inner)
                self.add(replace(taken, given=given, within=kept.id, beside=chat))

    def _is_chat(self, given: Given) -> bool:
        """Say whether a member of an archive begins as a chat does."""
        with given.open() as source:
            head = source.read(HEAD_BYTES)
        return begins_as_chat(head, self.reading.kind(head[:_SNIFFED_BYTES], given.path.name))

    def _member(self, given: Given) -> Taken | None:
        """Take a member, but not what is held from a protected person: its name is no secret."""
        held = queries.protected_digests(self.views, given.bytes)
        if held:
            with given.open() as source:
                if copy_hashed(source, None)[0] in held:
                    self._failed(given, "it is held from a protected person already")
                    return None
        return self.take(given)

    def _failed(self, given: Given, reason: str) -> None:
        self.preserved.failures.append(Failure(_called(given, self.stated), reason))


def _called(given: Given, stated: Stated) -> str:
    """Return how a file is called on screen: what a protected person gave has no name there."""
    return stated.protected or show(str(given.path))


def _keep(
    ledger: Ledger, reading: Reading, given: Given, advance: Advance | None, chats: Chats | None
) -> Taken:
    """Put a file's bytes into the vault; without `chats` they are a protected person's."""
    with given.open() as source:
        head = source.read(HEAD_BYTES)
        source.seek(0)
        sha256, size, _ = ledger.vault.put(source, advance, protected=chats is None)
    kind = reading.kind(head[:_SNIFFED_BYTES], given.path.name)
    if chats is None:
        return Taken(given, sha256, size, kind)
    chat = chats.early(head, kind, lambda: reading.text(ledger.vault.readable(sha256), kind))
    return Taken(given, sha256, size, kind, chat)


def _is_erased(ledger: Ledger, views: Views, sha256: str, gone: frozenset[str]) -> bool:
    """Say whether these bytes were erased and nothing else holds them; then they go again."""
    labels = gone.intersection(ledger.vault.labels(sha256))
    if not labels or queries.items_of_digest(views, sha256):
        return False
    erasing.unkeep(ledger, labels)
    return True


def make_texts(
    ledger: Ledger, views: Views, reading: Reading, chats: Chats, preserved: Preserved
) -> None:
    """Make and enter the text view of each new item that has text; protected ones never."""
    open_items = [
        kept for kept in preserved.new
        if kept.item.protected is None and kept.id not in preserved.told
    ]  # fmt: skip
    for start in range(0, len(open_items), BATCH_FILES):
        drafts: list[Draft] = []
        blobs: list[str] = []
        for kept in open_items[start : start + BATCH_FILES]:
            made = _text(ledger, reading, chats, kept, preserved)
            drafts += made
            blobs += [d.payload["sha256"] for d in made if d.payload.get("sha256")]
        ledger.append(drafts, blobs)
    views.refresh()


def _text(
    ledger: Ledger, reading: Reading, chats: Chats, kept: Kept, preserved: Preserved
) -> list[Draft]:
    """Return an item's text entry, and the sealed ones of its people; the text is in the vault."""
    made = reading.text(ledger.vault.readable(kept.item.sha256), kept.item.media_type)
    if made is None:
        return []
    (view, text, messages), people = chats.told(made)
    if view.unreadable is not None:
        reason = f"could not be read: {view.unreadable}"
        preserved.unreadable.append(Failure(show(kept.item.name.text), reason))
        return [Draft("text", {**to_plain(view), "item": kept.id}, (kept.id,))]
    drafts, chat = entered(ledger, kept.id, view, text, messages)
    if chat is not None:
        preserved.chats[kept.id] = chat
    return [*drafts, *identities(people, kept.id)]
