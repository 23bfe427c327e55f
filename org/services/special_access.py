"""Special access: begun with a reason, for seven days; what is opened by it is recorded before it is shown."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from org import rules
from org.models import Employee, ReadingRecord, SpecialAccess
from org.models.special_access import LASTS


@transaction.atomic
def begin(
    person: Employee, reason: str, *, by: Employee, now: datetime | None = None
) -> tuple[SpecialAccess, bool]:
    """Whether it is new: one that is open already stays as it is, whatever the reason. Raises ValidationError."""
    now = now or timezone.now()
    _refuse(by, person)
    Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # a form sent twice begins once
    running = SpecialAccess.objects.open(now).filter(reader=by, person=person).first()
    if running is not None:
        return running, False
    access = SpecialAccess(reader=by, person=person, reason=reason.strip(), begun_at=now, ends_at=now + LASTS)
    access.full_clean()
    access.save()
    return access, True


@transaction.atomic
def record(
    access: SpecialAccess,
    kind: str,
    object_id: int,
    *,
    people: Iterable[Employee],
    by: Employee,
    now: datetime | None = None,
) -> tuple[ReadingRecord, bool]:
    """Write down that this text is opened, and for whom it stands there: `people`. Whether it is new.

    Raises ValidationError where the access has ended.
    """
    access = SpecialAccess.objects.select_for_update(of=("self",), no_key=True).get(pk=access.pk)
    refuse_ended(access, by=by, now=now)
    entry, is_new = ReadingRecord.objects.get_or_create(access=access, kind=kind, object_id=object_id)
    entry.people.add(*people)
    return entry, is_new


@transaction.atomic
def give_back(access: SpecialAccess, *, by: Employee) -> SpecialAccess:
    access = SpecialAccess.objects.select_for_update(of=("self",), no_key=True).get(pk=access.pk)
    if access.reader_id != by.pk:
        raise ValidationError(_("Only who has it gives it back."))
    if access.is_open():
        access.ended_at = timezone.now()
        access.save(update_fields=["ended_at"])
    return access


def refuse_ended(access: SpecialAccess, *, by: Employee, now: datetime | None = None) -> None:
    """Raises ValidationError unless `by` may read by this access now."""
    if access.reader_id != by.pk or not rules.can_use_special_access(by):
        raise ValidationError(_("You are not named for special access; another HR person names you."))
    if not access.is_open(now):
        raise ValidationError(_("This special access has ended. Begin another one, with its reason."))


def _refuse(by: Employee, person: Employee) -> None:
    if by.pk == person.pk:
        raise ValidationError(_("Nobody uses special access on themselves; ask another HR person."))
    if not rules.can_open_specially(by, person):
        raise ValidationError(_("You are not named for special access; another HR person names you."))
