from django.db import transaction
from django.utils import timezone

from goals.models import Follow, Objective


@transaction.atomic
def follow(objective: Objective, *, by) -> Follow:
    """From now on `by` is told what changes on it; twice is once."""
    return Follow.objects.get_or_create(person=by, objective=objective, defaults={"since": timezone.now()})[0]


@transaction.atomic
def unfollow(objective: Objective, *, by) -> None:
    Follow.objects.filter(person=by, objective=objective).delete()
