"""Ground floor: canonical bytes, digests, trees, dates, script folding, errors."""
