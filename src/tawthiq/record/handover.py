"""Handing over and receiving: what one act was, and all that a package states.

A package holds the bytes of some items with everything that shows where they come from.
Three acts are entered: `given` (a package was made), `acknowledged` (the receiver's hash
list came back) and `taken` (somebody else's package was taken in).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tawthiq.record.item import FileName

Purpose = Literal["court", "share_with", "archive"]
PURPOSES: tuple[Purpose, ...] = ("court", "share_with", "archive")
Shown = Literal["full", "reserved", "code_name"]
"""How much a package tells of an item: everything, not who gave it, or its code name only."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One item of a package: where it lies in it, and the digest of its bytes."""

    item: str
    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Given:
    """A package was made for `to`; `manifest_sha256` names all that it holds.

    `items` are the ids of what was handed over, `objects` say where each lies in it.
    """

    package: str
    to: str
    purpose: Purpose
    made_at: str
    manifest_sha256: str
    items: tuple[str, ...]
    objects: tuple[Handed, ...]
    giver: str = ""
    why: str | None = None
    identities: bool = False
    act: Literal["given"] = "given"


@dataclass(frozen=True, slots=True)
class Compared:
    """A returned hash list against what was given; paths as the package names them."""

    agrees: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    manifest: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether the receiver holds every object as it was given."""
        return not self.differs and not self.missing and self.manifest is not False


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The receiver's hash list came back; `list_sha256` is the digest of the file itself."""

    package: str
    list_sha256: str
    compared: Compared
    by: str | None = None
    on: str | None = None
    act: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, slots=True)
class Kin:
    """One object that was taken in: the giver's id of the item, and ours."""

    theirs: str | None
    ours: str
    path: str
    name: FileName | None = None


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the giver's proofs showed: entries verified, and each that did not, in words."""

    verified: int = 0
    withheld: int = 0
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A package was taken in from `giver`; `receipt` is the entry that received it."""

    package: str | None
    giver: str | None
    receipt: str
    manifest_sha256: str
    objects: tuple[Kin, ...]
    metadata: tuple[Kin, ...]
    proofs: Proofs = field(default_factory=Proofs)
    events: int = 0
    act: Literal["taken"] = "taken"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who or what acted: a body, a person of the team, a device, a program."""

    id: str
    name: str
    kind: Literal["organisation", "person", "device", "software"]
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the custody of an item.

    `kind` is a PREMIS event type, `action` the word of the custody list; `agents` are the
    ids of who acted, `before` and `after` who held it, in words. `entry` is the ledger's.
    """

    id: str
    kind: str
    action: str
    time: str
    items: tuple[str, ...]
    agents: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    detail: str = ""
    outcome: str = "success"
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """An item in a package. `name` is None where only a code name may be shown."""

    item: str
    path: str
    sha256: str
    bytes: int
    media_type: str
    shown: Shown
    name: FileName | None = None
    folder: str = ""
    modified_at: str | None = None
    dated: str | None = None
    code_name: str | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry with the proof that a signed head covers it; `salt` and `payload` may be kept back.

    `steps` are the hashes from the leaf to the root, `key` is the log's public key (32 bytes).
    """

    id: str
    header: bytes
    index: int
    steps: tuple[bytes, ...]
    checkpoint: str
    key: bytes
    salt: bytes | None = None
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """All that a package states; its files are a pure function of this."""

    id: str
    case_id: str
    title: str
    giver: str
    to: str
    purpose: Purpose
    made_at: str
    by: str
    objects: tuple[Object, ...]
    events: tuple[Event, ...]
    agents: tuple[Agent, ...]
    entries: tuple[Proved, ...]
    software: Mapping[str, str]
    why: str | None = None
    left_out: tuple[str, ...] = ()
    fictional: bool = False
