"""Roles are given by another HR person, recorded, and told to all HR. Never by an administrator, never to oneself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from org import enqueue, rules, tasks
from org.locks import lock_structure
from org.models import AccountMail, Department, Employee, RoleGrant, SpecialAccess

Role = RoleGrant.Role


@transaction.atomic
def give(person: Employee, role: str, *, by: Employee, department: Department | None = None) -> RoleGrant:
    refuse(person, role, by=by)
    return _given(person, role, by=by, department=department)


def refuse(person: Employee, role: str, *, by: Employee) -> None:
    """Raises ValidationError unless `by` may give this role to `person`."""
    if person.pk == by.pk:
        raise ValidationError(_("Nobody gives a role to themselves; ask another HR person."))
    if not rules.can_give_role(by, person):
        raise ValidationError(_("Only HR gives roles; ask an HR person."))
    if person.is_leaver():
        raise ValidationError(_("%(person)s has left; a leaver has no role.") % {"person": person})
    if role == Role.SPECIAL and not person.is_hr:
        raise ValidationError(_("Special access is for HR people: make %(person)s HR first.") % {"person": person})


@transaction.atomic
def make_first_hr(person: Employee) -> RoleGrant:
    """From the command line alone, and only while nobody is HR."""
    lock_structure()
    if hr_people().exists():
        raise ValidationError(_("There is HR already; an HR person gives the role, in the admin under Roles."))
    return _given(person, Role.HR, by=None, department=None)


@transaction.atomic
def end(grant: RoleGrant, *, by: Employee) -> RoleGrant:
    grant = RoleGrant.objects.select_for_update(of=("self",), no_key=True).select_related("employee").get(pk=grant.pk)
    if grant.ended_at is not None:
        return grant
    if grant.employee_id == by.pk:
        raise ValidationError(_("Nobody ends a role of their own; ask another HR person."))
    if not rules.can_end_role(by, grant):
        raise ValidationError(_("Only HR ends roles; ask an HR person."))
    # Told are those who are HR before this: whoever loses the role hears of it too.
    _tell_hr(grant, AccountMail.Kind.ROLE_ENDED)
    now = timezone.now()
    grant.ended_by, grant.ended_at = by, now
    grant.save(update_fields=["ended_by", "ended_at"])
    if grant.role in (Role.HR, Role.SPECIAL):
        SpecialAccess.objects.open(now).filter(reader=grant.employee).update(ended_at=now)
    if grant.role == Role.HR:  # who is HR again one day is not named for special access by that
        for named in RoleGrant.objects.open().filter(employee=grant.employee, role=Role.SPECIAL).order_by("pk"):
            end(named, by=by)
    return grant


def hr_people():
    """Everyone who is HR and works here."""
    holders = RoleGrant.objects.open().filter(role=Role.HR).values("employee")
    return Employee.objects.present().filter(pk__in=holders, is_active=True)


def _given(person, role, *, by, department):
    grant = RoleGrant(employee=person, role=role, department=department, given_by=by)
    grant.full_clean(exclude=["given_by"])
    grant.save()
    _tell_hr(grant, AccountMail.Kind.ROLE_GIVEN)
    return grant


def _tell_hr(grant: RoleGrant, kind: str) -> None:
    if grant.role == Role.HEAD:
        return
    AccountMail.objects.bulk_create(
        AccountMail(kind=kind, person=person, grant=grant) for person in hr_people().order_by("pk")
    )
    enqueue.on_commit(tasks.send_account_mail)
