"""PREMIS 3 in XML: the objects of a package, the events of their custody, and who acted."""

import html
from collections.abc import Iterator

from tawthiq.base.script import show
from tawthiq.publish.package.custody import steps_of
from tawthiq.record.handover import Agent, Event, Object, Package

NAMESPACE = "http://www.loc.gov/premis/v3"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_KINDS = {"organisation": "organization", "device": "hardware"}


def premis_xml(package: Package) -> bytes:
    """Return `data/metadata/premis.xml`: UTF-8, one element a line."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<premis xmlns="{NAMESPACE}" xmlns:xsi="{_SCHEMA}" version="3.0">')
    steps = steps_of(package)
    for each in package.objects:
        lines += _object(each, steps[each.item])
    for event in package.events:
        lines += _event(event)
    for agent in package.agents:
        lines += _agent(agent)
    lines.append("</premis>")
    return ("\n".join(lines) + "\n").encode()


def _text(name: str, value: object) -> str:
    """Return one element; characters that XML cannot hold are written as escapes."""
    return f"<{name}>{html.escape(show(str(value)), quote=False)}</{name}>"


def _id(name: str, kind: str, value: str) -> str:
    return f"<{name}>{_text(f'{name}Type', kind)}{_text(f'{name}Value', value)}</{name}>"


def _object(each: Object, steps: list[Event]) -> Iterator[str]:
    yield '<object xsi:type="file">'
    yield _id("objectIdentifier", "tawthiq entry", each.item)
    yield _id("objectIdentifier", "path in package", each.path)
    yield "<objectCharacteristics>"
    yield "<fixity>"
    yield _text("messageDigestAlgorithm", "SHA-256")
    yield _text("messageDigest", each.sha256)
    yield "</fixity>"
    yield _text("size", each.bytes)
    named = _text("formatName", each.media_type)
    yield f"<format><formatDesignation>{named}</formatDesignation></format>"
    yield "</objectCharacteristics>"
    if each.name is not None:
        yield _text("originalName", each.name.text)
    for event in steps:
        yield _id("linkingEventIdentifier", "tawthiq event", event.id)
    yield "</object>"


def _event(event: Event) -> Iterator[str]:
    yield "<event>"
    yield _id("eventIdentifier", "tawthiq event", event.id)
    yield _text("eventType", event.kind)
    yield _text("eventDateTime", event.time)
    says = [event.detail] if event.detail else []
    says += [f"entry {event.entry}"] if event.entry else []
    if says:
        detail = _text("eventDetail", "; ".join(says))
        yield f"<eventDetailInformation>{detail}</eventDetailInformation>"
    outcome = _text("eventOutcome", event.outcome)
    yield f"<eventOutcomeInformation>{outcome}</eventOutcomeInformation>"
    for agent in event.agents:
        yield _id("linkingAgentIdentifier", "tawthiq agent", agent)
    for item in event.items:
        yield _id("linkingObjectIdentifier", "tawthiq entry", item)
    yield "</event>"


def _agent(agent: Agent) -> Iterator[str]:
    yield "<agent>"
    yield _id("agentIdentifier", "tawthiq agent", agent.id)
    yield _text("agentName", agent.name)
    yield _text("agentType", _KINDS.get(agent.kind, agent.kind))
    if agent.version is not None:
        yield _text("agentVersion", agent.version)
    yield "</agent>"
