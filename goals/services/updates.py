from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from goals import numbers, rollup
from goals.models import KeyResult, Objective, ProgressUpdate, Strike
from goals.services import common


@transaction.atomic
def update(
    key_result: KeyResult,
    *,
    by,
    value: Decimal,
    confidence: int | None = None,
    comment: str = "",
    day: date | None = None,
    source: str = ProgressUpdate.Source.PAGE,
) -> ProgressUpdate:
    """Records what a key result stands at on `day` (today where none is given). It and its objective move at once,
    what lies above within seconds.
    """
    objective = common.lock(key_result.objective_id)
    key_result = common.fresh_key_result(key_result, objective)
    today = by.today()
    day = day or today
    _refuse_unless_active(objective)
    common.refuse_locked_progress(objective, today)
    refuse_day(objective, day, today)
    entry = ProgressUpdate(
        key_result=key_result,
        day=day,
        value=checked_value(key_result, value),
        confidence=confidence,
        comment=comment.strip(),
        author=by,
        source=source,
        written_at=timezone.now(),
    )
    # Its key result and author are there, and its fields say all that its constraints do: nothing to ask under a lock.
    entry.clean_fields(exclude=["key_result", "author"])
    entry.save()
    rollup.recompute_key_result(key_result)
    common.recompute(objective, since=day)
    return entry


@transaction.atomic
def strike(update: ProgressUpdate, *, by, reason: str = "") -> Strike:
    """Strikes an update through: it stays to be read and counts no more. Struck twice, the first one stands."""
    objective = common.lock(update.key_result.objective_id)
    key_result = common.fresh_key_result(update.key_result, objective)
    _refuse_unless_active(objective)
    common.refuse_locked_progress(objective, by.today())
    entry, created = Strike.objects.get_or_create(
        update=update, defaults={"by": by, "at": timezone.now(), "reason": reason.strip()}
    )
    if created:
        rollup.recompute_key_result(key_result)
        common.recompute(objective, since=update.day)
    return entry


def checked_value(key_result: KeyResult, value: Decimal) -> Decimal:
    value = numbers.check(value)
    if key_result.is_milestone and value not in (0, 1):
        raise ValidationError(_("A milestone is done (1) or not (0)."), code="milestone")
    return value


def refuse_day(objective: Objective, day: date, today: date) -> None:
    if day > today:
        raise ValidationError(_("An update speaks of today or of a day before, not of the future."), code="future")
    if day < objective.period.starts_on:
        raise ValidationError(
            _("%(period)s begins on %(day)s; an update speaks of a day from then on."),
            params={"period": objective.period, "day": formats.date_format(objective.period.starts_on)},
            code="early",
        )


def _refuse_unless_active(objective: Objective) -> None:
    if objective.state != Objective.State.ACTIVE:
        raise ValidationError(
            _("This objective is %(state)s; only an active one is updated."),
            params={"state": objective.state_in_words()},
            code="state",
        )
