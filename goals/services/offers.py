from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from goals import rules
from goals.models import Objective, Offer
from goals.services import common
from inbox.services import notify, take_back

KIND = "offer"


@transaction.atomic
def offer(objective: Objective, *, by) -> Offer:
    """Offers its owner a hand, and tells them; twice is once."""
    objective = common.lock(objective.pk)
    if not rules.can_offer(by, objective):
        raise PermissionDenied
    if known := Offer.objects.filter(objective=objective, by=by).first():
        return known
    notify(objective.owner_id, KIND, objective.get_absolute_url(), actor=by)
    return Offer.objects.create(objective=objective, by=by, at=timezone.now())


@transaction.atomic
def end_offer(objective: Objective, *, by) -> bool:
    """Takes it back, and the news of it where that was not read; whether it was this call that did it."""
    objective = common.lock(objective.pk)
    deleted, _rows = Offer.objects.filter(objective=objective, by=by).delete()
    if deleted:
        take_back(KIND, objective.get_absolute_url(), actor=by)
    return bool(deleted)
