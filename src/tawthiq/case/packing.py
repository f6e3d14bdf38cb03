"""Gathering what a package states from the ledger and the views."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from tawthiq.base import instant
from tawthiq.case.parts import Parts
from tawthiq.ledger.header import decode_header
from tawthiq.ledger.ledger import plain_of, read_entry
from tawthiq.publish.package.discretion import open_sources, shown_of
from tawthiq.publish.package.names import ending_of, safe_name, short_ids
from tawthiq.record.entry import Entry
from tawthiq.record.handover import Agent, Event, Object, Package, Proved, Purpose, Shown
from tawthiq.record.item import Item
from tawthiq.view import queries
from tawthiq.view.custody import trails

WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for: which items go to whom, for what, in whose name."""

    package: str
    to: str
    purpose: Purpose
    made_at: str
    giver: str
    why: str | None = None
    identities: bool = False


class Packing:
    """One package in the making; every question to the case is asked once."""

    def __init__(self, parts: Parts, asked: Asked, chosen: Mapping[str, Item]) -> None:
        self._parts = parts
        self._asked = asked
        self._chosen = chosen
        self._trails = trails(parts.views, chosen)
        self._receipts = queries.receipts(parts.views)
        self._people = queries.people(parts.views)
        self._hidden = frozenset() if asked.identities else of_protected(parts)
        self._shown = {key: self._shown_of(key) for key in chosen}
        self._entries: dict[str, Entry] = {}
        self._concerned: dict[str, list[str]] = {}
        for key in chosen:
            for entry in self._trails[key].entries:
                self._concerned.setdefault(entry, []).append(key)

    def package(self) -> Package:
        """Return all that the package states; `left_out` is the caller's to add."""
        parts, asked = self._parts, self._asked
        settings = queries.settings(parts.views)
        entries = self._proved()
        events = tuple(self._events())
        return Package(
            id=asked.package,
            case_id=parts.ledger.case,
            title=settings.title,
            giver=asked.giver,
            to=asked.to,
            purpose=asked.purpose,
            made_at=asked.made_at,
            by=self._name(parts.ledger.device.author(parts.ledger.case)),
            objects=tuple(self._objects()),
            events=events,
            agents=tuple(self._agents(events)),
            entries=entries,
            software={"tawthiq": version("tawthiq")},
            why=asked.why,
            fictional=settings.fictional,
        )

    def _shown_of(self, key: str) -> Shown:
        trail = self._trails[key]
        keys = [trail.receipt, *(receipt for _, receipt in trail.again)]
        shown = shown_of(
            self._chosen[key],
            [self._receipts[each] for each in keys],
            self._asked.purpose,
            open_sources(queries.sources(self._parts.views)),
            identities=self._asked.identities,
        )
        return "reserved" if shown == "full" and self._hidden & set(keys) else shown

    def _objects(self) -> Iterator[Object]:
        short = short_ids(tuple(self._chosen))
        for key, item in self._chosen.items():
            shown = self._shown[key]
            code = shown == "code_name"
            name = f"{item.protected}{ending_of(item.name.text)}" if code else item.name.text
            yield Object(
                item=key,
                path=f"data/objects/{short[key]}/{safe_name(name)}",
                sha256=item.sha256,
                bytes=item.bytes,
                media_type=item.media_type,
                shown=shown,
                name=None if code else item.name,
                folder="" if code else item.folder,
                modified_at=None if code else item.modified_at,
                dated=item.dated,
                code_name=item.protected,
            )

    def _entry(self, key: str) -> Entry:
        if key not in self._entries:
            self._entries[key] = self._parts.ledger.entry(key)
        return self._entries[key]

    def _events(self) -> Iterator[Event]:
        """Yield the steps of custody in the order of the record, then what happens now."""
        for key in sorted(self._concerned, key=lambda each: self._entry(each).header.tick):
            yield self._event(self._entry(key), tuple(self._concerned[key]))
        asked, items = self._asked, tuple(self._chosen)
        author = self._parts.ledger.device.author(self._parts.ledger.case) or ""
        now = Event("", "", "", asked.made_at, items, (f"person-{author[:8]}", "tawthiq"))
        checked = f"{asked.package}-fixity"
        says = "SHA-256 computed while the bytes were copied, compared with the record"
        yield replace(now, id=checked, kind="fixity check", action="fixity_ok", detail=says)
        yield replace(
            now,
            id=f"{asked.package}-transfer",
            kind="transfer",
            action="transferred_out",
            before=asked.giver,
            after=asked.to,
            detail=f"package {asked.package}",
        )

    def _event(self, entry: Entry, items: tuple[str, ...]) -> Event:
        head, payload = entry.header, entry.payload or {}
        told = all(self._shown[item] == "full" for item in items)
        event = Event(
            entry.id,
            "ingestion",
            "stored",
            head.time,
            items,
            (f"person-{head.author[:8]}", "tawthiq"),
            entry=entry.id,
        )
        if head.kind == "receipt":
            return self._received(event, payload, told=told)
        if head.kind == "item":
            return replace(event, detail="kept unchanged under its SHA-256")
        if head.kind == "holding":
            says = "the same bytes came again"
            return replace(event, kind="accession", action="received", detail=says)
        if head.kind == "text":
            says = f"text read out of it by {payload.get('reader', '')}"
            return replace(event, kind="creation", action="derived", detail=says)
        to = (
            str(payload.get("to", "")) if told and self._asked.purpose != "share_with" else WITHHELD
        )
        return replace(event, kind="transfer", action="transferred_out", after=to)

    def _received(self, event: Event, payload: Mapping[str, object], *, told: bool) -> Event:
        at = str(payload.get("received_at") or event.time)
        codes = {self._chosen[item].protected for item in event.items}
        giver = payload.get("giver") if told else next(iter(codes - {None}), None) or WITHHELD
        says = [f"entered {event.time}"] if at != event.time else []
        for key in ("channel", "why", "promise", "note") if told else ():
            says += [f"{key}: {payload[key]}"] if payload.get(key) else []
        return replace(
            event,
            kind="accession",
            action="received",
            time=at if instant.is_instant(at) else event.time,
            before=str(giver) if giver else "not stated",
            after=self._asked.giver,
            detail="; ".join([*says, *([] if instant.is_instant(at) else [f"received {at}"])]),
        )

    def _name(self, author: str | None) -> str:
        """Return a team member's name; none below a court, or where nobody stated it."""
        told = self._asked.purpose != "share_with"
        return self._people.get(author or "", "") if told else ""

    def _agents(self, events: Sequence[Event]) -> Iterator[Agent]:
        yield Agent("giver", self._asked.giver, "organisation")
        yield Agent("receiver", self._asked.to, "organisation")
        yield Agent("tawthiq", "Tawthiq", "software", version("tawthiq"))
        authors = {each.header.author for each in self._entries.values()}
        authors.add(self._parts.ledger.device.author(self._parts.ledger.case) or "")
        named = {
            f"person-{author[:8]}": self._name(author) or f"member {author[:8]} of the team"
            for author in sorted(authors)
        }
        for key in dict.fromkeys(agent for event in events for agent in event.agents):
            if key in named:
                yield Agent(key, named[key], "person")

    def _proved(self) -> tuple[Proved, ...]:
        """Return the entries of custody, each with the proof that a signed head covers it."""
        keys = log_keys(self._parts, {self._entry(key).header.log for key in self._concerned})
        return tuple(
            self._prove(entry, keys[self._entry(entry).header.log], tells=self._tells(entry))
            for entry in self._concerned
            if self._entry(entry).header.log in keys
        )

    def _tells(self, key: str) -> bool:
        """Say whether the payload of an entry may be told: only where all it concerns is."""
        kind = self._entry(key).header.kind
        if key in self._hidden or (kind == "handover" and self._asked.purpose == "share_with"):
            return False
        return all(self._may_tell(item, key) for item in self._concerned[key])

    def _may_tell(self, item: str, key: str) -> bool:
        shown = self._shown[item]
        own = key == item and self._chosen[item].speaker is None
        return shown == "full" or (shown == "reserved" and own)

    def _prove(self, key: str, public: bytes, *, tells: bool) -> Proved:
        ledger = self._parts.ledger
        steps, head = ledger.prove(key)
        row = ledger.store.find(key)[0]
        plain = plain_of(row, decode_header(row.header), ledger.keyring) if tells else None
        salt, body = plain or (None, None)
        return Proved(key, row.header, row.index, tuple(steps), head, public, salt, body)


def log_keys(parts: Parts, logs: Collection[str]) -> dict[str, bytes]:
    """Return the public key of each of these logs, as its first entry states it."""
    keys = {}
    for log in logs:
        for row in parts.ledger.store.log_rows(log):
            payload = read_entry(row, parts.ledger.keyring).payload
            if payload is not None and "log_key" in payload:
                keys[log] = bytes.fromhex(str(payload["log_key"]))
            break
    return keys


def of_protected(parts: Parts) -> frozenset[str]:
    """Return the receipts that brought a protected item, with or without others beside it."""
    query = (
        "SELECT receipt FROM items WHERE protected IS NOT NULL UNION SELECT holdings.receipt"
        " FROM holdings JOIN items ON items.id = holdings.item WHERE protected IS NOT NULL"
    )
    return frozenset(row[0] for row in parts.views.ask(query))
