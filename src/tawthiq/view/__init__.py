"""Projections: the ledger as SQL tables, folded forward, rebuilt at will, never the truth."""
