"""Whether the dates of a cycle follow each other. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reviews.models import Phase, Relation

Span = tuple[date, date]


class Wrong(NamedTuple):
    field: str
    words: str


def wrong_in(phases: Mapping[str, Span], in_use: Sequence[str], due: Mapping[str, date]) -> list[Wrong]:
    """`phases` has a span for each phase in use that has both dates; fields are named as the form names them."""
    found = [
        Wrong(f"{phase}_to", _("It ends on %(end)s, before it starts on %(start)s.") % _words(*phases[phase]))
        for phase in in_use
        if phase in phases and phases[phase][1] < phases[phase][0]
    ]
    given = [phase for phase in in_use if phase in phases]
    for before, after in pairwise(given):
        if phases[after][0] <= phases[before][1]:
            words = _("%(after)s would start on %(start)s, while %(before)s lasts until %(end)s.")
            names = {"after": Phase(after).label.capitalize(), "before": Phase(before).label}
            found.append(Wrong(f"{after}_from", words % {**names, **_words(phases[after][0], phases[before][1])}))
    if Phase.WRITING in phases:
        start, end = phases[Phase.WRITING]
        for relation, day in due.items():
            if not start <= day <= end:
                words = _("The %(relation)s is due on %(day)s, outside writing (%(start)s to %(end)s).")
                names = {"relation": Relation(relation).label, "day": _day(day)}
                found.append(Wrong(f"due_{relation}", words % {**names, **_words(start, end)}))
    return found


def _words(start: date, end: date) -> dict[str, str]:
    return {"start": _day(start), "end": _day(end)}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
