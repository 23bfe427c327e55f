"""The bridge of the past year: how each unit stood each week, by the same records and the same sums as today's; a
reorganisation in the middle of it; and the signals that ended of late."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F

from feedback.models import Blocker, CheckIn
from feedback.models.blocker import GOES_UP_AFTER
from goals import bulk, measure, status
from goals.models import KeyResult, Objective, Period, ProgressUpdate
from goals.serving import UNIT
from insights import readings
from insights.kinds import Moment
from insights.models import EndedSignal, Signal, UnitReading
from insights.readings import Departments, Sums
from org.models import Department, Employee
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, working_day
from perfmgmt.demo.people import Person

WEEKS = 53
LATELY = dt.timedelta(days=60)  # so far back there are signals that ended
# Some months ago this department of Technology became a part of another one.
GONE, FUNCTION, MONTHS_AGO = "Prototyping", "Technology", 130


def save(people: list[Person], chance: Chance, now: dt.datetime, *, is_large: bool) -> None:
    moment = Moment.at(now)
    gone, moved = _reorganise(people, moment.day)
    year = Year(moment, chance, gone, moved, is_large=is_large)
    year.record()
    insert(year.ended())


def _reorganise(people: list[Person], today: dt.date) -> tuple[Department | None, list[Employee]]:
    """Every second engineer of one department comes from another one, which is gone; some more have another manager.
    Returns what is gone, and who moved."""
    placed = [p for p in people if p.function and p.function.name == FUNCTION and p.department != FUNCTION]
    engineers = [p for p in placed if not (p.reports or p.account or p.story)]
    heirs = sorted({p.department for p in engineers})
    day = reorganised_on(today)
    if len(heirs) < 2:
        return None, []
    came = [p for p in engineers if p.department == heirs[-1] and p.row.hired_on < day][::2]
    others = [p for p in engineers if p.department != heirs[-1] and p.row.hired_on < day][::4]
    gone = Department(name=GONE, parent=came[0].row.department.parent if came else None)
    if not came:
        return None, []
    at = dt.datetime.combine(day, dt.time(7), dt.UTC)
    before = at - dt.timedelta(days=300)
    gone.save()
    pk = gone.pk
    gone.delete()
    Department.history.filter(id=pk, history_type="+").update(history_date=before)
    Department.history.filter(id=pk, history_type="-").update(history_date=at)
    gone.pk = pk
    _write_history(came, others, gone, before, at)
    return gone, [p.row for p in [*came, *others]]


def reorganised_on(today: dt.date) -> dt.date:
    return working_day((today - dt.timedelta(days=MONTHS_AGO)).replace(day=1))


def _write_history(came, others, gone: Department, before: dt.datetime, at: dt.datetime) -> None:
    write = Employee.history.bulk_history_create
    rows = [person.row for person in [*came, *others]]
    today = [(row.manager, row.department) for row in rows]
    for person in [*came, *others]:
        person.row.manager = (person.boss.boss or person.boss).row
    for person in came:
        person.row.department = gone
    write(rows, default_date=before)
    for row, (manager, department) in zip(rows, today, strict=True):
        row.manager, row.department = manager, department
    write(rows, default_date=at, update=True)


class Year:
    """A pass over each table of the records; each row is counted on the days on which it held."""

    def __init__(
        self, moment: Moment, chance: Chance, gone: Department | None, moved: list[Employee], *, is_large: bool
    ):
        self.chance = chance
        self.moment, self.gone, self.moved = moment, gone, moved
        self.reorganised = reorganised_on(moment.day)
        around = {self.reorganised - dt.timedelta(days=1), self.reorganised} if gone else set()
        weekly = {moment.day - dt.timedelta(weeks=back) for back in _weeks(is_large)}
        self.days = sorted(weekly | around)
        self.sums: dict[dt.date, dict[int | None, Sums]] = {day: defaultdict(Sums) for day in self.days}
        self.unit = dict(Employee.objects.order_by().values_list("pk", "department"))
        self.from_gone = set(
            Employee.history.filter(department=gone.pk).order_by().values_list("id", flat=True) if gone else ()
        )

    def between(self, first: dt.date, until: dt.date | None) -> Iterable[dt.date]:
        """The days from `first` to the one before `until`."""
        return self.days[bisect_left(self.days, first) : bisect_left(self.days, until) if until else None]

    def part(self, day: dt.date, unit: int | None, person: int) -> Sums:
        was_there = self.gone is not None and day < self.reorganised and person in self.from_gone
        return self.sums[day][self.gone.pk if was_there and self.gone else unit]

    def record(self) -> None:
        self._people()
        self._objectives()
        self._check_ins()
        self._blockers()
        rows = list(Department.objects.order_by("pk").values_list("pk", "parent"))
        k, periods = self.moment.organization.anonymity_threshold, list(Period.objects.order_by("starts_on"))
        found = []
        for day, own in self.sums.items():
            with_gone = [(self.gone.pk, self.gone.parent_id)] if self.gone and day < self.reorganised else []
            period = _period(periods, day)
            expected = measure.expected(period, day) if period else None
            for key, values in readings.summed(Departments([*rows, *with_gone]), own, expected, k).items():
                found.append(UnitReading(department_id=key.department, is_itself=key.is_itself, day=day, **values))
        insert(found)

    def _people(self) -> None:
        for pk, hired_on, left_on in Employee.objects.order_by().values_list("pk", "hired_on", "left_on"):
            until = left_on + dt.timedelta(days=1) if left_on else None
            for day in self.between(hired_on or self.days[0], until):
                self.part(day, self.unit[pk], pk).people += 1
        if self.gone:
            for row in self.moved:
                self.sums[self.reorganised][row.department_id].moved += 1

    def _objectives(self) -> None:
        """By the updates of its own key results; what has none comes near its end little by little."""
        periods = {period.pk: period for period in Period.objects.order_by("starts_on")}
        running = {day: _period(periods.values(), day) for day in self.days}
        spoken = _spoken()
        names = (
            "pk",
            "period",
            "owner",
            "of_unit",
            "weight",
            "progress",
            "activated_on",
            "closed_on",
            "owner__cadence",
        )
        rows = Objective.objects.filter(state__in=Objective.COUNTING_STATES, progress__isnull=False, weight__gt=0)
        for pk, of, owner, unit, weight, end, began, closed_on, cadence in bulk.read_values(
            rows.annotate(of_unit=UNIT).order_by(), *names
        ):
            period, key_results = periods[of], spoken.get(pk)
            last = min(period.ends_on, self.moment.day)
            for day in self.between(max(began or period.starts_on, period.starts_on), closed_on):
                if running[day] is not period:
                    continue
                progress, last_update_on = _stood(key_results, day)
                if key_results is None:
                    share = measure.ratio(measure.expected(period, day), measure.expected(period, last) or measure.ONE)
                    progress, last_update_on = end * share, day
                if progress is not None:
                    self._count(day, period, weight, progress, last_update_on, owner, unit, began, cadence)

    def _count(self, day, period, weight, progress, last_update_on, owner, unit, began, cadence) -> None:
        standing = status.status_of(
            state=Objective.State.ACTIVE,
            progress=progress,
            expected=measure.expected(period, day),
            last_update_on=last_update_on,
            counts_from=max(began or period.starts_on, period.starts_on),
            cadence=cadence or self.moment.organization.cadence,
            today=day,
        )
        own = self.part(day, unit, owner)
        own.objectives += 1
        name = readings.COUNTED[standing]
        setattr(own, name, getattr(own, name) + 1)
        own.weight += weight
        own.done += weight * progress
        own.stale += weight if standing == status.STALE else 0
        own.signals += 2 * (standing in (status.STALE, status.OFF_TRACK))  # of its key results too

    def _check_ins(self) -> None:
        rows = CheckIn.objects.order_by().values_list("employee", "due_on", "state", "held_on")
        for person, due_on, state, held_on in rows:
            is_held = state == CheckIn.State.DONE
            for day in self.between(due_on, due_on + readings.WEEKS):
                if state not in CheckIn.ENDED_STATES and due_on == day:
                    continue
                own = self.part(day, self.unit[person], person)
                own.check_ins_due += 1
                own.check_ins_held += is_held and (held_on or due_on) <= day

    def _blockers(self) -> None:
        """Those that are recorded are of the last weeks; before them there were about as many."""
        rows = Blocker.objects.order_by().values_list("raised_by", "raised_at", "acknowledged_at", "resolved_at")
        first = self.moment.day
        for person, raised_at, acknowledged_at, resolved_at in rows:
            first = min(first, raised_at.date())
            for day in self.between(raised_at.date(), resolved_at.date() if resolved_at else None):
                own = self.part(day, self.unit[person], person)
                own.blockers += 1
                is_taken = acknowledged_at is not None and acknowledged_at.date() <= day
                own.blockers_taken += is_taken
                own.signals += not is_taken and raised_at.date() + GOES_UP_AFTER <= day
        for day in self.between(self.days[0], first + dt.timedelta(days=28)):
            for unit, own in self.sums[day].items():
                rng = self.chance.stream("blockers", unit, day.toordinal() // 28)
                usual = round(own.people * rng.uniform(0.06, 0.17))
                own.blockers_taken = max(own.blockers_taken, round(usual * rng.uniform(0.4, 0.8)))
                own.blockers = max(own.blockers, usual)

    def ended(self) -> list[EndedSignal]:
        """Of late: blockers that somebody acknowledged late, and objectives that were spoken of after a silence."""
        day = self.moment.day
        late = Blocker.objects.filter(acknowledged_at__date__gt=day - LATELY, acknowledged_at__date__lt=day)
        blockers = [
            EndedSignal(
                kind="blocker", subject=row.pk, about_id=row.raised_by_id, unit_id=self.unit[row.raised_by_id],
                audience=Signal.Audience.BLOCKER, severity=1, since=row.goes_up_at.date(),
                ended_on=row.acknowledged_at.date(),
            )
            for row in late.filter(acknowledged_at__gt=F("raised_at") + GOES_UP_AFTER).order_by("pk")
        ]  # fmt: skip
        again = Objective.objects.filter(state=Objective.State.ACTIVE, period__ends_on__gte=day, visibility="everyone")
        spoken = Objective.objects.filter(last_update_on__range=(day - LATELY / 2, day - dt.timedelta(days=1)))
        rows = again.filter(pk__in=spoken).annotate(of_unit=UNIT).order_by("pk")[::9]
        return blockers + [
            EndedSignal(
                kind="stale", subject=row.pk, about_id=row.owner_id, unit_id=row.of_unit, objective_id=row.pk,
                audience=Signal.Audience.OBJECTIVE, severity=1, ended_on=row.last_update_on,
                since=row.last_update_on - dt.timedelta(days=3 + row.pk % 9),
            )
            for row in rows
        ]  # fmt: skip


def _spoken() -> dict[int, list[tuple[Decimal, list[dt.date], list[Decimal | None]]]]:
    """Of each objective its key results: weight, the days of the updates, and the progress since each."""
    names = ("pk", "objective", "weight", "baseline", "target", "unit")
    known = {row[0]: row[1:] for row in bulk.read_values(KeyResult.objects.order_by(), *names)}
    days: dict[int, tuple[list, list]] = defaultdict(lambda: ([], []))
    updates = ProgressUpdate.objects.filter(strike=None).order_by("day", "pk")
    for pk, day, value in bulk.read_values(updates, "key_result", "day", "value"):
        _objective, _weight, baseline, target, unit = known[pk]
        progress = value if unit == KeyResult.Unit.MILESTONE else measure.key_result_progress(baseline, target, value)
        days[pk][0].append(day)
        days[pk][1].append(measure.counted(progress))
    found = defaultdict(list)
    for pk, (on, progress) in days.items():
        found[known[pk][0]].append((known[pk][1], on, progress))
    return dict(found)


def _stood(key_results, day: dt.date) -> tuple[Decimal | None, dt.date | None]:
    """(progress, last update) of an objective on that day."""
    done, weights, last = Decimal(0), Decimal(0), None
    for weight, days, progress in key_results or ():
        place = bisect_right(days, day) - 1
        if place >= 0:
            done, weights = done + weight * progress[place], weights + weight
            last = max(last or days[place], days[place])
    return (measure.ratio(done, weights) if weights else None), last


def _weeks(is_large: bool) -> list[int]:
    """So many weeks ago: each of late, every second before; of a large company one in four."""
    return list(range(4, WEEKS, 4)) if is_large else [*range(1, 18), *range(18, WEEKS, 2)]


def _period(periods: Iterable[Period], day: dt.date) -> Period | None:
    """As `Period.objects.at`: the shortest of those that the day falls into."""
    running = [each for each in periods if each.starts_on <= day <= each.ends_on]
    return max(running, key=lambda each: each.starts_on, default=None)
