"""The authorities and witnesses that the case trusts, as it stated them."""

import contextlib
from collections.abc import Mapping

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.authority import Authority
from tawthiq.view.fold import Views


def authorities(views: Views) -> dict[str, Authority]:
    """Return them by the id of the entry that states them, in the order of the record.

    Those that were stated anew later are among them: their stamps are still theirs. What is
    stated in another shape is left out.
    """
    found: dict[str, Authority] = {}
    query = "SELECT entry, body FROM facts WHERE kind = 'authority' ORDER BY tick, key"
    for entry, body in views.ask(query):
        with contextlib.suppress(UsageError):
            found[entry] = from_plain(Authority, canon.decode(body.encode()))
    return found


def newest(known: Mapping[str, Authority]) -> dict[str, Authority]:
    """Return for each entry what was last stated under its name and sort: whom to ask now."""
    last = {(one.sort, one.name): one for one in known.values()}
    return {entry: last[one.sort, one.name] for entry, one in known.items()}
