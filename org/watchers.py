"""Who above wants to know at once that somebody's leave changed.

An app registers in `AppConfig.ready()`: `watchers.register(leave.after_absences)`. It is called in the transaction of
the change, with the ids of the people. What changes in other ways (days off, a location, a manager), sweeps find.
"""

from collections.abc import Callable, Collection

Watcher = Callable[[Collection[int]], object]
_watchers: list[Watcher] = []


def register(watcher: Watcher) -> None:
    if watcher not in _watchers:
        _watchers.append(watcher)


def absences_changed(person_ids: Collection[int]) -> None:
    for watcher in _watchers:
        watcher(person_ids)
