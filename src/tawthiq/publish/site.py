"""Pages from templates: autoescaped, in one language at a time, without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import jinja2

from tawthiq.base.script import show
from tawthiq.publish.register import Register
from tawthiq.publish.routes import Links, Routes, links, routes
from tawthiq.publish.statements import Statements
from tawthiq.publish.voice import Voice
from tawthiq.record.release import Facts
from tawthiq.record.words import LANGS, Lang, words

SECTIONS: Final = (
    "figures", "findings", "agreement", "timeline", "places", "breakdowns", "incidents",
    "statements", "sources", "limits", "method", "gaps", "held", "proof",
)  # fmt: skip


_FOR: Final = {"internal": "working_copy", "partner": "partner_only", "court": "court_only"}


@dataclass(frozen=True, slots=True)
class Folio:
    """One page's place in the site: its path below its language's root, and its look-ups."""

    path: str
    register: Register
    voice: Voice
    links: Links

    @property
    def facts(self) -> Facts:
        """The facts of the dossier."""
        return self.register.facts

    @property
    def statements(self) -> Statements:
        """Rows of claims with links that lead from this page."""
        return Statements(self.register, self.voice, self.links)


class Site:
    """All pages of one language."""

    def __init__(self, register: Register, lang: Lang) -> None:
        self.register = register
        self.voice = Voice(words(lang), register.spellings(arabic=lang == "ar"))
        self._routes: Routes = routes(register)

    @property
    def lang(self) -> Lang:
        """The language of the pages."""
        return self.voice.lang

    @property
    def routes(self) -> Routes:
        """Where items and claims lie."""
        return self._routes

    def folio(self, path: str) -> Folio:
        """Return the place of the page at `path`."""
        return Folio(path, self.register, self.voice, links(self._routes, self.lang, path))

    def render(self, folio: Folio, template: str, shown: Mapping[str, Any]) -> bytes:
        """Return one page as UTF-8."""
        context = {**_frame(folio), **shown}
        return _environment().get_template(template).render(context).encode()


def title_of(folio: Folio) -> str:
    """Return the case's title in the page's language, where it has one in it."""
    settings = folio.facts.settings
    in_arabic = settings.title_ar if folio.voice.lang == "ar" else None
    return in_arabic or settings.title


def notices(facts: Facts) -> tuple[str, ...]:
    """Return what every page says of the dossier as a whole, as keys of labels."""
    found = []
    if facts.audience != "public":
        found.append(_FOR[facts.audience])
    if facts.settings.fictional:
        found.append("fictional")
    if not facts.settings.locked and facts.audience != "public":
        found.append("not_encrypted")
    if is_draft(Register(facts)):
        found.append("draft")
    if facts.checked_by == 1:
        found.append("checked_by_one")
    return tuple(found)


def is_draft(register: Register) -> bool:
    """Say whether a figure rests on readings that nobody has reviewed."""
    return any(figure.basis == "suggested" for figure in register.figures())


def style() -> bytes:
    """Return the style sheet that all pages share."""
    return (files("tawthiq.publish") / "templates" / "style.css").read_bytes()


def _frame(folio: Folio) -> dict[str, Any]:
    other: Lang = next(lang for lang in LANGS if lang != folio.voice.lang)
    way = "ar/" if other == "ar" else "../"
    return {
        "v": folio.voice,
        "t": folio.voice.say,
        "to": folio.links,
        "facts": folio.facts,
        "case_title": title_of(folio),
        "sections": _sections(folio.facts),
        "notices": notices(folio.facts),
        "is_draft": is_draft(folio.register),
        "other_lang": other,
        "other_href": f"{folio.links.up}{way}{folio.path}",
    }


def _sections(facts: Facts) -> tuple[str, ...]:
    """Return the parts of the front page; findings stand above the figures where there are any."""
    if not facts.findings:
        return SECTIONS
    return ("findings", *(part for part in SECTIONS if part != "findings"))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tawthiq.publish", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shown"] = show
    environment.filters["capture_part"] = lambda part, voice: voice.term("capture", part)
    return environment
