"""A gazetteer of two invented countries, made from thirty rows, for tests of every layer."""

from pathlib import Path

from tawthiq.kit.gazetteer.importing import Asked, bring_in
from tawthiq.kit.gazetteer.lookup import GazetteerFile

ROWS = Path(__file__).parent / "places.csv"


def gazetteer(folder: Path) -> GazetteerFile:
    """Build the invented gazetteer below `folder` and open it."""
    path = folder / "invented.db"
    bring_in(path, Asked(ROWS))
    return GazetteerFile(path)
