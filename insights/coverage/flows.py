"""What is counted for the report, by department and week, in one statement, whatever the size.

What happened in a week is counted in it. Of what stands for a time, its beginnings and its ends are counted: how many
there were on the evening of a week follows from both. Everything is in the department where its people work today.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from django.db.models import (
    CharField,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)  # fmt: skip
from django.db.models.functions import Coalesce, TruncDate

from feedback.models import CheckIn, Feedback, RequestedAnswer
from goals import status
from goals.models import Objective, Snapshot
from insights.coverage.weeks import Span
from org.models import Employee
from org.zones import zone
from reviews.models import Cycle, CycleRelation, Review
from reviews.models.setting_up import not_about
from reviews.nominating import LOADING

# What stands: how many there are is what began less what ended.
PEOPLE, LEFT = "people", "left"
ACTIVE, ACTIVE_ENDED = "active", "active-ended"
CURRENT, CURRENT_ENDED = "current", "current-ended"
# What happened in a week.
DUE, HELD = "due", "held"
GIVEN, RECEIVED = "given", "received"
ASKED, ANSWERED, ASKERS, ASKED_PEOPLE = "asked", "answered", "askers", "asked-people"
# What adds up from week to week.
REVIEWS, SUBMITTED = "reviews", "submitted"

Flow = Mapping[tuple[str, int | None], list[int]]
OF_OBJECTIVE = Coalesce("objective__department", "objective__process__department", "objective__owner__department")
NO_UNIT = Value(None, output_field=IntegerField())


class WeekOf(Func):
    """How many weeks after a Monday a day is: 0 for one before it. Of millions of days, much faster than to cut each
    down to its week."""

    arity = 2
    arg_joiner = " - "
    template = "GREATEST((%(expressions)s) / 7, 0)"
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "MAX(CAST((julianday(%(expressions)s)) / 7 AS INTEGER), 0)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)


def read(viewer: Employee, span: Span, time_zone: str) -> Flow:
    """By what is counted and the department: a number for each week of the span."""
    found: dict[tuple[str, int | None], list[int]] = {}
    for what, unit, week, *numbers in _rows(viewer, span, time_zone):
        for name, number in zip(what.split(), numbers, strict=False):
            found.setdefault((name, unit), [0] * span.count)[week] += number
    return found


def cycles(viewer: Employee, span: Span, time_zone: str) -> QuerySet:
    """The cycles that the viewer may know of, in which reviews were written in that time."""
    since, until = _between(span, time_zone)
    due = CycleRelation.objects.filter(cycle=OuterRef("pk")).order_by().values("cycle").annotate(last=Max("due_on"))
    launched = Cycle.objects.visible_to(viewer).exclude(state=Cycle.State.CANCELLED).filter(launched_at__lt=until)
    return launched.annotate(last_due_on=Subquery(due.values("last"))).filter(last_due_on__gte=since.date())


def _between(span: Span, time_zone: str) -> tuple[datetime, datetime]:
    own = zone(time_zone)
    after = span.last + timedelta(days=1)
    return datetime.combine(span.first, time(), own), datetime.combine(after, time(), own)


def _rows(viewer: Employee, span: Span, time_zone: str) -> Iterable[tuple]:
    """(one or two names, department, place of the week, the number of each name)"""
    parts = [
        *_people(span),
        *_goals(span),
        _check_ins(span),
        *_feedback(span, time_zone),
        *_reviews(viewer, span, time_zone),
    ]
    if viewer.is_hr:
        parts += _requests(span, time_zone)
    first, *others = parts
    return first.union(*others, all=True)


def _by_week(names: str, rows: QuerySet, unit, week, count=None, other=None) -> QuerySet:
    """Everything before the span is in its first week."""
    grouped = rows.order_by().annotate(what=Value(names, output_field=CharField()), unit=unit, week=week)
    grouped = grouped.values("what", "unit", "week").annotate(count=count or Count("pk"), other=other or Value(0))
    return grouped.values_list("what", "unit", "week", "count", "other")


def _week(day, span: Span) -> WeekOf:
    return WeekOf(day, Value(span.first, output_field=DateField()))


def _week_at(path: str, span: Span, time_zone: str) -> WeekOf:
    return _week(TruncDate(path, tzinfo=zone(time_zone)), span)


def _people(span: Span) -> list[QuerySet]:
    here = Employee.objects.filter(
        Q(hired_on=None) | Q(hired_on__lte=span.last), Q(left_on=None) | Q(left_on__gte=span.first)
    )
    hired = Coalesce("hired_on", Value(span.first, output_field=DateField()))
    # The week of the last day is one in which they were there still.
    left = here.filter(left_on__lte=span.last)
    return [
        _by_week(PEOPLE, here, F("department"), _week(hired, span)),
        _by_week(LEFT, left, F("department"), _week("left_on", span)),
    ]


def _goals(span: Span) -> list[QuerySet]:
    """Of the active objectives of an evening those are current that have a measure and are not stale."""
    rows = Snapshot.objects.filter(
        Q(until=None) | Q(until__gt=span.first), state=Objective.State.ACTIVE, day__lte=span.last
    )
    all_, current = Count("pk"), Count("pk", filter=~Q(status__in=[status.STALE, status.NONE]))
    ended = rows.filter(until__lte=span.last)
    return [
        _by_week(f"{ACTIVE} {CURRENT}", rows, OF_OBJECTIVE, _week("day", span), all_, current),
        _by_week(f"{ACTIVE_ENDED} {CURRENT_ENDED}", ended, OF_OBJECTIVE, _week("until", span), all_, current),
    ]


def _check_ins(span: Span) -> QuerySet:
    """In the week of their day. One that was skipped with a reason was due; an open one of a leaver is nobody's."""
    open_ = Q(state__in=CheckIn.OPEN_STATES, employee__manager__isnull=False)
    still = Q(employee__left_on=None) | Q(employee__left_on__gte=F("due_on"))
    due = CheckIn.objects.filter(
        Q(state__in=CheckIn.ENDED_STATES) | open_ & still, due_on__gte=span.first, due_on__lte=span.last
    )
    held = Count("pk", filter=Q(state=CheckIn.State.DONE))
    return _by_week(f"{DUE} {HELD}", due, F("employee__department"), _week("due_on", span), Count("pk"), held)


def _feedback(span: Span, time_zone: str) -> list[QuerySet]:
    since, until = _between(span, time_zone)
    sent = Feedback.objects.filter(withdrawn_at=None, sent_at__gte=since, sent_at__lt=until)
    week = _week_at("sent_at", span, time_zone)
    return [
        _by_week(GIVEN, sent, F("giver__department"), week),
        _by_week(RECEIVED, sent, F("recipient__department"), week),
    ]


def _requests(span: Span, time_zone: str) -> list[QuerySet]:
    """What only the asker may see counts company-wide; in the week in which it was asked."""
    since, until = _between(span, time_zone)
    states = RequestedAnswer.State
    asked = RequestedAnswer.objects.exclude(state=states.TAKEN_BACK).filter(asked_at__gte=since, asked_at__lt=until)
    week, answered = _week_at("asked_at", span, time_zone), Count("pk", filter=Q(state=states.ANSWERED))
    askers, people = Count("request__asker", distinct=True), Count("person", distinct=True)
    return [
        _by_week(f"{ASKED} {ANSWERED}", asked, NO_UNIT, week, Count("pk"), answered),
        _by_week(f"{ASKERS} {ASKED_PEOPLE}", asked, NO_UNIT, week, askers, people),
    ]


def _reviews(viewer: Employee, span: Span, time_zone: str) -> list[QuerySet]:
    """Of the cycles of that time, without what is about the viewer and their manager, and without all that is
    anonymous: of that nobody knows who has answered. In the department of the launch day."""
    asked = Review.objects.filter(
        not_about(viewer, "participant__subject"),
        participant__taken_out_at=None,
        participant__cycle__in=cycles(viewer, span, time_zone).order_by().values("pk"),
        state__in=LOADING,
    )
    _since, until = _between(span, time_zone)
    done = asked.filter(state=Review.State.SUBMITTED, submitted_at__lt=until)
    unit = F("participant__department")
    return [
        _by_week(REVIEWS, asked, unit, _week_at("participant__cycle__launched_at", span, time_zone)),
        _by_week(SUBMITTED, done, unit, _week_at("submitted_at", span, time_zone)),
    ]
