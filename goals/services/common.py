"""What all services of this app begin with: the lock, the refusals that several share, and the row of history."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import locks, numbers, rollup, states, tasks
from goals.locks import Lock
from goals.models import Change, KeyResult, Objective, Period
from org.enqueue import on_commit

# Stands for "leave it as it is" where None means something.
KEEP = object()


def lock(objective_id: int) -> Objective:
    """The objective as it is now, ours until commit. What the caller holds may be stale.

    It guards its key results and their updates too: whoever changes one of these holds this lock.
    """
    return lock_all(objective_id)[objective_id]


def lock_all(*ids: int) -> dict[int, Objective]:
    # In the order of the ids, as the roll-up does: two who lock the same rows never wait for each other in a ring.
    locked = Objective.objects.select_for_update(of=("self",), no_key=True).select_related("period", "owner")
    found = {each.pk: each for each in locked.filter(pk__in=ids).order_by("pk")}
    if len(found) < len(set(ids)):
        raise ValidationError(_("This objective is gone; somebody deleted it meanwhile."), code="gone")
    return found


def fresh_key_result(key_result: KeyResult, objective: Objective) -> KeyResult:
    """The key result as it is now, of the `objective` that the caller has locked."""
    fresh = KeyResult.objects.select_related("owner").filter(pk=key_result.pk, objective=objective).first()
    if fresh is None:
        raise ValidationError(_("This key result is gone; somebody removed it meanwhile."), code="gone")
    fresh.objective = objective
    return fresh


def refuse_unless_open(objective: Objective) -> None:
    if objective.state not in states.OPEN:
        raise ValidationError(
            _("This objective is %(state)s; it stays as it is."),
            params={"state": objective.state_in_words()},
            code="state",
        )


def refuse_locked_definitions(objective: Objective, day: date) -> None:
    refuse_locked(objective.period, Lock.DEFINITIONS, day)


def refuse_locked_progress(objective: Objective, day: date) -> None:
    refuse_locked(objective.period, Lock.PROGRESS, day)


def refuse_locked(period: Period, lock: str, day: date) -> None:
    if words := locks.refusal(period, lock, day):
        raise ValidationError(words, code="locked")


def refuse_leaver(person) -> None:
    if person.is_leaver():
        raise ValidationError(
            _("%(person)s has left. Choose somebody who works here."), params={"person": person}, code="left"
        )


def refuse_ended(process, day: date) -> None:
    if process is not None and process.has_ended(day):
        raise ValidationError(
            _("“%(process)s” has ended; it takes no new objectives. Choose another process."),
            params={"process": process},
            code="ended",
        )


def count_edit(objective: Objective) -> None:
    """The locked objective is another version from now on: who edits an older one is told, and what was submitted of
    a draft lapses."""
    objective.version += 1
    objective.save(update_fields=["version"])


def text_of(value) -> str:
    """A value as the history keeps it: a plain decimal, an ISO date, an id."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return numbers.plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def note_change(
    objective: Objective, field: str, old, new, *, by, key_result=None, reason="", is_rebaseline=False, day=None
) -> Change:
    return Change.objects.create(
        objective=objective,
        key_result=key_result,
        field=field,
        old=text_of(old),
        new=text_of(new),
        day=day or by.today(),
        at=timezone.now(),
        by=by,
        reason=reason,
        is_rebaseline=is_rebaseline,
    )


def recompute(objective: Objective, since: date | None = None) -> None:
    """Recomputes the locked objective at once, and its days from `since` on, from the first where it is not given;
    what lies above follows soon."""
    if rollup.recompute(objective, since):
        on_commit(tasks.roll_up_soon)
