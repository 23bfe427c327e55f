"""A plan of two for one of them: begun, answered, looked at again and ended, each by a person and never by a figure."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import plan_handover, rules
from feedback.models import CheckIn, Plan, PlanAnswer, PlanReview
from feedback.models.plan import LOOK_AGAIN
from feedback.plans import tell, tell_owners
from feedback.services.actions import FARTHEST
from feedback.services.plan_actions import NewPlanAction, add_to
from feedback.services.words import Keep, together
from org.models import Employee


@dataclass(frozen=True)
class NewPlan:
    kind: str
    title: str
    aim: str
    review_on: date
    ends_on: date
    actions: tuple[NewPlanAction, ...] = ()


@dataclass(frozen=True)
class PlanChange:
    """What the page leaves of it. `version` is the plan's when the page was opened."""

    version: int
    title: str
    aim: str
    review_on: date
    ends_on: date
    # Which of two texts stays, where somebody else wrote meanwhile.
    keep: str = Keep.MINE


class PlanChangedError(ValidationError):
    """Somebody changed the plan since the page was opened. Both are shown, and the writer decides."""

    def __init__(self, plan: Plan):
        words = _("The plan was changed meanwhile. What is there now stands beside yours; save again to decide.")
        super().__init__(words, code="changed")
        self.plan = plan


class OpenPlanError(ValidationError):
    """There is an open one of the kind; it is the one to go on with."""

    def __init__(self, plan: Plan):
        words = _("There is an open plan of this kind already: “%(title)s”. Go on with that one, or end it first.")
        super().__init__(words % {"title": plan.title}, code="open")
        self.plan = plan


@transaction.atomic
def start_plan(person: Employee, new: NewPlan, *, by: Employee) -> Plan:
    """Begin it, for everyone who will read it at once. Sent again while it is open, it is the same one."""
    # The person's row is the lock: a double click begins one.
    rows = Employee.objects.select_related("manager").select_for_update(of=("self",), no_key=True)
    person = rows.get(pk=person.pk)
    if not rules.can_start_plan(by, person, new.kind):
        raise PermissionDenied
    if person.is_leaver():
        raise ValidationError(_("%(name)s has left; no plan is begun any more.") % {"name": person})
    there = Plan.objects.open().filter(employee=person, kind=new.kind).first()
    if there is not None:
        if (there.started_by_id, there.title, there.aim) == (by.pk, new.title, new.aim):
            return there
        raise OpenPlanError(there)
    _refuse_days(new.review_on, new.ends_on, by)
    now = timezone.now()
    plan = Plan(
        employee=person,
        manager=person.manager,
        kind=new.kind,
        title=new.title,
        aim=new.aim,
        review_on=new.review_on,
        ends_on=new.ends_on,
        started_by=by,
        started_at=now,
        changed_at=now,
        active_at=None if new.kind == Plan.Kind.SUPPORT else now,
    )
    plan.full_clean(validate_constraints=False)
    plan.save()
    for action in new.actions:
        add_to(plan, action, by=by)
    tell(plan, "plan-started", by=by)
    if plan.is_active:
        tell_owners(plan, by=by)
    return plan


@transaction.atomic
def edit_plan(plan: Plan, change: PlanChange, *, by: Employee) -> Plan:
    plan = locked(plan)
    if not rules.can_start_plan(by, plan.employee, plan.kind):
        raise PermissionDenied
    refuse_ended(plan)
    aim = together(plan.aim, change.aim, change.keep)
    wanted = {"title": change.title, "aim": aim, "review_on": change.review_on, "ends_on": change.ends_on}
    if all(getattr(plan, name) == value for name, value in wanted.items()):
        return plan
    if change.version != plan.version:
        raise PlanChangedError(plan)
    review_on = change.review_on if change.review_on != plan.review_on else None
    _refuse_days(review_on, change.ends_on if change.ends_on != plan.ends_on else None, by)
    if change.review_on > change.ends_on:
        raise ValidationError({"review_on": _("That is after the end of the plan.")})
    for name, value in wanted.items():
        setattr(plan, name, value)
    plan.version, plan.changed_at = plan.version + 1, timezone.now()
    plan.full_clean(validate_constraints=False)
    plan.save(update_fields=[*wanted, "version", "changed_at"])
    tell(plan, "plan-changed", by=by)
    return plan


@transaction.atomic
def answer_plan(plan: Plan, kind: str, text: str, *, by: Employee, seen: str) -> PlanAnswer:
    """The person has read it; with the first answer a support plan is active. `seen` is `stamp` of what was read."""
    plan = locked(plan)
    if by.pk != plan.employee_id or not plan.is_support:
        raise PermissionDenied
    refuse_ended(plan)
    last = plan.answers.order_by("-at", "-pk").first()
    if last is not None and (last.kind, last.text) == (kind, text) and last.at >= plan.changed_at:
        return last
    if seen != stamp(plan):
        words = _("The plan was changed while you wrote. Read it once more; what you wrote is still here.")
        raise ValidationError(words, code="changed")
    answer = PlanAnswer(plan=plan, kind=kind, text=text)
    answer.full_clean(validate_constraints=False)
    answer.save()
    if plan.is_proposed:
        plan.active_at = answer.at
        plan.save(update_fields=["active_at"])
        tell_owners(plan, by=by)
    tell(plan, "plan-answered", by=by)
    return answer


@transaction.atomic
def review_plan(
    plan: Plan, text: str, *, by: Employee, review_on: date | None = None, check_in: CheckIn | None = None
) -> PlanReview:
    """Write how it is going. Sent again it is the same row. A look that was due moves to `review_on`, or on by weeks.

    In a check-in it may come after the end of the plan: what was typed beside it is not lost.
    """
    plan = locked(plan)
    if by.pk != plan.employee_id and not rules.can_start_plan(by, plan.employee, plan.kind):
        raise PermissionDenied
    if check_in is None:
        refuse_ended(plan)
    if plan.is_proposed:
        raise ValidationError(_("%(name)s has not read the plan yet.") % {"name": plan.employee})
    last = plan.reviews.order_by("-written_at", "-pk").first()
    if last is not None and (last.author_id, last.text, last.check_in_id) == (by.pk, text, check_in and check_in.pk):
        return last
    _move_look(plan, review_on, by)
    review = PlanReview(plan=plan, author=by, check_in=check_in, text=text)
    review.full_clean(validate_constraints=False)
    review.save()
    if check_in is None:  # else the check-in itself is told
        tell(plan, "plan-reviewed", by=by)
    return review


@transaction.atomic
def end_plan(plan: Plan, outcome: str, words: str, *, by: Employee) -> bool:
    """Say how it ended; whether it was this call that ended it."""
    plan = locked(plan)
    if not rules.can_start_plan(by, plan.employee, plan.kind):
        raise PermissionDenied
    if not plan.is_open:
        if (plan.ended_by_id, plan.outcome, plan.end_words) == (by.pk, outcome, words):
            return False
        refuse_ended(plan)
    plan_handover.follow([plan.pk], timezone.now())
    plan.manager = plan.employee.manager
    plan.ended_at, plan.ended_by, plan.outcome, plan.end_words = timezone.now(), by, outcome, words
    plan.version += 1
    plan.full_clean()
    plan.save(update_fields=["manager", "ended_at", "ended_by", "outcome", "end_words", "version"])
    tell(plan, "plan-ended", by=by)
    return True


@transaction.atomic
def open_plan(plan: Plan, *, by: Employee, to: int, is_open: bool) -> bool:
    """Open an ended plan to the manager of today, or take that back. Whether it was this call that changed it."""
    plan = locked(plan)
    if plan.employee_id != by.pk:
        raise PermissionDenied
    if not rules.can_open_plan(by, plan) or plan.employee.manager_id != to:
        raise ValidationError(_("Your manager is another one by now. Look at the page again."))
    opened_to = to if is_open else None
    if plan.opened_to_id == opened_to:
        return False
    plan.opened_to_id = opened_to
    plan.save(update_fields=["opened_to"])
    return True


def stamp(plan: Plan) -> str:
    """Which state of the plan a page was opened with, as far as its person answers it."""
    return plan.changed_at.isoformat()


def locked(plan: Plan) -> Plan:
    rows = Plan.objects.select_related("employee__manager").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=plan.pk)


def refuse_ended(plan: Plan) -> None:
    if not plan.is_open:
        raise ValidationError(_("This plan has ended meanwhile. What you typed is still here."), code="over")


def _move_look(plan: Plan, review_on: date | None, by: Employee) -> None:
    today = by.today()
    if not plan.is_open:
        return
    if review_on is None and plan.review_on <= today:
        review_on = min(today + LOOK_AGAIN, max(plan.ends_on, today))
    if review_on is None or review_on == plan.review_on:
        return
    _refuse_days(review_on, None, by)
    plan.review_on, plan.version = review_on, plan.version + 1
    plan.save(update_fields=["review_on", "version"])


def _refuse_days(review_on: date | None, ends_on: date | None, by: Employee) -> None:
    """Of days that are new: not in the past, not too far ahead, and the look before the end."""
    today, found = by.today(), {}
    for name, day in (("review_on", review_on), ("ends_on", ends_on)):
        if day is not None and day < today:
            found[name] = _("That day has passed; choose today or later.")
        elif day is not None and day > today + FARTHEST:
            found[name] = _("That day is more than two years ahead; look at the year.")
    if not found and review_on and ends_on and review_on > ends_on:
        found["review_on"] = _("That is after the end of the plan.")
    if found:
        raise ValidationError(found)
