"""In which order, and how many at a time, all objectives are taken."""

from collections import defaultdict
from collections.abc import Iterator

SLICE = 1000


def upwards(parents: dict[int, int | None]) -> list[int]:
    """The ids, each child before its parent, from the parent of each."""
    return [pk for level in _levels(parents) for pk in level]


def steps(parents: dict[int, int | None], most: int = SLICE) -> Iterator[list[list[int]]]:
    """The same in steps that follow one another, each of slices that may be taken at once: what a slice needs of others
    is in the steps before. Low levels of many trees are many slices, the few ids of several high ones are one."""
    few: list[int] = []
    for level in _levels(parents):
        if len(few) + len(level) <= most:
            few += level
            continue
        if few:
            yield [few]
        few = level if len(level) <= most else []
        if not few:
            yield list(slices(level, most))
    if few:
        yield [few]


def slices(ids: list[int], most: int = SLICE) -> Iterator[list[int]]:
    return (ids[start : start + most] for start in range(0, len(ids), most))


def _levels(parents: dict[int, int | None]) -> Iterator[list[int]]:
    """Those without children, then those whose children are all among these, and so on; at last what stands in a loop
    or above one, which has no order."""
    waiting = defaultdict(int)
    for parent in parents.values():
        waiting[parent] += 1
    level = [pk for pk in parents if not waiting[pk]]
    left = dict.fromkeys(parents)
    while level:
        yield level
        above = []
        for pk in level:
            del left[pk]
            parent = parents[pk]
            waiting[parent] -= 1
            if parent in parents and not waiting[parent]:
                above.append(parent)
        level = above
    if left:
        yield list(left)
