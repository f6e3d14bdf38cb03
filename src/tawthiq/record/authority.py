"""Who outside the case speaks for its heads: a time stamping authority, or a witness."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Authority:
    """One that the case trusts to say when a head was there, or that it only grew.

    A time stamping authority (`rfc3161`) has an address and certificates as PEM text, roots
    and those between; a `witness` has a key in C2SP's notation.
    """

    sort: Literal["rfc3161", "witness"]
    name: str
    url: str | None = None
    roots: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    key: str | None = None
