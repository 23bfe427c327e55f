"""When a mail may go: whose morning it is at an instant, as far as SQL can tell; and the pause after a failure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from inbox.models import MailLedger, MailPreference
from org.models import Absence, DayOff, Employee, Organization
from org.models.employee import EmployeeQuerySet
from org.zones import zone

OPENS, CLOSES = time(8), time(16)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=2)


def open_days(now: datetime, zones: Iterable[str]) -> dict[date, list[str]]:
    """The local days on which a mail may go at the aware instant `now`, each with its zones: at most two days."""
    days: dict[date, list[str]] = {}
    for name in zones:
        local = now.astimezone(zone(name))
        if OPENS <= local.time() < CLOSES:
            days.setdefault(local.date(), []).append(name)
    return days


def zones_in_use() -> list[str]:
    return list(Employee.objects.with_zone().order_by("zone_name").values_list("zone_name", flat=True).distinct())


def awaiting(now: datetime, zones: Iterable[str]) -> EmployeeQuerySet:
    """Whoever may get a mail at `now` and has none of today yet, nor one that is being sent; each with `zone_name` and
    `mail_preference`.

    `zones` are those in use: asked once for a whole morning, not for each batch. Whether something waits for them is
    not asked here.
    """
    organization = Organization.objects.current()
    condition = Q(pk__in=[])
    for day, names in open_days(now, zones).items():
        if day.weekday() in organization.working_days:
            settled = MailLedger.objects.settled(now).filter(person=OuterRef("pk"), day=day)
            condition |= Q(_here(day), _works(day), _wants(day, organization), ~Exists(settled), zone_name__in=names)
    people = Employee.objects.with_zone().filter(condition, is_active=True).exclude(email="")
    return people.select_related("location", "mail_preference")


def pause(attempts: int) -> timedelta:
    """How long to leave a failed mail alone after that many attempts: 5, 15, 45 minutes, then 2 hours."""
    return min(FIRST_PAUSE * 3 ** min(attempts - 1, 10), LONGEST_PAUSE)


def _here(day: date) -> Q:
    return (Q(hired_on=None) | Q(hired_on__lte=day)) & (Q(left_on=None) | Q(left_on__gte=day))


def _works(day: date) -> Q:
    off = DayOff.objects.filter(location=OuterRef("location"), day=day)
    away = Absence.objects.on(day).filter(employee=OuterRef("pk"))
    return Q(~Exists(off), ~Exists(away))


def _wants(day: date, organization: Organization) -> Q:
    """Weekly: once from the week's first working day on, so on that day; a later one where it was slept through."""
    weekly = Q(mail_preference__frequency=MailPreference.Frequency.WEEKLY)
    had_one = MailLedger.objects.filter(
        person=OuterRef("pk"), day__gte=organization.week_start(day), day__lt=day, state=MailLedger.State.SENT
    )
    daily = Q(mail_preference=None) | Q(mail_preference__frequency=MailPreference.Frequency.DAILY)
    return daily | Q(weekly, ~Exists(had_one))
