"""What is kept of a signal that ended.

Only what got better is: where the rule was changed, the person left, or the objective or its period was over, the
signal is gone without anybody having mended anything. See docs/decisions/15-the-bridge-over-time.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from goals import bulk
from goals.models import Objective, Period
from insights import kinds
from insights.kinds import Moment
from insights.models import EndedSignal, Signal
from org.models import Employee
from org.zones import zone

KEPT = timedelta(days=365)
TAKEN = ("kind", "subject", "objective_id", "about_id", "unit_id", "audience", "severity", "since")


def keep(ended: Sequence[Signal], moment: Moment) -> None:
    """Writes down those of `ended` whose person and objective still stand, and whose time is not over; in the caller's
    transaction."""
    ended = [each for each in ended if not kinds.named(each.kind).is_past(each, moment.day)]
    people = {signal.about_id for signal in ended}
    rows = Employee.objects.present(moment.now).filter(pk__in=bulk.among(people))
    managers = dict(rows.order_by().values_list("pk", "manager"))
    standing = _standing({signal.objective_id for signal in ended} - {None}, moment)
    mended = [each for each in ended if each.about_id in managers and each.objective_id in standing]
    EndedSignal.objects.bulk_create(
        (_ended(each, managers[each.about_id], moment) for each in mended if _is_theirs(each, managers)),
        batch_size=500,
        ignore_conflicts=True,
    )


def _is_theirs(signal: Signal, managers: Mapping[int, int | None]) -> bool:
    """What two had between them is not mended by another manager."""
    return signal.figures.get("manager", managers[signal.about_id]) == managers[signal.about_id]


def _ended(signal: Signal, manager: int | None, moment: Moment) -> EndedSignal:
    return EndedSignal(
        **{name: getattr(signal, name) for name in TAKEN},
        manager_id=manager if signal.audience == Signal.Audience.PAIR else None,
        ended_on=max(moment.day, signal.since),
    )


def another_period(last: datetime, moment: Moment) -> bool:
    """Whether one began or ended between the last look and this one."""
    day = last.astimezone(zone(moment.organization.time_zone)).date()
    began = Q(starts_on__gt=day, starts_on__lte=moment.day)
    return Period.objects.filter(began | Q(ends_on__gte=day, ends_on__lt=moment.day)).exists()


def take_back(found: Sequence[Signal], moment: Moment) -> None:
    """What is found again on the same day had not ended: it moved to another person, or was away for a moment."""
    if not found:
        return
    rows = EndedSignal.objects.filter(kind=found[0].kind, ended_on=moment.day)
    rows.filter(subject__in=bulk.among(signal.subject for signal in found)).delete()


def _standing(objectives: set[int], moment: Moment) -> set[int | None]:
    """Those that are still at work, and None for what speaks of no objective."""
    rows = Objective.objects.filter(pk__in=bulk.among(objectives), state=Objective.State.ACTIVE)
    running = rows.filter(period__ends_on__gte=moment.day).order_by()
    return {None, *(running.values_list("pk", flat=True) if objectives else ())}


def prune(moment: Moment) -> None:
    EndedSignal.objects.filter(ended_on__lt=moment.day - KEPT).delete()


def still_ended(rows: QuerySet[EndedSignal]) -> QuerySet[EndedSignal]:
    """Without those that are back."""
    back = Signal.objects.filter(kind=OuterRef("kind"), subject=OuterRef("subject"))
    return rows.filter(~Exists(back))
