"""Independent parts of a long piece of work, several at once where the database lets several write."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

# While the database reads and writes for some, Python computes for another.
CONNECTIONS = 4

Part = TypeVar("Part")
Result = TypeVar("Result")


def each(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """What `work` gives for each of `parts`, in no particular order.

    It may run on another connection, so it begins and ends transactions of its own. On SQLite, where one writes at a
    time, and within the caller's transaction, which no other connection sees, it runs here, one part after the other.
    Where a part fails none is begun after it; those that run end, and the error is the caller's.
    """
    waiting = deque(parts)

    def take() -> list[Result]:
        done = []
        try:
            while True:
                try:
                    part = waiting.popleft()
                except IndexError:
                    return done
                done.append(work(part))
        except BaseException:
            waiting.clear()
            raise

    def take_beside(_nth: int) -> list[Result]:
        try:
            return take()
        finally:
            connection.close()

    if len(parts) < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        return take()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [result for some in pool.map(take_beside, range(CONNECTIONS)) for result in some]
