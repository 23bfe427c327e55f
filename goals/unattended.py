"""Open goals for which nobody is asked: their owner left and no manager is there to decide, or nobody manages them.

For HR, and for partners about their departments; nobody finds themselves. By the date of UTC: where people work it may
be some hours earlier or later.
"""

from datetime import date

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from goals import states
from goals.models import KeyResult, Objective
from org import moves
from org.models import Employee

Visibility = Objective.Visibility


def leavers(viewer) -> QuerySet[Employee]:
    """Who left open goals behind about which no manager is asked: the other side of `hand_over_duties.of_leavers`."""
    day = timezone.now().date()
    left = _of(viewer).filter(left_on__lt=day).filter(_has_goals(viewer)).annotate(keeper=_keeper(day))
    gone = Employee.objects.filter(pk=OuterRef("keeper"), left_on__lt=day).order_by()
    # What is for the direct manager alone, no other one reads.
    is_unread = ~Q(manager_id=F("keeper")) & ~_is_read_above()
    return left.filter(Q(keeper=None) | Exists(gone) | is_unread)


def unmanaged(viewer) -> QuerySet[Employee]:
    """Who works here with open goals and without a manager, or under one who left; not whoever leads from the top."""
    day = timezone.now().date()
    leads = Exists(Employee.objects.filter(manager=OuterRef("pk")).order_by())
    here = _of(viewer).filter(Q(left_on=None) | Q(left_on__gte=day), Q(hired_on=None) | Q(hired_on__lte=day))
    return here.filter((Q(manager=None) & ~leads) | Q(manager__left_on__lt=day)).filter(_has_goals(viewer))


def listed(found: QuerySet[Employee], viewer) -> QuerySet[Employee]:
    """By when they left, then by name, with `own` and `shared`: how many objectives and key results it is about."""
    counted = found.annotate(own=_count(_objectives()), shared=_count(_key_results(viewer)))
    by_name = Employee.objects.by_name().query.order_by
    return counted.select_related("department", "manager").order_by(F("left_on").asc(nulls_last=True), *by_name)


def reason(person: Employee) -> str:
    """Why nobody is asked, of one of `leavers` or `unmanaged`."""
    manager = person.manager
    if manager is None:
        return _("has no manager")
    if manager.left_on is not None:
        return _("%(name)s, who managed them, has left too") % {"name": manager}
    return _("whoever managed them may not read them")


def _of(viewer) -> QuerySet[Employee]:
    people = Employee.objects.exclude(pk=viewer.pk)
    return people if viewer.is_hr else people.filter(department__in=viewer.partner_departments)


def _keeper(day: date) -> Case:
    """The id of the manager whose duty it would be."""
    last = Subquery(moves.managed(OuterRef("pk")).values("manager")[:1])
    return Case(
        When(manager=None, then=last),
        When(manager__left_on__lt=day, then=F("manager__manager_id")),
        default=F("manager_id"),
        output_field=BigIntegerField(),
    )


def _objectives() -> QuerySet[Objective]:
    return Objective.objects.filter(owner=OuterRef("pk"), state__in=states.OPEN).order_by()


def _key_results(viewer) -> QuerySet[KeyResult]:
    """Those kept in the objectives of others, as far as the viewer may read these."""
    kept = KeyResult.objects.filter(owner=OuterRef("pk"), objective__state__in=states.OPEN)
    visible = Objective.objects.visible_to(viewer).order_by().values("pk")
    return kept.exclude(objective__owner=OuterRef("pk")).filter(objective__in=visible).order_by()


def _has_goals(viewer) -> Q:
    return Q(Exists(_objectives())) | Q(Exists(_key_results(viewer)))


def _is_read_above() -> Q:
    """Whether somebody above reads any of it, other than the direct manager."""
    own = _objectives().filter(visibility__in=[Visibility.EVERYONE, Visibility.LINE])
    kept = KeyResult.objects.filter(owner=OuterRef("pk"), objective__state__in=states.OPEN)
    return Q(Exists(own)) | Q(Exists(kept.filter(objective__visibility=Visibility.EVERYONE).order_by()))


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("owner").annotate(count=Count("pk")).values("count")), Value(0))
