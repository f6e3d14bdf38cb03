"""How one language speaks on a page: labels, names, days and lists, as safe markup.

Everything that comes from a case passes `name`, which isolates its direction and shows
characters that would hide or reorder text as escapes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from tawthiq.base.script import fold, show
from tawthiq.record.words import LANGS, Lang, Words, words

_DATE = re.compile(r"(\d{4}|-)-(\d\d)(?:-(\d\d))?")
_KEY = re.compile(r" \[[a-z0-9]{6,}\]\Z")
_NOBODY = re.compile(r"unattributed in [a-z0-9]+\Z")
_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")

_NUMBER = re.escape("{number}")
BETWEEN = " · "
"""Stands between the two languages of a name that the dossier gives."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks the labels of one language; every method returns markup ready for a page.

    `spellings` maps the folded name of a source or place to how this language writes it.
    """

    words: Words
    spellings: Mapping[str, str] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        """The language code, as in `<html lang>`."""
        return self.words.lang

    @property
    def direction(self) -> str:
        """The direction of the language's script, as in `<html dir>`."""
        return "rtl" if self.lang == "ar" else "ltr"

    def say(self, key: str, n: int | None = None, **values: object) -> Markup:
        """Return the label `key`; values are escaped unless they are markup."""
        number = {} if n is None else {"n": f"{n:,}"}
        return Markup(self.words.template(key, n)).format(**number, **values)  # noqa: S704 - labels are ours

    def name(self, text: str) -> Markup:
        """Return a name or phrase from the case, isolated and shown safely."""
        written = _ISO_DAY.sub(_kept_in_order, str(escape(show(text))))
        return Markup('<bdi dir="auto">{}</bdi>').format(Markup(written))  # noqa: S704 - escaped

    def filed(self, name: str) -> Markup:
        """Return the name of an item; one that stands for a hidden name, in this language."""
        for lang, part in zip(LANGS, name.split(BETWEEN), strict=False):
            form = re.escape(words(lang).template("redact.testimony")).replace(_NUMBER, r"\d+")
            if not re.fullmatch(form, part):
                return self.called(name)
        return self.name(name.split(BETWEEN)[LANGS.index(self.lang)] if BETWEEN in name else name)

    def spell(self, name: str) -> str:
        """Return a source's or place's name in the page's script, where the case has one.

        The key in brackets that keeps unnamed sources apart is not shown.
        """
        name = _KEY.sub("", name)
        if _NOBODY.match(name):
            return self.words.say("source.unnamed")
        return self.spellings.get(fold(name), name)

    def called(self, name: str) -> Markup:
        """Return the name of a source or place in the page's script, ready for a page."""
        return self.name(self.spell(name))

    def term(self, group: str, value: str) -> Markup:
        """Return the label of an enumerated value; one that has none is shown as it came."""
        key = f"{group}.{value}"
        if self.words.has(key):
            return self.say(key)
        return self.name(value.replace("_", " "))

    def listed(self, parts: Sequence[object]) -> Markup:
        """Return "a", "a and b", or "a, b and c"."""
        if not parts:
            return Markup("")
        if len(parts) == 1:
            return escape(parts[0])
        head = self.say("list.comma").join(escape(part) for part in parts[:-1])
        return self.say("list.and", first=head, last=parts[-1])

    def names(self, texts: Iterable[str]) -> Markup:
        """Return several names from the case as one list."""
        return self.listed([self.called(text) for text in texts])

    def day(self, text: str) -> Markup:
        """Return a date or instant of the case in words; what is no date stays as it came."""
        if moment := _INSTANT.match(text):
            words = f"{self._day_words(moment[1])} {moment[2]} UTC"
        elif _DATE.fullmatch(text):
            words = self._day_words(text)
        else:
            return self.name(text)
        if text.startswith("--"):
            return Markup('<time datetime="{}">{}</time>').format(text[1:], words)
        return Markup('<time datetime="{}">{}</time>').format(text, words)

    def window(self, from_: str | None, to: str | None) -> Markup:
        """Return a stretch of days in words; one day is said once."""
        if not from_ and not to:
            return self.say("time.unknown")
        if not from_ or not to or from_ == to:
            return self.day(from_ or to or "")
        return self.say("time.window", first=self.day(from_), last=self.day(to))

    def _day_words(self, text: str) -> str:
        year, month, day = _DATE.fullmatch(text).groups()  # type: ignore[union-attr]
        named = self.words.say(f"month.m{month}") if "01" <= month <= "12" else month
        parts = [str(int(day))] if day else []
        parts.append(named)
        if year != "-":
            parts.append(year)
        return " ".join(parts)


def _kept_in_order(day: re.Match[str]) -> str:
    """Isolate a day in figures: behind Arabic letters its parts would swap their places."""
    return f'<bdi dir="ltr">{day[0]}</bdi>'
