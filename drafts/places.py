"""Where drafts are written: the apps above register their kinds of places, so that a list can name them.

    places.register("check-in", describe, labels={"went_well": _("What went well"), "action-*-text": _("Agreed")})

`describe(rests, viewer)` gets what stands behind the kind ("12:log") and gives words for those that `viewer` may
see, in a fixed number of queries; it starts from `visible_to`. `labels` are the fields to show, in their order, by
name or pattern: a draft is read without its form, which may not be there any more. Where one pattern is of several
fields ("answer_12", "answer_15"), `name_fields(names, viewer)` says in the same way which is which.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

Describe = Callable[[list[str], object], dict[str, str]]
NameFields = Callable[[set[str], object], dict[str, str]]


@dataclass(frozen=True)
class Kind:
    describe: Describe
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    name_fields: NameFields | None = None


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    describe: Describe,
    *,
    labels: Mapping[str, str | Promise] | None = None,
    name_fields: NameFields | None = None,
) -> None:
    _kinds[kind] = Kind(describe, labels or {}, name_fields)


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


def names_of(key: str, names: set[str], viewer) -> dict[str, str]:
    """Of these fields those that have words of their own, beside those of `labels_of`."""
    kind = _kinds.get(key.partition(":")[0])
    return kind.name_fields(names, viewer) if kind and kind.name_fields else {}


def fields_by_id(names: Iterable[str], pattern: str) -> dict[int, list[tuple[str, str]]]:
    """Of fields such as “kr12-value” by the id, each with what stands behind it: {12: [("kr12-value", "value")]}.

    `pattern` has a group for the id and may have one for the rest.
    """
    found: dict[int, list[tuple[str, str]]] = {}
    for name in names:
        if match := re.fullmatch(pattern, name):
            found.setdefault(int(match[1]), []).append((name, match[2] if match.re.groups > 1 else ""))
    return found


def ids(rests: list[str]) -> dict[int, list[tuple[str, str]]]:
    """Of “12:log” the id, with what stands for it and the verb: {12: [("12:log", "log")]}."""
    found: dict[int, list[tuple[str, str]]] = {}
    for rest in rests:
        if match := re.fullmatch(r"(\d{1,18}):([a-z-]+)", rest):
            found.setdefault(int(match[1]), []).append((rest, match[2]))
    return found
