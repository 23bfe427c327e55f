"""What waits for a person of plans: to read one, to do what they promised, to look at it again, to say how it ended.

Titles in mails and calendars name nobody: they would say whom a plan is about. Two queries for any number of people,
and none for the viewer of a page: theirs come with them (`TOLD`).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from feedback.models import Plan, PlanAction
from inbox.duties import Duty, InPlace
from org.models import Employee, Organization
from org.together import Together, named

# How long before its day it is shown on Today; nothing is mailed before its day.
LOOK_AHEAD = timedelta(days=2)
ACTION_AHEAD = timedelta(days=7)


def _open_actions():
    return PlanAction.objects.open().filter(plan__ended_at=None, plan__active_at__isnull=False).order_by()


def _open_plans():
    return Plan.objects.open().order_by()


def _about(path: str) -> JSONObject:
    return named(path, left_on=f"{path}__left_on")


def _action_facts() -> JSONObject:
    return JSONObject(id="pk", text="text", due_on="due_on", person="owner", about=_about("plan__employee"))


def _plan_facts(person) -> JSONObject:
    facts = {name: name for name in ("review_on", "ends_on", "active_at", "started_at")}
    return JSONObject(id="pk", person=person, about=_about("employee"), **facts)


def _promised() -> Subquery:
    rows = _open_actions().filter(owner=OuterRef("pk")).values("owner")
    return Subquery(rows.annotate(told=Together(_action_facts())).values("told"))


def _to_read() -> Subquery:
    own = Q(active_at=None) | Q(employee__manager=None)
    rows = _open_plans().filter(own, employee=OuterRef("pk")).values("employee")
    return Subquery(rows.annotate(told=Together(_plan_facts("employee"))).values("told"))


def _to_look_at() -> Subquery:
    rows = _open_plans().filter(employee__manager=OuterRef("pk"), active_at__isnull=False).values("employee__manager")
    return Subquery(rows.annotate(told=Together(_plan_facts("employee__manager"))).values("told"))


# What comes with a person, by the name that it has there.
TOLD: dict[str, Callable[[], Subquery]] = {
    "plan_actions_promised": _promised,
    "plans_to_read": _to_read,
    "plans_to_look_at": _to_look_at,
}


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    known = [person for person in people if all(hasattr(person, name) for name in TOLD)]
    actions = [facts for person in known for facts in person.plan_actions_promised or ()]
    plans = [facts for person in known for facts in (*(person.plans_to_read or ()), *(person.plans_to_look_at or ()))]
    if others := {person.pk for person in people} - {person.pk for person in known}:
        rows = _open_actions().filter(owner__in=others).annotate(facts=_action_facts())
        actions += rows.order_by("pk").values_list("facts", flat=True)
        holder = Coalesce(F("employee__manager"), F("employee"))
        rows = _open_plans().filter(Q(employee__in=others) | Q(employee__manager__in=others))
        rows = rows.annotate(facts=_plan_facts(holder)).order_by("pk")
        plans += [_for_reader(facts) for facts in rows.values_list("facts", flat=True)]
    by_id = {person.pk: person for person in people}
    organization = Organization.objects.current() if actions or plans else None
    for rows, told in ((actions, _to_do), (plans, _of_plan)):
        for facts in rows:
            if person := by_id.get(facts["person"]):
                yield from _of_present(facts, person, person.today_beside(organization, now), told)


def _of_present(facts: dict, person: Employee, today: date, told: Callable) -> Iterable[Duty]:
    """Nothing waits of the plan of somebody who has left: by the reader's day, as they read it."""
    about = dict(facts["about"])
    left_on = about.pop("left_on")
    if left_on is None or date.fromisoformat(left_on) >= today:
        yield from told(facts | {"about": Employee(**about)}, person, today)


def _for_reader(facts: dict) -> dict:
    """What is not read yet waits for its person, whoever manages them."""
    return facts | {"person": facts["about"]["pk"]} if facts["active_at"] is None else facts


def _to_do(facts: dict, person: Employee, today: date) -> Iterable[Duty]:
    due_on, about = date.fromisoformat(facts["due_on"]), facts["about"]
    if today < due_on - ACTION_AHEAD:
        return
    is_own = about.pk == person.pk
    yield Duty(
        person_id=person.pk,
        key=f"plan-action:{facts['id']}:finish",
        title=_("An action of your plan") if is_own else _("Promised to %(name)s") % {"name": about},
        mail_title=_("Something that you took on is due"),
        action=_("Tick off"),
        path=reverse("feedback:finish_plan_action", args=[facts["id"]]),
        why=_("It was agreed, with you named for it by this day."),
        due_on=due_on,
        detail=Truncator(facts["text"]).chars(120),
        icon="sprout",
        minutes=5,
        kind="plan",
        other=None if is_own else about,
        in_place=InPlace(_("Tick off"), _("%(name)s sees it.") % {"name": _("Your manager") if is_own else about}),
    )


def _of_plan(facts: dict, person: Employee, today: date) -> Iterable[Duty]:
    about = facts["about"]
    review_on, ends_on = (date.fromisoformat(facts[name]) for name in ("review_on", "ends_on"))
    is_own = about.pk == person.pk
    if facts["active_at"] is None:
        yield _to_read_now(facts, person)
    elif ends_on <= today and not is_own:
        yield Duty(
            key=f"plan:{facts['id']}:end",
            title=_("The plan with %(name)s is at its end") % {"name": about},
            mail_title=_("A plan is at its end"),
            action=_("Say how it ended"),
            path=reverse("feedback:end_plan", args=[facts["id"]]),
            why=_("You agreed on this day for its end; it does not end by itself."),
            due_on=ends_on,
            other=about,
            **_shared(person),
        )
    elif today >= review_on - LOOK_AHEAD:
        yield Duty(
            key=f"plan:{facts['id']}:review",
            title=_("A look at your plan") if is_own else _("A look at the plan with %(name)s") % {"name": about},
            mail_title=_("A plan waits for a look"),
            action=_("Write how it is going"),
            path=reverse("feedback:review_plan", args=[facts["id"]]),
            why=_("You agreed on this day; in a check-in it is done as well."),
            due_on=review_on,
            other=None if is_own else about,
            **_shared(person),
        )


def _to_read_now(facts: dict, person: Employee) -> Duty:
    return Duty(
        key=f"plan:{facts['id']}:answer",
        title=_("A plan for you to read"),
        mail_title=_("A plan waits for you to read it"),
        action=_("Read the plan"),
        path=reverse("feedback:answer_plan", args=[facts["id"]]),
        why=_("It begins when you have read it; you say how you see it."),
        due_on=datetime.fromisoformat(facts["started_at"]).date(),
        **_shared(person),
    )


def _shared(person: Employee) -> dict:
    return {"person_id": person.pk, "icon": "sprout", "kind": "plan", "minutes": 5}
