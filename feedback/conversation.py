"""What the two have before them when they talk: key results, what is open, and what happened since last time.

Each function costs a fixed number of queries.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from feedback import questions, received
from feedback.models import ActionItem, AgendaItem, Blocker, CheckIn, Feedback, Feeling
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


def with_past(check_ins: QuerySet, viewer: Employee) -> QuerySet:
    """Each with what its form begins with: `last_held_on` and `last_logged_at` of the latest before it (whether its
    words may be read is `visible_to`'s to say), the `number` held, and `felt` where `viewer` may read that.
    """
    held = CheckIn.objects.filter(employee=OuterRef("employee"), state=CheckIn.State.DONE).exclude(pk=OuterRef("pk"))
    held = held.order_by("-held_on", "-pk")
    felt = Feeling.objects.visible_to(viewer).filter(check_in=OuterRef("pk")).order_by().values("step")
    return questions.with_number(check_ins).annotate(
        last_held_on=Subquery(held.values("held_on")[:1]),
        last_logged_at=Subquery(held.values("logged_at")[:1]),
        felt=Subquery(felt[:1]),
    )


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


@dataclass(frozen=True)
class Material:
    """What stands beside the form in which one prepares or logs."""

    actions: list[ActionItem]
    blockers: list[Blocker]
    agenda: list[AgendaItem]
    since: list[Happened]
    feedback: list[Feedback]


def material(
    employee: Employee, key_results: list[KeyResult], *, viewer: Employee, at: datetime | None, manager_id: int | None
) -> Material:
    """All of what `viewer` may read, `at` being when the two last talked. Five queries."""
    at = at or timezone.now() - FIRST_LOOK
    actions = _actions(employee, at, viewer)
    blockers = _blockers(employee, at, viewer)
    raised = [each for each in blockers if each.raised_at > at]
    happened = [
        *_updates(key_results, at),
        *_agreed_and_done(actions, at),
        *(Happened(timezone.localdate(each.raised_at), "blocker", each.text) for each in raised),
    ]
    points = AgendaItem.objects.visible_to(viewer).open().filter(employee=employee, manager=manager_id)
    return Material(
        actions=[each for each in actions if each.done_at is None],
        blockers=[each for each in blockers if each.resolved_at is None],
        agenda=list(points.select_related("author")),
        since=sorted(happened, key=lambda entry: entry.day, reverse=True)[:SHOWN],
        feedback=received.recent_feedback(viewer, employee),
    )


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


def _actions(employee, at, viewer) -> list[ActionItem]:
    """What was agreed and is not done yet, in whichever check-in, and what was done since; a former manager reads what
    they agreed on alone.
    """
    known = ActionItem.objects.visible_to(viewer).filter(Q(done_at=None) | Q(done_at__gt=at), employee=employee)
    return list(known.filter(dropped_at=None).select_related("owner", "employee"))


def _agreed_and_done(actions: list[ActionItem], at) -> list[Happened]:
    agreed = [each for each in actions if each.done_at is None and each.created_at > at]
    done = [each for each in actions if each.done_at]
    return [
        *(Happened(timezone.localdate(each.created_at), "action", each.text) for each in agreed),
        *(Happened(timezone.localdate(each.done_at), "done", each.text) for each in done),
    ]


def _blockers(employee, at, viewer) -> list[Blocker]:
    known = Blocker.objects.visible_to(viewer).filter(Q(resolved_at=None) | Q(raised_at__gt=at), raised_by=employee)
    return list(known.with_about(viewer).select_related("raised_by", "acknowledged_by"))
