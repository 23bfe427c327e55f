"""What keeps key results from moving, told by the app above that knows: it registers one provider of it."""

from collections.abc import Callable, Collection
from typing import NamedTuple


class Blocked(NamedTuple):
    """An open blocker on a key result, as far as the viewer reads it; `text` is empty where they only know of it."""

    key_result_id: int
    text: str


# Key result ids and a viewer → the open blockers on them that the viewer may know of, in one query.
Provider = Callable[[Collection[int], object], list[Blocked]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def blocked(key_result_ids: Collection[int], viewer) -> dict[int, Blocked]:
    """The open blocker on each, one that says something before one that does not, then the first told."""
    found: dict[int, Blocked] = {}
    for provider in _providers if key_result_ids else ():
        for each in provider(key_result_ids, viewer):
            if not (known := found.get(each.key_result_id)) or (each.text and not known.text):
                found[each.key_result_id] = each
    return found
