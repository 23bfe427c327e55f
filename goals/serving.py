"""How departments serve the company's objectives in a period: the map, one cell of it, and what nobody serves.

An objective serves another that it counts in, directly or through others. It is its unit's: the department that it is
for, that of its process, else its owner's. What lies between may be hidden from the viewer; what is counted may not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django_cte import CTE, with_cte

from goals import listing, measure, status
from goals.models import Objective, Period
from org.models import Department, Organization

COLUMNS_AT_MOST = 12
UNIT = Coalesce("department", "process__department", "owner__department")
# Which status speaks for a cell: the one that needs help most.
NEEDS = (
    status.OFF_TRACK, status.AT_RISK, status.STALE, status.MISSED, status.PARTLY_ACHIEVED, status.ON_TRACK,
    status.ACHIEVED, status.NONE,
)  # fmt: skip


@dataclass
class Cell:
    """What of one department serves one objective of the company, as far as the viewer sees it."""

    objective: Objective
    count: int = 0
    progress: Decimal | None = None  # the mean of those that have a measure
    status: str = ""  # the one that needs help most
    of_status: int = 0  # how many have it


@dataclass
class Row:
    """A department with all below it; `is_itself`: without. `department` is None for those who have none."""

    department: Department | None
    is_itself: bool = False
    has_below: bool = False
    cells: list[Cell] = field(default_factory=list)

    @property
    def key(self) -> str:
        """How the address of a list names it."""
        if self.department is None:
            return "none"
        return f"{self.department.pk}-itself" if self.is_itself else str(self.department.pk)


@dataclass
class Map:
    columns: list[Objective]
    rows: list[Row]
    department: Department | None  # whose departments these are; None at the top
    above: list[Department]  # the way up from it, the top first
    more_columns: int = 0


def company_objectives(viewer, period: Period, periods: list[Period]) -> list[Objective]:
    """Those of the period itself; where it has none, those of the year around it."""
    visible = Objective.objects.visible_to(viewer).filter(
        scope=Objective.Scope.COMPANY,
        state__in=Objective.COUNTING_STATES,
        period__in=[other.pk for other in periods if other.encloses(period)],
    )
    found = list(visible.select_related("owner", "period").order_by("title", "pk"))
    own = [each for each in found if each.period_id == period.pk]
    return own or found


def unserved(viewer, period: Period, periods: list[Period]) -> QuerySet[Objective]:
    """The company's, in which no other objective counts. What the viewer may not see serves as well."""
    serving = Objective.objects.counting().filter(aligned_to=OuterRef("pk"))
    return (
        Objective.objects.visible_to(viewer)
        .filter(
            ~Exists(serving),
            scope=Objective.Scope.COMPANY,
            state=Objective.State.ACTIVE,
            period__in=[other.pk for other in periods if other.encloses(period)],
        )
        .select_related("owner", "department", "process", "period")
        .order_by("period__starts_on", "title", "pk")
    )


def serving(viewer, tops: Iterable[int], period: Period) -> QuerySet:
    """The visible objectives that count below any of `tops` (ids) in `period`: each with `top` and `unit`.

    One that serves two of them is there twice.
    """
    tops = list(tops)

    def grow(cte):
        return (
            Objective.objects.filter(pk__in=tops)
            .order_by()
            .values(top=F("pk"), node=F("pk"))
            .union(
                cte.join(Objective.objects.counting().order_by(), aligned_to_id=cte.col.node).values(
                    top=cte.col.top, node=F("pk")
                )
            )
        )

    cte = CTE.recursive(grow, name="serving")
    below = cte.join(Objective.objects.visible_to(viewer), pk=cte.col.node).annotate(top=cte.col.top, unit=UNIT)
    within = below.filter(period__starts_on__lte=period.ends_on, period__ends_on__gte=period.starts_on)
    return with_cte(cte, select=within.exclude(pk=F("top")))


def chart(viewer, period: Period, periods: list[Period], today: date, department_id: int | None = None) -> Map | None:
    """The map at the top of the departments, or below one of them; None where there is no such department.

    Four queries, whatever the size.
    """
    tree = Departments()
    if department_id is not None and department_id not in tree.by_id:
        return None
    columns = company_objectives(viewer, period, periods)
    shown = columns[:COLUMNS_AT_MOST]
    here = tree.by_id.get(department_id) if department_id is not None else tree.only_top()
    rows = tree.rows(here)
    cells = _cells(viewer, [each.pk for each in shown], period, today)
    for row in rows:
        row.cells = [_sum(column, _of_row(row, cells[column.pk], tree)) for column in shown]
    kept = [row for row in rows if row.department is not None or any(cell.count for cell in row.cells)]
    return Map(shown, kept, here, tree.above(here), len(columns) - len(shown))


class Departments:
    """All of them, in one query, with the way up from each."""

    def __init__(self):
        self.by_id = {each.pk: each for each in Department.objects.all()}
        self.children: dict[int | None, list[Department]] = defaultdict(list)
        for each in self.by_id.values():
            self.children[each.parent_id].append(each)
        self._ways: dict[int, list[int]] = {}

    def only_top(self) -> Department | None:
        """Where everything stands below one department, the map begins below that."""
        tops = self.children[None]
        return tops[0] if len(tops) == 1 and self.children[tops[0].pk] else None

    def rows(self, here: Department | None) -> list[Row]:
        if here is None:
            return [*map(self._row, self.children[None]), Row(None)]
        rows = [*map(self._row, self.children[here.pk]), Row(here, is_itself=True)]
        return [*rows, Row(None)] if here == self.only_top() else rows

    def _row(self, department: Department) -> Row:
        return Row(department, has_below=bool(self.children[department.pk]))

    def way(self, pk: int) -> list[int]:
        """The ids from the department up to the top."""
        if pk not in self._ways:
            way: list[int] = []
            step: int | None = pk
            while step is not None and step not in way:
                way.append(step)
                step = self.by_id[step].parent_id
            self._ways[pk] = way
        return self._ways[pk]

    def above(self, department: Department | None) -> list[Department]:
        return [self.by_id[pk] for pk in self.way(department.pk)[:0:-1]] if department else []


@dataclass
class _Tally:
    """Of one department alone."""

    progresses: list[Decimal] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)

    def add(self, progress: Decimal | None, slug: str) -> None:
        self.statuses[slug] += 1
        if progress is not None:
            self.progresses.append(progress)


def _cells(viewer, tops: list[int], period: Period, today: date) -> dict[int, dict[int | None, _Tally]]:
    """By company objective and department. The rule of the status stays in Python, its facts are counted once."""
    found: dict[int, dict[int | None, _Tally]] = defaultdict(partial(defaultdict, _Tally))
    if not tops:
        return found
    rows = serving(viewer, tops, period).order_by().values_list(
        "top", "unit", "progress", "state", "last_update_on", "activated_on", "period__starts_on", "period__ends_on",
        "owner__cadence",
    )  # fmt: skip
    fallback = Organization.objects.current().cadence
    expected: dict[tuple[date, date], Decimal] = {}
    for top, unit, progress, state, last_update_on, activated_on, starts_on, ends_on, cadence in rows.iterator():
        days = (starts_on, ends_on)
        if days not in expected:
            expected[days] = measure.expected(Period(starts_on=starts_on, ends_on=ends_on), today)
        slug = status.status_of(
            state=state,
            progress=progress,
            expected=expected[days],
            last_update_on=last_update_on,
            counts_from=max(activated_on or starts_on, starts_on),
            cadence=cadence or fallback,
            today=today,
        )
        found[top][unit].add(progress, slug)
    return found


def _of_row(row: Row, tallies: dict[int | None, _Tally], tree: Departments) -> list[_Tally]:
    if row.department is None:
        return [tally for unit, tally in tallies.items() if unit is None]
    if row.is_itself:
        return [tally for unit, tally in tallies.items() if unit == row.department.pk]
    return [tally for unit, tally in tallies.items() if unit is not None and row.department.pk in tree.way(unit)]


def _sum(column: Objective, tallies: list[_Tally]) -> Cell:
    statuses = sum((tally.statuses for tally in tallies), Counter())
    if not statuses:
        return Cell(column)
    worst = min(statuses, key=NEEDS.index)
    progresses = [progress for tally in tallies for progress in tally.progresses]
    mean = sum(progresses, Decimal(0)) / len(progresses) if progresses else None
    return Cell(column, statuses.total(), mean, worst, statuses[worst])


def of_cell(rows: QuerySet, department: Department | None, *, is_itself: bool) -> QuerySet:
    """Of a column (see `serving`) what one cell counts; what is of no department, where it is None."""
    if department is None or is_itself:
        return rows.filter(unit=department and department.pk)
    return rows.filter(unit__in=Department.objects.under(department).order_by().values("pk"))


def listed(rows: QuerySet) -> QuerySet:
    rows = rows.select_related("owner", "department", "process", "period")
    return rows.order_by(listing.SCOPES, "title", "pk")
