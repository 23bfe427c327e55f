"""What the two have before them when they talk: key results, what is open, and what happened since last time.

Each function costs a fixed number of queries.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from feedback.models import ActionItem, Blocker, CheckIn
from goals import measure, status, units
from goals.models import KeyResult, Objective, ProgressUpdate
from org.models import Employee, Organization

# How far back "since last time" looks where there was no last time.
FIRST_LOOK = timedelta(days=30)
SHOWN = 8


def key_results_of(employee: Employee, *, viewer: Employee, organization: Organization) -> list[KeyResult]:
    """The active key results that `employee` keeps and `viewer` may read, each with `status`, `expected` and `last`."""
    today = viewer.today()
    readable = Objective.objects.visible_to(viewer).filter(state=Objective.State.ACTIVE)
    rows = (
        KeyResult.objects.filter(Q(owner=employee) | Q(owner=None, objective__owner=employee))
        .filter(objective__in=readable.order_by().values("pk"))
        .select_related("objective__period", "objective__owner", "objective__process", "owner")
        .order_by("objective__period__ends_on", "objective__title", "objective", "position", "pk")
    )
    found = [each for each in rows if not each.objective.period.progress_locked(today)]
    statuses = status.key_result_statuses(found, today, organization)
    for key_result in found:
        key_result.status = statuses[key_result.pk]
        key_result.expected = measure.expected(key_result.objective.period, today)
    return found


def open_actions(employee: Employee, *, viewer: Employee) -> list[ActionItem]:
    """What was agreed and is not done yet, in whichever check-in; a former manager reads what they agreed on alone."""
    known = ActionItem.objects.visible_to(viewer).open().filter(employee=employee)
    return list(known.select_related("owner", "employee"))


def open_blockers(employee: Employee, *, viewer: Employee) -> list[Blocker]:
    known = Blocker.objects.visible_to(viewer).open().filter(raised_by=employee)
    return list(known.with_about(viewer).select_related("acknowledged_by"))


def last_held(employee: Employee, *, before: CheckIn | None = None) -> CheckIn | None:
    """The latest that took place; whether its words may be read is `visible_to`'s to say."""
    held = CheckIn.objects.filter(employee=employee, state=CheckIn.State.DONE).exclude(pk=before.pk if before else None)
    return held.order_by("-held_on", "-pk").first()


@dataclass(frozen=True)
class Happened:
    """One line of *Since last time*."""

    day: date
    kind: str  # update, action, done, blocker
    title: str
    text: str = ""
    url: str = ""


def since(
    employee: Employee, key_results: list[KeyResult], last: CheckIn | None, *, viewer: Employee
) -> list[Happened]:
    """What happened since the last check-in, the newest first; four queries."""
    at = last.logged_at if last else timezone.now() - FIRST_LOOK
    entries = [*_updates(key_results, at), *_actions(employee, at, viewer), *_blockers(employee, at, viewer)]
    return sorted(entries, key=lambda entry: entry.day, reverse=True)[:SHOWN]


def _updates(key_results, at) -> list[Happened]:
    by_id = {key_result.pk: key_result for key_result in key_results}
    earlier = Q(day__lt=OuterRef("day")) | Q(day=OuterRef("day"), written_at__lt=OuterRef("written_at"))
    before = ProgressUpdate.objects.filter(earlier, key_result=OuterRef("key_result"), strike=None)
    before = before.order_by("-day", "-written_at", "-pk")
    rows = (
        ProgressUpdate.objects.filter(key_result__in=list(by_id), strike=None, written_at__gt=at)
        .annotate(before=Subquery(before.values("value")[:1]))
        .order_by("-day", "-written_at", "-pk")[: 2 * SHOWN]
    )
    return [_moved(update, by_id[update.key_result_id]) for update in rows if update.before != update.value]


def _moved(update, key_result) -> Happened:
    now = units.with_unit(update.value, key_result)
    text = now if update.before is None or key_result.is_milestone else f"{units.number(update.before)} → {now}"
    return Happened(update.day, "update", key_result.title, text, key_result.objective.get_absolute_url())


def _actions(employee, at, viewer) -> list[Happened]:
    known = ActionItem.objects.visible_to(viewer).filter(employee=employee).order_by("-created_at", "-pk")
    agreed = known.filter(created_at__gt=at, done_at=None)
    done = known.filter(done_at__gt=at)
    return [
        *(Happened(timezone.localdate(each.created_at), "action", each.text) for each in agreed[:SHOWN]),
        *(Happened(timezone.localdate(each.done_at), "done", each.text) for each in done[:SHOWN]),
    ]


def _blockers(employee, at, viewer) -> list[Happened]:
    known = Blocker.objects.visible_to(viewer).filter(raised_by=employee, raised_at__gt=at)
    return [
        Happened(timezone.localdate(blocker.raised_at), "blocker", blocker.text)
        for blocker in known.order_by("-raised_at", "-pk")[:SHOWN]
    ]


def updates_in(check_in: CheckIn, *, viewer: Employee) -> list[ProgressUpdate]:
    """What the manager entered on key results that `viewer` may read."""
    readable = Objective.objects.visible_to(viewer).order_by().values("pk")
    rows = check_in.updates.filter(key_result__objective__in=readable, strike=None)
    return list(rows.select_related("key_result__objective").order_by("key_result__position", F("pk").asc()))
