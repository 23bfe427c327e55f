"""A copy of an objective in another period: a draft that begins where the other one stands."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from goals.carrying import carried_baseline
from goals.models import Change, KeyResult, Objective, Period
from goals.services import common
from goals.services.alignment import align, lock_alignments_in
from goals.services.key_results import add_key_result
from goals.services.objectives import create_objective


@transaction.atomic
def copy_objective(objective: Objective, period: Period, *, by) -> Objective:
    """The copy in `period`, with `is_new_copy` and with `notes`: sentences on what could not come along as it was.

    Copied twice is copied once: then it is the copy that is there. Nothing of the original changes.
    """
    lock_alignments_in(period)
    objective = common.lock(objective.pk)  # two who copy it at once wait here for each other
    _refuse(objective, period)
    there = copy_in(objective, period)
    if there is not None:
        there.is_new_copy, there.notes = False, []
        return there
    copy, notes = draft_like(objective, period, by=by)
    copy, note = _align(copy, objective, by=by)
    copy.is_new_copy, copy.notes = True, [*notes, *([note] if note else [])]
    return copy


def draft_like(objective: Objective, period: Period, *, by) -> tuple[Objective, list[str]]:
    """A draft in `period` with the same words, scope, owner and key results, aligned to nothing, in the caller's
    transaction; and sentences on what is not as it was. Due dates stay behind: they lie in the old period.
    """
    copy = create_objective(
        by=by,
        owner=objective.owner,
        period=period,
        title=objective.title,
        scope=objective.scope,
        department=objective.department,
        process=objective.process,
        description=objective.description,
        visibility=objective.visibility,
        copied_from=objective,
    )
    notes = [note for each in _key_results(objective) if (note := _copy_key_result(each, copy, by=by))]
    return copy, notes


@transaction.atomic
def copy_objectives(objectives: list[Objective], period: Period, *, by) -> list[Objective]:
    """All or nothing, and parents before what is aligned to them, so that a copy finds the copy of its parent.

    A refusal carries `about`: the objective that it speaks of.
    """
    ids = {each.pk for each in objectives}
    lock_alignments_in(period)
    common.lock_all(*ids)
    copies = []
    for each in sorted(objectives, key=lambda each: (each.aligned_to_id in ids, each.pk)):
        try:
            copies.append(copy_objective(each, period, by=by))
        except ValidationError as error:
            error.about = each
            raise
    return copies


def copy_in(objective: Objective, period: Period) -> Objective | None:
    copies = Objective.objects.filter(copied_from=objective, period=period)
    return copies.exclude(state=Objective.State.CANCELLED).select_related("owner", "period").first()


def _refuse(objective: Objective, period: Period) -> None:
    if objective.state == Objective.State.CANCELLED:
        raise ValidationError(_("It was cancelled; there is nothing to carry on."), code="state")
    if objective.period_id == period.pk:
        raise ValidationError(
            _("It belongs to %(period)s already. Choose another period."), params={"period": period}, code="period"
        )
    if objective.owner.is_leaver():
        raise ValidationError(
            _("%(person)s has left. Hand the objective over first, then copy it."),
            params={"person": objective.owner},
            code="left",
        )


def _key_results(objective: Objective) -> list[KeyResult]:
    return list(objective.key_results.select_related("owner").order_by("position", "pk"))


def is_reached(key_result: KeyResult) -> bool:
    """At its target or beyond: the copy begins at the old baseline, and needs a new target."""
    return key_result.progress is not None and key_result.progress >= 1


def _copy_key_result(key_result: KeyResult, copy: Objective, *, by) -> str:
    """Adds it to the copy; returns what is to be said of it, or nothing."""
    owner = key_result.owner
    has_left = owner is not None and owner.is_leaver()
    add_key_result(
        copy,
        by=by,
        title=key_result.title,
        unit=key_result.unit,
        currency=key_result.currency,
        baseline=carried_baseline(key_result),
        target=key_result.target,
        weight=key_result.weight,
        owner=None if has_left else owner,
    )
    words = {"title": key_result.title, "owner": owner}
    if is_reached(key_result):
        if key_result.is_milestone:
            return _("“%(title)s” is done already; it begins as not done.") % words
        return _("“%(title)s” has reached its target: it begins at its old baseline; set a new target.") % words
    return _("“%(title)s” was kept by %(owner)s, who has left; it is the owner’s now.") % words if has_left else ""


def _align(copy: Objective, original: Objective, *, by) -> tuple[Objective, str]:
    """Proposes it anew to the parent, or to the parent's copy; what it was not, and why, in a sentence."""
    parent_id = original.aligned_to_id
    if parent_id is None or original.alignment == Objective.Alignment.DECLINED:
        return copy, ""
    parents = Objective.objects.visible_to(by).select_related("period", "owner")
    parent = parents.filter(pk=parent_id).first()
    if parent is None:
        return copy, _("It supports nothing yet: you may not see what it was aligned to.")
    if not parent.period.encloses(copy.period):
        title = parent.title
        parent = copy_in(parent, copy.period)
        if parent is None or not parents.filter(pk=parent.pk).exists():
            return copy, _("It supports nothing yet: “%(title)s” is not in %(period)s.") % {
                "title": title,
                "period": copy.period,
            }
    try:
        copy = align(copy, parent, by=by)
    except ValidationError as error:
        return copy, _("It supports nothing yet: %(why)s") % {"why": " ".join(error.messages)}
    # How much it counts was said for the place that it had.
    if original.weight != copy.weight:
        common.note_change(copy, Change.Field.WEIGHT, copy.weight, original.weight, by=by)
        copy.weight = original.weight
        copy.save(update_fields=["weight"])
        common.recompute(copy, since=by.today())
    return copy, ""
