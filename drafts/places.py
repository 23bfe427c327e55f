"""Where drafts are written: the apps above register their kinds of places, so that a list can name them.

    places.register("check-in", describe, labels={"went_well": _("What went well"), "action-*-text": _("Agreed")})

`describe(rests, viewer)` gets what stands behind the kind ("12:log") and gives words for those that `viewer` may
see, in a fixed number of queries; it starts from `visible_to`. `labels` are the fields to show, in their order, by
name or pattern: a draft is read without its form, which may not be there any more.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

Describe = Callable[[list[str], object], dict[str, str]]


@dataclass(frozen=True)
class Kind:
    describe: Describe
    labels: Mapping[str, str | Promise] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def register(kind: str, describe: Describe, *, labels: Mapping[str, str | Promise] | None = None) -> None:
    _kinds[kind] = Kind(describe, labels or {})


def titles(keys: Iterable[str], viewer) -> dict[str, str]:
    """Words for each of the keys whose place is there for `viewer`; one call a kind."""
    rests: dict[str, list[str]] = {}
    for key in sorted(set(keys)):
        kind, _colon, rest = key.partition(":")
        rests.setdefault(kind, []).append(rest)
    found = {}
    for kind, wanted in rests.items():
        if kind in _kinds:
            known = _kinds[kind].describe(wanted, viewer)
            found |= {f"{kind}:{rest}": words for rest, words in known.items()}
    return found


def labels_of(key: str) -> Mapping[str, str | Promise]:
    kind = _kinds.get(key.partition(":")[0])
    return kind.labels if kind else {}


def ids(rests: list[str]) -> dict[int, list[tuple[str, str]]]:
    """Of “12:log” the id, with what stands for it and the verb: {12: [("12:log", "log")]}."""
    found: dict[int, list[tuple[str, str]]] = {}
    for rest in rests:
        if match := re.fullmatch(r"(\d{1,18}):([a-z-]+)", rest):
            found.setdefault(int(match[1]), []).append((rest, match[2]))
    return found
