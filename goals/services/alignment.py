from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from goals import numbers, proposals
from goals.models import Change, Objective, Period
from goals.services import common
from inbox.services import notify
from org.lines import is_in_line


@transaction.atomic
def align(objective: Objective, parent: Objective | None, *, by) -> Objective:
    """Aligns `objective` to `parent`, or to nothing. It counts at once where the parent is one's own or belongs to
    someone above; else it waits for the parent's owner.
    """
    same = lock_alignments(objective)
    locked = common.lock_all(objective.pk, *([parent.pk] if parent else []))
    objective, parent = locked[objective.pk], locked[parent.pk] if parent else None
    if objective.period_id not in same:
        raise ValidationError(_("This objective was moved to another period meanwhile. Look again."), code="changed")
    common.refuse_unless_open(objective)
    if parent is not None:
        refuse_parent(objective, parent)
    accepted = parent is not None and counts_at_once(objective, parent, by)
    waits = objective.alignment == Objective.Alignment.PROPOSED
    # What was proposed counts at once where the line has changed meanwhile; what was declined stays declined.
    if objective.aligned_to_id == (parent.pk if parent else None) and not (waits and accepted):
        return objective
    alignment = "" if parent is None else Objective.Alignment.ACCEPTED if accepted else Objective.Alignment.PROPOSED
    set_alignment(objective, parent, alignment, by=by)
    if alignment == Objective.Alignment.PROPOSED:
        for person_id in proposals.deciders(objective):
            notify(person_id, "alignment-proposed", proposals.path(), actor=by)
    return objective


@transaction.atomic
def accept(objective: Objective, *, by) -> Objective:
    """The parent's owner takes the objective in: from now on it counts."""
    objective, parent = _with_parent(objective)
    if parent.state not in Objective.COUNTING_STATES:
        raise ValidationError(
            _("“%(title)s” is %(state)s; nothing counts in it."),
            params={"title": parent, "state": parent.state_in_words()},
            code="state",
        )
    if objective.alignment != Objective.Alignment.ACCEPTED:
        set_alignment(objective, parent, Objective.Alignment.ACCEPTED, by=by)
        _tell_proposers(objective, "alignment-accepted", by=by)
    return objective


@transaction.atomic
def decline(objective: Objective, *, by, reason: str = "") -> Objective:
    """The parent's owner does not take it in, or no longer: it is shown and does not count."""
    objective, parent = _with_parent(objective)
    if objective.alignment != Objective.Alignment.DECLINED:
        set_alignment(objective, parent, Objective.Alignment.DECLINED, by=by, reason=reason.strip())
        _tell_proposers(objective, "alignment-declined", by=by)
    return objective


@transaction.atomic
def set_weight(objective: Objective, *, by, weight: Decimal, reason: str = "") -> Objective:
    """How much `objective` counts in its parent; 0 is shown, not counted."""
    objective, parent = _with_parent(objective)
    common.refuse_locked_definitions(parent, by.today())
    weight = numbers.check(weight)
    if weight < 0:
        raise ValidationError(_("A weight is 0 or more."), code="weight")
    if weight != objective.weight:
        common.note_change(objective, Change.Field.WEIGHT, objective.weight, weight, by=by, reason=reason)
        objective.weight = weight
        objective.save(update_fields=["weight"])
        common.recompute(objective, since=by.today())
    return objective


def _tell_proposers(objective: Objective, kind: str, *, by) -> None:
    """Without a name: they may not be allowed to see whose objective it is. The list says what they may read."""
    for person_id in sorted(proposals.proposers(objective) - {by.pk}):
        notify(person_id, kind, proposals.path())


def set_alignment(objective: Objective, parent: Objective | None, alignment: str, *, by, reason: str = "") -> None:
    """Writes what the caller has checked and locked, with its history; the old parent and the new follow soon."""
    parent_id = parent.pk if parent else None
    if parent_id != objective.aligned_to_id:
        common.note_change(objective, Change.Field.ALIGNED_TO, objective.aligned_to_id, parent_id, by=by, reason=reason)
    if alignment != objective.alignment:
        common.note_change(objective, Change.Field.ALIGNMENT, objective.alignment, alignment, by=by, reason=reason)
    objective.aligned_to, objective.alignment = parent, alignment
    objective.save(update_fields=["aligned_to", "alignment"])
    common.recompute(objective, since=by.today())


def counts_at_once(objective: Objective, parent: Objective, by) -> bool:
    """The parent is one's own, or belongs to someone above in one's line, or it is its owner who aligns."""
    owner, above = objective.owner, parent.owner
    return above.pk in (owner.pk, by.pk) or is_in_line(owner, above)


def lock_alignments(objective: Objective) -> set[int]:
    """Makes changes of alignment that could close a loop together wait for each other; taken before any objective.

    An objective aligns to one of the same days or of more, so all members of a loop have periods of the same days:
    whoever aligns one of these takes all such periods. It returns their ids: whoever has locked the objective then
    looks whether it is still in one of them.
    """
    period = Period.objects.filter(objectives=objective.pk).first()
    return lock_alignments_in(period) if period else set()  # gone: the next lock says so


def lock_alignments_in(period: Period) -> set[int]:
    """In the order of the ids; HR cannot change their days until commit either."""
    days = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    same = Period.objects.select_for_update(of=("self",), no_key=True).filter(**days).order_by("pk")
    return {each.pk for each in same}


def refuse_parent(objective: Objective, parent: Objective) -> None:
    """Reads the alignments as they are after `lock_alignments`."""
    if parent.pk == objective.pk:
        raise ValidationError(_("An objective cannot be aligned to itself."), code="loop")
    if parent.state != Objective.State.ACTIVE:
        raise ValidationError(
            _("“%(title)s” is %(state)s; align to an active objective."),
            params={"title": parent, "state": parent.state_in_words()},
            code="state",
        )
    common.refuse_leaver(parent.owner)
    if not parent.period.encloses(objective.period):
        raise ValidationError(
            _("“%(title)s” belongs to %(other)s. Align within %(own)s or to a period that holds the whole of it."),
            params={"title": parent, "other": parent.period, "own": objective.period},
            code="period",
        )
    if Objective.objects.above(parent).filter(pk=objective.pk).exists():
        raise ValidationError(
            _("“%(title)s” already contributes to this objective, directly or through others; that would be a loop."),
            params={"title": parent},
            code="loop",
        )


def _with_parent(objective: Objective) -> tuple[Objective, Objective]:
    """Both locked. Reads the alignment before it can lock, so it looks again after."""
    parent_id = Objective.objects.values_list("aligned_to", flat=True).get(pk=objective.pk)
    if parent_id is None:
        raise ValidationError(_("This objective is aligned to no other."), code="alignment")
    locked = common.lock_all(objective.pk, parent_id)
    if locked[objective.pk].aligned_to_id != parent_id:
        raise ValidationError(_("This objective was aligned to another one meanwhile. Look again."), code="changed")
    return locked[objective.pk], locked[parent_id]
