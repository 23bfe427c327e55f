from inbox.models.address import SecretAddress
from inbox.models.mail import MailLedger, MailPreference
from inbox.models.notification import Notification

__all__ = ["MailLedger", "MailPreference", "Notification", "SecretAddress"]
