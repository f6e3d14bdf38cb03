"""A check names every damaged thing, goes on after the first, and knows what it had."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledger import made

from tawthiq.base import digest, merkle
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import append, note
from tawthiq.ledger import header as headers
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.inspect import inspect
from tawthiq.ledger.sealing import seal_payload
from tawthiq.ledger.seen import STEPS
from tawthiq.ledger.store import Row
from tawthiq.record.entry import Causes, Draft, Header
from tawthiq.record.finding_of_check import Found, Verdict

REQUESTS = [Draft("request", {"n": n}) for n in range(20)]


@pytest.fixture(scope="module", params=[False, True], ids=["open", "locked"])
def original(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Makes a case of 40 entries with blobs and views, once."""
    folder = tmp_path_factory.mktemp("original")
    found = made.new_case(folder / "case", folder / "home", locked=request.param)
    made.fill(found, 40)
    made.views_of(found).close()
    found.close()
    return folder


@pytest.fixture
def case(original: Path, tmp_path: Path) -> Iterator[made.Made]:
    """Gives a copy of the case, open."""
    for name in ("case", "home"):
        shutil.copytree(original / name, tmp_path / name)
    with made.opened(tmp_path / "case", tmp_path / "home") as found:
        yield found


def own_log(case: made.Made) -> str:
    """Return the one log of the case."""
    (log,) = case.store.logs()
    return log


def change(case: made.Made, statement: str, *values: object) -> list[Found]:
    """Change the ledger's file behind its back; return what a check says."""
    case.store.connection.execute(statement, values)
    return made.findings(case, views=False)


def sayings(found: list[Found]) -> str:
    """Return all findings as text."""
    return "\n".join(f"{f.step} {f.level} {f.what}: {f.says}" for f in found)


class TestAWholeCase:
    """Nothing to say about what is whole."""

    def test_clean(self, case: made.Made) -> None:
        """No finding, every entry and blob looked at."""
        remembered = case.device.remembered(made.CASE)
        seen = inspect(case.folder, remembered, keyring=case.ledger.keyring)
        assert seen.found == []
        assert seen.entries == sum(case.store.logs().values())
        assert seen.blobs == made.named(case)
        assert len(seen.blobs) == len(list(case.vault.names()))
        assert made.findings(case) == []

    def test_steps_are_named(self) -> None:
        """Nine steps, each in words."""
        assert len(STEPS) == 9

    def test_progress_is_told(self, case: made.Made) -> None:
        """Every byte of the blobs is heard of."""
        heard: list[int] = []
        inspect(case.folder, {}, advance=heard.append, keyring=case.ledger.keyring)
        sizes = [case.vault.readable(name).bytes for name in made.named(case)]
        assert sum(heard) == sum(sizes)

    def test_without_any_vault(self, tmp_path: Path) -> None:
        """A case that holds no blob yet is whole."""
        case = made.new_case(tmp_path / "new", tmp_path / "home")
        assert made.findings(case) == []
        case.close()

    def test_verdict(self) -> None:
        """Damaged outweighs untrusted, which outweighs a note."""
        found = [Found(1, level, "x", "y") for level in ("note", "untrusted", "damaged")]
        statuses = [Verdict((), tuple(found[:n]), 0, 0, ()).status for n in range(4)]
        assert statuses == [0, 0, 1, 3]


class TestDamageIsNamed:
    """Each kind of damage by the thing that it hit; status 3."""

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("DELETE FROM entries WHERE idx = 11", "entry 11 is missing"),
            ("DELETE FROM entries WHERE idx > 30", "are held"),
            ("DELETE FROM payloads WHERE idx = 11", "payload is missing"),
            ("UPDATE payloads SET body = X'7B7D' WHERE idx = 11", "committed to"),
            ("UPDATE payloads SET salt = zeroblob(32) WHERE idx = 11", "committed to"),
            ("UPDATE entries SET header = X'7B7D' WHERE idx = 11", "not a header"),
            ("UPDATE entries SET id = zeroblob(32) WHERE idx = 11", "does not have this id"),
            ("UPDATE entries SET tick = 1000 WHERE idx = 11", "another place"),
            ("UPDATE nodes SET hash = zeroblob(32) WHERE level = 4 AND idx = 0", "inner node 0"),
            ("DELETE FROM nodes WHERE level = 4 AND idx = 1", "inner node 1"),
            ("INSERT INTO nodes SELECT log, 9, 0, hash FROM nodes LIMIT 1", "inner node 0 of level 9"),
            ("DELETE FROM heads", "covers 0 entries"),
            ("DELETE FROM heads WHERE size > 30", "last signed head"),
            ("UPDATE heads SET note = 'x' WHERE size = 4", "not a signed checkpoint"),
            ("UPDATE heads SET size = 999 WHERE size = 4", "another log or size"),
            ("UPDATE payloads SET body = X'7B7D' WHERE idx = 0", "states its key"),
            ("INSERT INTO payloads SELECT log, 999, salt, body FROM payloads LIMIT 1", "without a header"),
            ("UPDATE entries SET id = 'text' WHERE idx = 11", "another type"),
            ("UPDATE heads SET note = X'00' WHERE size = 4", "another type"),
            ("UPDATE payloads SET body = 7 WHERE idx = 11", "another type"),
            ("UPDATE nodes SET hash = 7", "another type"),
            ("CREATE TABLE other(x)", "schema"),
            ("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM heads; END", "schema"),
        ],
    )  # fmt: skip
    def test_ledger(self, case: made.Made, statement: str, words: str) -> None:
        """What was changed in ledger.db."""
        found = change(case, statement)
        assert made.status(found) == 3
        if case.folder.is_locked and words == "committed to":
            words = "sealed payload"
        assert words in sayings(found)

    def test_never_stops_at_the_first(self, case: made.Made) -> None:
        """Many wounds, each named."""
        blob = min(made.named(case))
        for index in (5, 9, 21, 30):
            change(case, "UPDATE payloads SET salt = zeroblob(32) WHERE idx = ?", index)
        case.vault.find(blob).unlink()
        case.folder.toml.write_text("format = 1\n")
        text = sayings(made.findings(case, views=False))
        assert all(f"entry {index} of" in text for index in (5, 9, 21, 30))
        assert blob[:12] in text
        assert "case.toml" in text

    def test_swapped_entries(self, case: made.Made) -> None:
        """Two entries in each other's place."""
        run = case.store.connection.execute
        for table in ("entries", "payloads"):
            run(f"UPDATE {table} SET idx = CASE idx WHEN 12 THEN 1013 ELSE 1012 END"  # noqa: S608
                " WHERE idx IN (12, 13)")  # fmt: skip
            run(f"UPDATE {table} SET idx = idx - 1000 WHERE idx > 1000")  # noqa: S608
        run("UPDATE entries SET tick = idx + 1000 WHERE idx IN (12, 13)")
        run("UPDATE entries SET tick = tick - 999 WHERE idx IN (12, 13)")
        text = sayings(made.findings(case, views=False))
        assert "entry 12 of" in text
        assert "another place" in text
        assert "do not give the root" in text

    def test_a_file_that_is_gone_or_foreign(self, case: made.Made, tmp_path: Path) -> None:
        """ledger.db missing, empty, or no database."""
        case.close()
        for content in (b"", b"x" * 10_000):
            case.folder.ledger.write_bytes(content)
            seen = inspect(case.folder, {})
            assert "ledger.db" in sayings(seen.found)
        case.folder.ledger.unlink()
        assert "missing" in sayings(inspect(case.folder, {}).found)
        assert "ledger.db" in sayings(inspect(CaseFolder(tmp_path / "nowhere"), {}).found)

    def test_case_toml(self, case: made.Made) -> None:
        """Changed, or gone."""
        right = case.folder.toml.read_bytes()
        for wrong in (
            right[:-1],
            right + b"\n",
            right.replace(b" = true", b" = false"),
        ):
            case.folder.toml.write_bytes(wrong)
            assert "differs from the settings" in sayings(made.findings(case, views=False))
        case.folder.toml.unlink()
        assert "case.toml" in sayings(made.findings(case, views=False))

    def test_blobs(self, case: made.Made) -> None:
        """A changed blob, a missing one, a folder in its place."""
        first, second, third = sorted(made.named(case))[:3]
        case.vault.find(first).chmod(0o600)
        case.vault.find(first).write_bytes(b"other")
        case.vault.find(second).unlink()
        place = case.vault.find(third)
        place.unlink()
        place.mkdir()
        found = made.findings(case, views=False)
        assert {f.what for f in found} == {f"blob {n[:12]}" for n in (first, second, third)}
        assert {f.step for f in found} == {8}

    def test_blobs_without_an_entry_are_only_noted(self, case: made.Made) -> None:
        """An interrupted step harms nothing."""
        case.put(b"left behind")
        case.put(b"abc")
        name = case.put(b"damaged later")
        case.vault.find(name).chmod(0o600)
        case.vault.find(name).write_bytes(b"x")
        case.put(b"damaged later")
        found = made.findings(case)
        assert made.status(found) == 0
        assert [f.level for f in found] == ["note", "note"]
        assert "3 are named by no entry" in sayings(found)
        assert "set aside" in sayings(found)

    def test_a_name_that_is_no_digest(self, case: made.Made) -> None:
        """An entry cannot make a check look at other files."""
        case.ledger.append([Draft("item", {"sha256": "../../case.toml"})])
        found = made.findings(case, views=False)
        assert "not a digest" in sayings(found)

    def test_an_entry_before_its_cause(self, case: made.Made) -> None:
        """A cause that is not held, or that came later."""
        case.ledger.append([Draft("request", {}, ("ab" * 32,))])
        assert "came from is missing" in sayings(made.findings(case, views=False))

    def test_a_payload_that_is_no_object(self, case: made.Made) -> None:
        """Canonical and committed, but a list."""
        log, ring, (salt, body) = own_log(case), case.ledger.keyring, (b"s" * 32, b"[]")
        commitment = digest.commitment(salt, body)
        with case.store.writing() as writer:
            header = Header(
                log=log, index=writer.size(log), tick=writer.greatest_tick() + 1, kind="request",
                time="2025-03-20T08:00:00Z", author="aa" * 16, causes=Causes(),
                commitment=commitment.hex(), lock=ring.lock if ring is not None else None,
            )  # fmt: skip
            data = headers.encode_header(header)
            if ring is not None:
                salt, body = seal_payload(ring.keys(ring.lock), salt, body, commitment)
            row = Row(log, header.index, header.tick, headers.entry_id(data), data, salt, body)
            writer.add([row], [])
        assert "not an object" in sayings(made.findings(case, views=False))

    def test_an_erased_payload_is_no_damage(self, case: made.Made) -> None:
        """An erasure entry explains what is missing; proofs still hold."""
        row = list(case.store.rows())[11]
        case.store.connection.execute("DELETE FROM payloads WHERE idx = 11")
        case.ledger.append([Draft("erasure", {"entries": [row.id.hex()], "why": "withdrawn"})])
        assert made.findings(case, views=False) == []


class TestPeople:
    """A person's own signature, over the header."""

    def enter(self, case: made.Made, change: dict[str, object], *, state: bool = True) -> None:
        """Enter one review that a person signed, under another author's id if asked."""
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw().hex()
        if state:
            case.ledger.append([Draft("person", {"author": "bb" * 16, "name": "R", "key": public})])
        log = own_log(case)
        with case.store.writing() as writer:
            size = writer.size(log)
            frontier = merkle.Frontier(size, writer.peaks(log, size))
            body = b"{}"
            header = Header(
                log=log, index=size, tick=writer.greatest_tick() + 1, kind="review",
                time="2025-03-20T08:00:00Z", author="bb" * 16, causes=Causes(),
                commitment=digest.commitment(b"s" * 32, body).hex(),
            )  # fmt: skip
            signature = headers.sign_header(header, key)
            fields = {f: getattr(header, f) for f in header.__dataclass_fields__}
            signed = Header(**{**fields, "signature": signature, **change})
            data = headers.encode_header(signed)
            row = Row(log, size, header.tick, headers.entry_id(data), data, b"s" * 32, body)
            frontier.append(row.id)
            writer.add([row], [])
            root = note.Checkpoint(note.origin_of(made.CASE, log), size + 1, frontier.root)
            head = note.sign_checkpoint(root, case.device.logs(made.CASE)[log])
            writer.add_head(log, size + 1, head)

    def test_good(self, case: made.Made) -> None:
        """Signed by a key that the person stated."""
        self.enter(case, {})
        assert [f for f in made.findings(case, views=False) if f.step == 6] == []

    def test_changed_after_signing(self, case: made.Made) -> None:
        """The signature is over every field."""
        self.enter(case, {"time": "2025-03-21T08:00:00Z"})
        found = [f for f in made.findings(case, views=False) if f.step == 6]
        assert [f.level for f in found] == ["untrusted"]

    def test_a_key_nobody_stated(self, case: made.Made) -> None:
        """A signature by a stranger's key is named."""
        self.enter(case, {}, state=False)
        assert "never stated the key" in sayings(made.findings(case, views=False))


class TestHeadsKnownOutside:
    """Roll-back and forks: the case is whole by itself, but is not what was signed; status 1."""

    def test_rolled_back(self, case: made.Made, tmp_path: Path) -> None:
        """A whole older copy, against the device's memory."""
        case.store.close()
        shutil.copytree(tmp_path / "case", tmp_path / "older")
        with made.opened(tmp_path / "case", tmp_path / "home") as newer:
            newer.ledger.append(REQUESTS)
        with made.opened(tmp_path / "older", tmp_path / "home") as older:
            found = made.findings(older)
            assert made.status(found) == 1
            assert "rolled back" in sayings(found)

    def test_a_whole_log_gone(self, case: made.Made) -> None:
        """Rows, heads and nodes of a log taken out without a trace."""
        for table in ("entries", "payloads", "nodes", "heads"):
            case.store.connection.execute(f"DELETE FROM {table}")  # noqa: S608
        assert "rolled back" in sayings(made.findings(case, views=False))

    def test_a_fork(self, case: made.Made, tmp_path: Path) -> None:
        """A cloned device went another way: each names the other's head."""
        case.close()
        for name in ("case", "home"):
            shutil.copytree(tmp_path / name, tmp_path / f"clone-{name}")
        with made.opened(tmp_path / "case", tmp_path / "home") as ours:
            ours.ledger.append(REQUESTS[:5])
        with made.opened(tmp_path / "clone-case", tmp_path / "clone-home") as clone:
            clone.ledger.append(REQUESTS[5:])
            (head,) = clone.ledger.seal().values()
            assert made.findings(clone) == []
        with made.opened(tmp_path / "case", tmp_path / "home") as ours:
            ours.ledger.append(REQUESTS)
            found = made.findings(ours, head)
            assert made.status(found) == 1
            assert "a fork" in sayings(found)
            assert "the head that was given" in sayings(found)

    def test_older_heads_agree(self, case: made.Made) -> None:
        """Every head ever signed, also one whose row is no longer held."""
        log = own_log(case)
        heads = case.store.heads(log)
        for _, head in heads[:: len(heads) // 4]:
            assert made.findings(case, head, views=False) == []
        size, head = heads[3]
        case.store.connection.execute("DELETE FROM heads WHERE size = ?", (size,))
        assert made.findings(case, head, views=False) == []

    @pytest.mark.parametrize("text", ["", "nothing", "a\n1\nAAAA\n\n\u2014 a AAAAAAAA\n"])
    def test_a_file_that_is_no_head(self, case: made.Made, text: str) -> None:
        """What was given is said to be unusable."""
        found = made.findings(case, text)
        assert made.status(found) == 1

    def test_a_head_that_the_log_did_not_sign(self, case: made.Made) -> None:
        """Agreeing words under another's signature prove nothing."""
        (head,) = case.ledger.seal().values()
        checkpoint = note.parse_checkpoint(head)[0]
        forged = note.sign_checkpoint(checkpoint, Ed25519PrivateKey.generate())
        assert "not signed" in sayings(made.findings(case, forged))

    def test_a_head_of_another_case(self, case: made.Made, tmp_path: Path) -> None:
        """A mix-up of files is named as such."""
        other = made.new_case(tmp_path / "other", tmp_path / "home", "ff" * 16)
        (head,) = other.ledger.seal().values()
        other.close()
        assert "another case" in sayings(made.findings(case, head))


class TestFolder:
    """case.toml and the folder."""

    def test_no_case_and_newer_case(self, tmp_path: Path) -> None:
        """One sentence, status 2."""
        with pytest.raises(UsageError, match="no case"):
            CaseFolder(tmp_path).case_id()
        (tmp_path / "case.toml").write_bytes(render_toml(made.CASE, {}).replace(b"= 1", b"= 2"))
        with pytest.raises(UsageError, match="newer"):
            CaseFolder(tmp_path).case_id()

    @pytest.mark.parametrize(
        "content", [b"", b"x = " + b"[" * 9999, b"\xff", b"format = 1\n", b"[", b"case = 'x'\n"]
    )
    def test_damaged_toml(self, tmp_path: Path, content: bytes) -> None:
        """One sentence, status 3."""
        (tmp_path / "case.toml").write_bytes(content)
        with pytest.raises(DamagedError):
            CaseFolder(tmp_path).case_id()

    @pytest.mark.parametrize(
        "case", ['"../../x"', '"/tmp/x"', '"ABCD"', "5", '""', f'"{"a" * 33}"']
    )
    def test_a_case_that_is_no_id(self, tmp_path: Path, case: str) -> None:
        """It names a folder of the device, so a hostile one must not lead anywhere."""
        (tmp_path / "case.toml").write_text(f"format = 1\ncase = {case}\n")
        with pytest.raises(DamagedError, match="not an id"):
            CaseFolder(tmp_path).case_id()

    def test_values(self, tmp_path: Path) -> None:
        """Every kind of setting comes back as it was, whatever its text."""
        text = 'a"b\\c\n\t\x00\x7f\u202eقرية'
        data = render_toml(made.CASE, {"t": text, "yes": True, "n": 5, "none": None})
        found = tomllib.loads(data.decode())
        assert found["case"] == made.CASE
        assert found["settings"] == {"t": text, "yes": True, "n": 5, "none": ""}


def test_a_batch_is_built_without_clock_or_disk() -> None:
    """The append rule is pure: the same in, the same out."""
    context = append.Context("ab" * 16, "cd" * 16, "2025-03-20T08:00:00Z")
    first, second = (
        append.build(REQUESTS, context, merkle.Frontier(), 5, [b"s" * 32] * 20) for _ in range(2)
    )
    assert first == second
    assert [row.tick for row in first.rows] == list(range(6, 26))
    assert first.root == merkle.root_of([row.id for row in first.rows])
