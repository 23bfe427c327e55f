"""What becomes of the goals of somebody who left: a new owner, or an end."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goals.models import Change, KeyResult, Objective
from goals.services import common
from goals.services.key_results import edit_key_result
from goals.services.states import cancel
from goals.services.whole import RowsRefusedError
from inbox.services import notify
from org.models import Employee

KIND = "goal-handed-over"


class Decision(NamedTuple):
    """About an objective, or one key result in it. `owner` is the new one; None cancels, or gives a key result back."""

    objective: Objective
    owner: Employee | None
    key_result: KeyResult | None = None
    reason: str = ""


@transaction.atomic
def hand_over(objective: Objective, owner: Employee, *, by) -> Objective:
    """Gives it to `owner`, with the key results that the former owner kept in it, and tells them."""
    objective = common.lock(objective.pk)
    if give(objective, owner, by=by):
        tell([(owner, objective)], by=by)
    return objective


@transaction.atomic
def settle(person: Employee, decisions: list[Decision], *, by) -> int:
    """All of `decisions` about the goals of `person`, or none; says how many were new. What was decided so already
    stays as it is. Raises RowsRefusedError with every refusal.
    """
    try:
        locked = common.lock_all(*{each.objective.pk for each in decisions})
    except ValidationError as error:
        raise RowsRefusedError(dict.fromkeys(range(len(decisions)), error)) from error
    done, given, refused = 0, [], {}
    for place, each in enumerate(decisions):
        try:
            is_new = _settle(person, each, locked[each.objective.pk], by)
        except ValidationError as error:
            refused[place] = error
            continue
        done += is_new
        objective = locked[each.objective.pk]
        # A key result without a new owner is back with the objective's.
        keeper = each.owner or (objective.owner if each.key_result else None)
        if is_new and keeper:
            given.append((keeper, objective))
    if refused:
        raise RowsRefusedError(refused)
    tell(given, by=by)
    return done


def _settle(person: Employee, decision: Decision, objective: Objective, by) -> bool:
    if decision.key_result is not None:
        return _settle_key_result(person, decision, objective, by)
    if decision.owner is not None:
        if objective.owner_id == decision.owner.pk:
            return False
        refuse_other_owner(objective.owner, person)
        return give(objective, decision.owner, by=by)
    return end(objective, person, by=by, reason=decision.reason)


def _settle_key_result(person, decision: Decision, objective: Objective, by) -> bool:
    key_result = common.fresh_key_result(decision.key_result, objective)
    keeper = decision.owner or objective.owner
    if (key_result.owner or objective.owner) == keeper:
        return False
    refuse_other_owner(key_result.owner or objective.owner, person)
    edit_key_result(key_result, by=by, owner=decision.owner)
    return True


def give(objective: Objective, owner: Employee, *, by) -> bool:
    """Writes the new owner of the locked objective, with the history; False where they own it already."""
    former = objective.owner
    if former.pk == owner.pk:
        return False
    common.refuse_unless_open(objective)
    common.refuse_leaver(owner)
    common.note_change(objective, Change.Field.OWNER, former, owner, by=by)
    for key_result in objective.key_results.filter(owner=former):
        # Whose the objective is, that person's is the key result.
        common.note_change(objective, Change.Field.OWNER, former, owner, by=by, key_result=key_result)
        key_result.owner = None
        key_result.save(update_fields=["owner"])
    objective.owner = owner
    objective.version += 1
    objective.save(update_fields=["owner", "version"])
    common.recompute(objective)  # its days are judged by the owner's cadence
    return True


def end(objective: Objective, person: Employee, *, by, reason: str) -> bool:
    """Cancels the locked objective of `person` for a reason; False where it is cancelled already."""
    if objective.state == Objective.State.CANCELLED:
        return False
    refuse_other_owner(objective.owner, person)
    if not reason.strip():
        raise ValidationError(_("Say why it is cancelled; the reason stays in its history."), code="reason")
    cancel(objective, by=by, reason=reason)
    return True


def refuse_other_owner(owner: Employee, person: Employee) -> None:
    if owner.pk != person.pk:
        raise ValidationError(_("%(owner)s owns it now; look at it again."), params={"owner": owner}, code="changed")


def tell(given: Iterable[tuple[Employee, Objective]], *, by) -> None:
    """Each new owner once, however much they were given; nobody of what they took themselves."""
    by_owner: dict[int, list[Objective]] = {}
    for owner, objective in given:
        if owner.pk != by.pk:
            by_owner.setdefault(owner.pk, []).append(objective)
    for owner_id, objectives in by_owner.items():
        one = len({objective.pk for objective in objectives}) == 1
        notify(owner_id, KIND, objectives[0].get_absolute_url() if one else reverse("goals:index"), actor=by)
