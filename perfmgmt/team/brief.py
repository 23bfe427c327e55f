"""A manager's reports, each on a line: how their goals stand, when one last talked, and what would help."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from feedback.models import Blocker, CheckIn
from goals.models import Objective
from org.models import Employee, Organization
from perfmgmt.team import helping, lines

ROWS_SHOWN = 15


@dataclass
class Row:
    person: Employee
    status: str
    of_goals: int  # how many of them have that status
    goals: int
    line: list[Decimal]
    days_since_check_in: int | None
    help: str
    path: str = ""  # where one can help


def reports_of(viewer) -> list[Employee]:
    """The direct reports who work here, each with `talked_on`, the open `blocker` that waits longest, the next check-in
    (`meets`), whether they lead anybody (`leads`), and the viewer's own with their manager (`viewer_meets`).
    """
    talks = CheckIn.objects.filter(employee=OuterRef("pk"), state=CheckIn.State.DONE).order_by("-held_on", "-pk")
    # Blockers of one's own reports are one's own to read, see Blocker.objects.visible_to.
    blockers = Blocker.objects.open().filter(raised_by=OuterRef("pk")).order_by("raised_at", "pk")
    coming = CheckIn.objects.open().order_by("due_on", "pk")
    day = JSONObject(pk="pk", due_on="due_on")
    boss = {name: f"employee__manager__{name}" for name in ("first_name", "preferred_name", "last_name")}
    own = coming.filter(employee=viewer.pk, employee__manager__isnull=False)
    told = JSONObject(pk="pk", text="text", help="help", acknowledged_at="acknowledged_at")
    people = viewer.reports.exclude(left_on__lt=viewer.today()).filter(is_active=True)
    return list(
        people.annotate(
            talked_on=Subquery(talks.values("held_on")[:1]),
            blocker=Subquery(blockers.values(told=told)[:1]),
            meets=Subquery(coming.filter(employee=OuterRef("pk")).values(day=day)[:1]),
            leads=Exists(Employee.objects.filter(manager=OuterRef("pk"))),
            viewer_meets=Subquery(own.values(day=JSONObject(pk="pk", due_on="due_on", **boss))[:1]),
        ).by_name()
    )


def rows(
    viewer, reports: list[Employee], objectives: list[Objective], *, now: datetime, organization: Organization
) -> list[Row]:
    """A row for each report, who needs help most first. One query, for the lines."""
    if not reports:
        return []
    day = viewer.today(now)
    own: dict[int, list[Objective]] = defaultdict(list)
    for objective in objectives:
        own[objective.owner_id].append(objective)
    known = lines.of([objective for report in reports for objective in own[report.pk]], day)
    found = [_row(report, own[report.pk], known, day, organization) for report in reports]
    return sorted(found, key=lambda row: helping.need(row.person, row.status, row.help))[:ROWS_SHOWN]


def _row(report, objectives, known, day: date, organization: Organization) -> Row:
    worst = helping.worst_of(objectives)
    days = (day - report.talked_on).days if report.talked_on else None
    words, path = helping.sentence(report, objectives, day, organization)
    return Row(
        person=report,
        status=worst,
        of_goals=sum(objective.status == worst for objective in objectives),
        goals=len(objectives),
        line=lines.mean([known[objective.pk] for objective in objectives if known[objective.pk]]),
        days_since_check_in=days,
        help=words,
        path=path,
    )
