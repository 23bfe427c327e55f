"""What belongs to plans besides their pages: whom to tell, and what of them stands beside a check-in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from feedback import rules
from feedback.models import Plan, PlanAction, PlanReview
from inbox.services import News, notify_many
from org.models import Employee
from org.together import Together, named


def tell(plan: Plan, kind: str, *, by: Employee) -> None:
    """The two who hold it, and of a support plan who began it as HR; but for whoever did it."""
    people = {plan.employee_id, plan.employee.manager_id}
    if plan.is_support and rules.acts_as_hr(plan.started_by, plan.employee):
        people.add(plan.started_by_id)
    notify_many([News(person, kind, plan.get_absolute_url(), by.pk) for person in sorted(people - {None, by.pk})])


def tell_owner(action: PlanAction, *, by: Employee) -> None:
    _tell_owners([action], action.plan, by)


def tell_owners(plan: Plan, *, by: Employee) -> None:
    """Who promised something to the person, and reads nothing else of the plan."""
    _tell_owners(plan.actions.open().order_by("pk"), plan, by)


def _tell_owners(actions: Iterable[PlanAction], plan: Plan, by: Employee) -> None:
    # Who holds the plan was told of the plan.
    told = {by.pk, plan.employee_id, plan.employee.manager_id}
    news = [
        News(each.owner_id, "plan-promised", each.get_absolute_url(), by.pk)
        for each in actions
        if each.owner_id not in told
    ]
    notify_many(news)


@dataclass(frozen=True)
class Beside:
    """As much of a plan as stands beside a check-in: what it is for, and what is open of it."""

    pk: int
    kind: str
    title: str
    aim: str
    is_active: bool
    is_open: bool
    review_on: date
    actions: list[PlanAction]

    @property
    def path(self) -> str:
        return Plan(pk=self.pk).get_absolute_url()


def beside(employee: Employee, viewer: Employee, *, also: Iterable[int] = ()) -> list[Beside]:
    """The open plans of `employee` that `viewer` reads, and of these numbers the ended ones. One query."""
    told = JSONObject(pk="pk", text="text", due_on="due_on", owner=named("owner"))
    open_ = PlanAction.objects.open().filter(plan=OuterRef("pk")).order_by().values("plan")
    rows = (
        Plan.objects.visible_to(viewer)
        .filter(Q(ended_at=None) | Q(pk__in=list(also)), employee=employee)
        .annotate(told=Subquery(open_.annotate(told=Together(told)).values("told")))
        .order_by("kind", "pk")
    )
    return [
        Beside(
            plan.pk, plan.kind, plan.title, plan.aim, plan.active_at is not None, plan.is_open, plan.review_on,
            _actions(plan),
        )
        for plan in rows
    ]  # fmt: skip


def _actions(plan: Plan) -> list[PlanAction]:
    found = []
    for facts in plan.told or () if plan.is_open else ():
        owner, due_on = Employee(**facts["owner"]), date.fromisoformat(facts["due_on"])
        found.append(PlanAction(pk=facts["pk"], plan=plan, text=facts["text"], owner=owner, due_on=due_on))
    return sorted(found, key=lambda action: (action.due_on, action.pk))


def said_in(viewer: Employee) -> Subquery:
    """How plans were going, as it was written in a check-in, as JSON in the query for it."""
    rows = PlanReview.objects.visible_to(viewer).filter(check_in=OuterRef("pk")).order_by()
    told = JSONObject(pk="pk", plan="plan", title="plan__title", text="text", author="author")
    return Subquery(rows.values("check_in").annotate(told=Together(told)).values("told"))


def named_in(begun) -> set[int]:
    """Of what was sent or drafted in a check-in, the plans of which somebody wrote."""
    matches = (re.fullmatch(r"plan-(\d{1,18})-text", name) for name in begun or ())
    return {int(match[1]) for match in matches if match}


def of(person: Employee, viewer: Employee) -> list[Plan]:
    """Those of one person that `viewer` reads, the open ones first."""
    rows = Plan.objects.visible_to(viewer).filter(employee=person).select_related("employee__manager", "manager")
    return sorted(rows.order_by("-started_at", "-pk"), key=lambda plan: not plan.is_open)


def of_team(viewer: Employee) -> list[Plan]:
    """The open ones of the people that `viewer` manages, the next look first."""
    rows = Plan.objects.visible_to(viewer).open().filter(employee__manager=viewer).select_related("employee")
    return list(rows.order_by("review_on", "pk"))


def promised(viewer: Employee) -> list[PlanAction]:
    """What `viewer` is to do in plans of others, of which they may read nothing else."""
    rows = PlanAction.objects.promised_by(viewer).filter(done_at=None, dropped_at=None)
    rows = rows.exclude(plan__employee=viewer).select_related("plan__employee", "owner")
    return list(rows.order_by("due_on", "pk"))
