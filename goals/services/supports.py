from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import states
from goals.models import Objective, Support
from goals.services import common


@transaction.atomic
def support(objective: Objective, other: Objective, *, by) -> Support:
    """Says that `objective` supports `other` too: shown on both, counted in neither."""
    locked = common.lock_all(objective.pk, other.pk)
    objective, other = locked[objective.pk], locked[other.pk]
    if not Objective.objects.visible_to(by).filter(pk=other.pk).exists():
        raise ValidationError(_("There is no such objective that you may see. Choose another."), code="hidden")
    common.refuse_unless_open(objective)
    _refuse(objective, other)
    if Support.objects.filter(objective=objective, supported=other).exists():
        raise ValidationError(_("This objective names “%(title)s” already."), params={"title": other}, code="duplicate")
    return Support.objects.create(objective=objective, supported=other, by=by, at=timezone.now())


@transaction.atomic
def end_support(objective: Objective, other: Objective, *, by) -> bool:
    """Takes it away; whether it was this call that did it."""
    objective = common.lock(objective.pk)
    common.refuse_unless_open(objective)
    deleted, _rows = Support.objects.filter(objective=objective, supported=other).delete()
    return bool(deleted)


def _refuse(objective: Objective, other: Objective) -> None:
    if other.pk == objective.pk:
        raise ValidationError(_("An objective does not support itself. Choose another."), code="itself")
    if other.pk == objective.aligned_to_id and objective.alignment != Objective.Alignment.DECLINED:
        raise ValidationError(
            _("It is aligned to “%(title)s” already, and so supports it."), params={"title": other}, code="parent"
        )
    if other.state not in states.OPEN:
        raise ValidationError(
            _("“%(title)s” is %(state)s; name one that is still open."),
            params={"title": other, "state": other.state_in_words()},
            code="state",
        )
