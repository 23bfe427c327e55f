"""A manager's reports, each on a line: how their goals stand, when one last talked, and what would help."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Blocker, CheckIn
from goals import measure, status
from goals.models import Objective, ProgressUpdate
from org.models import Cadence, Employee, Organization
from perfmgmt.templatetags.ui import path_of

POINTS = 8
# Which of a person's goals speaks for them: the one that needs help most.
NEEDS = (status.OFF_TRACK, status.AT_RISK, status.STALE, status.ON_TRACK, status.NONE)
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
    (`meets`), and the viewer's own with their manager (`viewer_meets`).
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
    lines = _lines([objective for report in reports for objective in own[report.pk]], day)
    found = [_row(report, own[report.pk], lines, day, organization) for report in reports]
    return sorted(found, key=lambda row: (NEEDS.index(row.status), row.help == ""))[:ROWS_SHOWN]


def _row(report, objectives, lines, day: date, organization: Organization) -> Row:
    worst = min((objective.status for objective in objectives), key=NEEDS.index, default=status.NONE)
    days = (day - report.talked_on).days if report.talked_on else None
    words, path = _help(report, objectives, worst, days, day, organization)
    return Row(
        person=report,
        status=worst,
        of_goals=sum(objective.status == worst for objective in objectives),
        goals=len(objectives),
        line=_mean([lines[objective.pk] for objective in objectives if lines[objective.pk]]),
        days_since_check_in=days,
        help=words,
        path=path,
    )


def _help(report, objectives, worst: str, days: int | None, day: date, organization: Organization) -> tuple[str, str]:
    """What would help this person, as one short sentence, and where to do it."""
    if report.blocker:
        return _blocker_words(report.blocker)
    cadence = Cadence(report.cadence or organization.cadence)
    if days is not None and 2 * days > 3 * cadence.days:
        return _("A check-in: none for %(time)s") % {"time": _weeks(days)}, ""
    if days is None and (report.hired_on is None or (day - report.hired_on).days > cadence.days):
        return _("A first check-in"), ""
    needy = next((objective for objective in objectives if objective.status == worst), None)
    if needy is not None and worst == status.OFF_TRACK:
        return _("A word on “%(goal)s”") % {"goal": needy.title}, needy.get_absolute_url()
    if needy is not None and worst == status.STALE:
        return _("An update on “%(goal)s”") % {"goal": needy.title}, needy.get_absolute_url()
    return ("", "") if objectives else (_("A goal: there is none yet"), "")


def _blocker_words(blocker: dict) -> tuple[str, str]:
    text = Truncator(" ".join(blocker["text"].split())).chars(70)
    if not blocker["acknowledged_at"]:
        return _("Acknowledge: “%(text)s”") % {"text": text}, path_of("feedback:acknowledge", blocker["pk"])
    wanted = dict(Blocker.Help.choices).get(blocker["help"])
    words = f"{str(wanted).capitalize()}: “{text}”" if wanted else f"“{text}”"
    return words, path_of("feedback:blockers")


def _weeks(days: int) -> str:
    weeks = days // 7
    return ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks}


# --- the small lines ---


def _lines(objectives: list[Objective], day: date) -> dict[int, list[Decimal]]:
    """For each objective its progress on some days, from its own key results; the last is the stored one, of today."""
    updates = (
        ProgressUpdate.objects.filter(key_result__objective__in=[objective.pk for objective in objectives], strike=None)
        .order_by("day", "written_at", "pk")
        .values_list(
            "key_result__objective", "key_result", "key_result__weight", "key_result__baseline",
            "key_result__target", "day", "value",
        )
    )  # fmt: skip
    written = defaultdict(list)
    for objective_id, *update in updates if objectives else []:
        written[objective_id].append(update)
    return {objective.pk: _line(objective, written[objective.pk], day) for objective in objectives}


def _line(objective: Objective, updates: list, day: date) -> list[Decimal]:
    if objective.progress is None:
        return []
    start = min(objective.period.starts_on, day)
    points, latest, index = [], {}, 0
    for step in range(POINTS):
        until = start + timedelta(days=(day - start).days * step // (POINTS - 1))
        while index < len(updates) and updates[index][4] <= until:
            key_result, weight, baseline, target, _day, value = updates[index]
            latest[key_result] = (weight, measure.counted(measure.key_result_progress(baseline, target, value)))
            index += 1
        points.append(measure.objective_progress(latest.values()) or measure.ZERO)
    return [*points[:-1], objective.progress] if updates else [objective.progress] * POINTS


def _mean(lines: list[list[Decimal]]) -> list[Decimal]:
    return [sum(values) / len(values) for values in zip(*lines, strict=True)]
