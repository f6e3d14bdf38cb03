"""Tawthiq: from the raw material of an investigation to a record that stands up.

    import tawthiq
    case = tawthiq.init_case("coast", unlocked=True)
    case.preserve("report.txt", dated="2031-05-16")
    case.read()
    for figure in case.count():
        print(figure)

Everything here is loaded when it is first used, so that importing the package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.base.errors import Error
    from tawthiq.case.case import Case, init_case, open_case
    from tawthiq.case.investigation import investigate
    from tawthiq.case.texts import killed, read_text

__all__ = ["Case", "Error", "init_case", "investigate", "killed", "open_case", "read_text"]

_HOMES = {
    "Case": "tawthiq.case.case",
    "Error": "tawthiq.base.errors",
    "init_case": "tawthiq.case.case",
    "investigate": "tawthiq.case.investigation",
    "killed": "tawthiq.case.texts",
    "open_case": "tawthiq.case.case",
    "read_text": "tawthiq.case.texts",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the names above
    """Load a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tawthiq' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
