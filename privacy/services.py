"""Special access as people meet it: the person and the authors are told with what begins it and what opens a text."""

from django.db import transaction
from django.urls import reverse

from inbox.models import Notification
from inbox.services import notify
from org.models import Employee, ReadingRecord, SpecialAccess
from org.services import special_access
from privacy import texts

BEGUN, READ = "special-access-begun", "read-by-special-access"


@transaction.atomic
def begin(person: Employee, reason: str, *, by: Employee) -> SpecialAccess:
    access, is_new = special_access.begin(person, reason, by=by)
    if is_new:
        notify(person.pk, BEGUN, reverse("privacy:reading_record"), actor=by)
    return access


@transaction.atomic
def open_text(access: SpecialAccess, kind: str, item, *, by: Employee) -> ReadingRecord:
    """Record it, and tell the person and each author; only then may it be shown. Raises ValidationError."""
    passages = texts.KINDS[kind].passages(item)
    people = {access.person_id: access.person} | {author.pk: author for author in texts.authors(passages)}
    people.pop(by.pk, None)  # what they wrote themselves, they know
    record, is_new = special_access.record(access, kind, item.pk, people=people.values(), by=by)
    if is_new:
        _tell(list(people), by)
    return record


def _tell(people: list[int], by: Employee) -> None:
    """One piece of news each while the last is unread: the reading record lists what was read."""
    unread = Notification.objects.unread().filter(kind=READ, actor=by, person__in=people).order_by()
    told = set(unread.values_list("person", flat=True))
    for person_id in people:
        if person_id not in told:
            notify(person_id, READ, reverse("privacy:reading_record"), actor=by)
