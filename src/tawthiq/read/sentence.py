"""A sentence as the rules see it: words, and the marks that the lexicon puts on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tawthiq.kit.lexicon.pack import Pack, Rule
from tawthiq.kit.lexicon.words import Word, split_words
from tawthiq.record.claim import Span

_NO_MARKS: Final[Mapping[str, "Mark"]] = {}
_ACRONYMS: Final = frozenset({"IS", "US", "IT", "WHO"})
_SMALL: Final = frozenset({"auxiliary", "pronoun", "rise", "subordinator", "preposition"})
_VERBS: Final = frozenset({"cue", "trigger", "find", "stance", "averted", "resulting"})


class Mark(NamedTuple):
    """A lexicon phrase found at words `i` to `j` (end exclusive)."""

    rule: Rule
    form: str
    i: int
    j: int


@dataclass(slots=True)
class Sentence:
    """Words of `text[start:end]` and their marks; `paragraph` and `section` count blocks."""

    text: str
    start: int
    end: int
    pack: Pack
    paragraph: int
    section: int
    title: bool
    words: list[Word] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    marks: list[Mapping[str, Mark]] = field(default_factory=list)
    tagged: set[str] = field(default_factory=set)
    amounts: dict[int, Any] = field(default_factory=dict)
    accounts: bool = False

    def forget(self) -> None:
        """Let go of words and marks: later sentences ask only where this one stands.

        A long text would otherwise hold all of its words until its end.
        """
        self.accounts = self.has("accounts", 0, len(self)) is not None
        self.words, self.keys, self.marks = [], [], []
        self.amounts, self.tagged = {}, set()

    def __len__(self) -> int:
        return len(self.words)

    def at(self, kind: str, i: int) -> Mark | None:
        """Return the longest mark of a class that begins at word `i`, or None."""
        marks = self.marks
        return marks[i].get(kind) if 0 <= i < len(marks) else None

    def any_of(self, kinds: frozenset[str], i: int) -> bool:
        """Say whether a mark of one of these classes begins at word `i`."""
        return 0 <= i < len(self.marks) and not self.marks[i].keys().isdisjoint(kinds)

    def has(self, kind: str, i: int, j: int) -> Mark | None:
        """Return the first mark of a class that begins in words `i` to `j`, or None."""
        for index in range(max(i, 0), min(j, len(self.marks))):
            mark = self.marks[index].get(kind)
            if mark:
                return mark
        return None

    def key(self, i: int) -> str:
        """Return the key of word `i`; empty outside the sentence."""
        return self.keys[i] if 0 <= i < len(self.keys) else ""

    def raw(self, i: int) -> str:
        """Return word `i` as written."""
        return self.text[self.words[i].start : self.words[i].end]

    def span(self, i: int, j: int) -> Span:
        """Return the exact words `i` to `j` (end exclusive, at least one word)."""
        start, end = self.words[i].start, self.words[max(j, i + 1) - 1].end
        return Span(self.text[start:end], start, end, self._rule(i, max(j, i + 1)))

    def _rule(self, i: int, j: int) -> str | None:
        """Return the rule behind words `i` to `j`.

        It is the longest that begins in them, else one that ends where they begin (a
        preposition, a title), else the nearest verb, which opened the slot they fill.
        """
        inside = [mark for at in self.marks[i:j] for mark in at.values()]
        if inside:
            return max(inside, key=lambda mark: mark.j - mark.i).rule.id
        for at in range(i - 1, max(i - 4, -1), -1):
            for mark in self.marks[at].values():
                if mark.j == i:
                    return mark.rule.id
        away = [
            (mark.rule.kind not in _VERBS, max(i - mark.j, mark.i - j), mark.rule.id)
            for at in self.marks
            for mark in at.values()
        ]
        return min(away)[-1] if away else None

    @property
    def quote(self) -> Span:
        """The whole sentence."""
        return Span(self.text[self.start : self.end], self.start, self.end)

    def capital(self, i: int) -> bool:
        """Say whether word `i` begins with a capital letter."""
        if not 0 <= i < len(self.words):
            return False
        start = self.words[i].start
        if self.text[start].isupper():
            return True
        return (
            self.text[start + 2 : start + 3] == "-" and self.text[start + 3 : start + 4].isupper()
        )

    def letters(self, i: int) -> bool:
        """Say whether word `i` is a word of letters (not a number, not a sign)."""
        return 0 <= i < len(self.words) and self.text[self.words[i].start].isalpha()


def read_sentence(text: str, start: int, end: int, pack: Pack, **where: int) -> Sentence:
    """Split and mark one sentence; `where` gives paragraph, section and title (0 or 1)."""
    sentence = Sentence(
        text, start, end, pack, where["paragraph"], where["section"], bool(where["title"])
    )
    sentence.words = split_words(text, pack.known, start, end)
    sentence.keys = [word.key for word in sentence.words]
    sentence.marks = _marks(sentence.keys, pack)
    _unmark_names(sentence)
    sentence.tagged = {mark.rule.id for at in sentence.marks for mark in at.values()}
    return sentence


def _unmark_names(s: Sentence) -> None:
    """Take verbs off words that are written as names ("Tell Warda" tells nothing).

    In a title where most words have capitals the letters say nothing, so nothing is taken.
    """
    capitals = [i for i in range(1, len(s)) if s.capital(i)]
    letters = sum(s.letters(i) for i in range(1, len(s)))
    if len(capitals) * 2 > letters:
        return
    for i in capitals:
        here = s.marks[i]
        if s.raw(i) in _ACRONYMS:
            kept = {kind: mark for kind, mark in here.items() if kind not in _SMALL}
            s.marks[i] = kept or _NO_MARKS
            continue
        if s.raw(i).isupper() and len(s.raw(i)) > 2:
            continue  # "two soldiers KIA"
        if any(kind in _VERBS and here[kind].j == i + 1 for kind in here):
            s.marks[i] = {
                kind: mark for kind, mark in here.items() if kind not in _VERBS or mark.j > i + 1
            }


def _marks(keys: list[str], pack: Pack) -> list[Mapping[str, Mark]]:
    found: list[Mapping[str, Mark]] = []
    for i, key in enumerate(keys):
        sizes = pack.lengths.get(key)
        if sizes is None:
            found.append(_NO_MARKS)
            continue
        here: dict[str, Mark] = {}
        for size in sizes:
            phrase = " ".join(keys[i : i + size]) if size > 1 else key
            for term in pack.terms.get(phrase, ()):
                if term.length == size and term.rule.kind not in here:
                    here[term.rule.kind] = Mark(term.rule, term.form, i, i + size)
        found.append(here or _NO_MARKS)
    return found
