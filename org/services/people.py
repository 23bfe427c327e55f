"""Writes about a person. Who may is asked before (`org.rules`); `by` is who does it, None for a command."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from org import addresses
from org.lines import managers_of
from org.locks import lock_structure
from org.models import Employee


@transaction.atomic
def add(*, by: Employee | None, email: str, **fields) -> Employee:
    """A new person. The account opens with an invitation: until then no password fits."""
    person = Employee(email=Employee.objects.normalize_email(email), **fields)
    person.set_unusable_password()
    person._history_user = by
    person.full_clean(exclude=["password"])
    person.save()
    return person


@transaction.atomic
def edit(person: Employee, *, by: Employee | None, **changes) -> Employee:
    """Change a person's fields. A new manager and a new e-mail go their own ways, with their own consequences."""
    if "manager" in changes:
        change_manager(person, changes.pop("manager"), by=by)
    if "email" in changes:
        set_email(person, changes.pop("email"), by=by)
    person = _locked(person)
    for field, value in changes.items():
        setattr(person, field, value)
    return _saved(person, changes, by=by)


@transaction.atomic
def change_manager(person: Employee, manager: Employee | None, *, by: Employee | None) -> Employee:
    """Move a person to another manager, or to none. A loop is refused, and names everyone in it."""
    lock_structure()
    person = _locked(person)
    manager = Employee.objects.get(pk=manager.pk) if manager else None
    refuse_loop(person, manager)
    if manager is not None and manager.is_leaver():
        raise ValidationError(_("%(manager)s has left; choose somebody who works here.") % {"manager": manager})
    person.manager = manager
    return _saved(person, ["manager"], by=by)


def refuse_loop(person: Employee, manager: Employee | None) -> None:
    """Raises ValidationError if `person` reporting to `manager` would close a loop in today's line.

    Decisive only under `lock_structure()`.
    """
    if manager is None:
        return
    line = [manager, *managers_of(manager)]
    if person not in line:
        return
    loop = [person, *line[: line.index(person)], person]
    raise ValidationError(
        _("%(person)s cannot report to %(manager)s, that would be a loop: %(loop)s. Choose another manager."),
        code="loop",
        params={"person": person, "manager": manager, "loop": " → ".join(str(each) for each in loop)},
    )


@transaction.atomic
def set_email(person: Employee, email: str, *, by: Employee | None) -> Employee:
    """Replace the address in every place. Links that went to the old one are dead; the session goes on."""
    person = _locked(person)
    new = Employee.objects.normalize_email(email)
    if new == person.email:
        return person
    person.email = new
    person = _saved(person, ["email"], by=by)
    addresses.replaced([person.pk])
    return person


@transaction.atomic
def leave(person: Employee, last_day: date, *, by: Employee | None) -> Employee:
    """`last_day` is the last one; from the day after, in the person's zone, they are a leaver."""
    return edit(person, by=by, left_on=last_day)


@transaction.atomic
def come_back(person: Employee, *, by: Employee | None) -> Employee:
    """A leaver returns: same person, same records."""
    return edit(person, by=by, left_on=None)


@transaction.atomic
def close_account(person: Employee, *, by: Employee) -> Employee:
    """Nobody can log in to it any more, sessions end at their next request, open invitations are dead."""
    if person.pk == by.pk:
        raise ValidationError(_("Nobody closes their own account; ask another person."))
    person = _locked(person)
    person.is_active = False
    addresses.revoke_invitations([person.pk])
    return _saved(person, ["is_active"], by=by)


@transaction.atomic
def open_account(person: Employee, *, by: Employee) -> Employee:
    if person.pk == by.pk:
        raise ValidationError(_("Nobody opens their own account; ask another person."))
    person = _locked(person)
    person.is_active = True
    return _saved(person, ["is_active"], by=by)


def _locked(person: Employee) -> Employee:
    """The person as they are now, ours until commit. What the caller holds may be stale."""
    return Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _saved(person: Employee, fields, *, by: Employee | None) -> Employee:
    person._history_user = by
    person.full_clean(exclude=["password"])
    person.save(update_fields=list(fields))
    return person
