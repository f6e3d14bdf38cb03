"""The only truth: append, sign, store, keep blobs, and check all of it."""
