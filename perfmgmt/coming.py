"""What comes next for an employee for whom little waits: up to three things, with their day and their form."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import CheckIn
from goals import status
from goals.models import Objective
from inbox.duties import Duty
from org.models import Cadence, Employee, Organization

THINGS = 3


@dataclass(frozen=True)
class Coming:
    title: str
    icon: str
    action: str
    path: str
    on: date | None = None
    detail: str = ""


def things(viewer: Employee, duties: list[Duty], day: date, organization: Organization) -> list[Coming]:
    """As many as lack to three. One query at most; `viewer.active_objectives` are known by now."""
    room = THINGS - len(duties)
    if room <= 0:
        return []
    found = [*_check_in(viewer, duties), *_updates(viewer, day, organization)]
    found = sorted(found, key=lambda each: (each.on or date.max, each.title))[:room]
    if not viewer.active_objectives:
        found.append(_first_goal())
    elif len(found) < room:
        found.append(_end(viewer.active_objectives))
    return found[:room]


def _check_in(viewer: Employee, duties: list[Duty]) -> list[Coming]:
    if any(duty.kind == "prepare" for duty in duties):
        return []
    rows = CheckIn.objects.open().filter(employee=viewer, employee__manager__isnull=False)
    check_in = rows.select_related("employee__manager").order_by("due_on", "pk").first()
    if check_in is None:
        return []
    is_prepared = check_in.state == CheckIn.State.PREPARED
    return [
        Coming(
            title=_("Check-in with %(name)s") % {"name": check_in.employee.manager},
            icon="messages-square",
            action=_("Open check-in") if is_prepared else _("Prepare check-in"),
            path=check_in.get_absolute_url() if is_prepared else reverse("feedback:prepare", args=[check_in.pk]),
            on=check_in.due_on,
            detail=_("You have prepared") if is_prepared else "",
        )
    ]


def _updates(viewer: Employee, day: date, organization: Organization) -> list[Coming]:
    """Of each goal that runs, the day by which it wants a word: a cadence after the last one."""
    found = []
    rhythm = timedelta(days=Cadence(viewer.cadence or organization.cadence).days)
    for objective in viewer.active_objectives:
        if objective.progress is None or objective.progress >= 1 or objective.period.ends_on < day:
            continue
        counts_from = status.counts_from(objective)
        on = max(objective.last_update_on or counts_from, counts_from) + rhythm
        found.append(
            Coming(
                title=_("An update on “%(goal)s”") % {"goal": objective.title},
                icon="target",
                action=_("Update key results"),
                path=reverse("goals:update_all"),
                on=on,
                detail=_("Nothing was said of it lately") if objective.status == status.STALE else "",
            )
        )
    return found


def _first_goal() -> Coming:
    return Coming(
        title=_("A first goal of yours"),
        icon="target",
        action=_("Set a goal"),
        path=reverse("goals:create"),
        detail=_("An objective with two or three key results says what you aim for."),
    )


def _end(objectives: list[Objective]) -> Coming:
    ends = min(objectives, key=lambda objective: objective.period.ends_on).period
    return Coming(
        title=_("The end of %(period)s") % {"period": ends.name},
        icon="flag",
        action=_("Look at your goals"),
        path=reverse("goals:index"),
        on=ends.ends_on,
        detail=_("Then each goal is closed, with a score and a few words."),
    )
