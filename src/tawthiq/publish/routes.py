"""Where every page, item and claim of a dossier lies, and the way from one to another."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tawthiq.publish.register import Register
from tawthiq.record.words import Lang

SLUG_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Routes:
    """Short names of items and claims, unique also where letter case does not count."""

    items: Mapping[str, str]
    claims: Mapping[str, str]
    item_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one page: `up` leads to its language's root, `root` to the dossier's."""

    routes: Routes
    up: str
    root: str

    def page(self, path: str) -> str:
        """Return the way to a page of the same language."""
        return f"{self.up}{path}"

    def file(self, path: str) -> str:
        """Return the way to a file that all languages share."""
        return f"{self.root}{path}"

    def item(self, item: str) -> str | None:
        """Return the way to an item's page, or None where the dossier does not hold it."""
        slug = self.routes.items.get(item)
        return self.page(f"items/{slug}.html") if slug else None

    def claim(self, claim: str) -> str | None:
        """Return the way to a claim's words in the preserved text, or None."""
        item = self.item(self.routes.item_of.get(claim, ""))
        return f"{item}#{self.anchor(claim)}" if item else None

    def statement(self, claim: str) -> str:
        """Return the way to a claim's row in the table of statements."""
        return self.page(f"claims.html#s-{self.routes.claims.get(claim, '')}")

    def anchor(self, claim: str) -> str:
        """Return the anchor of a claim's mark inside its item's page."""
        return f"c-{self.routes.claims[claim]}"

    def figure(self, slug: str, standard: str) -> str:
        """Return the way to the certificate of one figure."""
        return self.page(f"figures/{slug}.html#{standard.replace('_', '-')}")


def routes(register: Register) -> Routes:
    """Name everything that the facts hold."""
    held = register.facts.items
    return Routes(
        items=_slugs(entry.id for entry in held),
        claims=_slugs(register.claims, length=None),
        item_of={claim.id: claim.item for claim in register.facts.claims},
    )


def links(table: Routes, lang: Lang, path: str) -> Links:
    """Return the links of the page at `path`, relative to its language's root."""
    up = "../" * path.count("/")
    return Links(table, up, up if lang == "en" else f"../{up}")


def _slugs(names: Iterable[str], *, length: int | None = SLUG_LENGTH) -> dict[str, str]:
    taken: set[str] = set()
    slugs: dict[str, str] = {}
    for name in names:
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:length] or "x"
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        taken.add(slug)
        slugs[name] = slug
    return slugs
