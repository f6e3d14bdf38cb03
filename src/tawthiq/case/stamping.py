"""Having heads stamped: what is asked waits in the record until it is answered rightly."""

from collections.abc import Iterable
from dataclasses import dataclass

from tawthiq.adapters.timestamp import ask, judge
from tawthiq.adapters.timestamp.token import response_of, token_of
from tawthiq.base.errors import Error, UsageError
from tawthiq.case.parts import Parts
from tawthiq.ledger import cosign, note, stamps
from tawthiq.ledger.stamps import Stamp
from tawthiq.record.authority import Authority
from tawthiq.view.authorities import authorities, newest


@dataclass(frozen=True, slots=True)
class Step:
    """One request for a time stamp: about which head, by whom; what came of it.

    `says` is the authority's time where the stamp is `kept`, else why it waits.
    """

    log: str
    size: int
    authority: str
    kept: bool
    says: str


class Stamping:
    """One round of asking the authorities that a case trusts."""

    def __init__(self, parts: Parts) -> None:
        """Work on the open parts of a case."""
        self._parts = parts
        self._store = parts.ledger.store

    def run(self) -> list[Step]:
        """Enter what is to be asked, then ask; return what came of each request."""
        known = newest(authorities(self._parts.views))
        if not any(one.sort == "rfc3161" for one in known.values()):
            says = "the case knows no time stamping authority; name one with --authority"
            raise UsageError("stamp.authority", f"{says} and --certificates")
        self._queue(known)
        waiting = [one for one in self._store.stamps() if one.kind == stamps.REQUEST]
        steps, silent = list[Step](), set[str]()
        with self._parts.progress("asking for time stamps", len(waiting)) as advance:
            for row in waiting:
                steps.append(self._send(row, known, silent))
                advance(1)
        return steps

    def _queue(self, known: dict[str, Authority]) -> None:
        """Enter a request for each newest head that an authority has not stamped."""
        heads = self._parts.ledger.seal()
        held = self._store.stamps()
        new = []
        for log, head in heads.items():
            size = note.parse_checkpoint(head)[0].size
            here = [one for one in held if (one.log, one.size) == (log, size)]
            last = {authority: entry for entry, authority in known.items()}
            for authority, entry in last.items():
                if authority.sort != "rfc3161" or _is_asked(here, head, authority, known):
                    continue
                query, nonce = ask.make_query(cosign.bare(head).encode())
                body = stamps.Waiting(entry, query, nonce).encode()
                new.append(Stamp(log, size, stamps.REQUEST, body))
        with self._parts.ledger.writing() as writer:
            for one in new:
                writer.add_stamp(one)

    def _send(self, row: Stamp, known: dict[str, Authority], silent: set[str]) -> Step:
        """Send one request, but not to an address that was `silent` in this call."""
        name, authority = "an authority that the case does not know", None
        try:
            request = stamps.decode_waiting(row.body)
            authority = known.get(request.authority)
            head = dict(self._store.heads(row.log)).get(row.size)
            if authority is None or authority.url is None or head is None:
                return Step(row.log, row.size, name, kept=False, says="nobody can be asked")
            name = authority.name
            if authority.url in silent:
                return Step(row.log, row.size, name, kept=False, says="it was silent just now")
            answer = response_of(token_of(ask.ask(authority.url, request.query)))
            _, stamped = judge.stamped_by(answer, head, [authority], request.nonce)
        except Error as error:
            if error.code == "stamp.network" and authority is not None and authority.url:
                silent.add(authority.url)
            return Step(row.log, row.size, name, kept=False, says=error.message)
        with self._parts.ledger.writing() as writer:
            writer.drop_stamp(row)
            writer.add_stamp(Stamp(row.log, row.size, stamps.TOKEN, answer))
        return Step(row.log, row.size, name, kept=True, says=stamped.time)


def _is_asked(
    here: Iterable[Stamp], head: str, authority: Authority, known: dict[str, Authority]
) -> bool:
    """Say whether a head is stamped by an authority, or the request waits."""
    for one in here:
        try:
            if one.kind == stamps.REQUEST:
                if known.get(stamps.decode_waiting(one.body).authority) == authority:
                    return True
            elif one.kind == stamps.TOKEN:
                judge.stamped_by(one.body, head, [authority])
                return True
        except Error:
            continue
    return False
