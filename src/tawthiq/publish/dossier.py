"""The dossier: a static site in two languages, its data and its proofs, from facts alone.

`build` is pure: the same facts give the same bytes. Nothing in the site runs scripts or
asks for anything outside its folder; it opens from disk.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from tawthiq.base.errors import RefusedError
from tawthiq.publish.exports import data_files
from tawthiq.publish.front import front
from tawthiq.publish.handcheck import verify_text
from tawthiq.publish.leaves import claims_page, figure_page, item_page, sources_page
from tawthiq.publish.lint import faults
from tawthiq.publish.policy import refusals
from tawthiq.publish.redact import redacted
from tawthiq.publish.register import Register
from tawthiq.publish.routes import SLUG_LENGTH
from tawthiq.publish.shelter import sheltered
from tawthiq.publish.site import Site, notices, style
from tawthiq.record.consent import Consents
from tawthiq.record.release import Facts
from tawthiq.record.words import LANGS, Lang, words

PREFIX = {"en": "", "ar": "ar/"}
SUMS = "SHA256SUMS"


def build(facts: Facts, *, lang: Lang) -> dict[str, bytes]:
    """Return every file of the dossier by its path below the dossier's folder.

    Both languages are always written, English at the root and Arabic under `ar/`; `lang`
    is the language of what exists once (data files, `verify.txt`). Raises RefusedError
    ("publish.refused") with all grounds where policy refuses the audience, and RefusedError
    ("publish.wording") where a page would show a bare number or banned wording.
    """
    reasons = refusals(facts, lang=lang)
    if reasons:
        raise RefusedError("publish.refused", words(lang).say("refusal.title"), reasons=reasons)
    facts = replace(facts, consents=Consents())  # judged above, and on no page
    shown = redacted(facts) if facts.audience == "public" else sheltered(facts)
    shared = _shared(shown, lang)
    files = dict(shared)
    for language in LANGS:
        pages = dict(_pages(shown, language, [*sorted(shared), SUMS]))
        found = [
            fault for path, page in pages.items() for fault in faults(path, page, words(language))
        ]
        if found:
            raise RefusedError("publish.wording", words(lang).say("refusal.wording"), reasons=found)
        files.update((f"{PREFIX[language]}{path}", page) for path, page in pages.items())
    files[SUMS] = _sums(files, shown, lang)
    return dict(sorted(files.items()))


def _pages(facts: Facts, lang: Lang, shared: list[str]) -> Iterator[tuple[str, bytes]]:
    site = Site(Register(facts), lang)
    folio = site.folio("index.html")
    listed = [path for path in shared if not path.startswith("text/") and path != "style.css"]
    yield folio.path, site.render(folio, "index.html", front(folio, listed))
    folio = site.folio("claims.html")
    yield folio.path, site.render(folio, "claims.html", claims_page(folio))
    folio = site.folio("sources.html")
    yield folio.path, site.render(folio, "sources.html", sources_page(folio))
    for question in site.register.questions:
        folio = site.folio(f"figures/{question.slug}.html")
        yield folio.path, site.render(folio, "figure.html", figure_page(question, folio))
    for held in facts.items:
        slug = site.routes.items[held.id]
        folio = site.folio(f"items/{slug}.html")
        text_file = f"text/{slug}.txt" if f"text/{slug}.txt" in shared else None
        yield folio.path, site.render(folio, "item.html", item_page(held, folio, text_file))
    for tomb in facts.erased:
        slug = tomb.item[:SLUG_LENGTH]  # where its page was in earlier dossiers
        if slug not in site.routes.items.values():
            folio = site.folio(f"items/{slug}.html")
            yield folio.path, site.render(folio, "erased.html", {"tomb": tomb})


def _shared(facts: Facts, lang: Lang) -> dict[str, bytes]:
    files = {"style.css": style(), **data_files(facts, words(lang))}
    files["verify.txt"] = verify_text(facts, words(lang)).encode()
    for number, head in enumerate(facts.heads, 1):
        files[f"proof/head-{number}.note"] = head.checkpoint.encode()
        files[f"proof/head-{number}.key"] = f"{head.public_key}\n".encode()
    if facts.audience != "public":
        slugs = Site(Register(facts), lang).routes.items
        for held in facts.items:
            if held.text is not None:
                files[f"text/{slugs[held.id]}.txt"] = held.text.encode("utf-8", "surrogatepass")
    return files


def _sums(files: dict[str, bytes], facts: Facts, lang: Lang) -> bytes:
    said = [f"# {words(lang).say(f'notice.{key}')}" for key in notices(facts)]
    sums = [f"{hashlib.sha256(data).hexdigest()}  {path}" for path, data in sorted(files.items())]
    return "\n".join([*said, *sums, ""]).encode()
