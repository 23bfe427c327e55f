"""What a person's mail of today would tell: the duties that are due, and the news since the last mail."""

import itertools
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import translation

from inbox import kinds, snoozing
from inbox.duties import Duty, duties_of
from inbox.models import AtOnceMail, MailLedger, MailPreference, Notification
from org.models import Employee
from org.zones import zone

log = logging.getLogger(__name__)
NEWS_AT_MOST = 10


@dataclass
class DailyMail:
    """What one person is told on one local day; the news up to `decided_at`."""

    person: Employee
    day: date
    decided_at: datetime
    duties: list[Duty] = field(default_factory=list)
    news: list[Notification] = field(default_factory=list)
    more_news: int = 0  # beside those
    is_weekly: bool = False
    # What broke while the duties were asked for; the mail is not sent, and HR sees it.
    broken: str = ""

    @property
    def late(self) -> int:
        return sum(duty.days_late(self.day) > 0 for duty in self.duties)


def language_of(person: Employee) -> str:
    return person.language or settings.LANGUAGE_CODE


def daily_mails(people: Iterable[Employee], now: datetime) -> list[DailyMail]:
    """The mails of those of `people` whom something waits for, in the order given.

    `people` come from `schedule.awaiting`, with `zone_name` and their preference. A provider's words are made when it
    is asked, so it is asked once for each language; the number of statements does not grow with the number of people.
    """
    people = list(people)
    mails = {}
    for person in people:
        person.zone = zone(person.zone_name)  # known already: Employee.zone would ask for each
        mails[person.pk] = DailyMail(person, now.astimezone(person.zone).date(), now, is_weekly=_is_weekly(person))
    rests = snoozing.of(mails)
    by_language = sorted(people, key=language_of)
    for language, speakers in itertools.groupby(by_language, key=language_of):
        with translation.override(language):
            for person_id, duties in _duties(list(speakers), now, mails).items():
                mail = mails[person_id]
                waiting = snoozing.split(duties, rests.get(person_id, {}), mail.day).duties
                mail.duties = [duty for duty in waiting if duty.in_mail and duty.is_due(mail.day)]
    for person_id, news in _news(mails, now).items():
        mail = mails[person_id]
        mail.news, mail.more_news = news[:NEWS_AT_MOST], len(news[NEWS_AT_MOST:])
    return [mail for mail in mails.values() if mail.duties or mail.news or mail.broken]


def _is_weekly(person: Employee) -> bool:
    preference = getattr(person, "mail_preference", None)
    return preference is not None and preference.frequency == MailPreference.Frequency.WEEKLY


def _duties(people: list[Employee], now: datetime, mails: dict[int, DailyMail]) -> dict[int, list[Duty]]:
    """Where a provider breaks on somebody's rows, halve until that person stands alone: the others get their mail."""
    try:
        return duties_of(people, now)
    except Exception as error:
        if len(people) == 1:
            log.exception("the duties of employee %s cannot be told", people[0].pk)
            mails[people[0].pk].broken = type(error).__name__
            return {}
        middle = len(people) // 2
        return _duties(people[:middle], now, mails) | _duties(people[middle:], now, mails)


def _news(people: Iterable[int], now: datetime) -> dict[int, list[Notification]]:
    """Unread news that came after each person's last mail, newest first."""
    told_at_once = AtOnceMail.objects.filter(news=OuterRef("pk"), state=AtOnceMail.State.SENT)
    last_mail = MailLedger.objects.filter(person=OuterRef("person"), state=MailLedger.State.SENT).order_by("-day")
    rows = (
        Notification.objects.unread()
        .filter(person__in=list(people), kind__in=kinds.mailed(), at__lte=now)
        .annotate(told_until=Subquery(last_mail.values("news_until")[:1]))
        .filter(Q(told_until=None) | Q(at__gt=F("told_until")), ~Exists(told_at_once))
        .select_related("actor")
        .order_by("-at", "-pk")
    )
    news: dict[int, list[Notification]] = {}
    for row in rows.iterator():
        news.setdefault(row.person_id, []).append(row)
    return news
