"""Which objectives stand on the page Goals: mine, my team's, the company's. Each list starts from `visible_to`.

Every function costs a fixed number of queries, however many objectives there are.
"""

from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from goals.models import KeyResult, Objective, Period
from org.models import Employee

CHILDREN_SHOWN = 25
OPEN_AT_MOST = 40

_STATES = Case(
    When(state=Objective.State.ACTIVE, then=Value(0)),
    When(state=Objective.State.DRAFT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
SCOPES = Case(
    When(scope=Objective.Scope.COMPANY, then=Value(0)),
    When(scope=Objective.Scope.DEPARTMENT, then=Value(1)),
    When(scope=Objective.Scope.PROCESS, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass
class Node:
    """An objective in the alignment tree. `children` is empty while its branch is closed."""

    objective: Objective
    has_children: bool = False
    is_open: bool = False
    children: list["Node"] = field(default_factory=list)
    more: int = 0  # children that are not shown


def current_period(periods: list[Period], day) -> Period | None:
    """The shortest that holds `day`; where none does, the latest that has begun, else the first to come."""
    holding = [period for period in periods if period.starts_on <= day <= period.ends_on]
    if holding:
        return min(holding, key=lambda period: (period.ends_on - period.starts_on, period.pk))
    begun = [period for period in periods if period.starts_on <= day]
    if begun:
        return max(begun, key=lambda period: (period.ends_on, period.pk))
    return min(periods, key=lambda period: (period.starts_on, period.pk), default=None)


def _rows(viewer):
    return Objective.objects.visible_to(viewer).select_related("owner", "department", "process", "period")


def _within(periods: list[Period], period: Period) -> list[int]:
    """What runs through all of `period`: its own objectives, and the year's while a quarter is shown."""
    return [other.pk for other in periods if other.encloses(period)]


def of_person(viewer, person, period: Period, periods: list[Period]):
    """What this person owns, or owns a key result of."""
    theirs = Q(owner=person) | Exists(KeyResult.objects.filter(objective=OuterRef("pk"), owner=person))
    return (
        _rows(viewer)
        .filter(theirs, period__in=_within(periods, period))
        .exclude(state=Objective.State.CANCELLED)
        .order_by(_STATES, "period__starts_on", "title", "pk")
    )


def of_team(viewer, manager, period: Period, periods: list[Period], *, deep: bool):
    """What the direct reports of `manager` own, or everyone's below."""
    people = Employee.objects.under(manager) if deep else Employee.objects.filter(manager=manager)
    return (
        _rows(viewer)
        .filter(owner__in=people.values("pk"), period__in=_within(periods, period))
        .exclude(state=Objective.State.CANCELLED)
        .order_by("owner__last_name", "owner__first_name", "owner", _STATES, "title", "pk")
    )


def without_goals(viewer, manager, period: Period, periods: list[Period]):
    """Direct reports of whom the viewer sees no objective in this period."""
    owned = Objective.objects.visible_to(viewer).filter(
        owner=OuterRef("pk"),
        period__in=_within(periods, period),
        state__in=[Objective.State.DRAFT, *Objective.COUNTING_STATES],
    )
    return Employee.objects.filter(manager=manager).present().exclude(Exists(owned)).by_name()


def roots(viewer, period: Period, periods: list[Period]):
    """The company's objectives that support no other."""
    return (
        _rows(viewer)
        .filter(
            Q(aligned_to=None) | Q(alignment=Objective.Alignment.DECLINED),
            scope=Objective.Scope.COMPANY,
            period__in=_within(periods, period),
            state__in=Objective.COUNTING_STATES,
        )
        .order_by("period__starts_on", "title", "pk")
    )


def not_aligned(viewer, period: Period):
    """Of this period, and under no parent in the tree: supporting nothing, or what the viewer may not see."""
    visible = Objective.objects.visible_to(viewer)
    nowhere = Q(aligned_to=None) | Q(alignment=Objective.Alignment.DECLINED) | ~Q(aligned_to__in=visible.values("pk"))
    return (
        _rows(viewer)
        .filter(nowhere, period=period, state__in=Objective.COUNTING_STATES)
        .exclude(scope=Objective.Scope.COMPANY)
        .order_by(SCOPES, "title", "pk")
    )


def of_company(viewer, period: Period):
    """The tree with every branch open, and what is not aligned with all below it: whatever runs in the period."""
    return _rows(viewer).filter(
        state__in=Objective.COUNTING_STATES,
        period__starts_on__lte=period.ends_on,
        period__ends_on__gte=period.starts_on,
    )


def children_of(viewer, parents, period: Period):
    """The visible children of `parents` (ids) that have something to do with `period`, in the tree's order."""
    return (
        _rows(viewer)
        .filter(
            aligned_to__in=parents,
            alignment__in=[Objective.Alignment.ACCEPTED, Objective.Alignment.PROPOSED],
            state__in=Objective.COUNTING_STATES,
            period__starts_on__lte=period.ends_on,
            period__ends_on__gte=period.starts_on,
        )
        .order_by(SCOPES, "title", "pk")
    )


def _first_of_each(children):
    """Of each parent those that are shown, each with how many `siblings` there are: thousands may be aligned to one."""
    place = Window(RowNumber(), partition_by="aligned_to", order_by=[SCOPES, "title", "pk"])
    return children.annotate(place=place, siblings=Window(Count("pk"), partition_by="aligned_to")).filter(
        place__lte=CHILDREN_SHOWN
    )


def grow(viewer, tops: list[Objective], opened: set[int], period: Period) -> list[Node]:
    """The tree below `tops`, open at `opened`: two queries at any depth."""
    below: dict[int, list[Objective]] = {}
    for child in _first_of_each(children_of(viewer, opened, period)):
        below.setdefault(child.aligned_to_id, []).append(child)
    shown = [*tops, *(child for children in below.values() for child in children)]
    parents = set(
        children_of(viewer, [objective.pk for objective in shown], period)
        .order_by()
        .values_list("aligned_to", flat=True)
        .distinct()
    )

    def node(objective: Objective, path: frozenset) -> Node:
        children = below.get(objective.pk, []) if objective.pk not in path else []
        here = path | {objective.pk}
        return Node(
            objective,
            has_children=objective.pk in parents,
            is_open=bool(children),
            children=[node(child, here) for child in children],
            more=children[0].siblings - len(children) if children else 0,
        )

    return [node(objective, frozenset()) for objective in tops]


def flat(nodes: list[Node]) -> list[Objective]:
    return [found for node in nodes for found in (node.objective, *flat(node.children))]
