"""Receiving from a protected person: the code name goes on, everything else goes apart.

What a receipt and its items would say openly (giver, channel, promise, file names, folders,
times) may lead to the person. It is taken off them here and kept in an identity of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from tawthiq.record.identity import HeldAs, Identity
from tawthiq.record.item import FileName, Item, Receipt

_LONGEST_SUFFIX = 6


def sheltered_receipt(receipt: Receipt, code: str) -> Receipt:
    """Return the receipt with the code name for its giver, and nothing that somebody wrote."""
    return Receipt(received_at=receipt.received_at, giver=code)


def sheltered_item(item: Item, code: str) -> Item:
    """Return the item under its code name; of its file's name only a plain ending stays."""
    name = FileName(code + _suffix(item.name.text))
    return replace(item, name=name, folder="", modified_at=None, outlet=None, speaker=None)


def identity_of(
    code: str,
    receipt: Receipt,
    outlet: str | None,
    speaker: str | None,
    items: Sequence[tuple[str, Item]],
) -> Identity:
    """Return what was taken off a receipt and its items, which are given by id as they came."""
    return Identity(
        code=code,
        giver=receipt.giver,
        channel=receipt.channel,
        why=receipt.why,
        promise=receipt.promise,
        note=receipt.note,
        outlet=outlet,
        speaker=speaker,
        items=tuple(HeldAs(key, item.name, item.folder, item.modified_at) for key, item in items),
    )


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    plain = suffix[1:].isascii() and suffix[1:].isalnum()
    return suffix.lower() if plain and len(suffix) <= _LONGEST_SUFFIX else ""
