"""Amal, Basil and Carine: one locked case on three devices, from a testimony to its erasure.

Each acts through the command line with a device folder of her or his own; a folder on a stick
is all that passes between them. What leaves the team is verified with public tools only:
bagit.py, sha256sum, openssl, and the lines of the page on proofs. Everybody is invented.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.adapters.authority import make_stamper, serving
from tests.case.planted import hits
from tests.docs.test_outside_proofs import SCRIPT

from tawthiq.cli.main import main

PASSPHRASE = "eleven herons over the old weir"
WITNESS = "Zorelle Ibroskane"
NEIGHBOUR = "Quelundar Emvarin"
REPORT = "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.\n"
TOLD = f"At least 5 people were killed in Reed Hollow on 16 May 2031, {NEIGHBOUR} said.\n"


@dataclass
class Device:
    """One person's machine: a device folder, a copy of the case, and the shell."""

    name: str
    root: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def case(self) -> Path:
        """Where this device has its copy."""
        return self.root / self.name / "valley"

    @property
    def stick(self) -> Path:
        """The folder that passes between the devices."""
        return self.root / "stick" / "valley"

    def __call__(self, *words: str | Path, status: int = 0, case: bool = True) -> str:
        """Run a verb on this device; return what it prints on standard output."""
        self.monkeypatch.setenv("TAWTHIQ_HOME", str(self.root / f"{self.name}-home"))
        place = ["--case", str(self.case), "--passphrase-file", str(self.root / "pw")]
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(word) for word in words] + (place if case else []))
        shown = self.capsys.readouterr()
        assert (stop.value.code or 0) == status, shown.out + shown.err
        return shown.out + (shown.err if status else "")

    def rows(self, *words: str | Path) -> list[dict[str, str]]:
        """Return the JSON lines of a verb."""
        return [json.loads(line) for line in self(*words, "--json").splitlines()]

    def sync(self) -> None:
        """Exchange with the stick."""
        assert "both copies now hold the same" in self("sync", self.stick)

    def join(self) -> None:
        """Take the copy on the stick to this device."""
        shutil.copytree(self.stick, self.case)

    def items(self) -> dict[str, str]:
        """Return item ids by the name that is shown."""
        return {row["name"]: row["item"] for row in self.rows("items")}


@pytest.fixture
def devices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Device, Device, Device]:
    """Return three devices; on Amal's there is a new locked case with three items."""
    (tmp_path / "pw").write_text(f"{PASSPHRASE}\n", "utf-8")
    amal, basil, carine = (
        Device(name, tmp_path, monkeypatch, capsys) for name in ("amal", "basil", "carine")
    )
    given = tmp_path / "given"
    given.mkdir()
    (given / "report.txt").write_text(REPORT, "utf-8")
    (given / "told.txt").write_text(TOLD, "utf-8")
    (given / "testimony.txt").write_text(f"I am {WITNESS}. Four were killed at the weir.", "utf-8")
    amal("init", amal.case, "--title", "The valley")
    amal("user", "add", "Amal", "--role", "lead")
    amal("preserve", given / "report.txt", "--outlet", "Sahl Monitor", "--dated", "2031-05-20")
    amal("preserve", given / "told.txt", "--from", NEIGHBOUR, "--dated", "2031-05-20")
    amal("preserve", given / "testimony.txt", "--protected", "Heron", "--from", WITNESS)
    shutil.rmtree(given)
    amal("read")
    for claim in amal.rows("claims"):
        amal("accept", claim["id"])
    amal("match")
    return amal, basil, carine


def together(amal: Device, basil: Device, carine: Device) -> None:
    """Bring Basil in as the second person, and Carine's copy as a third."""
    amal.sync()
    basil.join()
    carine.join()
    basil("user", "add", "Basil")
    key = next(row["asks"] for row in basil.rows("user") if row["name"] == "Basil")
    basil.sync()
    amal.sync()
    amal("user", "add", "Basil", "--key", key, "--role", "reviewer", "--role", "publisher",
         "--role", "auditor")  # fmt: skip
    amal.sync()
    basil.sync()
    carine.sync()


@pytest.mark.needs("openssl")
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_walk(devices: tuple[Device, Device, Device], tmp_path: Path) -> None:
    """A protected testimony, a second key over a stick, a stamp, a handover, an erasure."""
    amal, basil, carine = devices
    together(*devices)
    assert hits(tmp_path, [WITNESS, NEIGHBOUR, "Reed Hollow"]) == []
    published(amal, basil)
    stamped(amal, tmp_path)
    witnessed(amal, carine, tmp_path)
    handed_over(amal, tmp_path)
    erased(*devices)
    digests = []
    for device in devices:
        device.sync()
    for device in devices:
        device.sync()
        assert "verdict: whole" in device("check")
        digests.append(device("replay", "--digest"))
    assert len(set(digests)) == 1


def published(amal: Device, basil: Device) -> None:
    """A dossier for the public waits for Basil's key, then goes out without the names."""
    out = amal.root / "public"
    told = next(claim for claim in amal.rows("claims") if "Reed Hollow" in str(claim["quote"]))
    amal("consent", told["item"], "publish_anonymous", "--granted", "--form", "oral",
         "--language", "ar", "--date", "2031-05-21", "--explained-by", "Amal",
         "--risks", "being recognised by neighbours")  # fmt: skip
    refused = amal("publish", out, "--audience", "public", status=4)
    assert "second person" in refused
    assert not out.exists()
    amal.sync()
    basil.sync()
    waiting = basil.rows("confirm")
    assert len(waiting) == 1
    basil("confirm", waiting[0]["id"])
    basil.sync()
    amal.sync()
    amal("publish", out, "--audience", "public")
    assert (out / "index.html").exists()
    assert hits(out, [WITNESS, "Heron"]) == []


def stamped(amal: Device, tmp_path: Path) -> None:
    """An authority dates the heads; openssl alone agrees, offline."""
    stamper = make_stamper(tmp_path / "authority")
    pem = tmp_path / "stamps.pem"
    pem.write_text(stamper.certificates, "utf-8")
    with serving(stamper) as one:
        amal("stamp", "--authority", one.url, "--certificates", pem, "--name", "Invented Stamps")
    amal("stamp", "--out", tmp_path / "stamps")
    note = next((tmp_path / "stamps").glob("*.note"))
    reply = next((tmp_path / "stamps").glob(f"{note.stem}*.tsr"))
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-data", note, "-in", reply,
         "-CAfile", reply.with_suffix(".roots.pem"), "-untrusted", reply.with_suffix(".chain.pem")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification: OK" in done.stdout + done.stderr


def witnessed(amal: Device, carine: Device, tmp_path: Path) -> None:
    """Carine's device cosigns Amal's head; a receipt verifies by the lines of the page."""
    key = carine("witness", "--name", "carine.example", case=False).strip().splitlines()[-1]
    amal("seal", "--trust", key)
    log_keys = amal("seal", "--keys").split()
    own = [one for one in log_keys if one.startswith("tawthiq/")]
    heads = tmp_path / "head.txt"
    log = amal.rows("log")[0]["log"]
    heads.write_text(amal("seal", "--consistency", "0", "--log", log), "utf-8")
    mine = next(one for one in own if log in one)
    carine("witness", heads, "--key", mine, "-o", tmp_path / "cosigned.txt", case=False)
    amal("seal", "--take", tmp_path / "cosigned.txt")
    receipt = tmp_path / "report.tlog-proof"
    amal("prove", amal.items()["report.txt"], "-o", receipt)
    script = tmp_path / "verify.py"
    script.write_text(SCRIPT, "utf-8")
    done = subprocess.run(
        [sys.executable, script, receipt, mine, key], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    receipt.write_text(receipt.read_text("utf-8").replace("index ", "index 1"), "utf-8")
    assert subprocess.run([sys.executable, script, receipt, mine], check=False,
                          capture_output=True).returncode != 0  # fmt: skip


def handed_over(amal: Device, tmp_path: Path) -> None:
    """The report goes to a court; the court's own tools agree, and its list comes back."""
    package = tmp_path / "package"
    item = amal.items()["report.txt"]
    amal("handover", item, "--to", "The Invented Court", "--purpose", "court", "-o", package)
    bagit = Path(sys.executable).parent / "bagit.py"
    subprocess.run([sys.executable, bagit, "--validate", package], check=True, capture_output=True)
    manifest = package / "manifest-sha256.txt"
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=package, check=True
    )
    back = tmp_path / "receipt.txt"
    back.write_text(manifest.read_text("utf-8"), "utf-8")
    amal("handover", "--receipt", back)
    assert hits(package, [WITNESS, NEIGHBOUR]) == []
    refused = amal("handover", amal.items()["told.txt"], "--to", "X", "-o", tmp_path / "no",
                   status=4)  # fmt: skip
    assert "consent" in refused.lower() or "share" in refused


def erased(amal: Device, basil: Device, carine: Device) -> None:
    """What the neighbour told is taken out: two keys, then out of every copy that syncs."""
    item = amal.items()["told.txt"]
    shown = amal("erase", item)
    assert item[:12] in shown
    assert item in amal.items().values()
    amal("erase", item, "--why", "the neighbour asked for it", "--yes", status=4)
    amal.sync()
    basil.sync()
    asked = basil.rows("confirm")
    basil("confirm", asked[0]["id"])
    basil.sync()
    amal.sync()
    amal("erase", item, "--why", "the neighbour asked for it", "--yes")
    assert item not in amal.items().values()
    assert "told.txt" in carine.items()  # not synced yet
    carine.sync()
    amal.sync()
    carine.sync()
    for device in (amal, basil, carine):
        device.sync()
        assert "told.txt" not in device.items()
        assert NEIGHBOUR not in device("log", "--json") + device("receipts", "--json")
        assert "nothing found" in device("find", "Emvarin")
    assert "verdict: whole" in amal("check")
