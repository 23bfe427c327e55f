from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from goals import locks
from goals.locks import Lock
from goals.models import Change, Objective
from goals.services import common
from goals.services.alignment import align
from org.imports.cells import clean

GIVEN = {"scope", "department", "process", "description", "visibility", "ref", "copied_from", "made_by_form"}
EDITABLE = {"title", "description", "visibility", "owner", "period", "scope", "department", "process"}


@transaction.atomic
def create_objective(
    *, by, owner, period, title: str, aligned_to: Objective | None = None, state: str = Objective.State.DRAFT, **facts
) -> Objective:
    """A new objective, draft or active, aligned to a parent where one is given; `facts` are of GIVEN."""
    if unknown := facts.keys() - GIVEN:
        raise TypeError(f"create_objective does not know {', '.join(sorted(unknown))}")
    common.refuse_leaver(owner)
    objective = Objective(owner=owner, period=period, title=clean(title), state=state, **facts)
    objective.description = objective.description.strip()
    objective.activated_on = by.today() if state == Objective.State.ACTIVE else None
    fit_scope(objective)
    common.refuse_ended(objective.process, by.today())
    objective.full_clean()
    objective.save()
    for field in (Change.Field.STATE, Change.Field.OWNER, Change.Field.WEIGHT):
        common.note_change(objective, field, "", getattr(objective, field), by=by)
    if aligned_to:
        return align(objective, aligned_to, by=by)
    common.recompute(objective)
    return objective


@transaction.atomic
def edit_objective(objective: Objective, *, by, version: int | None = None, **fields) -> Objective:
    """Changes what is given in `fields` (see EDITABLE). `version` is that of the objective that the writer saw."""
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"edit_objective cannot change {', '.join(sorted(unknown))}")
    objective = common.lock(objective.pk)
    common.refuse_unless_open(objective)
    if version is not None and version != objective.version:
        raise ValidationError(
            _("Somebody changed this objective meanwhile. Compare with what stands there now, then save again."),
            code="changed",
        )
    old = {name: getattr(objective, name) for name in EDITABLE}
    for name, value in fields.items():
        setattr(objective, name, clean(value) if name == "title" else value)
    fit_scope(objective)
    objective.full_clean()
    _refuse_new(objective, old, by=by)
    if objective.owner != old["owner"]:
        common.note_change(objective, Change.Field.OWNER, old["owner"], objective.owner, by=by)
    # Saved as it was it stays the same version: what was submitted of it still holds.
    if any(getattr(objective, name) != value for name, value in old.items()):
        objective.version += 1
        objective.save(update_fields=[*fields, "department", "process", "version"])
    if objective.owner != old["owner"] or objective.period != old["period"]:
        common.recompute(objective)  # its days are judged by the owner's cadence and by the period
    return objective


def _refuse_new(objective: Objective, old: dict, *, by) -> None:
    """What it was given instead of `old` must be able to carry it: a process that goes on, an owner who works here, a
    period that fits what is around it."""
    if objective.process != old["process"]:
        common.refuse_ended(objective.process, by.today())
    if objective.owner != old["owner"]:
        common.refuse_leaver(objective.owner)
    if objective.period != old["period"]:
        refuse_other_period(objective)
        refuse_round_a_lock(objective, old["period"], by.today())


def fit_scope(objective: Objective) -> None:
    """An objective of the company or of a person has no unit of its own."""
    if objective.scope not in (Objective.Scope.DEPARTMENT, Objective.Scope.PROCESS):
        objective.department = None
    if objective.scope != Objective.Scope.PROCESS:
        objective.process = None


def refuse_round_a_lock(objective: Objective, old_period, day) -> None:
    """Moved out, changed and moved back, it would pass by what HR has locked in either period."""
    for period in (old_period, objective.period):
        for lock in Lock:
            if words := locks.refusal(period, lock, day):
                raise ValidationError({"period": ValidationError(words, code="locked")})


def refuse_other_period(objective: Objective) -> None:
    """The period still lies within the parent's, and holds those of all that are aligned to it and every due date."""
    period, parent = objective.period, objective.aligned_to
    if parent is not None and not parent.period.encloses(period):
        raise ValidationError(
            _(
                "It is aligned to an objective of %(period)s, which does not hold this period. "
                "End that alignment first."
            ),
            params={"period": parent.period},
            code="period",
        )
    below = Objective.objects.filter(aligned_to=objective)
    if below.exclude(period__starts_on__gte=period.starts_on, period__ends_on__lte=period.ends_on).exists():
        raise ValidationError(
            _("Objectives of another period are aligned to this one; it has to hold their period."), code="period"
        )
    if objective.key_results.exclude(due_on=None).exclude(due_on__range=(period.starts_on, period.ends_on)).exists():
        raise ValidationError(
            _("A key result is due outside of that period; change its due date first."), code="period"
        )
