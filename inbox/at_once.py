"""What does not wait for the daily mail: an invitation to something meeting-like that is due on the same day.

The news itself is the need. An app registers which news of a kind are such invitations:

    at_once.register("check-in-moved", invited, words=_("Your check-in with %(actor)s is today"))

`invited(news, now)` gets fresh news of that kind (Notifications with their person) and gives back the ids of those
that are for the person's own today. Safe to run by many at once and to be killed: a row for each decides.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from inbox import addresses, ledger, message
from inbox.delivery import Answer, Outbox
from inbox.due import DailyMail, language_of
from inbox.duties import Duty
from inbox.models import AtOnceMail, MailPreference, Notification
from org.models import Absence, Employee, Organization

FRESH = timedelta(hours=2)  # after that it is no longer "at once", and the daily mail tells it
LOOKED_AT = 200
MOST_ATTEMPTS = 5
State = AtOnceMail.State
Invited = Callable[[Sequence[Notification], datetime], set[int]]


@dataclass(frozen=True)
class Invitation:
    invited: Invited
    words: str | Promise  # names nobody but the other person of a check-in


_known: dict[str, Invitation] = {}


def register(kind: str, invited: Invited, *, words: str | Promise) -> None:
    _known[kind] = Invitation(invited, words)


def send_due(now: datetime, *, seconds: float = 1.5) -> int:
    """Send what is due at `now`, for about `seconds`; the number sent."""
    deadline, sent = time.monotonic() + seconds, 0
    _find(now, deadline)
    with Outbox(patience=1.0) as outbox:
        while time.monotonic() < deadline and (mail := _claim(now)) is not None:
            sent += _send(mail, outbox, now)
    return sent


def _find(now: datetime, deadline: float) -> None:
    """Make the rows of fresh invitations; the unique row lets one of two senders make it.

    In stretches to the end: of the news of these kinds most are for another day, and never get a row.
    """
    fresh = Notification.objects.unread().filter(
        kind__in=list(_known), at__gt=now - FRESH, at__lte=now, at_once_mail=None
    )
    fresh, last = fresh.select_related("person__location").order_by("pk"), 0
    while found := list(fresh.filter(pk__gt=last)[:LOOKED_AT]):
        last = found[-1].pk
        chosen: set[int] = set()
        for kind, known in _known.items():
            news = [each for each in found if each.kind == kind]
            chosen |= known.invited(news, now) if news else set()
        rows = [AtOnceMail(news=each) for each in found if each.pk in chosen]
        AtOnceMail.objects.bulk_create(rows, ignore_conflicts=True)
        if time.monotonic() > deadline:
            break


def _claim(now: datetime) -> AtOnceMail | None:
    for pk in AtOnceMail.objects.takeable(now).order_by("pk").values_list("pk", flat=True)[:20]:
        mine = AtOnceMail.objects.takeable(now).filter(pk=pk)
        if mine.update(state=State.CLAIMED, claimed_at=now, attempts=F("attempts") + 1):
            return AtOnceMail.objects.select_related("news__person__location", "news__actor").get(pk=pk)
    return None


def _send(mail: AtOnceMail, outbox: Outbox, now: datetime) -> bool:
    """True where the mail server took it."""
    news, known = mail.news, _known.get(mail.news.kind)
    if known is None or not _wants(news, known, now):
        _note(mail, state=State.DROPPED)
        return False
    answer = outbox.send(_message(news, known, now))
    if answer.state == "sent":
        _note(mail, state=State.SENT, error="")
        return True
    _note(mail, state=_after(answer, mail), error=answer.error[:300])
    return False


def _after(answer: Answer, mail: AtOnceMail) -> str:
    return State.FAILED if answer.state == "failed" and mail.attempts < MOST_ATTEMPTS else State.REFUSED


def _note(mail: AtOnceMail, **result) -> None:
    # Only of our own claim: who was slower than its claim lasts has lost it to another sender.
    AtOnceMail.objects.filter(pk=mail.pk, state=State.CLAIMED, claimed_at=mail.claimed_at).update(**result)


def _wants(news: Notification, known: Invitation, now: datetime) -> bool:
    """Still true and wanted: unread, for today, of somebody who works here, is here, and has not said never."""
    person = news.person
    if news.seen_at or news.at <= now - FRESH - AtOnceMail.CLAIM_LASTS or not _is_here(person, now):
        return False
    never = MailPreference.objects.filter(person=person, frequency=MailPreference.Frequency.NONE)
    return bool(known.invited([news], now)) and not never.exists()


def _is_here(person: Employee, now: datetime) -> bool:
    today = person.today(now)
    is_begun = person.hired_on is None or person.hired_on <= today
    is_away = Absence.objects.on(today).filter(employee=person).exists()
    return person.is_active and is_begun and not person.is_leaver(now) and not is_away


def _message(news: Notification, known: Invitation, now: datetime) -> EmailMultiAlternatives:
    person, day = news.person, news.person.today(now)
    with translation.override(language_of(person)):
        duty = Duty(
            person_id=person.pk,
            key=f"news:{news.pk}",
            title=str(known.words) % {"actor": news.actor or ""},
            action=_("Open"),
            path=news.path,
            why=_("It is for today, and was set today."),
            due_on=day,
        )
    return message.build(
        DailyMail(person, day, now, duties=[duty]),
        message_id=ledger.keyed_id(f"news:{news.pk}"),
        unsubscribe_url=addresses.unsubscribe_urls([person.pk])[person.pk],
        organization=Organization.objects.current(),
        at_once=True,
    )
