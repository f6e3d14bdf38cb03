"""Warm child processes for foreign formats, enclosed where the kernel allows it."""

from tawthiq.kit.cage.cage import Cage
from tawthiq.kit.cage.enclosure import Enclosure, probe
from tawthiq.kit.cage.limits import Limits
from tawthiq.kit.cage.outcome import Answer, UnfitError, Unreadable, in_words
from tawthiq.kit.cage.task import Task

__all__ = [
    "Answer",
    "Cage",
    "Enclosure",
    "Limits",
    "Task",
    "UnfitError",
    "Unreadable",
    "in_words",
    "probe",
]
