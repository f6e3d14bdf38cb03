"""The translations of a case, the newest of each item into each language."""

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.ledger.vault import Vault, is_name
from tawthiq.record.translation import Translated, Translation
from tawthiq.view.fold import Views


def latest(vault: Vault, views: Views, item: str | None = None) -> list[Translated]:
    """Return them in the order in which they were entered, with both texts."""
    rows = views.ask("SELECT key, body FROM facts WHERE kind = 'translation' ORDER BY tick, key")
    newest: dict[tuple[str, str], tuple[str, Translation]] = {}
    for key, body in rows:
        try:
            made = from_plain(Translation, canon.decode(body.encode()))
        except UsageError:  # not the shape of its kind: it came from elsewhere
            continue
        if item in {None, made.item}:
            newest.pop((made.item, made.language), None)
            newest[made.item, made.language] = (key, made)
    return [
        Translated(key, made, _text(vault, made.of), _text(vault, made.sha256))
        for key, made in newest.values()
    ]


def _text(vault: Vault, sha256: str) -> str:
    if not (is_name(sha256) and vault.has(sha256)):
        return ""
    with vault.open(sha256) as blob:
        return blob.read().decode("utf-8", "replace")
