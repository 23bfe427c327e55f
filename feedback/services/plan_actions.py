"""What somebody will do in a plan: added, changed, ticked off or dropped with a reason."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import Plan, PlanAction
from feedback.plans import tell_owner
from feedback.services.actions import FARTHEST
from org.models import Employee


@dataclass(frozen=True)
class NewPlanAction:
    text: str
    owner_id: int
    due_on: date


class PlanActionChangedError(ValidationError):
    """Somebody changed the action since the page was opened."""

    def __init__(self, action: PlanAction):
        words = _("It was changed meanwhile, to: “%(text)s”. Yours is in the field; save again.")
        super().__init__(words % {"text": action.text}, code="changed")
        self.action = action


@transaction.atomic
def add_plan_action(plan: Plan, new: NewPlanAction, *, by: Employee) -> PlanAction:
    """Sent again while it is open, it is the same one."""
    plan = _locked_plan(plan.pk)
    if not rules.can_add_plan_action(by, plan, new.owner_id):
        _refuse_ended(plan)
        raise PermissionDenied
    action = add_to(plan, new, by=by)
    if plan.is_active:
        tell_owner(action, by=by)
    return action


def add_to(plan: Plan, new: NewPlanAction, *, by: Employee) -> PlanAction:
    """In the caller's transaction, to a plan that it has locked or made."""
    same = plan.actions.open().filter(text=new.text, owner=new.owner_id, due_on=new.due_on).order_by("pk").first()
    if same is not None:
        return same
    _refuse_day(new.due_on, by)
    _refuse_owner(new.owner_id)
    action = PlanAction(plan=plan, text=new.text, owner_id=new.owner_id, due_on=new.due_on, added_by=by)
    action.full_clean(validate_constraints=False)
    action.save()
    _changed(plan, by)
    return action


@transaction.atomic
def change_plan_action(action: PlanAction, new: NewPlanAction, *, by: Employee, version: int) -> PlanAction:
    """Its words, its day, or who does it."""
    action = _locked(action)
    _refuse_over(action)
    may = rules.can_change_plan_action(by, action) and rules.can_add_plan_action(by, action.plan, new.owner_id)
    if not may:
        raise PermissionDenied
    if (action.text, action.owner_id, action.due_on) == (new.text, new.owner_id, new.due_on):
        return action
    if version != action.version:
        raise PlanActionChangedError(action)
    if new.due_on != action.due_on:
        _refuse_day(new.due_on, by)
    is_another = new.owner_id != action.owner_id
    if is_another:
        _refuse_owner(new.owner_id)
    action.text, action.owner_id, action.due_on = new.text, new.owner_id, new.due_on
    action.version += 1
    action.full_clean(validate_constraints=False)
    action.save(update_fields=["text", "owner", "due_on", "version"])
    _changed(action.plan, by)
    if is_another and action.plan.is_active:
        tell_owner(action, by=by)
    return action


@transaction.atomic
def finish_plan_action(action: PlanAction, *, by: Employee) -> bool:
    """Tick off; say whether it was this call that did it."""
    action = _locked(action)
    if action.dropped_at is not None:
        raise ValidationError(_("This action was dropped meanwhile."))
    if not rules.can_finish_plan_action(by, action):
        _refuse_ended(action.plan)
        raise PermissionDenied
    if action.done_at is not None:
        return False
    action.done_at, action.done_by = timezone.now(), by
    action.save(update_fields=["done_at", "done_by"])
    return True


@transaction.atomic
def reopen_plan_action(action: PlanAction, *, by: Employee) -> bool:
    """Take the tick off again; say whether it was this call that did it."""
    action = _locked(action)
    if not rules.can_finish_plan_action(by, action):
        _refuse_ended(action.plan)
        raise PermissionDenied
    if action.done_at is None:
        return False
    action.done_at = action.done_by = None
    action.save(update_fields=["done_at", "done_by"])
    return True


@transaction.atomic
def drop_plan_action(action: PlanAction, *, by: Employee, reason: str) -> bool:
    """It is not wanted any more, and why; say whether it was this call that did it."""
    action = _locked(action)
    if action.done_at is not None:
        raise ValidationError(_("This action was done meanwhile."))
    if not rules.can_add_plan_action(by, action.plan, action.owner_id):
        _refuse_ended(action.plan)
        raise PermissionDenied
    if action.dropped_at is not None:
        return False
    action.dropped_at, action.drop_reason = timezone.now(), reason
    action.full_clean()
    action.save(update_fields=["dropped_at", "drop_reason"])
    _changed(action.plan, by)
    return True


def _changed(plan: Plan, by: Employee) -> None:
    """What the person agreed to is another by now, unless they changed it themselves."""
    if by.pk == plan.employee_id:
        return
    plan.changed_at = timezone.now()
    plan.save(update_fields=["changed_at"])


def _refuse_day(day: date, by: Employee) -> None:
    if day < by.today():
        raise ValidationError({"due_on": _("That day has passed; choose today or later.")})
    if day > by.today() + FARTHEST:
        raise ValidationError({"due_on": _("That day is more than two years ahead; look at the year.")})


def _refuse_owner(owner_id: int) -> None:
    owner = Employee.objects.get(pk=owner_id)
    if owner.is_leaver():
        raise ValidationError({"owner": _("%(name)s has left; choose somebody else.") % {"name": owner}})


def _refuse_over(action: PlanAction) -> None:
    _refuse_ended(action.plan)
    if not action.is_open:
        raise ValidationError(_("This action was done or dropped meanwhile."), code="over")


def _refuse_ended(plan: Plan) -> None:
    if not plan.is_open:
        raise ValidationError(_("This plan has ended meanwhile."), code="over")


def _locked_plan(pk: int) -> Plan:
    rows = Plan.objects.select_related("employee").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=pk)


def _locked(action: PlanAction) -> PlanAction:
    """The plan's row is taken first, so that nothing is changed in one that is being ended."""
    plan = _locked_plan(PlanAction.objects.values_list("plan", flat=True).get(pk=action.pk))
    action = PlanAction.objects.select_related("owner").select_for_update(of=("self",), no_key=True).get(pk=action.pk)
    action.plan = plan
    return action
