"""The pages behind the front page: certificates, items, statements, sources."""

from typing import Any

from markupsafe import Markup

from tawthiq.publish.certificates import proofs, total
from tawthiq.publish.chains import roots
from tawthiq.publish.consented import kept_back
from tawthiq.publish.front import COLUMNS, bar_rows, beside_rows, scope_words
from tawthiq.publish.marks import Quoted, marked
from tawthiq.publish.phrases import say_figure
from tawthiq.publish.register import Question, supports
from tawthiq.publish.site import Folio
from tawthiq.record.figure import Figure
from tawthiq.record.release import Held

LISTS = ("unquantified", "contradictions", "contested")


def figure_page(question: Question, folio: Folio) -> dict[str, Any]:
    """Return the certificates of one question, the widest rung first."""
    present = [figure for s in COLUMNS if (figure := question.rung(s)) is not None]
    if question.kind in {"case", "placed"}:
        heading = folio.voice.say(f"figure.heading_{question.kind}")
    else:
        words = folio.voice.name(scope_words(question, folio))
        heading = folio.voice.say(f"figure.heading_{question.kind}", scope=words)
    return {"heading": heading, "rungs": [_rung(figure, folio) for figure in present]}


def item_page(held: Held, folio: Folio, text_file: str | None) -> dict[str, Any]:
    """Return an item with its receipts and its text, every claim's words marked."""
    claims = [claim for claim in folio.facts.claims if claim.item == held.id]
    rows = folio.statements
    return {
        "held": held,
        "unreadable": held.view.unreadable if held.view else None,
        "text": None if held.text is None else _marked(held, folio),
        "kept_back": kept_back(held, folio.facts),
        "text_file": text_file,
        "withdrawn": folio.facts.retracted.get(held.id),
        "statements": tuple(rows.row(claim) for claim in claims),
    }


def claims_page(folio: Folio) -> dict[str, Any]:
    """Return every statement, those that were set aside apart."""
    rows = folio.statements
    return {
        "statements": tuple(map(rows.row, folio.register.used())),
        "set_aside": tuple(map(rows.row, folio.register.set_aside())),
    }


def sources_page(folio: Folio) -> dict[str, Any]:
    """Return every original source with what it says."""
    return {
        "roots": [
            {
                "anchor": root.anchor,
                "name": root.name,
                "kind": root.kind,
                "party": root.party,
                "reliability": root.reliability,
                "is_named": root.is_named,
                "rows": folio.statements.sentences(root.claims),
            }
            for root in roots(folio.register, folio.voice)
        ]
    }


def _rung(figure: Figure, folio: Folio) -> dict[str, Any]:
    anchor = f"{figure.standard.replace('_', '-')}-because"
    rows = folio.statements
    found = proofs(figure, folio.register, rows, folio.voice)
    return {
        "anchor": anchor,
        "said": say_figure(figure, folio.voice, f"#{anchor}"),
        "proofs": [_proof(proof, f"#{anchor}") for proof in found],
        "total": total(figure, folio.voice),
        "because": rows.rows(figure.because or supports(figure)),
        "bars": bar_rows(figure, folio) if figure.standard == "reported" else (),
        "lists": [(key, rows.rows(getattr(figure, key))) for key in LISTS],
        "beside": beside_rows(figure.beside, folio),
        "profile": figure.profile,
    }


def _proof(proof: Any, href: str) -> dict[str, Any]:  # noqa: ANN401
    first = next((line.statement for line in proof.lines if line.statement), None)
    return {
        "intro": proof.intro,
        "lines": proof.lines,
        "result": proof.result,
        "is_repeated": proof.is_repeated,
        "href": (first.href or first.row) if first else href,
    }


def _marked(held: Held, folio: Folio) -> Markup:
    numbers = folio.register.numbers
    carrying = {claim for figure in folio.register.figures() for claim in supports(figure)}
    quotes = [
        Quoted(
            claim=claim.id,
            anchor=folio.links.anchor(claim.id),
            start=claim.quote.start,
            end=claim.quote.end,
            number=numbers[claim.id],
            href=folio.links.statement(claim.id),
            label=folio.voice.say("statement.go", number=numbers[claim.id]),
            is_carrying=claim.id in carrying,
        )
        for claim in folio.facts.claims
        if claim.item == held.id
    ]
    return marked(held.text or "", quotes)
