"""A blocker is raised, acknowledged, resolved; *helped* is a note on it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import Blocker, BlockerNote, CheckIn
from inbox.services import notify
from org.models import Employee


@dataclass(frozen=True)
class NewBlocker:
    text: str
    help: str = ""
    key_result_id: int | None = None
    text_upward: str = ""


@transaction.atomic
def raise_blocker(new: NewBlocker, *, by: Employee, check_in: CheckIn | None = None) -> Blocker:
    """Raise it for oneself. Sent again while the first is open, it is the same one.

    In a check-in that `by` leads as the manager it is the employee's, and acknowledged: its manager has written it.
    """
    person = check_in.employee if check_in else by
    if by.pk not in (person.pk, person.manager_id):
        raise PermissionDenied
    # The person's row is the lock: a double click raises one.
    Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    same = Blocker.objects.open().filter(raised_by=person, text=new.text).order_by("pk").first()
    if same is not None:
        return same
    blocker = Blocker(
        raised_by=person,
        check_in=check_in,
        key_result_id=new.key_result_id,
        text=new.text,
        text_upward=new.text_upward,
        help=new.help,
    )
    if by.pk != person.pk:
        blocker.acknowledged_at, blocker.acknowledged_by = timezone.now(), by
    blocker.full_clean()
    blocker.save()
    if by.pk == person.pk and person.manager_id:
        notify(person.manager_id, "blocker-raised", blocker.get_absolute_url(), actor=person)
    return blocker


@transaction.atomic
def acknowledge(blocker: Blocker, *, by: Employee) -> bool:
    """Say: I have seen it. Whether it was this call that did it."""
    blocker = _locked(blocker)
    if blocker.acknowledged_at is not None or blocker.resolved_at is not None:
        return False
    if not rules.can_acknowledge(by, blocker):
        raise PermissionDenied
    blocker.acknowledged_at, blocker.acknowledged_by = timezone.now(), by
    blocker.save(update_fields=["acknowledged_at", "acknowledged_by"])
    notify(blocker.raised_by_id, "blocker-acknowledged", blocker.get_absolute_url(), actor=by)
    return True


@transaction.atomic
def help(blocker: Blocker, *, by: Employee, text: str) -> BlockerNote:  # noqa: A001 - the domain's word
    """Note what was done about it; from the manager it acknowledges as well. Sent again it is the same note."""
    blocker = _locked(blocker)
    if not rules.can_help(by, blocker):
        if blocker.resolved_at is not None:
            raise ValidationError(_("This blocker was resolved meanwhile."))
        raise PermissionDenied
    if rules.can_acknowledge(by, blocker):
        acknowledge(blocker, by=by)
    last = blocker.notes.order_by("-pk").first()
    if last is not None and (last.author_id, last.text) == (by.pk, text):
        return last
    note = BlockerNote(blocker=blocker, author=by, text=text)
    note.full_clean()
    note.save()
    return note


@transaction.atomic
def resolve(blocker: Blocker, *, by: Employee) -> bool:
    """It is out of the way. Whether it was this call that did it."""
    blocker = _locked(blocker)
    if blocker.resolved_at is not None:
        return False
    if not rules.can_resolve(by, blocker):
        raise PermissionDenied
    blocker.resolved_at, blocker.resolved_by = timezone.now(), by
    blocker.save(update_fields=["resolved_at", "resolved_by"])
    return True


@transaction.atomic
def share_upward(blocker: Blocker, text: str, *, by: Employee) -> bool:
    """What its author lets be shown one level up; "" is nothing but that it is there. Whether this call changed it."""
    blocker = _locked(blocker)
    if blocker.raised_by_id != by.pk:
        raise PermissionDenied
    if not rules.can_share_upward(by, blocker):
        raise ValidationError(_("It was acknowledged or resolved meanwhile and does not go up any more."))
    if blocker.text_upward == text:
        return False
    blocker.text_upward = text
    blocker.full_clean()
    blocker.save(update_fields=["text_upward"])
    return True


def _locked(blocker: Blocker) -> Blocker:
    rows = Blocker.objects.select_related("raised_by__manager").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=blocker.pk)
