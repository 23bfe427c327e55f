from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from feedback.models import CompanyValue
from org.models import Employee


@transaction.atomic
def retire(values, *, by: Employee) -> int:
    """They can't be chosen any more, and stay where they were; `values` is a queryset. How many it were."""
    return _set(values.filter(retired_at=None), by, timezone.now())


@transaction.atomic
def use_again(values, *, by: Employee) -> int:
    return _set(values.exclude(retired_at=None), by, None)


def _set(values, by: Employee, at) -> int:
    if not by.is_hr:
        raise PermissionDenied
    ids = list(values.order_by("pk").values_list("pk", flat=True))
    return CompanyValue.objects.filter(pk__in=ids).update(retired_at=at)
