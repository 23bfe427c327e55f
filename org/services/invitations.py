"""Invitations: HR chooses people, each gets one mail with a link to set a password."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from org import addresses, enqueue, invitation_links, rules, tasks
from org.models import AccountMail, Employee, Invitation


class Outcome(StrEnum):
    INVITED = "invited"
    ALREADY_INVITED = "already invited"
    HAS_PASSWORD = "has a password"  # noqa: S105 - the name of an outcome
    LEFT = "left"
    CLOSED = "closed"
    NOT_ALLOWED = "not allowed"


# Under what a statement of either database takes as parameters.
BATCH = 500


def preview(people: QuerySet, *, by: Employee, again: bool = False) -> Counter[Outcome]:
    """What `invite` would do; writes nothing."""
    found = people.with_zone().select_related("location").iterator(2000)
    return Counter(_outcome(person, by=by, again=again) for person in found)


@transaction.atomic
def invite(people: Iterable[Employee], *, by: Employee, again: bool = False) -> Counter[Outcome]:
    """Invite each once; with `again` also who was invited before, whose old link then is dead. Counts the outcomes.

    The people are read again under their locks, so two HR people who press at once invite nobody twice.
    """
    ids = sorted(person.pk for person in people)
    outcomes: Counter[Outcome] = Counter()
    for start in range(0, len(ids), BATCH):
        invited = []
        for person in _locked(ids[start : start + BATCH]):
            outcome = _outcome(person, by=by, again=again)
            outcomes[outcome] += 1
            if outcome == Outcome.INVITED:
                invited.append(person.pk)
        _write(invited, by=by)
    return outcomes


@transaction.atomic
def reset(person: Employee, *, by: Employee) -> None:
    """Take the password away and invite again: sessions end at once, and the person sets a new one."""
    (person,) = _locked([person.pk])
    if not rules.can_manage_account(by, person):
        raise ValidationError(_("Nobody resets their own account; ask another person."))
    if person.is_leaver() or not person.is_active:
        raise ValidationError(_("%(person)s cannot log in, there is nothing to reset.") % {"person": person})
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person.pk).delete()
    _write([person.pk], by=by)


def _locked(ids: Iterable[int]) -> QuerySet:
    people = Employee.objects.select_for_update(of=("self",), no_key=True).with_zone().select_related("location")
    return people.filter(pk__in=ids).order_by("pk")


def _outcome(person: Employee, *, by: Employee, again: bool) -> Outcome:
    if not rules.can_manage_account(by, person):
        return Outcome.NOT_ALLOWED
    if person.is_leaver():
        return Outcome.LEFT
    if not person.is_active:
        return Outcome.CLOSED
    if person.has_password:
        return Outcome.HAS_PASSWORD
    if person.invited_at is not None and not again:
        return Outcome.ALREADY_INVITED
    return Outcome.INVITED


def _write(people: list[int], *, by: Employee) -> None:
    now = timezone.now()
    addresses.revoke_invitations(people)
    made = Invitation.objects.bulk_create(
        [Invitation(person_id=person, invited_by=by, invited_at=now) for person in people]
    )
    AccountMail.objects.bulk_create(
        [AccountMail(kind=AccountMail.Kind.INVITATION, person_id=each.person_id, invitation=each) for each in made]
    )
    Employee.objects.filter(pk__in=people).update(invited_at=now)
    if people:
        enqueue.on_commit(tasks.send_account_mail)


@transaction.atomic
def accept(token: str, password: str) -> Employee:
    """Set the password that opens the account. The same link does not work a second time."""
    invitation = invitation_links.read(token)
    if invitation is None:
        raise ValidationError(_("This link has expired. Ask HR to invite you again."))
    person = Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.person_id)
    # Read again under the lock: a second tab may have been quicker.
    if invitation_links.read(token) is None:
        raise ValidationError(_("This link was used already. Log in, or reset your password."))
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now())
    return person
