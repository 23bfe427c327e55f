"""What is counted for the report, by department and week, in one statement, whatever the size.

What happened in a week is counted in it. Of what stands for a time, its beginnings and its ends are counted: how many
there were on the evening of a week follows from both. Everything is in the department where its people work today.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Count, DateField, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest, TruncWeek

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


def read(viewer: Employee, span: Span, time_zone: str) -> Flow:
    """By what is counted and the department: a number for each week of the span."""
    found: dict[tuple[str, int | None], list[int]] = {}
    for what, unit, week, number in _rows(viewer, span, time_zone):
        counts = found.setdefault((what, unit), [0] * span.count)
        counts[span.place(week)] += number
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


def _rows(viewer: Employee, span: Span, time_zone: str) -> Iterable[tuple[str, int | None, date, int]]:
    parts = [
        *_people(span),
        *_goals(span),
        *_check_ins(span),
        *_feedback(span, time_zone),
        *_reviews(viewer, span, time_zone),
    ]
    if viewer.is_hr:
        parts += _requests(span, time_zone)
    first, *others = parts
    return first.union(*others, all=True)


def _by_week(what: str, rows: QuerySet, unit, week, count=None) -> QuerySet:
    """Everything before the span is in its first week."""
    grouped = rows.order_by().annotate(
        what=Value(what, output_field=CharField()),
        unit=unit,
        week=week,
    )
    grouped = grouped.values("what", "unit", "week").annotate(count=count or Count("pk"))
    return grouped.values_list("what", "unit", "week", "count")


def _week(path, span: Span):
    week = Cast(TruncWeek(path, output_field=DateField()), DateField())
    return Greatest(week, Value(span.first, output_field=DateField()))


def _week_at(path: str, span: Span, time_zone: str):
    week = Cast(TruncWeek(path, output_field=DateField(), tzinfo=zone(time_zone)), DateField())
    return Greatest(week, Value(span.first, output_field=DateField()))


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
    current = rows.exclude(status__in=[status.STALE, status.NONE])
    found = []
    for begun, ended, some in ((ACTIVE, ACTIVE_ENDED, rows), (CURRENT, CURRENT_ENDED, current)):
        found.append(_by_week(begun, some, OF_OBJECTIVE, _week("day", span)))
        found.append(_by_week(ended, some.filter(until__lte=span.last), OF_OBJECTIVE, _week("until", span)))
    return found


def _check_ins(span: Span) -> list[QuerySet]:
    """In the week of their day. One that was skipped with a reason was due; an open one of a leaver is nobody's."""
    open_ = Q(state__in=CheckIn.OPEN_STATES, employee__manager__isnull=False)
    still = Q(employee__left_on=None) | Q(employee__left_on__gte=F("due_on"))
    due = CheckIn.objects.filter(
        Q(state__in=CheckIn.ENDED_STATES) | open_ & still, due_on__gte=span.first, due_on__lte=span.last
    )
    unit, week = F("employee__department"), _week("due_on", span)
    return [_by_week(DUE, due, unit, week), _by_week(HELD, due.filter(state=CheckIn.State.DONE), unit, week)]


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
    week = _week_at("asked_at", span, time_zone)
    return [
        _by_week(ASKED, asked, NO_UNIT, week),
        _by_week(ANSWERED, asked.filter(state=states.ANSWERED), NO_UNIT, week),
        _by_week(ASKERS, asked, NO_UNIT, week, Count("request__asker", distinct=True)),
        _by_week(ASKED_PEOPLE, asked, NO_UNIT, week, Count("person", distinct=True)),
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
