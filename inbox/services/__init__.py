"""Tell a person something, note that they saw it, and change how often they get mail."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from inbox import kinds
from inbox.models import MailLedger, MailPreference, Notification
from inbox.services.calendar import calendar_of as calendar_of
from inbox.services.calendar import make_calendar as make_calendar
from inbox.services.calendar import revoke_calendar as revoke_calendar
from inbox.services.resting import do_in_place as do_in_place
from inbox.services.resting import snooze as snooze
from inbox.services.resting import wake as wake
from org.services import people

DRAFT_AGES = "draft-ages"


def notify(person_id: int, kind: str, path: str, *, actor=None, at: datetime | None = None) -> Notification:
    """Store an event for a person; call it in the transaction of what happened.

    `kind` is a registered one, `path` a path of this site; neither holds a text that somebody wrote.
    """
    _refuse_unknown(kind, path)
    return Notification.objects.create(person_id=person_id, kind=kind, path=path, actor=actor, at=at or timezone.now())


def _refuse_unknown(kind: str, path: str) -> None:
    if kinds.kind(kind) is None:
        raise LookupError(f"no app registered the kind {kind!r}: see inbox.kinds")
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise ValueError("a notification leads to a path of this site")


@dataclass(frozen=True)
class News:
    """One event for one person, as `notify` takes it."""

    person_id: int
    kind: str
    path: str
    actor_id: int | None = None


def notify_many(news: Iterable[News], *, at: datetime | None = None) -> None:
    """As `notify`, of many at once; what somebody has not read yet of the same kind and place gives way to it."""
    told = {(each.person_id, each.kind, each.path): each for each in news}
    if not told:
        return
    for _person_id, kind, path in told:
        _refuse_unknown(kind, path)
    people, slugs, paths = map(set, zip(*told, strict=True))
    unread = Notification.objects.unread().filter(person__in=people, kind__in=slugs, path__in=paths)
    rows = unread.order_by("pk").values_list("pk", "person", "kind", "path")
    Notification.objects.filter(pk__in=[pk for pk, *key in rows if tuple(key) in told]).delete()
    at = at or timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(person_id=each.person_id, kind=each.kind, path=each.path, actor_id=each.actor_id, at=at)
            for each in told.values()
        ]
    )


def take_back(kind: str, path: str, *, actor) -> None:
    """Nobody is told any more: what the news was about is erased. Call it in the transaction that erases."""
    Notification.objects.filter(kind=kind, path=path, actor=actor).delete()


def take_back_told(kinds: Collection[str], *, at: Collection[datetime], actor_id: int) -> None:
    """As `take_back`, of what whoever was told of it at these very moments (`notify_many(…, at=…)`)."""
    Notification.objects.filter(kind__in=kinds, at__in=at, actor=actor_id).delete()


def take_back_all(path: str, *, person_ids: Collection[int]) -> None:
    """As `take_back`, of whatever kind and by whomever: all that led these people to `path`."""
    Notification.objects.filter(person__in=person_ids, path=path).delete()


def tell_of_drafts(person_ids: list[int]) -> None:
    """Drafts of these people are about to age out: one piece of news each, while the last one is unread."""
    unread = Notification.objects.unread().filter(kind=DRAFT_AGES, person__in=person_ids)
    told = set(unread.order_by().values_list("person", flat=True))
    for person_id in person_ids:
        if person_id not in told:
            notify(person_id, DRAFT_AGES, reverse("drafts:index"))


def seen(notifications, *, by, now: datetime | None = None) -> int:
    """Mark those of `notifications` (a queryset) that are `by`'s own and unread; return how many."""
    return notifications.filter(person=by, seen_at=None).update(seen_at=now or timezone.now())


def frequency_of(person) -> str:
    chosen = MailPreference.objects.filter(person=person).values_list("frequency", flat=True).first()
    return chosen or MailPreference.Frequency.DAILY


@transaction.atomic
def set_frequency(person, frequency: str, *, by) -> MailPreference:
    """How often `person` gets the mail: theirs alone to say, on the page or by the link in a mail."""
    if by.pk != person.pk:
        raise ValidationError(_("Only the person who gets the mail chooses how often."), code="not-yours")
    preference, _made = MailPreference.objects.select_for_update(of=("self",), no_key=True).get_or_create(person=person)
    preference.frequency = frequency
    preference.full_clean(validate_unique=False)
    preference.save(update_fields=["frequency"])
    return preference


@transaction.atomic
def set_preferences(*, by, frequency: str, time_zone: str, language: str) -> None:
    """How often one gets the mail, in whose morning, and in which language: all of one's own."""
    set_frequency(by, frequency, by=by)
    if (by.time_zone, by.language) != (time_zone, language):
        people.edit(by, by=by, time_zone=time_zone, language=language)


def try_again(mails, *, by, now: datetime | None = None) -> int:
    """Take those of `mails` (a queryset of the ledger) that failed or were refused up again at the next look.

    For `by`'s own mail another HR person does it.
    """
    failed = MailLedger.State.FAILED
    stopped = mails.filter(state__in=[failed, MailLedger.State.REFUSED]).exclude(person=by)
    return stopped.update(state=failed, try_again_at=now or timezone.now())
