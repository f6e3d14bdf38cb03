"""A small package to build files from; everything in it is invented."""

from tawthiq.record.handover import Agent, Event, Object, Package
from tawthiq.record.item import FileName

ITEM = "ab" * 32
OTHER = "cd" * 32


def package(**changes: object) -> Package:
    """Return a package of two items, with changes."""
    given: dict[str, object] = {
        "id": "0b0e7a52-7d0a-4a8e-9d3c-111111111111",
        "case_id": "0" * 32,
        "title": "Valley",
        "giver": "Ghaymar Documentation Group",
        "to": "Court of Sahl",
        "purpose": "court",
        "made_at": "2031-06-01T10:00:00Z",
        "by": "",
        "objects": (
            Object(ITEM, f"data/objects/{ITEM[:12]}/a.txt", "11" * 32, 5, "text/plain", "full",
                   FileName("a.txt")),
            Object(OTHER, f"data/objects/{OTHER[:12]}/STONE.mp4", "22" * 32, 7, "video/mp4",
                   "code_name", code_name="STONE"),
        ),
        "events": (
            Event("e1", "accession", "received", "2031-05-20T08:00:00Z", (ITEM, OTHER),
                  ("p1",), "Sahl Monitor", "us", "by mail", entry="ef" * 32),
            Event("e2", "ingestion", "stored", "2031-05-20T08:00:01Z", (ITEM,), ("p1", "tawthiq")),
            Event("e3", "transfer", "transferred_out", "2031-06-01T10:00:00Z", (ITEM, OTHER),
                  ("p1",), "us", "Court of Sahl"),
        ),
        "agents": (
            Agent("p1", "member 1", "person"),
            Agent("tawthiq", "Tawthiq", "software", "0"),
            Agent("giver", "Ghaymar Documentation Group", "organisation"),
        ),
        "entries": (),
        "software": {"tawthiq": "0"},
    }  # fmt: skip
    return Package(**{**given, **changes})  # type: ignore[arg-type]
