"""In which order, and how many at a time, all objectives are taken."""

from collections import defaultdict
from collections.abc import Iterator

SLICE = 1000


def upwards(parents: dict[int, int | None]) -> list[int]:
    """The ids, each child before its parent, from the parent of each."""
    waiting = defaultdict(int)
    for parent in parents.values():
        waiting[parent] += 1
    ready = [pk for pk in parents if not waiting[pk]]
    for pk in ready:
        parent = parents[pk]
        waiting[parent] -= 1
        if parent in parents and not waiting[parent]:
            ready.append(parent)
    # What is left stands in a loop, or above one.
    done = set(ready)
    return ready + [pk for pk in parents if pk not in done]


def slices(ids: list[int], most: int = SLICE) -> Iterator[list[int]]:
    return (ids[start : start + most] for start in range(0, len(ids), most))
