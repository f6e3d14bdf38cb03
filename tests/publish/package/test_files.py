"""The files of a package, as what reads them sees them."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.package.packages import ITEM, OTHER, package

from tawthiq.publish.package.assemble import index_json, readme, tag_files
from tawthiq.publish.package.bag import bag_info, manifest
from tawthiq.publish.package.custody import custody_csv
from tawthiq.publish.package.form import form_html, form_text
from tawthiq.publish.package.graph import custody_graph, node_id
from tawthiq.publish.package.premis import NAMESPACE, premis_xml
from tawthiq.record.handover import Agent
from tawthiq.record.item import FileName

PREMIS = {"p": NAMESPACE}
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
TYPES = rdflib.Namespace("https://ontology.unifiedcyberontology.org/uco/types/")
HOSTILE = '<x a="1">&\x00\u202e]]>'


class TestPremis:
    """Archives read objects, events and agents, each linked."""

    def test_every_link_leads_somewhere(self) -> None:
        """No event names an object or an agent that is not there."""
        root = ET.fromstring(premis_xml(package()))  # noqa: S314 - we wrote it
        agents = {e.text for e in root.iterfind(".//p:agentIdentifierValue", PREMIS)}
        linked = {e.text for e in root.iterfind(".//p:linkingAgentIdentifierValue", PREMIS)}
        events = {e.text for e in root.iterfind(".//p:eventIdentifierValue", PREMIS)}
        named = {e.text for e in root.iterfind(".//p:linkingEventIdentifierValue", PREMIS)}
        items = {e.text for e in root.iterfind(".//p:linkingObjectIdentifierValue", PREMIS)}
        assert linked <= agents
        assert named == events == {"e1", "e2", "e3"}
        assert items == {ITEM, OTHER}

    def test_hostile_words_stay_words(self) -> None:
        """Names from outside neither break the XML nor add to it."""
        data = premis_xml(package(agents=(Agent("p1", HOSTILE, "person"),)))
        root = ET.fromstring(data)  # noqa: S314 - we wrote it
        assert root.find(".//p:x", PREMIS) is None
        assert b"\x00" not in data

    @given(st.text(max_size=40))
    def test_any_name(self, name: str) -> None:
        """Whatever a file is called, the XML is well-formed."""
        one = package()
        objects = (one.objects[0].__class__(ITEM, "data/a", "11" * 32, 1, "x", "full",
                                            FileName(name)),)  # fmt: skip
        ET.fromstring(premis_xml(package(objects=objects, events=())))  # noqa: S314


class TestTheGraph:
    """CASE and PROV in one graph that loads nothing."""

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
    def test_it_parses_without_the_network(self) -> None:
        """Sockets are off in tests, so nothing can be loaded."""
        graph = rdflib.Graph().parse(data=custody_graph(package()), format="json-ld")
        one = package()
        entity = rdflib.URIRef(node_id(one.id, "object", ITEM))
        event = rdflib.URIRef(node_id(one.id, "event", "e2"))
        assert (entity, PROV.wasGeneratedBy, event) in graph
        values = {str(value).lower() for value in graph.objects(None, TYPES.hashValue)}
        assert values == {"11" * 32, "22" * 32}

    def test_the_same_facts_give_the_same_bytes(self) -> None:
        """Node names follow from the package's id."""
        assert custody_graph(package()) == custody_graph(package())


class TestCustody:
    """custody.csv."""

    def test_every_item_from_its_receipt_to_now(self) -> None:
        """The first step is received, the last is handed over, and none is skipped."""
        rows = list(csv.DictReader(io.StringIO(custody_csv(package()).decode("utf-8-sig"))))
        steps = {item: [r["action"] for r in rows if r["item"] == item] for item in (ITEM, OTHER)}
        assert steps[ITEM] == ["received", "stored", "transferred_out"]
        assert steps[OTHER] == ["received", "transferred_out"]

    def test_no_cell_is_a_formula(self) -> None:
        """A spreadsheet computes nothing out of a giver's name."""
        data = custody_csv(package(agents=(Agent("p1", "=HYPERLINK(1)", "person"),
                                           Agent("tawthiq", "x", "software"))))  # fmt: skip
        assert ",=HYPERLINK" not in data.decode("utf-8-sig")


class TestTheReceipt:
    """The form for both to sign."""

    def test_both_languages_and_every_file(self) -> None:
        """English, Arabic from right to left, each digest once."""
        page = form_html(package(), "33" * 32).decode()
        assert 'dir="rtl"' in page
        assert "محضر تسليم واستلام مواد" in page
        assert "Receipt for material handed over" in page
        assert page.count("11" * 32) == 1
        assert "<script" not in page

    def test_hostile_names(self) -> None:
        """No markup comes out of a name."""
        page = form_html(package(to=HOSTILE), "33" * 32).decode()
        assert "<x a=" not in page
        assert "\u202e" not in page

    def test_a_code_name_is_all_that_is_shown(self) -> None:
        """A protected item goes by its code name."""
        for form in (form_html, form_text):
            assert b"STONE.mp4" in form(package(), "33" * 32)


class TestTags:
    """bag-info.txt, README.txt, the index."""

    def test_one_line_a_tag(self) -> None:
        """A value cannot begin a tag of its own."""
        assert bag_info([("A", "x\r\nB: y"), ("C", "")]) == b"A: x B: y\n"

    def test_manifest_is_what_sha256sum_reads(self) -> None:
        """Digest, two blanks, path; sorted."""
        assert manifest({"b": "2", "a": "1"}) == b"1  a\n2  b\n"

    def test_readme_in_both_languages(self) -> None:
        """How to verify with plain tools."""
        text = readme(package()).decode()
        assert text.count("sha256sum -c manifest-sha256.txt") == 2
        assert text.count("openssl pkeyutl -verify") == 2
        assert "{" not in text

    def test_index(self) -> None:
        """The names as they came, and the software that was used."""
        plain = json.loads(index_json(package()))
        assert plain["objects"][0]["name"] == {"text": "a.txt", "bytes_hex": None}
        assert plain["software"] == {"tawthiq": "0"}

    def test_tag_files(self) -> None:
        """Four files beside the manifests."""
        assert set(tag_files(package(), "3" * 64, 12, 2)) == {
            "bag-info.txt", "README.txt", "receipt-form.html", "receipt-form.txt",
        }  # fmt: skip
