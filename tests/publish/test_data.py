"""Data files, checks by hand, writing to disk, sentences told again."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
import subprocess
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.publish.dossier import build
from tawthiq.publish.exports import safe_cell
from tawthiq.publish.retell import retold
from tawthiq.publish.voice import Voice
from tawthiq.publish.write import write
from tawthiq.record.case_facts import Place
from tawthiq.record.release import Facts, Head
from tawthiq.record.words import words


class TestData:
    """Data files say what the pages say, and harm no program that opens them."""

    def test_json(self, facts: Facts) -> None:
        """Claims and figures have the shape of the design; the dictionary names each field."""
        files = build(facts, lang="en")
        claims = json.loads(files["data/claims.json"])["claims"]
        assert claims[3]["time"][0]["from"] == "2025-03-07"
        figures = json.loads(files["data/figures.json"])["figures"]
        assert {
            "scope",
            "standard",
            "basis",
            "min",
            "max",
            "floor",
            "sturdy",
            "low",
            "high",
            "spread",
        } <= set(figures[0])
        dictionary = {
            entry["file"]: {field["name"] for field in entry["fields"]}
            for entry in json.loads(files["data/dictionary.json"])["files"]
        }
        assert set(claims[0]) <= dictionary["claims.json"]
        assert set(figures[0]) <= dictionary["figures.json"]

    def test_geojson(self, facts: Facts) -> None:
        """Incidents have a point where their place has one, with its precision."""
        table = json.loads(build(facts, lang="en")["data/incidents.geojson"])
        assert table["type"] == "FeatureCollection"
        first, _, last = table["features"]
        assert first["geometry"]["coordinates"] == [11.78, -17.72]
        assert first["properties"]["radius_km"] == 2
        assert last["geometry"] is None

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
    def test_no_formulas(self, text: str) -> None:
        """A cell that a spreadsheet would compute gets an apostrophe."""
        assert safe_cell(text) == f"'{text}"
        assert safe_cell("Bir Sanad") == "Bir Sanad"

    def test_places_csv(self, facts: Facts) -> None:
        """Hostile place names come out as text; numbers stay numbers."""
        hostile = replace(
            facts, places=(Place("=cmd()", (), None, "settlement", "-17.7", "11.9"), *facts.places)
        )
        text = build(hostile, lang="en")["data/places.csv"].decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows[0]["name"] == "'=cmd()"
        assert rows[0]["lat"] == "-17.7"


class TestRetelling:
    """Sentences of other stages are told in the page's language."""

    @pytest.mark.parametrize(
        "sentence",
        [
            "denial",
            "its source is unnamed and without a role",
            "said by a party to the conflict (Harbour Council) of the other side or of its own losses",
            "no number is stated; the words “entire families” mean at least 2",
            "“dozens” is read as at least 24",
            "scan.pdf: could not be read: the file is empty",
            "verify: checking of photos, videos and audio is not part of this version",
        ],
    )
    def test_both_languages(self, sentence: str) -> None:
        """A known form is told in Arabic, and in English as it came."""
        english = re.sub("<[^>]*>", "", str(retold(sentence, Voice(words("en")))))
        arabic = str(retold(sentence, Voice(words("ar"))))
        assert sentence.rsplit(": ", maxsplit=1)[-1].split("“", maxsplit=1)[0][:8] in english
        assert "lang" not in arabic
        assert re.search("[\u0600-\u06ff]", arabic)

    def test_unknown(self) -> None:
        """An unknown sentence is shown as it came, marked as English."""
        assert 'lang="en"' in str(retold("something new", Voice(words("ar"))))


class TestHandCheck:
    """The commands of verify.txt do what they say, with the system's own programs."""

    @pytest.fixture
    def signed(self, facts: Facts) -> Facts:
        """The case with a head that is really signed."""
        key = Ed25519PrivateKey.generate()
        text = "example.org/a1\n61\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        signature = b64encode(b"\x01\x02\x03\x04" + key.sign(text.encode())).decode()
        public = b64encode(b"\x01" + key.public_key().public_bytes_raw()).decode()
        note = f"{text}\n— example.org/a1 {signature}\n"
        return replace(facts, heads=(Head("a1", 61, note, f"example.org/a1+01020304+{public}"),))

    def run(self, folder: Path) -> str:
        """Run the commands of verify.txt and return what they say."""
        script = (folder / "verify.txt").read_text(encoding="utf-8")
        lines = script.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith("sha256sum"))
        last = next(n for n, line in enumerate(lines) if line.startswith("openssl pkeyutl"))
        shell = "\n".join(lines[first : last + 1])
        done = subprocess.run(
            ["bash", "-c", shell], cwd=folder, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    @pytest.mark.needs("openssl")
    def test_true_and_false(self, signed: Facts, tmp_path: Path) -> None:
        """A true dossier passes; a changed page and a changed head are named."""
        write(build(signed, lang="en"), tmp_path / "out")
        said = self.run(tmp_path / "out")
        assert "index.html: OK" in said
        assert "Signature Verified Successfully" in said
        assert "FAILED" not in said
        note = tmp_path / "out" / "proof" / "head-1.note"
        note.write_text(
            note.read_text(encoding="utf-8").replace("\n61\n", "\n62\n"), encoding="utf-8"
        )
        said = self.run(tmp_path / "out")
        assert "proof/head-1.note: FAILED" in said
        assert "Signature Verified Successfully" not in said


FILES = {"index.html": b"x", "ar/index.html": b"y"}


class TestWriting:
    """A dossier lands whole, or not at all."""

    def test_new_and_empty(self, tmp_path: Path) -> None:
        """A new folder and an empty one are both taken; nothing is left beside them."""
        (tmp_path / "empty").mkdir()
        for name in ("new", "empty"):
            write(FILES, tmp_path / name)
            assert (tmp_path / name / "ar" / "index.html").read_bytes() == b"y"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]

    def test_not_empty(self, tmp_path: Path) -> None:
        """A folder that holds something, or a file, is refused and stays as it was."""
        (tmp_path / "kept.txt").write_text("kept")
        for target in (tmp_path, tmp_path / "kept.txt"):
            with pytest.raises(UsageError) as refused:
                write(FILES, target)
            assert refused.value.code == "publish.not-empty"
        assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]

    def test_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """When the disk is full nothing is left, not even half a folder."""
        written = Path.write_bytes

        def full(path: Path, data: bytes) -> int:
            if path.parent.name == "ar":
                raise OSError(errno.ENOSPC, "No space left on device")
            return written(path, data)

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(DamagedError) as failed:
            write(FILES, tmp_path / "out")
        assert failed.value.status == 3
        assert list(tmp_path.iterdir()) == []
