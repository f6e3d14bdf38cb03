"""Outside proofs of a case: asked for, kept, judged, shown; nothing is lost and nothing made up."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core import notary, op
from opentimestamps.core.serialize import StreamSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp
from tests.adapters.authority import Stamper, make_stamper, serving

from tawthiq.adapters.timestamp import ask
from tawthiq.adapters.timestamp.token import token_of
from tawthiq.base.errors import DamagedError, Error, RefusedError, UntrustedError, UsageError
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.opening import open_ledger
from tawthiq.case.outside import Given, examine, files_of
from tawthiq.case.proofs import stamps_found
from tawthiq.ledger import note
from tawthiq.ledger.cosign import parse_key
from tawthiq.ledger.stamps import COSIGNATURE, REQUEST, TOKEN, Stamp
from tawthiq.ledger.witness import Witness
from tawthiq.preserve.proof.opentimestamps import MAGIC
from tawthiq.record.case_facts import Source

NOWHERE = "http://127.0.0.1:1/"


@pytest.fixture(scope="module")
def stamper(tmp_path_factory: pytest.TempPathFactory) -> Stamper:
    """Return an authority whose tokens hold their whole chain."""
    return make_stamper(tmp_path_factory.mktemp("authority") / "one", chain=True)


@pytest.fixture
def asked(case: Case, stamper: Stamper) -> Iterator[Case]:
    """Return a case that trusts an authority which answers now."""
    with serving(stamper) as one:
        case.proofs.trust_authority(one.url, one.certificates, "tests")
        yield case
        stamper.answer = None


def kinds(case: Case) -> list[str]:
    """Return the kinds of all stamps held."""
    return [one.kind for one in case._ledger.store.stamps()]


def levels(case: Case) -> list[str]:
    """Return how bad each finding about stamps is."""
    return [one.level for one in case.proofs.check()]


@pytest.mark.needs("openssl")
@pytest.mark.allow_hosts(["127.0.0.1"])
class TestStampsAreKeptOrWait:
    """A request is durable before it is sent, an answer is verified before it is kept."""

    def test_a_head_is_stamped_once(self, asked: Case) -> None:
        """A second call has nothing to ask."""
        (step,) = asked.proofs.stamp()
        assert (step.kept, step.authority) == (True, "tests")
        assert kinds(asked) == [TOKEN]
        assert asked.proofs.stamp() == []
        (found,) = asked.proofs.check()
        assert found.level == "note"
        assert step.says in found.says
        verdict = asked.keep.check()
        assert verdict.status == 0
        assert found in verdict.found
        assert "what authorities and witnesses signed" in verdict.outside_heads

    def test_without_a_network_it_waits(self, case: Case, stamper: Stamper) -> None:
        """And goes out with the next call, also after the case was closed."""
        case.proofs.trust_authority(NOWHERE, stamper.certificates, "tests")
        (step,) = case.proofs.stamp()
        assert not step.kept
        assert "could not be reached" in step.says
        assert kinds(case) == [REQUEST]
        assert case.proofs.check()[0].level == "note"
        (again,) = case.proofs.stamp()
        assert not again.kept
        with open_case(case.folder.root) as later, serving(stamper) as one:
            later.proofs.trust_authority(one.url, one.certificates, "tests")
            assert [step.kept for step in later.proofs.stamp()] == [True, True]
            assert kinds(later) == [TOKEN, TOKEN]

    def test_an_old_head_is_still_stamped(self, asked: Case, stamper: Stamper) -> None:
        """What waited for one head does not hinder the next, nor get lost."""
        stamper.answer = lambda _: (503, "text/plain", b"later")
        assert [s.kept for s in asked.proofs.stamp()] == [False]
        asked.state(Source("an invented source", "person"))
        assert [s.kept for s in asked.proofs.stamp()] == [False, False]
        stamper.answer = None
        assert [s.kept for s in asked.proofs.stamp()] == [True, True]
        assert kinds(asked) == [TOKEN, TOKEN]

    def test_a_false_answer_is_not_kept(self, asked: Case, stamper: Stamper) -> None:
        """An old answer, one over other bytes, one with a byte changed."""
        other, _ = ask.make_query(b"other bytes")
        old = stamper.reply(other)
        stamper.answer = lambda _: (200, "application/timestamp-reply", old)
        (step,) = asked.proofs.stamp()
        assert not step.kept
        (row,) = asked._ledger.store.stamps()
        assert row.kind == REQUEST

        def changed(query: bytes) -> tuple[int, str, bytes]:
            answer = stamper.reply(query, "changed")
            return 200, "application/timestamp-reply", answer[:-1] + bytes([answer[-1] ^ 1])

        stamper.answer = changed
        (step,) = asked.proofs.stamp()
        assert not step.kept
        assert asked._ledger.store.stamps() == [row]

    def test_a_silent_address_is_asked_once_a_call(self, case: Case, stamper: Stamper) -> None:
        """However much waits for it."""
        case.proofs.trust_authority(NOWHERE, stamper.certificates, "tests")
        for number in range(3):
            case.state(Source(f"an invented source {number}", "person"))
            case.proofs.stamp()
        says = [step.says for step in case.proofs.stamp()]
        assert len(says) == 3
        assert says[1:] == ["it was silent just now"] * 2

    def test_an_authority_that_refuses(self, asked: Case, stamper: Stamper) -> None:
        """Its words are passed on, the request waits."""
        refusal = bytes.fromhex("3005300302010200")[:7]
        stamper.answer = lambda _: (200, "application/timestamp-reply", refusal)
        (step,) = asked.proofs.stamp()
        assert not step.kept

    def test_an_authority_with_new_certificates(self, asked: Case, tmp_path: Path) -> None:
        """What it stamped before is still judged by the old ones."""
        asked.proofs.stamp()
        other = make_stamper(tmp_path / "renewed", curve=True)
        with serving(other) as one:
            asked.proofs.trust_authority(one.url, one.certificates, "tests")
            assert [step.kept for step in asked.proofs.stamp()] == [True]
        assert levels(asked) == ["note", "note"]

    def test_no_authority_is_said(self, case: Case) -> None:
        """With what to do."""
        with pytest.raises(UsageError, match="--authority"):
            case.proofs.stamp()


@pytest.mark.needs("openssl")
@pytest.mark.allow_hosts(["127.0.0.1"])
class TestWhatIsKeptIsJudged:
    """By every check, offline."""

    def test_no_byte_of_a_kept_stamp_can_change(self, asked: Case) -> None:
        """Each is a finding."""
        asked.proofs.stamp()
        (kept,) = asked._ledger.store.stamps()
        for at in range(0, len(kept.body), 7):
            body = kept.body[:at] + bytes([kept.body[at] ^ 0x04]) + kept.body[at + 1 :]
            with asked._ledger.store.writing() as writer:
                writer.drop_stamp(kept)
                writer.add_stamp(Stamp(kept.log, kept.size, TOKEN, body))
            assert levels(asked)[0] in ("untrusted", "damaged"), at
            with asked._ledger.store.writing() as writer:
                writer.drop_stamp(Stamp(kept.log, kept.size, TOKEN, body))
                writer.add_stamp(kept)
        assert levels(asked) == ["note"]

    def test_a_stamp_put_to_another_head(self, asked: Case) -> None:
        """It is over other bytes."""
        asked.proofs.stamp()
        (kept,) = asked._ledger.store.stamps()
        early = min(size for size, _ in asked._ledger.store.heads(kept.log))
        assert early < kept.size
        with asked._ledger.store.writing() as writer:
            writer.drop_stamp(kept)
            writer.add_stamp(Stamp(kept.log, early, TOKEN, kept.body))
            writer.add_stamp(Stamp(kept.log, 999, TOKEN, kept.body))
            writer.add_stamp(Stamp(kept.log, early, COSIGNATURE, b"\xff"))
            writer.add_stamp(Stamp(kept.log, early, "seal of wax", b""))
            writer.add_stamp(Stamp(kept.log, early, REQUEST, b"{}"))
        expected = ["damaged", "damaged", "damaged", "note", "untrusted"]
        assert sorted(levels(asked)) == expected
        assert asked.keep.check().status == 3
        assert [step.kept for step in asked.proofs.stamp() if step.size == early] == [False]

    def test_openssl_alone_agrees(self, asked: Case, tmp_path: Path) -> None:
        """With what `stamp --out` writes, as the page says."""
        asked.proofs.stamp()
        files = asked.proofs.write(tmp_path / "out")
        (text,) = (path for path in files if path.suffix == ".note")
        command = (
            f"openssl ts -verify -data {text.name} -in {text.stem}.1.tsr"
            f" -CAfile {text.stem}.1.roots.pem -untrusted {text.stem}.1.chain.pem"
        )
        done = subprocess.run(
            command.split(), cwd=tmp_path / "out", capture_output=True, check=False
        )
        assert b"Verification: OK" in done.stdout, done.stderr
        assert text.read_text("utf-8") in asked.keep.seal().values()


class TestWitnesses:
    """What a colleague cosigned is kept, and only that."""

    def test_there_and_back(self, case: Case, tmp_path: Path) -> None:
        """Trust, ask, cosign, take, judge; and once more after the record grew."""
        witness = Witness(tmp_path / "colleague")
        case.proofs.trust_witness(str(witness.key()))
        (text,) = case.proofs.log_keys()
        key = parse_key(text)
        seen = 0
        for number in range(2):
            case.state(Source(f"invented source {number}", "person"))
            head = witness.cosign(case.proofs.request(seen), key, 1_900_000_000 + number)
            assert len(case.proofs.take(head)) == 1
            assert len(case.proofs.take(head)) == 1
            seen = note.parse_checkpoint(head)[0].size
        assert kinds(case) == [COSIGNATURE, COSIGNATURE]
        assert levels(case) == ["note", "note"]
        assert witness.key().name in case.proofs.check()[0].says

    def test_a_partner_looks_at_a_head(self, case: Case, tmp_path: Path) -> None:
        """Without a case: who signed, who cosigned, who did not."""
        witness, path = Witness(tmp_path / "colleague"), tmp_path / "head.txt"
        (key,) = case.proofs.log_keys()
        head = witness.cosign(case.proofs.request(0), parse_key(key), 1_900_000_000)
        path.write_text(head, "utf-8")
        both = Given((key, str(witness.key())))
        assert examine(path, both).state == "holds"
        path.write_text(head.rpartition("\u2014")[0], "utf-8")
        assert examine(path, Given((key,))).state == "holds"
        assert examine(path, both).state == "fails"
        path.write_text(head.replace("=\n", "A=\n", 1), "utf-8")
        assert examine(path, both).state == "fails"
        path.write_bytes(b"tawthiq/\xff")
        assert examine(path, both).state == "fails"

    def test_strangers_and_forgeries(self, case: Case, tmp_path: Path) -> None:
        """A witness nobody trusts is passed over; a changed line of a known one is refused."""
        known, stranger = Witness(tmp_path / "one"), Witness(tmp_path / "two")
        case.proofs.trust_witness(str(known.key()))
        (text,) = case.proofs.log_keys()
        key = parse_key(text)
        assert case.proofs.take(stranger.cosign(case.proofs.request(0), key, 1)) == []
        head = known.cosign(case.proofs.request(0), key, 1_900_000_000)
        with pytest.raises((UntrustedError, DamagedError)):
            case.proofs.take(head[:-12] + ("A" if head[-12] != "A" else "B") + head[-11:])
        with pytest.raises(UsageError, match="not a head that the case signed"):
            case.proofs.take(head.replace(f"\n{note.parse_checkpoint(head)[0].size}\n", "\n99\n"))
        assert kinds(case) == []

    def test_keys_of_other_sorts(self, case: Case) -> None:
        """A log's key is no witness's."""
        (key,) = case.proofs.log_keys()
        with pytest.raises(UsageError):
            case.proofs.trust_witness(key)

    def test_sizes_and_logs_that_are_not_there(self, case: Case) -> None:
        """One sentence each."""
        with pytest.raises(UsageError, match="so none of 999"):
            case.proofs.request(999)
        with pytest.raises(UsageError, match="no log"):
            case.proofs.request(0, "zz")


@pytest.mark.allow_hosts(["127.0.0.1"])
class TestALockedCase:
    """Whom it trusts is sealed; what it cannot judge it counts."""

    def test_stamps_name_no_authority(self, tmp_path: Path, home: Path) -> None:
        """Neither address nor name stand in the file, and an open case proves as any other."""
        root, path = tmp_path / "locked", "stamps-of-sahl"
        pem = make_pem(tmp_path)
        with init_case(root, "valley", passphrase="nine invented words of a test") as case:
            case.proofs.trust_authority(f"{NOWHERE}{path}", pem)
            (step,) = case.proofs.stamp()
            assert not step.kept
            (entry,) = case.state(Source("an invented source", "person"))
            plain = case.proofs.prove(entry)
            opened = case.proofs.prove(entry, disclose=True)
            (key,) = case.proofs.log_keys()
        ledger = open_ledger(root, closed=True)
        with ledger.store.writing() as writer:
            log = next(iter(ledger.store.logs()))
            writer.add_stamp(Stamp(log, 4, TOKEN, b"of somebody"))
        found = stamps_found(ledger)
        assert [one.level for one in found] == ["note", "note"]
        assert "wait for the network" in found[0].says
        assert "known only to the open case" in found[1].says
        ledger.store.close()
        data = b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
        assert path.encode() not in data
        proof = tmp_path / "one.tlog-proof"
        for text, held in ((plain, None), (opened, "an invented source")):
            proof.write_text(text, "utf-8")
            payload = examine(proof, Given((key,))).more["payload"]
            assert (payload or {}).get("name") == held


def make_pem(tmp_path: Path) -> str:
    """Return certificates of an authority that is never asked."""
    return make_stamper(tmp_path / "never asked").certificates


class TestProofsOfOthers:
    """Read as they lie, with what they do not cover."""

    @pytest.fixture
    def archive(self, tmp_path: Path, stamper: Stamper) -> Path:
        """Lay out a result folder as auto-archiver leaves it."""
        folder = tmp_path / "result"
        folder.mkdir()
        photo, preview = b"an invented photograph", b"an invented preview"
        (folder / "photo.jpg").write_bytes(photo)
        (folder / "thumbnail_0.jpg").write_bytes(preview)
        listed = "\n".join(hashlib.sha256(one).hexdigest() for one in (photo, b"a lost file"))
        (folder / "hashes.txt").write_text(listed)
        query, _ = ask.make_query(listed.encode())
        (folder / "timestamp_token_tests").write_bytes(token_of(stamper.reply(query)))
        for number, pem in enumerate(
            stamper.certificates.split("-----END CERTIFICATE-----\n")[:-1]
        ):
            (folder / f"{number} - 17.crt").write_text(pem + "-----END CERTIFICATE-----\n")
        return folder

    @pytest.mark.needs("openssl")
    def test_an_archives_stamp_and_what_it_does_not_cover(
        self, archive: Path, stamper: Stamper
    ) -> None:
        """The preview is not covered; a listed file is missing."""
        token = archive / "timestamp_token_tests"
        given = Given((), stamper.certificates, files_of([archive]))
        shown = examine(token, given)
        assert shown.state == "holds"
        assert [Path(name).name for name in shown.more["covered"]] == ["photo.jpg"]
        assert [Path(name).name for name in shown.more["not_covered"]] == ["thumbnail_0.jpg"]
        assert len(shown.more["without_file"]) == 1
        assert any(line.startswith("NOT covered: ") for line in shown.says)

    @pytest.mark.needs("openssl")
    def test_certificates_beside_it_prove_little(self, archive: Path) -> None:
        """It is said, and the state stays open."""
        token = archive / "timestamp_token_tests"
        shown = examine(token, Given(files=files_of([archive])))
        assert shown.state == "open"
        assert any("where anyone can put some" in line for line in shown.says)
        alone = examine(token, Given(files=(archive / "hashes.txt",)))
        assert alone.state == "open"
        assert any("want of certificates" in line for line in alone.says)

    @pytest.mark.needs("openssl")
    def test_a_changed_list_fails(self, archive: Path, stamper: Stamper) -> None:
        """The stamp is over other bytes."""
        (archive / "hashes.txt").write_text("00" * 32)
        given = Given((), stamper.certificates, files_of([archive]))
        assert examine(archive / "timestamp_token_tests", given).state == "fails"

    def test_other_files_are_no_proofs(self, tmp_path: Path) -> None:
        """One sentence."""
        path = tmp_path / "file"
        for data in (b"", b"hello", os.urandom(50).replace(b"0", b"1")):
            path.write_bytes(b"x" + data)
            with pytest.raises(UsageError, match="is no tlog-proof"):
                examine(path, Given())
        with pytest.raises(UsageError):
            examine(tmp_path / "nothing", Given())
        path.write_bytes(b"0" * 4096)
        assert examine(path, Given()).state == "fails"

    def test_an_anchor(self, tmp_path: Path) -> None:
        """Which file, which calendar, which block; and what is needed to be sure."""
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(b"an invented photograph")
        proof = tmp_path / "photo.jpg.ots"
        proof.write_bytes(anchored(hashlib.sha256(photo.read_bytes()).digest()))
        shown = examine(proof, Given(files=(photo,)))
        assert shown.state == "open"
        assert "photo.jpg: the proof starts from this file" in shown.says
        assert any("block 812345" in line and "block's header" in line for line in shown.says)
        photo.write_bytes(b"another")
        assert examine(proof, Given(files=(photo,))).state == "fails"


def anchored(digest: bytes) -> bytes:
    """Return a proof that leads from a digest to a block, by its own library."""
    stamp = Timestamp(digest)
    stamp.ops.add(op.OpSHA256()).attestations.add(notary.BitcoinBlockHeaderAttestation(812345))
    out = BytesIO()
    DetachedTimestampFile(op.OpSHA256(), stamp).serialize(StreamSerializationContext(out))
    return out.getvalue()


class TestReceipts:
    """What a partner gets."""

    def test_of_an_item_with_its_file(self, case: Case, report: Path, tmp_path: Path) -> None:
        """The disclosed payload names the file by its digest."""
        item = case.preserve(report).kept[0]
        (key,) = case.proofs.log_keys()
        proof = tmp_path / "one.tlog-proof"
        proof.write_text(case.proofs.prove(item.id[:12], disclose=True), "utf-8")
        shown = examine(proof, Given((key,), None, (report,)))
        assert shown.state == "holds"
        report.write_text("changed")
        assert examine(proof, Given((key,), None, (report,))).state == "fails"
        proof.write_text(case.proofs.prove(item.id), "utf-8")
        assert examine(proof, Given((key,), None, (report,))).state == "open"

    def test_a_cosigned_head_is_preferred(self, case: Case, tmp_path: Path) -> None:
        """To a newer one that nobody saw, if it covers the entry; never with a false line."""
        witness = Witness(tmp_path / "colleague")
        case.proofs.trust_witness(str(witness.key()))
        (old,) = case.state(Source("an invented source", "person"))
        (key,) = case.proofs.log_keys()
        head = witness.cosign(case.proofs.request(0), parse_key(key), 1_900_000_000)
        case.proofs.take(head)
        (new,) = case.state(Source("another", "person"))
        assert case.proofs.prove(old).endswith(head)
        (newest,) = case.keep.seal().values()
        assert case.proofs.prove(new).endswith(newest)
        seen = note.parse_checkpoint(head)[0].size
        (kept,) = case._ledger.store.stamps()
        with case._ledger.store.writing() as writer:
            writer.drop_stamp(kept)
            writer.add_stamp(Stamp(kept.log, seen, COSIGNATURE, kept.body[:-6] + b"AAAAA="))
        assert case.proofs.prove(old).endswith(newest)
        assert levels(case) == ["untrusted"]

    def test_of_one_of_several_logs(self, case: Case, tmp_path: Path) -> None:
        """A copy that goes on has a second log; tiles and requests ask which."""
        case._ledger.restart("a copy goes on")
        (entry,) = case.state(Source("an invented source", "person"))
        one, two = case._ledger.store.logs()
        with pytest.raises(UsageError, match="--log"):
            case.proofs.tiles(tmp_path / "tiles")
        assert case.proofs.tiles(tmp_path / "tiles", one[:6]) == 3
        assert len(case.proofs.log_keys()) == 2
        case.proofs.prove(entry)
        assert case.proofs.request(0, two).startswith("old 0\n\ntawthiq/")

    def test_entries_that_are_not_there(self, case: Case) -> None:
        """One sentence."""
        for prefix in ("ff" * 32, "", "xyz"):
            with pytest.raises(Error):
                case.proofs.prove(prefix)


class TestHostileProofs:
    """Files of strangers, of any content: a verdict or one sentence."""

    @given(st.sampled_from([b"", b"tawthiq/a/b\n7\n", b"c2sp.org/tlog-proof@v1\n", b"0\x82", b"0\x82\x05\x000\x03\x02\x01\x00", MAGIC]),
           st.binary(max_size=400))  # fmt: skip
    def test_any_bytes(
        self, tmp_path_factory: pytest.TempPathFactory, top: bytes, rest: bytes
    ) -> None:
        """After the first bytes of each kind."""
        path = tmp_path_factory.getbasetemp() / "hostile"
        path.write_bytes(top + rest)
        key = "tawthiq/0123456789abcdef0123456789abcdef/a94fa0661b3a3a302d58b1f08336a3ea"
        for given_ in (Given(), Given(("x",)), Given((key,), "no PEM", (path,))):
            try:
                assert examine(path, given_).state in ("open", "fails")
            except UsageError:
                continue

    def test_what_is_no_file_or_endless(self, tmp_path: Path) -> None:
        """A folder, a file too large."""
        with pytest.raises(UsageError):
            examine(tmp_path, Given())
        large = tmp_path / "large"
        with large.open("wb") as file:
            file.truncate(5 << 20)
        with pytest.raises(UsageError, match="too large"):
            examine(large, Given())


class TestProtectedPeople:
    """What concerns them leaves in no receipt."""

    def test_their_entries_are_not_disclosed(self, tmp_path: Path, report: Path) -> None:
        """The place of the entry is proved, its content never handed out this way."""
        words = "nine invented words of a test"
        with init_case(tmp_path / "locked", "valley", passphrase=words) as case:
            item = case.preserve(report, protected="W-17").kept[0]
            ring = case._ledger.keyring
            assert ring is not None
            sealed = [e for e in case.keep.log() if e.header.lock == ring.protected]
            assert sealed
            for entry in sealed:
                with pytest.raises(RefusedError):
                    case.proofs.prove(entry.id, disclose=True)
                case.proofs.prove(entry.id)
            assert item.id


class TestStartingStaysCheap:
    """Libraries of time stamps are loaded by the verbs that need them."""

    def test_opening_a_case_loads_none(self) -> None:
        """Neither the library nor the network's modules."""
        code = (
            "import sys, tawthiq.case.case, tawthiq.cli.verbs.proving; "
            "print([m for m in ('rfc3161_client', 'cryptography.x509', 'http.client')"
            " if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"
