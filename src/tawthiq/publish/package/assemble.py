"""All files of a package besides the objects themselves: metadata, receipt form, README."""

import json
from collections.abc import Mapping
from importlib.resources import files

from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.publish.package.bag import bag_info
from tawthiq.publish.package.custody import custody_csv
from tawthiq.publish.package.entries import ROOT, entry_files
from tawthiq.publish.package.form import form_html, form_text
from tawthiq.publish.package.graph import custody_graph
from tawthiq.publish.package.premis import premis_xml
from tawthiq.record.handover import Package
from tawthiq.record.words import LANGS

FORMAT = 1
INDEX = f"{ROOT}/handover.json"


def metadata_files(package: Package) -> Mapping[str, bytes]:
    """Return path -> bytes of everything below `data/metadata`."""
    return {
        INDEX: index_json(package),
        f"{ROOT}/custody.csv": custody_csv(package),
        f"{ROOT}/premis.xml": premis_xml(package),
        f"{ROOT}/case-prov.jsonld": custody_graph(package),
        **entry_files(package.entries),
    }


def index_json(package: Package) -> bytes:
    """Return `handover.json`: what the package is, its objects with their names, its software."""
    plain = {
        "format": FORMAT,
        "package": package.id,
        "case": package.case_id,
        "title": package.title,
        "giver": package.giver,
        "to": package.to,
        "by": package.by,
        "purpose": package.purpose,
        "why": package.why,
        "made_at": package.made_at,
        "fictional": package.fictional,
        "objects": to_plain(package.objects),
        "left_out": list(package.left_out),
        "events": len(package.events),
        "software": dict(package.software),
    }
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def tag_files(package: Package, manifest_sha256: str, size: int, count: int) -> dict[str, bytes]:
    """Return the files beside `data/`: bag-info.txt, README.txt and the receipt form."""
    return {
        "bag-info.txt": bag_info(_tags(package, size, count)),
        "README.txt": readme(package),
        "receipt-form.html": form_html(package, manifest_sha256),
        "receipt-form.txt": form_text(package, manifest_sha256),
    }


def readme(package: Package) -> bytes:
    """Return README.txt in both languages."""
    values = {
        "{package}": package.id,
        "{made_at}": package.made_at,
        "{giver}": show(package.giver),
        "{to}": show(package.to),
    }
    parts = []
    for lang in LANGS:
        source = files("tawthiq.publish.package") / f"readme.{lang}.txt"
        text = source.read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(key, value)
        parts.append(text)
    return f"\n{'-' * 72}\n\n".join(parts).encode()


def _tags(package: Package, size: int, count: int) -> list[tuple[str, str]]:
    return [
        ("Source-Organization", package.giver),
        ("Contact-Name", package.by),
        ("External-Identifier", package.id),
        ("External-Description", package.why or package.title),
        ("Internal-Sender-Identifier", package.case_id),
        ("Bagging-Date", package.made_at[:10]),
        ("Bag-Software-Agent", f"tawthiq {package.software.get('tawthiq', '')}".strip()),
        ("Payload-Oxum", f"{size}.{count}"),
    ]
