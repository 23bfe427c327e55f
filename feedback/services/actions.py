"""What was agreed in a check-in: added there, carried forward, done or dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import ActionItem, CheckIn
from org.models import Employee

FARTHEST = timedelta(days=731)


@dataclass(frozen=True)
class NewAction:
    text: str
    owner_id: int
    due_on: date | None = None


def day_refused(due_on: date | None, *, held_on: date, today: date) -> str:
    """Why nothing can be agreed by that day in a check-in held on the other, in words; "" where it can."""
    if due_on is not None and due_on < held_on:
        return _("That day is before the check-in; choose a later one.")
    if due_on is not None and due_on > today + FARTHEST:
        return _("That day is more than two years ahead; look at the year.")
    return ""


def agree(check_in: CheckIn, actions: Iterable[NewAction], *, by: Employee) -> list[ActionItem]:
    """Add what was agreed, in the caller's transaction. The same thing agreed twice in one check-in is one action."""
    known = set(check_in.actions_agreed.order_by("pk").values_list("text", "owner", "due_on"))
    made = []
    for action in actions:
        if (action.text, action.owner_id, action.due_on) in known:
            continue
        if action.owner_id not in (check_in.employee_id, check_in.manager_id):
            raise ValidationError(_("An action belongs to one of the two who hold the check-in."))
        if words := day_refused(action.due_on, held_on=check_in.held_on, today=by.today()):
            raise ValidationError(words)
        item = ActionItem(
            check_in=check_in,
            employee=check_in.employee,
            owner_id=action.owner_id,
            text=action.text,
            due_on=action.due_on,
        )
        item.full_clean()
        item.save()
        known.add((action.text, action.owner_id, action.due_on))
        made.append(item)
    return made


@transaction.atomic
def finish_action(action: ActionItem, *, by: Employee) -> bool:
    """Tick off; say whether it was this call that did it."""
    action = _locked(action)
    if not rules.can_finish(by, action):
        raise PermissionDenied
    if action.dropped_at is not None:
        raise ValidationError(_("This action was dropped meanwhile."))
    if action.done_at is not None:
        return False
    action.done_at, action.done_by = timezone.now(), by
    action.save(update_fields=["done_at", "done_by"])
    return True


@transaction.atomic
def reopen_action(action: ActionItem, *, by: Employee) -> bool:
    """Take the tick off again; say whether it was this call that did it."""
    action = _locked(action)
    if not rules.can_finish(by, action):
        raise PermissionDenied
    if action.done_at is None:
        return False
    action.done_at = action.done_by = None
    action.save(update_fields=["done_at", "done_by"])
    return True


@transaction.atomic
def drop_action(action: ActionItem, *, by: Employee, reason: str) -> bool:
    """It is not wanted any more, and why; say whether it was this call that did it."""
    action = _locked(action)
    if not rules.can_finish(by, action):
        raise PermissionDenied
    if action.done_at is not None:
        raise ValidationError(_("This action was done meanwhile."))
    if action.dropped_at is not None:
        return False
    action.dropped_at, action.drop_reason = timezone.now(), reason.strip()
    action.full_clean()
    action.save(update_fields=["dropped_at", "drop_reason"])
    return True


@transaction.atomic
def move_action(action: ActionItem, *, by: Employee, due_on: date, owner_id: int) -> bool:
    """To another day, or to the other of the two. Whether it was this call that did it."""
    action = _locked(action)
    if not rules.can_finish(by, action):
        raise PermissionDenied
    if action.done_at is not None or action.dropped_at is not None:
        raise ValidationError(_("This action was done or dropped meanwhile."))
    if (action.due_on, action.owner_id) == (due_on, owner_id):
        return False
    if due_on != action.due_on and due_on < by.today():
        raise ValidationError({"due_on": _("That day has passed; choose today or later.")})
    if due_on > by.today() + FARTHEST:
        raise ValidationError({"due_on": _("That day is more than two years ahead; look at the year.")})
    if owner_id not in rules.action_owners(action):
        raise ValidationError({"owner": _("An action belongs to one of the two who talk.")})
    action.due_on, action.owner_id = due_on, owner_id
    action.save(update_fields=["due_on", "owner"])
    return True


def _locked(action: ActionItem) -> ActionItem:
    rows = ActionItem.objects.select_related("employee").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=action.pk)
