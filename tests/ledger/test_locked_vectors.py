"""locked-1, written a second time from its page alone; both must agree on every byte."""

import hashlib
import hmac
import io
import json
import sqlite3
import struct
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.base import digest
from tawthiq.case.case import init_case
from tawthiq.case.opening import unlock
from tawthiq.ledger import keyring, sealing
from tawthiq.ledger.database import open_address
from tawthiq.ledger.keyring import Keyring

VECTORS = Path(__file__).parents[2] / "docs" / "format" / "vectors" / "locked.json"
GIVEN: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
CASE_KEY, PRIVATE = bytes.fromhex(GIVEN["case_key_hex"]), bytes.fromhex(GIVEN["private_hex"])
PUBLIC = bytes.fromhex(GIVEN["public_hex"])
RING = Keyring(CASE_KEY, PUBLIC, PRIVATE)
PIECE = 1_048_576


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA256: extract, and one round of expand (RFC 5869)."""
    return hmac.digest(hmac.digest(salt or bytes(32), secret, "sha256"), info + b"\x01", "sha256")


def derive(secret: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """Return the key of a purpose."""
    return hkdf(secret, salt, b"tawthiq 1\n" + purpose.encode())


def id_of(key: bytes) -> str:
    """Return a key's id (§1)."""
    return hashlib.sha256(b"tawthiq lock 1\n" + derive(key, "id")).hexdigest()[:32]


def key_of(under: str, seed: bytes, purpose: str, fresh: bytes | None = None) -> bytes:
    """Return the key of one sealed thing (§3), as its writer (`fresh`) or as its reader."""
    if under == "case":
        return derive(derive(CASE_KEY, "seal"), purpose, seed)
    ours = X25519PrivateKey.from_private_bytes(fresh or PRIVATE)
    shared = ours.exchange(X25519PublicKey.from_public_bytes(PUBLIC if fresh else seed))
    return derive(shared, purpose, seed + PUBLIC)


def canonical(value: object) -> bytes:
    """Return canonical JSON by the standard library."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def open_slot(slot: dict[str, Any], passphrase: str, purpose: str, key_id: str) -> bytes:
    """Return the secret in a slot (§2)."""
    text = unicodedata.normalize("NFKC", passphrase.rstrip("\r\n")).encode()
    stretched = Argon2id(
        salt=bytes.fromhex(slot["salt"]), length=32, iterations=slot["passes"],
        lanes=slot["lanes"], memory_cost=slot["memory_kib"],
    ).derive(text)  # fmt: skip
    info = f"tawthiq slot 1\n{slot['kind']}\n{purpose} {key_id}".encode()
    key = AESGCM(hkdf(stretched, b"", info))
    return key.decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), None)


def seal(salt: bytes, payload: bytes, seed: bytes, key: bytes) -> bytes:
    """Return the column `body` of a sealed payload (§3)."""
    plain = salt + struct.pack(">I", len(payload)) + payload
    plain += b"\0" * (-len(plain) % 128)
    commitment = hashlib.sha256(salt + payload).digest()
    sealed = AESGCM(key).encrypt(bytes(12), plain, commitment)
    return sealed + hashlib.sha256(seed + sealed).digest()[:8]


def unseal(body: bytes, seed: bytes, key: bytes, commitment: bytes) -> tuple[bytes, bytes]:
    """Return salt and payload of a sealed payload (§3)."""
    assert hashlib.sha256(seed + body[:-8]).digest()[:8] == body[-8:]
    plain = AESGCM(key).decrypt(bytes(12), body[:-8], commitment)
    length = int.from_bytes(plain[32:36], "big")
    assert not any(plain[36 + length :])
    return plain[:32], plain[36 : 36 + length]


def seal_object(plain: bytes, key_id: str, seed: bytes, key: bytes) -> bytes:
    """Return a sealed object (§4)."""
    pieces = [plain[at : at + PIECE] for at in range(0, len(plain), PIECE)] or [b""]
    out = b"tawthiq object 1\n" + bytes.fromhex(key_id) + seed
    for number, piece in enumerate(pieces):
        last = b"\1" if number == len(pieces) - 1 else b"\0"
        out += AESGCM(key).encrypt(number.to_bytes(11, "big") + last, piece, None)
    return out


def unseal_object(data: bytes, under: str) -> bytes:
    """Return the plain bytes of a sealed object (§4)."""
    magic = b"tawthiq object 1\n"
    assert data.startswith(magic)
    key_id, seed = data[len(magic) :][:16].hex(), data[len(magic) + 16 :][:32]
    rest, step = data[len(magic) + 48 :], PIECE + 16
    pieces = [rest[at : at + step] for at in range(0, len(rest), step)]
    key, out = AESGCM(key_of(under, seed, f"object {key_id}")), b""
    for number, piece in enumerate(pieces):
        last = bytes([number == len(pieces) - 1])
        out += key.decrypt(number.to_bytes(11, "big") + last, piece, None)
    return out


def name_of(sha256: str, under: str) -> str:
    """Return a blob's name in the vault (§4)."""
    text = sha256 if under == "case" else f"protected {sha256}"
    return hmac.digest(derive(CASE_KEY, "names"), text.encode(), "sha256").hex()


def plain_of(one: dict[str, Any]) -> bytes:
    """Return the plain bytes that a vector describes."""
    unit, size = one["plain_repeats"].encode(), one["plain_bytes"]
    return (unit * (size // max(1, len(unit)) + 1))[:size] if unit else b""


class TestKeys:
    """§1, §2, §5: ids, wrapped keys, the key of the views."""

    def test_ids(self) -> None:
        """Of both keys."""
        assert id_of(CASE_KEY) == GIVEN["case_key_id"] == RING.lock
        assert id_of(PUBLIC) == GIVEN["protected_key_id"] == RING.protected
        public = X25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
        assert public == PUBLIC

    def test_key_files_by_hand(self) -> None:
        """Members, check and slot; a line end behind the passphrase and other accents are the same."""
        for text, purpose, held in zip(
            GIVEN["key_files"], ("case", "protected"), (CASE_KEY, PRIVATE), strict=True
        ):
            one = json.loads(text)
            assert canonical(one) == text.encode()
            check = one.pop("check")
            assert hashlib.sha256(canonical(one)).hexdigest() == check
            assert set(one) == {"format", "id", "purpose", "public", "slots"}
            slot = one["slots"][0]
            assert (slot["memory_kib"], slot["lanes"], slot["passes"]) == (131072, 4, 4)
            for spelled in (GIVEN["passphrase"], f"Caf\u00e9 1{GIVEN['passphrase'][7:]}\r\n"):
                assert open_slot(slot, spelled, purpose, one["id"]) == held
            with pytest.raises(InvalidTag):
                open_slot(slot, GIVEN["passphrase"].lower(), purpose, one["id"])

    def test_key_files_by_the_program(self, tmp_path: Path) -> None:
        """Read, opened, and written again with the same bytes."""
        for text in GIVEN["key_files"]:
            (tmp_path / f"{json.loads(text)['id']}.json").write_text(text, "utf-8")
        files = keyring.read_keys(tmp_path)
        assert keyring.open_case(files, GIVEN["passphrase"]) == CASE_KEY
        assert keyring.open_protected(files, GIVEN["passphrase"]) == PRIVATE
        for one in files:
            keyring.write_key(tmp_path / "again", one)
            assert (tmp_path / "again" / f"{one.id}.json").read_text("utf-8") in GIVEN["key_files"]

    def test_a_new_key_file_opens_by_hand(self) -> None:
        """What the program wraps is what the page says."""
        ring, files = keyring.make_keys("three lamps", "RECO-VERY")
        for one, held in zip(files, (ring.case_key, None), strict=True):
            for slot, word in zip(one.slots, ("three lamps", "RECO-VERY"), strict=True):
                plain = {name: getattr(slot, name) for name in slot.__slots__}
                found = open_slot(plain, word, one.purpose, one.id)
                assert held is None or found == held
                assert id_of(found) == one.id or held is None

    def test_the_views(self, tmp_path: Path) -> None:
        """SQLCipher's own file opens with the raw key, written as the page says."""
        from sqlcipher3 import dbapi2  # noqa: PLC0415 - as the program does

        assert derive(CASE_KEY, "views").hex() == GIVEN["views_key_hex"]
        address = f"{(tmp_path / 'views.db').as_uri()}?mode=rwc"
        made = open_address(address, RING.derive("views"))
        made.execute("CREATE TABLE t(a)")
        made.close()
        by_hand = dbapi2.connect(str(tmp_path / "views.db"))
        by_hand.execute(f"PRAGMA key = \"x'{GIVEN['views_key_hex']}'\"")
        assert by_hand.execute("SELECT name FROM sqlite_schema").fetchall() == [("t",)]
        by_hand.close()

    def test_the_case_entry_names_both(self) -> None:
        """§3: case key, protected key."""
        stated = json.loads(GIVEN["case_entry"])["locks"]
        assert stated == [GIVEN["case_key_id"], GIVEN["protected_key_id"]]


@pytest.mark.parametrize("one", GIVEN["payloads"])
class TestPayloads:
    """§3, both directions."""

    def test_by_hand(self, one: dict[str, str]) -> None:
        """Opened, and sealed again to the same bytes."""
        seed, body = bytes.fromhex(one["seed_hex"]), bytes.fromhex(one["body_hex"])
        salt, payload = bytes.fromhex(one["salt_hex"]), one["payload"].encode()
        commitment = hashlib.sha256(salt + payload).digest()
        assert commitment.hex() == one["commitment"]
        key = key_of(one["under"], seed, "payload")
        assert unseal(body, seed, key, commitment) == (salt, payload)
        fresh = bytes.fromhex(GIVEN["fresh_private_hex"])
        writing = key_of(one["under"], seed, "payload", fresh)
        assert seal(salt, payload, seed, writing) == body

    def test_by_the_program(self, one: dict[str, str]) -> None:
        """Opened; one changed commitment and it is not."""
        lock = RING.lock if one["under"] == "case" else RING.protected
        seed, body = bytes.fromhex(one["seed_hex"]), bytes.fromhex(one["body_hex"])
        commitment = bytes.fromhex(one["commitment"])
        found = sealing.open_payload(RING.keys(lock), seed, body, commitment)
        assert found == (bytes.fromhex(one["salt_hex"]), one["payload"].encode())
        assert sealing.is_whole(seed, body)


@pytest.mark.parametrize("one", GIVEN["objects"])
class TestObjects:
    """§4, both directions."""

    def test_by_hand(self, one: dict[str, Any]) -> None:
        """Sealed to the same bytes, opened to the plain ones, named the same."""
        plain, under = plain_of(one), one["under"]
        assert hashlib.sha256(plain).hexdigest() == one["sha256"]
        assert name_of(one["sha256"], under) == one["name"]
        key_id = GIVEN["case_key_id" if under == "case" else "protected_key_id"]
        if one["object_hex"] is not None:
            assert unseal_object(bytes.fromhex(one["object_hex"]), under) == plain
        fresh = bytes.fromhex(GIVEN["fresh_private_hex"])
        seed = bytes.fromhex(one["seed_hex"])
        data = seal_object(plain, key_id, seed, key_of(under, seed, f"object {key_id}", fresh))
        assert (len(data), hashlib.sha256(data).hexdigest()) == (
            one["object_bytes"], one["object_sha256"],
        )  # fmt: skip
        lock = RING.lock if under == "case" else RING.protected
        assert sealing.Opened(io.BytesIO(data), RING.keys(lock)).readall() == plain
        assert RING.label(one["sha256"], protected=under == "protected") == one["name"]


class TestBothWays:
    """Whatever one seals, the other opens."""

    @pytest.mark.parametrize("under", ["case", "protected"])
    @given(salt=st.binary(min_size=32, max_size=32), body=st.binary(max_size=400))
    @settings(max_examples=40)
    def test_payloads(self, under: str, salt: bytes, body: bytes) -> None:
        """Any payload."""
        keys = RING.keys(RING.lock if under == "case" else RING.protected)
        commitment = digest.commitment(salt, body)
        seed, sealed = sealing.seal_payload(keys, salt, body, commitment)
        assert unseal(sealed, seed, key_of(under, seed, "payload"), commitment) == (salt, body)
        fresh = hashlib.sha256(salt).digest()
        if under == "protected":
            seed = X25519PrivateKey.from_private_bytes(fresh).public_key().public_bytes_raw()
        ours = seal(salt, body, seed, key_of(under, seed, "payload", fresh))
        assert sealing.open_payload(keys, seed, ours, commitment) == (salt, body)

    @pytest.mark.parametrize("under", ["case", "protected"])
    @pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
    def test_objects(self, under: str, size: int) -> None:
        """Around the ends of pieces."""
        plain = bytes(range(251)) * (size // 251 + 1)
        lock = RING.lock if under == "case" else RING.protected
        target = io.BytesIO()
        sealing.seal_stream(io.BytesIO(plain[:size]), target, lock, RING.keys(lock))
        assert unseal_object(target.getvalue(), under) == plain[:size]


class TestAWholeCase:
    """A case made by the program, read by hand."""

    def test_every_row_and_blob(self, tmp_path: Path) -> None:
        """Headers tell the key, the page tells the rest."""
        global CASE_KEY  # noqa: PLW0603 - the hand-written half works on one case at a time
        word, root = "nine kites above the reservoir", tmp_path / "case"
        (tmp_path / "note.txt").write_text("Four people were killed.", "utf-8")
        with init_case(root, "valley", passphrase=word) as case:
            case.preserve(tmp_path / "note.txt")
        held, CASE_KEY = CASE_KEY, unlock(root, word)[1]
        try:
            with sqlite3.connect(root / "ledger.db") as raw:
                query = (
                    "SELECT header, salt, body FROM entries JOIN payloads USING(log, idx)"
                    " ORDER BY tick"
                )
                rows = raw.execute(query).fetchall()
            raw.close()
            digests, opened = set(), 0
            for header, seed, body in rows:
                head = json.loads(header)
                if head["lock"] is None:
                    assert head["kind"] in {"device", "case"}
                    continue
                assert head["lock"] == id_of(CASE_KEY)
                commitment = bytes.fromhex(head["commitment"])
                salt, plain = unseal(body, seed, key_of("case", seed, "payload"), commitment)
                assert hashlib.sha256(salt + plain).digest() == commitment
                digests.add(json.loads(plain).get("sha256"))
                opened += 1
            names = {name_of(one, "case"): one for one in digests if one}
            blobs = {p.name: p for p in (root / "vault").rglob("*") if p.is_file()}
            assert set(names) == set(blobs)
            for name, path in blobs.items():
                plain = unseal_object(path.read_bytes(), "case")
                assert hashlib.sha256(plain).hexdigest() == names[name]
            assert opened > 3
        finally:
            CASE_KEY = held
