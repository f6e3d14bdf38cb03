"""A peer whose answers have the form that the messages promise; any other answer is refused."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from tawthiq.base.errors import Error
from tawthiq.ledger.exchange.peer import (
    GREATEST_NOTE,
    GREATEST_PAYLOAD,
    GREATEST_STAMP,
    MOST_BEARING,
    MOST_HEADS,
    MOST_LOGS,
    MOST_NAMES,
    MOST_ROWS,
    MOST_STAMPS,
    PIECE,
    Offer,
    Peer,
    Proven,
    Refusal,
)
from tawthiq.ledger.stamps import Stamp
from tawthiq.ledger.store import Row

T = TypeVar("T")
_MOST_HASHES = 128


class Careful:
    """Asks another peer, and looks at the type and size of all that it says."""

    def __init__(self, peer: Peer) -> None:
        """Ask `peer`."""
        self._peer = peer

    def offer(self) -> Offer:
        """Return what it holds."""
        said = _asked(self._peer.offer)
        sound = _is_text(said.case, 64) and type(said.locked) is bool
        _demand(sound and _is(said.heads, Mapping), "its offer has no known form")
        _demand(len(said.heads) <= MOST_LOGS, f"it names more than {MOST_LOGS} logs")
        for log, text in said.heads.items():
            _demand(_is_text(log, 64) and _is(text, str), "its offer has no known form")
        heads = {
            log: text if len(text) <= GREATEST_NOTE else "" for log, text in said.heads.items()
        }
        return Offer(said.case, said.locked, heads, said.copy)

    def bearing(self, since: Mapping[str, int], kinds: Collection[str]) -> list[Proven]:
        """Return rows of some kinds with their proofs."""
        said = _listed(lambda: self._peer.bearing(since, kinds), MOST_BEARING)
        for proven in said:
            _demand_row(proven.row)
            _demand_hashes(proven.proof)
        return said

    def proof(self, log: str, old: int, size: int) -> list[bytes]:
        """Return a consistency proof."""
        said = _listed(lambda: self._peer.proof(log, old, size), _MOST_HASHES)
        _demand_hashes(said)
        return said

    def heads(self, log: str, after: int) -> list[tuple[int, str]]:
        """Return signed heads whose sizes rise from `after`."""
        said = _listed(lambda: self._peer.heads(log, after), MOST_HEADS)
        for size, text in said:
            rises = type(size) is int and size > after
            _demand(rises and _is_text(text, GREATEST_NOTE), "a head of it has no known form")
            after = size
        return said

    def rows(self, log: str, start: int, most: int = MOST_ROWS) -> list[Row]:
        """Return rows of a log."""
        said = _listed(lambda: self._peer.rows(log, start, most), most)
        for row in said:
            _demand_row(row)
        return said

    def stamps(self, log: str) -> list[Stamp]:
        """Return what outsiders said about heads of this log."""
        said = _listed(lambda: self._peer.stamps(log), MOST_STAMPS)
        return [stamp for stamp in said
                if stamp.is_typed and stamp.log == log and len(stamp.body) <= GREATEST_STAMP]  # fmt: skip

    def names(self, after: str) -> list[tuple[str, int]]:
        """Return blobs whose names rise from `after`."""
        said = _listed(lambda: self._peer.names(after), MOST_NAMES)
        for name, size in said:
            sound = _is_text(name, 64) and name > after and type(size) is int and size >= 0
            _demand(sound, "its list of blobs has no known form")
            after = name
        return said

    def piece(self, name: str, start: int) -> bytes:
        """Return bytes of a blob."""
        said = _asked(lambda: self._peer.piece(name, start))
        _demand(_is(said, bytes) and len(said) <= PIECE, "a piece of it has no known form")
        return said


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except (Error, Refusal):
        raise
    except (TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise Refusal("its answer has no known form") from None


def _listed(question: Callable[[], list[T]], most: int) -> list[T]:
    said = _asked(question)
    _demand(_is(said, list) and len(said) <= most, "it says more than was asked")
    return said


def _demand(sound: bool, says: str) -> None:  # noqa: FBT001 - a condition
    if not sound:
        raise Refusal(says)


def _demand_row(row: Row) -> None:
    _demand(_is(row.log, str) and row.is_typed, "an entry of it is damaged")
    size = len(row.body or b"") + len(row.header)
    _demand(size <= GREATEST_PAYLOAD, "an entry of it is larger than an exchange carries")


def _demand_hashes(hashes: Collection[object]) -> None:
    sound = all(isinstance(each, bytes) for each in hashes) and len(hashes) <= _MOST_HASHES
    _demand(sound, "a proof of it has no known form")


def _is(value: object, kind: type[object]) -> bool:
    """Say whether a value is of the type that its annotation promises: foreign ones may not be."""
    return isinstance(value, kind)


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most
