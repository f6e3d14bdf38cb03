"""Sentences of docs/threat-model.md that no other test holds up."""

import getpass
import hashlib
import os
import platform
import re
import socket
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from tests.case.planted import forms, hits, names, noise, plant
from tests.shape.source import ROOT

from tawthiq.base.errors import UsageError
from tawthiq.base.script import fold
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.copies import Choices
from tawthiq.cli.main import tawthiq
from tawthiq.ledger import keyfile
from tawthiq.ledger.header import decode_header
from tawthiq.record.case_facts import Source

PASSPHRASE = "nine kites above the reservoir"
DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Return an open, unlocked, empty case."""
    with init_case(tmp_path / "case", "valley", unlocked=True) as opened:
        yield opened


def held(root: Path) -> bytes:
    """Return the bytes of all files below a folder, and their names."""
    return b"\0".join(
        str(p.relative_to(root)).encode() + b"\0" + (p.read_bytes() if p.is_file() else b"")
        for p in sorted(root.rglob("*"))
    )


class TestLockedCase:
    """Who has the files of a locked case learns what the page lists, and no word."""

    @pytest.fixture
    def planted(self, tmp_path: Path) -> list[str]:
        """Fill a locked case with fifty names, then close it."""
        with init_case(tmp_path / "case", names()[0], passphrase=PASSPHRASE) as case:
            planted = plant(case, tmp_path / "given").names
            spoken = tmp_path / f"{planted[4]}.txt"
            spoken.write_text(f"I am {planted[4]}, and {planted[5]} is my brother.\n", "utf-8")
            case.preserve(spoken, giver=planted[3], protected="Heron")
        return planted

    def test_no_name(self, planted: list[str], tmp_path: Path) -> None:
        """In no file of the case nor of the device's own folder, and in no file's name."""
        assert hits(tmp_path / "case", planted) == []
        assert hits(tmp_path / "device", planted) == []

    def test_what_lies_open(self, planted: list[str], tmp_path: Path) -> None:
        """Kinds, times and number of entries; number and sizes of blobs; and that is all."""
        assert planted
        with closing(sqlite3.connect(tmp_path / "case" / "ledger.db")) as store:
            headers = [decode_header(row) for (row,) in store.execute("SELECT header FROM entries")]
        kinds = {header.kind for header in headers}
        assert {"item", "receipt", "identity", "consent", "claim"} <= kinds
        assert all(header.tick > 0 for header in headers)
        blobs = [p for p in (tmp_path / "case" / "vault").rglob("*") if p.is_file()]
        assert blobs
        assert all(p.stat().st_size > 0 for p in blobs)


class TestCopiesOfALockedCase:
    """A stick, an export and a backup give away no more than the case itself."""

    def test_no_name(self, tmp_path: Path) -> None:
        """Fifty names in every field, and none in any byte of the three."""
        for folder in ("backups", "out"):
            (tmp_path / folder).mkdir()
        with init_case(tmp_path / "case", names()[0], passphrase=PASSPHRASE) as case:
            planted = plant(case, tmp_path / "given").names
            assert case.sync(tmp_path / "stick").status == 0
            case.keep.export(tmp_path / "out" / "case.zip")
            case.copies.backup(tmp_path / "backups", Choices("blue stick"))
        for folder in ("stick", "out", "backups"):
            assert list((tmp_path / folder).rglob("*")), folder
            assert hits(tmp_path / folder, planted) == [], folder


class TestGuessing:
    """A name that somebody guesses cannot be confirmed by a digest that we give out."""

    @staticmethod
    def digests_of(wanted: list[str]) -> set[bytes]:
        """Return SHA-256 of each name as people and programs would write it."""
        texts: set[str] = set()
        for name in wanted:
            for one in (name, *name.split(), fold(name), *fold(name).split()):
                texts |= {one, one.lower(), one.upper(), f"{one}.txt", f"{one}\n", f'"{one}"'}
        plain = [text.encode() for text in texts] + [text.encode("utf-16-le") for text in texts]
        return {
            hashlib.sha256(prefix + data).hexdigest().encode()
            for data in plain
            for prefix in (b"", b"\0")  # alone, and as a leaf of a Merkle tree
        }

    def test_no_digest_of_a_name(self, case: Case, tmp_path: Path) -> None:
        """Not in a public dossier, a package, nor in any header; plain or as a tree's leaf."""
        planted = plant(case, tmp_path / "given")
        noise(case, tmp_path / "post")
        for claim in case.read.claims():
            if claim.id != "cplanted":
                case.read.accept(claim.id)
        case.publish(tmp_path / "dossier", "public")
        reported = [k for k in case.preserve.items() if k != planted.item][:2]
        case.state(Source("the post", "outlet"))
        case.hand_over(reported, "Sahl Archive", tmp_path / "package", purpose="court")
        rows = list(case.keep.ledger.store.rows())
        headers = b" ".join(row.header + b" " + row.id.hex().encode() for row in rows)
        guesses = self.digests_of(planted.names)
        for given in (held(tmp_path / "dossier"), held(tmp_path / "package"), headers):
            found = set(DIGEST.findall(given))
            assert found
            assert not found & guesses

    def test_the_search_has_teeth(self, tmp_path: Path) -> None:
        """A digest of a name that lay there would be found."""
        name = names()[4]
        path = tmp_path / "index.txt"
        path.write_text(hashlib.sha256(fold(name).encode()).hexdigest() + "\n", "utf-8")
        assert set(DIGEST.findall(held(tmp_path))) & self.digests_of([name])


class TestPublicDossier:
    """It is written from claims; nothing of the files that came in travels along."""

    def test_no_picture_no_pdf(self, case: Case, report: Path, tmp_path: Path) -> None:
        """Neither a photograph's EXIF nor a PDF's information can be in it: no such file is."""
        person = names()[5]
        folder = tmp_path / "given"
        folder.mkdir()
        exif = b"\xff\xd8\xff\xe1\x00\x60Exif\0\0" + person.encode() + bytes(64) + b"\xff\xd9"
        (folder / "photograph.jpg").write_bytes(exif)
        (folder / "letter.pdf").write_bytes(
            b"%PDF-1.4\n1 0 obj<</Author(" + person.encode() + b")>>endobj\n%%EOF\n"
        )
        case.preserve(folder, giver="the post")
        case.preserve(report, giver="Sahl Monitor", outlet="Sahl Monitor")
        for claim in case.read():
            case.read.accept(claim.id)
        case.publish(tmp_path / "dossier", "public")
        files = [p for p in (tmp_path / "dossier").rglob("*") if p.is_file()]
        assert {p.suffix for p in files} <= {
            ".html", ".css", ".csv", ".json", ".geojson", ".svg", ".txt", ".note", ".key", "",
        }  # fmt: skip
        assert not [p for p in files if p.read_bytes()[:4] in (b"%PDF", exif[:4], b"\x89PNG")]
        assert hits(tmp_path / "dossier", [person]) == []


class TestThisMachine:
    """What is kept tells the case's story, not that of the machine it was written on."""

    USER, HOST, PLACE = "quelundarel", "ymboqqash", "threkanthil"

    @pytest.fixture(autouse=True)
    def named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Give the machine and its user names that can be looked for."""
        for variable in ("USER", "LOGNAME", "USERNAME"):
            monkeypatch.setenv(variable, self.USER)
        monkeypatch.setenv("HOSTNAME", self.HOST)
        monkeypatch.setattr(getpass, "getuser", lambda: self.USER)
        monkeypatch.setattr(socket, "gethostname", lambda: self.HOST)
        monkeypatch.setattr(platform, "node", lambda: self.HOST)
        if hasattr(os, "uname"):
            real = os.uname()
            fields = (real.sysname, self.HOST, real.release, real.version, real.machine)
            monkeypatch.setattr(os, "uname", lambda: os.uname_result(fields))

    def test_nothing_names_it(self, report: Path, tmp_path: Path) -> None:
        """No user, host, address or folder in a case, dossier, package, backup or stick."""
        root = tmp_path / self.PLACE
        out = tmp_path / "out"
        for folder in (root, out, out / "backups"):
            folder.mkdir()
        with init_case(root / "case", "valley", unlocked=True) as case:
            case.state(Source("Sahl Monitor", "monitor"))
            item = case.preserve(report, giver="Sahl Monitor", outlet="Sahl Monitor").kept[0].id
            for claim in case.read():
                case.read.accept(claim.id)
            case.match()
            case.publish(out / "internal", "internal")
            case.publish(out / "public", "public")
            case.hand_over([item], "Sahl Archive", out / "package", purpose="court")
            case.copies.backup(out / "backups", Choices(unencrypted=True))
            case.sync(out / "stick")
            case.keep.export(out / "case.zip")
            payloads = repr([entry.payload for entry in case.keep.log()])
        wanted = [self.USER, self.HOST, self.PLACE]
        assert not [one for one in wanted if one in payloads]
        for folder in (root / "case", out, tmp_path / "device"):
            assert hits(folder, wanted) == []
        told = held(out / "internal") + held(out / "package") + payloads.encode()
        assert (
            re.findall(rb"\b(?:\d{1,3}\.){3}\d{1,3}\b|[0-9a-f]{2}(?::[0-9a-f]{2}){5}", told) == []
        )

    def test_an_error_tells_no_content(self, tmp_path: Path) -> None:
        """What goes wrong in a case full of names is said without them."""
        with init_case(tmp_path / "case", "valley", unlocked=True) as case:
            planted = plant(case, tmp_path / "given")
            said = []
            for wrong in (
                lambda: case.read.accept("c0"),
                lambda: case.protect.resolve("Crane", "a call"),
                lambda: case.erase("00", why="none"),
                lambda: case.hand_over(["00"], "Sahl Archive", tmp_path / "package"),
                lambda: case.publish(tmp_path / "given", "internal"),
                lambda: case.keep.find("00"),
            ):
                with pytest.raises(UsageError) as caught:
                    wrong()
                said.append(caught.value.message)
        shown = "\n".join(said).replace(str(tmp_path / "given"), "").encode()
        assert [form for one in planted.names for form in forms(one) if form in shown] == []


class TestPassphrases:
    """They are typed or lie in a file; they are never words of a command line."""

    def test_none_is_an_argument(self) -> None:
        """An argument stays in the shell's history and in the list of processes."""
        context = click.Context(tawthiq)
        found = 0
        for name in ("", *tawthiq.list_commands(context)):
            command = tawthiq.get_command(context, name) if name else tawthiq
            assert command is not None
            for parameter in command.params:
                if "passphrase" in str(parameter.name):
                    found += 1
                    assert str(parameter.name).endswith("passphrase_file"), (name, parameter.name)
                    assert parameter.metavar == "FILE"
        assert found >= 3

    def test_a_wrong_one_costs_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One stretching for each way in, whatever was typed; and the same words."""
        code = "4YK7-M2QD-9XHA-TW3N-6CRE-8VJB-P5ZF-KG2S-M7QD"
        with init_case(tmp_path / "case", passphrase=PASSPHRASE, recovery=code):
            pass
        stretched: list[int] = []
        real = keyfile.Argon2id

        def counted(**given: int) -> object:
            stretched.append(given["memory_cost"] * given["iterations"])
            return real(**given)  # type: ignore[arg-type]

        monkeypatch.setattr(keyfile, "Argon2id", counted)
        seen = set()
        for wrong in ("x", PASSPHRASE[:-1], PASSPHRASE + "r", PASSPHRASE.upper(), "ن" * 4000):
            stretched.clear()
            with pytest.raises(UsageError) as caught:
                open_case(tmp_path / "case", passphrase=wrong)
            seen.add((len(stretched), sum(stretched), caught.value.message))
        assert len(seen) == 1
        assert next(iter(seen))[0] == 2


class TestRelease:
    """What is installed is what was locked, byte for byte."""

    def test_every_package_has_a_digest(self) -> None:
        """Each file that an installation may fetch is named with its SHA-256 in uv.lock."""
        lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
        fetched = [
            file
            for package in lock["package"]
            for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        ]
        assert len(fetched) > 100
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", file["hash"]) for file in fetched)
