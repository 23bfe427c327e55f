from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecretAddress(models.Model):
    """An address that acts for one person without a login: whoever has it may use it (see `inbox.addresses`).

    The row holds the hash of the secret part, so that a copy of the database gives nobody's away. Of the link that each
    mail carries it holds a nonce too, from which only a server that has the SECRET_KEY can make it again; a calendar's
    address is random, shown once, and known to its person alone.
    """

    class Purpose(models.TextChoices):
        UNSUBSCRIBE = "unsubscribe", _("stop the mail")
        CALENDAR = "calendar", _("calendar")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    nonce = models.CharField(max_length=32, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("secret address")
        verbose_name_plural = _("secret addresses")
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], name="inbox_secretaddress_one_each"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.pk}"
