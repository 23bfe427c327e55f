"""Independent parts of a long piece of work, several at once where the database lets several write."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

# While the database reads and writes some parts, Python computes another: with more all wait for the same processors.
CONNECTIONS = 4

Part = TypeVar("Part")
Result = TypeVar("Result")


def each(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """What `work` gives for each of `parts`, in no particular order. It runs in transactions of its own, maybe on
    another connection: within a transaction of the caller's, which no other sees, and on SQLite, where one writes at a
    time, it is one part after the other on this one.

    Where a part fails none is begun after it; those that run end, and the error is the caller's.
    """
    waiting = deque(parts)

    def until_none_waits(_nth: int) -> list[Result]:
        done = []
        try:
            while waiting:
                try:
                    part = waiting.popleft()
                except IndexError:  # the last one was taken meanwhile
                    break
                done.append(work(part))
        except BaseException:
            waiting.clear()
            raise
        return done

    def beside(nth: int) -> list[Result]:
        try:
            return until_none_waits(nth)
        finally:
            connection.close()

    if len(parts) < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        return until_none_waits(0)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [result for some in pool.map(beside, range(CONNECTIONS)) for result in some]
