"""The union of two copies of one case: logs are taken as they are, and never merged by clock.

Nothing is taken on trust: the other side's newest head must be signed by the log's own key
and extend what we hold; every row must be what its id says, come from entries that are held
and earlier, and lead to each root that was signed. What fails is refused with its log's
name, from the last good signed head on; the other logs go on.

Rows are entered in rounds, each one transaction that ends at signed heads, so a union that
was broken off goes on where it stood and every state in between is whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tawthiq.base import merkle
from tawthiq.base.errors import Error, UsageError
from tawthiq.ledger.exchange.incoming import Blob, Incoming, Terms
from tawthiq.ledger.exchange.meeting import Met, meet
from tawthiq.ledger.exchange.peer import Fork, ForkFoundError, Peer, Refusal
from tawthiq.ledger.exchange.served import Served
from tawthiq.ledger.sqlite import SqliteStore, SqliteWriter
from tawthiq.ledger.store import Writer

CHUNK = 2000
MISSING = "its entry {} came from an entry that is missing here or later"
Advance = Callable[[int], None]
Fetch = Callable[[Sequence[Blob]], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one union brought in, which logs were refused with the reason, and the forks."""

    entries: int
    refused: dict[str, str]
    forks: tuple[Fork, ...] = ()


@dataclass(slots=True)
class Meetings:
    """The logs of one offer that can be taken; the others with the reason."""

    met: dict[str, Met] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    forks: list[Fork] = field(default_factory=list)


def take(
    case: str,
    ours: SqliteStore,
    theirs: SqliteStore | Peer,
    terms: Terms | None = None,
    fetch: Fetch | None = None,
) -> Taken:
    """Take into `ours` what `theirs` holds beyond it; both hold logs of `case`."""
    peer = Served(case, theirs) if isinstance(theirs, SqliteStore) else theirs
    met = meet_all(case, ours, peer, peer.offer().heads)
    entries = enter(ours, peer, met, terms or Terms(), fetch)
    return Taken(entries, met.refused, tuple(met.forks))


def meet_all(
    case: str,
    ours: SqliteStore,
    peer: Peer,
    heads: Mapping[str, str],
    remembered: Mapping[str, str] | None = None,
) -> Meetings:
    """Compare each log that is offered with ours; nothing is entered yet."""
    found, sizes = Meetings(), ours.logs()
    for log, text in heads.items():
        try:
            known = (remembered or {}).get(log)
            found.met[log] = meet(case, log, text, sizes.get(log, 0), ours, peer, known)
        except ForkFoundError as error:
            found.forks.append(error.fork)
            found.refused[log] = error.message
        except (Error, Refusal) as error:
            found.refused[log] = reason(error)
    return found


def enter(
    ours: SqliteStore,
    peer: Peer,
    meetings: Meetings,
    terms: Terms,
    fetch: Fetch | None = None,
    advance: Advance | None = None,
) -> int:
    """Enter what was met, in rounds; return how many entries came. Refusals are noted there.

    `fetch` is given the blobs that a round names before it is entered.
    """
    coming = [_begin(ours, peer, terms, met) for met in meetings.met.values()
              if met.newest.size > met.held]  # fmt: skip
    round_ = _Rounds(ours, coming, fetch)
    entries = 0
    while count := round_.run():
        entries += count
        if advance is not None:
            advance(count)
    for log in coming:
        if log.fault or not log.done or log.rows:
            meetings.refused[log.log] = log.fault or MISSING.format(log.start)
    return entries


def reason(error: Exception) -> str:
    """Return why something was refused."""
    return error.message if isinstance(error, Error) else str(error)


def _begin(ours: SqliteStore, peer: Peer, terms: Terms, met: Met) -> Incoming:
    tick = next(ours.log_rows(met.log, met.held - 1)).tick if met.held else 0
    with_peaks = merkle.Frontier(met.held, SqliteWriter(ours).peaks(met.log, met.held))
    return Incoming(met, peer, terms, met.held, tick, with_peaks)


class _Rounds:
    """Rows of all logs, read ahead together, entered as far as their causes are held."""

    def __init__(self, ours: SqliteStore, coming: list[Incoming], fetch: Fetch | None) -> None:
        self._ours = ours
        self._coming = coming
        self._fetch = fetch
        self._ticks: dict[str, int | None] = {}

    def run(self) -> int:
        """Enter one round; return how many entries it had, 0 when nothing more can be taken."""
        share = max(1, CHUNK // max(1, len(self._coming)))
        for most in (share, *(8**n * CHUNK for n in range(3))):
            for log in self._coming:
                log.fill(most)
            ends = self._allowed()
            if any(ends.values()) or all(log.done or log.fault for log in self._coming):
                break
        taken = [(log, ends[log.log]) for log in self._coming if ends[log.log]]
        return self._enter(taken) if taken else 0

    def _enter(self, taken: list[tuple[Incoming, int]]) -> int:
        count = sum(end - log.start for log, end in taken)
        if self._fetch is not None:
            self._fetch([blob for log, end in taken for at, blob in log.blobs if at < end])
        with self._ours.writing() as writer:
            for log, end in taken:
                _write(writer, log, end)
        for log, end in taken:
            self._ticks.update((row.id.hex(), row.tick) for row in log.rows[: end - log.start])
            log.drop(end)
        return count

    def _allowed(self) -> dict[str, int]:
        """Return up to which signed size each log can be entered now, 0 for nothing of it.

        The greatest solution: an entry may come from another of this round if that one is
        entered too. Ticks rise along causes, so no two can wait for each other.
        """
        ends = {log.log: log.prefix(log.start + len(log.rows)) for log in self._coming}
        places = {row.id.hex(): (row.log, row.index, row.tick)
                  for log in self._coming for row in log.rows}  # fmt: skip
        open_ = {log.log: self._open_causes(log) for log in self._coming}
        changed = True
        while changed:
            changed = False
            for log in self._coming:
                for index, tick, cause in open_[log.log]:
                    if index >= ends[log.log]:
                        break
                    at = places.get(cause)
                    if at is None or at[2] >= tick or at[1] >= ends[at[0]]:
                        ends[log.log] = log.prefix(index)
                        changed = True
                        break
        return ends

    def _open_causes(self, log: Incoming) -> list[tuple[int, int, str]]:
        """Return (index, tick, cause) of what does not come from entries held and earlier."""
        ticks, found = self._ticks, []
        for index, cause in log.causes:
            if cause not in ticks or ticks[cause] is None:
                ticks[cause] = _tick_of(self._ours, bytes.fromhex(cause))
            held, tick = ticks[cause], log.rows[index - log.start].tick
            if held is None or held >= tick:
                found.append((index, tick, cause))
        return found


def _tick_of(store: SqliteStore, entry: bytes) -> int | None:
    found = store.connection.execute("SELECT tick FROM entries WHERE id = ?", (entry,)).fetchone()
    return int(found[0]) if found else None


def _write(writer: Writer, log: Incoming, end: int) -> None:
    if writer.size(log.log) != log.start:
        says = "another process has taken the same meanwhile; run the same command again"
        raise UsageError("union.busy", says)
    rows = log.rows[: end - log.start]
    writer.add(rows, [node for at, node in log.nodes if at < end])
    for size, text in log.notes.items():
        if size <= end:
            writer.add_head(log.log, size, text)
