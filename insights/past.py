"""The departments as they stood on a past evening, and what of them the viewer may open by today's right."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from goals.models import Period
from insights.kinds import Moment
from insights.units import ROLES, Organisation, Unit
from org.models import Department, Employee, ids_under
from org.zones import zone

History = Department.history.model
People = Employee.history.model


def evening(day: date, moment: Moment) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone(moment.organization.time_zone))


def moment_of(day: date, moment: Moment) -> Moment:
    """The last moment of that day. One query."""
    periods = tuple(Period.objects.at(day))
    return Moment(evening(day, moment) - timedelta(seconds=1), day, moment.organization, periods)


class PastOrganisation(Organisation):
    """The tree of that evening. What is there still opens to whom it opens today; what is gone to HR, to who is partner
    or head above it, and to those who worked there with everyone above them.

    Two queries; a third where a department is gone.
    """

    is_past = True

    def __init__(self, today: Organisation, day: date, moment: Moment, viewer):
        self.today = today
        self.by_id = {unit.pk: unit for unit in _then(today, evening(day, moment))}
        self.below = defaultdict(list)
        for unit in sorted(self.by_id.values(), key=lambda unit: (unit.name, unit.pk)):
            self.below[unit.parent].append(unit)
        self.gone = self.by_id.keys() - today.by_id.keys()
        self._open = {pk for pk in self.by_id if today.may_open(pk)} | (self._gone(viewer) if self.gone else set())

    def _gone(self, viewer) -> set[int]:
        if viewer.is_hr:
            return set(self.gone)
        found: set[int] = set()
        for grant in viewer.open_grants:
            if grant.role in ROLES and grant.department_id in self.by_id:
                found |= self.branch(grant.department_id)
        worked = Q(id=viewer.pk)
        if viewer.is_manager:
            worked |= Q(id__in=ids_under(viewer))
        rows = People.objects.filter(worked, department__in=self.gone).order_by()
        for pk in rows.values_list("department", flat=True).distinct():
            found |= {unit.pk for unit in self.way(pk)}
        return found & self.gone

    def successors(self, gone) -> dict[int, Unit]:
        """Where most of the people of departments that are gone work today, as far as the viewer may open it."""
        if not gone:
            return {}
        now = Employee.objects.filter(pk=OuterRef("id")).order_by().values("department")[:1]
        rows = People.objects.filter(department__in=gone).annotate(now=Subquery(now)).filter(now__isnull=False)
        counted = rows.order_by().values("department", "now").annotate(people=Count("id", distinct=True))
        most: dict[int, tuple[int, int]] = {}
        for pk, now_in, people in counted.values_list("department", "now", "people"):
            most[pk] = max(most.get(pk, (0, 0)), (people, now_in))
        return {pk: self.today.by_id[now_in] for pk, (_people, now_in) in most.items() if self.today.may_open(now_in)}


def _then(today: Organisation, at: datetime) -> list[Unit]:
    """What never changed since is as it is now: a department without a history too."""
    changed = History.objects.filter(history_date__gte=at).order_by().values("id")
    rows = History.objects.filter(id__in=changed).order_by("history_date", "history_id")
    known = dict(today.by_id)
    before, after = {}, {}
    for pk, name, parent, kind, on in rows.values_list("id", "name", "parent", "history_type", "history_date"):
        if on < at:
            before[pk] = (name, parent, kind == "-")
        else:
            # Without a row from before it was there already, as that one row names it, unless it was made by that.
            after.setdefault(pk, (name, parent, kind == "+"))
    for pk, first in after.items():
        name, parent, is_missing = before.get(pk, first)
        known.pop(pk, None)
        if not is_missing:
            known[pk] = Unit(pk, name, parent)
    return [unit if unit.parent in known else Unit(unit.pk, unit.name) for unit in known.values()]
