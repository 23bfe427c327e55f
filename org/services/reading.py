"""The reading record of what leaves by an export: written with it, for each person whose texts are in it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from org.models import Employee, ReadingRecord

AT_ONCE = 1_000


@transaction.atomic
def record_export(kind: str, object_id: int, reason: str, *, people: Iterable[int], by: Employee) -> ReadingRecord:
    """`people` are the ids of whom it is about and of those who wrote it. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the people will read it.")})
    entry = ReadingRecord.objects.create(reader=by, reason=reason.strip(), kind=kind, object_id=object_id)
    through = ReadingRecord.people.through
    rows = [through(readingrecord=entry, employee_id=pk) for pk in sorted(set(people) - {by.pk})]
    through.objects.bulk_create(rows, batch_size=AT_ONCE)
    return entry
