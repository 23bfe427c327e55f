"""Sends the mails about accounts and roles: each row claimed by one sender, a refused one tried again, ever later."""

import logging
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from org import invitation_links
from org.models import AccountMail

log = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
# After about three days the last word of the mail server stands, and HR sees it.
MOST_ATTEMPTS = 20

RELATED = [
    "person__location",
    "invitation__person",
    "grant__employee",
    "grant__department",
    "grant__given_by",
    "grant__ended_by",
]

State = AccountMail.State
Kind = AccountMail.Kind


@dataclass
class Slice:
    sent: int = 0
    failed: int = 0
    more: bool = False


def send_due(clock: Callable[[], datetime], seconds: float = 2.0) -> Slice:
    """Send mails that are due for about `seconds`; `more` says that some are left."""
    done, ends = Slice(), time.monotonic() + seconds
    connection = get_connection()
    try:
        while (mail := _claim(clock())) is not None:
            if _send(mail, connection, clock()):
                done.sent += 1
            else:
                done.failed += 1
            if time.monotonic() > ends:
                done.more = AccountMail.objects.due(clock()).exists()
                break
    finally:
        connection.close()
    return done


def _claim(now: datetime) -> AccountMail | None:
    """The next mail that is due, ours alone: of two senders that want it, the conditional update lets one win."""
    for pk in AccountMail.objects.due(now).order_by("pk").values_list("pk", flat=True)[:20]:
        mine = AccountMail.objects.due(now).filter(pk=pk)
        if mine.update(state=State.CLAIMED, claimed_at=now, attempts=F("attempts") + 1):
            return AccountMail.objects.select_related(*RELATED).get(pk=pk)
    return None


def _send(mail: AccountMail, connection, now: datetime) -> bool:
    """True where the mail server took it."""
    if _is_needless(mail, now):
        _note(mail, state=State.DROPPED)
        return False
    try:
        message(mail, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()), (450, b""))
        _refuse(mail, _words(code, answer), now, for_good=code >= 500)
    except smtplib.SMTPDataError as error:
        _refuse(mail, _words(error.smtp_code, error.smtp_error), now, for_good=error.smtp_code >= 500)
    except (OSError, smtplib.SMTPException) as error:
        _refuse(mail, str(error), now, for_good=False)
    except ValueError:
        _refuse(mail, _("The address cannot be used."), now, for_good=True)
    else:
        _note(mail, state=State.SENT, sent_at=now, error="")
        return True
    return False


def _words(code: int, answer: bytes | str) -> str:
    return f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"


def _is_needless(mail: AccountMail, now: datetime) -> bool:
    if mail.person.is_leaver(now) or not mail.person.is_active:
        return True
    invitation = mail.invitation
    return invitation is not None and (invitation.used_at is not None or invitation.revoked_at is not None)


def _refuse(mail: AccountMail, answer: str, now: datetime, *, for_good: bool) -> None:
    log.warning("account mail %d was not taken by the mail server", mail.pk)
    if for_good or mail.attempts >= MOST_ATTEMPTS:
        _note(mail, state=State.REFUSED, error=answer[:300])
    else:
        pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
        _note(mail, state=State.FAILED, try_again_at=now + pause, error=answer[:300])


def _note(mail: AccountMail, **result) -> None:
    # Only of our own claim: who was slower than its claim lasts has lost the mail to another sender.
    AccountMail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at).update(**result)


def message(mail: AccountMail, connection=None) -> EmailMessage:
    """The mail as it goes out. Its Message-ID is the row's, so a second try is the same mail."""
    with translation.override(mail.person.language or settings.LANGUAGE_CODE):
        context = {"mail": mail, "person": mail.person, "grant": mail.grant, "site": settings.SITE_URL}
        if mail.kind == Kind.INVITATION:
            context |= {"url": invitation_links.url(mail.invitation), "days": settings.INVITATION_DAYS}
        subject, _newline, body = render_to_string(f"org/mail/{mail.kind}.txt", context).partition("\n")
    return EmailMessage(
        subject=subject.removeprefix("Subject: ").strip(),
        body=body.strip() + "\n",
        to=[mail.person.email],
        connection=connection,
        headers={"Message-ID": f"<account-mail-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"},
    )
