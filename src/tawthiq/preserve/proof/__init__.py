"""Proofs that others made of what was preserved: read only, nothing is asked of the network."""
