"""The authorities and witnesses that the case trusts, as it stated them."""

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.authority import Authority
from tawthiq.view.fold import Views


def authorities(views: Views) -> dict[str, Authority]:
    """Return them by the id of the entry that states them; what is stated otherwise is left out.

    One stated again under the same name and sort stands in the place of the earlier.
    """
    found: dict[tuple[str, str], tuple[str, Authority]] = {}
    query = "SELECT entry, body FROM facts WHERE kind = 'authority' ORDER BY tick, key"
    for entry, body in views.ask(query):
        try:
            one = from_plain(Authority, canon.decode(body.encode()))
        except UsageError:
            continue
        found.pop((one.sort, one.name), None)
        found[one.sort, one.name] = (entry, one)
    return dict(found.values())
