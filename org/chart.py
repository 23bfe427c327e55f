"""The organisation chart, branch by branch: nothing is read below what is open.

Who has left hangs nowhere; whoever still reports to them stands at the top, and it says so. Old data may hold a circle:
who stands above already is shown and not opened again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from org import tree
from org.directory import with_standing
from org.models import Employee, Organization
from org.models.employee import EmployeeQuerySet

SHOWN = 50
LEVELS = 3
# On each level of a chart that is opened by levels at once: more is no page to read or print.
NODES = 200
IN_CIRCLES = 20
A_DAY = timedelta(days=1)


@dataclass
class Node:
    person: Employee
    reports: int = 0
    children: "list[Node] | None" = None  # None: closed
    more: int = 0  # of the reports so many come after those in `children`
    until: int = 0  # so many stand up to there
    closes_circle: bool = False

    @property
    def is_open(self) -> bool:
        return self.children is not None

    @property
    def may_open(self) -> bool:
        return self.reports > 0 and not self.closes_circle


@dataclass
class Top:
    """`roots` report to nobody, `orphans` to somebody who has left, `circle` to each other."""

    roots: list[Node] = field(default_factory=list)
    orphans: list[Node] = field(default_factory=list)
    circle: list[Node] = field(default_factory=list)
    more: int = 0


def top(viewer: Employee, now: datetime | None = None) -> Top:
    """Where the chart begins; where one stands at the top, with the reports. At most nine queries."""
    now = now or timezone.now()
    here = _around(Employee.objects.visible_to(viewer), now)
    begins = here.filter(Q(manager=None) | Q(manager__left_on__lt=now.date() + A_DAY))
    people = _here(begins.select_related("location", "manager__location").by_name()[: SHOWN + 1], now)
    people = [person for person in people if person.manager is None or _has_left(person.manager, now)]
    found = Top(more=max(begins.count() - SHOWN, 0) if len(people) > SHOWN else 0)
    nodes = [Node(person) for person in people[:SHOWN]]
    # The whole company is walked for it: for those who can mend it.
    found.circle = [Node(person) for person in _in_circles(here)] if viewer.is_hr else []
    if len(nodes) == 1:
        _open(nodes, viewer, set(), now)
    _dress(nodes + found.circle, viewer, now)
    found.roots = [node for node in nodes if node.person.manager_id is None]
    found.orphans = [node for node in nodes if node.person.manager_id is not None]
    return found


def branch(
    viewer: Employee,
    person: Employee,
    above: Collection[int],
    *,
    levels: int = 1,
    start: int = 0,
    now: datetime | None = None,
) -> Node:
    """`person` with those below: `levels` of them (0: closed), of the first the reports after `start`.

    `above` are the ids of whoever stands above the person. One query a level, and two.
    """
    now = now or timezone.now()
    root = Node(person)
    seen, level = {*above, person.pk}, [root]
    for depth in range(levels):
        if depth == 0:
            _open(level, viewer, seen, now, start=start)
        else:
            _open(level, viewer, seen, now, shown=max(NODES // len(level), 1))
        level = [child for node in level for child in node.children or () if not child.closes_circle]
        if not level or len(level) > NODES:
            break
    _dress([root], viewer, now)
    return root


def flat(nodes: Iterable[Node]) -> list[Node]:
    found = []
    for node in nodes:
        found += [node, *flat(node.children or ())]
    return found


def _open(
    nodes: list[Node], viewer: Employee, seen: set[int], now: datetime, *, start: int = 0, shown: int = SHOWN
) -> None:
    """The reports of all of `nodes` in one query, of each those after `start`, at most `shown`."""
    by_id = {node.person.pk: node for node in nodes}
    rows = _around(Employee.objects.visible_to(viewer), now).filter(manager__in=by_id).select_related("location")
    found: dict[int, list[Employee]] = {pk: [] for pk in by_id}
    for person in _here(rows.by_name(), now):
        found[person.manager_id].append(person)
    for pk, node in by_id.items():
        reports = found[pk]
        part = reports[start : start + shown]
        node.reports, node.until = len(reports), min(start, len(reports)) + len(part)
        node.more = len(reports) - node.until
        node.children = [Node(person, closes_circle=person.pk in seen) for person in part]
        seen |= {person.pk for person in part}


def _dress(nodes: list[Node], viewer: Employee, now: datetime) -> None:
    """How many report to each of the closed ones, and where each is today; two queries."""
    everyone = flat(nodes)
    with_standing([node.person for node in everyone], now)
    closed = {node.person.pk: node for node in everyone if not node.is_open}
    reports = _around(Employee.objects.visible_to(viewer), now).filter(manager__in=closed)
    for pk, count in reports.order_by().values_list("manager").annotate(Count("pk")):
        closed[pk].reports = count


def _in_circles(here: EmployeeQuerySet) -> list[Employee]:
    """Whom no way from the top reaches: they report to each other, or to somebody who does."""
    ends = Employee.objects.filter(manager=None)
    reached = tree.branch(Employee.objects.all(), parent="manager", roots=ends, name="reached")
    return list(here.exclude(pk__in=reached).select_related("location").by_name()[:IN_CIRCLES])


def _around(people: EmployeeQuerySet, now: datetime) -> EmployeeQuerySet:
    """Not left by the date of some place on earth; each one's own date decides afterwards, without a query."""
    return people.filter(Q(left_on=None) | Q(left_on__gte=now.date() - A_DAY))


def _here(people: Iterable[Employee], now: datetime) -> list[Employee]:
    return [person for person in people if not _has_left(person, now)]


def _has_left(person: Employee, now: datetime) -> bool:
    return person.left_on is not None and person.left_on < person.today_beside(Organization.objects.current(), now)
