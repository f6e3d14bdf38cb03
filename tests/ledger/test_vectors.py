"""The vectors of docs/format are read by the code and recomputed without it."""

import base64
import hashlib
import json
import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tawthiq.base import canon, digest, merkle
from tawthiq.base.errors import DamagedError, Error, UntrustedError, UsageError
from tawthiq.ledger import bundle, note
from tawthiq.ledger import header as headers
from tawthiq.ledger.device import Device
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.ledger import Ledger, read_entry
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.store import Row
from tawthiq.ledger.vault import FolderVault
from tawthiq.view import replay

FOLDER = Path(__file__).parents[2] / "docs" / "format" / "vectors"


def vectors(name: str) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Read one file of vectors."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def sha(*parts: bytes) -> bytes:
    """Return SHA-256 over all parts."""
    return hashlib.sha256(b"".join(parts)).digest()


def root(hashes: list[bytes]) -> bytes:
    """Return the Merkle root straight from RFC 6962 §2.1."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01", root(hashes[:left]), root(hashes[left:]))


class TestCanonical:
    """docs/format/canonical.md."""

    @pytest.mark.parametrize("case", vectors("canonical")["good"])
    def test_good(self, case: dict[str, Any]) -> None:
        """Each value has these bytes, and these bytes that value."""
        data = bytes.fromhex(case["bytes_hex"])
        assert canon.encode(case["value"]) == data
        assert canon.decode(data) == case["value"]

    @pytest.mark.parametrize("case", vectors("canonical")["bad"], ids=lambda c: c["why"])
    def test_bad(self, case: dict[str, Any]) -> None:
        """These bytes are refused."""
        with pytest.raises(UsageError):
            canon.decode(bytes.fromhex(case["bytes_hex"]))


class TestHeaders:
    """docs/format/ledger-1.md §2 to §4."""

    @pytest.mark.parametrize("case", vectors("headers")["good"])
    def test_good(self, case: dict[str, str]) -> None:
        """Bytes to header and back, and the id by hand."""
        data = case["header"].encode()
        header = headers.decode_header(data)
        assert headers.encode_header(header) == data
        assert headers.entry_id(data).hex() == case["id"] == sha(b"\x00", data).hex()

    @pytest.mark.parametrize("case", vectors("headers")["bad"], ids=lambda c: c["why"])
    def test_bad(self, case: dict[str, str]) -> None:
        """These are no headers."""
        with pytest.raises(DamagedError):
            headers.decode_header(case["header"].encode())

    def test_signature_by_hand(self) -> None:
        """Ed25519 over the context and the header with a null signature."""
        given = vectors("headers")
        signed = [h for h in (json.loads(c["header"]) for c in given["good"]) if h["signature"]]
        assert signed
        for header in signed:
            key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(given["person_seed_hex"]))
            text = given["signing_context"].encode() + canon.encode(header | {"signature": None})
            assert key.sign(text).hex() == header["signature"]["value"]
            assert headers.is_signed(headers.decode_header(canon.encode(header)))


@pytest.mark.parametrize("case", vectors("commitments"))
def test_commitments(case: dict[str, str]) -> None:
    """SHA-256 over salt and payload."""
    salt, payload = bytes.fromhex(case["salt_hex"]), case["payload"].encode()
    assert digest.commitment(salt, payload).hex() == case["commitment"] == sha(salt, payload).hex()


class TestCheckpoints:
    """docs/format/ledger-1.md §5: C2SP signed notes."""

    given = vectors("checkpoints")

    def test_signing_gives_the_exact_note(self) -> None:
        """Ed25519 is deterministic, so the published key gives the published note."""
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.given["log_seed_hex"]))
        head = note.Checkpoint(
            self.given["origin"], self.given["size"], bytes.fromhex(self.given["root_hex"])
        )
        assert note.sign_checkpoint(head, key) == self.given["note"]

    def test_by_hand(self) -> None:
        """Key id, log id and signature as C2SP and §5 state them."""
        public = bytes.fromhex(self.given["public_key_hex"])
        assert self.given["log"] == sha(public).hex()[:32]
        body, _, line = self.given["note"].rpartition("\n\n")
        name, blob = line.rstrip("\n").split(" ")[1:]
        raw = base64.b64decode(blob)
        assert raw[:4] == sha(name.encode(), b"\n\x01", public)[:4]
        Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], (body + "\n").encode())
        tail = base64.b64encode(b"\x01" + public).decode()
        assert self.given["verifier_key"] == f"{name}+{raw[:4].hex()}+{tail}"

    def test_good_ones(self) -> None:
        """The note itself, and one with a stranger's signature."""
        public = bytes.fromhex(self.given["public_key_hex"])
        for text in [self.given["note"], *(each["note"] for each in self.given["also_good"])]:
            assert note.open_checkpoint(text, public).size == self.given["size"]

    @pytest.mark.parametrize("case", given["bad_form"], ids=lambda c: c["why"])
    def test_bad_form(self, case: dict[str, str]) -> None:
        """These are no checkpoints."""
        with pytest.raises(DamagedError):
            note.parse_checkpoint(case["note"])

    @pytest.mark.parametrize("case", given["bad_signature"], ids=lambda c: c["why"])
    def test_bad_signature(self, case: dict[str, str]) -> None:
        """These are checkpoints that the log did not sign."""
        with pytest.raises(UntrustedError):
            note.open_checkpoint(case["note"], bytes.fromhex(self.given["public_key_hex"]))


class TestMerkle:
    """RFC 6962 §2.1."""

    given = vectors("merkle")

    def test_roots(self) -> None:
        """Roots of 0 to 17 leaves, by hand and by the code."""
        hashes = [sha(b"\x00", bytes.fromhex(leaf)) for leaf in self.given["leaves_hex"]]
        for size, expected in enumerate(self.given["roots_hex"]):
            assert root(hashes[:size]).hex() == expected == merkle.root_of(hashes[:size]).hex()

    def test_proofs(self) -> None:
        """Each proof of the file is accepted for its place only."""
        hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in self.given["leaves_hex"]]
        roots = [bytes.fromhex(each) for each in self.given["roots_hex"]]
        for case in self.given["inclusion"]:
            proof = [bytes.fromhex(each) for each in case["proof_hex"]]
            merkle.verify_inclusion(hashes[case["index"]], case["index"], 17, proof, roots[17])
        for case in self.given["consistency"]:
            proof = [bytes.fromhex(each) for each in case["proof_hex"]]
            merkle.verify_consistency(case["old"], 17, proof, roots[case["old"]], roots[17])


@pytest.mark.parametrize("case", vectors("case-toml"))
def test_case_toml(case: dict[str, Any]) -> None:
    """docs/format/case-1.md: the exact bytes for a case and its settings."""
    assert render_toml(case["case"], case["settings"]) == case["text"].encode()


class TestWholeLog:
    """Nine entries with their head and the digest of their views."""

    given = vectors("ledger")

    def test_by_hand(self) -> None:
        """Ids, commitments, places, ticks, root and key, with SHA-256 alone."""
        rows = self.given["rows"]
        ids = [sha(b"\x00", row["header"].encode()) for row in rows]
        assert [each.hex() for each in ids] == [row["id"] for row in rows]
        for index, row in enumerate(rows):
            header = json.loads(row["header"])
            assert (header["log"], header["index"]) == (self.given["log"], index)
            salted = bytes.fromhex(row["salt_hex"]), row["payload"].encode()
            assert sha(*salted).hex() == header["commitment"]
        ticks = [json.loads(row["header"])["tick"] for row in rows]
        assert ticks == sorted(set(ticks))
        origin, size, stated = self.given["head"].split("\n")[:3]
        assert origin == f"tawthiq/{self.given['case']}/{self.given['log']}"
        assert (int(size), base64.b64decode(stated)) == (len(rows), root(ids))

    def test_view_digest(self, tmp_path: Path) -> None:
        """The rows give these tables, in a file as in memory."""
        folder = CaseFolder(tmp_path / "case")
        folder.root.mkdir()
        store, vault = SqliteStore.create(folder.ledger), FolderVault(folder.vault)
        vault.put(BytesIO(self.given["text"].encode()))
        with store.writing() as writer:
            writer.add([self._row(row) for row in self.given["rows"]], [])
        assert [read_entry(row).header.index for row in store.rows()] == list(
            range(len(self.given["rows"]))
        )
        ledger = Ledger(self.given["case"], store, vault, Device(tmp_path / "home"))
        for place in (":memory:", tmp_path / "views"):
            views = replay.build(place, ledger)
            assert replay.digest_of(views) == self.given["view_digest"]
            assert self._digest_by_hand(views) == self.given["view_digest"]
            views.close()
        store.close()

    def _row(self, row: dict[str, str]) -> Row:
        header = row["header"].encode()
        head = headers.decode_header(header)
        salted = bytes.fromhex(row["salt_hex"]), row["payload"].encode()
        return Row(head.log, head.index, head.tick, bytes.fromhex(row["id"]), header, *salted)

    def _digest_by_hand(self, views: sqlite3.Connection) -> str:
        """Follow docs/format/views-1.md with the standard library alone."""
        total = hashlib.sha256()
        orders = {
            "receipts": "id", "items": "id", "holdings": "id", "texts": "id", "claims": "id",
            "reviews": "id", "facts": "kind, key", "acts": "id", "searchable": "kind, ref, folded",
        }  # fmt: skip
        for table, order in orders.items():
            total.update(table.encode() + b"\n")
            columns = "kind, ref, folded" if table == "searchable" else "*"
            for row in views.execute(f"SELECT {columns} FROM {table} ORDER BY {order}"):  # noqa: S608
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
                total.update(line.encode() + b"\n")
        return total.hexdigest()


@pytest.mark.parametrize("case", vectors("vault"))
def test_vault_paths(case: dict[str, str], tmp_path: Path) -> None:
    """docs/format/vault-1.md: where a blob lies."""
    vault = FolderVault(tmp_path / "vault")
    name, size, known = vault.put(BytesIO(bytes.fromhex(case["bytes_hex"])))
    assert (size, known) == (len(case["bytes_hex"]) // 2, False)
    assert vault.path(name) == tmp_path / case["path"]
    assert (tmp_path / case["path"]).read_bytes().hex() == case["bytes_hex"]


class TestExport:
    """docs/format/export-1.md."""

    given = vectors("export")

    def test_manifest_by_hand(self) -> None:
        """Lines as sha256sum writes them, in the order of names."""
        lines = [
            f"{sha(bytes.fromhex(data)).hex()}  {name}\n"
            for name, data in sorted(self.given["files_hex"].items())
        ]
        assert "".join(lines) == self.given["manifest"]
        assert self.given["manifest_name"] == bundle.MANIFEST

    def test_names(self) -> None:
        """Only these forms of names are ever written."""
        assert all(bundle.is_member(name) for name in self.given["good_names"])
        assert not any(bundle.is_member(name) for name in self.given["bad_names"])


def test_every_error_is_ours() -> None:
    """What a vector is refused with is one sentence with an exit status."""
    for kind in (DamagedError, UntrustedError, UsageError):
        assert issubclass(kind, Error)
