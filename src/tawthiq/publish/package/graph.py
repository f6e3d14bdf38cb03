"""The custody as one graph: CASE/UCO 1.5 and PROV-O in JSON-LD, its context inside.

Every node's name is a UUID made from the package's id and what the node stands for, so the
same facts give the same bytes. A digest is a UCO Hash: method "SHA256" as a plain string,
value xsd:hexBinary, as the ontology's shapes ask.
"""

import json
import uuid
from typing import Any

from tawthiq.base.script import show
from tawthiq.publish.package.custody import steps_of
from tawthiq.record.handover import Agent, Event, Object, Package

Node = dict[str, Any]

CONTEXT = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AGENTS = {
    "organisation": ["uco-identity:Organization", "prov:Organization"],
    "person": ["uco-identity:Person", "prov:Person"],
    "software": ["uco-tool:Tool", "prov:SoftwareAgent"],
    "device": ["uco-observable:ObservableObject", "prov:Agent"],
}


def custody_graph(package: Package) -> bytes:
    """Return `data/metadata/case-prov.jsonld`; nothing has to be loaded to read it."""
    nodes = [_case(package)]
    nodes += [_agent(package, agent) for agent in package.agents]
    steps = steps_of(package)
    for each in package.objects:
        nodes += [_object(package, each, steps[each.item]), _record(package, each)]
    nodes += [_event(package, event) for event in package.events]
    text = json.dumps({"@context": CONTEXT, "@graph": nodes}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def node_id(package: str, kind: str, name: str) -> str:
    """Return the name of a node: a UUID (version 5) below the package's own."""
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"tawthiq:{package}")
    return f"urn:uuid:{uuid.uuid5(space, f'{kind}/{name}')}"


def _ref(package: Package, kind: str, name: str) -> dict[str, str]:
    return {"@id": node_id(package.id, kind, name)}


def _typed(kind: str, value: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}


def _case(package: Package) -> Node:
    held = [_ref(package, "object", each.item) for each in package.objects]
    held += [_ref(package, "record", each.item) for each in package.objects]
    held += [_ref(package, "event", event.id) for event in package.events]
    held += [_ref(package, "agent", agent.id) for agent in package.agents]
    return {
        "@id": node_id(package.id, "package", package.id),
        "@type": ["case-investigation:Investigation", "prov:Collection"],
        "uco-core:name": show(package.title),
        "case-investigation:focus": "violence against civilians",
        "uco-core:object": held,
        "prov:hadMember": [_ref(package, "object", each.item) for each in package.objects],
    }


def _agent(package: Package, agent: Agent) -> Node:
    node: Node = _ref(package, "agent", agent.id)
    node |= {"@type": _AGENTS[agent.kind], "uco-core:name": show(agent.name)}
    if agent.kind == "software" and agent.version is not None:
        node["uco-tool:version"] = agent.version
    return node


def _object(package: Package, each: Object, steps: list[Event]) -> Node:
    shown = each.name.text if each.name is not None else each.code_name or each.path
    digest = {
        **_ref(package, "hash", each.item),
        "@type": "uco-types:Hash",
        "uco-types:hashMethod": "SHA256",
        "uco-types:hashValue": _typed("hexBinary", each.sha256.upper()),
    }
    file = {
        **_ref(package, "file", each.item),
        "@type": "uco-observable:FileFacet",
        "uco-observable:fileName": show(shown),
        "uco-observable:filePath": each.path,
        "uco-observable:sizeInBytes": each.bytes,
    }
    content = {
        **_ref(package, "content", each.item),
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:hash": [digest],
        "uco-observable:mimeType": each.media_type,
        "uco-observable:sizeInBytes": each.bytes,
    }
    return {
        **_ref(package, "object", each.item),
        "@type": ["uco-observable:File", "prov:Entity"],
        "uco-core:hasFacet": [file, content],
        "prov:wasGeneratedBy": [
            _ref(package, "event", event.id) for event in steps if event.action == "stored"
        ],
    }


def _record(package: Package, each: Object) -> Node:
    return {
        **_ref(package, "record", each.item),
        "@type": "case-investigation:ProvenanceRecord",
        "uco-core:description": each.path,
        "case-investigation:exhibitNumber": each.item,
        "uco-core:object": [_ref(package, "object", each.item)],
    }


def _event(package: Package, event: Event) -> Node:
    acted = [_ref(package, "agent", agent) for agent in event.agents]
    on = [_ref(package, "object", item) for item in event.items]
    node: Node = {
        **_ref(package, "event", event.id),
        "@type": ["case-investigation:InvestigativeAction", "prov:Activity"],
        "uco-core:name": event.kind,
        "uco-core:description": show(event.detail or event.action),
        "uco-action:endTime": _typed("dateTime", event.time),
        "uco-action:object": on,
        "uco-action:result": [_ref(package, "record", item) for item in event.items],
        "prov:endedAtTime": _typed("dateTime", event.time),
        "prov:used": on,
        "prov:wasAssociatedWith": acted,
    }
    if acted:
        node |= {"uco-action:performer": acted[0]}
    if acted[1:]:
        node |= {"uco-action:instrument": acted[1:]}
    return node
