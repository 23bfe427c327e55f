"""What `goals` tells of a person's timeline: their objectives begun, ended and taken over."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import Change, Objective
from org import moments
from org.models import Employee
from org.moments import Moment, Place

KIND = "goals"
State, Field = Objective.State, Change.Field


def register() -> None:
    moments.register(KIND, gettext_lazy("Goals"), told)


def told(viewer: Employee, person: Employee, *, after: Place | None, limit: int) -> list[Moment]:
    """Of the objectives that are theirs today. One query."""
    theirs = Objective.objects.visible_to(viewer).filter(owner=person).order_by().values("pk")
    moved = Q(field=Field.STATE, new__in=[State.ACTIVE, State.CLOSED, State.CANCELLED])
    taken_over = Q(field=Field.OWNER, new=str(person.pk)) & ~Q(old="")
    rows = Change.objects.filter(moved | taken_over, objective__in=theirs, key_result=None)
    rows = rows.select_related("objective__period")
    return [_moment(change) for change in moments.following(rows, after, KIND, limit)]


def _moment(change: Change) -> Moment:
    objective = change.objective
    words = {
        State.ACTIVE: _("Goal begun: %(title)s"),
        State.CLOSED: _("Goal closed: %(title)s"),
        State.CANCELLED: _("Goal cancelled: %(title)s"),
    }.get(change.new, _("Goal taken over: %(title)s"))
    return Moment(
        change.day,
        change.pk,
        words % {"title": objective.title},
        objective.get_absolute_url(),
        more=objective.period.name,
    )
