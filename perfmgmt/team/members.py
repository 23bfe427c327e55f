"""The people who report to one person, each with what the viewer may know of them.

Of one's own reports that is what stands in check-ins; of those further below, that and when they took place, what has
gone up of a blocker, that somebody is away today, and the goals that one may read. Two queries, and one for the lines.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from feedback.models import ActionItem, Blocker, CheckIn
from goals import measure, status
from goals.models import Objective
from org.models import Absence, Employee, Organization
from perfmgmt.team import helping, lines


@dataclass
class Member:
    person: Any  # an Employee, annotated
    is_own: bool  # reports to the viewer
    objectives: Sequence[Objective] = ()
    help: str = ""
    help_path: str = ""
    line: list[Decimal] = field(default_factory=list)
    team: Any = None  # the sum of the team below: sums.Team
    day: date = date.min

    @property
    def status(self) -> str:
        return helping.worst_of(self.objectives)

    @property
    def goals(self) -> int:
        return len(self.objectives)

    @property
    def of_goals(self) -> int:
        return sum(objective.status == self.status for objective in self.objectives)

    @property
    def neediest(self) -> Objective | None:
        return next((objective for objective in self.objectives if objective.status == self.status), None)

    @property
    def need(self) -> tuple:
        if self.has_left:  # whose reports have no manager at work
            return -1, False, False
        return helping.need(self.person, self.status, self.help)

    @property
    def searched(self) -> str:
        return self.person.search_text

    @property
    def has_left(self) -> bool:
        return self.person.left_on is not None and self.person.left_on < self.day

    @property
    def starts_later(self) -> bool:
        return self.person.hired_on is not None and self.person.hired_on > self.day

    @property
    def next_on(self) -> date | None:
        return date.fromisoformat(self.person.meets["due_on"]) if self.person.meets else None

    @property
    def days_late(self) -> int:
        """Of the open check-in; no day counts while the person is away."""
        if self.next_on is None or self.away_until:
            return 0
        return max((self.day - self.next_on).days, 0)

    @property
    def is_due(self) -> bool:
        is_here = self.away_until is None and not self.starts_later
        return self.next_on is not None and self.next_on <= self.day and is_here

    @property
    def is_prepared(self) -> bool:
        return bool(self.person.meets) and self.person.meets["state"] == CheckIn.State.PREPARED

    @property
    def blockers(self) -> int:
        return self.person.blocker_count

    @property
    def to_acknowledge(self) -> int | None:
        """The id of the blocker that waits longest for an answer of the viewer's."""
        return self.person.unanswered

    @property
    def actions(self) -> int:
        return self.person.action_count

    @property
    def actions_late(self) -> int:
        return self.person.action_late_count

    @property
    def late(self) -> int:
        """What is late, as far as the viewer may know of it: never a form that somebody fills in without their name."""
        return self.person.to_log_late + self.person.own_actions_late + self.person.unanswered_below

    @property
    def late_told(self) -> list[str]:
        told = [
            (self.person.to_log_late, _("to log")),
            (self.person.own_actions_late, _("agreed")),
            (self.person.unanswered_below, _("unanswered")),
        ]
        return [f"{count} {words}" for count, words in told if count]

    @property
    def leads(self) -> int:
        return self.person.lead_count

    @property
    def away_until(self) -> date | None:
        return date.fromisoformat(self.leave["ends_on"]) if self.leave and self.leave_from <= self.day else None

    @property
    def leave(self) -> dict | None:
        return self.person.leave

    @property
    def leave_from(self) -> date | None:
        return date.fromisoformat(self.leave["starts_on"]) if self.leave else None

    @property
    def leave_until(self) -> date | None:
        return date.fromisoformat(self.leave["ends_on"]) if self.leave else None


def of(manager: Employee, *, viewer: Employee, now: datetime, organization: Organization) -> list[Member]:
    """By name. Of those who left only who still has reports at work: somebody has to see that these have no manager."""
    day = viewer.today(now)
    people = list(_people(manager, viewer, day))
    own = goals_of(manager, viewer, day, organization)
    members = []
    for person in people:
        member = Member(person, manager.pk == viewer.pk, own.get(person.pk, []), day=day)
        if not member.has_left:
            member.help, member.help_path = helping.sentence(person, member.objectives, day, organization)
        members.append(member)
    return members


def goals_of(manager: Employee, viewer: Employee, day: date, organization: Organization) -> dict[int, list[Objective]]:
    """By owner: the active objectives of the people who report to `manager` that the viewer may read, each with
    `status` and `expected`."""
    rows = (
        Objective.objects.visible_to(viewer)
        .filter(owner__manager=manager.pk, state=Objective.State.ACTIVE)
        .select_related("period", "owner")
        .order_by("period__ends_on", "title", "pk")
    )
    objectives = list(rows)
    found = status.statuses(objectives, day, organization) if objectives else {}
    own: dict[int, list[Objective]] = defaultdict(list)
    for objective in objectives:
        objective.status = found[objective.pk]
        objective.expected = measure.expected(objective.period, day)
        own[objective.owner_id].append(objective)
    return own


def draw(members: Sequence[Member], day: date) -> None:
    """Gives each its line; one query."""
    known = lines.of([objective for member in members for objective in member.objectives], day)
    for member in members:
        own = [known[objective.pk] for objective in member.objectives if known[objective.pk]]
        member.line = lines.mean(own)


def _people(manager: Employee, viewer: Employee, day: date) -> QuerySet[Employee]:
    is_own = manager.pk == viewer.pk
    leads = here(Employee.objects.filter(manager=OuterRef("pk")), day)
    people = Employee.objects.filter(manager=manager.pk).annotate(lead_count=_count(leads, "manager"))
    people = people.filter(Q(left_on=None) | Q(left_on__gte=day) | Q(lead_count__gt=0))
    talks = CheckIn.objects.filter(employee=OuterRef("pk"), state=CheckIn.State.DONE).order_by()
    coming = CheckIn.objects.open().filter(employee=OuterRef("pk")).order_by("due_on", "pk")
    meets = JSONObject(pk="pk", due_on="due_on", state="state")
    return people.annotate(
        talked_on=Subquery(talks.values("employee").annotate(last=Max("held_on")).values("last")),
        meets=Subquery(coming.values(told=meets)[:1]),
        leave=_leave(viewer, day),
        to_log_late=_to_log_late(day),
        **_blockers(viewer, is_own=is_own),
        **_actions(day, is_own=is_own),
    ).by_name()


def here(people: QuerySet[Employee], day: date) -> QuerySet[Employee]:
    """Those who have not left; who starts later is there already."""
    return people.filter(Q(left_on=None) | Q(left_on__gte=day))


def _blockers(viewer: Employee, *, is_own: bool) -> dict:
    visible = Blocker.objects.visible_to(viewer).open()
    mine = visible.filter(raised_by=OuterRef("pk"))
    unanswered = mine.filter(acknowledged_at=None).order_by("raised_at", "pk")
    # The author's words are for their manager; above them is what was chosen to be shared upward.
    told = JSONObject(pk="pk", text="text" if is_own else "text_upward", help="help", acknowledged_at="acknowledged_at")
    first = Case(When(acknowledged_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    below = visible.filter(raised_by__manager=OuterRef("pk"), acknowledged_at=None)
    return {
        "blocker_count": _count(mine, "raised_by"),
        "unanswered": Subquery(unanswered.values("pk")[:1]),
        "blocker": Subquery(mine.order_by(first, "raised_at", "pk").values(told=told)[:1]),
        # Those of their own team that went up to the viewer.
        "unanswered_below": _count(below, "raised_by__manager") if is_own else _NONE,
    }


def _actions(day: date, *, is_own: bool) -> dict:
    """What was agreed with a report is the two's; see ActionItem.objects.visible_to."""
    if not is_own:
        return {"action_count": _NONE, "action_late_count": _NONE, "own_actions_late": _NONE}
    agreed = ActionItem.objects.open().filter(employee=OuterRef("pk"))
    late = agreed.filter(due_on__lt=day)
    return {
        "action_count": _count(agreed, "employee"),
        "action_late_count": _count(late, "employee"),
        "own_actions_late": _count(late.filter(owner=OuterRef("pk")), "employee"),
    }


def _to_log_late(day: date):
    """The check-ins with their own reports whose day has passed; not of who is away or has yet to begin."""
    away = Absence.objects.on(day).filter(employee=OuterRef("employee")).order_by()
    hired = Q(employee__hired_on=None) | Q(employee__hired_on__lte=day)
    at_work = Q(employee__left_on=None) | Q(employee__left_on__gte=day)
    rows = CheckIn.objects.open().filter(hired, at_work, ~Exists(away), employee__manager=OuterRef("pk"))
    return _count(rows.filter(due_on__lt=day), "employee__manager")


def _leave(viewer: Employee, day: date) -> Subquery:
    """The one of today, else the next that the viewer may know of: that somebody is away today, everyone sees."""
    known = Absence.objects.visible_to(viewer) | Absence.objects.on(day)
    rows = known.filter(employee=OuterRef("pk"), ends_on__gte=day).order_by("starts_on", "pk")
    return Subquery(rows.values(told=JSONObject(starts_on="starts_on", ends_on="ends_on"))[:1])


_NONE = Value(0, output_field=IntegerField())


def _count(rows: QuerySet, group: str):
    return Coalesce(Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n")), 0)
