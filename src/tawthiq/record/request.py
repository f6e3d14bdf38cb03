"""Requests and answers: what a party was asked, and where the matter stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tawthiq.record.case_facts import Request

How = Literal["words", "item", "refused", "silence", "not_awaited"]
State = Literal["open", "answered", "declined", "silent", "not_awaited"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The payload of an `answer`: what came back to the request with the entry id `request`.

    `words` are the answer's own or those of a refusal, `item` is the answer as a file. `silence` notes that nothing came; `not_awaited` that the team goes on before
    the deadline, and `why`.
    """

    request: str
    how: How
    received_on: str
    words: str | None = None
    item: str | None = None
    why: str | None = None


def answered(request: Request, answers: Iterable[Answer]) -> Request:
    """Return a request with what came back, in the order of entries; the latest of a kind stands."""
    for one in answers:
        if one.how in {"words", "item"}:
            words = "\n".join(filter(None, (request.answer, one.words)))
            request = replace(
                request, answer=words, answered_on=one.received_on, declined=None, silent_on=None,
                answer_item=one.item or request.answer_item,
            )  # fmt: skip
        elif one.how == "refused":
            request = replace(request, declined=one.words or "", answered_on=one.received_on)
        elif one.how == "silence":
            request = replace(request, silent_on=one.received_on)
        else:
            request = replace(request, not_awaited=one.why or "")
    return request


def state_of(request: Request, on: str) -> State:
    """Return where a request stands on a day (YYYY-MM-DD).

    Without a deadline it stays open until somebody notes an answer or the silence.
    """
    if request.answer is not None:
        return "answered"
    if request.declined is not None:
        return "declined"
    if request.silent_on is not None or (request.deadline is not None and request.deadline < on):
        return "silent"
    return "open" if request.not_awaited is None else "not_awaited"
