"""Write docs/format/vectors/*.json anew; run only when a format gets a new version.

The keys are published on purpose: what they sign proves nothing. All people, places and
groups are invented.
"""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledger import made
from tests.ledger.make_locked_vectors import locked

from tawthiq.base import canon, digest, merkle
from tawthiq.ledger import append, bundle, note
from tawthiq.ledger import header as headers
from tawthiq.ledger.device import Device
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.entry import Causes, Draft, Header
from tawthiq.view import replay

FOLDER = Path(__file__).parents[2] / "docs" / "format" / "vectors"
LOG_SEED = hashlib.sha256(b"tawthiq published test key of a log").digest()
PERSON_SEED = hashlib.sha256(b"tawthiq published test key of a person").digest()
SETTINGS = {
    "title": "Upper Marl, March", "country": None, "fictional": True, "locked": False,
    "profile": "conservative", "finest_public_place": "settlement",
}  # fmt: skip
AUTHOR = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
TEXT = "At least 27 people were killed in Upper Marl on 7 March, a monitor said.\n"


def salt(number: int) -> bytes:
    """Return the salt of the vector entry with this number; real ones are random."""
    return hashlib.sha256(f"tawthiq test salt {number}".encode()).digest()


def canonical() -> dict[str, Any]:
    """Values with their bytes; bytes and values that are refused."""
    good = [
        None, True, False, 0, -1, 2**53 - 1, -(2**53 - 1), "", 'a"b\\c/d', "\n\t\r\b\f\x00\x1f",
        "\x7f\u0080\u2028\ufeff", "قتل ثلاثة", "é", "e\u0301", "🕊", [], {}, [[], {}],
        [1, "1", True, None],
        {"b": 1, "a": 2, "a_": 3, "a0": 4, "0": 5}, {"name": [["Any Key", "Any Value"]]},
    ]  # fmt: skip
    bad = [
        ("7b226122203a317d", "white space"), ("7b2262223a312c2261223a327d", "keys not sorted"),
        ("7b2261223a312c2261223a327d", "a key twice"), ("7b2241223a317d", "a key's alphabet"),
        ("312e30", "a float"), ("316533", "an exponent"), ("2d30", "minus zero"),
        ("3031", "a leading zero"), ("39303037313939323534373430393932", "beyond 2^53 - 1"),
        ("4e614e", "not JSON"), ("225c753030653922", "an escape without need"),
        ("225c756438303022", "a lone surrogate"), ("225c2f22", "an escaped slash"),
        ("22ff22", "not UTF-8"), ("efbbbf31", "a byte order mark"), ("310a", "a line end"), ("", "nothing"),
        ("225c753030306122", "the long escape of a line end"), ("270927", "single quotes"),
    ]  # fmt: skip
    return {
        "good": [{"value": v, "bytes_hex": canon.encode(v).hex()} for v in good],
        "bad": [{"bytes_hex": data, "why": why} for data, why in bad],
    }


def log_key() -> tuple[Ed25519PrivateKey, str]:
    """Return the published key of the vector log, and the log's id."""
    key = Ed25519PrivateKey.from_private_bytes(LOG_SEED)
    return key, note.log_id(key.public_key().public_bytes_raw())


def sample_headers() -> list[Header]:
    """Headers that use every field: bare, caused, many causes, signed, locked."""
    _, log = log_key()
    person = Ed25519PrivateKey.from_private_bytes(PERSON_SEED)
    ids = [hashlib.sha256(f"cause {n}".encode()).hexdigest() for n in range(70)]
    base: dict[str, Any] = {
        "log": log, "time": "2025-03-20T08:00:00Z", "author": AUTHOR,
        "commitment": digest.commitment(salt(0), b"{}").hex(),
    }  # fmt: skip
    plain = Header(index=0, tick=1, kind="device", causes=Causes(), **base)
    caused = Header(index=1, tick=7, kind="claim", causes=headers.causes_of(tuple(ids[:2])), **base)
    many = Header(index=2, tick=8, kind="finding", causes=headers.causes_of(tuple(ids)), **base)
    review = Header(index=3, tick=9, kind="review", causes=Causes((ids[3],)), **base)
    signed = Header(
        index=3, tick=9, kind="review", causes=Causes((ids[3],)),
        signature=headers.sign_header(review, person), **base,
    )  # fmt: skip
    locked = Header(index=4, tick=10, kind="item", causes=Causes(), lock="0f" * 16, **base)
    return [plain, caused, many, signed, locked]


def header_vectors() -> dict[str, Any]:
    """Headers as bytes with their ids; spellings that are refused."""
    good = []
    for header in sample_headers():
        data = headers.encode_header(header)
        good.append({"header": data.decode(), "id": headers.entry_id(data).hex()})
    plain = json.loads(good[0]["header"])
    changes: list[tuple[dict[str, Any], str]] = [
        ({"format": 2}, "another format"), ({"index": -1}, "an index below 0"),
        ({"tick": 0}, "a tick not above the index"), ({"kind": "rumour"}, "an unknown kind"),
        ({"time": "2025-03-20 08:00:00"}, "a time of another form"),
        ({"time": "2025-02-30T08:00:00Z"}, "a day that does not exist"),
        ({"log": "AB" * 16}, "upper-case hex"), ({"author": "ab"}, "an author id of another length"),
        ({"commitment": "0" * 63}, "a commitment of another length"),
        ({"causes": ["0" * 64] * 65}, "more than 64 causes listed"),
        ({"causes": {"count": 64, "root": "0" * 64}}, "a causes root for 64 or fewer"),
        ({"signature": {"key": "00", "value": "00"}}, "a signature of another length"),
        ({"lock": "x"}, "a lock that is no id"), ({"extra": 1}, "an unknown field"),
        ({"index": True}, "an index that is no number"), ({"time": 5}, "a time that is no text"),
        ({"kind": ["claim"]}, "a kind that is no text"), ({"causes": "abc"}, "causes that are no list"),
        ({"causes": {"count": "65", "root": "0" * 64}}, "a count that is no number"),
        ({"causes": [5]}, "a cause that is no text"), ({"signature": []}, "a signature that is no object"),
    ]  # fmt: skip
    bad = [{"header": canon.encode(plain | change).decode(), "why": why} for change, why in changes]
    del plain["author"]
    bad.append({"header": canon.encode(plain).decode(), "why": "a field is missing"})
    bad.append({"header": good[0]["header"] + " ", "why": "not canonical"})
    bad += [{"header": text, "why": f"{text} is no object"} for text in ("null", "[]", "5")]
    return {
        "person_seed_hex": PERSON_SEED.hex(), "signing_context": "tawthiq person signature 1\n",
        "good": good, "bad": bad,
    }  # fmt: skip


def commitments() -> list[dict[str, str]]:
    """Salt and payload to commitment."""
    payloads = [{}, {"text": "قتل ثلاثة"}, {"id": "clm00000001", "quote": {"end": 4, "start": 0}}]
    found = []
    for number, payload in enumerate(payloads):
        body = canon.encode(payload)
        value = digest.commitment(salt(number), body).hex()
        found.append(
            {"salt_hex": salt(number).hex(), "payload": body.decode(), "commitment": value}
        )
    return found


def checkpoints() -> dict[str, Any]:
    """A head by the published key, and notes that are refused."""
    key, log = log_key()
    origin = note.origin_of(made.CASE, log)
    head = note.Checkpoint(origin, 3, hashlib.sha256(b"a root").digest())
    text = note.sign_checkpoint(head, key)
    body, _, line = text.rpartition("\n\n")
    cosigned = f"{text}\u2014 witness.example/w1 {'AAAAAQ' + 'A' * 90}\n"
    other = note.sign_checkpoint(head, Ed25519PrivateKey.from_private_bytes(PERSON_SEED))
    flipped = text.replace("\n3\n", "\n4\n")
    changed_bits = text[:-3] + chr(ord(text[-3]) + 1) + text[-2:]
    bad_form = [
        (text[:-1], "no line end at the end"), (body, "no signature"),
        (text.replace("\n3\n", "\n03\n"), "a leading zero"), (text.replace("\n3\n", "\n+3\n"), "a sign"),
        (text.replace("\u2014", "-"), "a hyphen for the dash"), (text.replace("\n3\n", "\n-3\n"), "below 0"),
        (f"{body}\nextension\n\n{line}", "an extension line"), (text.replace("\n", "\r\n"), "CR LF"),
        (changed_bits, "unused bits of base64 set"), ("", "nothing"), (text + text, "two notes"),
    ]  # fmt: skip
    return {
        "log_seed_hex": LOG_SEED.hex(),
        "public_key_hex": key.public_key().public_bytes_raw().hex(),
        "log": log,
        "verifier_key": note.verifier_key(origin, key.public_key().public_bytes_raw()),
        "origin": origin,
        "size": 3,
        "root_hex": head.root.hex(),
        "note": text,
        "also_good": [{"note": cosigned, "why": "signatures of others are ignored"}],
        "bad_form": [{"note": bad, "why": why} for bad, why in bad_form],
        "bad_signature": [
            {"note": flipped, "why": "another size than was signed"},
            {"note": other, "why": "signed by another key"},
        ],
    }


def merkle_vectors() -> dict[str, Any]:
    """Roots of trees of 0 to 17 leaves, proofs in one of 17."""
    leaves = [f"leaf {n}".encode() for n in range(17)]
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]

    def subtree(lo: int, hi: int) -> bytes:
        return merkle.root_of(hashes[lo:hi])

    return {
        "leaves_hex": [leaf.hex() for leaf in leaves],
        "roots_hex": [merkle.root_of(hashes[:size]).hex() for size in range(18)],
        "inclusion": [
            {"index": at, "size": 17, "proof_hex": [
                h.hex() for h in merkle.inclusion_proof(at, 17, subtree)]}
            for at in (0, 1, 8, 15, 16)
        ],
        "consistency": [
            {"old": old, "size": 17, "proof_hex": [
                h.hex() for h in merkle.consistency_proof(old, 17, subtree)]}
            for old in (1, 7, 8, 16, 17)
        ],
    }  # fmt: skip


def toml_vectors() -> list[dict[str, Any]]:
    """Settings with the exact text of case.toml."""
    settings = [
        SETTINGS,
        {"title": 'Quote " backslash \\ and\nline\x7f', "profile": "acled-like", "number": 7},
        {"title": "قرية الوادي", "locked": True},
    ]
    return [{"case": made.CASE, "settings": s, "text": render_toml(made.CASE, s).decode()}
            for s in settings]  # fmt: skip


def drafts() -> list[Draft]:
    """A small story: receipt, item, its text, a claim, its review, an incident, a retraction."""
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    receipt = "0" * 64  # ids in payloads are whatever they are; the vector needs no true chain
    found = made.item(sha256, "report 1.txt", receipt, len(TEXT.encode()))
    text_view = {"item": "1" * 64, "reader": "text", "sha256": sha256, "characters": len(TEXT)}
    said = made.claim(1, "1" * 64, TEXT[:27])
    return [
        Draft("case", {"case": made.CASE, "format": 1}),
        Draft("settings", SETTINGS),
        Draft("receipt", {"received_at": "2025-03-20T08:00:00Z"}),
        Draft("item", found),
        Draft("text", text_view),
        Draft("claim", said),
        Draft("review", {"claim": said["id"], "verdict": "accepted", "why": None}),
        Draft("place", {"name": "Upper Marl"}),
        Draft("retraction", {"claim": said["id"], "why": "the monitor withdrew it"}),
    ]


def ledger_vector() -> dict[str, Any]:
    """A whole log of nine entries: rows, head, and the digest of the views they give."""
    key, log = log_key()
    context = append.Context(log, AUTHOR, "2025-03-20T08:00:00Z")
    opening = Draft("device", {
        "device": "d0" * 16, "log_key": key.public_key().public_bytes_raw().hex(), "why": "vector",
    })  # fmt: skip
    all_drafts = [opening, *drafts()]
    salts = [salt(n) for n in range(len(all_drafts))]
    batch = append.build(all_drafts, context, merkle.Frontier(), 0, salts)
    checkpoint = note.Checkpoint(note.origin_of(made.CASE, log), batch.size, batch.root)
    head = note.sign_checkpoint(checkpoint, key)
    with tempfile.TemporaryDirectory() as scratch:
        folder = CaseFolder(Path(scratch) / "case")
        folder.root.mkdir()
        store, vault = SqliteStore.create(folder.ledger), FolderVault(folder.vault)
        with (Path(scratch) / "text").open("w+b") as file:
            file.write(TEXT.encode())
            file.seek(0)
            vault.put(file)
        with store.writing() as writer:
            writer.add(batch.rows, batch.nodes)
            writer.add_head(log, batch.size, head)
        ledger = Ledger(made.CASE, store, vault, Device(Path(scratch) / "home"))
        views = replay.build(":memory:", ledger)
        found = replay.digest_of(views)
        views.close()
        store.close()
    rows = [
        {"header": row.header.decode(), "salt_hex": (row.salt or b"").hex(),
         "payload": (row.body or b"").decode(), "id": row.id.hex()}
        for row in batch.rows
    ]  # fmt: skip
    return {"case": made.CASE, "log": log, "rows": rows, "head": head, "text": TEXT,
            "view_digest": found}  # fmt: skip


def vault_vectors() -> list[dict[str, str]]:
    """Bytes with the path of their blob."""
    found = []
    for data in (b"", b"abc", TEXT.encode()):
        name = hashlib.sha256(data).hexdigest()
        found.append({"bytes_hex": data.hex(), "path": f"vault/{name[:2]}/{name[2:4]}/{name}"})
    return found


def export_vectors() -> dict[str, Any]:
    """A manifest for given files, and member names that are taken or refused."""
    files = {"case.toml": b"toml\n", "ledger.db": b"db\n"}
    files |= {v["path"]: bytes.fromhex(v["bytes_hex"]) for v in vault_vectors()}
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    ]
    name = hashlib.sha256(b"abc").hexdigest()
    return {
        "files_hex": {key: data.hex() for key, data in sorted(files.items())},
        "manifest": "".join(lines),
        "good_names": [
            "case.toml", "ledger.db", f"vault/{name[:2]}/{name[2:4]}/{name}",
            f"keys/{made.CASE}.json",
        ],
        "bad_names": [
            f"keys/../{made.CASE}.json", f"keys/{made.CASE}", f"keys/{made.CASE[1:]}.json",
            f"keys/{made.CASE.upper()}.json", f"keys/{made.CASE}.json/x", "keys/../x", "keys/",
            f"keys\\{made.CASE}.json", f"keys/{made.CASE}.json\n", "keys/../../x.json",
            "../case.toml", "/case.toml", "case.toml/", "views.db", "vault/../ledger.db", name,
            f"vault/00/{name[2:4]}/{name}", f"vault/{name[:2]}/{name[2:4]}/{name.upper()}",
            f"vault\\{name[:2]}\\{name[2:4]}\\{name}", f"vault/{name[:2]}/{name[2:4]}/{name}\n",
        ],
        "manifest_name": bundle.MANIFEST,
    }  # fmt: skip


VECTORS = {
    "canonical": canonical, "headers": header_vectors, "commitments": commitments,
    "checkpoints": checkpoints, "merkle": merkle_vectors, "case-toml": toml_vectors,
    "ledger": ledger_vector, "vault": vault_vectors, "export": export_vectors, "locked": locked,
}  # fmt: skip


def main() -> None:
    """Write every file."""
    for name, make in VECTORS.items():
        text = json.dumps(make(), ensure_ascii=True, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
