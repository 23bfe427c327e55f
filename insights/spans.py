"""What the page of a unit shows: its spans, each with its girders, and what the viewer may not see of it as a number.

Five queries, whatever the size: the departments, the readings, the period, the objectives of the lowest level, and who
may see what of them. The readings of an earlier day, to compare with, come with the others.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals import measure, status
from goals.models import Objective, Period, Support
from goals.serving import UNIT
from insights import readings
from insights.kinds import Moment
from insights.models import UnitReading
from insights.models.reading import short_of
from insights.readings import Key
from insights.units import Organisation, Unit

SPANS_AT_MOST = 12
OBJECTIVES_SHOWN = 50


@dataclass
class Girder:
    """A unit or an objective one level further down; without a name one that is counted and not shown."""

    name: str
    status: str
    is_helped: bool = False  # help is under way
    path: str = ""


@dataclass
class Span:
    """A unit below the open one, or that itself. Without `path` it cannot be opened further."""

    name: str
    path: str = ""
    people: int | None = None
    objectives: int = 0
    is_itself: bool = False  # what is of the open unit and of none of those below it
    status: str = status.NONE
    progress: Decimal | None = None
    expected: Decimal | None = None
    blockers: int | None = None  # None: too few people to say
    answered: int = 0  # so many of these blockers somebody has acknowledged
    held: Decimal | None = None  # the share of the check-ins; None: none was due, or too few people
    girders: list[Girder] = field(default_factory=list)
    now: UnitReading | None = None  # what it is drawn from
    then: UnitReading | None = None  # what it is compared with
    beside: str = ""  # why it has no figures of then, or where it was
    differs: list[str] = field(default_factory=list)

    @property
    def then_status(self) -> str:
        return readings.standing(self.then) if self.then else status.NONE

    @property
    def then_short(self) -> Decimal | None:
        return self.then.short if self.then else None

    @property
    def then_held(self) -> Decimal | None:
        return self.then.held if self.then else None

    @property
    def short(self) -> Decimal | None:
        """What is missing of what is expected, 0 to 1."""
        return short_of(self.progress, self.expected)


@dataclass
class Gone:
    """A unit that was below the open one then and is not now."""

    name: str
    reading: UnitReading
    words: str

    @property
    def status(self) -> str:
        return readings.standing(self.reading)

    @property
    def short(self) -> Decimal | None:
        return self.reading.short

    @property
    def held(self) -> Decimal | None:
        return self.reading.held


@dataclass
class Scene:
    """The page of one unit."""

    unit: Unit
    above: list[Unit]
    whole: Span
    spans: list[Span]
    is_lowest: bool = False
    objectives: list[Objective] = field(default_factory=list)  # of the lowest level, dressed
    objectives_beyond: int = 0
    hidden: int = 0  # so many units below are counted and not shown
    objectives_hidden: int = 0
    signals: int | None = None
    day: date | None = None
    period: Period | None = None
    has_small: bool = False  # of a part it cannot be said how people answered
    is_past: bool = False
    query: str = ""  # keeps the day in the addresses
    then: dict[Key, UnitReading] = field(default_factory=dict)  # the readings of the day that it is compared with
    gone: list[Gone] = field(default_factory=list)
    gone_hidden: int = 0

    @property
    def drawn(self) -> list[Span]:
        """As many as the drawing has room for, those that need help most, in the order of the organisation."""
        if len(self.spans) <= SPANS_AT_MOST:
            return self.spans
        neediest = sorted(self.spans, key=lambda span: -(span.short or 0))[:SPANS_AT_MOST]
        return [span for span in self.spans if any(span is each for each in neediest)]

    @property
    def beyond(self) -> int:
        return len(self.spans) - len(self.drawn)


class Days(NamedTuple):
    """Which readings: of `day`, or the newest; and those of `before` to compare with, of the units `also` too."""

    day: date | None = None
    before: date | None = None
    also: Collection[int] = ()
    query: str = ""


NEWEST = Days()


def scene(organisation: Organisation, unit: Unit, moment: Moment, viewer, days: Days = NEWEST) -> Scene | None:
    """None where the viewer may not open this unit."""
    known, then = _readings(organisation, unit, days)
    if not _may_open(organisation, unit, known):
        return None
    own = known.get(Key(unit.pk, False))
    way = [each for each in organisation.way(unit.pk)[:-1] if organisation.may_open(each.pk)]
    found = Scene(unit, way, _span(unit.name, own), [], period=moment.period)
    found.then, found.is_past, found.query = then, organisation.is_past, days.query
    if own is None:
        return found
    found.day, found.signals = own.day, None if own.is_small else own.signals
    begin = beginning(organisation, unit)
    shown = [each for each in organisation.below[begin.pk] if _may_open(organisation, each, known)]
    found.hidden = len(organisation.below[begin.pk]) - len(shown)
    found.is_lowest = not organisation.below[begin.pk]
    found.spans = [_of_unit(each, organisation, known, days.query) for each in shown]
    if not found.is_lowest:
        found.spans += _itself(begin, known)
    elif found.is_past:
        found.whole.girders, found.spans = _in_numbers(own), [found.whole]
    else:
        _add_objectives(found, _objectives(begin, moment, viewer), own)
    found.has_small = any(span.blockers is None for span in [found.whole, *found.spans])
    for span in [found.whole, *found.spans]:
        span.then = then.get(Key(span.now.department_id, span.now.is_itself)) if span.now else None
    return found


def beginning(organisation: Organisation, unit: Unit) -> Unit:
    return organisation.home if unit.pk is None and organisation.home else unit


def _readings(organisation: Organisation, unit: Unit, days: Days) -> tuple[dict, dict]:
    """Of the unit, of those below it, and of those a level further down: those to show, those to compare with.

    One query.
    """
    begin = beginning(organisation, unit)
    below = [each.pk for each in organisation.below[begin.pk]]
    further = [each.pk for pk in below for each in organisation.below[pk]]
    wanted = {unit.pk, begin.pk, *below, *further, *days.also}
    here = Q(department__in=wanted - {None}) | (Q(department=None) if None in wanted else Q(pk__in=[]))
    newest = Subquery(UnitReading.objects.order_by("-day").values("day")[:1])
    rows = UnitReading.objects.filter(here & (Q(day=days.day or newest) | Q(day=days.before or days.day or newest)))
    known, then = {}, {}
    for row in rows:
        (then if row.day == days.before else known)[Key(row.department_id, row.is_itself)] = row
    return known, then


def _may_open(organisation: Organisation, unit: Unit, known: dict) -> bool:
    """A unit without people has nothing to hide: whoever opens the one above it opens it."""
    if organisation.may_open(unit.pk):
        return True
    reading = known.get((unit.pk, False))
    is_empty = reading is not None and reading.people == 0 and not organisation.is_past
    return is_empty and organisation.may_open(unit.parent)


def path_of(unit: Unit, query: str = "") -> str:
    path = reverse("insights:bridge") if unit.pk is None else reverse("insights:department", args=[unit.pk])
    return path + query


def _span(name: str, reading: UnitReading | None, path: str = "") -> Span:
    if reading is None:
        return Span(name, path)
    return Span(
        name=name,
        path=path,
        people=reading.people,
        objectives=reading.objectives,
        is_itself=reading.is_itself,
        status=readings.standing(reading),
        progress=reading.progress,
        expected=reading.expected,
        blockers=None if reading.is_small else reading.blockers,
        answered=0 if reading.is_small else reading.blockers_taken,
        held=reading.held,
        now=reading,
    )


def _of_unit(unit: Unit, organisation: Organisation, known: dict, query: str) -> Span:
    reading = known.get((unit.pk, False))
    span = _span(unit.name, reading, path_of(unit, query))
    below = organisation.below[unit.pk]
    span.girders = [
        _girder(each, known) if _may_open(organisation, each, known) else Girder("", status.NONE) for each in below
    ]
    if not below and reading is not None:
        span.girders = _in_numbers(reading)
    return span


def _in_numbers(reading: UnitReading) -> list[Girder]:
    """Of a unit of the lowest level: a girder for each of its objectives, of which only the number is told."""
    found = []
    for slug, name in readings.COUNTED.items():
        count = getattr(reading, name)
        words = ngettext("%(count)d objective", "%(count)d objectives", count) % {"count": count}
        found += [Girder(words, slug)] * count
    return found


def _girder(unit: Unit, known: dict) -> Girder:
    reading = known.get((unit.pk, False))
    if reading is None:
        return Girder(unit.name, status.NONE)
    return Girder(unit.name, readings.standing(reading), reading.blockers_taken > 0, path_of(unit))


def _of_objective(objective: Objective) -> Girder:
    return Girder(objective.title, objective.status, bool(objective.is_helped), objective.get_absolute_url())


def _itself(unit: Unit, known: dict) -> list[Span]:
    """What is of the unit and of none below it, where there is anything: so the spans add up to the whole."""
    reading = known.get((unit.pk, True))
    if reading is None or not (reading.people or reading.objectives):
        return []
    return [_span(_("%(unit)s itself") % {"unit": unit.name}, reading)]


def week_of(moment: Moment) -> dict | None:
    """Which week of how many of the running period it is; the days beyond whole weeks belong to the last."""
    if moment.period is None:
        return None
    first, last = moment.period.starts_on, moment.period.ends_on
    weeks = max(((last - first).days + 1) // 7, 1)
    return {"number": min((moment.day - first).days // 7 + 1, weeks), "of": weeks}


# --- the lowest level ---


def _objectives(unit: Unit, moment: Moment, viewer) -> list[Objective]:
    """Of a unit of the lowest level the active objectives of the running period that the viewer may see, dressed; those
    that are least far. Each has `seen` and `measured`: how many the viewer sees, and of them with a measure.
    """
    if unit.pk is None or moment.period is None:
        return []
    rows = (
        Objective.objects.visible_to(viewer)
        .filter(state=Objective.State.ACTIVE, period=moment.period.pk)
        .annotate(of_unit=UNIT, is_helped=Exists(Support.objects.filter(supported=OuterRef("pk"))))
        .filter(of_unit=unit.pk)
        .annotate(seen=Window(Count("pk")), measured=Window(Count(Case(When(weight__gt=0, then="progress")))))
        .select_related("owner")
        .order_by(F("progress").asc(nulls_last=True), "pk")
    )
    aims = sorted(rows[:OBJECTIVES_SHOWN], key=lambda each: (each.title.casefold(), each.pk))
    for objective in aims:
        objective.period = moment.period
    standings = status.statuses(aims, moment.day, moment.organization) if aims else {}
    for objective in aims:
        objective.status = standings[objective.pk]
        objective.expected = measure.expected(moment.period, moment.day)
    return aims


def _add_objectives(found: Scene, aims: list[Objective], own: UnitReading) -> None:
    found.objectives = aims
    found.objectives_beyond = aims[0].seen - len(aims) if aims else 0
    found.objectives_hidden = max(0, own.objectives - (aims[0].measured if aims else 0))
    found.whole.girders = [_of_objective(each) for each in aims]
    found.spans = [found.whole]
