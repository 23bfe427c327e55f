from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from goals import numbers, rollup
from goals.models import Change, KeyResult, Objective
from goals.services import common
from goals.services.common import KEEP
from org.imports.cells import clean

DEFINITION = ("baseline", "target", "weight", "due_on")
# What its numbers are numbers of: locked with them.
MEANING = ("unit", "currency")
EDITABLE = {"title", "owner", "unit", "currency", *DEFINITION}


@transaction.atomic
def add_key_result(
    objective: Objective,
    *,
    by,
    title: str,
    unit: str = KeyResult.Unit.NUMBER,
    baseline: Decimal = Decimal(0),
    target: Decimal = Decimal(1),
    weight: Decimal = Decimal(1),
    owner=None,
    due_on=None,
    currency: str = "",
) -> KeyResult:
    objective = common.lock(objective.pk)
    common.refuse_unless_open(objective)
    common.refuse_locked_definitions(objective, by.today())
    if owner is not None:
        common.refuse_leaver(owner)
    key_result = KeyResult(
        objective=objective,
        title=clean(title),
        # Whose the objective is, that person's is the key result; only another one is named.
        owner=None if owner is None or owner.pk == objective.owner_id else owner,
        unit=unit,
        currency=currency,
        baseline=baseline,
        target=target,
        weight=weight,
        due_on=due_on,
        position=1 + (objective.key_results.aggregate(last=Max("position"))["last"] or 0),
    )
    validate(key_result)
    key_result.save()
    for field in (*DEFINITION, Change.Field.OWNER):
        if (value := getattr(key_result, field)) is not None:
            common.note_change(objective, field, "", value, by=by, key_result=key_result)
    rollup.recompute_key_result(key_result)
    common.recompute(objective, since=by.today())
    common.count_edit(objective)
    return key_result


@transaction.atomic
def edit_key_result(key_result: KeyResult, *, by, **fields) -> KeyResult:
    """Changes what is given in `fields` (see EDITABLE). After the first update its numbers are re-baselined instead."""
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"edit_key_result cannot change {', '.join(sorted(unknown))}")
    objective = common.lock(key_result.objective_id)
    common.refuse_unless_open(objective)
    key_result = common.fresh_key_result(key_result, objective)
    old = {name: getattr(key_result, name) for name in ("owner", *MEANING, *DEFINITION)}
    for name, value in fields.items():
        setattr(key_result, name, clean(value) if name == "title" else value)
    if key_result.owner_id == objective.owner_id:
        key_result.owner = None
    if key_result.owner and key_result.owner != old["owner"]:
        common.refuse_leaver(key_result.owner)
    validate(key_result)
    changed = [name for name in DEFINITION if getattr(key_result, name) != old[name]]
    if (changed or key_result.unit != old["unit"]) and key_result.updates.exists():
        raise ValidationError(
            _("It has updates: change its baseline, target, weight or due date by a re-baseline, with a reason."),
            code="rebaseline",
        )
    if any(getattr(key_result, name) != old[name] for name in MEANING):
        common.refuse_locked_definitions(objective, by.today())
    _save_definition(key_result, old, changed, by=by)
    if key_result.owner != old["owner"]:
        common.note_change(objective, Change.Field.OWNER, old["owner"], key_result.owner, by=by, key_result=key_result)
    key_result.save(update_fields=["title", "owner", "unit", "currency"])
    common.count_edit(objective)
    return key_result


@transaction.atomic
def rebaseline(
    key_result: KeyResult,
    *,
    by,
    reason: str,
    baseline: Decimal | None = None,
    target: Decimal | None = None,
    weight: Decimal | None = None,
    due_on=KEEP,
) -> KeyResult:
    """Changes the definition after the first update, for a reason; what was and what is both stay in the history."""
    objective = common.lock(key_result.objective_id)
    common.refuse_unless_open(objective)
    key_result = common.fresh_key_result(key_result, objective)
    old = {name: getattr(key_result, name) for name in DEFINITION}
    given = {"baseline": baseline, "target": target, "weight": weight}
    for name, value in given.items():
        if value is not None:
            setattr(key_result, name, value)
    if due_on is not KEEP:
        key_result.due_on = due_on
    validate(key_result)
    changed = [name for name in DEFINITION if getattr(key_result, name) != old[name]]
    if not changed and _is_rebaselined_so(key_result, by, reason):
        return key_result
    if not changed:
        raise ValidationError(_("Nothing would change. Change a number or the due date."), code="unchanged")
    if not reason.strip():
        raise ValidationError(_("A re-baseline needs a reason."), code="reason")
    _save_definition(key_result, old, changed, by=by, reason=reason.strip(), is_rebaseline=key_result.updates.exists())
    common.count_edit(objective)
    return key_result


@transaction.atomic
def remove_key_result(key_result: KeyResult, *, by) -> None:
    """Takes away a key result that was never updated; one with a history gets the weight 0 instead."""
    objective = common.lock(key_result.objective_id)
    common.refuse_unless_open(objective)
    common.refuse_locked_definitions(objective, by.today())
    key_result = common.fresh_key_result(key_result, objective)
    if key_result.updates.exists():
        raise ValidationError(
            _("It has updates, and they stay. Set its weight to 0: then it is shown and no longer counts."),
            code="updates",
        )
    key_result.delete()
    common.recompute(objective)  # as if it had never been
    common.count_edit(objective)


def _is_rebaselined_so(key_result: KeyResult, by, reason: str) -> bool:
    """What was sent twice: the last change of its numbers is by the same person for the same reason."""
    last = Change.objects.filter(key_result=key_result, field__in=DEFINITION).order_by("-pk").first()
    return last is not None and last.by_id == by.pk and last.reason == reason.strip() != ""


def _save_definition(key_result, old, changed, *, by, **reason) -> None:
    """Saves the changed numbers with their history, and what follows from them; nothing if none changed."""
    if not changed:
        return
    objective = key_result.objective
    common.refuse_locked_definitions(objective, by.today())
    for name in changed:
        new = getattr(key_result, name)
        common.note_change(objective, name, old[name], new, by=by, key_result=key_result, **reason)
    key_result.save(update_fields=changed)
    rollup.recompute_key_result(key_result)
    common.recompute(objective, since=by.today())


def validate(key_result: KeyResult) -> None:
    """The limits of its numbers, its dates and the records' own constraints; milestones always go from 0 to 1."""
    if key_result.is_milestone:
        key_result.baseline, key_result.target = Decimal(0), Decimal(1)
    for name in ("baseline", "target", "weight"):
        setattr(key_result, name, numbers.check(getattr(key_result, name)))
    period = key_result.objective.period
    if key_result.due_on and not period.starts_on <= key_result.due_on <= period.ends_on:
        raise ValidationError(
            _("The due date lies within %(period)s: %(first)s to %(last)s."),
            params={
                "period": period,
                "first": formats.date_format(period.starts_on),
                "last": formats.date_format(period.ends_on),
            },
            code="due",
        )
    if key_result.unit != KeyResult.Unit.CURRENCY:
        key_result.currency = ""
    key_result.full_clean()
