"""What every test shares: no network, and a device folder that belongs to the test alone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tawthiq.ledger import keyfile

REPORT = """Officials and residents spoke of a raid in the valley.

At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.
Of the victims, 7 were civilians.

Two residents said that armed men came in three trucks. The ministry did not respond.
"""

# Two cores, shared: a slow example is no failure, and no test is timed.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")


@pytest.fixture(autouse=True)
def own_device_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps keys and remembered heads of a test out of the real home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TAWTHIQ_HOME", str(tmp_path / "device"))
    monkeypatch.delenv("TAWTHIQ_GAZETTEER", raising=False)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches passphrases with little memory, in this process: no test rests on the cost."""
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    monkeypatch.setattr(keyfile, "PASSES", 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the device's own folder, outside every case."""
    return tmp_path / "device"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Return a short fictional report."""
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start the system's Chromium; tests that use it are marked `needs("chromium")`."""
    quiet = ("background-networking", "component-update", "sync", "quic", "gpu")
    flags = ["--no-first-run", *(f"--disable-{name}" for name in quiet)]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    environment = os.environ | {"HOME": str(tmp_path_factory.mktemp("chromium"))}
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=flags, env=environment
        )
        yield chromium
        chromium.close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leaves out a test whose system programs are missing; CI may leave out nothing."""
    programs = [name for mark in item.iter_markers("needs") for name in mark.args]
    missing = [name for name in programs if not shutil.which(name)]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"needs {', '.join(missing)}", pytrace=False)
    elif missing:
        pytest.skip(f"needs {', '.join(missing)}")
