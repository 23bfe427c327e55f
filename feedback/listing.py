"""What the page Check-ins lists, each list at a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback.models import ActionItem, Blocker, CheckIn
from feedback.schedule import cadence_of
from org.models import Absence, Employee, Organization
from org.working_days import common_days


@dataclass(frozen=True)
class Timing:
    """Where a check-in stands against its day, and how often the two talk."""

    is_due: bool
    days_late: int
    is_missed: bool
    cadence: str


def timing(check_in: CheckIn, organization: Organization, today: date) -> Timing:
    cadence = cadence_of(check_in.employee, organization)
    late = max((today - check_in.due_on).days, 0) if check_in.is_open else 0
    return Timing(
        is_due=check_in.is_open and today >= check_in.due_on,
        days_late=late,
        is_missed=check_in.is_missed(today, cadence.days),
        cadence=str(cadence.label),
    )


def dress(check_ins, readable_ids: set[int], organization: Organization, today: date) -> None:
    """Gives each of a history `is_readable` and `timing`."""
    for check_in in check_ins:
        check_in.is_readable = check_in.pk in readable_ids
        check_in.timing = timing(check_in, organization, today)


def cadence_label(employee: Employee, organization: Organization) -> str:
    return str(cadence_of(employee, organization).label)


def partner(check_in: CheckIn) -> Employee:
    """With whom the employee talks: today's manager while it is open, who held it afterwards."""
    return (check_in.employee.manager if check_in.is_open else None) or check_in.manager


def other(check_in: CheckIn, viewer: Employee) -> Employee:
    """Of the two, the one who is not the viewer."""
    return partner(check_in) if viewer.pk == check_in.employee_id else check_in.employee


def free_days(check_in: CheckIn, count: int = 4) -> list[date]:
    """The next days that both work, without the one it stands on."""
    employee, manager = check_in.employee, check_in.employee.manager
    days = common_days((employee, manager), employee.today(), count + 1)
    return [day for day in days if day != check_in.due_on][:count]


def reports_of(viewer: Employee) -> list[Employee]:
    """The direct reports who work here."""
    here = Q(left_on=None) | Q(left_on__gte=viewer.today())
    return list(viewer.reports.filter(here).select_related("check_in_schedule").by_name())


def mine(viewer: Employee, organization: Organization) -> CheckIn | None:
    """My own open one."""
    opened = CheckIn.objects.visible_to(viewer).open().filter(employee=viewer)
    found = opened.select_related("employee__manager__location").first()
    if found is not None:
        today = viewer.today()
        found.timing = timing(found, organization, today)
        manager = found.employee.manager
        found.has_no_partner = manager is not None and manager.left_on is not None and manager.left_on < today
    return found


def team(viewer: Employee, organization: Organization) -> list[CheckIn]:
    """The open one of each report, the one due first first, with when they last talked and what is open."""
    held = CheckIn.objects.filter(employee=OuterRef("employee"), state=CheckIn.State.DONE).order_by("-held_on", "-pk")
    actions = _count(ActionItem.objects.open().filter(employee=OuterRef("employee")), "employee")
    blockers = _count(Blocker.objects.open().filter(raised_by=OuterRef("employee")), "raised_by")
    today = viewer.today()
    here = Q(employee__left_on=None) | Q(employee__left_on__gte=today)
    away = Absence.objects.on(today).filter(employee=OuterRef("employee")).order_by()
    rows = (
        CheckIn.objects.visible_to(viewer)
        .open()
        .filter(here, employee__manager=viewer)
        .select_related("employee__manager")
        .annotate(
            last_held_on=Subquery(held.values("held_on")[:1]), actions=actions, blockers=blockers, is_away=Exists(away)
        )
        .order_by("due_on", "employee__last_name", "pk")
    )
    found = list(rows)
    for each in found:
        each.timing = timing(each, organization, today)
        is_hired = each.employee.hired_on is None or each.employee.hired_on <= today
        each.is_to_log = each.timing.is_due and is_hired and not each.is_away  # as feedback.row.due
    return found


def most_urgent(team: list[CheckIn], mine: CheckIn | None) -> CheckIn | None:
    """The one that gets the page's main button: the first report's that is due, else my own."""
    return next((check_in for check_in in team if check_in.is_to_log), mine)


def _count(rows, group: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n")), 0)


def blockers_in_short(viewer: Employee) -> dict[str, int]:
    """How many are open: my own, and those that wait for me."""
    seen = Blocker.objects.visible_to(viewer).open()
    waiting = Q(acknowledged_at=None) & ~Q(raised_by=viewer)
    return seen.aggregate(mine=Count("pk", filter=Q(raised_by=viewer)), waiting=Count("pk", filter=waiting))


def blockers(viewer: Employee) -> dict[str, list[Blocker]]:
    """Open ones: mine, my team's, and those that went up to me; and what was resolved lately."""
    reports = Exists(Employee.objects.filter(pk=OuterRef("raised_by"), manager=viewer))
    rows = (
        Blocker.objects.visible_to(viewer)
        .with_about(viewer)
        .annotate(is_report=reports)
        .select_related("raised_by__manager", "acknowledged_by", "resolved_by")
        .prefetch_related("notes__author")
    )
    found = {"mine": [], "team": [], "gone_up": []}
    for blocker in rows.open().order_by("raised_at", "pk"):
        place = "mine" if blocker.raised_by_id == viewer.pk else "team" if blocker.is_report else "gone_up"
        blocker.words = blocker.text_for(viewer)
        blocker.is_up = blocker.has_gone_up(timezone.now())
        found[place].append(blocker)
    found["resolved"] = list(rows.exclude(resolved_at=None).order_by("-resolved_at", "-pk")[:10])
    for blocker in found["resolved"]:
        blocker.words = blocker.text_for(viewer)
    return found


def open_actions(check_in: CheckIn, viewer: Employee):
    """While it is open: what is open of all that was agreed."""
    known = ActionItem.objects.visible_to(viewer).select_related("owner", "employee")
    return known.open().filter(employee=check_in.employee)
