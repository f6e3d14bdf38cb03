"""The script that sets everything up takes what the lock names, and nothing else."""

import hashlib
import importlib.machinery
import importlib.util
import platform
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.shape.source import ROOT


@pytest.fixture(scope="module")
def run() -> ModuleType:
    """Load ./run, which has no ending, as a module."""
    loader = importlib.machinery.SourceFileLoader("run", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class TestTheSetUpToolComesFromTheLock:
    """Address and digest stand in uv.lock; the digest decides."""

    @pytest.mark.parametrize(
        ("system", "machine", "libc", "expected"),
        [
            ("linux", "x86_64", "glibc", "manylinux_2_17_x86_64"),
            ("linux", "aarch64", "glibc", "manylinux"),
            ("linux", "x86_64", "", "musllinux_1_1_x86_64"),
            ("darwin", "arm64", "", "macosx_11_0_arm64"),
        ],
    )
    def test_a_wheel_fits_the_machine(
        self,
        run: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        system: str,
        machine: str,
        libc: str,
        expected: str,
    ) -> None:
        """For each kind of machine that we know."""
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(platform, "machine", lambda: machine)
        monkeypatch.setattr(platform, "libc_ver", lambda: (libc, ""))
        _, url, digest = run.locked_uv()
        assert expected in url
        assert machine in url
        assert len(digest) == 64

    def test_what_has_another_digest_is_refused(self, run: ModuleType, tmp_path: Path) -> None:
        """Whoever sent it."""
        file = tmp_path / "wheel"
        file.write_bytes(b"invented")
        right = hashlib.sha256(b"invented").hexdigest()
        assert run.fetch(file.as_uri(), right) == b"invented"
        with pytest.raises(run.Stop, match=r"is not what uv\.lock names"):
            run.fetch(file.as_uri(), "0" * 64)

    def test_a_missing_network_is_said_in_words(self, run: ModuleType, tmp_path: Path) -> None:
        """And that it is needed only once."""
        with pytest.raises(run.Stop, match="needs the network"):
            run.fetch((tmp_path / "absent").as_uri(), "0" * 64)

    def test_the_script_needs_the_standard_library_only(self) -> None:
        """It runs before anything is installed."""
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(ROOT / "run"), "--help"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "./run demo" in done.stdout

    def test_a_wrong_word_is_answered_with_the_right_ones(self, run: ModuleType) -> None:
        """Status 2, as for every wrong use."""
        assert run.main(["tset"]) == 2
        assert run.main(["docs", "now"]) == 2
