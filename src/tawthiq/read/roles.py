"""Whom "the same doctor" or «المصدر نفسه» points back to, by the words of the role."""

from collections.abc import Sequence
from typing import Final

from tawthiq.base.script import fold
from tawthiq.read.sentence import Sentence
from tawthiq.record.claim import Link, Span

_SMALL: Final = frozenset({"a", "an", "the", "one", "same", "this", "that", "another"})
_JOINS: Final = frozenset({"in", "at", "from", "of", "for", "with", "who", "في", "من"})
_SAME: Final = frozenset({"نفسه", "نفسها", "ذاته", "ذاتها", "عينه"})
_ANYBODY: Final = frozenset({"source", "person", "speaker", "مصدر", "شخص", "متحدث"})


def points_back(s: Sentence, span: Span) -> bool:
    """Say whether a source's words point to one spoken of before ("the …", «ال… نفسه»)."""
    first = next((k for k, word in enumerate(s.words) if word.start >= span.start), len(s))
    if s.pack.language == "ar":
        return 0 <= first < len(s) and s.words[first].definite
    return s.key(first - 1) in {"the", "same", "this", "that"} or s.key(first) in {"the", "same"}


def same_role(words: str, roles: Sequence[Link]) -> Link | None:
    """Return the last of `roles` that the words name again; the last of all for "the source"."""
    wanted = _core(words)
    if not wanted:
        return None
    if wanted[-1] in _ANYBODY and len(wanted) == 1:
        return roles[-1] if roles else None
    for link in reversed(roles):
        core = _core(link.name or "")
        if core == wanted:
            return link
        arabic = wanted[0] > "z"  # there the role stands first, what tells it apart behind
        if core[: len(wanted)] == wanted and (arabic or core[len(wanted)] in _JOINS):
            return link
        lead = core[: next((k for k, word in enumerate(core) if word in _JOINS), len(core))]
        if not arabic and lead[-len(wanted) :] == wanted:
            return link  # "a young local farmer"
    return None


def _core(words: str) -> tuple[str, ...]:
    """Return the folded words of a role without articles and «نفسه»."""
    kept = (word.removeprefix("ال") for word in fold(words).split())
    core = [word for word in kept if word not in _SMALL | _SAME]
    while core and core[0] in {"local", "محلي"}:
        core.pop(0)
    return tuple(core)
