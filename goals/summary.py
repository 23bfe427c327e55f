"""What became of a period: of one team, or of the company, as far as the viewer may see. No person is ranked."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, FloatField, OuterRef
from django.db.models.functions import Abs, Cast

from goals import listing, measure, status, timeline
from goals.models import Change, KeyResult, Objective, Period
from org.models import Employee, Organization

State = Objective.State
RESULTS = (status.ACHIEVED, status.PARTLY_ACHIEVED, status.MISSED)
PACES = (status.ON_TRACK, status.AT_RISK, status.OFF_TRACK, status.STALE, status.NONE)
MOVED_SHOWN = 6
REBASELINED_SHOWN = 8


@dataclass(frozen=True)
class Tally:
    """How many of those that the viewer may see; drafts are not among them."""

    results: dict[str, int] = field(default_factory=dict)  # of the closed ones, by status
    paces: dict[str, int] = field(default_factory=dict)  # of the open ones, by status, without those that are 0
    cancelled: int = 0

    @property
    def closed(self) -> int:
        return sum(self.results.values())

    @property
    def open(self) -> int:
        return sum(self.paces.values())

    @property
    def total(self) -> int:
        return self.closed + self.open + self.cancelled


def of_company(viewer, period: Period):
    return Objective.objects.visible_to(viewer).filter(period=period).exclude(state=State.DRAFT)


def of_team(viewer, period: Period, manager: Employee, *, deep: bool):
    """What the direct reports of `manager` own, or everyone's below."""
    people = Employee.objects.under(manager) if deep else Employee.objects.filter(manager=manager)
    return of_company(viewer, period).filter(owner__in=people.order_by().values("pk"))


def tally(found, period: Period, today: date) -> Tally:
    """One pass over what decides the status of each; one query."""
    fallback, expected = Organization.objects.current().cadence, measure.expected(period, today)
    names = ("state", "progress", "last_update_on", "activated_on", "owner__cadence")
    counted: Counter[tuple[str, str]] = Counter()
    for state, progress, last, activated, cadence in found.order_by().values_list(*names).iterator(chunk_size=2000):
        slug = status.status_of(
            state=state,
            progress=progress,
            expected=expected,
            last_update_on=last,
            counts_from=max(activated or period.starts_on, period.starts_on),
            cadence=cadence or fallback,
            today=today,
        )
        counted[state, slug] += 1
    return Tally(
        {slug: counted[State.CLOSED, slug] for slug in RESULTS},
        {slug: counted[State.ACTIVE, slug] for slug in PACES if counted[State.ACTIVE, slug]},
        sum(count for (state, _slug), count in counted.items() if state == State.CANCELLED),
    )


def rows(found):
    """By scope, then by title: no person stands before another for a number."""
    return found.select_related("owner__department", "department", "process", "period").order_by(
        listing.SCOPES, "title", "pk"
    )


def carried_over(found, viewer) -> int:
    """How many of `found` go on in another period, as far as the viewer may see that."""
    copies = Objective.objects.visible_to(viewer).exclude(state=State.CANCELLED)
    return found.filter(Exists(copies.filter(copied_from=OuterRef("pk")).order_by())).count()


def moved(found) -> list[KeyResult]:
    """The metrics that moved most, up or down, each with its true progress; shown by scope and title."""
    way = Cast(F("current"), FloatField()) - Cast(F("baseline"), FloatField())
    whole = Cast(F("target"), FloatField()) - Cast(F("baseline"), FloatField())
    counting = found.exclude(state=State.CANCELLED).order_by().values("pk")
    metrics = (
        KeyResult.objects.filter(objective__in=counting, current__isnull=False)
        .exclude(unit=KeyResult.Unit.MILESTONE)
        .exclude(current=F("baseline"))
        .annotate(distance=Abs(way / whole))
        .select_related("owner", "objective__owner", "objective__department", "objective__process")
        .order_by("-distance", "objective__title", "pk")
    )
    most = list(metrics[:MOVED_SHOWN])
    for each in most:
        each.true_progress = measure.key_result_progress(each.baseline, each.target, each.current)
    scopes = Objective.Scope.values
    return sorted(most, key=lambda each: (scopes.index(each.objective.scope), each.objective.title, each.title))


def rebaselined(found) -> list[Change]:
    """The newest changes of a definition after the first update, with `words`; one more than are shown."""
    changes = Change.objects.filter(is_rebaseline=True, objective__in=found.order_by().values("pk"))
    newest = list(
        changes.select_related("objective", "key_result", "by").order_by("-at", "-pk")[: REBASELINED_SHOWN + 1]
    )
    for change in newest:
        change.words = timeline.break_words(change)
    return newest


def teams(manager: Employee | None) -> list[Employee]:
    """Who leads a team directly below `manager`; None: below nobody."""
    reports = Employee.objects.filter(manager=OuterRef("pk")).order_by()
    return list(Employee.objects.filter(Exists(reports), manager=manager).present().by_name())
