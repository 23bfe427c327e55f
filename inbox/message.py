"""The daily mail itself: plain text and HTML, in the person's language and with their dates.

It carries kinds, dates, links and the rules that sent them: no text that anybody wrote.
"""

from dataclasses import dataclass
from datetime import date
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from inbox import kinds
from inbox.due import DailyMail, language_of
from inbox.duties import Duty
from inbox.mail_style import INLINE, Style
from inbox.models import Notification
from org.models import Organization

DUTIES_AT_MOST = 12


@dataclass(frozen=True)
class Line:
    """One thing in the mail, in words and with its link."""

    title: str
    when: str
    url: str
    action: str
    why: str
    late: bool = False


def build(
    mail: DailyMail, *, message_id: str, unsubscribe_url: str, organization: Organization, at_once: bool = False
) -> EmailMultiAlternatives:
    with translation.override(language_of(mail.person)), timezone.override(mail.person.zone):
        words = content(mail, unsubscribe_url=unsubscribe_url, organization=organization, at_once=at_once)
        message = EmailMultiAlternatives(
            subject=words["subject"],
            body=render_to_string("inbox/mail/daily.txt", words),
            to=[mail.person.email],
            headers={
                "Message-ID": message_id,
                "Date": format_datetime(mail.decided_at),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "Precedence": "bulk",
                "List-Unsubscribe": f"<{unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Content-Language": translation.get_language(),
            },
        )
        message.attach_alternative(render_to_string("inbox/mail/daily.html", words), "text/html")
    return message


def subject(mail: DailyMail) -> str:
    waiting, new = len(mail.duties), len(mail.news) + mail.more_news
    if not waiting:
        return ngettext("%(count)d thing is new for you", "%(count)d things are new for you", new) % {"count": new}
    first = ngettext("%(count)d thing waits for you", "%(count)d things wait for you", waiting) % {"count": waiting}
    if not mail.late:
        return first
    late = ngettext("%(count)d is late", "%(count)d are late", mail.late) % {"count": mail.late}
    return _("%(waiting)s, %(late)s") % {"waiting": first, "late": late}


def content(
    mail: DailyMail,
    *,
    unsubscribe_url: str,
    organization: Organization,
    style: Style = INLINE,
    at_once: bool = False,
) -> dict:
    """What both templates show; call it in the person's language and zone. `at_once`: one invitation, alone."""
    return {
        "language": translation.get_language(),
        "organization": organization,
        "person": mail.person,
        "subject": _one_line(mail.duties[0].outside_title) if at_once else subject(mail),
        "at_once": at_once,
        "day": date_format(mail.day, pgettext("date with weekday and year", "l j F Y")),
        "duties": [_duty_line(duty, mail.day) for duty in mail.duties[:DUTIES_AT_MOST]],
        "more": max(0, len(mail.duties) - DUTIES_AT_MOST),
        "news": [line for line in map(_news_line, mail.news) if line],
        "more_news": mail.more_news,
        "is_weekly": mail.is_weekly,
        "zone": str(mail.person.zone),
        "news_url": f"{settings.SITE_URL}{reverse('inbox:index')}?tab=news",
        "today_url": settings.SITE_URL + reverse("today"),
        "preferences_url": settings.SITE_URL + reverse("inbox:preferences"),
        "unsubscribe_url": unsubscribe_url,
        "style": style,
    }


def _duty_line(duty: Duty, today: date) -> Line:
    return Line(
        title=_one_line(duty.outside_title),
        when=_when(duty, today),
        url=settings.SITE_URL + duty.path,
        action=_one_line(duty.action),
        why=_one_line(duty.why),
        late=duty.days_late(today) > 0,
    )


def _news_line(news: Notification) -> Line | None:
    kind = kinds.kind(news.kind)
    if kind is None:
        return None
    return Line(
        title=_one_line(kind.sentence_in_mail(news.actor)),
        when=date_format(timezone.localtime(news.at), pgettext("day and time", "D j M, H:i")),
        url=settings.SITE_URL + news.path,
        action=_("Open"),
        why=_one_line(str(kind.why)),
    )


def _when(duty: Duty, today: date) -> str:
    if duty.due_on is None:
        return _("waiting")
    days = duty.days_late(today)
    if days <= 0:
        return _("due today")
    late = ngettext("%(count)d day late", "%(count)d days late", days) % {"count": days}
    date_words = date_format(duty.due_on, pgettext("date with weekday", "l j F"))
    return _("%(late)s, due %(date)s") % {"late": late, "date": date_words}


def _one_line(words: str) -> str:
    return " ".join(str(words).split())
