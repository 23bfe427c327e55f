"""A person's timeline: what happened, the newest first, as far as the viewer may know of it.

Each app that knows something registers a kind in `AppConfig.ready()`: `moments.register("goals", _("Goals"), told)`.
It starts from its own `visible_to`, so that what is hidden is not there: no gap, no number, no page more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from org.models import Employee

PER_PAGE = 20


@dataclass(frozen=True)
class Moment:
    """`pk` orders those of one kind and day, the later one higher. `text` is what somebody wrote."""

    day: date
    pk: int
    title: str
    url: str = ""
    text: str = ""
    more: str = ""
    kind: str = ""

    @property
    def place(self) -> str:
        return f"{self.day.isoformat()}~{self.kind}~{self.pk}"


class Place(NamedTuple):
    """Of the last moment shown: what follows is earlier, or of the same day and a later kind, or a lower `pk`."""

    day: date
    kind: str
    pk: int


Label = str | Promise
# Of the viewer and the person: at most `limit` moments after `after`, the newest first, in a fixed number of queries.
Teller = Callable[..., list[Moment]]
_kinds: dict[str, tuple[Label, Teller]] = {}


@dataclass(frozen=True)
class Timeline:
    moments: list[Moment]
    older: str = ""  # where the next page begins; empty on the last


def register(kind: str, label: Label, teller: Teller) -> None:
    """`kind` is a slug; those of one day come in the order of their slugs."""
    _kinds[kind] = (label, teller)


def kinds() -> list[tuple[str, Label]]:
    return [(kind, label) for kind, (label, _teller) in sorted(_kinds.items())]


def place(text: str | None) -> Place | None:
    """What `Moment.place` wrote; None where it is something else."""
    day, _tilde, rest = (text or "").partition("~")
    kind, _tilde, pk = rest.partition("~")
    try:
        found = Place(date.fromisoformat(day), kind, int(pk))
    except ValueError:
        return None
    return found if kind in _kinds and 0 <= found.pk < 2**62 else None


def timeline(
    viewer: Employee, person: Employee, *, kind: str = "", after: Place | None = None, limit: int = PER_PAGE
) -> Timeline:
    """Of all kinds, or of one."""
    found: list[Moment] = []
    for name in [kind] if kind in _kinds else sorted(_kinds):
        told = _kinds[name][1](viewer, person, after=after, limit=limit + 1)
        found += [Moment(**{**vars(each), "kind": name}) for each in told]
    found.sort(key=lambda each: (-each.day.toordinal(), each.kind, -each.pk))
    return Timeline(found[:limit], found[limit - 1].place if len(found) > limit else "")


def follows(after: Place | None, kind: str, day: date, pk: int) -> bool:
    """Whether a moment comes on the page after `after`."""
    if after is None or day < after.day:
        return True
    return day == after.day and (kind > after.kind or (kind == after.kind and pk < after.pk))


def following(rows: QuerySet, after: Place | None, kind: str, limit: int) -> list:
    """As `follows`, of rows with `day`: the first `limit` of them."""
    if after is not None:
        condition = Q(day__lt=after.day)
        if kind > after.kind:
            condition |= Q(day=after.day)
        elif kind == after.kind:
            condition |= Q(day=after.day, pk__lt=after.pk)
        rows = rows.filter(condition)
    return list(rows.order_by("-day", "-pk")[:limit])
