"""What a filled form becomes: a note in plain words, and claims that quote it."""
