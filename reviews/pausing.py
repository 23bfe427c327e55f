"""While a cycle is paused no day of it counts: what lay ahead then moves by as many days as the pause lasted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from org.models import Organization
from reviews import closing
from reviews.models import Cycle, CyclePhase, CycleRelation, Phase, Relation, Release, Review


@dataclass(frozen=True)
class Moved:
    """One date of the cycle, for the page before it goes on."""

    words: str
    before: date
    after: date


def since_of(cycle: Cycle) -> date:
    """The day of the pause, where the organisation is. The cycle is paused."""
    return closing.today_of(Organization.objects.current(), cycle.paused_at)


def days_of(cycle: Cycle, today: date) -> int:
    return max((today - since_of(cycle)).days, 0)


def ahead(cycle: Cycle, today: date) -> list[Moved]:
    """The dates of the cycle itself that would move, in their order; none where no day has passed."""
    since, days = since_of(cycle), timedelta(days=days_of(cycle, today))
    found = []
    for phase in cycle.phases.all():
        name = Phase(phase.phase).label.capitalize()
        if phase.starts_on >= since:
            found.append((_("%(phase)s from") % {"phase": name}, phase.starts_on))
        if phase.ends_on >= since:
            found.append((_("%(phase)s to") % {"phase": name}, phase.ends_on))
    due, planned = _("%(relation)s due"), _("Release of %(whom)s")
    found += [
        (due % {"relation": Relation(row.relation).label.capitalize()}, row.due_on) for row in _open(cycle, since)
    ]
    found += [(planned % {"whom": each.whom}, each.on) for each in _planned(cycle, since) if each.on]
    return [Moved(words, day, day + days) for words, day in found if days]


def shift(cycle: Cycle, today: date) -> int:
    """Moves them, and the days that single people were given; returns by how many days. The cycle is locked."""
    since, count = since_of(cycle), days_of(cycle, today)
    days = timedelta(days=count)
    if not count:
        return 0
    for phase in CyclePhase.objects.filter(cycle=cycle, ends_on__gte=since).order_by("pk"):
        phase.starts_on += days if phase.starts_on >= since else timedelta()
        phase.ends_on += days
        phase.save(update_fields=["starts_on", "ends_on"])
    for row in _open(cycle, since):
        row.due_on += days
        row.save(update_fields=["due_on"])
    for each in _planned(cycle, since):
        each.on = each.on and each.on + days
        each.save(update_fields=["on"])
    given = Review.objects.filter(participant__cycle=cycle, due_on__gte=since)
    # The latest first, so that none is met again.
    for day in sorted(set(given.order_by().values_list("due_on", flat=True)), reverse=True):
        given.filter(due_on=day).update(due_on=day + days)
    return count


def _open(cycle: Cycle, since: date):
    return CycleRelation.objects.filter(cycle=cycle, closed_at=None, due_on__gte=since).order_by("pk")


def _planned(cycle: Cycle, since: date):
    return Release.objects.filter(cycle=cycle, released_at=None, on__gte=since).order_by("on", "pk")
