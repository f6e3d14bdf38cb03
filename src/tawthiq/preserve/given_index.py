"""What a package of ours says of itself: `data/metadata/handover.json`, strictly read."""

import json
from dataclasses import dataclass

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.script import show
from tawthiq.base.shape import from_plain
from tawthiq.preserve.bag import Bag
from tawthiq.record.handover import Object

INDEX = "data/metadata/handover.json"
OBJECTS = "data/objects/"
_FORMAT = 1
_MOST = 64 << 20


@dataclass(frozen=True, slots=True)
class Index:
    """The package's id, who gave it to whom for what, its objects, its steps of custody."""

    package: str
    case: str
    giver: str
    to: str
    purpose: str
    objects: tuple[Object, ...]
    why: str | None = None
    events: int = 0


def index_of(bag: Bag) -> Index | None:
    """Return the index of a package of ours, None for any other bag.

    Raises UsageError for a newer format, DamagedError where the index and the bag's own
    list disagree: then it is not known what was handed over.
    """
    if INDEX not in bag.payload:
        return None
    try:
        plain = json.loads(bag.read(INDEX, _MOST))
        version = plain["format"]
        index = from_plain(Index, plain) if version == _FORMAT else None
    except (ValueError, RecursionError, KeyError, TypeError):
        raise DamagedError("handover.index", f"{INDEX} cannot be read") from None
    except UsageError as error:
        raise DamagedError("handover.index", f"{INDEX}: {error.message}") from None
    if index is None:
        says = f"this package has format {show(str(version))}: use a newer Tawthiq"
        raise UsageError("handover.newer", says)
    for each in index.objects:
        stated = bag.payload.get(each.path)
        wrong = bag.algorithm == "sha256" and stated != each.sha256
        if stated is None or wrong or not each.path.startswith(OBJECTS):
            says = f"{INDEX} and the bag's list disagree on {show(each.path)}"
            raise DamagedError("handover.index", says)
    if len({each.path for each in index.objects}) != len(index.objects):
        raise DamagedError("handover.index", f"{INDEX} names a file twice")
    return index
