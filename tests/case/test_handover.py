"""Handing over and receiving: from one case to another, to a court, to an archive, to nobody."""

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tawthiq.base.errors import DamagedError, RefusedError, UsageError
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.opening import open_protected
from tawthiq.case.receiving import PROOFS
from tawthiq.record.case_facts import Source

NAME, PLACE, WORDS = "Nadim Qorashan", "by the old mill", "they counted nine by the well"
CODE = "STONE"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Case]:
    """Return the receiver's case."""
    with init_case(tmp_path / "other", "Sahl Archive", unlocked=True) as opened:
        yield opened


@pytest.fixture
def item(case: Case, report: Path) -> str:
    """Return an item that a body published."""
    case.state(Source("Sahl Monitor", "monitor"))
    kept = case.preserve(report, giver="Sahl Monitor", channel="mail").kept
    return kept[0].id


@pytest.fixture
def testimony(case: Case, tmp_path: Path) -> str:
    """Return a protected person's item; its file's name and its receipt name the person."""
    path = tmp_path / f"{NAME}.txt"
    path.write_text(f"{WORDS}\n{NAME}\n", "utf-8")
    kept = case.preserve(path, giver=NAME, why=PLACE, promise="court only", protected=CODE).kept
    return kept[0].id


def grant(case: Case, subject: str, purpose: str) -> None:
    """Enter that a person agreed to a purpose."""
    case.consent(
        subject, purpose, "granted", form="oral", language="ar", date="2031-05-20",
        explained_by="M. Sahin", risks="being recognised",
    )  # fmt: skip


def payloads(case: Case, act: str) -> list[Mapping[str, object]]:
    """Return the handover entries of one kind of act."""
    entries = [e.payload for e in case.keep.log() if e.header.kind == "handover"]
    return [p for p in entries if p is not None and p["act"] == act]


def all_bytes(root: Path) -> bytes:
    """Return every path and every byte below a folder."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return b"\n".join(str(p.relative_to(root)).encode() + b"\n" + p.read_bytes() for p in files)


class TestAPackage:
    """It is read and verified without us."""

    def test_the_validator_of_bagit_agrees(self, case: Case, item: str, tmp_path: Path) -> None:
        """Run as its own program."""
        case.hand_over([item], "Court of Sahl", tmp_path / "out", purpose="court")
        program = Path(sys.executable).with_name("bagit.py")
        done = subprocess.run(
            [sys.executable, program, "--validate", tmp_path / "out"], capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    @pytest.mark.needs("sha256sum")
    def test_sha256sum_agrees(self, case: Case, item: str, tmp_path: Path) -> None:
        """Both lists, read as they are."""
        case.hand_over([item], "Court of Sahl", tmp_path / "out", purpose="court")
        for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            subprocess.run(["sha256sum", "-c", "--strict", name], cwd=tmp_path / "out", check=True,
                           capture_output=True)  # fmt: skip

    def test_the_validator_of_case_agrees(
        self, case: Case, item: str, testimony: str, tmp_path: Path
    ) -> None:
        """A whole graph with a protected item in it conforms to CASE and UCO."""
        grant(case, CODE, "court")
        case.hand_over([item, testimony], "Court of Sahl", tmp_path / "out", purpose="court")
        program = Path(sys.executable).with_name("case_validate")
        graph = tmp_path / "out" / "data" / "metadata" / "case-prov.jsonld"
        done = subprocess.run([program, graph], capture_output=True, text=True, check=False)
        assert "Conforms: True" in done.stdout, done.stdout

    def test_custody_is_uninterrupted(self, case: Case, item: str, tmp_path: Path) -> None:
        """Received, stored, read, came again, handed over before, verified, handed over."""
        case.preserve(tmp_path / "report.txt", giver="Sahl Monitor")
        case.hand_over([item], "Elsewhere", tmp_path / "first", purpose="court")
        case.hand_over([item], "Court of Sahl", tmp_path / "out", purpose="court")
        text = (tmp_path / "out" / "data" / "metadata" / "custody.csv").read_text("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["action"] for row in rows] == [
            "received", "stored", "derived", "received", "received", "transferred_out",
            "fixity_ok", "transferred_out",
        ]  # fmt: skip
        assert rows[0]["from"] == "Sahl Monitor"
        assert rows[5]["to"] == "Elsewhere"
        assert rows[-1]["to"] == "Court of Sahl"

    def test_the_act_is_entered_with_its_causes(
        self, case: Case, item: str, tmp_path: Path
    ) -> None:
        """To whom, what for, what, and the digest of the list."""
        entry, given = case.hand_over([item], "Court of Sahl", tmp_path / "out", purpose="court")
        held = case.keep.find(entry)
        assert held.header.causes.ids == (item,)
        listed = (tmp_path / "out" / "manifest-sha256.txt").read_bytes()
        assert given.manifest_sha256 == hashlib.sha256(listed).hexdigest()
        assert case.hand_over.given() == {entry: given}

    def test_only_what_was_asked_for(
        self, case: Case, item: str, testimony: str, tmp_path: Path
    ) -> None:
        """Nothing of another item is in it."""
        case.hand_over([item], "Court of Sahl", tmp_path / "out", purpose="court")
        held = all_bytes(tmp_path / "out")
        for gone in (NAME, WORDS, PLACE, CODE, testimony, "court only"):
            assert gone.encode() not in held

    def test_a_hostile_name(self, case: Case, tmp_path: Path) -> None:
        """The file lies under a safe name; the name as it came is in the list."""
        path = tmp_path / "..; rm %0A\u202etxt.exe"
        path.write_bytes(b"x")
        key = case.preserve(path, giver="A").kept[0].id
        case.hand_over([key], "Court", tmp_path / "out", purpose="court")
        index = json.loads((tmp_path / "out/data/metadata/handover.json").read_bytes())
        assert index["objects"][0]["name"]["text"] == path.name
        assert re.fullmatch(r"data/objects/[0-9a-f]{12}/[ \w.]+", index["objects"][0]["path"])


class TestReadme:
    """What README.txt tells to do works with openssl alone."""

    @pytest.mark.needs("openssl", "xxd")
    def test_by_hand(self, case: Case, item: str, tmp_path: Path) -> None:
        """From an entry's bytes to the signature over its log."""
        case.hand_over([item], "Court of Sahl", tmp_path / "out", purpose="court")
        below = tmp_path / "out" / "data" / "metadata"
        folder = below / "entries" / item
        header = json.loads((folder / "header.json").read_bytes())
        assert shell(r"(printf '\000'; cat header.json) | openssl dgst -sha256 -r", folder) == item
        commitment = shell("cat salt.bin payload.json | openssl dgst -sha256 -r", folder)
        assert commitment == header["commitment"]
        *steps, root = (folder / "path.txt").read_text().splitlines()
        node = item
        for step in steps:
            side, value = step.split()
            left, right = (value, node) if side == "left" else (node, value)
            node = shell(
                rf"(printf '\001'; printf {left} | xxd -r -p; printf {right} | xxd -r -p)"
                " | openssl dgst -sha256 -r",
                folder,
            )
        assert root == f"root {node}"
        head = below / "heads" / header["log"]
        signed = (head / "signed.txt").read_text().splitlines()
        assert base64.b64decode(signed[2]).hex() == node
        says = subprocess.run(  # noqa: S602 - as README.txt has it
            "openssl pkeyutl -verify -rawin -pubin -inkey key.pem"
            " -in signed.txt -sigfile signature.bin",
            shell=True, cwd=head, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "Verified Successfully" in says.stdout


def shell(line: str, folder: Path) -> str:
    """Run a line of the README; return the digest that it prints."""
    done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S602
    return done.stdout.split()[0]


class TestConsent:
    """Nothing leaves without consent for its purpose."""

    def test_refused_with_reasons(self, case: Case, testimony: str, tmp_path: Path) -> None:
        """By code name; and no folder is left."""
        with pytest.raises(RefusedError) as caught:
            case.hand_over([testimony], "Court", tmp_path / "out", purpose="court")
        assert any(CODE in reason for reason in caught.value.reasons)
        assert not any(NAME in reason for reason in caught.value.reasons)
        assert not (tmp_path / "out").exists()

    def test_a_purpose_is_not_another(self, case: Case, testimony: str, tmp_path: Path) -> None:
        """Consent for a court is none for an archive."""
        grant(case, CODE, "court")
        with pytest.raises(RefusedError):
            case.hand_over.archive(tmp_path / "out", identities=True)

    def test_protected_people_go_to_no_one_below_a_court(
        self, case: Case, testimony: str, tmp_path: Path
    ) -> None:
        """Even where they agreed to be shared with that body."""
        grant(case, CODE, "share_with:Sahl Archive")
        with pytest.raises(RefusedError) as caught:
            case.hand_over([testimony], "Sahl Archive", tmp_path / "out")
        assert "below a court" in caught.value.reasons[0]

    def test_identities_are_for_courts(self, case: Case, item: str, tmp_path: Path) -> None:
        """Sharing never tells them."""
        with pytest.raises(RefusedError):
            case.hand_over([item], "Sahl Archive", tmp_path / "out", identities=True)


class TestProtectedPeople:
    """To a court: the code name, unless more is asked for."""

    def test_code_name_only(self, case: Case, item: str, testimony: str, tmp_path: Path) -> None:
        """No name, receipt or entry's content beside the bytes that were given."""
        grant(case, CODE, "court")
        case.hand_over([item, testimony], "Court", tmp_path / "out", purpose="court")
        objects = list((tmp_path / "out").glob("data/objects/*/*"))
        bytes_of = next(path for path in objects if CODE in path.name)
        assert bytes_of.name == f"{CODE}.txt"
        assert NAME.encode() in bytes_of.read_bytes()
        bytes_of.unlink()
        held = all_bytes(tmp_path / "out")
        for gone in (NAME, PLACE, "court only"):
            assert gone.encode() not in held

    def test_who_also_gave_a_known_file(
        self, case: Case, item: str, report: Path, tmp_path: Path
    ) -> None:
        """That a protected person brought a published report too is for a court, by code name."""
        case.preserve(report, giver=NAME, why=PLACE, protected=CODE, open_too=True)
        case.hand_over([item], "Court", tmp_path / "court", purpose="court")
        case.hand_over([item], "Sahl Archive", tmp_path / "shared")
        court, shared = all_bytes(tmp_path / "court"), all_bytes(tmp_path / "shared")
        for gone in (NAME, PLACE):
            assert gone.encode() not in court + shared
        assert CODE.encode() not in shared

    def test_with_identities(self, case: Case, testimony: str, tmp_path: Path) -> None:
        """Asked for in so many words; the look at them is an entry."""
        grant(case, CODE, "court")
        _, given = case.hand_over(
            [testimony], "Court", tmp_path / "out", purpose="court", identities=True
        )
        told = json.loads((tmp_path / "out/data/metadata/identities.json").read_bytes())
        assert NAME in told[CODE]["names"]
        assert given.identities
        looks = [e.payload for e in case.keep.log() if e.header.kind == "resolve"]
        assert {look["what"] for look in looks if look} == {f"item {testimony}", "identity"}
        assert all(given.package in str(look["why"]) for look in looks if look)

    def test_in_a_locked_case(self, tmp_path: Path, other: Case) -> None:
        """Sealed bytes are opened for a court with their own key, and not without it."""
        root, phrase = tmp_path / "locked", "four words for a test"
        path = tmp_path / f"{NAME}.txt"
        path.write_text(f"{WORDS}\n", "utf-8")
        with init_case(root, passphrase=phrase) as case:
            key = case.preserve(path, giver=NAME, protected=CODE).kept[0].id
            grant(case, CODE, "court")
            with pytest.raises(UsageError):
                case.hand_over([key], "Court", tmp_path / "out", purpose="court")
            assert not (tmp_path / "out").exists()
        private = open_protected(root, phrase)
        with open_case(root, passphrase=phrase, private=private) as case:
            case.hand_over([key], "Court", tmp_path / "out", purpose="court")
        objects = list((tmp_path / "out").glob("data/objects/*/*"))
        assert [each.read_bytes() for each in objects] == [path.read_bytes()]
        assert NAME.encode() not in all_bytes(tmp_path / "out")
        assert not other.hand_over.receive(tmp_path / "out").taken.proofs.failed


class TestSharing:
    """A body that is no court learns who gave an item only where that harms nobody."""

    def test_a_private_giver_stays_unnamed(self, case: Case, report: Path, tmp_path: Path) -> None:
        """The item goes; the receipt's words do not."""
        key = case.preserve(report, giver=NAME, why=PLACE, promise="not to be named").kept[0].id
        case.hand_over([key], "Sahl Archive", tmp_path / "out")
        held = all_bytes(tmp_path / "out")
        for gone in (NAME, PLACE, "not to be named"):
            assert gone.encode() not in held

    def test_a_known_body_is_named(self, case: Case, item: str, tmp_path: Path) -> None:
        """A monitor that publishes is no secret."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out")
        assert b"Sahl Monitor" in (tmp_path / "out/data/metadata/custody.csv").read_bytes()

    def test_other_recipients_are_not_told(self, case: Case, item: str, tmp_path: Path) -> None:
        """Which court has it already is no one else's business."""
        case.hand_over([item], "Court of Sahl", tmp_path / "first", purpose="court")
        case.hand_over([item], "Sahl Archive", tmp_path / "out")
        assert b"Court of Sahl" not in all_bytes(tmp_path / "out")


class TestReceiptsComeBack:
    """The receiver's list is compared and entered."""

    def test_agrees(self, case: Case, item: str, tmp_path: Path) -> None:
        """The form, filled in."""
        entry, given = case.hand_over([item], "Court", tmp_path / "out", purpose="court")
        form = (tmp_path / "out" / "receipt-form.txt").read_text("utf-8")
        (tmp_path / "form.txt").write_text(form.replace("Received by: ", "Received by: A. Clerk"))
        acknowledged, act = case.hand_over.acknowledge(tmp_path / "form.txt")
        assert act.compared.is_whole
        assert act.compared.manifest
        assert act.by == "A. Clerk"
        assert act.package == given.package
        assert case.keep.find(acknowledged).header.causes.ids == (entry,)

    def test_differs(self, case: Case, item: str, tmp_path: Path) -> None:
        """A mismatch is entered and named."""
        _, given = case.hand_over([item], "Court", tmp_path / "out", purpose="court")
        path = given.objects[0].path
        (tmp_path / "list.txt").write_text(f"{'0' * 64}  {path}\n", "utf-8")
        _, act = case.hand_over.acknowledge(tmp_path / "list.txt")
        assert act.compared.differs == (path,)
        assert payloads(case, "acknowledged")[0]["compared"]["differs"] == [path]  # type: ignore[index]

    def test_no_list_or_no_package(self, case: Case, item: str, tmp_path: Path) -> None:
        """A sentence, and nothing is entered."""
        case.hand_over([item], "Court", tmp_path / "out", purpose="court")
        (tmp_path / "x").write_bytes(b"\xff\x00 hello")
        with pytest.raises(UsageError, match="no SHA-256"):
            case.hand_over.acknowledge(tmp_path / "x")
        (tmp_path / "x").write_text(f"{'0' * 64}  data/other\n")
        with pytest.raises(UsageError, match="no package"):
            case.hand_over.acknowledge(tmp_path / "x")
        assert not payloads(case, "acknowledged")


class TestFromOneCaseToAnother:
    """The giver's bytes, custody and proofs arrive."""

    def test_round_trip(self, case: Case, other: Case, item: str, tmp_path: Path) -> None:
        """The same digests, the same graph byte for byte, the giver as the source."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", giver="Ghaymar Group")
        received = other.hand_over.receive(tmp_path / "out")
        ours = other.preserve.items()
        kin = received.taken.objects[0]
        assert kin.theirs == item
        assert ours[kin.ours].sha256 == case.preserve.items()[item].sha256
        assert other.preserve.receipts()[ours[kin.ours].receipt].giver == "Ghaymar Group"
        graph = next(k for k in received.taken.metadata if k.path.endswith("case-prov.jsonld"))
        given = (tmp_path / "out" / "data" / "metadata" / "case-prov.jsonld").read_bytes()
        assert ours[graph.ours].sha256 == hashlib.sha256(given).hexdigest()
        assert received.taken.proofs.verified == 3
        assert not received.taken.proofs.failed
        other.hand_over([kin.ours], "Back", tmp_path / "back", purpose="court")
        assert b"Ghaymar Group" in (tmp_path / "back/data/metadata/custody.csv").read_bytes()

    def test_custody_is_handed_on(
        self, case: Case, other: Case, item: str, report: Path, tmp_path: Path
    ) -> None:
        """A third receiver sees the first giver's steps, of the items given on only."""
        (tmp_path / "b.txt").write_text("another item", "utf-8")
        second = case.preserve(tmp_path / "b.txt", giver="Sahl Relief").kept[0].id
        case.hand_over([item, second], "Sahl Archive", tmp_path / "out", purpose="court")
        received = other.hand_over.receive(tmp_path / "out")
        ours = next(kin.ours for kin in received.taken.objects if kin.theirs == item)
        other.hand_over([ours], "Court", tmp_path / "on", purpose="court")
        path = tmp_path / "on" / f"data/metadata/earlier/{received.taken.package}.csv"
        text = path.read_text("utf-8-sig")
        assert [row["action"] for row in csv.DictReader(io.StringIO(text))] == [
            "received", "stored", "derived", "fixity_ok", "transferred_out",
        ]  # fmt: skip
        assert "Sahl Monitor" in text
        assert "Sahl Relief" not in text
        with init_case(tmp_path / "third", unlocked=True) as third:
            again = third.hand_over.receive(tmp_path / "on")
            key = again.taken.objects[0].ours
            third.hand_over([key], "Last", tmp_path / "last", purpose="court")
        assert len(list(tmp_path.glob("last/data/metadata/earlier/*.csv"))) == 2

    def test_the_giver_s_links_are_entered(
        self, case: Case, other: Case, item: str, tmp_path: Path
    ) -> None:
        """Their ids of the items, how many steps of custody, what the proofs showed."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        other.hand_over.receive(tmp_path / "out")
        payload = payloads(other, "taken")[0]
        assert payload["objects"][0]["theirs"] == item  # type: ignore[index]
        assert payload["events"] == 5
        assert not [f for f in other.keep.check().found if f.level == "damaged"]

    def test_papers_are_kept_and_not_read(
        self, case: Case, other: Case, item: str, tmp_path: Path
    ) -> None:
        """The package's own lists are items without a text: no claim comes out of them."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        received = other.hand_over.receive(tmp_path / "out")
        papers = {kin.ours for kin in received.taken.metadata}
        assert {kin.path for kin in received.taken.metadata} >= {
            "README.txt", "manifest-sha256.txt", "data/metadata/premis.xml", PROOFS,
        }  # fmt: skip
        other.read()
        assert not papers & {claim.item for claim in other.read.claims()}
        assert other.read.claims()

    def test_the_proofs_are_kept_whole(
        self, case: Case, other: Case, item: str, tmp_path: Path
    ) -> None:
        """Each file of them, in one plain zip."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        received = other.hand_over.receive(tmp_path / "out")
        kin = next(k for k in received.taken.metadata if k.path == PROOFS)
        sha256 = other.preserve.items()[kin.ours].sha256
        with other.keep.ledger.vault.open(sha256) as blob, zipfile.ZipFile(blob) as archive:
            for name in archive.namelist():
                assert archive.read(name) == (tmp_path / "out" / name).read_bytes()
            assert f"data/metadata/entries/{item}/header.json" in archive.namelist()

    def test_twice(self, case: Case, other: Case, item: str, tmp_path: Path) -> None:
        """The same package again is a second receipt of the same items."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        first = other.hand_over.receive(tmp_path / "out")
        before = len(other.preserve.items())
        again = other.hand_over.receive(tmp_path / "out")
        assert len(other.preserve.items()) == before
        assert again.taken.objects == first.taken.objects
        assert len(other.preserve.receipts()) == 2

    def test_damage_refuses_the_whole(
        self, case: Case, other: Case, item: str, tmp_path: Path
    ) -> None:
        """Named, and nothing is entered."""
        _, given = case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        target = tmp_path / "out" / given.objects[0].path
        target.write_bytes(b"x" * given.objects[0].bytes)
        with pytest.raises(DamagedError, match="differs"):
            other.hand_over.receive(tmp_path / "out")
        assert not other.preserve.items()
        assert not payloads(other, "taken")


class TestProofsOfOthers:
    """A package whose bag is whole may still lie about the giver's record."""

    def forged(self, root: Path, path: str, content: bytes) -> None:
        """Change a file and make the bag whole again, as a forger would."""
        (root / path).write_bytes(content)
        files = sorted(p for p in (root / "data").rglob("*") if p.is_file())
        lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(root)}\n"
                 for p in files]  # fmt: skip
        (root / "manifest-sha256.txt").write_text("".join(lines), "utf-8")
        (root / "tagmanifest-sha256.txt").unlink()
        info = (root / "bag-info.txt").read_text("utf-8")
        (root / "bag-info.txt").write_text(re.sub("Payload-Oxum.*\n", "", info), "utf-8")

    @pytest.mark.parametrize(
        "name", ["header.json", "salt.bin", "payload.json", "entry.tlog-proof"]
    )
    def test_a_changed_entry(
        self, case: Case, other: Case, item: str, tmp_path: Path, name: str
    ) -> None:
        """The files are kept; the entry is named as not proved."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        path = tmp_path / "out" / "data" / "metadata" / "entries" / item / name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        self.forged(tmp_path / "out", str(path.relative_to(tmp_path / "out")), bytes(data))
        received = other.hand_over.receive(tmp_path / "out")
        assert any(item[:12] in says for says in received.taken.proofs.failed)
        assert received.taken.objects

    def test_another_key(self, case: Case, other: Case, item: str, tmp_path: Path) -> None:
        """A key is the log's own, or the head proves nothing."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        key = next((tmp_path / "out").glob("data/metadata/heads/*/key.pem"))
        data = key.read_bytes().replace(b"MCow", b"MCox", 1)
        self.forged(tmp_path / "out", str(key.relative_to(tmp_path / "out")), data)
        received = other.hand_over.receive(tmp_path / "out")
        assert received.taken.proofs.verified == 0
        assert received.taken.proofs.failed

    def test_other_bytes_than_the_record_states(
        self, case: Case, other: Case, item: str, tmp_path: Path
    ) -> None:
        """An exchanged file, with every list made anew."""
        root = tmp_path / "out"
        _, given = case.hand_over([item], "Sahl Archive", root, purpose="court")
        index = root / "data" / "metadata" / "handover.json"
        changed = hashlib.sha256(b"forged").hexdigest()
        index.write_text(index.read_text("utf-8").replace(given.objects[0].sha256, changed))
        self.forged(root, given.objects[0].path, b"forged")
        received = other.hand_over.receive(root)
        assert any("other bytes" in says for says in received.taken.proofs.failed)

    @pytest.mark.parametrize("index", [b"[]", b"{", b"[" * 100_000, b'{"format": 2}', b"\xff"])
    def test_an_odd_index(
        self, case: Case, other: Case, item: str, tmp_path: Path, index: bytes
    ) -> None:
        """A sentence, and nothing is taken."""
        case.hand_over([item], "Sahl Archive", tmp_path / "out", purpose="court")
        self.forged(tmp_path / "out", "data/metadata/handover.json", index)
        with pytest.raises((DamagedError, UsageError)):
            other.hand_over.receive(tmp_path / "out")
        assert not other.preserve.items()


class TestAnArchive:
    """The whole case, to be read when Tawthiq is gone."""

    def test_everything(self, case: Case, other: Case, item: str, tmp_path: Path) -> None:
        """Every object, every line of the record, the texts; the receiver verifies all."""
        case.read()
        entries = len(list(case.keep.log()))
        case.hand_over.archive(tmp_path / "out")
        assert list((tmp_path / "out").glob("data/derivatives/*/text.txt"))
        lines = [
            json.loads(line)
            for path in (tmp_path / "out").glob("data/metadata/ledger/*.jsonl")
            for line in path.read_text("utf-8").split("\n")
            if line
        ]
        assert len(lines) == entries
        assert all(line["payload"] for line in lines)
        received = other.hand_over.receive(tmp_path / "out")
        assert received.taken.proofs.verified == entries
        assert not received.taken.proofs.failed

    def test_protected_people_are_left_out(
        self, case: Case, other: Case, item: str, testimony: str, tmp_path: Path
    ) -> None:
        """Named by code name; the record still verifies, their content is kept back."""
        case.hand_over.archive(tmp_path / "out")
        held = all_bytes(tmp_path / "out")
        for gone in (NAME, WORDS, PLACE, "court only"):
            assert gone.encode() not in held
        index = json.loads((tmp_path / "out/data/metadata/handover.json").read_bytes())
        assert index["left_out"] == [f"{CODE}: a protected person"]
        received = other.hand_over.receive(tmp_path / "out")
        assert not received.taken.proofs.failed
        assert received.taken.proofs.withheld >= 2


class TestThreePackages:
    """What came in, what is kept, what is published are kept apart (P-19)."""

    @pytest.mark.parametrize("audience", ["public", "partner"])
    def test_a_dossier_holds_no_restricted_blob(
        self, case: Case, item: str, testimony: str, tmp_path: Path, audience: str
    ) -> None:
        """No byte, digest, name, place or promise of a restricted item."""
        case.read()
        for claim in case.read.claims():
            case.read.accept(claim.id)
        given = {"partner": "Sahl Archive"} if audience == "partner" else {}
        case.publish(tmp_path / "site", audience, **given)  # type: ignore[arg-type]
        held = all_bytes(tmp_path / "site")
        restricted = case.preserve.items()[testimony]
        for gone in (NAME, WORDS, PLACE, "court only", restricted.sha256):
            assert gone.encode() not in held
        digests = {hashlib.sha256(p.read_bytes()).hexdigest()
                   for p in (tmp_path / "site").rglob("*") if p.is_file()}  # fmt: skip
        kept = case.preserve.items().values() if audience == "public" else [restricted]
        assert not digests & {i.sha256 for i in kept}


class TestALockedCase:
    """What was locked is handed over in the clear, and only what was asked for."""

    def test_round_trip(self, report: Path, other: Case, tmp_path: Path, home: Path) -> None:
        """The proofs hold although the record lies sealed."""
        with init_case(tmp_path / "locked", passphrase="four words for a test") as case:
            key = case.preserve(report, giver="Sahl Monitor").kept[0].id
            case.hand_over([key], "Sahl Archive", tmp_path / "out", purpose="court")
            case.hand_over.archive(tmp_path / "archive")
        received = other.hand_over.receive(tmp_path / "out")
        assert received.taken.proofs.verified == 3
        assert not received.taken.proofs.failed
        assert not received.taken.proofs.withheld
        archived = other.hand_over.receive(tmp_path / "archive")
        assert not archived.taken.proofs.failed


class TestUsage:
    """What cannot be done is said."""

    def test_sentences(self, case: Case, item: str, tmp_path: Path) -> None:
        """No item, no name, a folder that is not empty or lies in the case."""
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "x").write_bytes(b"")
        for items, to, out in (
            (["ffff"], "Court", tmp_path / "out"),
            ([], "Court", tmp_path / "out"),
            ([item], " ", tmp_path / "out"),
            ([item], "Court", tmp_path / "full"),
            ([item], "Court", case.folder.root / "out"),
        ):
            with pytest.raises(UsageError):
                case.hand_over(items, to, out, purpose="court")
        assert not payloads(case, "given")

    def test_a_damaged_blob_is_no_evidence(self, case: Case, item: str, tmp_path: Path) -> None:
        """Nothing is written of it."""
        blob = case.keep.ledger.vault.path(case.preserve.items()[item].sha256)  # type: ignore[attr-defined]
        blob.chmod(0o600)
        blob.write_bytes(b"other")
        with pytest.raises(DamagedError):
            case.hand_over([item], "Court", tmp_path / "out", purpose="court")
        assert not (tmp_path / "out").exists()
        assert not payloads(case, "given")
