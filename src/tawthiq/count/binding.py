"""What the words of one count bind: kind, bounds, share (figures.md §2)."""

from typing import Any

from tawthiq.count.admit import Admitted


def binding(number: Admitted, lo: int | None, hi: int | None, of: str | None) -> dict[str, Any]:
    """Return bind, bounds and share of a count (figures.md §2)."""
    count = number.count
    if count.binds == "ceiling":
        return {"bind": "ceiling", "hi": hi}
    if count.binds == "context":
        return {"bind": "none"}
    if count.share is not None and of is not None:
        return _share(number, of)
    if count.binds == "increment":
        return {"bind": "increment", "lo": lo, "hi": hi}
    bind = "documented" if count.binds == "documented" else "stated"
    if count.kind == "upper_bound" and bind == "stated":
        return {"bind": "stated", "lo": 0, "hi": hi, "of": of}
    low = lo if lo is not None else (1 if count.share or of else None)
    top = None if count.kind in {"vague", "unquantified", "lower_bound"} else hi
    return {"bind": bind, "lo": low, "hi": top, "of": of}


def _share(number: Admitted, of: str) -> dict[str, Any]:
    share = number.count.share
    if share is None:  # the caller looked
        return {}
    for form in ("over", "at_least", "exactly"):
        fraction = getattr(share, form)
        if fraction is not None:
            return {"bind": "fraction", "of": of, "frac": tuple(fraction), "form": form}
    return {"bind": "stated", "of": of, "lo": 1}
