"""Rules as data: word lists in TOML, one folder per language, and how they are looked up.

`pack` loads them, `words` splits text into the words that they know. Every rule has an
id, an example that it must fire on and a counter-example that it must leave alone.
"""
