"""Overlays of a case: its own rules for the reader, kept so that old claims can be explained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlay:
    """A document of rules laid over the pack of a language.

    `sha256` names its bytes in the vault; None takes the overlay of this name off again.
    """

    name: str
    language: str
    sha256: str | None
    rules: int
    why: str
