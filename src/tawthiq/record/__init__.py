"""The vocabulary as frozen types: what entries say, and what stages hand to one another."""
