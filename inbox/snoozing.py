"""Which duties rest, until when, and how long they may.

A duty rests until its day at the latest. What is due or late rests until the next working day, what has no day for a
week. Where a duty's day is moved nearer meanwhile, it is back on that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from inbox.duties import Duty, duties_of
from inbox.models import Snooze
from org.models import Employee, Organization
from org.together import Together

WITHOUT_A_DAY = timedelta(days=7)
A_WEEK = timedelta(days=7)
LOOK_AGAIN_AFTER = timedelta(minutes=10)
BATCH = 200


@dataclass(frozen=True)
class Rest:
    """One stored snooze, as the mail and the pages need it."""

    until: date
    made_on: date

    def ends(self, duty: Duty) -> date:
        was_ahead = duty.due_on is not None and duty.due_on > self.made_on
        return min(self.until, duty.due_on) if was_ahead else self.until


@dataclass(frozen=True)
class Resting:
    duty: Duty
    until: date


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, most urgent first, and what rests, the first to be back first."""

    duties: list[Duty]
    resting: list[Resting]


def waiting_for(viewer: Employee, now: datetime) -> Waiting:
    """The viewer's of a request: their snoozes came with them."""
    return split(duties_of([viewer], now).get(viewer.pk, []), _of_viewer(viewer), viewer.today(now))


def split(duties: Iterable[Duty], rests: dict[str, Rest], today: date) -> Waiting:
    waiting, resting = [], []
    for duty in duties:
        rest = rests.get(duty.key)
        until = rest.ends(duty) if rest else today
        if until > today:
            resting.append(Resting(duty, until))
        else:
            waiting.append(duty)
    return Waiting(waiting, sorted(resting, key=lambda each: each.until))


def with_viewer() -> Subquery:
    """The snoozes of a person as JSON, in the query that each page makes for its viewer."""
    mine = Snooze.objects.filter(person=OuterRef("pk")).order_by().values("person")
    told = Together(JSONObject(key="key", until="until", made_on="made_on"))
    return Subquery(mine.annotate(told=told).values("told"))


def _of_viewer(viewer: Employee) -> dict[str, Rest]:
    if not hasattr(viewer, "told_snoozes"):
        return of([viewer.pk]).get(viewer.pk, {})
    return {
        row["key"]: Rest(date.fromisoformat(row["until"]), date.fromisoformat(row["made_on"]))
        for row in viewer.told_snoozes or ()
    }


def of(people: Iterable[int]) -> dict[int, dict[str, Rest]]:
    """By the person and the duty's key; one query for all."""
    found: dict[int, dict[str, Rest]] = {}
    rows = Snooze.objects.filter(person__in=list(people)).order_by()
    for person, key, until, made_on in rows.values_list("person", "key", "until", "made_on"):
        found.setdefault(person, {})[key] = Rest(until, made_on)
    return found


# --- how long ---


def next_weekday(day: date, organization: Organization) -> date:
    """The first of the organisation's working days after `day`."""
    return next(later for later in _after(day) if later.weekday() in organization.working_days)


def latest(duty: Duty, today: date, organization: Organization) -> date:
    """The day on which it has to be back."""
    if duty.due_on is None:
        return today + WITHOUT_A_DAY
    return duty.due_on if duty.due_on > today else next_weekday(today, organization)


def choices(duty: Duty, today: date, organization: Organization) -> list[date]:
    """The days that a row offers: the next working day, the first of next week, the last that may be."""
    last, tomorrow = latest(duty, today, organization), next_weekday(today, organization)
    next_week = organization.week_start(today) + A_WEEK
    return sorted({min(day, last) for day in (tomorrow, next_week, last)})


def _after(day: date) -> Iterable[date]:
    return (day + timedelta(days=number) for number in range(1, A_WEEK.days + 1))


# --- they go with their duty ---


def sweep(now: datetime) -> int:
    """Take away what is over, and what no longer has its duty; those not looked at for longest first. How many."""
    old = Snooze.objects.filter(looked_at__lt=now - LOOK_AGAIN_AFTER).order_by("looked_at", "pk")
    rows = list(old.select_related("person__location")[:BATCH])
    # Noted before the work: what cannot be told holds nobody else's up.
    Snooze.objects.filter(pk__in=[row.pk for row in rows], looked_at__lt=now).update(looked_at=now)
    duties = duties_of(list({row.person_id: row.person for row in rows}.values()), now)
    keys = {person_id: {duty.key for duty in theirs} for person_id, theirs in duties.items()}
    gone = [
        row.pk for row in rows if row.until <= row.person.today(now) or row.key not in keys.get(row.person_id, set())
    ]
    # One that was made anew meanwhile stays.
    return Snooze.objects.filter(pk__in=gone, looked_at=now).delete()[0]
