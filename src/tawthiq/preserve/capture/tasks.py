"""The tasks of this package: the cage's children look into captures, nobody else does."""

from tawthiq.kit.cage import Task

DESCRIBE = Task("capture", "tawthiq.preserve.capture.inside", "describe")
PAYLOAD = Task("capture.payload", "tawthiq.preserve.capture.inside", "take_out")
TASKS = (DESCRIBE, PAYLOAD)
