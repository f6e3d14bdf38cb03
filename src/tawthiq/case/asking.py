"""Requests and answers as an attribute of a case: the right of reply, with deadlines."""

from dataclasses import dataclass
from pathlib import Path

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.base.shape import to_plain
from tawthiq.case import judgements
from tawthiq.case.parts import Parts
from tawthiq.case.resting import Ground, ground, is_protected
from tawthiq.case.stages import Preserving
from tawthiq.record.case_facts import Request
from tawthiq.record.entry import Draft
from tawthiq.record.request import Answer, How, State, state_of
from tawthiq.view import judged

LEAST_PREFIX = 4
GREATEST_WORDS = 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with what came back, and where it stands on the day it was looked at."""

    id: str
    request: Request
    state: State


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions put to parties, and their answers or silence."""

    parts: Parts

    def __call__(
        self,
        party: str,
        words: str,
        channel: str,
        *,
        about: str | None = None,
        deadline: str | None = None,
        asked_on: str | None = None,
    ) -> Asked:
        """Enter a question as it was put to a party.

        `about` is an incident's code, another id, or words; the deadline is a day, and so is
        `asked_on` (today without it).
        """
        day = parse_day(asked_on or judgements.today()).isoformat()
        if deadline is not None and parse_day(deadline).isoformat() < day:
            raise UsageError("ask.deadline", f"the deadline {deadline} lies before {day}")
        for value, what in ((party, "party"), (words, "question"), (channel, "channel")):
            if not value.strip():
                raise UsageError("ask.empty", f"the {what} is empty")
        found = self._about(about)
        request = Request(
            party.strip(), words.strip(), day, channel.strip(), deadline,
            about=found.id if found is not None else about,
        )  # fmt: skip
        sealed = found is not None and is_protected(self.parts.views, [found])
        causes = () if found is None else (found.entry,)
        draft = Draft("request", to_plain(request), causes, protected=sealed)
        (key,) = self.parts.ledger.append([draft])
        self.parts.views.refresh()
        return Asked(key, request, state_of(request, judgements.today()))

    def answer(
        self,
        prefix: str,
        how: How = "words",
        *,
        words: str | None = None,
        file: str | Path | None = None,
        received_on: str | None = None,
        why: str | None = None,
    ) -> Asked:
        """Enter what came back: words, a file (preserved as an item), a refusal, silence.

        `not_awaited` says that the team goes on before the deadline, and needs `why`.
        """
        one = self.find(prefix)
        day = parse_day(received_on or judgements.today()).isoformat()
        if how == "words" and not (words or "").strip():
            raise UsageError("answer.empty", "an answer has words (--words) or a file (--file)")
        if how == "not_awaited" and not (why or "").strip():
            raise UsageError("answer.why", "say why the answer is not awaited: --why TEXT")
        if how == "silence" and one.request.deadline and one.request.deadline >= day:
            says = f"the deadline {one.request.deadline} has not passed; use --not-awaited --why"
            raise UsageError("answer.early", says)
        if day < one.request.asked_on:
            says = f"an answer of {day} would come before the question of {one.request.asked_on}"
            raise UsageError("answer.early", says)
        item = None
        if how == "item":
            item = self._preserve(one, Path(file or ""), day)
        said = Answer(one.id, how, day, words, item, why)
        causes = tuple(filter(None, (one.id, item)))
        self.parts.ledger.append([Draft("answer", to_plain(said), causes)])
        self.parts.views.refresh()
        return self.find(one.id)

    def all(self, on: str | None = None) -> list[Asked]:
        """Return all requests with their state on a day (today), in the order of entries."""
        day = parse_day(on).isoformat() if on is not None else judgements.today()
        found = judged.requests(self.parts.views)
        return [Asked(key, request, state_of(request, day)) for key, request in found.items()]

    def find(self, prefix: str) -> Asked:
        """Return the one request whose id begins so; UsageError for none or several."""
        found = [one for one in self.all() if one.id.startswith(prefix)]
        if len(found) != 1 or len(prefix) < LEAST_PREFIX:
            how = "more than one request has" if found else "no request has"
            raise UsageError("request.unknown", f"{how} an id that begins with {prefix!r}")
        return found[0]

    def _about(self, about: str | None) -> Ground | None:
        """Return what an id names; words that name nothing are kept as words."""
        if about is None or not about.strip() or " " in about.strip():
            return None
        try:
            return ground(self.parts.views, about)
        except UsageError:
            return None

    def _preserve(self, one: Asked, path: Path, day: str) -> str:
        """Preserve an answer that came as a file; return its item."""
        if not path.is_file():
            raise UsageError("answer.file", f"there is no file {path}", path=str(path))
        why = f"the answer to request {one.id[:12]}"
        kept = Preserving(self.parts)(
            path, giver=one.request.party, channel=one.request.channel, why=why, dated=day
        )
        ids = [one.id for one in kept.kept]
        if len(ids) != 1:
            raise UsageError("answer.file", f"{path.name} could not be preserved as one item")
        return ids[0]
