from inbox.models.address import SecretAddress
from inbox.models.at_once import AtOnceMail
from inbox.models.mail import MailLedger, MailPreference
from inbox.models.notification import Notification
from inbox.models.snooze import Snooze

__all__ = ["AtOnceMail", "MailLedger", "MailPreference", "Notification", "SecretAddress", "Snooze"]
