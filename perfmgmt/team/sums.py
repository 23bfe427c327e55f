"""What stands below some managers, summed up for each: three queries, whatever the number of people.

Of more people than `GOALS_OF_AT_MOST` the goals are summed up on the bridge alone, where the sum is stored.

A team is everyone below its manager, at all levels. Summed is what the viewer may know of each of them alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django_cte import CTE, with_cte

from feedback import coverage
from feedback.models import Blocker
from goals import bulk, measure, status
from goals.models import Objective, Period
from insights.templatetags.bridge import WORDS
from org.models import Employee, Organization
from perfmgmt.team.helping import NEEDS

GOALS_OF_AT_MOST = 5_000
FACTS = (
    "top", "progress", "last_update_on", "activated_on", "owner__cadence", "period__starts_on", "period__ends_on",
)  # fmt: skip


@dataclass
class Team:
    people: int = 0  # at work, with everyone below
    talked: int = 0  # within their cadence
    late: int = 0  # the day of the open check-in has passed
    blockers: int = 0  # those that the viewer may see
    goals: Counter | None = None  # by status; None: too many to be summed up here

    @property
    def standing(self) -> list[dict]:
        """How many goals stand where, those that need help most first."""
        found = [{"slug": slug, "count": (self.goals or {}).get(slug), "words": WORDS[slug]} for slug in NEEDS]
        return [each for each in found if each["count"]]


def below(
    managers: Iterable[int], *, viewer: Employee, day: date, organization: Organization, with_blockers: bool
) -> dict[int, Team]:
    """By the id of the manager."""
    tops = list(managers)
    found: dict[int, Team] = defaultdict(Team)
    if not tops:
        return found
    for row in _people(tops, day, organization):
        team = found[row.pop("top")]
        for name, count in row.items():
            setattr(team, name, count)
    if sum(team.people for team in found.values()) <= GOALS_OF_AT_MOST:
        _add_goals(found, tops, viewer, day, organization)
    # Further down than one level no blocker goes up to the viewer.
    if with_blockers:
        rows = Blocker.objects.visible_to(viewer).open().filter(raised_by__manager__in=tops).order_by()
        for top, count in rows.values_list("raised_by__manager").annotate(n=Count("pk")):
            found[top].blockers = count
    return found


def _line(tops: list[int]) -> CTE:
    """(top, node): everyone below each. UNION, because old data may hold a circle."""

    def grow(cte):
        first = Employee.objects.filter(manager__in=tops).order_by().values(top=F("manager_id"), node=F("pk"))
        further = cte.join(Employee.objects.order_by(), manager_id=cte.col.node)
        return first.union(further.values(top=cte.col.top, node=F("pk")))

    return CTE.recursive(grow, name="team_below")


def _people(tops: list[int], day: date, organization: Organization) -> QuerySet:
    cte = _line(tops)
    at_work = (Q(left_on=None) | Q(left_on__gte=day)) & (Q(hired_on=None) | Q(hired_on__lte=day))
    people = cte.join(Employee.objects.filter(at_work), pk=cte.col.node).annotate(top=cte.col.top)
    people = coverage.standing(people, day, organization).exclude(pk=F("top"))
    rows = with_cte(cte, select=people).order_by().values("top")
    return rows.annotate(
        people=Count("pk"),
        talked=Count("pk", filter=Q(last_on__gte=F("since"))),
        late=Count("pk", filter=Q(due_on__lt=day)),
    )


def _add_goals(found: dict[int, Team], tops: list[int], viewer, day: date, organization: Organization) -> None:
    goals: dict[int, Counter] = {top: Counter() for top in tops}
    cte = _line(tops)
    rows = cte.join(Objective.objects.visible_to(viewer), owner_id=cte.col.node).annotate(top=cte.col.top)
    rows = with_cte(cte, select=rows.filter(state=Objective.State.ACTIVE).exclude(owner=F("top")).order_by())
    expected: dict[tuple[date, date], Decimal] = {}
    for top, progress, last_update_on, activated_on, cadence, starts_on, ends_on in bulk.read_values(rows, *FACTS):
        days = (starts_on, ends_on)
        if days not in expected:
            expected[days] = measure.expected(Period(starts_on=starts_on, ends_on=ends_on), day)
        slug = status.status_of(
            state=Objective.State.ACTIVE,
            progress=progress,
            expected=expected[days],
            last_update_on=last_update_on,
            counts_from=max(activated_on or starts_on, starts_on),
            cadence=cadence or organization.cadence,
            today=day,
        )
        goals[top][slug] += 1
    for top, counts in goals.items():
        found[top].goals = counts
