"""The verifier that stands on the page on outside proofs: it takes what is true, and only that."""

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.shape.source import ROOT

from tawthiq.case.case import Case, init_case
from tawthiq.ledger.cosign import parse_key
from tawthiq.ledger.witness import Witness
from tawthiq.record.case_facts import Source

PAGE = (ROOT / "docs" / "howto" / "outside-proofs.md").read_text("utf-8")
SCRIPT = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
Verifier = Callable[..., bool]


@pytest.fixture
def verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
           capsys: pytest.CaptureFixture[str]) -> Verifier:  # fmt: skip
    """Return the page's verifier: bytes and keys in, whether it says HOLDS out."""
    script, proof = tmp_path / "verify.py", tmp_path / "proof"
    script.write_text(SCRIPT, "utf-8")

    def run(data: bytes, *keys: str) -> bool:
        proof.write_bytes(data)
        monkeypatch.setattr(sys, "argv", [str(script), str(proof), *keys])
        capsys.readouterr()
        try:
            runpy.run_path(str(script))
        except (Exception, SystemExit):  # noqa: BLE001 - whatever ends it is a refusal
            return False
        return capsys.readouterr().out.splitlines()[-1].startswith("HOLDS: ")

    return run


@pytest.fixture
def proofs(tmp_path: Path, home: Path) -> dict[str, str]:
    """Make a case with nine sources; return its keys, a receipt of each kind, a head."""
    with init_case(tmp_path / "case", "valley", unlocked=True) as case:
        names = [Source(f"invented source {n}", "person") for n in range(9)]
        entry = case.state(*names)[4]
        return _cosigned(case, Witness(tmp_path / "colleague"), entry)


def _cosigned(case: Case, witness: Witness, entry: str) -> dict[str, str]:
    key = str(witness.key("witness.example/colleague"))
    case.proofs.trust_witness(key)
    (log,) = case.proofs.log_keys()
    head = witness.cosign(case.proofs.request(0), parse_key(log), 1_900_000_000)
    assert case.proofs.take(head)
    return {
        "log": log,
        "witness": key,
        "head": head,
        "plain": case.proofs.prove(entry),
        "disclosed": case.proofs.prove(entry, disclose=True),
    }


class TestThirtyLinesAreEnough:
    """Python's standard library, one package, and what stands on the page."""

    def test_it_is_short(self) -> None:
        """A lawyer's expert reads it in one sitting."""
        assert len([line for line in SCRIPT.splitlines() if line.strip()]) <= 36

    @pytest.mark.parametrize("what", ["head", "plain", "disclosed"])
    def test_it_takes_what_is_true(
        self, verify: Verifier, proofs: dict[str, str], what: str
    ) -> None:
        """With the log's key, and with the witness's too."""
        assert verify(proofs[what].encode(), proofs["log"])
        assert verify(proofs[what].encode(), proofs["log"], proofs["witness"])

    def test_from_a_command_line(self, proofs: dict[str, str], tmp_path: Path) -> None:
        """As the page says, and it prints the content that was disclosed."""
        (tmp_path / "verify.py").write_text(SCRIPT, "utf-8")
        (tmp_path / "item.tlog-proof").write_text(proofs["disclosed"], "utf-8")
        command = [sys.executable, "verify.py", "item.tlog-proof", proofs["log"], proofs["witness"]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "invented source 4" in done.stdout
        assert done.stdout.splitlines()[-1].startswith("HOLDS: ")

    def test_not_without_a_key_or_with_another(
        self, verify: Verifier, proofs: dict[str, str]
    ) -> None:
        """The key decides."""
        data = proofs["plain"].encode()
        assert not verify(data)
        assert not verify(data, proofs["witness"])
        assert not verify(data, proofs["log"], proofs["log"])


class TestNoByteCanChange:
    """Refused by the page's verifier, whatever is changed."""

    @pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
    @pytest.mark.parametrize("what", ["head", "plain", "disclosed"])
    def test_each_byte(
        self, verify: Verifier, proofs: dict[str, str], what: str, mask: int
    ) -> None:
        """With both keys, so that no line is passed over."""
        data = proofs[what].encode()
        taken = [
            at
            for at in range(len(data))
            if verify(data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :],
                      proofs["log"], proofs["witness"])
        ]  # fmt: skip
        assert taken == []

    def test_nothing_put_in_or_left_out(self, verify: Verifier, proofs: dict[str, str]) -> None:
        """At each place, one byte more and one less."""
        data, keys = proofs["disclosed"].encode(), (proofs["log"], proofs["witness"])
        for at in range(len(data)):
            assert not verify(data[:at] + data[at + 1 :], *keys), at
            assert not verify(data[:at] + b"A" + data[at:], *keys), at
