"""Case: the facade. One attribute per stage; the same sentence in a notebook and a shell."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tawthiq.base import instant
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.asking import Asking
from tawthiq.case.assessing import Assessing, Grading
from tawthiq.case.chats import Chats
from tawthiq.case.concluding import Concluding
from tawthiq.case.consent import Consenting
from tawthiq.case.copies import Copies
from tawthiq.case.entering import Entering
from tawthiq.case.erasing import Erase
from tawthiq.case.handover import HandingOver
from tawthiq.case.incidents import Incidents
from tawthiq.case.keeping import Keeping
from tawthiq.case.opening import Clock, make, open_ledger, unlock
from tawthiq.case.parts import Parts
from tawthiq.case.progress import Progress, silent
from tawthiq.case.proofs import Proofs
from tawthiq.case.protecting import Protecting
from tawthiq.case.reading import Reading
from tawthiq.case.reviewing import Reviewing
from tawthiq.case.stages import Counting, Matching, Preserving, Publishing
from tawthiq.case.sync import Syncing
from tawthiq.case.team import People
from tawthiq.case.translating import Translating
from tawthiq.case.twice import Twice
from tawthiq.ledger import erasing
from tawthiq.ledger.folder import CaseFolder
from tawthiq.record.case_facts import Settings
from tawthiq.record.entry import Draft
from tawthiq.view import queries
from tawthiq.view.fold import Views


class Case:
    """One open investigation.

    `preserve`, `read`, `match`, `count` and `publish` are the stages; `keep` is the record
    as a whole. Use it as a context manager, or call `close`.
    """

    def __init__(self, root: Path, progress: Progress = silent, home: Path | None = None,
                 clock: Clock = instant.now, key: bytes | None = None,
                 private: bytes | None = None) -> None:  # fmt: skip
        """Open the case in `root`; raises UsageError where there is none.

        A locked case takes its `key` (opening.unlock gives it for a passphrase), and
        `private` where protected identities are to be read.
        """
        self.folder = CaseFolder(root)
        self._ledger = open_ledger(root, home, clock, key=key)
        erasing.finish(self._ledger)
        self._views = Views(self.folder.views, self._ledger)
        parts = Parts(self.folder, self._ledger, self._views, progress, private)
        self.preserve = Preserving(parts)
        self.read = Reading(parts)
        self.translate = Translating(parts)
        self.chats = Chats(parts)
        self.enter = Entering(parts)
        self.match = Matching(parts)
        self.incidents = Incidents(parts)
        self.twice = Twice(parts)
        self.count = Counting(parts)
        self.team = People(parts)
        self.team.take_up()
        self.protect = Protecting(parts, self.team)
        self.publish = Publishing(parts, self.protect.names)
        self.consent = Consenting(parts)
        self.erase = Erase(parts, self.team)
        self.hand_over = HandingOver(parts, self.protect)
        self.proofs = Proofs(parts)
        self.copies = Copies(parts, clock)
        self.sync = Syncing(parts)
        self.review = Reviewing(parts)
        self.assess = Assessing(parts)
        self.grade = Grading(parts)
        self.ask = Asking(parts)
        self.conclude = Concluding(parts, self.team)
        self.keep = Keeping(self.folder, self._ledger, self._views, progress)

    @property
    def settings(self) -> Settings:
        """The case's settings as last stated."""
        return queries.settings(self._views)

    @property
    def key(self) -> bytes:
        """The key of a locked case, for the agent that keeps it; UsageError for an open one."""
        if self._ledger.keyring is None:
            raise UsageError("case.unlocked", "this case is not locked; it has no key")
        return self._ledger.keyring.case_key

    def state(self, *facts: object) -> tuple[str, ...]:
        """Enter sources, actors, places, relations and requests that a person states."""
        ids = self._ledger.append([Draft(_KINDS[type(f).__name__], to_plain(f)) for f in facts])
        self._views.refresh()
        return ids

    def close(self) -> None:
        """Let go of the case's files."""
        self._views.close()
        self._ledger.store.close()
        close = getattr(self._ledger.vault, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


_KINDS = {
    "Source": "source",
    "Actor": "actor",
    "Place": "place",
    "PlaceRelation": "place_relation",
    "Request": "request",
}


def open_case(
    root: str | Path = ".",
    *,
    passphrase: str | None = None,
    progress: Progress = silent,
    **given: Any,  # noqa: ANN401 - home and clock, for tests
) -> Case:
    """Open the case in the folder `root`; a locked one takes its passphrase."""
    if passphrase is not None:
        given["key"] = unlock(Path(root), passphrase)[1]
    return Case(Path(root), progress, **given)


def init_case(
    root: str | Path,
    title: str = "",
    *,
    unlocked: bool = False,
    passphrase: str | None = None,
    recovery: str | None = None,
    country: str | None = None,
    progress: Progress = silent,
    settings: Settings | None = None,
    **given: Any,  # noqa: ANN401 - home and clock, for tests
) -> Case:
    """Make a case in the empty folder `root` and open it.

    It is locked under `passphrase` unless `unlocked` is said, which is for fictional and
    published material; `recovery` is a code that opens it too.
    """
    chosen = settings or Settings(title or Path(root).name, country, locked=not unlocked)
    key = make(Path(root), chosen, passphrase=passphrase, recovery=recovery, **given)
    return Case(Path(root), progress, key=key, **given)
