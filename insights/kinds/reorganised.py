"""A department stands worse since people were moved into it, out of it, or to other managers."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from typing import NamedTuple

from django.db.models import F, Q, Window
from django.db.models.functions import Lag
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals import bulk
from insights import leads
from insights.kinds.base import Button, Found, Kind, Moment, graded
from insights.models import Signal, UnitReading
from org.moves import History
from org.zones import zone

LASTS = timedelta(days=56)
WITHIN = timedelta(days=7)  # what HR changes within a week is one reorganisation
# So many percentage points less of what is expected, or of the check-ins held, are a fall.
FALL, FEWER_TALKS = 10, 25


class Moved(NamedTuple):
    """The last week in which so many people of a department were moved."""

    first: date
    last: date
    people: int


class Reorganised(Kind):
    slug = "reorganised"
    name = gettext_lazy("Sudden change after a reorganisation")
    rule = gettext_lazy(
        "Within a week of the last eight, %(threshold)s people or more came to a department, left it, or got another "
        "manager in it; and since the day before it fell 10 percentage points further behind what is expected, or "
        "holds 25 points fewer of its check-ins. From 10 points more it weighs twice, from 25 three times."
    )
    unit = gettext_lazy("people moved within a week")
    threshold, least, most = 3, 1, 1000
    audience, action = Signal.Audience.LINE, "settle"
    step = gettext_lazy("Talk with those who moved: which goals they keep, and what they need here")
    steps = ("talks", "ask", "agenda", "talk")
    deeds = ("first talk", "answer about goals", "ask", "agenda")
    sources = ("people", "heads")
    needs_record = False  # its figures say it
    in_slices = False

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        moved = _moved(moment, max(threshold, 1))
        if not moved:
            return
        readings, led = _readings(moved, moment), leads.of(moved, moment.now)
        chosen = None if people is None else set(people.order_by().values_list("pk", flat=True))
        for pk in sorted(moved):
            before, now = readings[pk]
            if pk not in led or before is None or now is None or (chosen is not None and led[pk].person not in chosen):
                continue
            if found := _found(pk, moved[pk], before, now, led[pk]):
                yield found

    def title(self, signal, record) -> str:
        return _("%(unit)s stands worse since its reorganisation") % {"unit": signal.unit}

    def reason(self, signal, record, day: date) -> str:
        figures, moved_on = signal.figures, date.fromisoformat(signal.figures["moved_on"])
        words = ngettext("%(n)d person moved around %(day)s", "%(n)d people moved around %(day)s", figures["people"])
        told = [words % {"n": figures["people"], "day": formats.date_format(moved_on, "j F")}]
        if figures["fall"] >= FALL:
            told.append(_("%(points)d points further behind what is expected") % {"points": figures["fall"]})
        if figures["fewer_talks"] >= FEWER_TALKS:
            told.append(_("%(points)d points fewer of its check-ins held") % {"points": figures["fewer_talks"]})
        return " · ".join(told)

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("How %(unit)s stands") % {"unit": signal.unit}, _path(signal, viewer)

    def ends(self, signal, record, threshold: int) -> str:
        words = _("When it stands again as before, and on %(day)s in any case.")
        return words % {"day": formats.date_format(_ends_on(signal), "j F Y")}

    def is_past(self, signal, day: date) -> bool:
        """From when on of that week's moves the first are too long ago to count."""
        return day > _ends_on(signal) - WITHIN

    def button(self, signal, record, viewer) -> Button | None:
        if viewer.pk == signal.about_id and viewer.is_manager:
            return Button(_("Plan the talks with your team"), reverse("feedback:cadence"))
        path = _path(signal, viewer)
        return Button(_("Open the unit"), path) if path else None


def _ends_on(signal: Signal) -> date:
    return date.fromisoformat(signal.figures["moved_on"]) + LASTS


def _path(signal: Signal, viewer) -> str:
    """Of a head who works elsewhere, those above need not be able to open the department."""
    is_open = viewer.is_hr or signal.about_id == viewer.pk or signal.about.department_id == signal.subject
    return reverse("insights:department", args=[signal.subject]) if is_open else ""


def _found(pk: int, moved: Moved, before: UnitReading, now: UnitReading, lead: leads.Lead) -> Found | None:
    fall, fewer = _points(before.short, now.short), _points(now.held, before.held)
    over = max(fall - FALL, fewer - FEWER_TALKS)
    if over < 0:
        return None
    return Found(
        subject=pk,
        about=lead.person,
        unit=pk,
        since=moved.last,
        severity=graded(over, 10, 25),
        next_by=lead.person,
        department=pk,
        figures=(
            ("moved_on", moved.last.isoformat()), ("people", moved.people), ("fall", max(fall, 0)),
            ("fewer_talks", max(fewer, 0)),
        ),
    )  # fmt: skip


def _points(less: Decimal | None, more: Decimal | None) -> int:
    """By how many percentage points; 0 where one of them is not known."""
    return floor((more - less) * 100) if less is not None and more is not None else 0


def _moved(moment: Moment, threshold: int) -> dict[int, Moved]:
    """By department its last reorganisation of the last eight weeks, from the dated history of people."""
    here = zone(moment.organization.time_zone)
    days: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for person, before, after, at in _changes(moment):
        for department in {before, after} - {None}:
            days[department].append((at.astimezone(here).date(), person))
    found = {pk: _last(sorted(moves), threshold) for pk, moves in days.items() if len(moves) >= threshold}
    return {pk: moved for pk, moved in found.items() if moved is not None}


def _last(moves: list[tuple[date, int]], threshold: int) -> Moved | None:
    """The last week that ends with one of these moves in which there were so many people."""
    for last in sorted({day for day, _person in moves}, reverse=True):
        week = moves[bisect_left(moves, (last - WITHIN + timedelta(days=1), 0)) : bisect_left(moves, (last, 1 << 62))]
        people = {person for _day, person in week}
        if len(people) >= threshold:
            return Moved(week[0][0], last, len(people))
    return None


def _changes(moment: Moment) -> Iterable[tuple]:
    """(person, department before, department since, when) of each whose department or manager changed."""
    begin = moment.now - LASTS
    recent = History.objects.filter(history_date__gte=begin, history_date__lte=moment.now).order_by().values("id")
    rows = History.objects.filter(id__in=recent).annotate(
        was_in=_before("department_id"), was_under=_before("manager_id"), row_before=_before("history_id")
    )
    other = _differs("was_in", "department_id") | _differs("was_under", "manager_id")
    rows = rows.filter(other, row_before__isnull=False).order_by()
    for change in rows.values_list("id", "was_in", "department_id", "history_date").iterator():
        # Not in the statement: it would hide the rows before from those that are compared with them.
        if begin <= change[-1] <= moment.now:
            yield change


def _before(name: str) -> Window:
    """As it stood in the row before."""
    return Window(Lag(name), partition_by=F("id"), order_by=["history_date", "history_id"])


def _differs(before: str, after: str) -> Q:
    """Either may be NULL, which is unlike nothing in SQL."""
    null, since_null = Q(**{f"{before}__isnull": True}), Q(**{f"{after}__isnull": True})
    return Q(**{f"{before}__lt": F(after)}) | Q(**{f"{before}__gt": F(after)}) | null & ~since_null | ~null & since_null


def _readings(moved: dict[int, Moved], moment: Moment) -> dict[int, tuple[UnitReading | None, UnitReading | None]]:
    """How each stood on the last day before that week, and yesterday: the day's own reading counts signals itself."""
    known = list(
        UnitReading.objects.filter(department=None, is_itself=False, day__lt=moment.day)
        .order_by("day")
        .values_list("day", flat=True)
    )
    places = {pk: bisect_left(known, each.first) - 1 for pk, each in moved.items()}
    wanted = {known[place] for place in places.values() if place >= 0} | set(known[-1:])
    rows = UnitReading.objects.filter(department__in=bulk.among(moved), is_itself=False, day__in=wanted)
    found = {(row.department_id, row.day): row for row in rows.order_by("pk")}
    return {
        pk: (found.get((pk, known[place])) if place >= 0 else None, _since(found, pk, known, moved[pk]))
        for pk, place in places.items()
    }


def _since(found: dict, pk: int, known: list[date], moved: Moved) -> UnitReading | None:
    return found.get((pk, known[-1])) if known and known[-1] >= moved.last else None
