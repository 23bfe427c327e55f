"""Hand mails to the mail server over one connection, and say in our words what it answered."""

import contextlib
import smtplib
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from inbox.models import MailLedger

KNOCK_AGAIN_AFTER = 10.0  # seconds until a server that did not open is asked once more
SERVICE_ENDS = 421


@dataclass(frozen=True)
class Answer:
    state: str
    error: str = ""
    perhaps_twice: bool = False


class Outbox:
    """One connection for many mails. A dead one is opened anew; a server that is away is not asked for each mail."""

    def __init__(self, *, patience: float | None = None):
        """`patience`: seconds to wait for the server to open, where the caller may not be held; else EMAIL_TIMEOUT."""
        self._patience = patience
        self._backend: BaseEmailBackend | None = None
        self._away = ""
        self._knock_at = 0.0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._close()

    def send(self, message: mail.EmailMessage) -> Answer:
        for last in (False, True):
            if not self._open():
                return Answer(MailLedger.State.FAILED, self._away, perhaps_twice=last)
            try:
                self._backend.send_messages([message])
            except Exception as error:  # noqa: BLE001 - each backend fails in its own way; one stops nobody else's
                if _is_dead(error):
                    self._close()
                    if not last and not isinstance(error, TimeoutError):
                        continue
                return _answer(error)
            return Answer(MailLedger.State.SENT, perhaps_twice=last)
        raise AssertionError("unreachable")

    def _open(self) -> bool:
        if self._backend is not None:
            return True
        if self._away and time.monotonic() < self._knock_at:
            return False
        timeout = self._patience or settings.EMAIL_TIMEOUT
        backend = mail.get_connection(timeout=timeout)
        try:
            backend.open()
        except Exception as error:  # noqa: BLE001 - see above
            self._away, self._knock_at = _words(error), time.monotonic() + KNOCK_AGAIN_AFTER
            return False
        # Only the knock is short: a server that scans a mail before it answers is not dead.
        socket = getattr(getattr(backend, "connection", None), "sock", None)
        if socket is not None:
            socket.settimeout(settings.EMAIL_TIMEOUT)
        self._backend, self._away = backend, ""
        return True

    def _close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with contextlib.suppress(Exception):  # what is closed may be dead already
                backend.close()


def _is_dead(error: Exception) -> bool:
    """Is the connection of no more use? Every answer of smtplib is an OSError too."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == SERVICE_ENDS for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == SERVICE_ENDS
    return _broke_off(error)


def _broke_off(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)


def _answer(error: Exception) -> Answer:
    if _concerns_this_mail_for_good(error):
        return Answer(MailLedger.State.REFUSED, _words(error))
    return Answer(MailLedger.State.FAILED, _words(error), perhaps_twice=_broke_off(error))


def _concerns_this_mail_for_good(error: Exception) -> bool:
    """5xx to this recipient or this mail; an address that cannot be written. Not a refused sender or login: that
    is our own setting, and concerns everyone.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code < 600
    if isinstance(error, OSError):
        return isinstance(error, smtplib.SMTPNotSupportedError)
    return isinstance(error, ValueError)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPNotSupportedError) or (
        isinstance(error, ValueError) and not isinstance(error, OSError)
    ):
        return _("The address cannot be used.")
    if _broke_off(error):
        return _("The mail server does not answer: %(reason)s.") % {"reason": _reason(error)}
    return type(error).__name__


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
