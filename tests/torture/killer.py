"""Kill workers at random moments; one process that forks, so that a kill costs little.

    killer.py CASE HOME KILLS SEED

Prints one JSON object: how many were killed, and every acknowledged step.
"""

import json
import os
import random
import select
import signal
import sys
import time

from tests.torture import worker


def one(root: str, home: str, chance: random.Random) -> tuple[list[str], bool]:
    """Let a worker enter for ever and kill it; return what it said, and whether it said all."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writing, 1)
        worker.main("enter", root, home, "0")
        os._exit(1)
    os.close(writing)
    # Wait for the first word, then for a moment that falls anywhere in a step.
    heard = select.select([reading], [], [], 20)[0]
    time.sleep(chance.random() * 0.05)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    said = b""
    while more := os.read(reading, 65536):
        said += more
    os.close(reading)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return said.decode().splitlines(), killed and bool(heard)


def main(root: str, home: str, kills: str, seed: str) -> None:
    """Kill as often as asked for."""
    chance, said, killed = random.Random(int(seed)), list[str](), 0
    for _ in range(int(kills)):
        lines, was_killed = one(root, home, chance)
        said += lines
        killed += was_killed
    print(json.dumps({"killed": killed, "said": said}))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(*sys.argv[1:])
