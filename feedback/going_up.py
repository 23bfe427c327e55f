"""The author of a blocker is told before it shows one level up."""

from datetime import datetime, timedelta

from django.db import transaction

from feedback.models import Blocker
from feedback.models.blocker import GOES_UP_AFTER
from inbox.services import notify
from org.models import Employee

# Two days, because the mail comes with the next morning: so that a day is left to say what may be shown.
BEFORE = timedelta(days=2)
BATCH = 500


def warn(now: datetime, *, batch: int = BATCH) -> int:
    """Tell each author once; how many. Idempotent, a batch in one transaction: the next run finds what is left."""
    waiting = Blocker.objects.open().filter(
        raised_at__lte=now - (GOES_UP_AFTER - BEFORE),
        acknowledged_at=None,
        warned_at=None,
        raised_by__manager__manager__isnull=False,
        raised_by__in=Employee.objects.present(now).order_by().values("pk"),
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:batch])
    if not ids:
        return 0
    with transaction.atomic():
        # Locked and read again: two workers at once tell nobody twice, and who is answered right now is not warned.
        locked = waiting.filter(pk__in=ids).select_for_update(of=("self",), no_key=True).order_by("pk")
        told = list(locked)
        for blocker in told:
            notify(blocker.raised_by_id, "blocker-goes-up", blocker.get_absolute_url(), at=now)
        Blocker.objects.filter(pk__in=[blocker.pk for blocker in told]).update(warned_at=now)
    return len(told)
