"""Gathering what stages need out of the views: held items, evidence, a dossier's facts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Literal

from tawthiq.base import instant
from tawthiq.base.instant import parse_day
from tawthiq.case import judgements
from tawthiq.case.events import binding, picture
from tawthiq.count.compile import Evidence
from tawthiq.count.ladder import Tables
from tawthiq.ledger import note
from tawthiq.ledger.ledger import Ledger
from tawthiq.publish import consented, leaving
from tawthiq.publish.consented import Recipient
from tawthiq.publish.rested import withdrawn_since
from tawthiq.read.stage import is_chat, is_list
from tawthiq.record.case_facts import Source
from tawthiq.record.claim import Claim
from tawthiq.record.consent import Consents
from tawthiq.record.item import TextView
from tawthiq.record.release import Audience, Facts, Head, Held
from tawthiq.record.words import words
from tawthiq.view import queries
from tawthiq.view.consents import acts, consents, releases
from tawthiq.view.erased import tombstones
from tawthiq.view.fold import Views
from tawthiq.view.translations import latest


def held(ledger: Ledger, views: Views) -> list[Held]:
    """Return every item with its receipts, its text view and its text."""
    return list(each_held(ledger, views))


def each_held(
    ledger: Ledger, views: Views, wanted: Collection[str] | None = None
) -> Iterator[Held]:
    """Yield items (None: all) with their receipts, text views and texts, one text at a time."""
    receipts = queries.receipts(views)
    again: dict[str, list[str]] = {}
    for holding in queries.holdings(views):
        again.setdefault(holding.item, []).append(holding.receipt)
    texts = queries.text_views(views)
    for key, item in queries.items(views).items():
        if wanted is not None and key not in wanted:
            continue
        keys = dict.fromkeys([item.receipt, *again.get(key, [])])
        view = texts.get(key)
        known = tuple(receipts[k] for k in keys if k in receipts)  # one may have been erased
        yield Held(key, item, known, view, _text(ledger, view))


def _text(ledger: Ledger, view: TextView | None) -> str | None:
    if view is None or view.sha256 is None:
        return None
    with ledger.vault.open(view.sha256) as blob:
        return blob.read().decode("utf-8")


def default_basis(claims: Sequence[Claim]) -> Literal["accepted", "suggested"]:
    """Return `accepted` once one claim of the case is accepted, else `suggested`."""
    states = {claim.review.state for claim in claims}
    return "accepted" if states & {"accepted", "edited"} else "suggested"


def evidence(
    ledger: Ledger,
    views: Views,
    *,
    known_by: str | None = None,
    said_by: str | None = None,
    without: Sequence[str] = (),
    without_items: Collection[str] = (),
) -> Evidence:
    """Return what a count rests on, as known or said up to a day, less claims left out.

    Items whose giver does not allow reading and counting them are left out whatever is asked.
    """
    dropped = {*without_items, *stopped(views)}
    everything = queries.claims(views)
    claims = [claim for claim in everything if claim.item not in dropped]
    left_out = {queries.claim(views, prefix).id for prefix in without}
    claims = [claim for claim in claims if claim.id not in left_out]
    if known_by is not None:
        day = parse_day(known_by).isoformat()
        entered = _entered(ledger)
        claims = [claim for claim in claims if entered.get(claim.id, "")[:10] <= day]
    if said_by is not None:
        day = parse_day(said_by).isoformat()
        claims = [claim for claim in claims if _said(claim) is None or str(_said(claim)) <= day]
    seen = picture(views, everything)
    judged = judgements.weights(ledger, views, dropped, known_by)
    return Evidence(
        claims=claims,
        sources=queries.sources(views),
        actors=queries.actors(views),
        places=queries.places(views),
        relations=queries.place_relations(views),
        retracted=queries.retracted(views),
        territory=queries.settings(views).territory,
        outlets=_outlets(views, claims),
        checked=judged.checked,
        reliability=judged.reliability,
        credibility=judged.credibility,
        incidents=seen.judged.current(),
        doubts=binding(seen),
    )


def stopped(views: Views) -> frozenset[str]:
    """Return the items whose giver refused, or took back, that they be kept or counted."""
    given = consents(views)
    if not given.kept:
        return frozenset()
    items = queries.items(views).items()
    return frozenset(key for key, item in items if given.stopped(key, item.protected))


def unconsented(views: Views, audience: Audience, partner: str | None) -> frozenset[str]:
    """Return the items that may not be given to an audience."""
    recipient = Recipient(audience, partner, queries.settings(views).masked)
    items = [Held(key, item, (), None, None) for key, item in queries.items(views).items()]
    found = consented.unconsented(items, recipient, queries.sources(views), consents(views))
    return frozenset(one.id for one, _ in found)


def _outlets(views: Views, claims: Sequence[Claim]) -> dict[str, str]:
    """Return the outlet of each item: as received, or as its own voice names itself."""
    voices: dict[str, set[str]] = {}
    for claim in claims:
        if claim.root is not None and claim.root.kind == "outlet" and claim.root.name:
            voices.setdefault(claim.item, set()).add(claim.root.name)
    named = {item: names.pop() for item, names in voices.items() if len(names) == 1}
    stated = {key: item.outlet for key, item in queries.items(views).items() if item.outlet}
    return named | stated


def _entered(ledger: Ledger) -> dict[str, str]:
    return {
        str(entry.payload["id"]): entry.header.time
        for entry in ledger.entries()
        if entry.header.kind == "claim" and entry.payload is not None
    }


def _said(claim: Claim) -> str | None:
    return claim.as_of or (claim.said.to if claim.said else None)


def gather(
    ledger: Ledger,
    views: Views,
    tables: Tables,
    audience: Audience,
    skipped: Mapping[str, str],
    partner: str | None = None,
    without_items: Collection[str] = (),
) -> Facts:
    """Return everything that a dossier shows; `partner` names the body that it is for.

    `tables` must be counted without `without_items`.
    """
    items, given = held(ledger, views), consents(views)
    sources = judgements.graded(views)
    told = [*gaps(items), *silent(items, given)]
    if audience == "internal":
        told += unasked(items, sources, given)
    told_of = judgements.shown(ledger, views, tables.ladder)
    everything = Facts(
        settings=queries.settings(views),
        case_id=ledger.case,
        audience=audience,
        made_at=instant.render_instant(instant.now()),
        items=tuple(items),
        claims=tuple(queries.claims(views)),
        incidents=picture(views).incidents(),
        ladder=tables.ladder,
        by_place=tables.by_place,
        by_perpetrator=tables.by_perpetrator,
        by_status=tables.by_status,
        sources=tuple(sources),
        places=tuple(queries.places(views)),
        places_of=tables.places_of,
        requests=told_of.requests,
        request_states=told_of.request_states,
        assessed=told_of.assessed,
        findings=told_of.findings,
        people=queries.people(views) if audience == "internal" else {},
        translations=tuple(latest(ledger.vault, views)) if audience == "internal" else (),
        heads=heads(ledger),
        view_digest=views.digest(),
        software={"tawthiq": version("tawthiq")},
        gaps=(*told, *since(ledger, views, audience, partner)),
        skipped=tuple(f"{stage}: {why}" for stage, why in skipped.items()),
        retracted=queries.retracted(views),
        placed=tables.placed,
        consents=given,
        partner=partner,
        erased=tombstones(ledger, views, audience, partner),
    )
    return leaving.left_out(leaving.silenced(everything, stopped(views)), without_items)


def heads(ledger: Ledger) -> tuple[Head, ...]:
    """Return the newest signed head of each log, with the key that verifies it."""
    keys = {
        entry.header.log: str(entry.payload["log_key"])
        for entry in ledger.entries()
        if entry.header.kind == "device" and entry.payload is not None
    }
    found = []
    for log, text in sorted(ledger.seal().items()):
        checkpoint = note.parse_checkpoint(text)[0]
        key = note.verifier_key(checkpoint.origin, bytes.fromhex(keys[log]))
        found.append(Head(log, checkpoint.size, text, key))
    return tuple(found)


def gaps(items: Sequence[Held]) -> tuple[str, ...]:
    """Return what was preserved but not read, item by item, in words."""
    found = []
    for one in items:
        name = one.item.protected or one.item.name.text
        if one.item.protected is not None:
            found.append(f"{name}: a protected testimony; not read, not counted")
        elif one.view is not None and one.view.unreadable is not None:
            found.append(f"{name}: could not be read: {one.view.unreadable}")
        elif is_chat(one.text or ""):
            found.append(f"{name}: messages; how they spread is not read in this version")
        elif is_list(one):
            found.append(f"{name}: a list; its rows are not matched in this version, nor counted")
        elif one.text is None:
            found.append(f"{name}: preserved; files of this kind are not read yet")
    return tuple(found)


def silent(items: Sequence[Held], given: Consents) -> Iterator[str]:
    """Yield the items whose giver does not allow reading and counting them, in words."""
    for one in items:
        if given.stopped(one.id, one.item.protected):
            name = one.item.protected or one.item.name.text
            yield words("en").say("told.consent_stopped", name=name)


def unasked(items: Sequence[Held], sources: Sequence[Source], given: Consents) -> Iterator[str]:
    """Yield the testimonies whose giver nobody has asked for consent, in words."""
    known = consented.by_name(sources)
    for one in items:
        is_asked = given.history(one.id, one.item.protected)
        if not is_asked and consented.needs_consent(one, known, given):
            name = one.item.protected or one.item.name.text
            yield words("en").say("told.no_consent", name=name)


def since(ledger: Ledger, views: Views, audience: Audience, partner: str | None) -> Iterator[str]:
    """Yield what was withdrawn or erased since earlier releases; the team sees all of them."""
    codes = {key: item.protected for key, item in queries.items(views).items()}
    touched = withdrawn_since(acts(views), consents(views), codes)
    for entry, release in releases(views).items():
        if audience == "internal" or (release.audience, release.partner) == (audience, partner):
            day = ledger.entry(entry).header.time[:10]
            erased = [item for item in release.items or () if item not in codes]
            if gone := touched.get(entry):
                yield words("en").say("told.withdrawn_since", day=day, number=len(gone))
            if erased:
                yield words("en").say("told.erased_since", day=day, number=len(erased))
