"""The facade: one case, one attribute per stage."""
