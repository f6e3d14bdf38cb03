"""Authorities of the tests, made once; tests that use them are marked `needs("openssl")`."""

from pathlib import Path

import pytest
from tests.adapters.authority import Stamper, make_stamper


@pytest.fixture(scope="session")
def stamper(tmp_path_factory: pytest.TempPathFactory) -> Stamper:
    """Return an authority with an RSA key, whose tokens hold its own certificate alone."""
    return make_stamper(tmp_path_factory.mktemp("authority") / "rsa")


@pytest.fixture(scope="session")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Stamper:
    """Return an authority with a key on a curve, whose tokens hold the whole chain."""
    folder: Path = tmp_path_factory.mktemp("authority")
    return make_stamper(folder / "chained", curve=True, chain=True)
