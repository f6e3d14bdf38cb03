"""Documentation of violence against civilians that stands up to questions."""

__version__ = "0.1.0"
